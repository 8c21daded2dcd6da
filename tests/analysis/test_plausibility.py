"""Electricity by use, screenings without a recipe, and both beside the figures of the recipes."""

from __future__ import annotations

import math
from typing import Any

import pytest

from mems_lca.analysis.assess import calculate
from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.energy_split import productive_values, wafer_electricity
from mems_lca.analysis.plausibility import plausibility
from mems_lca.analysis.screening import LineSize, fab_climate, line_size, screen_line
from mems_lca.errors import LibraryError
from mems_lca.face import bind_study
from packs import route, run, shipped, shipped_library, step, study, supply

AREA = math.pi * 0.2**2 / 4
# AR6, kg CO2e/kg, and kg per m2 of Tier 1.
TIER1 = {"C2F6": (12_400, 1.0), "C3F8": (9_290, 0.05), "CF4": (7_380, 0.9), "CHF3": (14_600, 0.04)}
TIER1 |= {"NF3": (17_400, 0.04), "SF6": (25_200, 0.2), "C6F14": (8_620, 0.3)}


@pytest.fixture(scope="module")
def accelerometer() -> Calculated:
    return calculate(bind_study(shipped()))


# ---------------------------------------------------------------- electricity


def test_use_of_one_tool_by_hand() -> None:
    """2 kW for 30 min, 1 kW idling for as long (utilisation one half), and 3 kWh of the facility's water plant."""
    tool = step(
        {"input": "electricity", "amount": "power * time + idle_power * time * (1 / tool_utilisation - 1)"},
        {"input": "ultrapure_water", "amount": "water"},
        parameters={"power": "2 kW", "idle_power": "1 kW", "time": "30 min", "tool_utilisation": 0.5, "water": "1 m3"},
    )
    plant = supply("ultrapure_water", "m3", {"input": "electricity", "amount": "e"}, parameters={"e": "3 kWh/m3"})
    calculated = run(steps={"tool": tool, "ultrapure_water": plant}, routes={"line": route("tool")}, study=study())
    found = _electricity(calculated, "line")
    assert {use: found[use] for use in ("process", "idle", "facility", "total")} == pytest.approx(
        {"process": 1.0, "idle": 0.5, "facility": 3.0, "total": 4.5}
    )
    assert found["per_cm2"]["total"] == pytest.approx(4.5 / (AREA * 1e4))


@pytest.mark.parametrize("name", ["grey", "green"])
def test_uses_add_up_to_the_electricity_of_the_fab(accelerometer: Calculated, name: str) -> None:
    found = _electricity(accelerometer, name)
    rows = [
        row.per_wafer
        for row in accelerometer.of(name)
        if row.indicator == "electricity" and row.stage == "wafer_fabrication"
    ]
    assert found["process"] + found["idle"] + found["facility"] == pytest.approx(found["total"], rel=1e-12)
    assert found["total"] == pytest.approx(sum(rows), rel=1e-9)


def test_a_line_that_never_waits_does_not_idle() -> None:
    bound = bind_study(shipped(), values={"sites.fab.line_utilisation": "1"})
    found = _electricity(calculate(bound), "grey")
    assert found["idle"] == pytest.approx(0.0, abs=1e-9)


def _electricity(calculated: Calculated, name: str) -> dict[str, Any]:
    productive = productive_values(calculated.inventory)
    return wafer_electricity(calculated.inventory, productive, name, calculated.supply(name, "wafer"))


# ---------------------------------------------------------------- screenings


def test_tier_1_by_hand() -> None:
    found = screen_line(shipped_library(), LineSize(6, 0.0))["screening_area"]
    assert found.gases == pytest.approx(AREA * sum(gwp * rate for gwp, rate in TIER1.values()), rel=1e-6)
    assert found.electricity == pytest.approx(AREA * 1e4 * 0.963 * 0.6205, rel=1e-6)


def test_threshold_factor_by_hand() -> None:
    """1.02 kg SF6 per m2, the factor of Table I-1 for MEMS: 2.57 kg CO2e/cm2."""
    found = screen_line(shipped_library(), LineSize(6, 0.0))["screening_threshold"]
    assert found.gases == pytest.approx(AREA * 1.02 * 25_200, rel=1e-6)
    assert found.gases / (AREA * 1e4) == pytest.approx(2.57, abs=0.005)


def test_minutes_of_the_published_recipe_give_its_gases() -> None:
    """52.5 min of a cycle of 6.5 s SF6 and 4 s c-C4F8: 84.7 g and 49.1 g, unabated 721.2 kg CO2e with table I-5."""
    found = screen_line(shipped_library(), LineSize(0, 52.5 * 60), diameter="100 mm")["screening_layers"]
    assert found.gases == pytest.approx(721.2, rel=2e-3)
    assert found.electricity < 2e-3 * found.gases  # treatment of the fluoride


def test_layers_take_electricity_in_proportion() -> None:
    one, five = (screen_line(shipped_library(), LineSize(n, 0.0))["screening_layers"] for n in (1, 5))
    assert one.electricity == pytest.approx(AREA * 1e4 * 0.035 * 0.6205, rel=0.01)
    assert five.total == pytest.approx(5 * one.total, rel=1e-9)


def test_electricity_follows_the_place() -> None:
    here, there = (screen_line(shipped_library(), LineSize(4, 0.0), place=place) for place in ("CN-JS", "TW"))
    assert here["screening_area"].gases == pytest.approx(there["screening_area"].gases)
    assert here["screening_area"].electricity != pytest.approx(there["screening_area"].electricity, rel=0.01)


def test_an_unknown_place_is_refused() -> None:
    with pytest.raises(LibraryError):
        screen_line(shipped_library(), LineSize(4, 0.0), place="XX-YY")


# ---------------------------------------------------------------- beside the recipes


def test_size_counts_consumed_wafers(accelerometer: Calculated) -> None:
    """Four masks on the sensor wafer and one on the cap; only the sensor wafer is etched deep."""
    size = line_size(accelerometer.inventory.values, accelerometer.bound.routes["grey"])
    assert size.mask_layers == 5
    assert size.wafers == pytest.approx(2)
    assert size.etch_time == pytest.approx(accelerometer.inventory.values["grey.release_etch.etch_time"])


def test_recipe_figure_is_the_fab_without_materials(accelerometer: Calculated) -> None:
    found = fab_climate(accelerometer, "grey")
    rows = [
        row.per_wafer
        for row in accelerometer.of("grey")
        if row.indicator == "climate_change" and row.stage == "wafer_fabrication" and row.accounting != "market"
    ]
    assert found.total == pytest.approx(sum(rows), rel=1e-12)


def test_every_route_says_how_far_each_screening_lies(accelerometer: Calculated) -> None:
    for name, found in plausibility(accelerometer).items():
        recipe = fab_climate(accelerometer, name)
        assert len(found["screening"]["screenings"]) == 3
        for entry in found["screening"]["screenings"]:
            assert entry["over_recipe"] == pytest.approx(entry["total"] / recipe.total)
            assert entry["gases"] + entry["electricity"] + entry["rest"] == pytest.approx(entry["total"])


def test_abatement_of_the_route_meets_the_etch_of_a_screening(accelerometer: Calculated) -> None:
    """Both routes etch as long; the green one treats SF6 and c-C4F8 (d 0.6, uptime 0.95): 43 % are left."""
    found = {name: entry["screening"]["screenings"][2] for name, entry in plausibility(accelerometer).items()}
    assert found["green"]["gases"] / found["grey"]["gases"] == pytest.approx(1 - 0.6 * 0.95, rel=2e-3)
