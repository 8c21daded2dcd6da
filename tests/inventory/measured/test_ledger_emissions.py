"""Emissions and fluorine of the ledger, by hand numbers and the published rates of table I-5."""

from __future__ import annotations

import pytest

from mems_lca.inventory.measured.ledger_emissions import fluorine, leaving
from mems_lca.inventory.measured.ledger_kinds import Abated
from packs import shipped_library

F = 18.998403162e-3
ABATED = Abated(treated=0.8, uptime=0.95, destruction={"SF6": 0.9, "c-C4F8": 0.9, "CF4": 0.5}, certified=True)


def carried(gas: str) -> float | None:
    """kg F per kg, of standard atomic weights."""
    return {"SF6": 6 * F / 0.146055, "CF4": 4 * F / 0.0880043, "c-C4F8": 8 * F / 0.2000300, "NF3": 3 * F / 0.0710019,
            "C2F6": 6 * F / 0.1380118, "F2": 1.0}.get(gas)  # fmt: skip


def rates(gas: str, process: str = "etch", table: str = "epa-i5"):  # type: ignore[no-untyped-def]
    return shipped_library().factors.utilisation(table, process, gas)


def test_gas_itself() -> None:
    (found,) = leaving(100.0, "SF6", rates("SF6"), ABATED, carried)
    # 1 - U = 0.2; 1 - 0.8 x 0.9 x 0.95 = 0.316
    assert found.uncontrolled == pytest.approx(20.0, abs=1e-12)
    assert found.emitted == pytest.approx(6.32, abs=1e-12)
    assert found.destroyed == pytest.approx(13.68, abs=1e-12)


def test_by_products_have_their_own_destruction() -> None:
    found = {entry.gas: entry for entry in leaving(10.0, "c-C4F8", rates("c-C4F8"), ABATED, carried)}
    assert {gas: entry.uncontrolled for gas, entry in found.items()} == pytest.approx(
        {"c-C4F8": 2.0, "CF4": 2.0, "C2F6": 2.0}, abs=1e-12
    )
    assert found["CF4"].emitted == pytest.approx(2.0 * (1 - 0.8 * 0.5 * 0.95), abs=1e-12)
    # No destruction is known of C2F6: none of it is destroyed.
    assert found["C2F6"].emitted == pytest.approx(2.0, abs=1e-12)


def test_gas_that_the_table_does_not_list_is_emitted_whole() -> None:
    (found,) = leaving(3.0, "SF6", None, Abated(), carried)
    assert (found.rate, found.emitted) == (1.0, 3.0)


def test_flame_makes_cf4_of_destroyed_nf3_and_f2() -> None:
    abated = Abated(treated=1.0, uptime=0.9, destruction={"NF3": 0.95}, flame=0.1)
    found = {entry.gas: entry for entry in leaving(10.0, "NF3", rates("NF3", "clean_remote"), abated, carried, 0.5)}
    nf3, cf4 = carried("NF3"), carried("CF4")
    assert nf3 is not None
    assert cf4 is not None
    # NF3 destroyed 10 x 0.02 x 0.95, F2 10 x 0.5; a tenth of their fluorine becomes CF4 for 0.9 of the time.
    by_hand = (10 * 0.02 * 0.95 * nf3 + 10 * 0.5 * 1.0) * 0.9 * 0.1 / cf4
    assert found["CF4"].formed == pytest.approx(by_hand, rel=1e-12)
    assert found["CF4"].emitted == pytest.approx(10 * 0.02 + by_hand, rel=1e-12)


def test_fluorine_of_sf6() -> None:
    leaves = leaving(100.0, "SF6", rates("SF6"), ABATED, carried)
    found = fluorine(100.0, "SF6", leaves, carried, polymer=0.01)
    share = carried("SF6")
    assert found is not None
    assert share is not None
    assert found.fed == pytest.approx(100 * share, rel=1e-12)
    assert found.emitted == pytest.approx(6.32 * share, rel=1e-12)
    assert found.polymer == pytest.approx(1.0, abs=1e-12)
    assert found.scrubbed == pytest.approx(100 * share - 6.32 * share - 1.0, rel=1e-12)
    assert found.open == pytest.approx(0.0, abs=1e-9)


def test_a_table_that_prints_more_fluorine_than_is_fed_has_an_excess() -> None:
    leaves = leaving(1.0, "C2F6", rates("C2F6", table="epa-i12"), Abated(), _share)
    found = fluorine(1.0, "C2F6", leaves, _share)
    assert found is not None
    assert found.converted == 0.0
    assert found.excess > 0
    assert found.open == pytest.approx(0.0, abs=1e-12)


def _share(gas: str) -> float | None:
    record = shipped_library().factors.gas(gas)
    if record.molar_mass is None or record.fluorine_atoms is None:
        return None
    return record.fluorine_atoms * F / record.molar_mass


def test_a_mixture_has_no_balance() -> None:
    leaves = leaving(1.0, "SF6", None, Abated(), lambda _: None)
    assert fluorine(1.0, "SF6", leaves, lambda _: None) is None
