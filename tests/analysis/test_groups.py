"""Every breakdown adds up to its total, on both bases, both accountings, both routes."""

from __future__ import annotations

from typing import Any

import pytest

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.groups import breakdowns, climate_parts, qualities, scopes, totals
from packs import route, run, step, study

BASES = ["wafer", "device"]
ACCOUNTS = ["location", "market"]
ROUTES = ["grey", "green"]


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("accounting", ACCOUNTS)
@pytest.mark.parametrize("name", ROUTES)
def test_breakdowns_add_up(accelerometer: Calculated, name: str, accounting: str, basis: Any) -> None:
    rows = accelerometer.of(name)
    whole = totals(rows, basis, accounting)
    found = breakdowns(rows, basis, accounting)
    assert set(found) == {"by_stage", "by_step", "by_site", "by_input", "by_flow"}
    for entries in found.values():
        for indicator, total in whole.items():
            added = sum(entry.get(indicator, 0.0) for entry in entries.values())
            assert added == pytest.approx(total, rel=1e-9)


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("accounting", ACCOUNTS)
@pytest.mark.parametrize("name", ROUTES)
def test_scopes_add_up(accelerometer: Calculated, name: str, accounting: str, basis: Any) -> None:
    rows = accelerometer.of(name)
    found = scopes(rows, basis, accounting)
    three = found["3"]
    assert isinstance(three, dict)
    assert set(three) <= {"1", "3", "4", "5", "9", "11", "12"}
    total = totals(rows, basis, accounting)["climate_change"]
    assert found["1"] + found["2"] + sum(three.values()) == pytest.approx(total, rel=1e-9)  # type: ignore[operator]


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("accounting", ACCOUNTS)
@pytest.mark.parametrize("name", ROUTES)
def test_climate_parts_add_up(accelerometer: Calculated, name: str, accounting: str, basis: Any) -> None:
    rows = accelerometer.of(name)
    parts = climate_parts(rows, basis, accounting)
    assert set(parts) == {"fossil", "fluorinated", "biogenic_emissions", "biogenic_removals", "dluc"}
    total = totals(rows, basis, accounting)["climate_change"]
    assert sum(value for key, value in parts.items() if key != "fluorinated") == pytest.approx(total, rel=1e-9)
    assert 0 < parts["fluorinated"] < parts["fossil"]
    assert parts["biogenic_removals"] <= 0 <= parts["biogenic_emissions"]


@pytest.mark.parametrize("name", ROUTES)
def test_location_and_market_differ_by_electricity_alone(accelerometer: Calculated, name: str) -> None:
    rows = accelerometer.of(name)
    for indicator, total in totals(rows, "device", "location").items():
        if indicator != "climate_change":
            assert totals(rows, "device", "market")[indicator] == total
    assert {row.input for row in rows if row.accounting != "both"} == {"electricity"}
    location, market = scopes(rows, "device", "location"), scopes(rows, "device", "market")
    assert location["1"] == market["1"]


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("name", ROUTES)
def test_qualities_are_shares(accelerometer: Calculated, name: str, basis: Any) -> None:
    for shares in qualities(accelerometer.of(name), basis, "location").values():
        assert set(shares) == {"primary", "secondary", "assumed"}
        assert sum(shares.values()) == pytest.approx(1, rel=1e-12)
        assert all(0 <= share <= 1 for share in shares.values())


def test_parts_by_kind_of_gas() -> None:
    made = step(
        {"emission": "CO2", "amount": "m"},
        {"emission": "CH4-fossil", "amount": "m"},
        {"emission": "CH4-nonfossil", "amount": "m"},
        {"emission": "SF6", "amount": "m"},
        {"emission": "N2O", "amount": "m"},
        {"input": "charcoal", "amount": "m"},
        parameters={"m": "1 kg"},
    )
    calculated = run(steps={"etch": made}, routes={"line": route("etch")}, study=study())
    assert climate_parts(calculated.rows, "wafer", "location") == pytest.approx(
        {
            "fossil": 1 + 29.8 + 25_200 + 273 + 0.2086,
            "fluorinated": 25_200,
            "biogenic_emissions": 27.0 + 0.81,
            "biogenic_removals": -2.9313,
            "dluc": 0,
        }
    )


def test_dies_of_a_wafer_cost_the_wafer(accelerometer: Calculated) -> None:
    """Per device = per wafer x wafers per device, for the steps of the fab."""
    wafers = accelerometer.supply("grey", "device")["grey.wafer"]
    for row in accelerometer.of("grey"):
        if row.per_wafer and "@" not in row.step:
            assert row.per_device == pytest.approx(row.per_wafer * wafers, rel=1e-9)
