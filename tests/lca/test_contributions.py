"""The table of contributions: supply × amount × factor, quality, and what a row says."""

from __future__ import annotations

from typing import Any

import pytest

from mems_lca.analysis.groups import counted, value
from mems_lca.lca.brightway import demand_key
from packs import Calculated, parameter, route, run, step, study


def test_row_is_supply_times_amount_times_factor(accelerometer: Calculated) -> None:
    inventory = accelerometer.inventory
    for row in accelerometer.rows:
        exchange = inventory.processes[row.process].exchanges[row.exchange]
        impact = inventory.targets[exchange.target].impacts[row.impact]
        amount = exchange.sign * inventory.values[exchange.amount]
        for basis, found in (("wafer", row.per_wafer), ("device", row.per_device)):
            supply = accelerometer.supply(row.route, basis)[row.process]  # type: ignore[arg-type]
            assert found == pytest.approx(supply * amount * inventory.values[impact.cell], rel=1e-12)


@pytest.mark.parametrize("basis", ["wafer", "device"])
@pytest.mark.parametrize("accounting", ["location", "market"])
@pytest.mark.parametrize("route_name", ["grey", "green"])
def test_rows_add_up_to_brightway(accelerometer: Calculated, basis: Any, accounting: str, route_name: str) -> None:
    scores = accelerometer.solution.scores[demand_key(route_name, basis)]
    for indicator in accelerometer.indicators:
        rows = [row for row in accelerometer.of(route_name) if row.indicator == indicator and counted(row, accounting)]
        key = f"{indicator}_{accounting}" if indicator == "climate_change" else indicator
        assert sum(value(row, basis) for row in rows) == pytest.approx(scores.get(key, 0.0), rel=1e-12)


def test_every_row_is_whole(accelerometer: Calculated) -> None:
    for row in accelerometer.rows:
        climate = row.indicator == "climate_change"
        assert bool(row.scope) is climate
        assert bool(row.part) is climate
        assert row.accounting == "both" or climate
        assert row.stage
        assert row.step
        assert row.site in accelerometer.bound.study.sites


def test_own_and_contracted_sites_only(accelerometer: Calculated) -> None:
    """Rows of an indicator with a foreground perimeter belong to fabrication, packaging and test."""
    foreground = {name for name, entry in accelerometer.indicators.items() if entry.perimeter == "foreground"}
    stages = {
        accelerometer.inventory.processes[row.process].stage
        for row in accelerometer.rows
        if row.indicator in foreground
    }
    assert stages == {"wafer_fabrication", "packaging_test"}


# ---------------------------------------------------------------- quality


def quality(default: Any, **given: Any) -> dict[str, str]:
    made = step({"input": "photoresist", "amount": "m"}, {"emission": "CO2", "amount": "m"}, parameters={"m": default})
    calculated = run(steps={"etch": made}, routes={"line": route("etch")}, study=study(**given))
    return {row.flow or row.input: row.quality for row in calculated.rows if row.indicator == "climate_change"}


def test_default_with_a_source_is_secondary() -> None:
    sourced = parameter("1 kg") | {"source": "epa-98-i5"}
    assert quality(sourced)["CO2"] == "secondary"


def test_assumption_is_assumed() -> None:
    assert quality("1 kg")["CO2"] == "assumed"


def test_given_value_is_primary_and_its_factor_is_not() -> None:
    """The global warming potential of CO2 is a method; the factor of photoresist is data of others."""
    found = quality("1 kg", set={"etch.m": "2 kg"})
    assert found["CO2"] == "primary"
    assert found["photoresist"] in ("secondary", "assumed")


def test_given_assumption_stays_an_assumption() -> None:
    given = {"value": "2 kg", "source": "assumption", "note": "guessed"}
    assert quality("1 kg", set={"etch.m": given})["CO2"] == "assumed"


def test_number_in_a_formula_is_not_primary() -> None:
    """City water: one cubic metre is withdrawn per cubic metre drawn, but how much is drawn is assumed."""
    made = step({"input": "tap_water", "amount": "v"}, parameters={"v": "1 m3"})
    calculated = run(steps={"etch": made}, routes={"line": route("etch")}, study=study())
    rows = [row for row in calculated.rows if row.indicator == "water_withdrawal"]
    assert {row.quality for row in rows} == {"assumed"}
    assert sum(row.per_wafer for row in rows) == pytest.approx(1)
