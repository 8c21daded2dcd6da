"""Totals of a calculated study per functional unit, by every indicator and by both accounts of electricity."""

from __future__ import annotations

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.comparison import AVOIDED
from mems_lca.analysis.groups import totals
from mems_lca.lca.system import METHOD_ACCOUNTS


def totals_of(calculated: Calculated, route: str) -> dict[str, float]:
    """All indicators of a route in their units, and climate change by location and by market."""
    rows = calculated.of(route)
    scale = calculated.inventory.values[calculated.inventory.functional_units["scale"]]
    foreground = [name for name, entry in calculated.indicators.items() if entry.perimeter == "foreground"]
    found = dict.fromkeys(foreground, 0.0) | totals(rows, calculated.basis, calculated.bound.study.accounting)
    for name, entry in calculated.indicators.items():
        if entry.perimeter == AVOIDED:
            found.pop(name, None)
    for view in METHOD_ACCOUNTS:
        found[f"climate_change_{view}"] = totals(rows, calculated.basis, view).get("climate_change", 0.0)
    return {key: amount * scale for key, amount in found.items()}
