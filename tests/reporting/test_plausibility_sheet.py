"""The sheet Plausibility says what the result says, in both languages, beside published figures with their sources."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mems_lca.analysis.result import Result

LINES = 100


def rows(file: Path, sheet: str) -> list[list[Any]]:
    page = openpyxl.load_workbook(file, data_only=True)[sheet]
    return [[cell.value for cell in row] for row in page.iter_rows(max_row=LINES, max_col=8)]


@pytest.fixture(scope="module")
def english(workbook: Path) -> list[list[Any]]:
    return rows(workbook, "Plausibility")


def test_electricity_by_use(english: list[list[Any]], result: Result) -> None:
    found = result.body["routes"]["grey"]["plausibility"]["electricity"]
    per_wafer = next(row for row in english if row[1] == "kWh/wafer")
    assert per_wafer[2:6] == pytest.approx([found[use] for use in ("process", "idle", "facility", "total")])
    per_area = next(row for row in english if row[1] == "kWh/cm2")
    assert per_area[5] == pytest.approx(found["per_cm2"]["total"])


def test_each_screening_beside_the_recipes(english: list[list[Any]], result: Result) -> None:
    start = next(number for number, row in enumerate(english) if row[1] == "From the recipes of the route")
    found = result.body["routes"]["grey"]["plausibility"]["screening"]
    assert english[start][5] == pytest.approx(found["recipe"]["total"])
    for row, entry in zip(english[start + 1 : start + 4], found["screenings"], strict=True):
        assert row[1] == entry["name"]
        assert row[5:7] == pytest.approx([entry["total"], entry["over_recipe"]])


def test_published_figures_name_their_source(english: list[list[Any]], result: Result) -> None:
    listed = {row[1]: (row[2], row[3], row[4]) for row in english}
    for entry in result.body["benchmarks"]:
        assert listed[entry["name_en"]] == (pytest.approx(entry["value"]), entry["unit"], entry["source"])


def test_own_figures_stand_in_the_same_units(english: list[list[Any]], result: Result) -> None:
    record = result.body["routes"]["grey"]
    own = [
        (row[2], row[3]) for row in english if str(row[1]).startswith("This study") and "grey" in str(row[1]).lower()
    ]
    area = record["plausibility"]["electricity"]["processed_area_cm2"]
    assert {unit: value for value, unit in own} == pytest.approx(
        {
            "kWh/cm2": record["plausibility"]["electricity"]["per_cm2"]["total"],
            "kg CO2e/cm2": record["plausibility"]["screening"]["recipe"]["total"] / area,
            "L/cm2": 1e3 * record["per_wafer"]["water_withdrawal"]["value"] / area,
        }
    )


def test_chinese_sheet_has_the_same_numbers(chinese: Path, english: list[list[Any]]) -> None:
    found = rows(chinese, "合理性对照")
    assert [row[2:7] for row in found] != []
    numbers = [[value for value in row if isinstance(value, int | float)] for row in found]
    assert numbers == [[value for value in row if isinstance(value, int | float)] for row in english]
