"""The shipped micromirror: gases beside the regulator's figure, each measure alone, and what claims come to.

SF6 per area of a line for MEMS, 1.02 kg/m2: default of the US regulation to test its threshold.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from alone import alone
from mems_lca.analysis.result import Result

SF6_PER_AREA = 1.02
AREA = 0.0314159265
"""m2 of a wafer of 200 mm."""
MEASURES = [
    "fluorine_free_release", "pulsed_etch", "dry_clean", "abatement_claimed", "abatement_default", "green_factory",
    "vibration_harvester", "gold_reclaim", "materials_bank", "green_power",
]  # fmt: skip


BODY: dict[str, Any] = {}


@pytest.fixture(scope="module", autouse=True)
def _body(shipped_result: Callable[[str], Result]) -> None:
    """The result of the study, read once into what every test of this file looks at."""
    BODY.update(shipped_result("micromirror").body)


def route(name: str) -> dict[str, Any]:
    found: dict[str, Any] = BODY["routes"][name]
    return found


def measures() -> dict[str, Any]:
    found: dict[str, Any] = BODY["comparison"]["by_measure"]["green"]
    return found


def alone_in_grams(name: str, accounting: str = "location") -> float:
    """g CO2e per device by a measure alone."""
    return 1e3 * float(measures()["alone"][name][f"climate_change_{accounting}"])


def test_checks_pass() -> None:
    assert {check["status"] for check in BODY["checks"]} <= {"pass", "ok"}


def test_two_deep_etches_through_the_wafer_emit_more_than_the_default_of_a_line() -> None:
    """50 g of SF6 a wafer, 1.6 times the regulator's 32 g: 550 um of depth where a sensor has 50."""
    emitted = next(gas for name, gas in route("grey")["gases"].items() if name == "SF6")["emitted"]
    wafers = (
        route("grey")["per_device"]["climate_change"]["value"] / route("grey")["per_wafer"]["climate_change"]["value"]
    )
    # The device holds what the back end adds, which has no SF6: some per cent of the ratio.
    assert emitted / wafers / (SF6_PER_AREA * AREA) == pytest.approx(1.57, abs=0.1)


def test_footprint() -> None:
    """3.0 kg for a die of 20 mm2, nine tenths of it fluorinated gases with their supply; all measures halve it."""
    assert route("grey")["climate_change_location"] == pytest.approx(3.03, rel=0.03)
    assert route("grey")["climate_change_market"] == pytest.approx(3.05, rel=0.03)
    assert route("green")["climate_change_location"] == pytest.approx(1.54, rel=0.04)
    stages = {name: stage["climate_change"] for name, stage in route("grey")["by_stage"].items()}
    assert stages["wafer_fabrication"] > 2.5 * stages["raw_materials"] > 20 * stages["packaging_test"]


def test_every_measure_stands_alone_and_they_add_up_with_their_interaction() -> None:
    found = measures()
    assert list(found["alone"]) == MEASURES
    added = sum(entry["climate_change"] for entry in found["alone"].values()) + found["interaction"]["climate_change"]
    assert found["together"]["climate_change"] == pytest.approx(added, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "grams"),
    [
        ("fluorine_free_release", -20.5),
        ("pulsed_etch", -476),
        ("dry_clean", -0.31),
        ("abatement_claimed", -1918),
        ("abatement_default", -1155),
        ("green_factory", -20.5),
        ("gold_reclaim", -4.4),
        ("materials_bank", -1.42),
        ("green_power", -14.8),
    ],
)
def test_measures(name: str, grams: float) -> None:
    assert alone_in_grams(name) == pytest.approx(grams, rel=0.06, abs=0.05)


def test_certificates_count_by_market_only() -> None:
    """By location only the tenth of photovoltaics counts."""
    assert alone_in_grams("green_power", "market") / alone_in_grams("green_power") == pytest.approx(4.7, abs=0.3)


def test_the_claimed_abatement_is_worth_two_thirds_more_than_the_default() -> None:
    """0.995 x 0.95 against 0.6 x 0.95 of the same gases."""
    ratio = alone_in_grams("abatement_claimed") / alone_in_grams("abatement_default")
    assert ratio == pytest.approx(0.995 / 0.6, rel=0.01)


def test_of_two_abatements_the_default_counts() -> None:
    """Green has less than the claimed abatement alone would leave, so that the claim is not what counts."""
    assert measures()["together"]["climate_change"] > measures()["alone"]["abatement_claimed"]["climate_change"]


def test_the_release_without_fluorine_takes_more_electricity() -> None:
    assert measures()["alone"]["fluorine_free_release"]["electricity"] > 0
    slow, fast = alone("plasma_h2_o2"), alone("plasma_o2_cf4_release")
    assert slow.amounts(slow.at())["electricity"] > 1.5 * fast.amounts(fast.at())["electricity"]
    assert "CF4" not in slow.amounts(slow.at())


def test_a_certified_factory_saves_eleven_per_cent_of_the_electricity() -> None:
    """18.7 % are claimed for the factory; on the facility alone, three fifths of the electricity, it is 11 %."""
    saved = -measures()["alone"]["green_factory"]["electricity"]
    assert saved / route("grey")["per_device"]["electricity"]["value"] == pytest.approx(0.187 * 0.6, abs=0.01)


def test_the_waste_of_the_factory_claim_is_that_of_25_000_wafers() -> None:
    """23.4 t a year over the hazardous waste of a wafer."""
    assert 23_400 / route("grey")["per_wafer"]["hazardous_waste_generated"]["value"] == pytest.approx(25_200, rel=0.05)


def test_harvested_vibration_is_negligible_and_does_not_pay() -> None:
    """49.5 uW for 1.5 h over an efficiency of 0.3 are 2.5e-7 kWh of the 242 kWh of a wafer; ten harvesters of 8 g over
    five years are a hundred times dearer in gases than what they save.
    """
    wafer = route("grey")["per_wafer"]["electricity"]["value"]
    assert 49.5e-9 * 1.5 / 0.3 / wafer == pytest.approx(1.0e-9, rel=0.1)
    step = alone("chamber_sensor")
    mains, fed = (step.amounts(step.at(chamber_time=5400.0, harvesters=number)) for number in (0, 10))
    saved = (mains["electricity"] - fed["electricity"]) * 0.62
    made = fed["small_electronics"] * 5.6479
    assert made / saved == pytest.approx(100, rel=0.1)
    assert 0 < alone_in_grams("vibration_harvester") < 1e-4


def test_aluminium_in_place_of_gold_changes_cost_and_not_gases() -> None:
    found = BODY["comparison"]["aluminium"]
    assert abs(found["climate_change"]["percent"]) < 0.2
    assert found["cost"]["percent"] == pytest.approx(-26, abs=2)
    assert "gold" in route("aluminium")["materials"]  # wires and package


def test_what_rises() -> None:
    """What abatement takes out of the gas leaves as sludge and fluoride."""
    assert BODY["comparison"]["burden_shift"]["green"] == ["nonhazardous_waste_generated", "fluoride_to_water"]
