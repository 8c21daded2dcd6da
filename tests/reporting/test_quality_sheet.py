"""The sheet Data quality says what the result says, in both languages, and fits a page."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mems_lca.analysis.result import Result
from mems_lca.study.uncertainty import AXES


def rows(file: Path, sheet: str) -> list[list[Any]]:
    page = openpyxl.load_workbook(file, data_only=True)[sheet]
    return [[cell.value for cell in row] for row in page.iter_rows(max_col=14)]


@pytest.fixture(scope="module")
def english(workbook: Path) -> list[list[Any]]:
    return rows(workbook, "Data quality")


def test_shares_and_scores_of_each_indicator(english: list[list[Any]], result: Result) -> None:
    for name, label in (("grey", "Grey"), ("green", "Green")):
        record = result.route(name)
        for indicator, shares in record["data_quality"].items():
            title = result.body["indicators"][indicator]["name"]
            found = next(row for row in english if row[:2] == [label, title])
            rating = record["data_quality_rating"][indicator]
            assert found[2:5] == pytest.approx([shares[key] for key in ("primary", "secondary", "assumed")])
            assert found[5:11] == pytest.approx([rating[axis] for axis in (*AXES, "overall")])


def test_shares_of_sites(english: list[list[Any]], result: Result) -> None:
    found = next(row for row in english if row[:2] == ["Grey", "Fab (CN-JS)"])
    shares = result.route("grey")["data_quality_by_site"]["fab"]["climate_change"]
    assert found[2:5] == pytest.approx([shares[key] for key in ("primary", "secondary", "assumed")])


def test_the_twenty_inputs_to_improve_first(english: list[list[Any]], result: Result) -> None:
    cells = {cell["key"]: cell for cell in result.body["trace"]["cells"]}
    top = next(index for index, row in enumerate(english) if str(row[0]).endswith("climate change: Grey"))
    for entry, row in zip(result.route("grey")["data_quality_priorities"], english[top + 2 :], strict=False):
        record = cells[entry["cell"]]
        assert row[0] == (record["path"] or record["key"])
        assert row[2] == pytest.approx(record["given"]["value"])
        if entry["log_gsd"] is not None:
            assert row[4] == pytest.approx(math.exp(entry["log_gsd"]))
        assert row[5:10] == record["spread"]["pedigree"]
        assert row[10:12] == pytest.approx([entry["carried"], entry["variance"]])
        assert row[12] == record["source"]
        assert row[13]


def test_reasons(english: list[list[Any]]) -> None:
    reasons = {row[13] for row in english if row[13]}
    assert any(text.startswith("assumption; ") for text in reasons)
    assert any("widened by time, place, technology" in text for text in reasons)


def test_chinese(chinese: Path) -> None:
    shown = {str(value) for row in rows(chinese, "数据质量") for value in row if value}
    assert {"可靠性", "方差份额", "平均评分"} <= shown
    assert any(text.startswith("假设；") for text in shown)


def test_page(workbook: Path) -> None:
    page = openpyxl.load_workbook(workbook)["Data quality"]
    assert page.page_setup.orientation == "landscape"
    assert page.sheet_properties.pageSetUpPr.fitToPage
