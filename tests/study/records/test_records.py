"""Whole studies: where files lie, sheets of workbooks, headings, and everything at once."""

from __future__ import annotations

import hashlib
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from mems_lca.errors import Finding, Place, StudyError
from mems_lca.study.measured import Measured
from mems_lca.study.records.kinds import Records
from mems_lca.study.records.records import read_records
from records_kit import GROUPS, KWH, METERS, QUARTER, STARTS, readings, records, refused, shipped_columns, told

MONTHS = [(2025, 1, 100.0), (2025, 2, 200.0), (2025, 3, 300.0)]
HEAD = ("Meter", "Month", "Amount", "Unit")


def book(
    path: Path, *rows: tuple[Any, ...], sheet: str = "Data", formats: dict[tuple[int, int], str] | None = None
) -> None:
    """A workbook with one sheet; `formats` gives number formats by row and column from 0."""
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet(sheet)
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                code = (formats or {}).get((number, column))
                style = workbook.add_format({"num_format": code}) if code else None
                if isinstance(value, date):
                    page.write_datetime(number, column, value, style or day)
                elif value != "":
                    page.write(number, column, value, style)


def read(folder: Path, **dataset: Any) -> Records:
    return records(folder, {}, meters=METERS, readings={"file": "r.xlsx", **dataset})


def wrong(folder: Path, **dataset: Any) -> list[Finding]:
    return refused(folder, {}, meters=METERS, readings={"file": "r.xlsx", **dataset})


def months(*, dates: bool = True) -> list[tuple[Any, ...]]:
    return [
        ("main", date(year, month, 1) if dates else f"{year}-{month}", amount, "kWh") for year, month, amount in MONTHS
    ]


def test_a_sheet_with_a_title_and_dates_in_its_cells(tmp_path: Path) -> None:
    book(tmp_path / "r.xlsx", ("Energy 2025",), (), HEAD, *months(), ("Total", "", 600.0, "kWh"))
    found = read(tmp_path)
    assert [entry.amount for entry in found.readings] == [100 * KWH, 200 * KWH, 300 * KWH]
    assert str(found.readings[0].place) == "r.xlsx:Data!C4"
    assert told(found.findings) == [("total", "r.xlsx:Data!A7")]


def test_no_row_is_lost_in_a_long_sheet(tmp_path: Path) -> None:
    days = [("main", datetime.fromordinal(date(2025, 1, 1).toordinal() + index), 2.0, "kWh") for index in range(90)]
    book(tmp_path / "r.xlsx", ("Meter", "Date", "Amount", "Unit"), *days)
    found = read(tmp_path)
    assert (len(found.readings), sum(entry.amount for entry in found.readings)) == (90, 180 * KWH)


def test_midnight_beside_a_day_is_no_clock(tmp_path: Path) -> None:
    code = "yyyy-mm-dd hh:mm"
    rows = [("main", date(2025, 1, 1), date(2025, 3, 31), 5.0)]
    book(tmp_path / "r.xlsx", ("Meter", "Start", "End", "kWh"), *rows, formats={(1, 1): code, (1, 2): code})
    assert [(entry.end, entry.amount) for entry in read(tmp_path).readings] == [(datetime(2025, 4, 1), 5 * KWH)]


def test_cells_that_hold_no_amount_are_refused_with_their_place(tmp_path: Path) -> None:
    rows = [("main", date(2025, 1, 1), 0.12, "kWh"), ("main", date(2025, 2, 1), True, "kWh")]
    rows.append(("main", date(2025, 3, 1), date(2025, 3, 1), "kWh"))
    book(tmp_path / "r.xlsx", HEAD, *rows, formats={(1, 2): "0%"})
    assert [(str(finding.place), finding.message) for finding in wrong(tmp_path)] == [
        ("r.xlsx:Data!C2", "the cell is formatted as a percentage"),
        ("r.xlsx:Data!C3", "this is yes or no, not a number"),
        ("r.xlsx:Data!C4", "this is a date or a time: Excel may have made it of a number"),
    ]


def test_an_error_of_excel_is_refused_where_it_is_asked_for_only(tmp_path: Path) -> None:
    rows = [(*row, "=1/0") for row in months()]
    book(tmp_path / "r.xlsx", (*HEAD, "Remarks"), *rows)
    assert len(read(tmp_path).readings) == 3
    with xlsxwriter.Workbook(tmp_path / "r.xlsx") as workbook:
        page = workbook.add_worksheet("Data")
        page.write_row(0, 0, HEAD)
        for number, row in enumerate(months(dates=False), 1):
            page.write_row(number, 0, row)
        page.write_formula("C3", "=1/0", None, "#DIV/0!")
    assert [str(finding.place) for finding in wrong(tmp_path)] == ["r.xlsx:Data!C3"]


def test_merged_cells_of_a_table_are_refused(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "r.xlsx") as workbook:
        page = workbook.add_worksheet("Data")
        page.write_row(0, 0, HEAD)
        for number, row in enumerate(months(dates=False), 1):
            page.write_row(number, 0, row)
        page.merge_range("A2:A4", "main")
    assert ("merged", "r.xlsx:Data!A2") in told(wrong(tmp_path))


def test_hidden_rows_count_and_are_told(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "r.xlsx") as workbook:
        page = workbook.add_worksheet("Data")
        page.write_row(0, 0, HEAD)
        for number, row in enumerate(months(dates=False), 1):
            page.write_row(number, 0, row)
        page.set_row(2, None, None, {"hidden": True})
    found = read(tmp_path)
    assert (len(found.readings), [finding.code for finding in found.findings]) == (3, ["hidden_rows"])


def test_numbers_of_meters_and_bottles_keep_their_zeros(tmp_path: Path) -> None:
    rows = [(7, date(2025, month, 1), 1.0, "kWh") for month in (1, 2, 3)]
    book(tmp_path / "r.xlsx", HEAD, *rows, formats={(number, 0): "000" for number in (1, 2, 3)})
    found = records(tmp_path, {}, meters={"007": METERS["main"]}, readings={"file": "r.xlsx"})
    assert {entry.meter for entry in found.readings} == {"007"}


def test_an_uptime_in_cells_of_percent(tmp_path: Path) -> None:
    rows = [("L1", date(2025, month, 1), 600, 0.98) for month in (1, 2, 3)]
    formats = {(number, 3): "0.0%" for number in (1, 2, 3)}
    book(tmp_path / "r.xlsx", ("Unit", "Month", "Gas hours", "Uptime %"), *rows, formats=formats)
    found = records(tmp_path, {}, tool_groups=GROUPS, uptime={"file": "r.xlsx"})
    assert [entry.up for entry in found.uptime] == pytest.approx([588 * 3600] * 3, rel=1e-14)


def test_a_sheet_is_named_where_there_are_several(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "r.xlsx") as workbook:
        for name in ("Power", "Water"):
            page = workbook.add_worksheet(name)
            page.write_row(0, 0, HEAD)
            for number, row in enumerate(months(dates=False), 1):
                page.write_row(number, 0, row)
    assert [finding.code for finding in wrong(tmp_path)] == ["sheet"]
    assert len(read(tmp_path, sheet="Power").readings) == 3
    assert wrong(tmp_path, sheet="Powr")[0].nearest == "Power"


def test_a_table_without_a_file_is_a_sheet_of_the_studys_workbook(tmp_path: Path) -> None:
    book(tmp_path / "study.xlsx", HEAD, *months(), sheet="readings")
    (tmp_path / "starts.csv").write_text(STARTS)
    said = {"site": "fab", "products": {"r": "A"}, "wafer_starts": {"file": "starts.csv"}, "meters": METERS}
    measured = Measured.model_validate({**said, "readings": {"sheet": "readings"}})
    found = read_records(measured, QUARTER, tmp_path / "study.xlsx", shipped_columns())
    assert sum(entry.amount for entry in found.readings) == 600 * KWH
    with pytest.raises(StudyError) as caught:
        read_records(measured, QUARTER, tmp_path / "study.yaml", shipped_columns())
    assert caught.value.findings[0].code == "file"


def test_files_are_listed_with_their_hashes(tmp_path: Path) -> None:
    found = records(tmp_path, {})
    [entry] = found.files
    digest = hashlib.sha256(STARTS.encode()).hexdigest()
    assert (entry.kind, entry.path, entry.sheet, entry.rows) == ("wafer_starts", "starts.csv", "", 3)
    assert (entry.sha256, entry.bytes) == (digest, len(STARTS))


def test_files_lie_beside_the_study_or_below_or_have_an_absolute_path(tmp_path: Path) -> None:
    folder, other = tmp_path / "study", tmp_path / "other"
    for path in (folder / "data", other):
        path.mkdir(parents=True)
        (path / "starts.csv").write_text(STARTS)
    assert len(records(folder, {}, wafer_starts={"file": "data/starts.csv"}).starts) == 3
    assert len(records(folder, {}, wafer_starts={"file": str(other / "starts.csv")}).starts) == 3
    [finding] = refused(folder, {}, wafer_starts={"file": "../other/starts.csv"})
    assert (finding.code, finding.place.path) == ("path", "measured.wafer_starts.0")
    (folder / "link.csv").symlink_to(other / "starts.csv")
    assert refused(folder, {}, wafer_starts={"file": "link.csv"})[0].code == "path"
    [finding] = refused(folder, {}, wafer_starts={"file": "start.csv"})
    assert (finding.code, finding.nearest) == ("file", "starts.csv")


def test_places_in_the_study_are_those_that_it_gives(tmp_path: Path) -> None:
    measured = Measured.model_validate(
        {"site": "fab", "products": {"r": "A"}, "wafer_starts": {"file": "none.csv", "columns": {"prodct": "Type"}}}
    )
    with pytest.raises(StudyError) as caught:
        read_records(measured, QUARTER, tmp_path / "s.yaml", shipped_columns(), place=lambda path: Place("s.yaml", 7))
    assert [(finding.code, str(finding.place), finding.nearest) for finding in caught.value.findings] == [
        ("column", "s.yaml:7", "product"), ("file", "s.yaml:7", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"), ("Meter,Month,Amount,Unit\n", "empty"),
        ("Metr,Mont,Amnt,Unt\nmain,2025-01,1,kWh\n", "heading"),
        ("Meter,Month,Amount,Energy,Unit\nmain,2025-01,1,1,kWh\n", "heading"),
        ("Meter,Amount,Unit\nmain,1,kWh\n", "heading"),
        ('Meter,Month,Amount,Unit\nmain,2025-01,"1,kWh\n', "csv"),
    ],
)  # fmt: skip
def test_tables_that_are_none(tmp_path: Path, text: str, code: str) -> None:
    found = refused(tmp_path, meters=METERS, **readings(text))
    assert {finding.code for finding in found} == {code}
    assert all(str(finding.place).startswith("r.csv") for finding in found)


def test_other_headings_are_told_with_the_nearest(tmp_path: Path) -> None:
    found = refused(tmp_path, meters=METERS, **readings("Metr,Mont,Amount,Unit\nmain,2025-01,1,kWh\n"))
    assert [(finding.message, finding.nearest) for finding in found] == [
        ("no column of the table is `meter`", "Metr"), ("columns are missing", "Mont"),
    ]  # fmt: skip


def test_a_misspelt_heading_of_a_column_that_may_miss_is_told(tmp_path: Path) -> None:
    found = records(
        tmp_path, {"starts.csv": "Product,Month,Starts,Finishd\nA,2025-01,1,1\nA,2025-02,1,1\nA,2025-03,1,1\n"}
    )
    assert [(finding.found, finding.nearest) for finding in found.findings] == [("Finishd", "finished")]


def test_errors_of_all_tables_are_told_at_once(tmp_path: Path) -> None:
    files = {
        "r.csv": "Meter,Month,kWh\nmain,2025-01,1\n",
        "m.csv": "Manifest,Waste,Date,Weight (m3)\n1,acid,2025-01-01,1\n",
        "starts.csv": "Product,Month,Starts\nA,2025-01,x\n",
    }
    tables = {"readings": {"file": "r.csv"}, "manifests": {"file": "m.csv"}, "purchases": {"file": "none.csv"}}
    assert told(refused(tmp_path, files, meters=METERS, **tables)) == [
        ("file", f"{tmp_path / 'study.yaml'} (measured.purchases.0)"), ("cell", "starts.csv:2 (Starts)"),
        ("gap", "r.csv:2 (kWh)"), ("dimension", "m.csv:2 (Weight (m3))"),
    ]  # fmt: skip


@pytest.mark.slow
def test_a_hundred_thousand_rows(tmp_path: Path) -> None:
    begin = datetime(2025, 1, 1).timestamp()
    stamps = (datetime.fromtimestamp(begin + 60 * index) for index in range(100_000))
    text = "\n".join(["Meter,Timestamp,kWh", *(f"main,{stamp:%Y-%m-%d %H:%M},0.5" for stamp in stamps)])
    started = time.process_time()
    found = records(tmp_path, meters=METERS, **readings(text, gaps="accept"))
    assert (len(found.readings), sum(entry.amount for entry in found.readings)) == (100_000, 50_000 * KWH)
    assert time.process_time() - started < 30
