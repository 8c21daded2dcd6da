"""The sheets Uncertainty and Sensitivity say what the result says, in both languages, with their charts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mems_lca.analysis.result import Result
from mems_lca.face import assess
from mems_lca.reporting.workbook import write_workbook
from packs import read, write
from uncertain import parts

CLIMATE = "climate_change_location"


def rows(file: Path, sheet: str) -> list[list[Any]]:
    page = openpyxl.load_workbook(file, data_only=True)[sheet]
    return [[cell.value for cell in row] for row in page.iter_rows(max_col=14)]


def test_intervals(workbook: Path, result: Result) -> None:
    page = rows(workbook, "Uncertainty")
    for route, label in (("grey", "Grey"), ("green", "Green")):
        entry = result.body["uncertainty"][route][CLIMATE]
        found = next(row for row in page if row[0] == "Climate change, location-based electricity" and row[2] == label)
        assert found[1] == "g CO₂e"
        expected = [1e3 * entry[name] for name in ("deterministic", "median", "mean", "p2_5", "p97_5")]
        assert found[3:8] == pytest.approx(expected)
        assert found[8:10] == pytest.approx([entry["gsd"], 1 - entry["below"]])
        assert found[10] == pytest.approx(1e3 * entry["standard_error"]["mean"], rel=0.06)


def test_pairs(workbook: Path, result: Result) -> None:
    page = rows(workbook, "Uncertainty")
    entry = result.body["comparison"]["paired"]["green"][CLIMATE]
    top = next(index for index, row in enumerate(page) if str(row[0]).startswith("Green against Grey"))
    found = next(row for row in page[top:] if row[0] == "Climate change, location-based electricity")
    assert found[3:6] == pytest.approx([1e3 * entry["difference"][name] for name in ("median", "p2_5", "p97_5")])
    assert found[9] == pytest.approx(entry["p_better"])
    assert found[11] == pytest.approx(entry["correlation"])


def test_sentences_and_histogram(workbook: Path, result: Result) -> None:
    page = rows(workbook, "Uncertainty")
    texts = [str(row[0]) for row in page if row[0]]
    assert any(text.startswith("Grey is skewed: the stated inputs give 51.8 g CO₂e") for text in texts)
    assert any("16 consecutive parts" in text for text in texts)
    assert any("counts as zero" in text for text in texts)
    assert any("have no solution" in text and "In the first it is" in text for text in texts)
    top = next(index for index, row in enumerate(page) if str(row[0]).startswith("From, "))
    shares = [row[2] for row in page[top + 1 : top + 31]]
    assert shares == pytest.approx(result.body["sampling"]["histogram"]["shares"]["grey"])


def test_tornado(workbook: Path, result: Result) -> None:
    page = rows(workbook, "Sensitivity")
    for route, label in (("grey", "Grey"), ("green", "Green")):
        top = next(index for index, row in enumerate(page) if str(row[0]).startswith(f"{label}: inputs"))
        entries = result.body["sensitivity"][route]["climate_change"]
        assert len(entries) == 20
        for entry, row in zip(entries, page[top + 3 :], strict=False):
            assert row[1].endswith(entry["cell"].rpartition("/")[2].rpartition(".")[2]) or row[1].startswith("factors.")
            assert row[2:5] == pytest.approx([entry[name] for name in ("value", "low", "high")])
            assert row[6:8] == pytest.approx([1e3 * entry[name] for name in ("total_at_low", "total_at_high")])
            assert row[8:10] == pytest.approx([entry["elasticity"], entry["variance"]])
    assert any("SF6 flow" in str(row[0]) for row in page)


def test_charts_and_live_states(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    assert len(book["Uncertainty"]._charts) == 1
    assert len(book["Sensitivity"]._charts) == 2
    for sheet, number in (("Uncertainty", 4), ("Sensitivity", 2)):
        live = [cell.value for row in book[sheet].iter_rows() for cell in row if "STALE" in str(cell.value)]
        assert len(live) == number
        assert all(str(value).startswith("=IF(") for value in live)


def test_the_summary_has_interval_and_probability(workbook: Path, chinese: Path) -> None:
    texts = [str(row[0]) for row in rows(workbook, "Summary")]
    assert any(text.startswith("Green: 95% of the samples lie between") and "below Grey" in text for text in texts)
    assert any("95%的样本" in str(row[0]) for row in rows(chinese, "摘要"))


def test_chinese_has_no_english_sentences(chinese: Path) -> None:
    for sheet in ("不确定性", "敏感性"):
        for row in rows(chinese, sheet):
            text = str(row[0] or "")
            assert "samples" not in text
            assert "stated" not in text


def test_without_samples_the_sheets_say_so(tmp_path: Path) -> None:
    study = read(write(tmp_path / "pack", **parts(uncertainty={"samples": 0})))
    file = write_workbook(assess(study), tmp_path / "none.xlsx")
    for sheet in ("Uncertainty", "Sensitivity"):
        assert any("asks for no samples" in str(row[0]) for row in rows(file, sheet))
