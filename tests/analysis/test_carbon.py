"""What emissions would cost: by scope, against the baseline, and the price at which two routes are even."""

from __future__ import annotations

from typing import Any

import pytest

from mems_lca.analysis.carbon import against, break_even
from mems_lca.errors import MemsLcaError
from packs import greener, route, step, study

STEPS = {
    "etch": step(
        {"emission": "CO2", "amount": "m"},
        {"input": "electricity", "amount": "e"},
        {"input": "gold", "amount": "g"},
        parameters={"m": "2 kg", "e": "10 kWh", "g": "1 g"},
    )
}


def carbon(assessed: Any, **more: Any) -> Any:
    routes = {"line": route("etch"), "green": greener("line", less={"set": {"etch.m": "1 kg", "etch.g": "1.001 g"}})}
    given = study({"line": "line", "green": "green"}, baseline="line", **more)
    return assessed(steps=STEPS, routes=routes, study=given)


def test_cost_by_scope(assessed: Any) -> None:
    result = carbon(assessed, carbon_price="100 CNY/t")
    found = result.route("line")["carbon_cost"]
    assert found["named_by_study"]
    assert found["price"]["cny_per_t"] == pytest.approx(100)
    assert found["per_functional_unit"] == pytest.approx(0.1 * result.value("line", "climate_change", "per_wafer"))
    assert found["by_scope"]["1"] == pytest.approx(0.2)
    parts = found["by_scope"]["1"] + found["by_scope"]["2"] + sum(found["by_scope"]["3"].values())
    assert parts == pytest.approx(found["per_functional_unit"], rel=1e-12)
    assert found["priced_inputs"] == pytest.approx(result.value("line", "cost", "per_wafer"))
    assert found["share"] == pytest.approx(found["per_functional_unit"] / found["priced_inputs"])
    assert "covers these products today" in found["price"]["scenario"]["en"]


def test_every_result_has_a_carbon_cost(assessed: Any) -> None:
    found = carbon(assessed).route("line")["carbon_cost"]
    assert not found["named_by_study"]
    assert found["price"]["name"] == "china_ets_2025"


def test_break_even_price_of_a_dearer_route(assessed: Any) -> None:
    """1 mg of gold for 1 kg of CO2, of which gold itself takes a part back."""
    result = carbon(assessed, carbon_price="eu_ets_2025")
    found = result.body["comparison"]["carbon"]["green"]
    before, after = (result.route(name)["carbon_cost"] for name in ("line", "green"))
    assert found["extra_cost"] == pytest.approx(after["priced_inputs"] - before["priced_inputs"])
    assert found["verdict"] == "even_at"
    assert found["break_even"] == pytest.approx(1000 * found["extra_cost"] / found["saved"])
    with_carbon = [entry["priced_inputs"] + entry["per_functional_unit"] for entry in (before, after)]
    assert found["extra_cost_with_carbon"] == pytest.approx(with_carbon[1] - with_carbon[0])
    even = carbon(assessed, carbon_price=f"{found['break_even']} CNY/t").body["comparison"]["carbon"]["green"]
    assert even["extra_cost_with_carbon"] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("extra", "saved", "price", "verdict"),
    [
        (2.0, 4.0, 500.0, "even_at"),
        (-2.0, 4.0, None, "at_any_price"),
        (0.0, 4.0, None, "at_any_price"),
        (2.0, -4.0, None, "at_no_price"),
        (2.0, 0.0, None, "at_no_price"),
        (0.0, -1.0, None, "at_no_price"),
        (-2.0, -4.0, 500.0, "even_below"),
        (-2.0, 0.0, None, "at_any_price"),
        (0.0, 0.0, None, "same"),
    ],
)
def test_break_even(extra: float, saved: float, price: float | None, verdict: str) -> None:
    assert break_even(extra, saved) == {"break_even": price, "verdict": verdict}


def test_rounding_is_no_difference() -> None:
    def record(cost: float, climate: float) -> dict[str, Any]:
        return {
            "carbon_cost": {"price": {"cny_per_t": 100.0}, "priced_inputs": cost},
            "per_functional_unit": {"climate_change": {"value": climate}},
        }

    assert against(record(1.0, 2.0), record(1.0 + 1e-15, 2.0 - 1e-15))["verdict"] == "same"


@pytest.mark.parametrize("text", ["100 CNY", "china", "-5 CNY/t"])
def test_a_wrong_price_is_refused_where_it_stands(assessed: Any, text: str) -> None:
    with pytest.raises(MemsLcaError) as caught:
        carbon(assessed, carbon_price=text)
    assert [finding.code for finding in caught.value.findings] == ["carbon_price"]
    assert "carbon_price" in str(caught.value.findings[0].place)
