"""What one step takes and emits at its defaults, and how much of its footprint rests on assumptions.

Elasticity of the footprint C to an input p: d ln C / d ln p, here the central difference of C over a small relative
change of p, divided by C. It is dimensionless, so that a power, a time and a factor can be added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mems_lca.analysis.one_step import OneStep, one_step
from mems_lca.inventory.cells import Cell, in_order
from mems_lca.inventory.processes import Exchange, Inventory
from mems_lca.library.library import Library
from mems_lca.library.sources import ASSUMPTION
from mems_lca.study.formula import evaluate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

ACCOUNTING = "location"
_CHANGE = 1e-4
_LITRES = 1e3


@dataclass(frozen=True)
class StepFigures:
    """Per `per` of the step: kWh, kg CO2e (electricity by location), litres of water withdrawn, kg of hazardous waste.

    All that the step's supply steps take at the same site is in it. `assumed_share` is the share of the elasticities of
    the footprint that inputs of origin `assumption` have; None where nothing is emitted. `assumed` of `parameters` of
    the step's own file are assumptions.
    """

    name: str
    per: str
    electricity: float
    climate_change: float
    water: float
    hazardous_waste: float
    assumed_share: float | None
    assumed: int
    parameters: int


def step_figures(library: Library, name: str) -> StepFigures:
    """The figures of one step. Raises InventoryError for a step that cannot be built."""
    alone = one_step(library, name)
    parameters = library.step(name).parameters.values()
    climate, shares = elasticities(alone)
    supply = _supply(alone)
    inventory = alone.inventory
    return StepFigures(
        name=name,
        per=alone.per,
        electricity=_sum(inventory, supply, lambda exchange: exchange.input == "electricity"),
        climate_change=climate,
        water=_LITRES * _sum(inventory, supply, lambda exchange: exchange.flow.startswith("water_withdrawn")),
        hazardous_waste=_sum(inventory, supply, lambda exchange: exchange.flow == "hazardous_waste"),
        assumed_share=_assumed_share(inventory.cells, shares),
        assumed=sum(parameter.source == ASSUMPTION for parameter in parameters),
        parameters=len(parameters),
    )
