"""What is read from the cells of a sheet, what is said of them, and where."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.libreoffice import recalculate, requires_libreoffice

from mems_lca.errors import Finding, StudyError
from mems_lca.study.book.cells import (
    Cell,
    SheetCells,
    Unreadable,
    merged_over,
    read_cells,
    read_rows,
)
from mems_lca.study.book.package import DATA, INVENTORY
from mems_lca.study.reading import CellSpot
from study.book.broken import SHEET, Formula, Shown, error, patched, replaced, with_links, workbook

STRINGS = "xl/sharedStrings.xml"
UNCALCULATED = "formula_uncalculated"


def sheet(path: Path, rows: list[list[Any]], **how: Any) -> tuple[SheetCells, list[Finding]]:
    """The one sheet of a workbook of these rows as it is read, and the warnings."""
    findings: list[Finding] = []
    read = read_cells(workbook(path, {"Data": rows}, **how), findings=findings)
    return read["Data"], findings


def values(read: SheetCells) -> dict[str, Any]:
    """What each cell holds by its address; the code of what cannot be read."""
    return {cell.at: _plain(cell) for row in read.rows for cell in row.cells.values()}


def _plain(cell: Cell) -> Any:
    return cell.value.code if isinstance(cell.value, Unreadable) else cell.value


HELD: dict[str, tuple[Any, Any]] = {
    # name: (what was written, what is read; None where the cell holds nothing)
    "text": ("SF6", "SF6"),
    "blanks-around": ("\u00a0 SF6\u3000\t", "SF6"),
    "blank-text": (" \u00a0", None),
    "empty": (None, None),
    "formatted-and-empty": (Shown(None, "0%"), None),
    "chinese": ("（深硅）刻蚀", "（深硅）刻蚀"),
    "escape": ("a_x000D_\nb", "a_x000D_\nb"),
    "lines": ("a\nb", "a\nb"),
    "whole": (300, 300),
    "negative": (-7, -7),
    "float": (0.0001234, 0.0001234),
    "tiny": (1.25e-30, 1.25e-30),
    "large": (6.02214076e23, 6.02214076e23),
    "true": (True, True),
    "date": (date(2025, 1, 31), date(2025, 1, 31)),
    "moment": (datetime(2025, 1, 31, 23, 59, 59), datetime(2025, 1, 31, 23, 59, 59)),
    "midnight": (datetime(2025, 2, 1), datetime(2025, 2, 1)),
    "clock": (time(7, 30), time(7, 30)),
    "duration": (timedelta(hours=151, minutes=20), timedelta(hours=151, minutes=20)),
    "date-zh": (Shown(45658, '[$-804]yyyy"年"m"月"d"日"'), date(2025, 1, 1)),
    "month": (Shown(45658, "mmm-yy"), date(2025, 1, 1)),
    "date-and-text": (Shown(45658.5, 'd/m/yy h:mm "h";@'), datetime(2025, 1, 1, 12)),
    "currency": (Shown(12.5, "[$€-407] #,##0.00;[Red]-#,##0.00"), 12.5),
    "unit-in-format": (Shown(12.5, '0.0" days"'), 12.5),
    "sloppy-unit-in-format": (Shown(12.5, "0.0 days"), 12.5),
    "thousands-separated": (Shown(1_200_000, "_(* #,##0.00_);_(* \\(#,##0.00\\);_(@_)"), 1_200_000),
    "shown-in-thousands": (Shown(1_200_000, "0.0,"), "number_scaled"),
    "shown-in-millions": (Shown(1_200_000, '#,##0.0,,"M"'), "number_scaled"),
    "power": (Shown(1e5, "0.00E+00"), 100_000),
    "formula": (Formula("=1+2", 3), 3),
    "formula-text": (Formula('="a"&"b"', "ab"), "ab"),
    "formula-blank": (Formula('=""', ""), None),
    "formula-without-value": (Formula("=1+2"), UNCALCULATED),
    "error-na": (error("#N/A"), "cell_error"),
    "error-ref": (error("#REF!"), "cell_error"),
    "error-div": (error("#DIV/0!"), "cell_error"),
    "error-as-text": ("#N/A", "cell_error"),
    "negative-date": (Shown(-1, "yyyy-mm-dd"), "cell_date"),
    "far-date": (Shown(3e6, "yyyy-mm-dd"), "cell_date"),
    "control": ("S\x07F6", "control_character"),
    "next-line": ("S\x85F6", "control_character"),
}


@pytest.mark.parametrize("case", HELD)
def test_a_cell_holds(case: str, tmp_path: Path) -> None:
    written, expected = HELD[case]
    read, findings = sheet(tmp_path / "a.xlsx", [["Head"], [None, written], ["next"]])
    found = values(read)
    assert found == {"A1": "Head", **({} if expected is None else {"B2": expected}), "A3": "next"}
    assert type(found.get("B2")) is type(expected)
    assert findings == []


def test_a_broken_cell_says_what_it_holds_and_what_to_do(tmp_path: Path) -> None:
    read, _ = sheet(tmp_path / "a.xlsx", [[error("#REF!"), Formula("=1")]])
    assert read.rows[0].cells["A"].value == Unreadable(
        "cell_error", "the cell holds an error of Excel", found="#REF!", expected="a value"
    )
    assert read.rows[0].cells["B"].value == Unreadable(
        UNCALCULATED,
        "the cell holds a formula without a calculated value",
        expected="its value: open the workbook in Excel or LibreOffice and save it",
    )


def test_a_number_keeps_all_of_its_digits(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": [[0.3, 123456789012345.6]]})
    digits = replaced("<v>0.3</v>", "<v>0.30000000000000004</v>")
    more = replaced("<v>123456789012345.6</v>", "<v>1.2345678901234567E-2</v>")
    patched(path, {SHEET: lambda part: more(digits(part))})
    assert values(read_cells(path, findings=[])["Data"]) == {"A1": 0.1 + 0.2, "B1": 0.012345678901234567}


def test_values_that_excel_is_asked_to_calculate_are_not_trusted(tmp_path: Path) -> None:
    read, _ = sheet(tmp_path / "a.xlsx", [[Formula("=B1*2", 0), 21, Formula('=""', "")]], calculated=False)
    assert values(read) == {"A1": UNCALCULATED, "B1": 21, "C1": UNCALCULATED}


def test_a_cell_knows_its_place_and_format(tmp_path: Path) -> None:
    read, _ = sheet(tmp_path / "a.xlsx", [[None, Shown(0.12, "0.0%"), Shown(7, "000"), Shown(7, '"A-"0000'), 7]])
    cells = read.rows[0].cells
    assert cells["B"] == Cell(0.12, "Data", "B", 1, percent=True)
    assert cells["C"] == Cell(7, "Data", "C", 1, leading_zeros=3)
    assert cells["D"] == Cell(7, "Data", "D", 1, leading_zeros=4)
    assert cells["E"] == Cell(7, "Data", "E", 1)
    assert (cells["C"].at, cells["C"].spot) == ("C1", CellSpot("Data", "C1"))


@pytest.mark.parametrize(
    ("number", "serial", "expected"),
    [
        (9, 0.5, Cell(0.5, "Data", "A", 1, percent=True)),
        (14, 45658, Cell(date(2025, 1, 1), "Data", "A", 1)),
        (22, 45658.25, Cell(datetime(2025, 1, 1, 6), "Data", "A", 1)),
        (31, 45658, Cell(date(2025, 1, 1), "Data", "A", 1)),
        (57, 45658, Cell(date(2025, 1, 1), "Data", "A", 1)),
        (20, 0.25, Cell(time(6), "Data", "A", 1)),
        (46, 1.25, Cell(timedelta(hours=30), "Data", "A", 1)),
        (11, 1e5, Cell(100_000, "Data", "A", 1)),
    ],
)
def test_formats_that_a_file_names_by_number_alone(number: int, serial: float, expected: Cell, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": [[Shown(serial, "0.00000")]]})
    patched(path, {"xl/styles.xml": replaced('numFmtId="164" fontId', f'numFmtId="{number}" fontId')})
    assert read_cells(path, findings=[])["Data"].rows[0].cells["A"] == expected


def test_a_format_of_a_conditional_format_is_not_that_of_a_cell(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": [[Shown(12, "0.0")]]})
    other = '<dxfs count="1"><dxf><numFmt numFmtId="164" formatCode="yyyy"/></dxf></dxfs>'
    patched(path, {"xl/styles.xml": replaced('<dxfs count="0"/>', other)})
    assert values(read_cells(path, findings=[])["Data"]) == {"A1": 12}


def test_dates_of_a_calendar_that_begins_in_1904(tmp_path: Path) -> None:
    read, _ = sheet(tmp_path / "a.xlsx", [[date(2025, 1, 31), datetime(2025, 1, 31, 6)]], from_1904=True)
    assert values(read) == {"A1": date(2025, 1, 31), "B1": datetime(2025, 1, 31, 6)}


def test_the_day_that_1900_did_not_have(tmp_path: Path) -> None:
    read, _ = sheet(tmp_path / "a.xlsx", [[Shown(n, "yyyy-mm-dd") for n in (1, 59, 61)]])
    assert values(read) == {"A1": date(1900, 1, 1), "B1": date(1900, 2, 28), "C1": date(1900, 3, 1)}


def test_rich_texts_are_read_without_their_phonetic_guides(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": [["X"]]})
    rich = '<r><t>深</t></r><r><rPr><b/></rPr><t>硅</t></r><rPh sb="0" eb="1"><t>SHEN</t></rPh><phoneticPr fontId="1"/>'
    patched(path, {STRINGS: replaced("<t>X</t>", rich)})
    assert values(read_cells(path, findings=[])["Data"]) == {"A1": "深硅"}


def test_texts_that_stand_in_the_sheet_itself_are_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": [["X", "Y"]]})
    inline = '<c r="A1" t="inlineStr"><is><t>a</t><rPh sb="0" eb="1"><t>no</t></rPh></is></c>'
    patched(path, {SHEET: replaced('<c r="A1" t="s"><v>0</v></c>', inline)})
    assert values(read_cells(path, findings=[])["Data"]) == {"A1": "a", "B1": "Y"}


def test_escaped_characters_are_put_back(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": [["X"]]})
    patched(path, {STRINGS: replaced("<t>X</t>", "<t>a_x000D_\nb_x005F_c</t>")})
    assert values(read_cells(path, findings=[])["Data"]) == {"A1": "a\nb_c"}


def test_half_of_a_surrogate_pair_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": [["X"]]})
    patched(path, {STRINGS: replaced("<t>X</t>", "<t>a_xD800_</t>")})
    assert values(read_cells(path, findings=[])["Data"]) == {"A1": "control_character"}


def test_cells_without_addresses_follow_each_other(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": [[1, 2], [3, 4]]})

    def without(content: bytes) -> bytes:
        for at in (b' r="A1"', b' r="B1"', b' r="A2"', b' r="B2"', b' r="1"', b' r="2"'):
            content = content.replace(at, b"")
        return content

    patched(path, {SHEET: without})
    assert values(read_cells(path, findings=[])["Data"]) == {"A1": 1, "B1": 2, "A2": 3, "B2": 4}


def test_elements_with_prefixes_are_read(tmp_path: Path) -> None:
    """As the Open XML SDK writes them."""
    path = workbook(tmp_path / "a.xlsx", {"Data": [["a", 2]]})
    sheet_xml = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row r="1">'
        b'<x:c r="A1" t="str"><x:v>a</x:v></x:c><x:c r="B1"><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    patched(path, {SHEET: sheet_xml})
    assert values(read_cells(path, findings=[])["Data"]) == {"A1": "a", "B1": 2}


def test_a_workbook_of_the_strict_kind_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": [["a", 2]]})
    strict = replaced(
        "http://schemas.openxmlformats.org/officeDocument/2006", "http://purl.oclc.org/ooxml/officeDocument"
    )
    patched(path, {"_rels/.rels": strict, "xl/_rels/workbook.xml.rels": strict, "xl/workbook.xml": strict})
    assert values(read_cells(path, findings=[])["Data"]) == {"A1": "a", "B1": 2}


def test_merged_ranges_are_reported(tmp_path: Path) -> None:
    rows = [["Sites of the study", None, None], ["Site", "Share", "Note"], ["fab", 0.5, "x"]]
    read, findings = sheet(tmp_path / "a.xlsx", rows, merged={"Data": ["A1:C1", "E5:E6"]})
    assert read.merged == ("A1:C1", "E5:E6")
    assert values(read)["A1"] == "Sites of the study"
    assert findings == []


@pytest.mark.parametrize(
    ("merged", "columns", "found"),
    [
        ("A1:C1", None, []),
        ("A3:A5", None, ["A3"]),
        ("A2:A3", None, ["A2"]),
        ("B4:C4", None, ["B4"]),
        ("A2:C2", None, ["A2"]),
        ("B4:C4", ["A", "B"], []),
        ("E3:F4", ["A", "B", "C"], []),
        ("B3:E4", ["A", "B"], ["B3"]),
        ("A9:A10", None, []),
    ],
)
def test_merged_cells_of_a_table_are_found(merged: str, columns: list[str] | None, found: list[str]) -> None:
    findings: list[Finding] = []
    merged_over(SheetCells("a.xlsx", "Data", (), (merged,)), 2, 8, columns, findings)
    assert [finding.place.cell for finding in findings] == found
    for finding in findings:
        assert finding.code == "merged"
        assert finding.line() == (
            f"a.xlsx:Data!{found[0]}: error: the cells {merged} are merged: only the first cell holds the value; "
            f"found '{merged}'; expected the value in each cell: unmerge them and fill it in [merged]"
        )


def test_hidden_rows_columns_and_sheets_are_read_and_said_once(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        {"Data": [[n, n] for n in range(1, 8)], "Old": [["x"]], "Lists": [["x"]], "Empty": []},
        hidden_rows={"Data": [2, 4, 5, 6, 20]},
        hidden_columns={"Data": ["B", "H"]},
        hidden=["Old", "Lists", "Empty"],
    )
    findings: list[Finding] = []
    read = read_cells(path, findings=findings, only=lambda name: name != "Lists")
    assert list(read) == ["Data", "Old", "Empty"]
    assert values(read["Data"]) == {f"{column}{n}": n for n in range(1, 8) for column in "AB"}
    assert [row.hidden for row in read["Data"].rows] == [False, True, False, True, True, True, False]
    assert [finding.line() for finding in findings] == [
        f"{path}:Data!A2: warning: rows are hidden (2, 4-6); they were read like the others [hidden_rows]",
        f"{path}:Data: warning: columns are hidden (B); they were read like the others [hidden_columns]",
        f"{path}:Old: warning: the sheet is hidden; it was read like the others [hidden_sheet]",
    ]


def test_stored_values_of_formulas_into_other_workbooks_are_read_and_said(tmp_path: Path) -> None:
    rows = [
        [Formula("=[1]Prices!A1", 3.5), Formula("='[2]My prices'!B2*2", 7)],
        [Formula('="[1]x!"&A1', "text"), Formula("=SUM(T[[2024]:[2025]])", 1)],
    ]
    findings: list[Finding] = []
    read = read_cells(with_links(workbook(tmp_path / "a.xlsx", {"Data": rows})), findings=findings)
    assert values(read["Data"]) == {"A1": 3.5, "B1": 7, "A2": "text", "B2": 1}
    assert [(finding.severity, finding.code, finding.place.cell) for finding in findings] == [
        ("warning", "workbook_links", ""),
        ("warning", "formula_outside", "A1"),
    ]
    assert findings[1].message == ("formulas lead into other workbooks (A1, B1); the values stored here were read")


def test_shared_formulas_into_other_workbooks_are_found(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": [[Formula("=1", 1)], [Formula("=2", 2)], [Formula("=3", 3)]]})
    shared = '<f t="shared" ref="A1:A2" si="0">[1]Prices!A1</f>'
    follows = '<f t="shared" si="0"/>'
    patched(path, {SHEET: lambda part: replaced("<f>2</f>", follows)(replaced("<f>1</f>", shared)(part))})
    findings: list[Finding] = []
    assert values(read_cells(path, findings=findings)["Data"]) == {"A1": 1, "A2": 2, "A3": 3}
    assert [finding.message.split("(")[1].split(")")[0] for finding in findings] == ["A1, A2"]


DAMAGED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "number": (replaced("<v>1</v>", "<v>one</v>"), "cell_number"),
    "infinity": (replaced("<v>1</v>", "<v>1e999</v>"), "cell_number"),
    "nan": (replaced("<v>1</v>", "<v>NaN</v>"), "cell_number"),
    "underscore": (replaced("<v>1</v>", "<v>1_0</v>"), "cell_number"),
    "iso-date": (replaced('r="A1"><v>1<', 'r="A1" t="d"><v>2025-02-30<'), "cell_date"),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_a_number_that_is_none_is_not_read(case: str, tmp_path: Path) -> None:
    change, code = DAMAGED[case]
    path = patched(workbook(tmp_path / "a.xlsx", {"Data": [[1, 22]]}), {SHEET: change})
    assert values(read_cells(path, findings=[])["Data"]) == {"A1": code, "B1": 22}


def _out_of_its_row(content: bytes) -> bytes:
    """The last cell of the first row after the row's end."""
    cell = b'<c r="B1" t="s"><v>0</v></c>'
    assert cell + b"</row>" in content
    return content.replace(cell + b"</row>", b"</row>" + cell)


STRUCTURE: dict[str, tuple[Callable[[bytes], bytes], str, str]] = {
    "cell-twice": (replaced('r="B1"', 'r="A1"'), "A1", "the cell stands twice"),
    "cell-in-another-row": (replaced('r="B1"', 'r="B7"'), "B7", "the cell stands in row 1"),
    "rows-out-of-order": (replaced('<row r="1"', '<row r="9"'), "", "row 2 stands after row 9"),
    "no-such-text": (replaced('t="s"><v>0<', 't="s"><v>99<'), "", "a cell is not as a workbook has it"),
    "cell-in-no-row": (_out_of_its_row, "B1", "a cell stands in no row"),
    "no-such-column": (replaced('r="B1"', 'r="b1"'), "", "a cell is not as a workbook has it"),
}


@pytest.mark.parametrize("case", STRUCTURE)
def test_a_sheet_that_contradicts_itself_is_refused(case: str, tmp_path: Path) -> None:
    change, cell, says = STRUCTURE[case]
    path = workbook(tmp_path / "a.xlsx", {"Data": [[1, "x"], [3]]})
    drop = replaced(' spans="1:2"', "")
    patched(path, {SHEET: lambda part: change(drop(part) if case == "cell-in-another-row" else part)})
    if case == "rows-out-of-order":
        patched(path, {SHEET: lambda part: part.replace(b'r="A1"', b'r="A9"').replace(b'r="B1"', b'r="B9"')})
    with pytest.raises(StudyError) as caught:
        read_cells(path, findings=[])
    (finding,) = caught.value.findings
    assert finding.code == "workbook_damaged"
    assert (finding.place.sheet, finding.place.cell) == ("Data", cell)
    assert says in finding.message


def test_two_sheets_of_one_name_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": [[1]], "Data2": [[2]]})
    patched(path, {"xl/workbook.xml": replaced('name="Data2"', 'name="Data"')})
    with pytest.raises(StudyError, match=r"a\.xlsx:Data: error: the file is damaged: two sheets have this name"):
        read_cells(path, findings=[])


LIMITS = replace(INVENTORY, rows=3, columns=4, cells=7)


@pytest.mark.parametrize(
    ("rows", "cell", "says"),
    [
        ([[1]] * 4, "A4", "the sheet has more than 3 rows that hold something"),
        ([[1], [1, 2, 3, 4, 5]], "E2", "the sheet has more than 4 columns"),
        ([[1, 2, 3, 4], [1, 2, 3, 4]], "A2", "the workbook has more than 7 cells that hold something"),
    ],
)
def test_a_sheet_above_a_limit_is_refused_at_its_place(
    rows: list[list[int]], cell: str, says: str, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": rows})
    with pytest.raises(StudyError) as caught:
        read_cells(path, findings=[], limits=LIMITS)
    (finding,) = caught.value.findings
    assert (finding.code, finding.message) == ("workbook_size", says)
    assert (finding.place.sheet, finding.place.cell) == ("Data", cell)


def test_empty_rows_and_formatted_cells_do_not_count(tmp_path: Path) -> None:
    rows: list[list[Any]] = [[1], *[[Shown(None, "0%")] * 9] * 20, [2, 3], [None, 4]]
    path = workbook(tmp_path / "a.xlsx", {"Data": rows})
    read = read_cells(path, findings=[], limits=LIMITS)["Data"]
    assert values(read) == {"A1": 1, "A22": 2, "B22": 3, "B23": 4}


def test_one_hundred_thousand_rows_are_read_piece_by_piece(tmp_path: Path) -> None:
    count = 100_000
    path = patched(workbook(tmp_path / "big.xlsx", {"Readings": []}), {SHEET: long_sheet(count)})
    findings: list[Finding] = []
    stream = read_rows(path, "Readings", findings=findings)
    gc.collect()
    total, last, held = 0.0, 0, []
    for row in stream:
        last = row.number
        amount = row.cells["B"].value
        total += amount if isinstance(amount, int | float) else 0
        if last % 10_000 == 0:
            held.append(sys.getallocatedblocks())
    assert last == count
    assert total == 1.5 * count * (count + 1) / 2
    assert stream.merged == ("E1:F1",)
    assert [finding.code for finding in findings] == ["hidden_rows"]
    # A row takes some nine blocks: all of them would be a million.
    assert max(held) - held[0] < 30_000


def test_rows_beyond_the_limit_are_refused_where_they_begin(tmp_path: Path) -> None:
    path = patched(workbook(tmp_path / "big.xlsx", {"Readings": []}), {SHEET: long_sheet(1_001)})
    with pytest.raises(StudyError, match=r"big\.xlsx:Readings!A1001: error: the sheet has more than 1000 rows"):
        list(read_rows(path, "Readings", findings=[], limits=replace(DATA, rows=1_000)))


def long_sheet(count: int) -> bytes:
    """The part of a sheet of readings, one of its rows hidden and some cells beside them merged."""
    row = b'<row r="%d"%s><c r="A%d" t="str"><v>main</v></c><c r="B%d"><v>%r</v></c></row>'
    rows = (row % (n, b' hidden="1"' if n == 500 else b"", n, n, n * 1.5) for n in range(1, count + 1))
    return (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + b"".join(rows)
        + b'</sheetData><mergeCells count="1"><mergeCell ref="E1:F1"/></mergeCells></worksheet>'
    )


def test_a_sheet_of_a_name_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Readings": [[1]], "Bottles": [[1]]})
    with pytest.raises(StudyError) as caught:
        read_rows(path, "readings", findings=[])
    (finding,) = caught.value.findings
    assert (finding.code, finding.nearest, finding.expected) == ("sheet", "Readings", "Readings, Bottles")
    with pytest.raises(StudyError, match="the workbook has several sheets: name one"):
        read_rows(path, findings=[])


def test_the_only_visible_sheet_needs_no_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Readings": [[1]], "Lists": [[1]]}, hidden=["Lists"])
    assert read_rows(path, findings=[], limits=DATA).name == "Readings"


MIXED: list[list[Any]] = [
    ["Name", "Share", "Day", "Moment", "Flag", "Sum", "Zh"],
    ["a b", Shown(0.07, "0%"), date(2024, 2, 29), datetime(2024, 2, 29, 13, 30), True, Formula("=1+1", 2), "刻蚀"],
    ["é", 1e-9, None, None, False, Formula('="x"', "x"), "µm"],
]


def test_openpyxl_reads_the_same(tmp_path: Path) -> None:
    read, _ = sheet(tmp_path / "a.xlsx", MIXED)
    other = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)["Data"]
    theirs = {cell.coordinate: cell.value for row in other.iter_rows() for cell in row if cell.value is not None}
    assert {at: value if type(value) is not date else datetime(value.year, value.month, value.day)
            for at, value in values(read).items()} == theirs  # fmt: skip


def test_what_openpyxl_wrote_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    active = book.active
    assert active is not None
    active.title = "Data"
    active.append(["a", 0.5, datetime(2025, 1, 31, 6), True, "=B1*2"])
    active["B1"].number_format = "0.0%"
    active.merge_cells("A3:B4")
    book.save(tmp_path / "a.xlsx")
    findings: list[Finding] = []
    read = read_cells(tmp_path / "a.xlsx", findings=findings)["Data"]
    assert values(read) == {"A1": "a", "B1": 0.5, "C1": datetime(2025, 1, 31, 6), "D1": True, "E1": UNCALCULATED}
    assert read.rows[0].cells["B"].percent
    assert read.merged == ("A3:B4",)
    assert findings == []


@pytest.mark.libreoffice
@requires_libreoffice
def test_libreoffice_saves_what_is_read_the_same(tmp_path: Path) -> None:
    before, _ = sheet(tmp_path / "a.xlsx", MIXED, merged={"Data": ["A5:B5"]}, hidden_rows={"Data": [3]})
    findings: list[Finding] = []
    after = read_cells(recalculate(tmp_path / "a.xlsx", tmp_path / "out"), findings=findings)["Data"]
    assert values(after) == values(before)
    assert after.rows[1].cells["B"].percent
    assert after.merged == before.merged
    assert [finding.code for finding in findings] == ["hidden_rows"]
