"""What one step takes and emits at its defaults, and how much of its footprint rests on assumptions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mems_lca.analysis.elasticity import reached, sensitivity, supplies
from mems_lca.analysis.one_step import OneStep, one_step
from mems_lca.inventory.cells import Cell
from mems_lca.inventory.processes import Exchange
from mems_lca.inventory.shop import FOREGROUND_STAGES
from mems_lca.library.library import Library
from mems_lca.library.sources import ASSUMPTION

_LITRES = 1e3


@dataclass(frozen=True)
class StepFigures:
    """Per unit of a step: kWh, kg CO2e (electricity by location), litres of water withdrawn, kg of hazardous waste.

    What the step's supply steps take at the same site is in it; of electricity, water and waste, what suppliers of its
    materials take is not. `assumed_share` is the part of the elasticities of the
    footprint, as absolute values, that belongs to assumptions; None where there is no footprint. `assumed` of
    `parameters` of the step's own file are assumptions.
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
    found = sensitivity(alone.inventory, alone.process)
    return StepFigures(
        name=name,
        per=alone.per,
        electricity=_sum(alone, lambda exchange: exchange.input == "electricity"),
        climate_change=found.footprint,
        water=_LITRES * _sum(alone, lambda exchange: exchange.flow.startswith("water_withdrawn")),
        hazardous_waste=_sum(alone, lambda exchange: exchange.flow == "hazardous_waste"),
        assumed_share=_assumed_share(alone.inventory.cells, found.elasticities),
        assumed=sum(parameter.source == ASSUMPTION for parameter in parameters),
        parameters=len(parameters),
    )


def _sum(alone: OneStep, counts: Callable[[Exchange], bool]) -> float:
    """The flows that count, of the step and its supply steps, per unit of the step.

    What suppliers of materials take is upstream of a step in the foreground, and is not counted.
    """
    processes, values = reached(alone.inventory, alone.process), alone.inventory.values
    upstream = processes[0].stage in FOREGROUND_STAGES
    return sum(
        float(supply) * exchange.sign * values[exchange.amount]
        for process, supply in zip(processes, supplies(processes, values, 1)[0], strict=True)
        if process.stage in FOREGROUND_STAGES or not upstream
        for exchange in process.exchanges
        if counts(exchange)
    )


def _assumed_share(cells: Mapping[str, Cell], elasticities: Mapping[str, float]) -> float | None:
    total = sum(abs(value) for value in elasticities.values())
    assumed = sum(abs(value) for key, value in elasticities.items() if cells[key].origin == ASSUMPTION)
    return assumed / total if total else None
