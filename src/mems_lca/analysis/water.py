"""The water account of a route: by site, by source and by destination, and what a site's water balance leaves open.

A site's balance: withdrawn = discharged to all destinations + evaporated + carried off in wastes and products.
Consumption is withdrawal less discharge to the basin of the intake; water used again on the site is neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from mems_lca.inventory.processes import Exchange, Inventory
from mems_lca.inventory.shop import FOREGROUND_STAGES

WITHDRAWN = "water_withdrawn"
DISCHARGED = "water_discharged"
REUSED = "water_reused"
# Ways that water leaves a site other than by its drains, as the account names them.
LOSSES: Mapping[str, str] = {
    "water_evaporated": "evaporated",
    "water_in_waste": "in_waste",
    "water_in_product": "in_product",
}
CONSUMPTION = "water_consumption"
# Relative to what is withdrawn; below it the balance is closed but for rounding.
TOLERANCE = 1e-9


def water(inventory: Inventory, route: str, supply: Mapping[str, float]) -> dict[str, Any]:
    """Cubic metres of the route and, under `sites`, of each of its own and contracted sites."""
    sums: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    consumed: defaultdict[str, float] = defaultdict(float)
    for site, exchange, amount in _flows(inventory, route, supply):
        sums[site][exchange.flow] += amount
        for impact in inventory.targets[exchange.target].impacts:
            if impact.indicator == CONSUMPTION:
                consumed[site] += amount * inventory.values[impact.cell]
    total: defaultdict[str, float] = defaultdict(float)
    for flows in sums.values():
        for flow, amount in flows.items():
            total[flow] += amount
    sites = {site: _account(flows, consumed[site]) for site, flows in sums.items()}
    return {**_account(total, sum(consumed.values())), "sites": sites}


def balance_deviation(account: Mapping[str, Any]) -> float:
    """The largest share of what a site withdraws, or lets go, of which the account does not say where it stays."""
    return max((_open_share(site) for site in account["sites"].values()), default=0.0)


def source(flow: str) -> str:
    """The source or destination that the name of a flow ends with; none is "not_stated", or "same_basin"."""
    if flow.startswith(WITHDRAWN):
        return flow.removeprefix(WITHDRAWN).removeprefix("_") or "not_stated"
    return flow.removeprefix(DISCHARGED).removeprefix("_") or "same_basin"


def is_water(flow: str) -> bool:
    """Whether an elementary flow belongs to the water account."""
    return flow.startswith((WITHDRAWN, DISCHARGED)) or flow in LOSSES or flow == REUSED


def _flows(inventory: Inventory, route: str, supply: Mapping[str, float]) -> Iterator[tuple[str, Exchange, float]]:
    """Water flows of own and contracted sites: site, exchange, cubic metres."""
    for process in inventory.processes.values():
        amount = supply.get(process.id, 0.0) if process.route == route else 0.0
        for exchange in process.exchanges if amount else ():
            foreground = (exchange.stage or process.stage) in FOREGROUND_STAGES
            if exchange.kind == "elementary" and foreground and is_water(exchange.flow):
                yield process.site, exchange, amount * exchange.sign * inventory.values[exchange.amount]


def _account(flows: Mapping[str, float], consumption: float) -> dict[str, Any]:
    withdrawal = _by_name(flows, WITHDRAWN)
    discharge = _by_name(flows, DISCHARGED)
    withdrawn, reused = sum(withdrawal.values()), flows.get(REUSED, 0.0)
    losses = {name: flows.get(flow, 0.0) for flow, name in LOSSES.items()}
    account = {
        "withdrawal": withdrawal,
        "discharge": discharge,
        **losses,
        "reused": reused,
        "consumption": consumption,
        "recovery_rate": reused / (withdrawn + reused) if withdrawn + reused > 0 else None,
    }
    left = withdrawn - sum(discharge.values()) - sum(losses.values())
    return {**account, "unaccounted": left if _open_share(account) > TOLERANCE else 0.0}


def _by_name(flows: Mapping[str, float], prefix: str) -> dict[str, float]:
    """What is not zero, by source or destination."""
    return {source(flow): amount for flow, amount in flows.items() if flow.startswith(prefix) and amount}


def _open_share(account: Mapping[str, Any]) -> float:
    came = sum(account["withdrawal"].values())
    went = sum(account["discharge"].values()) + sum(account[name] for name in LOSSES.values())
    largest = max(abs(came), abs(went))
    return abs(came - went) / largest if largest > 0 else 0.0
