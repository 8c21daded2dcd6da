"""Which amounts of a model belong to an account: those of own and contracted processes at its site."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from mems_lca.inventory.processes import GasRecord, UnitProcess, WasteRecord
from mems_lca.inventory.shop import FOREGROUND_STAGES
from mems_lca.library.bound import BoundRoute, BoundStudy
from mems_lca.library.rests import EXCESS, REST, Scope

WATER = "tap_water"
"""What a site draws from its supplier or its own intake: what a water meter at the gate counts."""
WITHDRAWN = "water_withdrawn"


@dataclass(frozen=True)
class Drawn:
    """One amount of a process that an account measures: the key of its cell, and -1 for what is returned."""

    process: str
    amount: str
    sign: int


@dataclass(frozen=True)
class Model:
    """The parts of an inventory, or of one that is being built, in which amounts are looked for."""

    processes: Mapping[str, UnitProcess]
    gases: Collection[GasRecord]
    wastes: Collection[WasteRecord]


def step_names(route: BoundRoute) -> dict[str, frozenset[str]]:
    """By process, what its step is called: its id, its id in the route that is consumed, and the step's own name."""
    found = {}
    for step in route.steps:
        own = f"{route.inner}{step.key}"
        found[route.step_id(step.key)] = frozenset({step.key, own, step.name})
        if step.consumes is not None and step.consumes.id != route.id:
            found |= step_names(step.consumes)
    return found


def called(process: UnitProcess, names: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """What the step of a process is called; a supply step has the name of its product, with and without its site."""
    if process.id in names:
        return names[process.id]
    return frozenset({process.step, process.step.partition("@")[0]})


def drawn(model: Model, route: BoundRoute, site: str, scope: Scope) -> Iterator[Drawn]:
    """The amounts of a route that an account measures; the steps that hold its rest are no part of them."""
    names = step_names(route)
    inside = {
        process.id
        for process in model.processes.values()
        if process.route == route.root
        and process.site == site
        and process.stage in FOREGROUND_STAGES
        and process.step not in (REST, EXCESS)
        and _within(called(process, names), scope)
    }
    if scope.kind == "vented":
        return
    if scope.kind == "gas":
        for gas in model.gases:
            if gas.process in inside and gas.gas == scope.name:
                yield Drawn(gas.process, gas.used, 1)
    elif scope.kind == "waste":
        for waste in model.wastes:
            if waste.process in inside and waste.name == scope.name and not waste.on_site:
                yield Drawn(waste.process, waste.wet, 1)
    else:
        for process in model.processes.values():
            if process.id in inside:
                yield from _exchanges(process, scope)


def _within(names: Collection[str], scope: Scope) -> bool:
    if not scope.outside.isdisjoint(names):
        return False
    return scope.steps is None or not scope.steps.isdisjoint(names)


def _exchanges(process: UnitProcess, scope: Scope) -> Iterator[Drawn]:
    for exchange in process.exchanges:
        found = exchange.kind in ("product", "process")
        if scope.kind == "electricity":
            found = found and exchange.scope == "electricity"
        elif scope.kind == "water":
            # What the intake itself withdraws is what others draw of it.
            direct = exchange.flow.startswith(WITHDRAWN) and process.step.partition("@")[0] != WATER
            found = (found and exchange.input == WATER) or direct
        else:
            found = found and exchange.input == scope.name
        if found:
            yield Drawn(process.id, exchange.amount, exchange.sign)


def measured_amounts(bound: BoundStudy, model: Model) -> Iterator[str]:
    """Keys of the amounts whose sum over the site was measured, for the routes that ran."""
    rests = bound.rests
    for root, found in rests.routes.items() if rests is not None else ():
        if root in bound.routes and rests is not None:
            for account in found.accounts:
                yield from (entry.amount for entry in drawn(model, bound.routes[root], rests.site, account.scope))
