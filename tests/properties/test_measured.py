"""Laws of calibration: shares add up, what the model already says changes nothing, the site adds up to its meters."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from fab import LINE, MAIN, Fab, bottle, bought, manifest, reading, starts, water
from mems_lca.analysis.assess import calculate
from mems_lca.analysis.groups import totals
from mems_lca.analysis.measured.calibrate import calibrate
from mems_lca.analysis.measured.modelled import working
from mems_lca.analysis.measured.record import measured_record
from mems_lca.errors import Place
from mems_lca.inventory.measured.shares import shares, weights
from mems_lca.inventory.measured.totals import own_totals
from mems_lca.library.rests import Scope
from mems_lca.study.measured import Meter
from mems_lca.study.records.kinds import Records

AMOUNT = st.floats(1e-3, 1e6)
ABATEMENT = {"gases": ["SF6"], "fraction_treated": 1.0, "destruction": {"SF6": 0.9}, "uptime": 0.9}
METERS = {
    **MAIN,
    "bay": {"carrier": "electricity", "part_of": "main", "steps": ["etching"]},
    "w": {"carrier": "water"},
}


@cache
def fab() -> Fab:
    """A fab with every kind of account, whose records stand in for others below."""
    known = {"meters": METERS, "tool_groups": {"tools": {"steps": ["etching"]}}}
    return Fab(records(1e4, 1e3, 1e3, 10, 10, 10), known, routes={"line": {**LINE, "abatement": ABATEMENT}})


def records(main: float, bay: float, volume: float, gas: float, solvent: float, waste: float) -> Records:
    return Records(
        starts=(starts("A", 100, 80),),
        readings=(reading("main", main), reading("bay", bay), water("w", volume)),
        bottles=(bottle(gas),),
        purchases=(bought(solvent),),
        manifests=(manifest(waste),),
    )


@given(st.lists(st.tuples(AMOUNT, AMOUNT, AMOUNT), min_size=1, max_size=8), st.data())
def test_shares_add_up_to_one(rows: list[tuple[float, float, float]], data: st.DataObject) -> None:
    table = [starts(f"P{i}", a, diameter=b, tool_hours=c) for i, (a, b, c) in enumerate(rows)]
    key = data.draw(st.sampled_from(["wafer_starts", "area", "tool_hours"]))
    served = data.draw(st.lists(st.sampled_from([row.product for row in table]), unique=True))
    found = shares(weights(table, key), served, Place())
    assert sum(found.values()) == pytest.approx(1.0, abs=1e-12)
    assert set(found) == set(served or [row.product for row in table])


@given(AMOUNT, st.lists(st.tuples(AMOUNT, st.integers(0, 5)), max_size=6))
def test_nested_meters_add_up_to_the_outermost(whole: float, parts: list[tuple[float, int]]) -> None:
    """Each meter is part of an earlier one; what they count alone adds up to what the first counts."""
    meters = {"m0": Meter(carrier="electricity")}
    totals_of = {"m0": whole}
    for number, (amount, before) in enumerate(parts, 1):
        outer = f"m{min(before, number - 1)}"
        meters[f"m{number}"] = Meter(carrier="electricity", part_of=outer, steps=("x",))
        totals_of[f"m{number}"] = amount
    own = own_totals(totals_of, meters)
    size = sum(totals_of.values())
    assert sum(own.values()) == pytest.approx(whole, abs=1e-9 * size)


@settings(max_examples=10, phases=(Phase.explicit, Phase.generate))
@given(AMOUNT, AMOUNT, AMOUNT, st.floats(1e-3, 30), AMOUNT, AMOUNT)
def test_the_site_adds_up_to_what_was_measured(
    rest: float, bay: float, volume: float, gas: float, solvent: float, waste: float
) -> None:
    """Whatever was measured, above or below the model, and whatever the rests draw themselves."""
    found = fab()
    rests = calibrate(found.plain, records(bay + rest, bay, volume, gas, solvent, waste))
    record = measured_record(calculate(found.bind(rests=rests)))
    assert record is not None
    for account in record["routes"]["line"]["accounts"]:
        size = max(account["per_wafer"], account["modelled"])
        assert account["now"] == pytest.approx(account["per_wafer"], abs=1e-9 * size)


def test_measurements_that_agree_with_the_model_change_nothing() -> None:
    """Every rest is zero, no step holds any, and all totals stay to 1e-12."""
    found = fab()
    plain = calculate(found.plain)
    (route,) = working(plain.inventory, found.plain.routes).values()
    per_wafer = {
        name: 80 * route.amount("fab", scope)
        for name, scope in {
            "main": Scope("electricity"),
            "bay": Scope("electricity", "", frozenset({"etching"})),
            "volume": Scope("water"),
            "gas": Scope("gas", "SF6"),
            "solvent": Scope("chemical", "isopropanol"),
            "waste": Scope("waste", "spent_solvent"),
        }.items()
    }
    rests = calibrate(found.plain, records(**per_wafer))
    assert [entry.rest for entry in rests.routes["line"].accounts] == [0.0] * 6
    assert rests.routes["line"].steps == ()
    again = calculate(found.bind(rests=rests))
    before, after = (totals(entry.of("line"), "wafer", "market") for entry in (plain, again))
    assert after == pytest.approx(before, rel=1e-12)
