"""Emission tables by name: printed rates of each, where each may be used, and emissions per area."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mems_lca.errors import LibraryError
from mems_lca.library.factors import FactorLibrary
from mems_lca.library.packs import Pack

HEADER = "table,title,sector,wafer,use,source,in_range\n"


@pytest.mark.parametrize(
    ("table", "process", "gas", "unreacted", "byproducts"),
    [
        ("epa-i6", "etch", "SF6", "0.3", {}),
        ("epa-i6", "etch", "c-C4F8", "0.1", {"CF4": "0.009", "CHF3": "0.02"}),
        ("epa-i6", "etch", "CHF3", "0.2", {"CF4": "0.07", "C2F4": "0.05"}),
        ("epa-i6", "clean_in_situ", "SF6", "0.9", {}),
        ("epa-i6", "clean_remote", "NF3", "0.03", {}),
        ("epa-i7", "etch", "SF6", "0.4", {}),
        ("epa-i7", "clean_in_situ", "C3F8", "0.1", {"CF4": "0.2"}),
        ("epa-i12", "etch", "c-C4F8", "0.183", {"CF4": "0.045", "C4F6": "0.008", "CH2F2": "0.0021"}),
        ("epa-i12", "clean_in_situ", "SF6", "0.30", {"CH2F2": "0.000020"}),
        ("epa-i12", "clean_remote", "NF3", "0.018", {"F2": "0.50", "CF4": "0.037"}),
        ("epa-i12", "clean_remote", "C3F8", "0.063", {}),
        ("epa-i20", "etch", "SF6", "0.28", {"CF4": "0.0072"}),
        ("epa-i20", "etch", "CH3F", "0.34", {"c-C4F8": "0.0070", "C4F6": "0.0010"}),
        ("epa-i20", "clean_in_situ", "NF3", "0.20", {"CF4": "0.037"}),
        ("epa-i20", "clean_remote", "NF3", "0.018", {"CF4": "0.038"}),
        ("epa-i20", "clean_thermal", "NF3", "0.28", {"CF4": "0.010"}),
        ("ipcc2006-tier2a", "etch", "CF4", "0.9", {}),
        ("ipcc2006-tier2a", "clean_in_situ", "NF3", "0.2", {"CF4": "0.09"}),
        ("ipcc2006-tier2a", "clean_remote", "NF3", "0.02", {"CF4": "0.02"}),
        ("ipcc2006-tier2b", "etch", "CF4", "0.7", {}),
        ("ipcc2006-tier2b", "clean_in_situ", "CF4", "0.9", {}),
    ],
)
def test_printed_rates(
    factors: FactorLibrary, table: str, process: str, gas: str, unreacted: str, byproducts: dict[str, str]
) -> None:
    row = factors.utilisation(table, process, gas)
    assert row is not None
    assert row.one_minus_u.text == unreacted
    assert {name: row.byproducts[name].text for name in byproducts} == byproducts


@pytest.mark.parametrize(
    ("table", "process", "gas"),
    [
        ("epa-i20", "clean_thermal", "SF6"),
        ("epa-i5", "clean_thermal", "NF3"),
        ("epa-i6", "etch", "C4F6"),
        ("epa-i7", "clean_remote", "NF3"),
        ("ipcc2006-tier2b", "clean_in_situ", "SF6"),
        ("ipcc2006-tier2a", "clean_remote", "F2"),
        ("ipcc2006-tier2b", "clean_in_situ", "N2O"),
    ],
)
def test_what_a_table_does_not_print(factors: FactorLibrary, table: str, process: str, gas: str) -> None:
    assert factors.utilisation(table, process, gas) is None


def test_values_of_ipcc_are_those_of_the_mems_table(factors: FactorLibrary) -> None:
    """Table I-5 repeats Tier 2b, gas by gas, as its source says."""
    rows = {key[1:]: row for key, row in factors._tables.utilisation.items() if key[0] == "ipcc2006-tier2b"}
    assert len(rows) == 13
    for (process, gas), row in rows.items():
        other = factors.utilisation("epa-i5", process, gas)
        assert other is not None
        assert other.one_minus_u.value == row.one_minus_u.value
        assert {name: rate.value for name, rate in other.byproducts.items()} == {
            name: rate.value for name, rate in row.byproducts.items()
        }


def test_by_products_are_flows_with_a_potential_or_known_to_have_none(factors: FactorLibrary) -> None:
    named = {name for row in factors._tables.utilisation.values() for name in row.byproducts}
    without = {name for name in named if factors.gwp(name, "ar6") is None}
    assert without == {"F2"}
    assert not factors.gas("F2").listed


# ---------------------------------------------------------------- where a table may be used


def test_every_table_says_where_it_may_be_used(factors: FactorLibrary) -> None:
    for name in factors.utilisation_tables():
        found = factors.utilisation_table(name)
        assert found is not None
        assert found.name == name
        assert len(found.use) > 20
        assert found.title
        assert found.wafer
        assert {row.one_minus_u.source for key, row in factors._tables.utilisation.items() if key[0] == name} == {
            found.source
        }


def test_range_is_between_the_tables_that_a_mems_study_may_choose(factors: FactorLibrary) -> None:
    assert set(factors.range_tables()) == {"epa-i5", "epa-i11"}


@pytest.mark.parametrize(
    ("table", "sector"),
    [
        ("epa-i5", "mems"),
        ("epa-i6", "lcd"),
        ("epa-i7", "pv"),
        ("epa-i11", "semiconductor_200mm"),
        ("epa-i12", "semiconductor_300mm"),
        ("epa-i20", "semiconductor_300mm"),
        ("ipcc2006-tier2a", "semiconductor"),
        ("ipcc2006-tier2b", "semiconductor"),
    ],
)
def test_sectors(factors: FactorLibrary, table: str, sector: str) -> None:
    found = factors.utilisation_table(table)
    assert found is not None
    assert found.sector == sector


def test_unknown_table_is_refused(factors: FactorLibrary) -> None:
    with pytest.raises(LibraryError, match="did you mean 'epa-i5'"):
        factors.utilisation_table("epa-i55")


def test_use_of_a_table_that_is_not_there_is_refused(write_pack: Callable[[dict[str, str]], Pack]) -> None:
    text = f"{HEADER}mine,Mine,mems,any,For us,some-2020,yes\n"
    found = FactorLibrary([write_pack({"emissions/utilisation_tables.csv": text})]).check()
    assert [finding.code for finding in found] == ["unknown_reference"]


# ---------------------------------------------------------------- emissions per area


def test_per_area_sets(factors: FactorLibrary) -> None:
    """Those of Table I-8 are per kilogram used: they are no sets per area."""
    assert factors.per_area_sets() == {
        "epa-i1-mems", "epa-i1-semiconductor", "ipcc2006-tier1", "ipcc2006-tier1-heat-transfer",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("set_", "gas", "value", "unit"),
    [
        ("ipcc2006-tier1", "CF4", "0.9", "kg/m2"),
        ("ipcc2006-tier1", "C2F6", "1.0", "kg/m2"),
        ("ipcc2006-tier1", "SF6", "0.2", "kg/m2"),
        ("epa-i1-semiconductor", "CHF3", "0.04", "kg/m2"),
        ("epa-i1-mems", "SF6", "1.02", "kg/m2"),
        ("ipcc2006-tier1-heat-transfer", "C6F14", "0.3", "kg/m2"),
        ("epa-i8-cvd", "N2O", "0.8", "kg/kg"),
        ("epa-i8-other", "N2O", "1.0", "kg/kg"),
    ],
)
def test_per_area(factors: FactorLibrary, set_: str, gas: str, value: str, unit: str) -> None:
    found = factors.per_area(set_)[gas]
    assert (found.text, found.unit) == (value, unit)


def test_regulator_repeats_the_first_tier(factors: FactorLibrary) -> None:
    ours, theirs = (factors.per_area(name) for name in ("epa-i1-semiconductor", "ipcc2006-tier1"))
    assert {gas: found.value for gas, found in ours.items()} == {gas: found.value for gas, found in theirs.items()}


def test_mems_have_sulfur_hexafluoride_only(factors: FactorLibrary) -> None:
    assert set(factors.per_area("epa-i1-mems")) == {"SF6"}


def test_unknown_set_per_area_is_refused(factors: FactorLibrary) -> None:
    with pytest.raises(LibraryError, match="did you mean 'epa-i1-mems'"):
        factors.per_area("epa-i1-mem")


def test_emission_of_another_dimension_is_refused(write_pack: Callable[[dict[str, str]], Pack]) -> None:
    columns = "flow,name_en,name_zh,formula,cas,molar_mass,molar_mass_unit,fluorine_atoms,silicon_atoms,kind,listed"
    flows = f"{columns},source,note\nSF6,a,b,,,,,,,fluorinated,yes,some-2020,\n"
    text = "set,sector,gas,value,unit,source,note\nmine,mems,SF6,1,kg,some-2020,\n"
    pack = write_pack({"characterization/flows.csv": flows, "emissions/per_area.csv": text})
    with pytest.raises(LibraryError, match="per area"):
        FactorLibrary([pack]).per_area("mine")
