"""The footprint of one gas: what may be asked, and what has to be said with the answer."""

from __future__ import annotations

from typing import Any

import pytest

from mems_lca.analysis.gas import GasFootprint, gas_footprint
from mems_lca.errors import MemsLcaError
from mems_lca.library.library import Library, open_library


@pytest.fixture(scope="module")
def library() -> Library:
    return open_library()


def codes(found: GasFootprint) -> set[str]:
    return {finding.code for finding in found.findings}


@pytest.mark.parametrize(
    ("amount", "time"),
    [("1 kg", ""), ("1000 g", ""), ("0.5 kg/min", "2 min"), ("6.84695 mol", ""), ("2 slm", "76.73 min")],
)
def test_amounts_of_a_kilogram(amount: str, time: str, library: Library) -> None:
    assert gas_footprint("SF6", amount, time, library=library).used == pytest.approx(1, rel=1e-3)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("SF6", "120 sccm"), "no_time"),
        (("SF6", "1 kg", "1 min"), "time"),
        (("SF6", "1 m", "1 min"), "dimension"),
        (("SF6", "1 sccm", "1 m"), "dimension"),
        (("SF6", "-1 kg"), "negative"),
        (("SF6", "1 sccm", "-1 min"), "negative"),
        (("SF7", "1 kg"), "unknown_gas"),
        (("PFPMIE", "1 sccm", "1 min"), "molar_mass"),
    ],
)
def test_amounts_that_are_none(arguments: tuple[str, ...], code: str, library: Library) -> None:
    with pytest.raises(MemsLcaError) as error:
        gas_footprint(*arguments, library=library)
    assert error.value.findings[0].code == code


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"table": "epa-i55"}, "unknown_gas_table"),
        ({"gwp": "ar7"}, "unknown_gwp_set"),
        ({"process": "wet"}, "unknown_process"),
        ({"destruction": "1.2"}, "share"),
        ({"destruction": "0.9 kg"}, "share"),
        ({"destruction": "SF6=2"}, "share"),
        ({"destruction": "SF7=0.9"}, "unknown_gas"),
        ({"destruction": "epa-i16"}, "unknown_set_of_destruction_efficiencies"),
        ({"uptime": 0.9}, "destruction"),
        ({"destruction": 0.9, "treated": "110 %"}, "share"),
    ],
)
def test_choices_that_do_not_exist(options: dict[str, Any], code: str, library: Library) -> None:
    with pytest.raises(MemsLcaError) as error:
        gas_footprint("SF6", "1 kg", library=library, **options)
    assert error.value.findings[0].code == code


def test_by_product_without_its_own_efficiency_is_warned_of(library: Library) -> None:
    found = gas_footprint("c-C4F8", "1 kg", destruction={"c-C4F8": 0.9, "CF4": 0.9}, library=library)
    assert found.emitted["C2F6"] == pytest.approx(0.2)
    assert found.emitted["CF4"] == pytest.approx(0.02)
    said = [finding.message for finding in found.findings if finding.code == "no_destruction"]
    assert len(said) == 1
    assert "C2F6" in said[0]


def test_one_efficiency_for_everything_is_said_aloud(library: Library) -> None:
    found = gas_footprint("c-C4F8", "1 kg", destruction="90 %", library=library)
    assert found.emitted == pytest.approx({"c-C4F8": 0.02, "C2F6": 0.02, "CF4": 0.02})
    assert "destruction_of_by_products" in codes(found)
    assert "destruction_of_by_products" not in codes(gas_footprint("SF6", "1 kg", destruction=0.9, library=library))


def test_set_of_efficiencies(library: Library) -> None:
    found = gas_footprint("SF6", "1 kg", destruction="epa-i16-semiconductor-etch", treated=0.5, library=library)
    assert found.emitted["SF6"] == pytest.approx(0.2 * (1 - 0.5 * 0.97))


def test_gas_that_no_list_knows_is_unknown_and_not_zero(library: Library) -> None:
    found = gas_footprint("XeF2", "1 kg", library=library)
    assert found.climate_change is None
    assert found.to_dict()["climate_change"] == {"value": None, "unit": "kg CO2e"}
    assert codes(found) == {"gas_not_in_table", "gwp_not_listed"}


def test_unlisted_by_product_is_named_beside_the_sum(library: Library) -> None:
    found = gas_footprint("NF3", "1 kg", process="clean_remote", table="epa-i11", library=library)
    assert found.by_gas["F2"] is None
    assert found.climate_change == pytest.approx(0.028 * 17_400 + 0.015 * 7_380)
    assert any("F2" in finding.message for finding in found.findings if finding.code == "gwp_not_listed")


def test_gas_that_this_table_lacks_names_those_that_have_it(library: Library) -> None:
    found = gas_footprint("c-C4F8O", "1 kg", library=library)
    said = next(finding.message for finding in found.findings if finding.code == "gas_not_in_table")
    assert "epa-i5 (clean_in_situ)" in said
    assert "epa-i11 (etch)" in said


def test_range_over_tables(library: Library) -> None:
    found = gas_footprint("SF6", "1 kg", library=library)
    assert found.by_table == pytest.approx({"epa-i5": 5_040, "epa-i11": 16_831.46})
    assert found.range == "epa-i5 5,040, epa-i11 16,831 kg CO2e"
    assert "gas_table_range" in codes(found)
    assert "gas_table_range" not in codes(gas_footprint("XeF2", "1 kg", library=library))


def test_fluorine_is_conserved(library: Library) -> None:
    for gas in ("SF6", "c-C4F8", "NF3", "CHF3"):
        found = gas_footprint(gas, "1 kg", library=library)
        record = library.factors.gas(gas)
        assert record.fluorine_atoms is not None
        assert record.molar_mass is not None
        fed = record.fluorine_atoms * 18.998403162e-3 / record.molar_mass
        assert found.fluorine_emitted is not None
        assert found.fluorine_scrubbed is not None
        assert found.fluorine_emitted + found.fluorine_scrubbed == pytest.approx(fed)


def test_zero_is_an_amount(library: Library) -> None:
    assert gas_footprint("SF6", "0 kg", library=library).climate_change == 0


def test_dictionary_holds_what_programs_read(library: Library) -> None:
    found = gas_footprint("SF6", "1 kg", library=library).to_dict()
    assert found["used"] == {"value": 1.0, "unit": "kg"}
    assert found["emitted"] == {"SF6": 0.2}
    assert set(found["fluorine"]) == {"emitted", "scrubbed"}
    assert found["table"] == "epa-i5"
    assert found["gwp"] == "ar6"
    assert all(isinstance(text, str) for text in found["warnings"])
