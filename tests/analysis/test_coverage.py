"""Coverage: what has no factor is named, and is not zero."""

from __future__ import annotations

from typing import Any

import pytest

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.coverage import coverage
from packs import UNPUBLISHED, greener, route, run, step, study

MIX = step(
    {"input": "photoresist", "amount": "m"},
    {"input": "unpublished_primer", "amount": "3 * m"},
    {"input": "unpublished_acid", "amount": "4 * m"},
    {"input": "unpublished_gas", "amount": "v"},
    parameters={"m": "1 kg", "v": "1 Nm3"},
)


def covered(calculated: Calculated, indicator: str = "climate_change") -> dict[str, Any]:
    supply = calculated.supply("line", "wafer")
    return coverage(calculated.inventory, "line", supply, calculated.indicators)[indicator]


def test_shares_and_what_is_missing() -> None:
    found = covered(run(steps={"etch": MIX}, routes={"line": route("etch")}, study=study(), files=UNPUBLISHED))
    assert found["count"] == pytest.approx(1 / 4)
    assert found["mass"] == pytest.approx(1 / 8)
    assert found["missing"] == ["Unpublished acid", "Unpublished primer", "Unpublished gas"]


def test_all_covered() -> None:
    made = step({"input": "photoresist", "amount": "m"}, parameters={"m": "1 kg"})
    found = covered(run(steps={"etch": made}, routes={"line": route("etch")}, study=study()))
    assert (found["count"], found["mass"], found["missing"]) == (1, 1, [])


def test_factor_of_the_study_covers() -> None:
    made = step({"input": "unpublished_primer", "amount": "m"}, parameters={"m": "1 kg"})
    given = study(factors={"unpublished_primer": {"climate_change": "5 kg CO2e/kg"}})
    calculated = run(steps={"etch": made}, routes={"line": route("etch")}, study=given, files=UNPUBLISHED)
    assert covered(calculated)["count"] == 1
    assert sum(row.per_wafer for row in calculated.rows if row.indicator == "climate_change") == pytest.approx(5)


def test_at_most_ten_are_listed(accelerometer: Calculated) -> None:
    found = coverage(accelerometer.inventory, "grey", accelerometer.supply("grey", "device"), accelerometer.indicators)
    assert all(len(entry["missing"]) <= 10 for entry in found.values())
    assert found["climate_change"]["mass"] > 0.8


def test_foreground_account_is_not_covered_by_factors_of_products(accelerometer: Calculated) -> None:
    """Water of own and contracted sites is complete without a factor for photoresist: no share, nothing missing."""
    found = coverage(accelerometer.inventory, "grey", accelerometer.supply("grey", "device"), accelerometer.indicators)
    assert found["water_withdrawal"]["mass"] is None
    assert found["water_withdrawal"]["missing"] == []


def test_what_is_not_covered_is_not_zero(assessed: Any) -> None:
    made = step({"input": "unpublished_primer", "amount": "m"}, parameters={"m": "1 kg"})
    result = assessed(steps={"etch": made}, routes={"line": route("etch")}, study=study(), files=UNPUBLISHED)
    record = result.route("line")
    assert record["per_wafer"]["climate_change"]["value"] is None
    assert record["per_wafer"]["cost"]["value"] is None
    assert record["per_wafer"]["climate_change"]["coverage"]["count"] == 0
    assert record["per_wafer"]["hazardous_waste_generated"]["value"] == 0
    assert record["cut_off"]["inputs_without_factor"] == ["Unpublished primer"]


def test_partly_covered_indicator_has_a_value(assessed: Any) -> None:
    result = assessed(steps={"etch": MIX}, routes={"line": route("etch")}, study=study(), files=UNPUBLISHED)
    assert result.value("line", "climate_change", "per_wafer") > 0


def test_gain_by_a_missing_factor_is_no_claim(assessed: Any) -> None:
    """Green swaps isopropanol, which has a factor, for a primer that has none: nothing was gained."""
    bulk = {"input": "photoresist", "amount": "10 * m"}
    steps = {
        "wet": step(bulk, {"input": "isopropanol", "amount": "m"}, parameters={"m": "1 kg"}),
        "dry": step(bulk, {"input": "unpublished_primer", "amount": "m"}, parameters={"m": "1 kg"}),
    }
    result = assessed(
        steps=steps,
        routes={"line": route("wet"), "green": greener("line", swap={"replace": {"wet": {"step": "dry"}}})},
        study=study({"line": "line", "green": "green"}),
        files=UNPUBLISHED,
    )
    entry = result.body["comparison"]["green"]["climate_change"]
    assert entry["claimable"] is False
    assert entry["reason"]
