"""Materials by the circular footprint formula beside the cut-off result, and the total that would follow."""

from __future__ import annotations

from typing import Any

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.groups import totals
from mems_lca.inventory.processes import CircularFlow

LABEL = "Beside the cut-off result, which stays the result of the study."
NOT_ASKED = "The study gives no `allocation: {circular_footprint: …}`."


def circular_footprint(calculated: Calculated, route: str) -> dict[str, Any]:
    """By material the masses (kg), and what they carry by cut-off and by the formula, kg CO2e per declared unit.

    `total` is climate change by the study's accounting, and what it would be with these materials by the formula.
    """
    flows = [flow for flow in calculated.inventory.circular if flow.route == route]
    if not flows:
        return {"materials": {}, "total": None, "reason": NOT_ASKED}
    found = {flow.material: _material(calculated, flow) for flow in flows}
    accounting = calculated.bound.study.accounting
    total = totals(calculated.of(route), calculated.basis, accounting).get("climate_change", 0.0)
    shift = sum(entry["circular"] - entry["cut_off"] for entry in found.values())
    return {"materials": found, "total": {"cut_off": total, "circular": total + shift}, "label": LABEL}


def _material(calculated: Calculated, flow: CircularFlow) -> dict[str, Any]:
    values = calculated.inventory.values
    supply = calculated.supply(flow.route, calculated.basis)
    bought = {process: supply.get(process, 0.0) for process in flow.bought}
    held = supply.get(f"{flow.route}.device", 0.0) * values[flow.held]
    as_bought = sum(mass * values[flow.bought[process]] for process, mass in bought.items())
    mass = sum(bought.values())
    return {
        "element": flow.element,
        "bought_kg": mass,
        "in_device_kg": held,
        "cut_off": as_bought + held * values[flow.discarded],
        "circular": mass * values[flow.content] + held * values[flow.end],
    }
