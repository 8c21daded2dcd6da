"""The views of a study: its indicators, and climate change by both accounts of electricity."""

from __future__ import annotations

from mems_lca.analysis.calculated import Calculated
from mems_lca.lca.system import METHOD_ACCOUNTS

CLIMATE = "climate_change"


def units_of(calculated: Calculated) -> dict[str, str]:
    """The unit of every view; climate change by both accounts stands behind that which the study chose."""
    found: dict[str, str] = {}
    for name, entry in calculated.indicators.items():
        found[name] = entry.unit
        if name == CLIMATE:
            found |= dict.fromkeys((f"{CLIMATE}_{view}" for view in METHOD_ACCOUNTS), entry.unit)
    return found


def chosen(calculated: Calculated, view: str) -> str:
    """The output of the solver that a view is: climate change is that of the study's accounting."""
    return f"{CLIMATE}_{calculated.bound.study.accounting}" if view == CLIMATE else view
