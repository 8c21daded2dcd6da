"""Checks that every result carries: sums against totals, two solvers, scopes, parts, water and elements."""

from __future__ import annotations

from typing import Any

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.groups import climate_parts, scopes, totals
from mems_lca.analysis.water import balance_deviation
from mems_lca.inventory.element_balance import TOLERANCE as CLOSED
from mems_lca.inventory.element_balance import ElementBalance, balances
from mems_lca.lca.brightway import demand_key
from mems_lca.lca.dense import dense_scores
from mems_lca.lca.system import METHOD_ACCOUNTS

TOLERANCE = 1e-9
# What both sides hold below this is the rounding of terms that cancel, and counts as zero.
ZERO = 1e-14


def checks(calculated: Calculated, routes: dict[str, Any]) -> list[dict[str, Any]]:
    """All checks with what was found (largest relative deviation) and what is expected (the tolerance)."""
    deviations = {
        "contributions_add_up_to_brightway": _contributions(calculated),
        "brightway_equals_dense_solve": _dense(calculated),
        "scopes_add_up": _scopes(calculated),
        "climate_parts_add_up": _parts(calculated),
        "breakdowns_add_up": _breakdowns(calculated, routes),
        "water_balance": max((balance_deviation(record["water"]) for record in routes.values()), default=0.0),
    }
    found = [_check(name, deviation, TOLERANCE) for name, deviation in deviations.items()]
    worst = _worst_element(calculated)
    where = {} if worst is None else {"where": f"{calculated.inventory.processes[worst.process].step}, {worst.element}"}
    return [*found, {**_check("element_balance", abs(worst.difference) if worst else 0.0, CLOSED), **where}]


def _check(name: str, deviation: float, tolerance: float) -> dict[str, Any]:
    return {
        "id": name,
        "status": "ok" if deviation <= tolerance else "failed",
        "found": deviation,
        "expected": f"at most {tolerance:g}, relative",
    }


def _worst_element(calculated: Calculated) -> ElementBalance | None:
    """The element balance of a step with the largest difference; what a step does not state is warned of instead."""
    found = balances(calculated.inventory.elements, calculated.inventory.values)
    judged = [balance for balance in found if balance.closed or balance.stated]
    return max(judged, key=lambda balance: abs(balance.difference), default=None)


def _relative(found: float, expected: float) -> float:
    scale = max(abs(found), abs(expected))
    return abs(found - expected) / scale if scale > ZERO else 0.0


def _contributions(calculated: Calculated) -> float:
    worst = 0.0
    for demand in calculated.system.demands:
        scores = calculated.solution.scores[demand_key(demand.route, demand.basis)]
        rows = calculated.of(demand.route)
        for view in METHOD_ACCOUNTS:
            found = totals(rows, demand.basis, view)
            for indicator in calculated.indicators:
                key = f"climate_change_{view}" if indicator == "climate_change" else indicator
                worst = max(worst, _relative(found.get(indicator, 0.0), scores.get(key, 0.0)))
    return worst


def _dense(calculated: Calculated) -> float:
    deviations = (
        _relative(score, calculated.solution.scores[key][indicator])
        for key, scores in dense_scores(calculated.system).items()
        for indicator, score in scores.items()
    )
    return max(deviations, default=0.0)


def _scopes(calculated: Calculated) -> float:
    worst = 0.0
    for route in calculated.bound.routes:
        rows = calculated.of(route)
        for view in METHOD_ACCOUNTS:
            found = scopes(rows, calculated.basis, view)
            three = found["3"]
            total = float(found["1"]) + float(found["2"]) + sum(three.values())  # type: ignore[arg-type, union-attr]
            worst = max(worst, _relative(total, totals(rows, calculated.basis, view).get("climate_change", 0.0)))
    return worst


def _parts(calculated: Calculated) -> float:
    accounting = calculated.bound.study.accounting
    worst = 0.0
    for route in calculated.bound.routes:
        rows = calculated.of(route)
        parts = climate_parts(rows, calculated.basis, accounting)
        total = sum(amount for name, amount in parts.items() if name != "fluorinated")
        worst = max(worst, _relative(total, totals(rows, calculated.basis, accounting).get("climate_change", 0.0)))
    return worst


def _breakdowns(calculated: Calculated, routes: dict[str, Any]) -> float:
    worst = 0.0
    for name, record in routes.items():
        whole = totals(calculated.of(name), calculated.basis, calculated.bound.study.accounting)
        for key in ("by_stage", "by_step", "by_site", "by_input", "by_flow"):
            for indicator, total in whole.items():
                added = sum(entry.get(indicator, 0.0) for entry in record[key].values())
                worst = max(worst, _relative(added, total))
    return worst
