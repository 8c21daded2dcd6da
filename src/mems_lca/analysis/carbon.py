"""What emissions would cost at a carbon price: per functional unit, by scope, and against the baseline.

A price of carbon is a scenario: nobody owes it for these products today, which every record of it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.groups import scopes, totals
from mems_lca.library.carbon_prices import CarbonPrice, carbon_price

# Below this share of the baseline a difference is rounding.
_ROUNDING = 1e-12


def price_of(calculated: Calculated) -> CarbonPrice:
    """The carbon price of a study: its own, or that which is shown where it names none."""
    return carbon_price(calculated.bound.library, calculated.bound.study.carbon_price)


def carbon_cost(calculated: Calculated, route: str) -> dict[str, Any]:
    """Cost of the route's emissions in CNY per functional unit, whole and by scope, by the study's accounting.

    `priced_inputs` is the cost of what has a price, without carbon; `share` the carbon cost over it (None: no price).
    """
    price, study, basis = price_of(calculated), calculated.bound.study, calculated.basis
    scale = calculated.inventory.values[calculated.inventory.functional_units["scale"]]
    found = totals(calculated.of(route), basis, study.accounting)
    by_scope = scopes(calculated.of(route), basis, study.accounting)
    three = by_scope["3"]
    assert isinstance(three, dict)
    emitted, paid = scale * found.get("climate_change", 0.0), scale * found.get("cost", 0.0)
    whole = price.yuan * emitted
    return {
        "price": price.to_dict(),
        "named_by_study": bool(study.carbon_price),
        "unit": "CNY",
        "per_functional_unit": whole,
        "by_scope": {
            "1": price.yuan * scale * number(by_scope["1"]),
            "2": price.yuan * scale * number(by_scope["2"]),
            "3": {name: price.yuan * scale * amount for name, amount in three.items()},
        },
        "priced_inputs": paid,
        "share": whole / paid if paid > 0 else None,
    }


def number(value: float | Mapping[str, float]) -> float:
    """The total of a scope."""
    return sum(value.values()) if isinstance(value, Mapping) else value


def against(base: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """A route against the baseline, by their records: extra cost, emissions saved, and the price that makes them even.

    Amounts are per functional unit; what has no price is not in the cost of either. `verdict` is one of
    `even_at` (dearer, and saves: even at `break_even` CNY/t CO2e), `at_any_price` (not dearer, and saves),
    `at_no_price` (dearer or as dear, and does not save), `even_below` (cheaper, and emits more: cheaper up to
    `break_even`) and `same`.
    """
    before, after = base["carbon_cost"], other["carbon_cost"]
    yuan = before["price"]["cny_per_t"] / 1e3
    kg = [record["per_functional_unit"]["climate_change"]["value"] or 0.0 for record in (base, other)]
    extra = after["priced_inputs"] - before["priced_inputs"]
    saved = kg[0] - kg[1]
    extra = 0.0 if abs(extra) <= _ROUNDING * abs(before["priced_inputs"]) else extra
    saved = 0.0 if abs(saved) <= _ROUNDING * abs(kg[0]) else saved
    return {
        "extra_cost": extra,
        "saved": saved,
        "extra_cost_with_carbon": extra - yuan * saved,
        **break_even(extra, saved),
    }


def break_even(extra: float, saved: float) -> dict[str, Any]:
    """The carbon price in CNY/t CO2e at which an extra cost in CNY is paid by the kg CO2e saved, and what it means."""
    if saved == 0 and extra == 0:
        return {"break_even": None, "verdict": "same"}
    if saved > 0:
        return {"break_even": 1e3 * extra / saved, "verdict": "even_at"} if extra > 0 else _at("at_any_price")
    if saved < 0 and extra < 0:
        return {"break_even": 1e3 * extra / saved, "verdict": "even_below"}
    return _at("at_no_price") if extra >= 0 else _at("at_any_price")


def _at(verdict: str) -> dict[str, Any]:
    return {"break_even": None, "verdict": verdict}
