"""Utilisation and destruction tables: the published rates, their names, and what they do not say."""

from __future__ import annotations

import pytest

from mems_lca.errors import LibraryError
from mems_lca.library.factors import FactorLibrary


def co2e(factors: FactorLibrary, table: str, process: str, gas: str) -> float:
    """Kilograms of CO2e (AR6) that leave per kilogram of gas fed, by-products included, without abatement."""
    row = factors.utilisation(table, process, gas)
    assert row is not None
    rates = {gas: row.one_minus_u.value, **{name: found.value for name, found in row.byproducts.items()}}
    found = {name: factors.gwp(name, "ar6") for name in rates}
    return sum(rate * gwp.value for name, rate in rates.items() if (gwp := found[name]) is not None)


@pytest.mark.parametrize(
    ("table", "process", "gas", "value"),
    [
        ("epa-i5", "etch", "SF6", "0.2"),
        ("epa-i5", "etch", "c-C4F8", "0.2"),
        ("epa-i5", "etch", "c-C5F8", "0.2"),
        ("epa-i5", "etch", "C4F6", "0.1"),
        ("epa-i5", "clean_in_situ", "NF3", "0.2"),
        ("epa-i5", "clean_in_situ", "c-C4F8O", "0.1"),
        ("epa-i5", "clean_remote", "NF3", "0.02"),
        ("epa-i11", "etch", "SF6", "0.58"),
        ("epa-i11", "clean_in_situ", "SF6", "0.58"),
        ("epa-i11", "etch", "c-C4F8", "0.12"),
        ("epa-i11", "all", "C2HF5", "0.064"),
        ("epa-i11", "clean_in_situ", "NF3", "0.18"),
        ("epa-i11", "clean_remote", "NF3", "0.028"),
    ],
)
def test_rate_as_printed(factors: FactorLibrary, table: str, process: str, gas: str, value: str) -> None:
    row = factors.utilisation(table, process, gas)
    assert row is not None
    assert row.one_minus_u.text == value
    assert row.one_minus_u.source == f"epa-98-{table.split('-')[1]}"


def test_by_products(factors: FactorLibrary) -> None:
    row = factors.utilisation("epa-i11", "etch", "SF6")
    assert row is not None
    assert {name: found.text for name, found in row.byproducts.items()} == {
        "CF4": "0.13",
        "C2F6": "0.10",
        "CHF3": "0.0011",
    }
    ring = factors.utilisation("epa-i5", "clean_in_situ", "c-C4F8O")
    assert ring is not None
    assert {name: found.value for name, found in ring.byproducts.items()} == {"CF4": 0.1, "C3F8": 0.4}


def test_tables_differ_threefold_on_sf6(factors: FactorLibrary) -> None:
    assert co2e(factors, "epa-i5", "etch", "SF6") == pytest.approx(5040)
    assert co2e(factors, "epa-i11", "etch", "SF6") == pytest.approx(16831, abs=1)


def test_hexafluorobutadiene_is_not_free_of_emissions(factors: FactorLibrary) -> None:
    assert co2e(factors, "epa-i5", "etch", "C4F6") == pytest.approx(4694, abs=0.5)
    assert co2e(factors, "epa-i5", "etch", "c-C4F8") == pytest.approx(5996)


@pytest.mark.parametrize(
    ("table", "process", "gas"),
    [
        ("epa-i5", "etch", "XeF2"),
        ("epa-i5", "clean_in_situ", "SF6"),
        ("epa-i5", "etch", "c-C4F8O"),
        ("epa-i5", "clean_remote", "SF6"),
    ],
)
def test_gas_without_a_row_has_none(factors: FactorLibrary, table: str, process: str, gas: str) -> None:
    assert factors.utilisation(table, process, gas) is None


@pytest.mark.parametrize(
    ("table", "process", "gas"),
    [("epa-i55", "etch", "SF6"), ("epa-i5", "etching", "SF6"), ("epa-i5", "etch", "SF7")],
)
def test_unknown_names_are_refused(factors: FactorLibrary, table: str, process: str, gas: str) -> None:
    with pytest.raises(LibraryError, match="did you mean"):
        factors.utilisation(table, process, gas)


@pytest.mark.parametrize(
    ("set_", "gas", "value"),
    [
        ("epa-i16-mems", "SF6", 0.6),
        ("epa-i16-mems", "CF4", 0.6),
        ("epa-i16-mems", "C2F6", 0.6),
        ("epa-i16-mems", "N2O", 0.6),
        ("epa-i16-semiconductor-etch", "SF6", 0.97),
        ("epa-i16-semiconductor-etch", "CF4", 0.75),
        ("epa-i16-semiconductor-etch", "NF3", 0.96),
        ("epa-i16-semiconductor-etch", "c-C4F8", 0.97),
        ("epa-i16-semiconductor-etch", "c-C4F8O", 0.6),
        ("epa-i16-semiconductor-clean", "NF3", 0.88),
        ("epa-i16-semiconductor-clean", "CF4", 0.6),
        ("ipcc2006-tier2", "C2F6", 0.9),
        ("ipcc2006-tier2", "NF3", 0.95),
    ],
)
def test_destruction(factors: FactorLibrary, set_: str, gas: str, value: float) -> None:
    found = factors.destruction(set_, gas)
    assert found is not None
    assert found.value == value
    assert found.unit == "1"


@pytest.mark.parametrize(
    ("set_", "gas"),
    [
        ("ipcc2006-tier2", "C4F6"),
        ("ipcc2006-tier2", "c-C4F8O"),
        ("ipcc2006-tier2", "N2O"),
        ("epa-i16-mems", "XeF2"),
        ("epa-i16-mems", "CO2"),
        ("epa-i16-semiconductor-etch", "SO2F2"),
    ],
)
def test_nothing_is_destroyed_that_the_set_does_not_name(factors: FactorLibrary, set_: str, gas: str) -> None:
    assert factors.destruction(set_, gas) is None


def test_old_edition_is_labelled(factors: FactorLibrary) -> None:
    found = factors.destruction("epa-i16-mems", "SF6")
    assert found is not None
    assert "2013 edition" in found.note
    assert "2013 edition" in factors.source("epa-98-i16").title
