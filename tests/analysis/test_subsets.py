"""Totals of subsets of measures against the study calculated with each, and what cannot stand alone."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from mems_lca import measure_effects, smallest_set
from mems_lca.analysis.assess import calculate
from mems_lca.analysis.groups import totals
from mems_lca.analysis.subsets import CLIMATE, COST, WAFERS, Subsets, measured_route
from mems_lca.errors import StudyError
from mems_lca.face import StudyFile, bind_study
from mems_lca.library.bind import rebind
from mems_lca.library.bound import BoundStudy
from packs import device, greener, read, route, step, study, write

STEPS = {
    "etch": step(
        {"gas": "SF6", "amount": "m", "process": "etch"},
        {"input": "electricity", "amount": "e"},
        parameters={"m": "5 g", "e": "3 kWh"},
    ),
    "clean": step(
        {"input": "electricity", "amount": "e"},
        {"input": "gold", "amount": "g"},
        parameters={"e": "2 kWh", "g": "1 mg"},
    ),
    "dry": step({"input": "electricity", "amount": "e"}, parameters={"e": "4 kWh"}),
}
MEASURES: dict[str, Any] = {
    "less_gas": {"set": {"etch.m": "3 g"}},
    "less_power": {"set": {"etch.e": "2 kWh"}},
    "dry": {"replace": {"clean": "dry"}},
    "better_dry": {"set": {"dry.e": "1 kWh"}},
    "abate": {"abatement": {"gases": ["SF6"], "fraction_treated": 1.0, "destruction": {"SF6": 0.9}, "uptime": 0.95}},
    "small": {"die": {"width": "0.9 mm"}},
}


def tiny(root: Path, measures: dict[str, Any] = MEASURES, **more: Any) -> StudyFile:
    given = {"device": device(), **more}
    routes = {"line": route("etch", "clean"), "green": greener("line", **measures)}
    return read(write(root, steps=STEPS, routes=routes, study=study({"line": "line", "green": "green"}, **given)))


def bound(root: Path, measures: dict[str, Any] = MEASURES) -> BoundStudy:
    return bind_study(tiny(root, measures))


def test_every_subset_is_what_the_study_gives_with_it(tmp_path: Path) -> None:
    study_ = bound(tmp_path)
    subsets = Subsets(study_, "green")
    seen = 0
    for number in range(len(MEASURES) + 1):
        for chosen in itertools.combinations(MEASURES, number):
            found = subsets.of(chosen)
            if "better_dry" in chosen and "dry" not in chosen:
                assert found is None
                continue
            seen += 1
            assert found is not None
            calculated = calculate(rebind(study_, routes=("green",), measures=chosen))
            expected = totals(calculated.of("green"), "device", "location")
            market = totals(calculated.of("green"), "device", "market")
            for view in (CLIMATE, COST, "electricity", "hazardous_waste_generated"):
                assert found[view] == pytest.approx(expected.get(view, 0.0), rel=1e-12, abs=1e-18), (chosen, view)
            assert found["climate_change_market"] == pytest.approx(market[CLIMATE], rel=1e-12)
            wafers = calculated.inventory.values["green.device/wafers"]
            assert found[WAFERS] == pytest.approx(wafers, rel=1e-12)
    assert seen == 48


def test_values_share_one_inventory(tmp_path: Path) -> None:
    subsets = Subsets(bound(tmp_path), "green")
    assert set(subsets.valued) >= {"less_gas", "less_power"}
    assert set(subsets.structural) >= {"dry", "better_dry", "abate"}
    for subset in subsets.every():
        subsets.of(subset)
    # Far fewer inventories than the 64 subsets.
    assert subsets.built < 40
    assert subsets.deviation(7) < 1e-9


def test_two_measures_of_one_input_are_not_taken_apart(tmp_path: Path) -> None:
    both = {"less": {"set": {"etch.m": "3 g"}}, "least": {"set": {"etch.m": "1 g"}}}
    subsets = Subsets(bound(tmp_path, both), "green")
    found = [subsets.of(chosen) for chosen in ((), ("less",), ("least",), ("less", "least"))]
    climate = [entry[CLIMATE] for entry in found if entry is not None]
    assert climate[0] > climate[1] > climate[2]
    assert climate[3] == pytest.approx(climate[2], rel=1e-12)


def test_why_a_subset_cannot_stand(tmp_path: Path) -> None:
    subsets = Subsets(bound(tmp_path), "green")
    assert subsets.why(("dry", "better_dry")) == ""
    assert "no step of this name" in subsets.why(("better_dry",))


def test_the_route_with_measures_is_found(tmp_path: Path) -> None:
    study_ = bound(tmp_path)
    assert measured_route(study_) == "green"
    with pytest.raises(StudyError, match="name a route that has measures; found 'line'; expected green"):
        measured_route(study_, "line")
    with pytest.raises(StudyError, match=r"no route of this name; found 'gren'.*did you mean 'green'"):
        measured_route(study_, "gren")


def test_effects_of_the_face(tmp_path: Path) -> None:
    done: list[tuple[int, int]] = []
    found = measure_effects(tiny(tmp_path), progress=lambda number, whole: done.append((number, whole)))
    assert done[-1] == (64, 64)
    # better_dry asks for dry before it: half of all orders.
    assert found.orders == 360
    assert found.seed is None
    assert list(found.dependent) == ["better_dry"]
    assert found.effect("dry").last is None
    for view in (CLIMATE, COST, "climate_change_market", "electricity"):
        whole = found.end[view] - found.start[view]
        assert sum(entry.average[view] for entry in found.effects) == pytest.approx(whole, rel=1e-9, abs=1e-15)
        assert sum(entry.in_order[view] for entry in found.effects) == pytest.approx(whole, rel=1e-9, abs=1e-15)
    gas = found.effect("less_gas")
    assert gas.order_effect(CLIMATE) > 0
    assert gas.lowest[CLIMATE] <= gas.average[CLIMATE] <= gas.highest[CLIMATE]
    assert set(found.to_dict()["measures"]) == set(MEASURES)


def test_the_smallest_set(tmp_path: Path) -> None:
    file = tiny(tmp_path)
    assert smallest_set(file, "-1 %").measures != ()
    none = smallest_set(file, "1 t")
    assert none.measures == ()
    few = smallest_set(file, "-50 %")
    assert few.measures == ("abate",)
    assert few.total <= few.limit < few.start


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("-99.99 %", "no set of the measures of green reaches this target of climate_change; found '-99.99 %'"),
        ("+5 %", "a target is a fall by more than 0 and at most 100 %"),
        ("-120 %", "a target is a fall by more than 0 and at most 100 %"),
        ("-3 g", "an amount to reach is zero or more"),
        ("soon", "this is no target"),
        ("3 kWh", "this is no target of climate_change"),
    ],
)
def test_targets_that_are_refused(tmp_path: Path, target: str, said: str) -> None:
    with pytest.raises(StudyError) as caught:
        smallest_set(tiny(tmp_path), target)
    assert len(caught.value.findings) == 1
    assert said in caught.value.findings[0].line()


def test_an_indicator_that_is_none_is_refused_before_work(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"no indicator of this name.*did you mean 'electricity'"):
        smallest_set(tiny(tmp_path), "-10 %", indicator="electricty")
