"""Routes against the baseline: differences by indicator, whether a gain may be claimed, and each measure alone."""

from __future__ import annotations

from typing import Any

from mems_lca.lca.system import METHOD_ACCOUNTS

# A life-cycle gain is claimed only when this share of the inputs (by mass) has a factor in both routes.
CLAIM_COVERAGE = 0.8
# Per cent above which a rise is named.
RISE = 0.05
LABEL = "Internal decision support; not a comparative assertion disclosed to the public."


def compare(routes: dict[str, Any], baseline: str, by_measure: dict[str, Any]) -> dict[str, Any]:
    """The comparison of every route with the baseline, per declared unit; all routes share unit, boundary, method."""
    basis = "per_functional_unit"
    found: dict[str, Any] = {
        "baseline": baseline,
        "label": LABEL,
        "by_measure": by_measure,
        "p_green_better": None,
    }
    for name, record in routes.items():
        if name != baseline:
            found[name] = {
                indicator: _difference(routes[baseline], record, indicator, basis) for indicator in record[basis]
            }
    found["burden_shift"] = {name: _rising(found[name]) for name in routes if name != baseline}
    return found


def _rising(differences: dict[str, Any]) -> list[str]:
    """Indicators that rise although climate change falls: a burden shifted, not avoided."""
    if (differences["climate_change"]["delta"] or 0.0) >= 0:
        return []
    return [
        name
        for name, entry in differences.items()
        if entry["percent"] is not None and entry["percent"] > RISE and name != "cost"
    ]


def _difference(base: dict[str, Any], other: dict[str, Any], indicator: str, basis: str) -> dict[str, Any]:
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
