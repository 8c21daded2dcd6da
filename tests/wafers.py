"""Wafer supply steps, each alone on a route, and what their chains take."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Any

from mems_lca.analysis.calculated import Calculated
from packs import route, run, study, supply_of

DENSITY = 2.329e3
"""kg/m3 of silicon."""
WAFER = {"diameter": "200 mm", "thickness": "725 um"}
CHAIN = frozenset(
    {"silicon_metallurgical", "chlorosilane_deposition", "polysilicon", "polysilicon_siemens", "polysilicon_fbr"}
    | {"silicon_kerf_recycled", "silicon_recast", "silicon_crystal_cz", "silicon_crystal_fz", "fused_silica"}
    | {"wafer_slicing", "wafer_polishing", "wafer_final_clean", "wafer_supply", "wafer_supply_fz"}
    | {"wafer_supply_soi", "wafer_supply_reclaimed", "glass_wafer_supply", "fused_silica_wafer_supply"}
)
"""Steps from quartz to wafer; the supply of their gases and chemicals is no part of it."""


def supplied(step: str = "wafer_supply", wafer: Mapping[str, str] | None = None, **settings: Any) -> Calculated:
    """One wafer of a supply step; settings are paths, with `__` for a point and `_AT_` for the sign before a site."""
    values = {name.replace("_AT_", "@").replace("__", "."): value for name, value in settings.items()}
    return _supplied(step, tuple((wafer or WAFER).items()), tuple(sorted(values.items())))


@cache
def _supplied(step: str, wafer: tuple[tuple[str, str], ...], values: tuple[tuple[str, Any], ...]) -> Calculated:
    return run(routes={"line": route(step, wafer=dict(wafer))}, study=study(set=dict(values)))


def made(calculated: Calculated, product: str) -> float:
    """What the supply step of a product makes for one wafer, in the unit of the product; 0 where nothing draws it."""
    process = f"line.{product}@fab"
    return supply_of(calculated, process) if process in calculated.inventory.processes else 0.0


def drawn(calculated: Calculated, name: str, *, by: frozenset[str] = CHAIN) -> float:
    """What steps draw of a product or of electricity for one wafer, in its unit."""
    values = calculated.inventory.values
    return sum(
        supply_of(calculated, process.id) * exchange.sign * values[exchange.amount]
        for process in calculated.inventory.processes.values()
        for exchange in process.exchanges
        if exchange.input == name and step_of(process.id) in by
    )


def emitted(calculated: Calculated, flow: str) -> float:
    """kg of an elementary flow that the steps of the chain emit for one wafer."""
    values = calculated.inventory.values
    return sum(
        supply_of(calculated, process.id) * values[exchange.amount]
        for process in calculated.inventory.processes.values()
        for exchange in process.exchanges
        if exchange.flow == flow and step_of(process.id) in CHAIN
    )


def step_of(process: str) -> str:
    """Name of the step of a process."""
    return process.removeprefix("line.").removesuffix("@fab")


def area(millimetres: float = 200.0) -> float:
    """m2 of one face."""
    return math.pi * (millimetres * 1e-3) ** 2 / 4
