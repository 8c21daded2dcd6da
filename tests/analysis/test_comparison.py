"""Routes against the baseline, each measure alone, and what may be claimed."""

from __future__ import annotations

from typing import Any

import pytest

from mems_lca.analysis.comparison import compare, rising_alone
from mems_lca.analysis.result import Result
from packs import greener, route, step, study

STEPS = {
    "etch": step(
        {"input": "electricity", "amount": "e"}, {"gas": "SF6", "amount": "m"}, parameters={"e": "10 kWh", "m": "1 g"}
    ),
    "clean": step({"input": "electricity", "amount": "e"}, parameters={"e": "2 kWh"}),
}
MEASURES = {
    "less_gas": {"set": {"etch.m": "0.5 g"}},
    "abate": {"abatement": {"gases": ["SF6"], "fraction_treated": 1.0, "destruction": {"SF6": 0.9}, "uptime": 1.0}},
    "power": {
        "supply": {"fab": [{"share": 0.5, "kind": "grid"}, {"share": 0.5, "kind": "certificate", "factor": "wind"}]}
    },
}


def compared(assessed: Any, *, measures: tuple[str, ...] | None = None, **chosen: Any) -> Result:
    found: Result = assessed(
        steps=STEPS,
        routes={"line": route("etch", "clean"), "green": greener("line", **(chosen or MEASURES))},
        study=study({"line": "line", "green": "green"}, baseline="line"),
        measures=measures,
    )
    return found


def test_difference_and_percent(assessed: Any) -> None:
    result = compared(assessed)
    entry = result.body["comparison"]["green"]["climate_change"]
    grey, green = (result.value(name, "climate_change", "per_functional_unit") for name in ("line", "green"))
    assert entry["delta"] == pytest.approx(green - grey)
    assert entry["percent"] == pytest.approx(100 * (green - grey) / grey)
    assert result.body["comparison"]["baseline"] == "line"
    assert "line" not in set(result.body["comparison"]) - {"baseline"}


def test_measures_alone_and_together(assessed: Any) -> None:
    """Halving the gas and abating 90 % of it interact: alone -50 % and -90 %, together -95 %."""
    result = compared(assessed)
    found = result.body["comparison"]["by_measure"]["green"]
    assert set(found["alone"]) == set(MEASURES)
    added = sum(entry["climate_change"] for entry in found["alone"].values())
    assert found["together"]["climate_change"] == pytest.approx(
        added + found["interaction"]["climate_change"], rel=1e-12
    )
    difference = result.body["comparison"]["green"]["climate_change"]["delta"]
    assert found["together"]["climate_change"] == pytest.approx(difference, rel=1e-9)
    # 1 g of SF6 emits 0.2 g, 5.04 kg CO2e.
    assert found["alone"]["less_gas"]["climate_change"] < -2.52
    assert found["interaction"]["climate_change"] == pytest.approx(5.04 * 0.45, rel=0.05)


def test_certificates_alone_gain_nothing_by_location(assessed: Any) -> None:
    alone = compared(assessed).body["comparison"]["by_measure"]["green"]["alone"]["power"]
    assert alone["climate_change_location"] == pytest.approx(0, abs=1e-12)
    assert alone["climate_change_market"] < -1


def test_gain_by_certificates_alone_is_not_claimable(assessed: Any) -> None:
    entry = compared(assessed, power=MEASURES["power"]).body["comparison"]["green"]["climate_change"]
    assert entry["claimable"] is False


def test_gain_under_both_accountings_is_claimable(assessed: Any) -> None:
    entry = compared(assessed, less_gas=MEASURES["less_gas"]).body["comparison"]["green"]["climate_change"]
    assert entry["claimable"] is True
    assert "location" in entry["reason"]
    assert "market" in entry["reason"]


def test_loss_is_not_claimable(assessed: Any) -> None:
    entry = compared(assessed, more={"set": {"etch.m": "2 g"}}).body["comparison"]["green"]["climate_change"]
    assert (entry["claimable"], entry["delta"] > 0) == (False, True)


@pytest.mark.parametrize("chosen", [(), ("less_gas",), ("less_gas", "abate")])
def test_only_the_chosen_measures_are_applied(assessed: Any, chosen: tuple[str, ...]) -> None:
    result = compared(assessed, measures=chosen)
    assert result.route("green")["measures"] == list(chosen)
    delta = result.body["comparison"]["green"]["climate_change"]["delta"]
    assert (delta == pytest.approx(0, abs=1e-12)) is (chosen == ())


def test_baseline_of_the_study_and_none(assessed: Any) -> None:
    parts = {"steps": STEPS, "routes": {"line": route("etch"), "other": route("clean")}}
    first = assessed(**parts, study=study({"a": "line", "b": "other"}))
    assert first.body["comparison"]["baseline"] == "a"
    second = assessed(**parts, study=study({"a": "line", "b": "other"}, baseline="b"))
    assert second.body["comparison"]["baseline"] == "b"
    assert second.body["comparison"]["a"]["electricity"]["delta"] == pytest.approx(
        -first.body["comparison"]["b"]["electricity"]["delta"]
    )


def test_one_route_is_compared_with_nothing(assessed: Any) -> None:
    result = assessed(steps=STEPS, routes={"line": route("etch")}, study=study())
    assert set(result.body["comparison"]) == {
        "baseline",
        "label",
        "by_measure",
        "by_accounting",
        "burden_shift",
        "carbon",
        "concern",
        "p_green_better",
        "paired",
    }
    assert result.body["comparison"]["burden_shift"] == {}
    assert "not a comparative assertion" in result.body["comparison"]["label"]


def test_baseline_of_zero_has_no_percent(assessed: Any) -> None:
    result = compared(assessed)
    assert result.body["comparison"]["green"]["cod"]["percent"] is None
    assert result.body["comparison"]["green"]["cod"]["delta"] == 0


def test_what_rises_while_climate_change_falls_is_named() -> None:
    def record(climate: float, waste: float, cod: float) -> dict[str, Any]:
        amounts = {"climate_change": climate, "hazardous_waste_generated": waste, "cod": cod}
        cells = {
            name: {"value": value, "perimeter": "foreground", "coverage": {"mass": None}}
            for name, value in amounts.items()
        }
        views = {"climate_change_location": climate, "climate_change_market": climate}
        return {"per_functional_unit": cells, **views, "concern": {"substances": []}}

    routes = {"grey": record(2.0, 1.0, 1.0), "green": record(1.0, 1.2, 0.5), "worse": record(3.0, 2.0, 2.0)}
    shifted = compare(routes, "grey", {})["burden_shift"]
    assert shifted == {"green": ["hazardous_waste_generated"], "worse": []}
    from_nothing = compare({"grey": record(2.0, 1.0, 0.0), "green": record(1.0, 1.0, 0.1)}, "grey", {})
    assert from_nothing["burden_shift"] == {"green": ["cod"]}


@pytest.mark.parametrize(
    ("location", "market", "gain"),
    [(0.9, 0.8, "both"), (1.0, 0.8, "market"), (0.9, 1.1, "location"), (1.0, 1.2, "none")],
)
def test_under_which_accounting_a_gain_holds(location: float, market: float, gain: str) -> None:
    def record(location: float, market: float) -> dict[str, Any]:
        cell = {"value": location, "perimeter": "foreground", "coverage": {"mass": None}}
        views = {"climate_change_location": location, "climate_change_market": market}
        return {"per_functional_unit": {"climate_change": cell}, **views, "concern": {"substances": []}}

    found = compare({"grey": record(1.0, 1.0), "green": record(location, market)}, "grey", {})["by_accounting"]["green"]
    assert found["gain"] == gain
    assert found["market"]["percent"] == pytest.approx(100 * (market - 1))


def test_what_rises_with_one_measure_alone() -> None:
    before = {"climate_change_location": 1.0, "climate_change_market": 1.0, "cod": 1.0, "voc": 0.0, "cost": 1.0}
    change = {"climate_change_location": -0.1, "climate_change_market": 0.0, "cod": 0.2, "voc": 0.1, "cost": 0.5}
    assert rising_alone(before, change) == ["cod", "voc"]
    assert rising_alone(before, {**change, "climate_change_location": 0.0}) == []


def test_what_cannot_stand_on_those_before_it_has_no_place_in_the_order(assessed: Any) -> None:
    """A measure asks for what only the step knows that the next one brings in: the next one holds what both do."""
    dry = step({"input": "electricity", "amount": "e + plasma"}, parameters={"e": "1 kWh", "plasma": "3 kWh"})
    measures = {
        "less_gas": MEASURES["less_gas"],
        "gentle": {"set": {"clean.plasma": "2 kWh"}},
        "dry": {"replace": {"clean": "dry"}},
        "abate": MEASURES["abate"],
    }
    result: Result = assessed(
        steps={**STEPS, "dry": dry},
        routes={"line": route("etch", "clean"), "green": greener("line", **measures)},
        study=study({"line": "line", "green": "green"}, baseline="line"),
    )
    found = result.body["comparison"]["by_measure"]["green"]
    assert list(found["in_order"]) == list(measures)
    assert [name for name, entry in found["in_order"].items() if entry is None] == ["gentle"]
    taken = [entry for entry in found["in_order"].values() if entry is not None]
    for key, whole in found["together"].items():
        assert sum(entry[key] for entry in taken) == pytest.approx(whole, rel=1e-12, abs=1e-15), key
    # 4 kWh in place of 2.
    assert found["in_order"]["dry"]["electricity"] == pytest.approx(2)
    assert found["in_order"]["less_gas"] == found["alone"]["less_gas"]
