"""Coverage: the share of a route's bought inputs and wastes that has a factor for an indicator."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from mems_lca.inventory.processes import Inventory
from mems_lca.library.characterisation import Indicator
from mems_lca.library.metals import metal_and_origin

LISTED = 10
# An account of own and contracted sites counts every flow of theirs: there is no share of inputs to tell.
_FOREGROUND: dict[str, Any] = {"count": None, "mass": None, "cost": None, "missing": []}


def coverage(
    inventory: Inventory, route: str, supply: dict[str, float], indicators: dict[str, Indicator]
) -> dict[str, dict[str, Any]]:
    """By indicator: covered share by count, mass and cost, and what is missing.

    By cost it is None where no input is priced, and for the cost itself: what has a price covers all that is priced.
    """
    drawn = _drawn(inventory, route, supply)
    costs = _costs(inventory, drawn, _paid(inventory, route, supply))
    return {
        name: _of(inventory, name, drawn, costs) if entry.perimeter == "life_cycle" else dict(_FOREGROUND)
        for name, entry in indicators.items()
    }


def uncovered(inventory: Inventory, route: str, supply: dict[str, float], indicator: str) -> list[str]:
    """Labels of all inputs without a factor for an indicator."""
    targets = (inventory.targets[name] for name in _drawn(inventory, route, supply))
    return sorted(target.label for target in targets if indicator not in target.indicators)


def _paid(inventory: Inventory, route: str, supply: dict[str, float]) -> dict[str, float]:
    """What is paid for each product in CNY, by the published price of its place."""
    amounts: defaultdict[str, float] = defaultdict(float)
    for process in inventory.processes.values():
        if process.route != route or not supply.get(process.id):
            continue
        for exchange in process.exchanges:
            if exchange.kind == "payment":
                price = sum(inventory.values[impact.cell] for impact in inventory.targets[exchange.target].impacts)
                amount = exchange.sign * inventory.values[exchange.amount]
                amounts[exchange.input] += supply[process.id] * amount * price
    return dict(amounts)


def _drawn(inventory: Inventory, route: str, supply: dict[str, float]) -> dict[str, float]:
    """Amounts of background products drawn for one unit of the declared basis, in the product's unit."""
    amounts: defaultdict[str, float] = defaultdict(float)
    for process in inventory.processes.values():
        if process.route != route or not supply.get(process.id):
            continue
        for exchange in process.exchanges:
            if exchange.kind == "product":
                amounts[exchange.target] += supply[process.id] * exchange.sign * inventory.values[exchange.amount]
    return {target: amount for target, amount in amounts.items() if amount > 0}


def _costs(inventory: Inventory, drawn: dict[str, float], paid: dict[str, float]) -> dict[str, float]:
    """Cost of each product drawn in CNY, where it has a price: its own, or its part of what is paid for its metal."""
    targets = {name: inventory.targets[name] for name in drawn}
    costs: defaultdict[str, float] = defaultdict(float)
    for name, target in targets.items():
        for impact in target.impacts:
            if impact.indicator == "cost":
                costs[name] += drawn[name] * inventory.values[impact.cell]
    for item, cost in paid.items():
        bought = [name for name, target in targets.items() if item in (target.name, metal_and_origin(target.name)[0])]
        total = sum(drawn[name] for name in bought)
        for name in bought:
            costs[name] += cost * drawn[name] / total
    return dict(costs)


def _of(inventory: Inventory, indicator: str, drawn: dict[str, float], costs: dict[str, float]) -> dict[str, Any]:
    targets = {name: inventory.targets[name] for name in drawn}
    covered = {name for name, target in targets.items() if indicator in target.indicators}
    if indicator == "cost":
        covered |= set(costs)
    masses = {name: drawn[name] for name, target in targets.items() if target.unit == "kg"}
    missing = sorted((name for name in targets if name not in covered), key=lambda name: -masses.get(name, 0.0))
    return {
        "count": _share(dict.fromkeys(targets, 1.0), covered),
        "mass": _share(masses, covered),
        "cost": None if indicator == "cost" else _share(costs, covered),
        "missing": [targets[name].label for name in missing[:LISTED]],
    }


def _share(weights: dict[str, float], covered: set[str]) -> float | None:
    total = sum(weights.values())
    return sum(weight for name, weight in weights.items() if name in covered) / total if total > 0 else None
