"""A route beside published figures: the ratios, and the parts of the device's own figure."""

from __future__ import annotations

from typing import Any

import pytest

from mems_lca.analysis.result import Result


@pytest.fixture(scope="module")
def grey(result: Result) -> dict[str, Any]:
    return result.body["routes"]["grey"]


def test_every_published_figure_that_the_study_can_meet_has_its_ratio(result: Result, grey: dict[str, Any]) -> None:
    rows = grey["reconciliation"]["figures"]
    assert {entry["measure"] for entry in rows} == {"electricity", "climate_change", "water_withdrawal", "device"}
    published = {entry["name_en"]: entry for entry in result.body["benchmarks"]}
    for entry in rows:
        assert entry["published"] == pytest.approx(published[entry["name"]]["value"])
        assert entry["ratio"] == pytest.approx(entry["value"] / entry["published"])


def test_ten_products_of_one_maker_and_a_generic_sensor_stand_beside_the_device(grey: dict[str, Any]) -> None:
    devices = [entry["published"] for entry in grey["reconciliation"]["figures"] if entry["measure"] == "device"]
    assert devices[:2] == [13.0, 80.0]
    assert sorted(devices) == [3.5, 13.0, 18.2, 19.1, 20.8, 50.4, 75.6, 80.0, 87.5, 413.0, 1092.8]


def test_parts_of_the_device_add_up_to_its_figure_at_the_gate(grey: dict[str, Any]) -> None:
    found = grey["reconciliation"]["device"]
    total = 1e3 * grey["per_device"]["climate_change"]["value"]
    assert found["wafers"] + found["companion"] + found["back_end"] == pytest.approx(total)
    assert found["die_mm2"] == pytest.approx(1.2 * 1.1)
    assert found["companion_mm2"] == pytest.approx(1.0)


def test_the_companion_is_its_own_part(grey: dict[str, Any]) -> None:
    circuit = 1e3 * grey["by_step"]["companion_asic"]["climate_change"]
    assert grey["reconciliation"]["device"]["companion"] == pytest.approx(circuit)
