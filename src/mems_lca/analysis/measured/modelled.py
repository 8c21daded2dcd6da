"""What a model says of an account of its site, per finished wafer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum

from mems_lca.inventory.measured.scope import Model, drawn
from mems_lca.inventory.processes import Inventory
from mems_lca.lca.system import build_system
from mems_lca.library.bound import BoundRoute
from mems_lca.library.rests import Scope


@dataclass(frozen=True)
class Working:
    """A route at work: supply of each process per finished wafer that leaves the line.

    Where the study has a device, what a site does for it behind the wafer is shared by the wafers that it draws.
    """

    inventory: Inventory
    route: BoundRoute
    supply: Mapping[str, float]

    @property
    def times(self) -> float:
        """How often what stands beside the yield chain is drawn: once, unless the line consumes wafers of its own."""
        return self.supply[f"{self.route.root}.wafer"]

    @property
    def starts(self) -> float:
        """Wafers started per finished wafer."""
        return self.inventory.values[f"{self.route.id}.wafer/starts"] * self.times

    def amount(self, site: str, scope: Scope) -> float:
        """What the model explains of an account, in the unit of its exchanges, per finished wafer."""
        values = self.inventory.values
        model = Model(self.inventory.processes, self.inventory.gases, self.inventory.wastes)
        return fsum(
            self.supply[entry.process] * entry.sign * values[entry.amount]
            for entry in drawn(model, self.route, site, scope)
        )


def working(inventory: Inventory, routes: Mapping[str, BoundRoute]) -> dict[str, Working]:
    """Every route at work, by a dense solution of the inventory."""
    import numpy as np

    system = build_system(inventory)
    matrix = system.technosphere()
    found: dict[str, Working] = {}
    for demand in inventory.demands:
        wafers = inventory.values[f"{demand.route}.device/wafers"] if demand.basis == "device" else 1.0
        supply = np.linalg.solve(matrix, system.demand_vector(demand)) / wafers
        # The device comes after the wafer and holds it.
        found[demand.route] = Working(
            inventory, routes[demand.route], dict(zip(system.nodes, supply.tolist(), strict=True))
        )
    return found
