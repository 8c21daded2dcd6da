"""Routes with their base resolved and measures applied."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mems_lca.errors import LibraryError, StudyError
from mems_lca.library.routes import FlatRoute, flatten
from packs import greener, open_pack, route, run, step, study, total, write

ABATEMENT = {"gases": ["SF6"], "fraction_treated": 1.0, "destruction": {"SF6": 0.9}, "uptime": 1.0}
BASE = route(
    "clean",
    {"step": "etch", "id": "first", "repeat": 2, "set": {"depth": "10 um"}},
    {"step": "etch", "id": "second"},
    wafer_yield=0.9,
)


@pytest.fixture
def flat(tmp_path: Path) -> Any:
    def flattened(routes: dict[str, Any], name: str = "green", switched: tuple[str, ...] | None = None) -> FlatRoute:
        return flatten(name, open_pack(write(tmp_path, routes={"base": BASE, **routes})), switched)

    return flattened


def keys(found: FlatRoute) -> list[tuple[str, str, int]]:
    return [(entry.key, entry.entry.step, entry.entry.repeat) for entry in found.occurrences]


def test_whole_route(flat: Any) -> None:
    found = flat({}, "base")
    assert keys(found) == [("clean", "clean", 1), ("first", "etch", 2), ("second", "etch", 1)]
    assert str(found.occurrences[1].settings["depth"][0].value) == "10 um"
    assert found.wafer_yield.canonical == 0.9


def test_measures_apply_in_the_order_written(flat: Any) -> None:
    green = greener(
        "base",
        shallow={"set": {"first.depth": "5 um"}},
        dry={"replace": {"clean": {"step": "dry_clean", "set": {"time": "1 min"}}}},
        abate={"abatement": ABATEMENT},
        reclaim={"add": {"after": "second", "steps": ["reclaim", {"step": "etch", "id": "third"}]}},
    )
    found = flat({"green": green})
    assert keys(found) == [
        ("dry_clean", "dry_clean", 1),
        ("first", "etch", 2),
        ("second", "etch", 1),
        ("reclaim", "reclaim", 1),
        ("third", "etch", 1),
    ]
    assert found.occurrences[1].settings["depth"][1] == "shallow"
    assert found.abatement is not None
    assert found.measures == ("shallow", "dry", "abate", "reclaim") == found.available


@pytest.mark.parametrize("subset", [(), ("shallow",), ("dry",), ("shallow", "dry")])
def test_any_subset_of_measures(flat: Any, subset: tuple[str, ...]) -> None:
    green = greener("base", shallow={"set": {"first.depth": "5 um"}}, dry={"replace": {"clean": {"step": "dry_clean"}}})
    found = flat({"green": green}, switched=subset)
    assert found.measures == subset
    assert ("dry_clean" in [entry.key for entry in found.occurrences]) is ("dry" in subset)
    assert found.occurrences[1].settings["depth"][0].value.canonical == pytest.approx(
        5e-6 if "shallow" in subset else 1e-5
    )


def test_name_of_a_step_replaces_all_its_occurrences_and_keeps_ids_and_repeats(flat: Any) -> None:
    found = flat({"green": greener("base", wet={"replace": {"etch": {"step": "wet_etch"}}})})
    assert keys(found)[1:] == [("first", "wet_etch", 2), ("second", "wet_etch", 1)]


def test_set_by_name_of_a_step_means_all_its_occurrences(flat: Any) -> None:
    found = flat({"green": greener("base", deep={"set": {"etch.depth": "20 um"}})})
    depths = [entry.settings["depth"][0].value.canonical for entry in found.occurrences[1:]]
    assert depths == pytest.approx([2e-5, 2e-5])


def test_a_measure_leaves_steps_out_and_puts_several_in_place_of_one(flat: Any) -> None:
    green = greener("base", short={"remove": ["second"], "replace": {"clean": ["rinse", {"step": "dry", "repeat": 3}]}})
    assert keys(flat({"green": green})) == [("rinse", "rinse", 1), ("dry", "dry", 3), ("first", "etch", 2)]


def test_several_steps_in_place_of_each_occurrence_are_numbered(flat: Any) -> None:
    found = flat({"green": greener("base", m={"replace": {"etch": ["mask", "etch"]}})})
    assert keys(found) == [
        ("clean", "clean", 1),
        ("mask_2", "mask", 2),
        ("etch_2", "etch", 2),
        ("mask_3", "mask", 1),
        ("etch_3", "etch", 1),
    ]


def test_a_measure_adds_in_several_places(flat: Any) -> None:
    places = [{"after": "clean", "steps": ["dry"]}, {"after": "second", "steps": ["look"]}]
    assert [key for key, *_ in keys(flat({"green": greener("base", m={"add": places})}))] == [
        "clean",
        "dry",
        "first",
        "second",
        "look",
    ]


def test_a_measure_changes_die_line_yield_and_monitors(flat: Any) -> None:
    monitors = {"number": 0.02, "passes": ["first"], "reuses": 1}
    green = greener("base", m={"die": {"width": "2 mm"}, "wafer_yield": 0.95, "monitors": monitors})
    found = flat({"green": green})
    assert {size: (str(value), by) for size, (value, by) in found.die.items()} == {"width": ("2 mm", "m")}
    assert found.wafer_yield.canonical == 0.95
    assert found.monitors.number.canonical == 0.02
    assert flat({"green": green}, switched=()).die == {}


def test_measures_of_measures(flat: Any) -> None:
    green = greener("base", shallow={"set": {"first.depth": "5 um"}})
    greenest = greener("green", shallower={"set": {"first.depth": "4 um"}})
    found = flat({"green": green, "greenest": greenest}, "greenest")
    assert found.occurrences[1].settings["depth"][0].value.canonical == pytest.approx(4e-6)
    assert found.available == ("shallow", "shallower")


def test_bases_in_a_circle(flat: Any) -> None:
    with pytest.raises(StudyError, match="route_cycle"):
        flat({"green": greener("other"), "other": greener("green")})


def test_unknown_base_has_its_line_and_the_nearest_name(flat: Any) -> None:
    with pytest.raises(LibraryError) as caught:
        flat({"green": greener("bse")})
    (found,) = caught.value.findings
    assert (found.code, found.nearest, found.place.line) == ("unknown_route", "base", 3)


@pytest.mark.parametrize(
    "measure",
    [
        {"set": {"frist.depth": "1 um"}},
        {"set": {"first": "1 um"}},
        {"set": {"green.first.depth": "1 um"}},
        {"replace": {"clan": {"step": "dry_clean"}}},
        {"remove": ["clan"]},
        {"add": {"after": "clan", "steps": ["clean"]}},
        {"add": {"after": "clean", "steps": [{"step": "etch", "id": "first"}]}},
        {"add": {"after": "clean", "steps": ["clean"]}},
    ],
)
def test_measure_that_hits_nothing_or_a_name_twice_is_refused(flat: Any, measure: dict[str, Any]) -> None:
    with pytest.raises(StudyError) as caught:
        flat({"green": greener("base", m=measure)})
    assert {finding.code for finding in caught.value.findings} <= {"unknown_step", "duplicate_step"}


def test_two_steps_of_one_name_need_ids(flat: Any) -> None:
    with pytest.raises(StudyError, match="duplicate_step"):
        flat({"green": route("etch", "etch")})


def test_measure_that_needs_another_does_not_stop_the_assessment(tmp_path: Path) -> None:
    from mems_lca.analysis.assess import assess_bound
    from mems_lca.face import bind_study
    from packs import read

    power = step({"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh"})
    green = greener(
        "line",
        extra={"add": {"after": "a", "steps": ["b"]}},
        less={"set": {"b.e": "0.5 kWh"}},
    )
    root = write(
        tmp_path,
        steps={"a": power, "b": power},
        routes={"line": route("a"), "green": green},
        study=study({"line": "line", "green": "green"}),
    )
    result = assess_bound(bind_study(read(root)), "0")
    assert result.value("green", "electricity", "per_wafer") == pytest.approx(1.5)


def test_route_with_a_base_that_consumes_its_own_wafers_consumes_its_own() -> None:
    power = step({"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh"})
    test = step(parameters={})
    calculated = run(
        steps={"a": power, "t": test},
        routes={
            "line": route("a", {"step": "t", "with": "line", "draws": 0.5}),
            "green": greener("line", less={"set": {"a.e": "0.5 kWh"}}),
        },
        study=study({"line": "line", "green": "green"}),
    )
    assert total(calculated, "electricity") == pytest.approx(2)
    assert total(calculated, "electricity", route="green") == pytest.approx(1)
