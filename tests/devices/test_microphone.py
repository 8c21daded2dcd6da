"""The microphone: dies, etch and yields by hand, every measure alone, and what a wafer-level package moves."""

from __future__ import annotations

import math
from functools import reduce
from typing import Any

import pytest

from mems_lca.analysis.result import Result

# g CO2e, cradle to gate, as the maker of one microphone publishes it.
PUBLISHED = 13.0
# mol per standard cubic centimetre, kg/mol.
STANDARD, SF6 = 101_325 * 1e-6 / (8.31446261815324 * 273.15), 0.146055


Body = dict[str, Any]


@pytest.fixture(scope="module")
def body(microphone: Result) -> Body:
    """The result read once: it is large."""
    return microphone.body


def grams(result: Body, route: str, *, by: str = "", key: str = "climate_change") -> float:
    """g CO2e of a device, or of one of its steps."""
    record = result["routes"][route]
    return float(1e3 * (record["by_step"][by][key] if by else record["per_device"][key]["value"]))


def cells(result: Body) -> dict[str, float]:
    return {cell["key"]: cell["value"] for cell in result["trace"]["cells"]}


def alone(result: Body, indicator: str, route: str = "green") -> dict[str, float]:
    """What each measure changes by itself."""
    found = result["comparison"]["by_measure"][route]["alone"]
    return {name: values[indicator] for name, values in found.items()}


def chain(result: Body, route: str = "grey") -> dict[str, float]:
    return {line["label"]: line["value"] for line in result["routes"][route]["yield_chain"]}


def test_dies_by_hand(body: Body) -> None:
    """192 mm of usable diameter, a pitch of 1.18 mm each way; 2.13 mm where the die is the package."""
    for route, pitch in (("grey", 1.18), ("green", 1.18), ("wlp", 2.13)):
        by_hand = math.floor(math.pi * 192**2 / (4 * pitch**2) - math.pi * 192 / (math.sqrt(2) * pitch))
        assert chain(body, route)["Gross dies per wafer"] == by_hand
    assert chain(body)["Gross dies per wafer"] == 20_432


def test_gas_of_the_cavity_by_hand(body: Body) -> None:
    """600 sccm for 4.5 s of each 6 s while 400 um are etched at 9 um/min, three runs of dummies in a hundred: 134 g."""
    by_hand = 600 * 4.5 / 6 * 400 / 9 * 1.03 * STANDARD * SF6
    found = cells(body)["grey.cavity_etch.etch_time"] / 60
    assert found == pytest.approx(400 / 9)
    assert by_hand == pytest.approx(0.1342, abs=5e-4)
    rate = body["routes"]["grey"]["by_step"]["cavity_etch"]["climate_change"]
    wafers = cells(body)["grey.device/wafers"] * chain(body)["Wafer starts per wafer out"]
    # A fifth leaves unreacted; c-C4F8 and the tool's electricity are the rest of the step.
    assert 0.7 < by_hand * 0.2 * 25_200 * wafers / rate < 0.9


def test_fluorine_is_enough_for_the_silicon_of_the_cavity(body: Body) -> None:
    """9.4 g of silicon take 25 g of fluorine; the plasma sets free three times as much."""
    silicon = cells(body)["grey.cavity_etch.silicon_etched"]
    assert silicon == pytest.approx(math.pi * 0.1**2 * 400e-6 * 0.32 * 2329, rel=1e-6)
    assert 2 < 0.1342 * 0.8 * 6 * 0.0189984 / SF6 / (2.71 * silicon) < 4


def test_yields_by_hand(body: Body) -> None:
    found = cells(body)
    per_step = [value for key, value in found.items() if key.startswith("grey.") and key.endswith(".step_yield")]
    assembled = reduce(lambda product, value: product / value, per_step, 1.0)
    assert chain(body)["Dies assembled per device shipped"] == pytest.approx(assembled)
    assert chain(body)["Good dies per wafer"] == pytest.approx(0.9 * 20_432)
    diced = found["grey.dicing_stealth.wafer_yield"] * found["grey.wafer_probe.wafer_yield"]
    assert found["grey.device/wafers"] == pytest.approx(assembled / (0.9 * 20_432) / diced)


def test_a_stuck_membrane_costs_half_a_percent(body: Body) -> None:
    """0.985 of a wet release against 0.99 in vapour."""
    ratio = chain(body, "green")["Wafer starts per wafer out"] / chain(body)["Wafer starts per wafer out"]
    assert ratio < 1
    assert cells(body)["green.release.wafer_yield"] == pytest.approx(0.99)


RISING = {"pla_template"}


def test_each_measure_alone(body: Body) -> None:
    """All but one lower the footprint: the template takes imprint and plasma where the resist takes a developer."""
    found = alone(body, "climate_change")
    assert len(found) == 12
    assert {name for name, change in found.items() if change > 0} == RISING
    assert 1e3 * found["abatement"] < 1e3 * found["pulsed_etch"] < -15


def test_measures_act_where_they_claim(body: Body) -> None:
    assert alone(body, "cod")["pla_template"] < 0
    assert alone(body, "water_withdrawal")["dry_clean"] < -1e-5
    assert alone(body, "hazardous_waste_generated")["dry_clean"] < 0
    assert alone(body, "fluoride_to_water")["abatement"] > 0
    assert alone(body, "voc")["vapour_release"] > 0
    assert alone(body, "electricity")["remote_clean"] > 0


def test_pulses_save_their_share_of_the_gas(body: Body) -> None:
    """37 % of all SF6 of the cavity, made and emitted; neither c-C4F8 nor electricity."""
    made = grams(body, "grey", by="gas_SF6@fab")
    emitted = 0.1342 * 0.2 * 25_200 * 1e3 * cells(body)["grey.device/wafers"] * 1.1
    assert -1e3 * alone(body, "climate_change")["pulsed_etch"] == pytest.approx(0.37 * (made + emitted), rel=0.06)


def test_gold_wires_by_hand(body: Body) -> None:
    """Nine wires of 1 mm and 20 um: 55 ug, 0.9 g CO2e, of which palladium on copper leaves little."""
    gold = 9 * 1e-3 * math.pi * 10e-6**2 * 19_300
    assert gold == pytest.approx(54.6e-9, rel=1e-3)
    saved = -1e3 * alone(body, "climate_change")["copper_wire"]
    assert 0.9 < saved / (1e3 * gold * 16_400) < 1.1


def test_certificates_count_in_one_account(body: Body) -> None:
    both = (alone(body, f"climate_change_{basis}")["green_power"] for basis in ("location", "market"))
    location, market = both
    assert market < 3 * location < 0


def test_measures_together_do_less_than_their_sum(body: Body) -> None:
    """What is abated cannot be saved by pulses again."""
    entry = body["comparison"]["by_measure"]["green"]
    apart = sum(alone(body, "climate_change").values())
    assert apart < entry["together"]["climate_change"] < 0


def test_published_microphone_is_an_eighth_of_the_grey_one(body: Body) -> None:
    """No abatement, and a circuit after a model: two of the causes are each as large as the figure."""
    assert 7 < grams(body, "grey") / PUBLISHED < 10
    assert 3.5 < grams(body, "green") / PUBLISHED < 5.5
    assert grams(body, "grey", by="cavity_etch") > 3 * PUBLISHED
    assert grams(body, "grey", by="companion_asic") > PUBLISHED


def volume(*sizes: float) -> float:
    return math.prod(sizes)


def packaging(result: Body, route: str, indicator: str = "electricity") -> float:
    return float(result["routes"][route]["by_stage"]["packaging_test"][indicator])


def test_wafer_level_package_saves_volume_and_little_energy(body: Body) -> None:
    """Two thirds of the volume by published sizes (60 % claimed), a sixth of the energy (54 % claimed)."""
    assert volume(2.05, 2.05, 0.95) / volume(3.76, 2.95, 1.1) == pytest.approx(0.327, abs=1e-3)
    ratio = packaging(body, "wlp") / packaging(body, "grey")
    assert 0.75 < ratio < 0.9


def test_wafer_level_package_moves_the_burden_to_the_wafer(body: Body) -> None:
    """A die as large as its package takes three times the wafer: the total more than doubles."""
    area = chain(body)["Gross dies per wafer"] / chain(body, "wlp")["Gross dies per wafer"]
    assert area == pytest.approx(3.29, abs=0.05)
    assert 2 < grams(body, "wlp") / grams(body, "grey") < 3


def test_checks_and_warnings(body: Body) -> None:
    assert {check["status"] for check in body["checks"]} == {"ok"}
    expected = {"gas_table_range", "electricity_boundaries", "gwp_set_mixed"}
    found: list[dict[str, Any]] = body["warnings"]
    assert {entry["code"] for entry in found} == expected
