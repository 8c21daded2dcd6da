"""The pressure sensor: units of performance, yields of the bonded pair, etch gas, and each measure alone."""

from __future__ import annotations

from math import exp, floor, pi, sqrt

import pytest

from devices.reading import cell, chain, effect, gain, healthy, said, shipped_study, step_kg
from mems_lca.analysis.result import Result
from mems_lca.face import bind_study
from mems_lca.inventory.build import build_inventory

CO2 = "climate_change"
RESOLUTION = 1.5  # Pa
GLASS_YIELD = 0.99
DEFECTS = 2.5  # per cm2


def gross(side: float) -> int:
    """Dies of a side in mm with 80 um of street, on 192 mm, by the field's formula."""
    pitch = (side + 0.08) ** 2
    return floor(pi * 192**2 / 4 / pitch - pi * 192 / sqrt(2 * pitch))


def murphy(side: float) -> float:
    defects = side**2 / 100 * DEFECTS
    return ((1 - exp(-defects)) / defects) ** 2


def scale(**values: str) -> float:
    """Declared units per device, with other values in the study."""
    found = build_inventory(bind_study(shipped_study("pressure_sensor"), values=values))
    return found.values["functional_unit/scale"]


def test_checks(pressure_sensor: Result) -> None:
    healthy(pressure_sensor)


def test_warnings_are_known_ones(pressure_sensor: Result) -> None:
    assert said(pressure_sensor) <= {"gas_table_range", "gwp_set_mixed", "electricity_boundaries"}


def test_lower_resolution_in_pascals_is_better(pressure_sensor: Result) -> None:
    """A device that resolves 1.5 Pa counts as 1.5 times one that resolves 1 Pa: half of that would halve the result."""
    for route in ("grey", "green"):
        per_device = pressure_sensor.value(route, CO2)
        assert pressure_sensor.value(route, CO2, "per_functional_unit") == pytest.approx(RESOLUTION * per_device)
    assert pressure_sensor.body["functional_unit"]["label"] == "1 device × Pa"


def test_resolution_is_read_in_its_unit() -> None:
    values = {"device.performance.resolution.value": "0.0015 kPa"}
    assert scale(**values) == pytest.approx(RESOLUTION)


def test_per_kilopascal_of_range() -> None:
    """110 kPa of range: more is better, so that it divides."""
    values = {"functional_unit.per": "range"}
    assert scale(**values) == pytest.approx(1 / 110)


@pytest.mark.parametrize(("route", "side", "dies"), [("grey", 1.0, 24_427), ("green", 1.4, 12_929)])
def test_dies_and_yields_of_the_bonded_pair(pressure_sensor: Result, route: str, side: float, dies: int) -> None:
    """The glass is not tested before the bond: its 0.99 multiplies Murphy's yield of the sensor."""
    found = chain(pressure_sensor, route)
    assert found["Gross dies per wafer"] == gross(side) == dies
    assert found["Good dies per wafer"] == pytest.approx(dies * murphy(side) * GLASS_YIELD)


def test_slanted_walls_widen_the_chip() -> None:
    """54.7 degrees: 400 um of depth add 400 um x sqrt(2) to a window of 0.45 mm; frames of at least 0.18 mm stay."""
    window = 0.45 + 0.4 * sqrt(2)
    assert (1.4 - window) / 2 == pytest.approx(0.19, abs=0.005)


def test_gas_of_the_cavity_by_hand(pressure_sensor: Result) -> None:
    """450 sccm in the mean for 50 min, three dummies of 10 min for 25 wafers: 150.1 g SF6 for each wafer etched.

    Monitors and the wafers lost in that etch and later add 13.5 %; the nitride etches use some percent more.
    """
    etched = 600 * 44.615e-6 * 0.75 * (50 + 3 * 10 / 25) * 146.055
    passes = 1.06 / (0.99 * 0.998 * 0.985 * 0.96)
    record = pressure_sensor.route("grey")
    used = record["gases"]["SF6"]["used"] * 1e3 / record["reference_flow"]["finished_wafers_per_device"]
    assert etched == pytest.approx(150.1, abs=0.3)
    assert 1.0 < used / (etched * passes) < 1.05


def test_wet_cavity_takes_the_gas_out_and_shifts_burdens(pressure_sensor: Result) -> None:
    """Half as many chips on a wafer, so that water, lye and electricity per chip rise; the gas is worth more."""
    assert 0.45 < gain(pressure_sensor, "wet_cavity") < 0.65
    for indicator in ("water_withdrawal", "hazardous_waste_generated", "electricity", "cod"):
        assert effect(pressure_sensor, "wet_cavity", indicator) > 0
    facility = [step_kg(pressure_sensor, route, "facility_overhead") for route in ("grey", "green")]
    good = [chain(pressure_sensor, route)["Good dies per wafer"] for route in ("grey", "green")]
    assert facility[1] / facility[0] == pytest.approx(good[0] / good[1] * 0.76, rel=0.03)


def test_abatement_destroys_57_per_cent(pressure_sensor: Result) -> None:
    """60 % of what is treated, 95 % of the time; nitride etches and the deposition add a little."""
    etched = step_kg(pressure_sensor, "grey", "cavity_etch")
    assert -effect(pressure_sensor, "abatement") == pytest.approx(0.57 * etched * RESOLUTION, rel=0.05)
    assert effect(pressure_sensor, "abatement", "electricity") > 0


def test_template_saves_oxygen_demand_not_carbon(pressure_sensor: Result) -> None:
    """The claim on oxygen demand holds for two of six masks; imprint, solvents and lost wafers cost more carbon."""
    assert 0.2 < gain(pressure_sensor, "pla_template", "cod") < 0.5
    assert effect(pressure_sensor, "pla_template") > 0


def test_take_back_counts_outside_the_total(pressure_sensor: Result) -> None:
    """0.1562 collected in the region, two thirds with take-back; the rest is landfilled to 0.6962."""
    assert cell(pressure_sensor, "grey.end_of_life.landfill_share") == pytest.approx((1 - 0.1562) * 0.6962)
    assert cell(pressure_sensor, "green.end_of_life.landfill_share") == pytest.approx((1 - 0.667) * 0.6962)
    assert abs(effect(pressure_sensor, "take_back")) < 1e-5
    grey, green = (pressure_sensor.route(name)["avoided"]["value"] for name in ("grey", "green"))
    assert green < 3 * grey < 0


def test_dry_clean_trades_acid_for_electricity(pressure_sensor: Result) -> None:
    assert effect(pressure_sensor, "dry_clean", "hazardous_waste_generated") < 0
    assert effect(pressure_sensor, "dry_clean", "water_withdrawal") < 0
    assert effect(pressure_sensor, "dry_clean", "electricity") > 0


def test_green_factory_and_power(pressure_sensor: Result) -> None:
    """-18.7 % of the facility is 1 % of the device; certificates count by the market account."""
    share = step_kg(pressure_sensor, "grey", "facility_overhead") * RESOLUTION
    assert effect(pressure_sensor, "green_factory") < -0.18 * 0.9 * share
    assert 0.003 < gain(pressure_sensor, "green_factory") < 0.02
    market, location = (
        effect(pressure_sensor, "green_power", f"climate_change_{account}") for account in ("market", "location")
    )
    assert market < 3 * location < 0


def test_size_of_the_result(pressure_sensor: Result) -> None:
    """g CO2e: unabated etch through 400 um makes 80 to 180, the wet cavity 30 to 70, of which the circuit is 21."""
    assert 0.08 < pressure_sensor.value("grey", CO2) < 0.18
    assert 0.03 < pressure_sensor.value("green", CO2) < 0.07
    assert step_kg(pressure_sensor, "green", "companion_asic") == pytest.approx(0.021, abs=0.001)
