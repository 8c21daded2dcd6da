"""The three readings of a ledger, by hand numbers: SF6 and CF4 on two groups, one certified and one not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from mems_lca.inventory.measured.ledger_kinds import Abated, BottleLine, LedgerRow, RecipeLine
from mems_lca.inventory.measured.ledger_views import Rules, View, emissions, ledger_rows, views, warming
from packs import shipped_library

GWP = {"SF6": 25_200.0, "CF4": 7_380.0}
CERTIFIED = Abated(1.0, 0.9, {"SF6": 0.95, "CF4": 0.8}, certified=True)
UNPROVEN = replace(CERTIFIED, uptime=0.5, certified=False)
DEFAULTS = {"SF6": 0.9, "CF4": 0.9}


def line(first: float, last: float, tare: float, fate: str = "returned") -> BottleLine:
    return BottleLine("b", "2025-01-01", "2025-12-31", first, last, tare, fate, "")  # type: ignore[arg-type]


# SF6: 12.5 kg came, 11 used, 1.5 went back. CF4: 5 kg came, 4 used, 0.6 went back, 0.4 let out.
SF6 = LedgerRow("a", "SF6", "etch", (line(27.5, 16.5, 15.0),), (RecipeLine("A", 100, 0.1, "recipes"),), (), None)
CF4 = LedgerRow(
    "b", "CF4", "etch", (line(18.0, 15.6, 15.0), line(17.0, 15.4, 15.0, "vented")),
    (RecipeLine("A", 100, 0.04, "recipes"),), (), None,
)  # fmt: skip


def rules(heel: float = 0.1, missing: Mapping[str, float] | None = None, table: str = "epa-i5") -> Rules:
    return Rules(
        table=table,
        epa_table=table,
        ipcc_table="ipcc2006-tier2b",
        heel=heel,
        ipcc_destruction=lambda gas: DEFAULTS.get(gas, 0.0),
        rows=shipped_library().factors.utilisation,
        carried=lambda _: None,
        warming=GWP.get,
        missing=missing or {},
    )


def read(found: Rules) -> tuple[float, dict[str, View]]:
    fed = ledger_rows([SF6, CF4], {("a", "SF6"): CERTIFIED, ("b", "CF4"): UNPROVEN}, found.table, {})
    start = warming(emissions(fed, found), found)
    return start, {view.name: view for view in views([SF6, CF4], fed, found)}


def test_the_ledger_itself() -> None:
    start, _ = read(rules())
    by_hand = 11 * 0.2 * (1 - 0.95 * 0.9) * 25_200 + (4 * 0.7 * (1 - 0.8 * 0.5) + 0.4) * 7_380
    assert start == pytest.approx(by_hand, rel=1e-12)


def test_us_rules_count_only_certified_abatement_and_what_did_not_go_back() -> None:
    _, found = read(rules())
    by_hand = 11 * 0.2 * (1 - 0.95 * 0.9) * 25_200 + 4.4 * 0.7 * 7_380
    assert found["epa"].co2e == pytest.approx(by_hand, rel=1e-12)
    told = {entry.reason: entry.co2e for entry in found["epa"].differences}
    assert told["vented_as_fed"] == pytest.approx((0.4 * 0.7 * 0.6 - 0.4) * 7_380, rel=1e-9)
    assert told["uncertified_abatement"] == pytest.approx(4.4 * 0.7 * 0.4 * 7_380, rel=1e-9)
    assert told["factors"] == 0


def test_guidelines_take_a_default_heel_defaults_of_destruction_and_no_uptime() -> None:
    _, found = read(rules())
    by_hand = 12.5 * 0.9 * 0.2 * 0.1 * 25_200 + 5.0 * 0.9 * 0.7 * 0.1 * 7_380
    assert found["ipcc"].co2e == pytest.approx(by_hand, rel=1e-12)
    told = {entry.reason: entry.co2e for entry in found["ipcc"].differences}
    assert told["vented"] == pytest.approx(-0.4 * 7_380, rel=1e-9)
    heel = (11.25 - 11) * 0.2 * (1 - 0.855) * 25_200 + (4.5 - 4) * 0.7 * 0.6 * 7_380
    assert told["heel"] == pytest.approx(heel, rel=1e-9)
    assert told["factors"] == 0


def test_recipes_leave_out_what_they_do_not_explain() -> None:
    _, found = read(rules())
    by_hand = 10 * 0.2 * (1 - 0.855) * 25_200 + 4 * 0.7 * 0.6 * 7_380
    assert found["recipe"].co2e == pytest.approx(by_hand, rel=1e-12)
    told = {entry.reason: entry.co2e for entry in found["recipe"].differences}
    assert told["unexplained_use"] == pytest.approx(-1 * 0.2 * (1 - 0.855) * 25_200, rel=1e-9)


def test_gas_bought_that_no_bottle_shows() -> None:
    _, found = read(rules(missing={"SF6": 0.08}))
    # 0.08 x 12.5 kg supplied = 1 kg.
    assert next(row.kg for row in found["epa"].rows if row.gas == "SF6") == pytest.approx(12.0, abs=1e-12)
    assert next(row.kg for row in found["ipcc"].rows if row.gas == "SF6") == pytest.approx(13.5 * 0.9, abs=1e-12)


def test_another_table_is_a_difference_of_its_own() -> None:
    start, found = read(rules(table="epa-i11"))
    told = {entry.reason: entry.co2e for entry in found["ipcc"].differences}
    assert told["factors"] != 0
    assert start + sum(told.values()) == pytest.approx(found["ipcc"].co2e, rel=1e-12)


@pytest.mark.parametrize("name", ["epa", "ipcc", "recipe"])
def test_differences_add_up(name: str) -> None:
    start, found = read(rules(missing={"SF6": 0.08, "CF4": -0.02}))
    total = start + sum(entry.co2e for entry in found[name].differences)
    assert total == pytest.approx(found[name].co2e, rel=1e-12)
