"""The shipped microfluidic chip over its life: energy of the pumps by hand, each measure alone, what claims come to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from alone import alone
from mems_lca.analysis.result import Result

YEAR_HOURS = 8766.0
GRID = 0.6205
"""kg CO2e/kWh: life-cycle factor of China, 2023."""
MEASURES = [
    "self_driven_mixer", "wet_etch", "ald", "dry_clean", "solvent_reduction", "pla_template", "kerf_silicon",
    "take_back", "green_power",
]  # fmt: skip


BODY: dict[str, Any] = {}


@pytest.fixture(scope="module", autouse=True)
def _body(shipped_result: Callable[[str], Result]) -> None:
    """The result of the study, read once into what every test of this file looks at."""
    BODY.update(shipped_result("microfluidic_chip").body)


def route(name: str) -> dict[str, Any]:
    found: dict[str, Any] = BODY["routes"][name]
    return found


def measures() -> dict[str, Any]:
    found: dict[str, Any] = BODY["comparison"]["by_measure"]["green"]
    return found


def alone_in_grams(name: str) -> float:
    """g CO2e per device by a measure alone."""
    return 1e3 * float(measures()["alone"][name]["climate_change_location"])


def use(name: str) -> float:
    """kg CO2e of the use phase of a route."""
    return float(route(name)["by_stage"]["use"]["climate_change"])


def test_checks_pass() -> None:
    assert {check["status"] for check in BODY["checks"]} <= {"pass", "ok"}


def test_energy_of_the_pumps_by_hand() -> None:
    """Two pumps of 50 mW, 8 h a day for a year, over 0.7: 0.1 W x 0.333 x 8,766 h / 0.7 = 0.417 kWh."""
    step = alone("use_phase")
    found = step.amounts(
        step.at(
            current=0.02,
            supply_voltage=5.0,
            duty=0.333,
            standby_current=0.0,
            lifetime=YEAR_HOURS * 3600,
            charge_efficiency=0.7,
        )
    )
    assert found["electricity"] == pytest.approx(0.417, abs=0.001)
    assert use("grey") == pytest.approx(0.417 * GRID, rel=0.01)


def test_a_self_driven_mixer_saves_the_use_phase_and_that_is_little() -> None:
    """0.8 uW are 125,000 times less than 100 mW. The use is one per cent of the chip of the grey line, and a tenth of
    what is left when the deep etches are wet.
    """
    assert alone_in_grams("self_driven_mixer") == pytest.approx(-1e3 * use("grey"), rel=1e-4)
    assert use("grey") / use("green") == pytest.approx(0.1 / 0.8e-6, rel=1e-6)
    assert use("grey") / route("grey")["climate_change_location"] == pytest.approx(0.01, abs=0.002)
    wet = route("green")["climate_change_location"] + use("grey")
    assert use("grey") / wet == pytest.approx(0.10, abs=0.02)


def test_footprint() -> None:
    """25 kg for a chip of 2 cm2 with ports etched through the wafer without abatement; 1.1 kg in rubber and glass."""
    assert route("grey")["climate_change_location"] == pytest.approx(25.4, rel=0.03)
    assert route("grey")["climate_change_market"] == pytest.approx(25.7, rel=0.03)
    assert route("green")["climate_change_location"] == pytest.approx(2.29, rel=0.05)
    assert route("rubber")["climate_change_location"] == pytest.approx(1.10, rel=0.05)
    assert route("grey")["climate_change_parts"]["fluorinated"] > 0.85 * route("grey")["climate_change_location"]


def test_every_measure_stands_alone_and_they_add_up_with_their_interaction() -> None:
    found = measures()
    assert list(found["alone"]) == MEASURES
    added = sum(entry["climate_change"] for entry in found["alone"].values()) + found["interaction"]["climate_change"]
    assert found["together"]["climate_change"] == pytest.approx(added, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "grams"),
    [
        ("self_driven_mixer", -259),
        ("wet_etch", -22_680),
        ("ald", -0.85),
        ("dry_clean", -3.8),
        ("solvent_reduction", -1.4),
        ("pla_template", 33.4),
        ("kerf_silicon", -6.8),
        ("take_back", -1.37),
        ("green_power", -177),
    ],
)
def test_measures(name: str, grams: float) -> None:
    assert alone_in_grams(name) == pytest.approx(grams, rel=0.06, abs=0.05)


def test_wet_etching_shifts_burden_to_water_and_waste() -> None:
    found = measures()["alone"]["wet_etch"]
    assert found["water_withdrawal"] > 0
    assert found["hazardous_waste_generated"] > 0
    assert found["electricity"] < 0
    shifted = BODY["comparison"]["burden_shift"]["green"]
    assert {"water_withdrawal", "hazardous_waste_generated"} <= set(shifted)


def test_the_claimed_oxygen_demand_of_a_template() -> None:
    """3.12 g a layer with reworks becomes 0.58 g, -81.5 %: the claimed 82 % less one more layer reworked in fifty."""
    resist, template = (
        alone(name).amounts(alone(name).at())["cod"] for name in ("lithography", "lithography_pla_template")
    )
    assert resist == pytest.approx(3.12e-3, rel=0.01)
    assert template == pytest.approx(0.578e-3, rel=0.01)
    assert 1 - template / resist == pytest.approx(0.815, abs=0.005)


def test_a_template_on_two_of_four_layers_halves_the_demand_and_costs_gases() -> None:
    """The two layers of the glass wafer keep their resist. What rises is mostly wafers that more defects scrap."""
    found = measures()["alone"]["pla_template"]
    assert found["cod"] / route("grey")["per_device"]["cod"]["value"] == pytest.approx(-0.41, abs=0.02)
    assert found["climate_change"] > 0
    assert found["electricity"] * GRID < 0.2 * found["climate_change"]


def test_rubber_has_no_deep_etch_and_more_vapour() -> None:
    found = BODY["comparison"]["rubber"]
    assert found["climate_change"]["percent"] == pytest.approx(-96, abs=1)
    assert BODY["comparison"]["burden_shift"]["rubber"] == ["voc"]
