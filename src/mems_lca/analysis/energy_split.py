"""Electricity of wafer fabrication by what it serves: tools at work, tools that idle, and the facility."""

from __future__ import annotations

from typing import Any

from mems_lca.inventory.cells import values
from mems_lca.inventory.processes import Inventory, UnitProcess

USES = ("process", "idle", "facility")
_LOADS = (".tool_utilisation", ".furnace_utilisation")
_CM2 = 1e-4


def productive_values(inventory: Inventory) -> dict[str, float]:
    """Every cell as it would be if each tool worked whenever it is powered: what vanishes then is idling."""
    loads = [key for key, cell in inventory.cells.items() if cell.is_input and key.endswith(_LOADS)]
    return values(inventory.cells, dict.fromkeys(loads, 1.0))


def split(
    inventory: Inventory, productive: dict[str, float], route: str, supply: dict[str, float], stage: str
) -> dict[str, float]:
    """kWh by use of all processes of a route in one stage, for a supply of each; the three add up to the whole."""
    found = dict.fromkeys(USES, 0.0)
    for process in inventory.processes.values():
        amount = supply.get(process.id, 0.0) if process.route == route and process.stage == stage else 0.0
        for used, working in _electricity(inventory, productive, process) if amount else ():
            if process.facility:
                found["facility"] += amount * used
            else:
                found["process"] += amount * working
                found["idle"] += amount * (used - working)
    return found


def _electricity(inventory: Inventory, productive: dict[str, float], process: UnitProcess) -> list[tuple[float, float]]:
    """kWh of each draw of site electricity by one unit of a process: as it is, and without idling."""
    return [
        (inventory.values[exchange.amount], productive[exchange.amount])
        for exchange in process.exchanges
        if (target := inventory.targets.get(exchange.target)) is not None and "electricity" in target.indicators
    ]


def wafer_electricity(
    inventory: Inventory, productive: dict[str, float], route: str, supply: dict[str, float], wafers: float = 1.0
) -> dict[str, Any]:
    """kWh in the fab by use per finished wafer, and per cm2 of all `wafers` that were processed for it.

    `supply` is that of one finished wafer, `wafers` the area processed over its own: two for a bonded pair.
    """
    found = split(inventory, productive, route, supply, "wafer_fabrication")
    total = sum(found.values())
    area = wafers * inventory.values[f"{route}.wafer.area"] / _CM2
    per_area = {use: amount / area for use, amount in found.items()}
    return {
        **found,
        "total": total,
        "unit": "kWh",
        "processed_area_cm2": area,
        "per_cm2": {**per_area, "total": total / area},
    }
