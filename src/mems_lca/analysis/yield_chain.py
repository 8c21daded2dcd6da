"""The yield chain of a route, with the burden that each loss carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mems_lca.analysis.calculated import Calculated
from mems_lca.inventory.processes import YieldLine
from mems_lca.lca.dense import intensities


def yield_chain(calculated: Calculated, route: str) -> list[dict[str, Any]]:
    """Lines from wafer starts to devices shipped: value, and `burden` in kg CO2e per wafer or device of the study.

    The burden is the climate change, by the accounting that the study chose, that would vanish if that loss alone were
    none; None for a line that is no loss. Burdens of single losses do not add up to that of all: a loss later in the
    chain also pays for the earlier ones.
    """
    view = f"climate_change_{calculated.bound.study.accounting}"
    carried = intensities(calculated.system, view)
    supply = calculated.supply(route, calculated.basis)
    return [
        {
            "label": line.label,
            "label_zh": line.label_zh,
            "route": line.route,
            "value": calculated.inventory.values[line.cell],
            "unit": line.unit,
            "burden": burden(calculated, line, carried, supply) if line.scales else None,
        }
        for line in calculated.inventory.yields
        if line.route.split(".")[0] == route
    ]


def burden(calculated: Calculated, line: YieldLine, carried: Mapping[str, float], supply: Mapping[str, float]) -> float:
    """What the process of a loss carries less what it would carry without, times the demand for it.

    A route that consumes its own wafers draws itself: `loop` is that share, and (1 - loop) the demand from outside.
    """
    values = calculated.inventory.values
    now = then = loop = loop_then = 0.0
    for exchange in calculated.inventory.processes[line.process].exchanges:
        amount = exchange.sign * values[exchange.amount]
        shrunk = amount * values[line.scales[exchange.amount]] if exchange.amount in line.scales else amount
        if exchange.target == line.process:
            loop, loop_then = loop + amount, loop_then + shrunk
        else:
            now += amount * carried[exchange.target]
            then += shrunk * carried[exchange.target]
    return supply.get(line.process, 0.0) * (now - then * (1 - loop) / (1 - loop_then))
