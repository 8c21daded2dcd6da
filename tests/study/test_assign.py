"""Values by path, as `--set` gives them."""

from __future__ import annotations

from typing import Any

import pytest

from mems_lca.errors import StudyError
from mems_lca.study.assign import assign
from packs import device, study


@pytest.fixture
def data() -> dict[str, Any]:
    return study(device=device(), supply={"fab": [{"share": 1.0, "kind": "grid"}]}, set={"a.e": "1 kWh"})


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("method", ("method",)),
        ("accounting", ("accounting",)),
        ("sites.fab.location", ("sites", "fab", "location")),
        ("device.die.width", ("device", "die", "width")),
        ("device.yield", ("device", "yield")),
        ("supply.fab.0.share", ("supply", "fab", 0, "share")),
        ("functional_unit.amount", ("functional_unit", "amount")),
        ("verification.status", ("verification", "status")),
        ("factors.SF6.gwp", ("factors", "SF6", "gwp")),
        ('factors."c-C4F8".gwp', ("factors", "c-C4F8", "gwp")),
    ],
)
def test_key_of_the_study_is_changed_in_place(data: dict[str, Any], path: str, where: tuple[Any, ...]) -> None:
    node: Any = assign(data, {path: "new"})
    for part in where:
        node = node[part]
    assert node == "new"


def test_anything_else_goes_to_set(data: dict[str, Any]) -> None:
    found = assign(data, {"a.e": "2 kWh", "line.a.e": "3 kWh", "line.wafer.diameter": "150 mm"})
    assert found["set"] == {"a.e": "2 kWh", "line.a.e": "3 kWh", "line.wafer.diameter": "150 mm"}


def test_data_are_left_as_they_were(data: dict[str, Any]) -> None:
    assign(data, {"device.die.width": "2 mm", "a.e": "9 kWh"})
    assert data["device"]["die"]["width"] == "1 mm"
    assert data["set"] == {"a.e": "1 kWh"}


def test_missing_keys_are_made(data: dict[str, Any]) -> None:
    del data["device"], data["supply"]
    assert assign(data, {"device.companion.asic.area": "1 mm**2"})["device"] == {
        "companion": {"asic": {"area": "1 mm**2"}}
    }


@pytest.mark.parametrize("path", ["goal.x", "device.yield.x", "supply.fab.7.share", "supply.fab.x.share", "device..x"])
def test_path_that_leads_nowhere_is_refused(data: dict[str, Any], path: str) -> None:
    with pytest.raises(StudyError) as caught:
        assign(data, {path: "1"})
    assert [finding.code for finding in caught.value.findings] == ["path"]


def test_a_sourced_entry_keeps_its_place_and_becomes_an_assumption(data: dict[str, Any]) -> None:
    entry = {"value": 0.2, "source": "somebody-2020", "note": "table 3"}
    data["allocation"] = {"circular_footprint": {"gold": {"A": entry}}}
    found = assign(data, {"allocation.circular_footprint.gold.A": "0.5"})
    assert found["allocation"]["circular_footprint"]["gold"]["A"] == {
        "value": "0.5",
        "source": "assumption",
        "note": "Given for this run in place of 0.2 (somebody-2020).",
    }
