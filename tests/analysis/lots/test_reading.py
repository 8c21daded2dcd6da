"""Tables of lots as exports write them: CSV and sheets, in both languages, and every error with its cell."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from mems_lca.analysis.lots.reading import LotTable, lot_columns, read_lots
from mems_lca.study.records.columns import MeasuredColumns
from packs import shipped_library


@pytest.fixture(scope="module")
def columns() -> MeasuredColumns:
    return lot_columns(shipped_library())


def read(path: Path, columns: MeasuredColumns, text: str, **more: Any) -> LotTable:
    (path / "lots.csv").write_bytes(text.encode(more.pop("encoding", "utf-8")))
    return read_lots(path / "lots.csv", columns, **more)


def lines(found: LotTable) -> list[str]:
    return [entry.line().partition("lots.")[2] for entry in found.findings]


def test_a_plain_table(tmp_path: Path, columns: MeasuredColumns) -> None:
    found = read(tmp_path, columns, 'Lot,Date,Wafers started,Scrap\n007,2025-03-01,25,"a x 1, b x 2"\n\nTotal,,25,\n')
    (row,) = found.rows
    assert (row.lot, row.day, row.started, row.scrap, row.out) == ("007", date(2025, 3, 1), 25, "a x 1, b x 2", None)
    assert (row.route, row.steps, row.rework) == ("", "", "")
    assert found.findings == ()
    assert (found.file["file"], found.file["rows"], len(found.file["sha256"])) == ("lots.csv", 1, 64)
    assert str(row.place("scrap")).endswith("lots.csv:2 (Scrap)")


def test_a_title_other_headings_other_order_and_semicolons(tmp_path: Path, columns: MeasuredColumns) -> None:
    text = "产线批次;;;\n产出数;批号;投片数;投片日期\n24;A-1;25 片;2025年3月4日\n"
    for encoding in ("utf-8-sig", "utf-16", "gb18030"):
        (row,) = read(tmp_path, columns, text, encoding=encoding).rows
        assert (row.lot, row.day, row.started, row.out) == ("A-1", date(2025, 3, 4), 25, 24)


def test_a_date_that_may_be_two_days_needs_its_format(tmp_path: Path, columns: MeasuredColumns) -> None:
    text = "Lot,Date,Wafers started\nA,03/04/2025,25\n"
    (line,) = lines(read(tmp_path, columns, text))
    assert line.startswith("csv:2 (Date): error: day and month cannot be told apart")
    assert read(tmp_path, columns, text, date_format="%d/%m/%Y").rows[0].day == date(2025, 4, 3)


def test_every_error_of_the_cells_at_once(tmp_path: Path, columns: MeasuredColumns) -> None:
    text = (
        "Lot,Date,Wafers started,Wafers out\nA,soon,25,25\nB,2025-01-01,0,-1\nC,2025-01-01,2.5,\n,2025-01-01,many,3\n"
    )
    found = lines(read(tmp_path, columns, text))
    assert [line.split(": ")[0] for line in found] == [
        "csv:2 (Date)", "csv:3 (Wafers started)", "csv:3 (Wafers out)", "csv:4 (Wafers started)", "csv:5 (Lot)",
        "csv:5 (Wafers started)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the table is empty"),
        ("Lot,Date,Wafers started\n", "the table has no lots"),
        ("Lot,Day of,Wafers started\nA,2025-01-01,25\n", "no column of the table is `date`"),
        ("Lot,Lot id,Date,Wafers started\nA,B,2025-01-01,25\n", "two headings stand for `lot`"),
    ],
)
def test_tables_that_will_not_do(tmp_path: Path, columns: MeasuredColumns, text: str, said: str) -> None:
    assert any(said in line for line in lines(read(tmp_path, columns, text)))


def test_a_file_that_is_not_there(tmp_path: Path, columns: MeasuredColumns) -> None:
    (line,) = lines(read_lots(tmp_path / "lots.csv", columns))
    assert "cannot read the file" in line


def sheet(path: Path, *rows: list[Any], formats: dict[str, str] | None = None, name: str = "lots.xlsx") -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    for cell, shape in (formats or {}).items():
        page[cell].number_format = shape
    book.save(path / name)
    return path / name


def test_a_sheet(tmp_path: Path, columns: MeasuredColumns) -> None:
    head = ["Lot", "Date", "Wafers started", "Steps passed", "Rework"]
    rows = [[24001, date(2025, 3, 4), 25, "all", None], [7, datetime(2025, 3, 5, 8, 30), 24, None, 0]]
    found = read_lots(sheet(tmp_path, head, *rows, formats={"A3": "000"}), columns)
    assert [(row.lot, row.day, row.started) for row in found.rows] == [
        ("24001", date(2025, 3, 4), 25),
        ("007", date(2025, 3, 5), 24),
    ]
    assert found.findings == ()
    assert str(found.rows[0].place("steps")).endswith("lots.xlsx:Sheet!D2")


def test_bad_cells_of_a_sheet(tmp_path: Path, columns: MeasuredColumns) -> None:
    head = ["Lot", "Date", "Wafers started", "Steps passed", "Wafers out"]
    rows = [["A", date(2025, 3, 4), "=1+1", 12, 1], ["B", 1.5, 25, "all", 0.96], [1e5 + 0.5, date(2025, 3, 4), 25]]
    found = read_lots(sheet(tmp_path, head, *rows, formats={"E3": "0 %"}), columns)
    assert sorted(line.split(":")[1].split("!")[1] for line in lines(found)) == ["A4", "B3", "C2", "D2", "E3"]
    assert any("formula without a calculated value" in line for line in lines(found))
    assert any("formatted as a percentage" in line for line in lines(found))


def test_the_shipped_table(columns: MeasuredColumns) -> None:
    path = shipped_library().packs[0].root / "inventories" / "lots" / "accelerometer.csv"
    found = read_lots(path, columns)
    assert (len(found.rows), found.findings) == (9, ())
