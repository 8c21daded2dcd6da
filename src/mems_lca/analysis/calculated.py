"""A study after the calculation: what every account and breakdown starts from."""

from __future__ import annotations

from dataclasses import dataclass

from mems_lca.analysis.groups import Basis
from mems_lca.inventory.processes import Inventory
from mems_lca.lca.brightway import Solution, demand_key
from mems_lca.lca.contributions import Contribution
from mems_lca.lca.system import System
from mems_lca.library.bound import BoundStudy
from mems_lca.library.characterisation import Indicator


@dataclass(frozen=True)
class Calculated:
    """A bound study after the calculation."""

    bound: BoundStudy
    inventory: Inventory
    system: System
    solution: Solution
    rows: tuple[Contribution, ...]

    @property
    def basis(self) -> Basis:
        """What the study declares: wafers or devices."""
        return "wafer" if self.bound.study.functional_unit.amount.unit == "wafer" else "device"

    @property
    def indicators(self) -> dict[str, Indicator]:
        """All indicators."""
        return dict(self.bound.library.characterisation.indicators)

    def of(self, route: str) -> list[Contribution]:
        """The rows of a route."""
        return [row for row in self.rows if row.route == route]

    def supply(self, route: str, basis: Basis) -> dict[str, float]:
        """Supply of each node for one wafer or device of a route; empty where the study has no device."""
        found = self.solution.supply.get(demand_key(route, basis))
        return dict(zip(self.system.nodes, found, strict=True)) if found else {}
