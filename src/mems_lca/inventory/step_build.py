"""What one step needs while it is turned into a unit process: its names, and its formulas as cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mems_lca.inventory.shop import Shop, over, times
from mems_lca.library.bound import BoundRoute, BoundStep
from mems_lca.study.formula import Expr, Ref, dimension, rename
from mems_lca.study.step import Step
from mems_lca.units import Dimension, dimension_of


@dataclass
class StepBuild:
    """One step being turned into a unit process; `supply` gives the process of a supply step at the step's site."""

    shop: Shop
    route: BoundRoute
    bound: BoundStep
    process: str
    key: str
    names: dict[str, Ref]
    supply: Callable[[StepBuild, str], str]

    @property
    def step(self) -> Step:
        """The step as written."""
        return self.bound.step

    @property
    def place(self) -> str:
        """The place code of the site."""
        return self.shop.place_of(self.bound.site)

    @property
    def basin(self) -> str:
        """The place whose water scarcity counts at the site."""
        return self.shop.basin_of(self.bound.site)


def bind(build: StepBuild, expr: Expr) -> Expr:
    """A formula of the step over the keys of cells."""
    return rename(expr, lambda name: build.names[name])


def dimension_in(build: StepBuild, expr: Expr) -> Dimension:
    """The dimension of a bound formula."""
    cells = build.shop.ledger.cells
    return dimension(expr, lambda key: dimension_of(cells[key].unit))


def per_unit(build: StepBuild, expr: Expr, unit: str) -> Expr:
    """The coherent amount per unit of the process: a formula per coherent unit (per mol) is scaled to one (per Nm3)."""
    bound = bind(build, expr)
    if dimension_in(build, bound) == dimension_of(unit) / dimension_of(build.step.per):
        return times(bound, build.shop.ledger.unit(build.step.per))
    return bound


def amount_cell(build: StepBuild, index: int, expr: Expr, unit: str, label: str, suffix: str = "") -> Ref:
    """The cell of an exchange's amount in the unit of its flow."""
    key = f"{build.process}/{index}{suffix}"
    scaled = over(per_unit(build, expr, unit), build.shop.ledger.unit(unit))
    return build.shop.ledger.derive(key, scaled, unit, f"{label}, {build.step.name.en}", group="amount")
