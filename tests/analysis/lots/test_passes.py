"""Rows of a table as lots: steps, scrap, rework, and passes by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mems_lca.analysis.lots.records import Planned, Written, wafer_passes
from mems_lca.analysis.lots.resolving import resolved
from mems_lca.errors import Place, StudyError


def planned(name: str, repeat: int = 1, of: str = "", overhead: bool = False) -> Planned:
    return Planned(name, of or name, name, name, repeat, overhead)


PLAN = (
    planned("bare"),
    planned("litho", 3),
    planned("etch_a", of="etch"),
    planned("etch_b", of="etch"),
    planned("facility", overhead=True),
)
PLANS = {"line": PLAN, "other": PLAN[:2]}


def row(**more: Any) -> Written:
    found = {"lot": "A", "day": date(2025, 3, 1), "route": "line", "started": 10, "steps": "", "rework": ""}
    return Written(**{**found, "scrap": "", "out": None, "places": {"lot": Place("lots.csv", 2)}, **more})


def passes(**more: Any) -> dict[str, int]:
    (lot,) = resolved([row(**more)], PLANS, "")
    return wafer_passes(lot, PLAN)


def errors(*rows: Written, default: str = "") -> list[str]:
    with pytest.raises(StudyError) as raised:
        resolved(rows, PLANS, default)
    return [finding.line() for finding in raised.value.findings]


@pytest.mark.parametrize("text", ["", "all", "ALL", "全部"])
def test_all_steps(text: str) -> None:
    assert passes(steps=text) == {"bare": 10, "litho": 30, "etch_a": 10, "etch_b": 10, "facility": 10}


@pytest.mark.parametrize("text", ["up to litho", "UP TO litho", "upto litho", "until litho", "截至 litho", "至litho"])
def test_up_to_a_step(text: str) -> None:
    assert passes(steps=text) == {"bare": 10, "litho": 30}


def test_up_to_a_pass_of_a_step() -> None:
    assert passes(steps="up to litho@2") == {"bare": 10, "litho": 20}


@pytest.mark.parametrize(
    "text",
    ["bare; litho x 2; etch_b", "etch_b, litho × 2、bare", "bare；litho＊２；etch_b x 1", "bare\nlitho*2\netch_b"],
)
def test_a_list_of_steps_in_any_order(text: str) -> None:
    assert passes(steps=text) == {"bare": 10, "litho": 20, "etch_b": 10}


def test_scrap_passes_nothing_more() -> None:
    found = passes(scrap="litho@2 x 3; etch_a x 2", out=5)
    assert found == {"bare": 10, "litho": 10 + 10 + 7, "etch_a": 7, "etch_b": 5, "facility": 5}


def test_rework_adds_passes_of_single_wafers() -> None:
    assert passes(rework="litho x 4; litho x 1; etch_b x 2") == {
        "bare": 10, "litho": 35, "etch_a": 10, "etch_b": 12, "facility": 10
    }  # fmt: skip


def test_wafers_out_follow_where_they_are_not_said() -> None:
    (lot,) = resolved([row(scrap="litho x 1", rework="litho x 4")], PLANS, "")
    assert (lot.out, lot.scrapped, lot.reworked) == (9, 1, 4)


def test_routes_by_name_by_file_and_by_default() -> None:
    names = {"made_other": "other"}
    rows = [row(lot="A"), row(lot="B", route="made_other"), row(lot="C", route="")]
    assert [lot.route for lot in resolved(rows, PLANS, "other", names=names)] == ["line", "other", "other"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"route": "lien"}, "no route of this name; found 'lien'; expected line, other; did you mean 'line'"),
        ({"route": ""}, "names no route"),
        ({"steps": "lito"}, "found 'lito'; expected bare, litho, etch_a, etch_b, facility; did you mean 'litho'"),
        ({"steps": "etch"}, "several times: say which; found 'etch'; expected etch_a, etch_b"),
        ({"steps": "litho x 2; litho"}, "a step stands twice"),
        ({"steps": "litho@2 x 2"}, "a number of passes is written STEP x NUMBER"),
        ({"steps": "up to bare; litho"}, "one step ends what a lot has passed"),
        ({"steps": "litho 2"}, "not a step with a number; found 'litho 2'"),
        ({"rework": "litho"}, "rework says how many wafers"),
        ({"rework": "litho x 0"}, "rework says how many wafers"),
        ({"rework": "facility x 1"}, "overhead is no pass"),
        ({"rework": "etch_b x 1", "steps": "up to litho"}, "rework at a step that the lot has not passed"),
        ({"scrap": "etch_b x 1", "steps": "up to litho"}, "scrap at a step that the lot has not passed"),
        ({"scrap": "litho@4 x 1"}, "litho is passed 3 times; found 'litho@4'; expected litho@1 to litho@3"),
        ({"scrap": "litho x 11"}, "more wafers are scrapped than were started; found '11'; expected at most 10"),
        ({"scrap": "litho x 1", "out": 8}, "wafers are lost"),
        ({"out": 11}, "wafers are lost"),
    ],
)
def test_what_is_not_possible_is_refused(given: dict[str, Any], said: str) -> None:
    (line,) = errors(row(**given))
    assert said in line
    assert line.startswith("lots.csv:2: error: ")


def test_every_error_at_once_in_the_order_of_the_rows() -> None:
    first, second = ({"lot": Place("lots.csv", line)} for line in (3, 2))
    lines = errors(row(steps="x", rework="y x 1", scrap="z x 1", places=first), row(route="none", places=second))
    assert [line.split(":")[1] for line in lines] == ["2", "2", "3", "3", "3"]
    assert "the lot stands twice" in lines[1]


def test_an_unreadable_cell_does_not_hide_the_rest() -> None:
    (line,) = errors(row(started=None, day=None, steps="lito"))
    assert "lito" in line
