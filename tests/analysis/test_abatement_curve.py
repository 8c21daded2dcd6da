"""A marginal abatement cost curve by hand.

Per wafer the line emits a b + x kg of CO2: a = 10 kg, b = 1 and x = 3 kg, 13 kg in all. An acid costs 10 CNY/kg.

- less: a = 6 kg, with 0.2 kg more acid (2 CNY);
- share: b = 0.5, with 0.1 kg more acid (1 CNY);
- other: another step that emits 1 kg in place of 3, with 0.5 kg more acid (5 CNY).

First, less saves 4 kg at 500 CNY/t, share 5 kg at 200, other 2 kg at 2,500: share is taken. Then less saves 2 kg at
1,000 CNY/t and other 2 kg at 2,500. Over all orders less saves (4 + 2) / 2 = 3 kg and share (5 + 3) / 2 = 4 kg.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mems_lca import abatement_curve
from mems_lca.analysis.abatement_curve import Curve, curve_part
from mems_lca.analysis.investments import capital_recovery, read_interest
from mems_lca.errors import MemsLcaError, StudyError
from mems_lca.face import bind_study
from packs import UNPUBLISHED, device, greener, read, route, step, study, write

ACID = {"input": "unpublished_acid", "amount": "p + q"}
STEPS = {
    "burn": step(
        {"emission": "CO2", "amount": "a * b"},
        ACID,
        parameters={"a": "10 kg", "b": 1, "p": "0.1 kg", "q": "0 kg"},
    ),
    "old": step({"emission": "CO2", "amount": "x"}, ACID, parameters={"x": "3 kg", "p": "0.5 kg", "q": "0 kg"}),
    "new": step({"emission": "CO2", "amount": "x"}, ACID, parameters={"x": "1 kg", "p": "1 kg", "q": "0 kg"}),
}
MEASURES: dict[str, Any] = {
    "other": {"replace": {"old": "new"}},
    "less": {"set": {"burn.a": "6 kg", "burn.p": "0.3 kg"}},
    "share": {"set": {"burn.b": 0.5, "burn.q": "0.1 kg"}},
}
PRICES = {"unpublished_acid": {"cost": "10 CNY/kg"}}


def curve(root: Path, changes: dict[str, Any] | None = None, **options: Any) -> Curve:
    measures = {name: {**entry, **(changes or {}).get(name, {})} for name, entry in MEASURES.items()}
    more = {name: entry for name, entry in (changes or {}).items() if name not in MEASURES}
    routes = {"line": route("burn", "old"), "green": greener("line", **measures, **more)}
    given = study({"line": "line", "green": "green"}, factors=PRICES, **options.pop("study_", {}))
    pack = read(write(root, steps=STEPS, routes=routes, study=given, files=UNPUBLISHED))
    return abatement_curve(pack, "green", **options)


def test_the_curve_by_hand(tmp_path: Path) -> None:
    found = curve(tmp_path)
    assert found.start["climate_change"] == pytest.approx(13)
    assert found.start["cost"] == pytest.approx(6)
    assert [block.measure for block in found.blocks] == ["share", "less", "other"]
    assert [block.saved for block in found.blocks] == pytest.approx([5, 2, 2])
    assert [block.operating for block in found.blocks] == pytest.approx([1, 2, 5])
    assert [block.per_tonne for block in found.blocks] == pytest.approx([200, 1000, 2500])
    assert [block.average[0] for block in found.blocks] == pytest.approx([4, 3, 2])
    assert [block.average_per_tonne for block in found.blocks] == pytest.approx([250, 2000 / 3, 2500])
    assert [block.capital for block in found.blocks] == [None, None, None]
    assert found.left == ()
    assert found.orders == 6


def test_an_investment_changes_the_order(tmp_path: Path) -> None:
    """1,000 CNY over two years without interest, shared by 100 wafers a year: 5 CNY a wafer."""
    paid = {"value": "1000 CNY", "lifetime": "2 year", "wafers_per_year": "100 wafer/year", "source": "assumption"}
    found = curve(tmp_path, {"less": {"investment": paid}}, interest=0)
    assert [block.measure for block in found.blocks] == ["share", "other", "less"]
    assert found.blocks[2].capital == pytest.approx(5)
    assert found.blocks[2].per_tonne == pytest.approx((2 + 5) / 2 * 1000)
    assert found.blocks[2].average_per_tonne == pytest.approx((2 + 5) / 3 * 1000)


@pytest.mark.parametrize("more", [{}, {"device": device()}])
def test_a_study_of_wafers_counts_wafers(tmp_path: Path, more: dict[str, Any]) -> None:
    """25 wafers take 25 times the 5 CNY of one, whether or not the study knows the devices on them."""
    paid = {"value": "1000 CNY", "lifetime": "2 year", "wafers_per_year": "100 wafer/year", "source": "assumption"}
    unit = {"functional_unit": {"amount": "25 wafer"}, **more}
    found = curve(tmp_path, {"less": {"investment": paid}}, interest=0, study_=unit, volume="1e4 wafer")
    assert found.functional_unit == "25 wafer"
    assert found.wafers == pytest.approx(25)
    assert found.start["finished_wafers"] == pytest.approx(25)
    assert found.start["climate_change"] == pytest.approx(25 * 13)
    assert [block.measure for block in found.blocks] == ["share", "other", "less"]
    assert found.blocks[2].capital == pytest.approx(25 * 5)
    assert found.blocks[2].per_tonne == pytest.approx((2 + 5) / 2 * 1000)
    assert found.volume == pytest.approx(400)


def test_what_saves_money_goes_first_by_what_it_saves(tmp_path: Path) -> None:
    """Both save money; less saves fewer yuan per kg but more kg, so that cost per tonne would put it last."""
    cheap: dict[str, Any] = {
        "less": {"set": {"burn.a": "6 kg", "burn.p": "0.09 kg"}},
        "other": {"replace": {"old": "new"}},
    }
    cheap["share"] = {"set": {"burn.b": 0.9, "burn.p": "0.05 kg"}}
    found = curve(tmp_path, cheap)
    assert [block.measure for block in found.blocks] == ["less", "share", "other"]
    assert found.blocks[0].operating == pytest.approx(-0.1)
    # Both write the same input: the later one counts.
    assert found.blocks[1].operating == pytest.approx(-0.4)


def test_what_saves_nothing_is_beside_the_curve(tmp_path: Path) -> None:
    worse = {"other": {"replace": {"old": {"step": "new", "set": {"x": "5 kg"}}}}, "mend": {"set": {"new.x": "1 kg"}}}
    found = curve(tmp_path, worse)
    assert [block.measure for block in found.left] == ["other"]
    assert found.left[0].saved == pytest.approx(-2)
    assert found.left[0].per_tonne is None
    # It asks for a measure that saves nothing itself.
    assert list(found.unable) == ["mend"]
    assert "no step of this name" in found.unable["mend"]


def test_carbon_price_volume_and_json(tmp_path: Path) -> None:
    found = curve(tmp_path, carbon_price="600 CNY/t", volume="2000 wafer").to_dict()
    first, second, _ = found["blocks"]
    assert first["pays_at_carbon_price"]
    assert not second["pays_at_carbon_price"]
    assert first["carbon_saved"] == pytest.approx(3)
    assert first["saved_t_per_year"] == pytest.approx(10)
    assert first["saved_per_wafer"] == pytest.approx(5)
    assert "covers these products today" in found["scenario"]
    assert found["functional_units_per_year"] == 2000


def test_devices_a_year(tmp_path: Path) -> None:
    found = curve(tmp_path, study_={"device": device()}, volume="1e6 device")
    assert found.volume == 1e6
    wafers = curve(tmp_path / "two", study_={"device": device()}, volume="100 wafer")
    assert wafers.volume == pytest.approx(100 / wafers.wafers)


def test_the_price_of_the_study_counts(tmp_path: Path) -> None:
    assert curve(tmp_path, study_={"carbon_price": "80 CNY/t"}).carbon.per_tonne == pytest.approx(80)
    assert curve(tmp_path / "two").carbon.name == "china_ets_2025"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"volume": "7 kg"}, "this is no yearly volume"),
        ({"volume": "0 wafer"}, "this is no yearly volume"),
        ({"volume": "1e6 device"}, "this is no yearly volume of the study"),
        ({"interest": "two"}, "this is no interest rate"),
        ({"interest": "200 %"}, "this is no interest rate"),
        ({"carbon_price": "china"}, "this is no carbon price"),
    ],
)
def test_refusals(tmp_path: Path, options: dict[str, Any], said: str) -> None:
    with pytest.raises(MemsLcaError) as caught:
        curve(tmp_path, **options)
    assert len(caught.value.findings) == 1
    assert said in caught.value.findings[0].line()


def test_a_route_without_measures_is_refused(tmp_path: Path) -> None:
    pack = read(write(tmp_path, steps=STEPS, routes={"line": route("burn", "old")}, study=study(), files=UNPUBLISHED))
    with pytest.raises(StudyError, match="name a route that has measures; expected a route with measures"):
        abatement_curve(pack)


def test_investments_are_read(tmp_path: Path) -> None:
    wrong = {"value": "1000 kg", "lifetime": "2 year", "wafers_per_year": "100 wafer/year"}
    with pytest.raises(MemsLcaError, match="expected money, such as 2e6 CNY"):
        curve(tmp_path, {"less": {"investment": wrong}})


def test_capital_recovery() -> None:
    """8 % over ten years: 0.149029 a year; a tenth without interest."""
    assert capital_recovery(0.08, 10) == pytest.approx(0.1490295, rel=1e-6)
    assert capital_recovery(0.0, 10) == pytest.approx(0.1)
    assert read_interest("8 %") == pytest.approx(0.08)


def test_flows_behind_the_cost(tmp_path: Path) -> None:
    """A burner takes fuel and forms CF4 from NF3; acid without a price is told."""
    steps = {"clean": step({"gas": "NF3", "amount": "m", "process": "clean_remote"}, ACID, parameters={
        "m": "10 g", "p": "1 kg", "q": "0 kg"})}  # fmt: skip
    abate = {"gases": ["NF3"], "fraction_treated": 1.0, "destruction": {"NF3": 0.95}, "uptime": 0.9}
    routes = {
        "line": route("clean"),
        "green": greener("line", abate={"abatement": abate}, less={"set": {"clean.p": "0.5 kg"}}),
    }
    given = study({"line": "line", "green": "green"})
    found = abatement_curve(read(write(tmp_path, steps=steps, routes=routes, study=given, files=UNPUBLISHED)))
    by_name = {block.measure: block for block in (*found.blocks, *found.left)}
    block = by_name["abate"]
    assert block.fuel > 0
    assert block.cf4 > 0
    assert block.uptime == pytest.approx(0.9)
    assert block.operating > 3.5 * block.fuel
    labels = {entry["label"]: entry["change"] for entry in by_name["less"].unpriced}
    assert labels["Unpublished acid"] == pytest.approx(-0.5)


def test_the_part_of_a_result(tmp_path: Path) -> None:
    routes = {"line": route("burn", "old"), "green": greener("line", **MEASURES)}
    given = study({"line": "line", "green": "green"}, factors=PRICES)
    pack = read(write(tmp_path, steps=STEPS, routes=routes, study=given, files=UNPUBLISHED))
    assert list(curve_part(bind_study(pack))) == ["green"]
