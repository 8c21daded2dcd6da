"""What a reader of a result should know beside its figures, one line each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mems_lca.units import show

DIGITS = 3
PUBLISHED = 2

_GAINS = {
    "both": "the gain holds with location-based and with market-based electricity",
    "market": "the gain holds with market-based electricity only: it rests on contracts and certificates",
    "location": "the gain holds with location-based electricity only",
    "none": "no gain in climate change by either accounting of electricity",
}


def _quality(route: str, record: Mapping[str, Any]) -> str:
    """What data the climate change of a route rests on: "grey primary 2 %, secondary 40 %, assumed 58 %"."""
    shares = record["data_quality"].get("climate_change", {})
    listed = ", ".join(f"{name} {100 * share:.0f} %" for name, share in shares.items())
    return f"{route} {listed}" if listed else ""


def _gain_notes(body: Mapping[str, Any]) -> Iterable[str]:
    """By route, under which accounting of electricity it gains."""
    for route, found in body["comparison"]["by_accounting"].items():
        changes = [
            f"{view} {found[view]['percent']:+.1f} %" for view in ("location", "market") if found[view]["percent"]
        ]
        yield f"{route}: {_GAINS[found['gain']]} ({', '.join(changes)})"


def _interval_notes(body: Mapping[str, Any]) -> Iterable[str]:
    """By route, where 95 % of the samples of climate change lie, and how often it is below the baseline."""
    paired = body["comparison"]["paired"] or {}
    for route, record in (body["uncertainty"] or {}).items():
        entry = record.get("climate_change")
        if entry is None:
            continue
        low, median, high = (show(entry[key], "", DIGITS) for key in ("p2_5", "median", "p97_5"))
        found = paired.get(route, {}).get("climate_change")
        below = f"; below {body['comparison']['baseline']} in {100 * found['p_better']:.4g} %" if found else ""
        yield f"{route}: 95 % of {entry['n']:,} samples lie between {low} and {high} kg CO2e, median {median}{below}"


def _concern_notes(body: Mapping[str, Any]) -> Iterable[str]:
    """PFAS that a route uses, and what a swap against the baseline does to them."""
    for route, record in body["routes"].items():
        pfas = [_shown(entry) for entry in record["concern"]["substances"] if _certain(entry, "pfas")]
        swap = body["comparison"]["concern"].get(route, {}).get("pfas", {})
        changes = [
            f"{word} {', '.join(each.replace('_', ' ') for each in swap[key])}"
            for key, word in (("new", "brings in"), ("gone", "does without"))
            if swap.get(key)
        ]
        swaps = f"; against the baseline it {' and '.join(changes)}" if changes else ""
        if pfas:
            yield f"{route}: PFAS in use: {', '.join(pfas)}{swaps}"


def _shown(entry: Mapping[str, Any]) -> str:
    """A gas by its formula, a product by its name in words."""
    return str(entry["name"]).replace("_", " ")


def _certain(entry: Mapping[str, Any], name: str) -> bool:
    return name in entry["flags"] and entry["flags"][name]["status"] == "yes"


def _published_notes(body: Mapping[str, Any]) -> Iterable[str]:
    """The device at the gate beside the first published figures of devices."""
    for route, record in body["routes"].items():
        rows = [entry for entry in record["reconciliation"]["figures"] if entry["measure"] == "device"][:PUBLISHED]
        if rows:
            own = show(rows[0]["value"], "", DIGITS)
            others = ", ".join(
                f"{show(entry['ratio'], '', 2)} × {entry['name']} ({entry['published']:g} g)" for entry in rows
            )
            yield f"{route}: {own} g CO2e per device at the gate is {others}, as published"


_EVEN = {
    "even_at": "{route} is dearer: even with {baseline} at {price} CNY/t",
    "at_any_price": "{route} is not dearer at any carbon price",
    "even_below": "{route} is cheaper and emits more: up to {price} CNY/t",
    "at_no_price": "{route} gains at no price",
    "same": "{route} costs and emits the same",
}


def _carbon_notes(body: Mapping[str, Any]) -> Iterable[str]:
    """What emissions would cost at the carbon price, the price at which routes are even, and that nobody owes it."""
    costs = {name: record["carbon_cost"] for name, record in body["routes"].items() if "carbon_cost" in record}
    if not costs:
        return
    price = next(iter(costs.values()))["price"]
    amounts = ", ".join(f"{name} {show(entry['per_functional_unit'], '', DIGITS)}" for name, entry in costs.items())
    baseline = body["comparison"]["baseline"]
    even = [
        _EVEN[found["verdict"]].format(
            route=name, baseline=baseline, price=show(found["break_even"] or 0.0, "", DIGITS)
        )
        for name, found in body["comparison"]["carbon"].items()
    ]
    unit = body["functional_unit"]["label"]
    yield f"carbon price of {price['price']}: {amounts} CNY per {unit}"
    if even:
        yield f"{'; '.join(even)} (priced inputs only)"
    yield str(price["scenario"]["en"])


def _measured_notes(body: Mapping[str, Any]) -> Iterable[str]:
    """By route that ran, what was measured at the site per finished wafer, and how much of it no model explains."""
    found = body["measured"]
    for route, record in (found["routes"] if found else {}).items():
        sums: dict[str, list[float]] = {}
        for account in record["accounts"]:
            entry = sums.setdefault(f"{account['unit']} {account['name'].replace('_', ' ')}", [0.0, 0.0])
            entry[0] += account["per_wafer"]
            entry[1] += account["rest"]
        listed = ", ".join(
            f"{show(amount, '', DIGITS)} {what}{_rest(amount, rest)}" for what, (amount, rest) in sums.items()
        )
        yield f"{route}, measured at {found['site']} per finished wafer (of it not explained by the model): {listed}"


def _rest(amount: float, rest: float) -> str:
    return f" ({100 * rest / amount:+.3g} %)" if amount else ""


def notes(body: Mapping[str, Any]) -> Iterable[str]:
    """One line each: choices, gains by accounting, published figures, substances, burden shift, data, checks."""
    choices = body["choices"]
    boundary = body["functional_unit"]["boundary"].replace("_", " ")
    tables = f"{choices['method']}, emission table {choices['gas_table']}"
    yield f"{boundary}, {tables}, {choices['accounting']}-based electricity in the breakdown"
    yield from _gain_notes(body)
    yield from _interval_notes(body)
    yield from _measured_notes(body)
    yield from _published_notes(body)
    yield from _carbon_notes(body)
    yield from _concern_notes(body)
    for route, names in body["comparison"]["burden_shift"].items():
        if names:
            listed = ", ".join(body["indicators"][name]["name"].lower() for name in names)
            yield f"{route}: climate change falls, but these rise (burden shift): {listed}"
    covered = [record["per_wafer"]["climate_change"]["coverage"]["count"] for record in body["routes"].values()]
    known = [share for share in covered if share is not None]
    if known:
        share = f"{100 * min(known):.0f} %"
        yield f"Climate factors for at least {share} of the inputs; (sites): own and contracted sites only"
    shares = [text for name, record in body["routes"].items() if (text := _quality(name, record))]
    if shares:
        yield f"Data behind climate change: {'; '.join(shares)}"
    failed = [entry["id"] for entry in body["checks"] if entry["status"] != "ok"]
    yield f"CHECKS FAILED: {', '.join(failed)}" if failed else f"All {len(body['checks'])} checks of the sums passed"
