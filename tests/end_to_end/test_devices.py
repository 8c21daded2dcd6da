"""Each shipped device, assessed once: every measure alone and together, what rises, and its section of the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mems_lca.analysis.result import Result
from mems_lca.library.library import open_library
from mems_lca.reporting.devices_page import DEVICES, device_section
from tree import ROOT

PAGE = Path(ROOT) / "docs" / "devices.md"
VIEWS = ("location", "market")


def test_eight_devices_with_at_least_sixteen_routes_ship() -> None:
    library = open_library()
    assert len(DEVICES) == 8
    routes = {name for device in DEVICES for name in library.study(device).routes.values()}
    assert len(routes) >= 16


def check_measures(comparison: dict[str, Any], route: str, record: dict[str, Any], base: dict[str, Any]) -> None:
    found = comparison["by_measure"][route]
    assert [name for name, entry in found["alone"].items() if entry is None] == []
    assert set(found["names"]) == set(found["alone"]) == set(record["measures"])
    assert all(names["en"] and names["zh"] for names in found["names"].values())
    totals = {name: entry["value"] for name, entry in record["per_functional_unit"].items()}
    for key, whole in found["together"].items():
        steps = [entry[key] for entry in found["in_order"].values() if entry is not None]
        rounding = 1e-12 * max(abs(totals.get(key) or 0.0), abs(record.get(key, 0.0)))
        assert sum(steps) == pytest.approx(whole, rel=1e-12, abs=rounding), key
    for view in VIEWS:
        key = f"climate_change_{view}"
        parts = sum(entry[key] for entry in found["alone"].values()) + found["interaction"][key]
        assert parts == pytest.approx(found["together"][key], rel=1e-9)
        scale = record["reference_flow"]["declared_units"]
        assert found["together"][key] == pytest.approx(scale * (record[key] - base[key]), rel=1e-6)


def check_gains(comparison: dict[str, Any], route: str) -> None:
    """What the report says of the gain follows from the two changes."""
    change = comparison["by_accounting"][route]
    gains = {view for view in VIEWS if change[view]["delta"] < 0}
    assert change["gain"] == {2: "both", 0: "none"}.get(len(gains), next(iter(gains), ""))
    rising = [
        name
        for name, entry in comparison[route].items()
        if entry["percent"] is not None and entry["percent"] > 0.05 and not name.startswith(("cost", "avoided"))
    ]
    assert set(rising) <= set(comparison["burden_shift"][route]) or comparison[route]["climate_change"]["delta"] >= 0


@pytest.mark.parametrize("device", DEVICES)
def test_device(device: str, shipped_result: Callable[[str], Result]) -> None:
    body = shipped_result(device).body
    assert [entry["id"] for entry in body["checks"] if entry["status"] != "ok"] == []
    routes, comparison = body["routes"], body["comparison"]
    base = routes[comparison["baseline"]]
    assert {"grey", "green"} <= set(routes)
    assert comparison["by_accounting"]["green"]["gain"] == "both"
    for name, record in routes.items():
        assert record["data_quality"]["climate_change"].keys() == {"primary", "secondary", "assumed"}
        assert any(entry["measure"] == "device" for entry in record["reconciliation"]["figures"])
        if name in comparison["by_measure"]:
            check_measures(comparison, name, record, base)
            check_gains(comparison, name)
    assert "\n\n".join(device_section(device, body)) in PAGE.read_text(encoding="utf-8")
