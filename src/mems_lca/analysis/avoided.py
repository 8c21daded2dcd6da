"""What metal recovered at the end of life replaces elsewhere: beside the total, never part of it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.groups import value
from mems_lca.inventory.recovered import AVOIDED
from mems_lca.library.library import Library

OUTSIDE = "Outside the total, never subtracted from it, and no gain that may be claimed."
_REASONS = {
    "cradle_to_gate": "Cradle to gate: nothing reaches its end.",
    "cradle_to_grave": "No step of the route recovers anything at the end of life.",
}


def avoided(calculated: Calculated, route: str) -> dict[str, Any]:
    """kg CO2e per declared unit, negative where something is avoided, and by material; None with a reason."""
    unit = calculated.indicators[AVOIDED].unit
    rows = [row for row in calculated.of(route) if row.indicator == AVOIDED]
    if not rows:
        reason = _REASONS[calculated.bound.study.boundary]
        return {"value": None, "unit": unit, "by_material": {}, "label": OUTSIDE, "reason": reason}
    inventory, supply = calculated.inventory, calculated.supply(route, calculated.basis)
    found: defaultdict[str, dict[str, float]] = defaultdict(lambda: {"recovered_kg": 0.0, "avoided": 0.0})
    for row in rows:
        entry = found[material(calculated.bound.library, row.input)]
        amount = inventory.values[inventory.processes[row.process].exchanges[row.exchange].amount]
        entry["recovered_kg"] += supply.get(row.process, 0.0) * amount
        entry["avoided"] += value(row, calculated.basis)
    total = sum(entry["avoided"] for entry in found.values())
    return {"value": total, "unit": unit, "by_material": dict(found), "label": OUTSIDE}


def material(library: Library, product: str) -> str:
    """The element that a product is, else its own name."""
    composition = library.factors.composition(product) or {}
    return next(iter(composition)) if len(composition) == 1 else product
