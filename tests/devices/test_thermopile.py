"""The thermopile: dies, yields, metals of the can, and each measure alone."""

from __future__ import annotations

from math import exp

import pytest

from devices.reading import chain, counted, effect, gain, healthy, said, shipped_study, step_kg
from mems_lca.analysis.assess import calculate
from mems_lca.analysis.result import Result
from mems_lca.face import bind_study
from packs import total

CO2 = "climate_change"
# kg CO2e per gram used, etch of the default table: 5.040 of SF6, 5.996 of c-C4F8; grams per minute of the etch.
SF6 = 0.75 * 600 * 44.615e-6 * 146.055 * 5.040
C4F8 = 0.25 * 300 * 44.615e-6 * 200.03 * 5.996


def test_checks(thermopile: Result) -> None:
    healthy(thermopile)


def test_warnings_are_known_ones(thermopile: Result) -> None:
    assert said(thermopile) <= {"gas_table_range", "gwp_not_listed", "gwp_set_mixed", "electricity_boundaries"}


def test_dies_and_yield(thermopile: Result) -> None:
    """1.7 mm squares on 192 mm; Murphy's yield at 3 defects per cm2."""
    defects = 1.7**2 / 100 * 3
    found = chain(thermopile, "grey")
    assert found["Gross dies per wafer"] - 2 <= counted(200, 1.7, 1.7, 0.08, 4.0) <= found["Gross dies per wafer"]
    probed = found["Good dies per wafer"] / found["Gross dies per wafer"]
    assert probed == pytest.approx(((1 - exp(-defects)) / defects) ** 2)
    assembled = 1 / (0.998 * 0.998 * 0.992 * 0.985 * 0.9995)
    assert found["Dies assembled per device shipped"] == pytest.approx(assembled)


def test_gold_of_the_can(thermopile: Result) -> None:
    """mg: 40 mm2 x 0.5 um on the header and five wires of 2 mm and 25 um."""
    plated, wires = 40 * 0.5e-3 * 19.3, 5 * 2 * 3.14159 / 4 * 0.025**2 * 19.3
    after = 0.985 * 0.9995 * 0.992
    found = thermopile.route("grey")["materials"]["gold"]["mg"]
    assert found == pytest.approx(plated / after + wires / after / 0.998, rel=1e-3)


def test_device_has_no_use_phase(thermopile: Result) -> None:
    """It is declared to the gate."""
    assert set(thermopile.route("grey")["by_stage"]) == {"raw_materials", "wafer_fabrication", "packaging_test"}


def test_pulsed_etch_saves_sf6_only(thermopile: Result) -> None:
    """37 % of what SF6 emits and of what its making emits; c-C4F8 and the electricity of the etch stay."""
    etch = step_kg(thermopile, "grey", "cavity_etch") * SF6 / (SF6 + C4F8)
    making = step_kg(thermopile, "grey", "gas_SF6@fab")
    assert -effect(thermopile, "pulsed_etch") == pytest.approx(0.37 * (etch + making), rel=0.02)


def test_claimed_destruction_cannot_take_what_making_the_gas_emits(thermopile: Result) -> None:
    """99.5 % for 95 % of the time is 94.5 % of the stack, but below 60 % of the device: SF6 is made elsewhere."""
    stack = step_kg(thermopile, "grey", "cavity_etch", "passivation", "pad_etch", "polysilicon_etch", "contact_etch")
    assert 0.85 * stack < -effect(thermopile, "abatement") < 0.945 * stack
    assert 0.5 < gain(thermopile, "abatement") < 0.6
    assert effect(thermopile, "abatement", "electricity") > 0
    assert effect(thermopile, "abatement", "nonhazardous_waste_generated") > 0


def test_xenon_difluoride_is_the_largest_gain_and_takes_water(thermopile: Result) -> None:
    alone = thermopile.body["comparison"]["by_measure"]["green"]["alone"]
    assert min(alone, key=lambda name: alone[name][CO2]) == "xenon_difluoride"
    assert 0.7 < gain(thermopile, "xenon_difluoride") < 0.85
    for indicator in ("water_withdrawal", "electricity"):
        assert effect(thermopile, "xenon_difluoride", indicator) > 0


def test_pulsed_etch_has_nothing_left_beside_xenon_difluoride() -> None:
    dry, both = (
        calculate(bind_study(shipped_study("thermopile"), measures=measures))
        for measures in (("xenon_difluoride",), ("xenon_difluoride", "pulsed_etch"))
    )
    assert total(both, route="green") == pytest.approx(total(dry, route="green"), rel=1e-12)


def test_template_saves_oxygen_demand_not_carbon(thermopile: Result) -> None:
    assert 0.15 < gain(thermopile, "pla_template", "cod") < 0.5
    assert effect(thermopile, "pla_template") > 0


def test_dry_clean_of_one_step_hardly_shows(thermopile: Result) -> None:
    assert effect(thermopile, "dry_clean", "hazardous_waste_generated") < 0
    assert abs(effect(thermopile, "dry_clean")) < 0.001 * thermopile.value("grey", CO2)


def test_silicon_recast_saves_below_a_per_mille(thermopile: Result) -> None:
    assert 0 < gain(thermopile, "silicon_recast") < 0.001


def test_green_factory_and_power(thermopile: Result) -> None:
    assert 0.005 < gain(thermopile, "green_factory") < 0.02
    market, location = (
        effect(thermopile, "green_power", f"climate_change_{account}") for account in ("market", "location")
    )
    assert market < 3 * location < 0


def test_size_of_the_result(thermopile: Result) -> None:
    """g CO2e: 200 to 450 with an unabated etch through 400 um; 40 to 80 without, mostly can and facility."""
    assert 0.2 < thermopile.value("grey", CO2) < 0.45
    assert 0.04 < thermopile.value("green", CO2) < 0.08
    assert thermopile.body["comparison"]["burden_shift"]["green"] == ["water_withdrawal"]
