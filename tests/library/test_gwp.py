"""Global warming potentials: the published numbers, and the traps between them."""

from __future__ import annotations

import pytest

from mems_lca.errors import LibraryError
from mems_lca.library.factors import FactorLibrary

# Gas, set, horizon, value.
PUBLISHED = [
    ("SF6", "ar6", 100, 25200),
    ("SF6", "ar6", 20, 18300),
    ("SF6", "ar6", 500, 34100),
    ("SF6", "ar5", 100, 23500),
    ("SF6", "ar5-ccf", 100, 26087),
    ("SF6", "ar4", 100, 22800),
    ("SF6", "tar", 100, 22200),
    ("SF6", "sar", 100, 23900),
    ("SF6", "epa-2025", 100, 23500),
    ("SF6", "epa-2024", 100, 22800),
    ("NF3", "ar6", 100, 17400),
    ("c-C4F8", "ar6", 100, 10200),
    ("c-C4F8O", "ar6", 100, 13900),
    ("c-C4F8O", "epa-2025", 100, 13900),
    ("C4F6", "ar6", 100, 0.004),
    ("c-C4F6", "ar6", 100, 126),
    ("c-C5F8", "ar5", 100, 2),
    ("c-C5F8", "epa-2025", 100, 2),
    ("c-C5F8", "ar6", 100, 78.1),
    ("CF4", "ar6", 100, 7380),
    ("C2F6", "ar6", 100, 12400),
    ("N2O", "ar6", 100, 273),
    ("CO2", "ar6", 100, 1),
    ("CO2-biogenic", "ar6", 100, 1),
    ("CH4-fossil", "ar6", 100, 29.8),
    ("CH4-nonfossil", "ar6", 100, 27.0),
    ("CH4-fossil", "ar5", 100, 30),
    ("CH4-nonfossil", "ar5", 100, 28),
    ("CH4-fossil", "ar4", 100, 25),
]


@pytest.mark.parametrize(("flow", "set_", "horizon", "value"), PUBLISHED)
def test_published_value(factors: FactorLibrary, flow: str, set_: str, horizon: int, value: float) -> None:
    found = factors.gwp(flow, set_, horizon)
    assert found is not None
    assert found.value == value
    assert found.unit == "kg CO2e/kg"
    assert found.gwp_set == set_


def test_single_value_of_methane_is_not_the_one_in_use(factors: FactorLibrary) -> None:
    values = {flow: factors.gwp(flow, "ar6") for flow in factors.gas_names() if flow.startswith("CH4")}
    assert [flow for flow, found in values.items() if found and found.value == 27.9] == ["CH4-unspecified"]
    assert "CH4" not in factors.gas_names()


@pytest.mark.parametrize(
    ("flow", "set_", "horizon"), [("c-C4F8O", "ar4", 100), ("SF6", "epa-2025", 20), ("C4F6", "sar", 100)]
)
def test_absent_stays_absent(factors: FactorLibrary, flow: str, set_: str, horizon: int) -> None:
    assert factors.gwp(flow, set_, horizon) is None


@pytest.mark.parametrize("flow", ["XeF2", "F2", "ClF3", "HBr", "Cl2", "BCl3", "HF", "SiF4"])
def test_gases_that_no_table_lists_say_so(factors: FactorLibrary, flow: str) -> None:
    assert not factors.gas(flow).listed
    assert factors.gas(flow).molar_mass
    assert [factors.gwp(flow, set_) for set_ in factors.gwp_sets()] == [None] * len(factors.gwp_sets())


def test_every_listed_gas_has_a_value(factors: FactorLibrary) -> None:
    for flow in factors.gas_names():
        values = [factors.gwp(flow, set_, horizon) for set_ in factors.gwp_sets() for horizon in (20, 100, 500)]
        assert factors.gas(flow).listed is any(value is not None for value in values), flow


def test_sets_are_all_there(factors: FactorLibrary) -> None:
    assert set(factors.gwp_sets()) == {"ar6", "ar5", "ar5-ccf", "ar4", "tar", "sar", "epa-2025", "epa-2024"}


def rounding(value: float, digits: int = 3) -> float:
    """Half a unit of the last of three significant digits."""
    return 0.5 * 10.0 ** (int(f"{value:e}".split("e")[1]) - digits + 1)


@pytest.mark.parametrize("horizon", [20, 100, 500])
def test_ar6_values_are_the_ratio_of_absolute_ones(factors: FactorLibrary, horizon: int) -> None:
    reference = factors.agwp("CO2", horizon)
    assert reference is not None
    checked = 0
    for flow in sorted(factors.gas_names()):
        value, absolute = factors.gwp(flow, "ar6", horizon), factors.agwp(flow, horizon)
        if value is None or absolute is None:
            continue
        low = (absolute.value - rounding(absolute.value)) / (reference.value + rounding(reference.value))
        high = (absolute.value + rounding(absolute.value)) / (reference.value - rounding(reference.value))
        # A value below 0.01 is printed with three decimals.
        width = max(rounding(value.value), 0.0005 if value.value < 0.1 else 0.0)
        assert low - width <= value.value <= high + width, flow
        checked += 1
    assert checked == 24


@pytest.mark.parametrize(
    ("flow", "mass", "fluorine", "silicon"),
    [
        # As the index of semiconductor process gases prints it (NIST SRD 134); others from atomic weights.
        ("SF6", 146.056, 6, 0),
        ("NF3", 71.0022, 3, 0),
        ("c-C4F8", 200.0312, 8, 0),
        ("SiF4", 104.0786, 4, 1),
        ("CO2", 44.009, 0, 0),
    ],
)
def test_molar_mass(factors: FactorLibrary, flow: str, mass: float, fluorine: int, silicon: int) -> None:
    gas = factors.gas(flow)
    assert gas.molar_mass == pytest.approx(mass / 1000, rel=1e-6)
    assert (gas.fluorine_atoms, gas.silicon_atoms) == (fluorine, silicon)


def test_mixture_has_no_molar_mass(factors: FactorLibrary) -> None:
    assert factors.gas("PFPMIE").molar_mass is None


def test_isomers_are_told_apart_by_cas(factors: FactorLibrary) -> None:
    assert factors.gas("C4F6").cas == "685-63-2"
    assert factors.gas("c-C4F6").cas == "697-11-0"
    assert factors.gas("C4F6").formula == factors.gas("c-C4F6").formula


def test_cas_numbers_have_their_check_digit(factors: FactorLibrary) -> None:
    for flow in factors.gas_names():
        cas = factors.gas(flow).cas
        if cas:
            digits = cas.replace("-", "")
            weighted = sum(place * int(digit) for place, digit in enumerate(reversed(digits[:-1]), start=1))
            assert weighted % 10 == int(digits[-1]), flow


@pytest.mark.parametrize(("flow", "nearest"), [("C4F8", "c-C4F8"), ("sf6", "SF6"), ("CH4", "CH4")])
def test_unknown_gas_names_the_nearest(factors: FactorLibrary, flow: str, nearest: str) -> None:
    with pytest.raises(LibraryError, match=nearest):
        factors.gas(flow)


def test_unknown_set_is_refused(factors: FactorLibrary) -> None:
    with pytest.raises(LibraryError, match="ar6"):
        factors.gwp("SF6", "AR6")


def test_emissions_have_units(factors: FactorLibrary) -> None:
    assert factors.emission_unit("SF6") == "kg"
    assert factors.emission_unit("water_withdrawn") == "m3"
    assert factors.emission_unit("co2e_fluorinated") == "kg CO2e"
    assert {"voc", "cod", "fluoride_to_water", "N2O"} <= factors.emission_names()
    with pytest.raises(LibraryError, match="water_withdrawn"):
        factors.emission_unit("water_withdrawal")
