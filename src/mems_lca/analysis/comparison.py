"""Routes against the baseline: differences by indicator, whether a gain may be claimed, and each measure alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mems_lca.analysis.carbon import against
from mems_lca.analysis.concern import swapped
from mems_lca.lca.system import METHOD_ACCOUNTS

# A life-cycle gain is claimed only when this share of the inputs (by mass) has a factor in both routes.
CLAIM_COVERAGE = 0.8
# Per cent above which a rise is named.
RISE = 0.05
# What may rise without a burden on nature.
_NO_BURDEN = frozenset({"cost"})
# The perimeter of what others are spared: beside every total, never a gain of this product.
AVOIDED = "avoided"
LABEL = "Internal decision support; not a comparative assertion disclosed to the public."


def compare(routes: dict[str, Any], baseline: str, by_measure: dict[str, Any]) -> dict[str, Any]:
    """The comparison of every route with the baseline, per declared unit; all routes share unit, boundary, method."""
    basis = "per_functional_unit"
    found: dict[str, Any] = {
        "baseline": baseline,
        "label": LABEL,
        "by_measure": by_measure,
        "p_green_better": None,
        "paired": None,
    }
    for name, record in routes.items():
        if name != baseline:
            found[name] = {
                indicator: _difference(routes[baseline], record, indicator, basis) for indicator in record[basis]
            }
    others = [name for name in routes if name != baseline]
    found["burden_shift"] = {name: _rising(found[name]) for name in others}
    found["concern"] = {name: swapped(routes[baseline]["concern"], routes[name]["concern"]) for name in others}
    priced = [name for name in others if "carbon_cost" in routes[name]]
    found["carbon"] = {name: against(routes[baseline], routes[name]) for name in priced}
    found["by_accounting"] = {name: _by_accounting(routes[baseline], routes[name]) for name in others}
    return found


def _by_accounting(base: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The change of climate change with location- and with market-based electricity, and under which it is a gain.

    `gain` is "both", "location", "market" (it holds by contracts and certificates only) or "none".
    """
    views: dict[str, Any] = {}
    for view in METHOD_ACCOUNTS:
        before, after = base[f"climate_change_{view}"], other[f"climate_change_{view}"]
        views[view] = {"delta": after - before, "percent": 100 * (after / before - 1) if before else None}
    gains = [view for view, entry in views.items() if entry["delta"] < 0]
    return {**views, "gain": "both" if len(gains) == len(views) else gains[0] if gains else "none"}


def _rising(differences: dict[str, Any]) -> list[str]:
    """Indicators that rise although climate change falls: a burden shifted, not avoided."""
    if (differences["climate_change"]["delta"] or 0.0) >= 0:
        return []
    return [name for name, entry in differences.items() if name not in _NO_BURDEN and _rises(entry)]


def _rises(entry: Mapping[str, Any]) -> bool:
    """Whether an indicator rises by more than a trifle, or from nothing."""
    if entry["percent"] is None:
        return (entry["delta"] or 0.0) > 0
    return bool(entry["percent"] > RISE)


def rising_alone(before: Mapping[str, float], change: Mapping[str, float]) -> list[str]:
    """Indicators that one measure raises while it lowers climate change, by location or by market."""
    if min(change.get(f"climate_change_{view}", 0.0) for view in METHOD_ACCOUNTS) >= 0:
        return []
    return [
        name
        for name, delta in change.items()
        if not name.startswith("climate_change")
        and name not in _NO_BURDEN
        and 100 * delta > RISE * abs(before.get(name, 0.0))
    ]


def _difference(base: dict[str, Any], other: dict[str, Any], indicator: str, basis: str) -> dict[str, Any]:
    if base[basis][indicator]["perimeter"] == AVOIDED:
        return {"delta": None, "percent": None, "claimable": False, "reason": "outside the total"}
    before, after = base[basis][indicator]["value"], other[basis][indicator]["value"]
    if before is None or after is None:
        return {"delta": None, "percent": None, "claimable": False, "reason": "not covered"}
    claimable, reason = _claimable(base, other, indicator, after - before)
    return {
        "delta": after - before,
        "percent": 100 * (after / before - 1) if before else None,
        "claimable": claimable,
        "reason": reason,
    }


def _claimable(base: dict[str, Any], other: dict[str, Any], indicator: str, delta: float) -> tuple[bool, str]:
    """Whether a gain may be claimed, and why: only on inputs that are covered in both routes."""
    if delta >= 0:
        return False, "no gain"
    if base["per_functional_unit"][indicator]["perimeter"] == "foreground":
        return True, "own and contracted sites"
    for record in (base, other):
        covered = record["per_functional_unit"][indicator]["coverage"]["mass"]
        if covered is not None and covered < CLAIM_COVERAGE:
            return False, f"only {covered:.0%} of the inputs by mass have a factor"
    if indicator != "climate_change":
        return True, "inputs covered in both routes"
    new = set(other["cut_off"]["inputs_without_factor"]) - set(base["cut_off"]["inputs_without_factor"])
    if new:
        return False, f"the route adds inputs without a factor: {', '.join(sorted(new))}"
    losing = [v for v in METHOD_ACCOUNTS if other[f"climate_change_{v}"] >= base[f"climate_change_{v}"]]
    if losing:
        return False, f"no gain with {losing[0]}-based electricity"
    return True, "gain with location- and with market-based electricity"
