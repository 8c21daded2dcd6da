"""The gyroscope: yields, use phase and metals by hand, and what each measure does alone."""

from __future__ import annotations

import pytest

from devices.reading import CHINA, YEAR_HOURS, cell, chain, counted, effect, gain, healthy, said, step_kg, together
from mems_lca.analysis.result import Result

# mm: width, height, scribe, edge exclusion
LARGE = (3.0, 2.5, 0.08, 4.0)
SMALL = (2.5, 2.1, 0.08, 4.0)
CO2 = "climate_change"
DEFECTS, CLUSTERING = 3.0, 2.0  # per cm2
CAP_YIELD = 0.97
BACK_END = 0.998 * 0.998 * 0.998 * 0.99 * 0.985 * 0.9995  # attach, wires, carrier, lid, test, reel


def die_yield(area: float) -> float:
    """Negative binomial; area in mm2."""
    return (1 + area / 100 * DEFECTS / CLUSTERING) ** -CLUSTERING


def use_energy(current: float) -> float:
    """kWh over five years of which the device works a third, at 3.3 V and 60 % from wall plug to device."""
    mean = 0.33 * current + 0.67 * 1e-6
    return 3.3 * mean * 5 * YEAR_HOURS / 0.6 / 1000


def test_checks(gyroscope: Result) -> None:
    healthy(gyroscope)


def test_warnings_are_known_ones(gyroscope: Result) -> None:
    """Nothing is said of the circuit, whose node the route covers itself."""
    assert said(gyroscope) <= {"gas_table_range", "gwp_not_listed", "gwp_set_mixed", "electricity_boundaries"}


def test_claimed_die_is_a_third_smaller() -> None:
    assert SMALL[0] * SMALL[1] == pytest.approx(0.7 * LARGE[0] * LARGE[1])


@pytest.mark.parametrize(("route", "die"), [("grey", LARGE), ("green", SMALL)])
def test_dies_on_the_wafer(gyroscope: Result, route: str, die: tuple[float, ...]) -> None:
    """A coarse count misses the best position of the grid by two dies at most."""
    found = chain(gyroscope, route)["Gross dies per wafer"]
    assert found - 2 <= counted(200, *die) <= found


def test_yields_multiply(gyroscope: Result) -> None:
    """The bonded cap is not tested before: its yield multiplies that of the gyroscope."""
    grey, green = chain(gyroscope, "grey"), chain(gyroscope, "green")
    assert grey["Good dies per wafer"] / grey["Gross dies per wafer"] == pytest.approx(die_yield(7.5))
    assert green["Good dies per wafer"] / green["Gross dies per wafer"] == pytest.approx(die_yield(5.25) * CAP_YIELD)
    assert grey["Dies assembled per device shipped"] == pytest.approx(1 / BACK_END)


def test_use_phase_by_hand(gyroscope: Result) -> None:
    """1.2 mA: 95.6 Wh, 59 g CO2e; 0.35 mA: 28.0 Wh."""
    assert use_energy(1.2e-3) == pytest.approx(0.0956, abs=5e-5)
    assert step_kg(gyroscope, "grey", "use_phase") == pytest.approx(use_energy(1.2e-3) * CHINA, rel=1e-6)
    assert step_kg(gyroscope, "green", "use_phase") == pytest.approx(use_energy(0.35e-3) * CHINA, rel=1e-6)


def test_claimed_current_saves_two_thirds_of_the_use_phase(gyroscope: Result) -> None:
    saved = -effect(gyroscope, "lower_current")
    assert saved == pytest.approx(3.3 * 0.33 * 0.85e-3 * 5 * YEAR_HOURS / 0.6 / 1000 * CHINA, rel=1e-6)
    assert 0.05 < gain(gyroscope, "lower_current") < 0.15


def test_smaller_die_saves_by_good_dies(gyroscope: Result) -> None:
    """What a wafer costs is shared by 51 % more good dies; dicing and transport make the rest."""
    small = counted(200, *SMALL) * die_yield(5.25)
    share = chain(gyroscope, "grey")["Good dies per wafer"] / small
    record = gyroscope.route("grey")
    chip = record["reference_flow"]["finished_wafers_per_device"] * gyroscope.value("grey", CO2, "per_wafer")
    assert 1 / share == pytest.approx(1.51, abs=0.01)
    assert -effect(gyroscope, "smaller_die") == pytest.approx((1 - share) * chip, rel=0.02)
    for indicator in ("electricity", "water_withdrawal", "hazardous_waste_generated"):
        assert effect(gyroscope, "smaller_die", indicator) < 0


def test_gold_of_the_ceramic_package(gyroscope: Result) -> None:
    """mg: preform 3.65 at 80 %, lid 87 mm2 x 0.5 um, carrier 32 mm2 x 0.8 um, wires 24 x 1.2 mm of 20 um."""
    lid = 24.8 * 0.4 * 0.025 * 14.7 * 0.8 + 2 * 6.6**2 * 0.5e-3 * 19.3
    carrier, wires = 32 * 0.8e-3 * 19.3, 24 * 1.2 * 3.14159e-4 * 19.3
    after_lid = 0.9995 * 0.985 * 0.99
    expected = lid / after_lid + carrier / after_lid / 0.998 + wires / after_lid / 0.998**2
    assert gyroscope.route("grey")["materials"]["gold"]["mg"] == pytest.approx(expected, rel=1e-3)
    assert gyroscope.route("green")["materials"]["gold"]["mg"] < 0.1 * expected


def test_wafer_level_vacuum_shifts_burdens(gyroscope: Result) -> None:
    """No ceramic, no gold, no vacuum furnace; a second wafer, lye and grinding instead, and less gold to recover."""
    assert 0.1 < gain(gyroscope, "wafer_level_vacuum") < 0.25
    for indicator in ("water_withdrawal", "hazardous_waste_generated", "nonhazardous_waste_generated", "cod"):
        assert effect(gyroscope, "wafer_level_vacuum", indicator) > 0
    before, after = (gyroscope.route(name)["avoided"]["value"] for name in ("grey", "green"))
    assert before < after < 0


def test_pulsed_etch_saves_what_it_claims_of_the_gas(gyroscope: Result) -> None:
    """252 in place of 400 sccm in the one deep etch, whose rate is held."""
    grey, green = (cell(gyroscope, f"{route}.structure_etch.sf6_flow") for route in ("grey", "green"))
    assert green / grey == pytest.approx(1 - 0.37)
    assert 0.04 < gain(gyroscope, "pulsed_etch") < 0.09


def test_abatement_costs_energy_and_sludge(gyroscope: Result) -> None:
    """60 % of what is treated, 95 % of the time."""
    etched = step_kg(gyroscope, "grey", "structure_etch")
    assert -effect(gyroscope, "abatement") == pytest.approx(0.57 * etched, rel=0.1)
    assert effect(gyroscope, "abatement", "electricity") > 0
    assert effect(gyroscope, "abatement", "nonhazardous_waste_generated") > 0


def test_dry_clean_saves_water_and_waste_but_hardly_carbon(gyroscope: Result) -> None:
    assert gain(gyroscope, "dry_clean", "water_withdrawal") > 0.05
    assert effect(gyroscope, "dry_clean", "hazardous_waste_generated") < 0
    assert 0 < gain(gyroscope, "dry_clean") < 0.001


def test_alumina_is_no_saving_against_a_full_furnace(gyroscope: Result) -> None:
    """A hundred wafers share the furnace, twenty-five the reactor."""
    assert effect(gyroscope, "ald") > 0
    assert effect(gyroscope, "ald", "electricity") > 0


@pytest.mark.parametrize("measure", ["silicon_recast", "recycled_kerf"])
def test_silicon_loops_save_little(gyroscope: Result, measure: str) -> None:
    """The arc furnace is saved, the deposition and the crystal are not: below half a per cent of the device."""
    assert 0 < gain(gyroscope, measure) < 0.005


def test_kerf_comes_with_its_measure_only(gyroscope: Result) -> None:
    assert cell(gyroscope, "grey.polysilicon@fab.kerf_share") == 0
    assert cell(gyroscope, "green.polysilicon@fab.kerf_share") == 0.4


def test_green_factory_claim_stays_far_below_its_figure(gyroscope: Result) -> None:
    """-18.7 % of the facility's energy is less than 3 % of the device."""
    assert 0.01 < gain(gyroscope, "green_factory") < 0.03
    facility = step_kg(gyroscope, "grey", "facility_overhead")
    assert -effect(gyroscope, "green_factory") > 0.18 * 0.9 * facility


def test_certificates_count_in_one_account_only(gyroscope: Result) -> None:
    location = effect(gyroscope, "green_power", "climate_change_location")
    market = effect(gyroscope, "green_power", "climate_change_market")
    assert market < 3 * location < 0


def test_all_measures_together(gyroscope: Result) -> None:
    """Less than their sum, as they share the same gas and the same chip; above half of the whole all the same."""
    alone = gyroscope.body["comparison"]["by_measure"]["green"]["alone"]
    assert sum(effect(gyroscope, name) for name in alone) < together(gyroscope) < 0
    assert 0.5 < -together(gyroscope) / gyroscope.value("grey", CO2) < 0.65
    shifted = gyroscope.body["comparison"]["burden_shift"]["green"]
    assert {"water_withdrawal", "hazardous_waste_generated"} <= set(shifted)


def test_size_of_the_result(gyroscope: Result) -> None:
    """g CO2e: an open chip in ceramic 350 to 600, a moulded one 150 to 280; the circuit is the largest part then."""
    assert 0.35 < gyroscope.value("grey", CO2) < 0.6
    assert 0.15 < gyroscope.value("green", CO2) < 0.28
    stages = gyroscope.route("grey")["by_stage"]
    assert 0.08 < stages["use"]["climate_change"] / gyroscope.value("grey", CO2) < 0.2
    circuit = step_kg(gyroscope, "grey", "companion_asic") * BACK_END * 0.95 / 0.04  # kg CO2e per cm2
    assert 1.5 < circuit < 1.8
