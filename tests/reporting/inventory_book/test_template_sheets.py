"""The sheets of the template: all of the layout, with its headings, in both languages, protected and open as meant."""

from __future__ import annotations

import re

import pytest

from mems_lca.study.book.layout import Sheet
from packs import shipped_library
from reporting.inventory_book.books import book, book_file, column_at, head_of, headings, layout, page, row_of

SHEETS = layout().sheets
both = pytest.mark.parametrize("lang", ["en", "zh"])


@both
def test_every_sheet_of_the_layout_is_there(lang: str) -> None:
    shape = layout()
    wanted = [getattr(entry.name, lang) for entry in (*shape.sheets, *shape.pages, *shape.data_sheets, *shape.forms)]
    assert sorted(book(lang).sheetnames) == sorted(wanted)
    assert book(lang).sheetnames[0] == getattr(shape.pages[0].name, lang)


@both
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.id)
def test_headings_are_those_of_the_layout(sheet: Sheet, lang: str) -> None:
    wanted = headings(sheet, lang)
    assert row_of(page(sheet, lang), head_of(page(sheet, lang), set(wanted))) == wanted


@both
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.id)
def test_cells_to_fill_in_are_open_and_the_rest_is_protected(sheet: Sheet, lang: str) -> None:
    one = page(sheet, lang)
    head = head_of(one, set(headings(sheet, lang)))
    assert one.protection.sheet
    assert one.protection.password is None
    assert one.freeze_panes is not None
    assert all(cell.protection.locked for cell in one[head] if cell.value)
    for column in sheet.columns:
        cell = one.cell(head + 1, column_at(one, head, getattr(column.head, lang)))
        assert cell.protection.locked == (column.kind == "info"), column.id


def test_texts_stay_texts() -> None:
    """Names, codes and lists are formatted as text, so that a spreadsheet leaves 007, 1e5 and 1-2 alone."""
    for sheet in SHEETS:
        one = page(sheet)
        head = head_of(one, set(headings(sheet, "en")))
        for column in sheet.columns:
            if column.kind in ("name", "text", "list", "pairs", "choice", "formula", "values"):
                cell = one.cell(head + (3 if sheet.fields else 40), column_at(one, head, column.head.en))
                assert cell.number_format == "@", (sheet.id, column.id)


def test_first_page_counts_rows_and_gaps() -> None:
    cells = {cell.value: cell.row for line in book()["Start"].iter_rows() for cell in line if cell.value}
    start = book()["Start"]
    row = cells["Sites"]
    assert start.cell(row, 4).value.startswith("=SUMPRODUCT(--(((LEN(")
    assert start.cell(row, 2).hyperlink.location == "'Sites'!A1"
    assert re.match(r'=IF\(E\d+>0,"to do"', start.cell(row, 6).value)


@both
def test_no_list_is_written_into_a_validation(lang: str) -> None:
    """A list inside a validation has at most 255 characters; each stands on the sheet of lists or in a column."""
    for one in book(lang).worksheets:
        for rule in one.data_validations.dataValidation:
            if rule.type == "list":
                assert "!" in rule.formula1
                assert '"' not in rule.formula1


@both
def test_prompts_fit(lang: str) -> None:
    for one in book(lang).worksheets:
        for rule in one.data_validations.dataValidation:
            assert len(rule.promptTitle or "") <= 32
            assert len(rule.prompt or "") <= 255
            assert len(rule.errorTitle or "") <= 32
            assert len(rule.error or "") <= 255


def test_chinese_workbook_speaks_chinese() -> None:
    """Headings, help and the first page; ids, units and what the library says of its sources stay as they are."""
    start = [cell.value for line in book("zh")["说明"].iter_rows() for cell in line if isinstance(cell.value, str)]
    english = [text for text in start if not re.search("[\u4e00-\u9fff]", text) and re.search("[A-Za-z]{4}", text)]
    assert [text for text in english if not text.startswith(("=", "release_etch", "400 sccm"))] == ["Our sensor"]
    for sheet in SHEETS:
        assert all(re.search("[\u4e00-\u9fff]", text) or text == "SHA-256" for text in headings(sheet, "zh"))
    for one in book("zh").worksheets:
        for rule in one.data_validations.dataValidation:
            assert not rule.prompt or re.search("[\u4e00-\u9fff]", rule.prompt), rule.prompt


def test_defined_names_are_none_that_could_be_a_cell() -> None:
    assert not [name for name in book().defined_names if re.fullmatch("[A-Za-z]{1,3}[0-9]+", name)]


def test_same_study_same_bytes() -> None:
    from mems_lca.face_book import write_template

    again = write_template(book_file().with_name("ours_again.xlsx"))
    one, two = book_file().read_bytes(), again.read_bytes()
    assert one == two


def test_parameters_of_the_routes_are_offered() -> None:
    values = next(sheet for sheet in SHEETS if sheet.id == "values")
    one = page(values)
    head = head_of(one, set(headings(values, "en")))
    at = {column.id: column_at(one, head, column.head.en) for column in values.columns}
    rows = {
        (one.cell(row, at["step"]).value, one.cell(row, at["parameter"]).value): row
        for row in range(head + 1, one.max_row + 1)
    }
    given = shipped_library().step("wafer_supply_soi").parameters["donor_thickness"]
    row = rows["wafer_supply_soi", "donor_thickness"]
    assert one.cell(row, at["value"]).value is None
    assert one.cell(row, at["value"] + 1).value == "um"
    assert one.cell(row, at["default"]).value == "725 um"
    assert one.cell(row, at["limits"]).value == "≥ 300 um"
    assert one.cell(row, at["about"]).value == f"{given.source}: {given.note}"
    assert ("cap_wafer/cavity_etch", "cavity_depth") in rows
    # Steps that only a measure brings in are offered, too.
    assert any(key[0] == "ald" for key in rows)
