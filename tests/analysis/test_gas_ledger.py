"""The ledger of a small made-up study: what it takes from routes, logs, purchases and the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.gas_ledger import GasLedger, build_ledger
from mems_lca.errors import Place, StudyError
from mems_lca.study.measured import Measured
from mems_lca.study.records.kinds import Bottle, Purchase, RecipeUse, Records, Starts, Uptime
from packs import route, run, step, study

HERE = Place(file="made_up.csv", line=7)
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
ETCH = step(
    {"gas": "c-C4F8", "amount": "gas", "polymer": "kept"}, parameters={"gas": "20 g/wafer", "kept": "1 g/wafer"}
)
ABATEMENT = {
    "gases": ["c-C4F8"], "fraction_treated": 0.9, "destruction": {"c-C4F8": 0.95, "CF4": 0.5}, "uptime": 0.8,
    "source": "assumption", "note": "made up for a test",
}  # fmt: skip
GROUP: dict[str, Any] = {"steps": ["etch"]}


@cache
def calculated(folder: Path, uptimes: tuple[float, ...]) -> Calculated:
    """Routes of one etch, each with abatement of this uptime (negative: none)."""
    routes = {
        f"line{index}": route("etch", **({"abatement": {**ABATEMENT, "uptime": uptime}} if uptime >= 0 else {}))
        for index, uptime in enumerate(uptimes)
    }
    return run(folder, steps={"etch": ETCH}, routes=routes, study=study({name: name for name in routes}))


def measured(*routes: str, **group: Any) -> Measured:
    products = {name: f"P{name[-1]}" for name in routes}
    tables = {"wafer_starts": {"file": "starts.csv"}, "bottles": {"file": "bottles.csv"}}
    return Measured.model_validate(
        {"site": "fab", "products": products, "tool_groups": {"etchers": {**GROUP, **group}}, **tables}
    )


def bottle(used: float, **more: Any) -> Bottle:
    made = Bottle("b", "c-C4F8", "etchers", FIRST, date(2025, 9, 1), 25.0, 25.0 - used, 15.0, True, HERE)
    return replace(made, **more)


def records(*bottles: Bottle, **more: Any) -> Records:
    starts = tuple(Starts(f"P{index}", FIRST, LAST, 100, None, None, None, HERE) for index in range(2))
    return Records(starts=starts, bottles=bottles, **more)


def ledger(folder: Path, found: Records, uptimes: tuple[float, ...] = (0.8,), **group: Any) -> GasLedger:
    solved = calculated(folder, uptimes)
    return build_ledger(solved, measured(*(f"line{index}" for index in range(len(uptimes))), **group), found)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pack")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path


def codes(found: GasLedger) -> set[str]:
    return {entry.code for entry in found.findings}


def test_share_treated_uptime_and_destruction_of_the_route(folder: Path) -> None:
    (row,) = ledger(folder, records(bottle(5.0))).rows
    gas = next(entry for entry in row.leaving if entry.gas == "c-C4F8")
    assert gas.emitted == pytest.approx(5.0 * 0.2 * (1 - 0.9 * 0.95 * 0.8), abs=1e-12)
    assert row.recipe == pytest.approx(100 * 0.020, abs=1e-12)


def test_group_and_log_come_before_the_route(folder: Path) -> None:
    log = Uptime("U1", datetime(2025, 1, 1), datetime(2025, 2, 1), 100.0, 50.0, HERE)
    (row,) = ledger(folder, records(bottle(5.0), uptime=(log,)), abated=0.5, units=["U1"]).rows
    gas = next(entry for entry in row.leaving if entry.gas == "c-C4F8")
    assert gas.emitted == pytest.approx(5.0 * 0.2 * (1 - 0.5 * 0.95 * 0.5), abs=1e-12)


def test_units_without_a_log_are_told(folder: Path) -> None:
    assert "no_uptime_log" in codes(ledger(folder, records(bottle(5.0)), units=["U1"]))


def test_polymer_is_that_of_the_model(folder: Path) -> None:
    (row,) = ledger(folder, records(bottle(5.0))).rows
    assert row.fluorine is not None
    assert row.fluorine.polymer == pytest.approx(5.0 * 1 / 20, rel=1e-9)
    assert row.fluorine.open == pytest.approx(0.0, abs=1e-9)


def test_two_routes_that_ran_explain_their_own_products(own: Path) -> None:
    found = ledger(own, records(bottle(5.0)), (0.8, 0.6))
    assert [(line.product, line.origin) for line in found.rows[0].recipes] == [("P0", "model"), ("P1", "model")]
    assert "several_abatements" in codes(found)


def test_abated_group_of_routes_without_abatement_destroys_nothing(own: Path) -> None:
    found = ledger(own, records(bottle(5.0)), (-1.0,), abated=1.0)
    assert found.rate(found.rows) == 0
    assert "no_destruction" in codes(found)


def test_unknown_gases_are_refused_at_their_places(folder: Path) -> None:
    recipe = RecipeUse(product="P0", tool_group="etchers", gas="CF44", per_wafer=1.0, unit="kg", place=HERE)
    with pytest.raises(StudyError) as caught:
        ledger(folder, records(bottle(5.0, gas="C4F88"), recipes=(recipe,)))
    assert [(entry.found, entry.place.line) for entry in caught.value.findings] == [("C4F88", 7), ("CF44", 7)]
    assert caught.value.findings[1].nearest == "CF4"


def test_no_bottles_is_refused(folder: Path) -> None:
    with pytest.raises(StudyError, match="no gas bottles"):
        ledger(folder, records())


def test_gas_bought_is_held_against_bottles_put_on(folder: Path) -> None:
    def entry(kind: Any, amount: float, unit: str = "kg") -> Purchase:
        return Purchase("c-C4F8", FIRST, kind, amount, unit, HERE)

    bills = (entry("purchase", 12.0), entry("stock at start", 3000.0, "g"), entry("stock at end", 4.0))
    found = ledger(folder, records(bottle(5.0, start=date(2025, 2, 1)), purchases=bills))
    (supply,) = found.supplies
    assert (supply.bought, supply.stored, supply.mounted) == pytest.approx((12.0, 1.0, 10.0), abs=1e-12)
    assert supply.missing == pytest.approx(1.0, abs=1e-12)
    epa = next(view for view in found.views if view.name == "epa")
    assert epa.rows[0].kg == pytest.approx(6.0, abs=1e-12)


def test_recipes_far_from_the_scales_are_told(folder: Path) -> None:
    assert "apportioning" in codes(ledger(folder, records(bottle(5.0))))
    assert "apportioning" not in codes(ledger(folder, records(bottle(2.1))))


def test_a_bill_in_another_unit_than_a_mass_is_refused(folder: Path) -> None:
    """Left out, 20 m3 would pass for gas that was never bought, and lower two of the readings."""
    bill = Purchase("c-C4F8", FIRST, "purchase", 20.0, "m3", HERE)
    with pytest.raises(StudyError) as caught:
        ledger(folder, records(bottle(5.0), purchases=(bill, bill)))
    assert [(entry.code, entry.found, entry.place) for entry in caught.value.findings] == [
        ("dimension", "m3", HERE)
    ] * 2


@pytest.mark.parametrize(("bought", "told"), [(10.0, ""), (10.05, ""), (12.0, "2 kg more"), (8.0, "2 kg less")])
def test_what_store_and_tools_do_not_share_is_told(folder: Path, bought: float, told: str) -> None:
    """10 kg came onto the tools; what purchases say beyond or short of that is fed in two readings."""
    bill = Purchase("c-C4F8", FIRST, "purchase", bought, "kg", HERE)
    found = ledger(folder, records(bottle(5.0, start=date(2025, 2, 1)), purchases=(bill,)))
    messages = [entry.message for entry in found.findings if entry.code == "gas_supply"]
    assert len(messages) == bool(told)
    assert all(told in message for message in messages)


def test_group_and_route_that_abate_other_shares_are_told(folder: Path) -> None:
    """The route treats 0.9; the ledger takes what the group says, the footprint what the route says."""
    (message,) = (
        entry.message
        for entry in ledger(folder, records(bottle(5.0)), abated=0.5).findings
        if entry.code == "abated_share"
    )
    assert "50 %" in message
    assert "90 %" in message
    assert "abated_share" not in codes(ledger(folder, records(bottle(5.0)), abated=0.9))
