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
