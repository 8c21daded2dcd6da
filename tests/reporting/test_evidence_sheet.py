"""The sheet Evidence, and the column of evidence beside the inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lot_line import line
from mems_lca.analysis.assess import assess_bound
from mems_lca.face import bind_study
from mems_lca.reporting.workbook import write_workbook
from packs import read, write

GIVEN = {
    "evidence": {"log": {"file": "log.csv", "owner": "=1+1", "date": "2025-06-30"}, "bill": {"meter": "M-1"}},
    "set": {"coat.energy": {"value": "3 kWh", "evidence": "log"}, "bond.energy": "5 kWh"},
}


@pytest.fixture(params=["en", "zh"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    write(tmp_path, **line(uncertainty={"samples": 0}, **GIVEN))
    (tmp_path / "inventories" / "studies" / "log.csv").write_text("42\n", encoding="utf-8")
    result = assess_bound(bind_study(read(tmp_path)), "0.0.0")
    return openpyxl.load_workbook(write_workbook(result, tmp_path / "book.xlsx", lang=request.param)), request.param


def test_entries_and_what_has_none(book: Any) -> None:
    found, lang = book
    page = found["Evidence" if lang == "en" else "证据"]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    log = next(row for row in rows if row[0] == "log")
    assert (log[1], log[3], log[5], log[6], log[9]) == ("coat.energy", "log.csv", "=1+1", "2025-06-30", 3)
    assert len(log[10]) == 64
    bill = next(row for row in rows if row[0] == "bill")
    assert (bill[4], bill[9], bill[10]) == ("M-1", None, None)
    assert any(row[0] == "bond.energy" for row in rows)
    owner = next(cell for row in page.iter_rows() for cell in row if cell.value == "=1+1")
    assert owner.data_type == "s"


def test_a_column_beside_the_inputs(book: Any) -> None:
    found, lang = book
    page = found["Parameters" if lang == "en" else "参数"]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    head = next(row for row in rows if "Evidence" in row or "证据" in row)
    column = head.index("Evidence" if lang == "en" else "证据")
    marked = {row[0]: row[column] for row in rows[rows.index(head) + 1 :] if row[column]}
    assert marked == {"line.coat.energy": "log"}


def test_no_sheet_and_no_column_without_evidence(tmp_path: Path) -> None:
    write(tmp_path, **line(uncertainty={"samples": 0}))
    result = assess_bound(bind_study(read(tmp_path)), "0.0.0")
    found = openpyxl.load_workbook(write_workbook(result, tmp_path / "book.xlsx"))
    assert "Evidence" not in found.sheetnames
    heads = {cell.value for row in found["Parameters"].iter_rows(max_row=6) for cell in row}
    assert "Source" in heads
    assert "Evidence" not in heads
