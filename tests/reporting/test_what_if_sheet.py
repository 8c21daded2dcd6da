"""The sheet What if says what the result says, in both languages, as a snapshot with axes that are named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mems_lca.analysis.result import Result


@pytest.fixture(scope="module")
def rows(workbook: Path) -> list[list[Any]]:
    page = openpyxl.load_workbook(workbook, data_only=True)["What if"]
    return [[cell.value for cell in row] for row in page.iter_rows(max_col=9)]


def start(rows: list[list[Any]], heading: str) -> int:
    return next(number for number, row in enumerate(rows) if str(row[0]).startswith(heading))


def test_each_path_alone(rows: list[list[Any]], result: Result) -> None:
    found = result.body["what_if"]
    top = start(rows, "Die yield at probe, alone (per 1 device)")
    assert rows[top + 1][:2] == ["current", "Snapshot: not recalculated when an input changes"]
    assert rows[top + 2][0] == "device.yield"
    totals = found["one_way"]["device.yield"]
    for number, value in enumerate((0.75, 0.8, 0.85, 0.9, 0.95)):
        row = rows[top + 4 + number]
        assert row[0] == value
        grey, green = (totals[route]["climate_change"][number] for route in ("grey", "green"))
        assert row[1:4] == pytest.approx([1000 * grey, 1000 * green, green / grey - 1])
    assert rows[top + 9][0] == "As it stands (0.88)"


def test_two_paths_as_a_map(rows: list[list[Any]], result: Result) -> None:
    two = result.body["what_if"]["two_way"]
    top = start(rows, "Green: Climate change, location-based electricity")
    assert [str(text).split(":")[0] for text in rows[top + 2][:2]] == ["Downwards", "To the right"]
    assert rows[top + 2][1].endswith(", sccm")
    assert rows[top + 3][1:6] == [200, 250, 300, 350, 400]
    for number, line in enumerate(two["totals"]["green"]):
        assert rows[top + 4 + number][1:6] == pytest.approx([1000 * value for value in line])


def test_the_map_is_coloured_and_stale_is_live(workbook: Path) -> None:
    page = openpyxl.load_workbook(workbook)["What if"]
    rules = [rule for entry in page.conditional_formatting for rule in entry.rules]
    assert sum(rule.type == "colorScale" for rule in rules) == 3
    states = [cell.value for row in page.iter_rows() for cell in row if str(cell.value).startswith("=IF(")]
    assert len(states) == 7
    assert all("STALE" in state for state in states)


def test_it_is_there_in_chinese(chinese: Path) -> None:
    page = openpyxl.load_workbook(chinese)["假设分析"]
    texts = {str(cell.value) for row in page.iter_rows() for cell in row}
    assert any("绿色路线" in text and "两个参数同时变化" in text for text in texts)
