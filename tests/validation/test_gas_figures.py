"""Footprints of process gases against the arithmetic of 40 CFR 98.93(a) by hand, with the rates of its tables.

SF6 in table I-5: 1-U 0.2. c-C4F8 in I-5: 1-U 0.2, and 0.2 kg each of C2F6 and CF4 per kg. GWP-100 of AR6: SF6 25,200,
c-C4F8 10,200, C2F6 12,400, CF4 7,380, c-C4F8O 13,900; of EPA's table A-1 of 2025: 23,500, 9,540, 11,100, 6,630.
"""

from __future__ import annotations

import pytest

from mems_lca.analysis.gas import gas_footprint
from mems_lca.library.library import Library, open_library


@pytest.fixture(scope="module")
def library() -> Library:
    return open_library()


def kg_co2e(gas: str, amount: str, library: Library, **options: object) -> float:
    value = gas_footprint(gas, amount, library=library, **options).climate_change  # type: ignore[arg-type]
    assert value is not None
    return value


def test_one_kilogram_of_each_gas_of_the_deep_etch(library: Library) -> None:
    total = sum(kg_co2e(gas, "1 kg", library) for gas in ("SF6", "c-C4F8"))
    assert total == pytest.approx(0.2 * 25_200 + 0.2 * (10_200 + 12_400 + 7_380))
    assert total == pytest.approx(11_036)


def test_the_same_with_the_potentials_of_the_regulator(library: Library) -> None:
    total = sum(kg_co2e(gas, "1 kg", library, gwp="epa-2025") for gas in ("SF6", "c-C4F8"))
    assert total == pytest.approx(0.2 * 23_500 + 0.2 * (9_540 + 11_100 + 6_630))
    assert total == pytest.approx(10_154)


def test_the_same_with_abatement_of_all_that_leaves_the_tool(library: Library) -> None:
    abated = {"treated": 1, "destruction": 0.9, "uptime": 0.95}
    total = sum(kg_co2e(gas, "1 kg", library, **abated) for gas in ("SF6", "c-C4F8"))
    assert total == pytest.approx(11_036 * (1 - 0.9 * 0.95))
    assert total == pytest.approx(1_600.22)


@pytest.mark.parametrize(("gas", "expected"), [("SF6", 16_831), ("c-C4F8", 2_563.7), ("c-C4F8O", 3_463.4)])
def test_table_i_11(gas: str, expected: float, library: Library) -> None:
    assert kg_co2e(gas, "1 kg", library, table="epa-i11") == pytest.approx(expected, rel=3e-5)


def test_a_gas_without_a_row_is_emitted_whole(library: Library) -> None:
    assert kg_co2e("c-C4F8O", "1 kg", library) == pytest.approx(13_900)


def test_a_minute_of_sulfur_hexafluoride(library: Library) -> None:
    # 120 sccm = 120 * 44.615 umol/min at 0 degC and 101.325 kPa; 146.056 g/mol.
    found = gas_footprint("SF6", "120 sccm", "1 min", library=library)
    assert found.used == pytest.approx(120 * 44.615e-6 * 146.056e-3, rel=1e-4)
    assert found.used == pytest.approx(0.7820e-3, rel=2e-4)


def test_abatement_of_the_gas_alone_leaves_its_by_products(library: Library) -> None:
    value = kg_co2e("c-C4F8", "1 kg", library, destruction="c-C4F8=0.9")
    assert value == pytest.approx(0.2 * (0.1 * 10_200 + 12_400 + 7_380))


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("epa-i6", 0.3 * 25_200),
        ("epa-i7", 0.4 * 25_200),
        ("epa-i20", 0.28 * 25_200 + 0.0072 * 7_380 + 0.0017 * 12_400 + 0.0012 * 14_600 + 2e-5 * 771 + 0.0082 * 135),
        ("ipcc2006-tier2a", 0.2 * 25_200),
        ("ipcc2006-tier2b", 0.2 * 25_200),
    ],
)
def test_sulfur_hexafluoride_by_other_tables(table: str, expected: float, library: Library) -> None:
    found = gas_footprint("SF6", "1 kg", library=library, table=table)
    assert found.climate_change == pytest.approx(expected, rel=1e-9)
    assert found.range == "epa-i5 5,040, epa-i11 16,831 kg CO2e"


def test_threshold_factor_of_mems_per_area(library: Library) -> None:
    """1.02 kg of SF6 per m2 of silicon are 2.57 kg CO2e per cm2."""
    factor = library.factors.per_area("epa-i1-mems")["SF6"]
    gwp = library.factors.gwp("SF6", "ar6")
    assert gwp is not None
    assert factor.to("kg/cm2") * gwp.value == pytest.approx(2.5704)


def test_first_tier_of_semiconductors_per_area(library: Library) -> None:
    """All gases together, AR6: 0.9 CF4, 1 C2F6, 0.04 CHF3, 0.05 C3F8, 0.04 NF3 and 0.2 SF6 per m2: 2.58 kg CO2e/cm2."""
    total = 0.0
    for gas, factor in library.factors.per_area("ipcc2006-tier1").items():
        gwp = library.factors.gwp(gas, "ar6")
        assert gwp is not None
        total += factor.to("kg/m2") * gwp.value
    by_hand = 0.9 * 7_380 + 12_400 + 0.04 * 14_600 + 0.05 * 9_290 + 0.04 * 17_400 + 0.2 * 25_200
    assert total == pytest.approx(by_hand)
    assert total / 1e4 == pytest.approx(2.58, abs=0.005)
