from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mems_lca.study.records.kinds import Bottle, Records
from records_kit import GROUPS, records, refused, told

HEAD = "Cylinder,Gas,Tool group,Date on,Date off,Full weight,Empty weight,Tare,Unit,Returned\n"
GOOD = "B1,SF6,drie,2025-01-10,2025-02-10,78.4,41.2,38.4,kg,yes\n"


def read(folder: Path, rows: str, head: str = HEAD, **dataset: Any) -> Records:
    return records(folder, {"b.csv": head + rows}, tool_groups=GROUPS, bottles={"file": "b.csv", **dataset})


def errors(folder: Path, rows: str, **dataset: Any) -> list[tuple[str, str]]:
    files, table = {"b.csv": HEAD + rows}, {"file": "b.csv", **dataset}
    return told(refused(folder, files, tool_groups=GROUPS, bottles=table))


def numbers(bottle: Bottle) -> tuple[date, date, float, float, float, bool]:
    return (bottle.start, bottle.end, bottle.weight_start, bottle.weight_end, bottle.tare, bottle.returned)


def test_a_bottle(tmp_path: Path) -> None:
    [bottle] = read(tmp_path, GOOD).bottles
    assert numbers(bottle) == (date(2025, 1, 10), date(2025, 2, 10), 78.4, 41.2, 38.4, True)
    assert (bottle.bottle, bottle.gas, bottle.tool_group) == ("B1", "SF6", "drie")


def test_empty_days_are_the_ends_of_the_period_and_such_a_bottle_stays(tmp_path: Path) -> None:
    [bottle] = read(tmp_path, "B1,SF6,drie,,,78.4,41.2,38.4,kg,\n").bottles
    assert numbers(bottle) == (date(2025, 1, 1), date(2025, 3, 31), 78.4, 41.2, 38.4, False)
    [bottle] = read(tmp_path, "B1,SF6,drie,2024-12-31,2025-04-01,78.4,41.2,38.4,kg,\n").bottles
    assert numbers(bottle)[:2] == (date(2025, 1, 1), date(2025, 3, 31))


def test_net_contents_have_no_tare(tmp_path: Path) -> None:
    head = "气瓶编号,气体,机台组,上线日期,下线日期,充装量(kg),残气(kg),退瓶\n"
    [bottle] = read(tmp_path, "B1,SF6,drie,2025-01-10,2025-02-10,40,2.8,否\n", head).bottles
    assert numbers(bottle)[2:] == (40.0, 2.8, 0.0, False)


def test_pounds(tmp_path: Path) -> None:
    [bottle] = read(tmp_path, GOOD.replace("kg", "lbs")).bottles
    assert bottle.weight_start == pytest.approx(78.4 * 0.45359237, rel=1e-15)


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ("B1,SF6,drie,2025-01-10,2025-02-10,41.2,78.4,38.4,kg,", ("weight", "b.csv:2 (Empty weight)")),
        ("B1,SF6,drie,2025-01-10,2025-02-10,78.4,41.2,41.3,kg,", ("weight", "b.csv:2 (Tare)")),
        ("B1,SF6,drie,2025-02-10,2025-01-10,78.4,41.2,38.4,kg,", ("order", "b.csv:2 (Date off)")),
        ("B1,SF6,dire,2025-01-10,2025-02-10,78.4,41.2,38.4,kg,", ("unknown", "b.csv:2 (Tool group)")),
        ("B1,SF6,drie,2025-01-10,2025-02-10,78.4,41.2,38.4,L,", ("dimension", "b.csv:2 (Full weight)")),
        ("B1,SF6,drie,2025-01-10,2025-02-10,78.4,,38.4,kg,", ("empty_cell", "b.csv:2 (Empty weight)")),
        ("B1,SF6,drie,2025-01-10,2025-02-10,78.4,41.2,-38.4,kg,", ("cell", "b.csv:2 (Tare)")),
        ("B1,SF6,drie,2025-01-10,2025-02-10,78.4,41.2,38.4,kg,perhaps", ("cell", "b.csv:2 (Returned)")),
        (",SF6,drie,2025-01-10,2025-02-10,78.4,41.2,38.4,kg,", ("empty_cell", "b.csv:2 (Cylinder)")),
        ("B1,SF6,drie,2024-12-10,2025-02-10,78.4,41.2,38.4,kg,", ("edge", "b.csv:2 (Cylinder)")),
    ],
)
def test_what_is_wrong_with_a_bottle_is_found(tmp_path: Path, row: str, finding: tuple[str, str]) -> None:
    assert finding in errors(tmp_path, row + "\n")


def test_the_same_bottle_and_days_is_a_double_entry(tmp_path: Path) -> None:
    assert errors(tmp_path, GOOD + GOOD) == [("double", "b.csv:3 (Cylinder)")]
    found = read(tmp_path, GOOD + GOOD, duplicates="drop")
    assert (len(found.bottles), told(found.findings)) == (1, [("double", "b.csv:3 (Cylinder)")])
    assert errors(tmp_path, GOOD + GOOD.replace("41.2", "41.0"), duplicates="drop") == [
        ("double", "b.csv:3 (Cylinder)")
    ]


def test_a_bottle_is_on_line_once_at_a_time(tmp_path: Path) -> None:
    later = GOOD.replace("2025-01-10,2025-02-10", "2025-02-09,2025-03-10")
    assert errors(tmp_path, GOOD + later) == [("overlap", "b.csv:3 (Cylinder)")]
    assert len(read(tmp_path, GOOD + later.replace("2025-02-09", "2025-02-10")).bottles) == 2


def test_across_the_edge_of_the_period_it_is_counted_pro_rata_where_the_study_says_so(tmp_path: Path) -> None:
    # 40 days, of which 30 lie before the period; 40 kg used.
    row = "B1,SF6,drie,2024-12-02,2025-01-10,90,50,40,kg,yes\n"
    [bottle] = read(tmp_path, row, edges="pro_rata").bottles
    assert numbers(bottle) == (date(2025, 1, 1), date(2025, 1, 10), 60.0, 50.0, 40.0, True)
    row = "B1,SF6,drie,2025-03-22,2025-04-30,90,50,40,kg,yes\n"
    found = read(tmp_path, row, edges="pro_rata")
    assert numbers(found.bottles[0]) == (date(2025, 3, 22), date(2025, 3, 31), 90.0, 80.0, 40.0, False)
    assert "10 kg of 40 kg used" in found.findings[0].message
    row = "B1,SF6,drie,2024-03-22,2024-04-30,90,50,40,kg,yes\n"
    assert told(read(tmp_path, row).findings) == [("outside", "b.csv:2 (Cylinder)")]


@pytest.mark.parametrize("days", [",2024-11-10", "2025-05-10,"])
def test_a_bottle_off_before_or_on_after_the_period_lies_outside(tmp_path: Path, days: str) -> None:
    """The other day is empty: a table of another year tells the bottles that stood at its own ends so."""
    found = read(tmp_path, GOOD + f"B2,SF6,drie,{days},90,50,40,kg,\n")
    assert [bottle.bottle for bottle in found.bottles] == ["B1"]
    assert told(found.findings) == [("outside", "b.csv:3 (Cylinder)")]
