"""Where fluorine, silicon and the metals of a route go, per declared unit: what an auditor adds up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from mems_lca.inventory.processes import ElementFlow, Inventory
from mems_lca.inventory.shop import FOREGROUND_STAGES

COLUMNS = ("bought", "on_wafer", "recovered", "waste", "water", "air")
"""Where an element comes from, and where it goes; what is left is `unaccounted`."""

UNACCOUNTED = "unaccounted"
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Entry:
    """One flow as the account counts it: `share` kg per unit of the flow's cell, in a column."""

    flow: ElementFlow
    column: str
    share: float


def entries(inventory: Inventory) -> Iterator[Entry]:
    """Flows over the bounds of the sites that make wafers and devices.

    What these hand to their own treatment plants or supply to themselves stays inside. A bare wafer is bought with what
    its supply leaves on it.
    """
    for flow in inventory.elements:
        stage = inventory.processes[flow.process].stage
        if stage in FOREGROUND_STAGES:
            if flow.way in COLUMNS:
                yield Entry(flow, flow.way, flow.share)
            elif flow.way == "product":
                yield Entry(flow, "bought", -flow.share)
        elif stage == "raw_materials" and flow.way == "on_wafer":
            yield Entry(flow, "bought", flow.share)
            yield Entry(flow, "on_wafer", flow.share)


def element_accounts(inventory: Inventory, route: str, supply: dict[str, float]) -> dict[str, dict[str, float]]:
    """kg by element: bought by the sites of a route, and where it went from there.

    `bought` is with gases, chemicals, metals and bare wafers; `on_wafer` what wafers and devices carry, scrapped ones
    and monitors included; `recovered` what goes back to a supplier or a refiner, or to the tool, gas left in bottles
    included. Waste, water and air are those of the sites. `unaccounted` is what steps do not state.
    """
    found: defaultdict[str, dict[str, float]] = defaultdict(lambda: dict.fromkeys((*COLUMNS, UNACCOUNTED), 0.0))
    for entry in entries(inventory):
        flow = entry.flow
        amount = supply.get(flow.process, 0.0) if inventory.processes[flow.process].route == route else 0.0
        if amount:
            found[flow.element][entry.column] += amount * entry.share * inventory.values[flow.amount]
    for account in found.values():
        rest = account["bought"] - sum(account[name] for name in COLUMNS[1:])
        account[UNACCOUNTED] = rest if abs(rest) > _ROUNDING * max(map(abs, account.values())) else 0.0
    return {element: found[element] for element in sorted(found) if any(found[element].values())}
