"""What purchases and wastes cost: published prices of their place, fall-backs, returns, and prices of the study."""

from __future__ import annotations

import math
from typing import Any

import pytest

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.coverage import coverage
from mems_lca.errors import InventoryError
from packs import route, run, shipped_factors, step, study, supply, total

USD = 7.1875
GOLD = 3442 / 31.1034768e-3 * USD
"""CNY per kg: 3,442 USD per troy ounce at 7.1875 CNY per USD, averages of 2025."""


def paid(*exchanges: dict[str, Any], place: str = "CN-JS", values: dict[str, str] | None = None, **more: Any) -> float:
    return total(bought(*exchanges, place=place, values=values, **more), "cost")


def bought(
    *exchanges: dict[str, Any], place: str = "CN-JS", values: dict[str, str] | None = None, **more: Any
) -> Calculated:
    steps = {"etch": step(*exchanges, parameters={"m": "1 kg"}), **more.pop("steps", {})}
    given = study(sites={"fab": {"location": place, "control": "own"}}, **more)
    return run(steps=steps, routes={"line": route("etch")}, study=given, values=values)


def waste(treatment: str, **more: Any) -> dict[str, Any]:
    return {"waste": "spent_acid", "amount": "m", "hazardous": True, "treatment": treatment, **more}


@pytest.mark.parametrize(
    ("name", "cost"),
    [
        ("gold", GOLD),
        ("platinum", 1278 / 31.1034768e-3 * USD),
        ("copper", 9.947 * USD),
        ("aluminium", 2.632 * USD),
        ("nickel", 15.162 * USD),
        ("hydrofluoric_acid", 12.72),
    ],
)
def test_price_of_a_kilogram(name: str, cost: float) -> None:
    assert paid({"input": name, "amount": "m"}) == pytest.approx(cost)


def test_the_route_of_a_metal_does_not_change_its_price() -> None:
    values = {"line.gold@fab.scrap_share": "1"}
    assert paid({"input": "gold", "amount": "m"}, values=values) == pytest.approx(GOLD)
    assert paid({"input": "gold_recycled", "amount": "m"}) == pytest.approx(GOLD)


def test_a_return_is_paid_back() -> None:
    found = paid({"input": "gold", "amount": "m"}, {"output": "gold", "amount": "0.4 * m"})
    assert found == pytest.approx(0.6 * GOLD)


def test_what_suppliers_buy_is_not_paid_again() -> None:
    made = supply("copper_sulfate", "kg", {"input": "copper", "amount": "x"}, parameters={"x": 0.25})
    made["stage"] = "raw_materials"
    assert paid({"input": "copper_sulfate", "amount": "m"}, steps={"copper_sulfate": made}) == 0.0


@pytest.mark.parametrize(
    ("place", "treatment", "cost"),
    [
        ("CN-BJ", "landfill", 1.591),
        ("CN-BJ", "incineration", 1.995),
        ("CN-JS", "incineration", math.sqrt(2 * 20)),
        ("CN-JS", "landfill", math.sqrt(2.8 * 3.2)),
        ("CN-AH", "incineration", math.sqrt(1.5 * 4.4)),  # any treatment, of the province, before that of the country
        ("CN-GD", "incineration", (math.sqrt(40) * 1.995 * 3.5) ** (1 / 3)),
        ("CN-GD", "neutralisation", 2.526),
        ("CN-GD", "physico-chemical", 2.526),
        ("CN-GD", "recycling", 0.0),
        ("MY", "incineration", 0.0),
    ],
)
def test_charge_of_a_hazardous_waste(place: str, treatment: str, cost: float) -> None:
    assert paid(waste(treatment), place=place) == pytest.approx(cost, rel=1e-3)


def test_no_charge_for_other_wastes() -> None:
    assert paid(waste("landfill", on_site=True)) == 0.0
    assert paid(waste("landfill", hazardous=False)) == 0.0


@pytest.mark.parametrize(
    ("item", "place"),
    [("hazardous_waste_incineration", "CN-JS"), ("hazardous_waste_landfill", "CN-JS"), ("hazardous_waste", "CN-AH")],
)
def test_middle_and_spread_of_a_published_range(item: str, place: str) -> None:
    """The ends are a 95 % range: 3.92 standard deviations of the logarithm apart."""
    low, middle, high = (shipped_factors().price(f"{item}{end}", place) for end in ("_low", "", "_high"))
    assert low is not None
    assert middle is not None
    assert middle.gsd is not None
    assert high is not None
    assert middle.value == pytest.approx(math.sqrt(low.value * high.value), rel=1e-3)
    assert middle.gsd == pytest.approx((high.value / low.value) ** (1 / 3.92), rel=5e-3)


def test_price_of_the_study_replaces_the_published_one() -> None:
    given = {"gold": {"cost": "700 CNY/g"}, "spent_acid": {"cost": "5 CNY/kg"}}
    assert paid({"input": "gold", "amount": "m"}, factors=given) == pytest.approx(700_000)
    assert paid(waste("incineration"), factors=given) == pytest.approx(5)
    assert paid(waste("incineration"), place="MY", factors=given) == pytest.approx(5)


def test_price_of_the_study_where_none_is_published() -> None:
    given = {"photoresist": {"cost": "300 EUR/kg"}, "steam": {"cost": "0.2 CNY/MJ"}}
    assert paid({"input": "photoresist", "amount": "m"}, factors=given) == pytest.approx(300 * 8.1261)
    heat = {"input": "steam", "amount": "10 * e"}
    steps = {"heat": step(heat, parameters={"e": "1 MJ"})}
    calculated = run(steps=steps, routes={"line": route("heat")}, study=study(factors=given))
    steam = [row.per_wafer for row in calculated.rows if row.indicator == "cost" and row.input == "steam"]
    assert sum(steam) == pytest.approx(2)


def test_price_of_another_currency() -> None:
    given = {"gold": {"cost": "100 EUR/g"}}
    assert paid({"input": "gold", "amount": "m"}, factors=given) == pytest.approx(100_000 * 8.1261)


def test_price_of_a_currency_without_a_rate() -> None:
    with pytest.raises(InventoryError, match="no exchange rate to CNY is published; found 'GBP/g'") as caught:
        paid({"input": "gold", "amount": "m"}, factors={"gold": {"cost": "100 GBP/g"}})
    assert [finding.code for finding in caught.value.findings] == ["no_exchange_rate"]


def test_price_that_is_none() -> None:
    with pytest.raises(InventoryError, match="the price of gold does not fit"):
        paid({"input": "gold", "amount": "m"}, factors={"gold": {"cost": "3 CNY/kWh"}})


def test_coverage_of_cost() -> None:
    """Gold is paid, photoresist is not: half of the two inputs, and of their mass; nothing else has a cost."""
    calculated = bought({"input": "gold", "amount": "m"}, {"input": "photoresist", "amount": "m"})
    supplied = calculated.supply("line", "wafer")
    found = coverage(calculated.inventory, "line", supplied, calculated.indicators)
    assert found["cost"]["count"] == pytest.approx(0.5)
    assert found["cost"]["mass"] == pytest.approx(0.5)
    assert found["cost"]["missing"] == ["Photoresist, positive, in PGMEA"]
    assert found["cost"]["cost"] is None
    assert found["climate_change"]["cost"] == pytest.approx(1)


def test_a_payment_is_no_input() -> None:
    """Paying for gold neither buys it twice nor counts as an input without a factor."""
    calculated = bought({"input": "gold", "amount": "m"})
    found = coverage(calculated.inventory, "line", calculated.supply("line", "wafer"), calculated.indicators)
    assert found["climate_change"] == {"count": 1.0, "mass": 1.0, "cost": 1.0, "missing": []}
    assert total(calculated) == pytest.approx(16_000)
