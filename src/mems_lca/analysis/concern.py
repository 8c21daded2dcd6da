"""Substances of concern that the sites of a route use: PFAS, SVHC, RoHS, conflict minerals, critical materials."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from mems_lca.inventory.processes import Inventory, UnitProcess
from mems_lca.inventory.shop import FOREGROUND_STAGES
from mems_lca.library.concern import GAS_PRODUCT, LISTS, ConcernList, Flag, concerns, flags_of
from mems_lca.library.library import Library

# What has no composition of its own to be judged.
_ASSESSABLE = frozenset({"gas", "chemical", "material", "metal", "component"})
_CLEAR = "no"


def concern(inventory: Inventory, library: Library, route: str, supply: Mapping[str, float]) -> dict[str, Any]:
    """What own and contracted sites feed, buy and discard that a list names, in kg per declared unit and by step.

    `not_assessed` names what they use that no list was read for: it is not clear of concern. Suppliers' own inputs are
    not in it.
    """
    known = concerns(library)
    used: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for name, step, mass in _used(inventory, library, route, supply):
        if mass:
            used[name][step] += mass
    listed = {name: flags for name in used if (flags := flags_of(known, name))}
    return {
        "substances": [
            _substance(library, name, listed[name], used[name])
            for name in sorted(listed, key=str.lower)
            if any(flag.status != _CLEAR for flag in listed[name].values())
        ],
        "clear": sorted(name for name, flags in listed.items() if all(f.status == _CLEAR for f in flags.values())),
        "not_assessed": sorted(set(used) - set(listed)),
    }


def _used(
    inventory: Inventory, library: Library, route: str, supply: Mapping[str, float]
) -> Iterator[tuple[str, str, float]]:
    """Gases fed, products bought and wastes, as (name, step, kg)."""
    here = {process.id: process for process in inventory.processes.values() if _counts(process, route, supply)}
    for record in inventory.gases:
        if record.process in here:
            yield record.gas, here[record.process].step, supply[record.process] * inventory.values[record.used]
    known = library.factors.product_names()
    for process in here.values():
        for exchange in process.exchanges:
            name = exchange.input
            if exchange.kind == "elementary" or name not in known or name.startswith(GAS_PRODUCT):
                continue
            product = library.factors.product(name)
            flagged = product.category == "waste" and name in concerns(library)
            if product.unit == "kg" and (product.category in _ASSESSABLE or flagged):
                yield name, process.step, supply[process.id] * exchange.sign * inventory.values[exchange.amount]


def _counts(process: UnitProcess, route: str, supply: Mapping[str, float]) -> bool:
    return process.route == route and process.stage in FOREGROUND_STAGES and bool(supply.get(process.id))


def _substance(
    library: Library, name: str, flags: Mapping[ConcernList, Flag], steps: Mapping[str, float]
) -> dict[str, Any]:
    factors = library.factors
    gas = factors.gas(name) if name in factors.gas_names() else None
    product = factors.product(name) if gas is None else None
    return {
        "name": name,
        "label": gas.name_en if gas else product.name_en if product else name,
        "label_zh": gas.name_zh if gas else product.name_zh if product else name,
        "cas": gas.cas if gas else product.cas if product else "",
        "kg": sum(steps.values()),
        "steps": dict(steps),
        "flags": {
            each: {"status": flag.status, "note": flag.note_en, "note_zh": flag.note_zh, "source": flag.source}
            for each, flag in flags.items()
        },
    }


def swapped(base: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, dict[str, list[str]]]:
    """By list, which of its substances a route does without, brings in, and keeps, against the baseline."""
    found: dict[str, dict[str, list[str]]] = {}
    for name in LISTS:
        before, after = _named(base, name), _named(other, name)
        found[name] = {
            "gone": sorted(before - after),
            "new": sorted(after - before),
            "kept": sorted(before & after),
        }
    return found


def _named(record: Mapping[str, Any], name: str) -> set[str]:
    return {
        entry["name"]
        for entry in record["substances"]
        if name in entry["flags"] and entry["flags"][name]["status"] != _CLEAR
    }
