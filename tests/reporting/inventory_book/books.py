"""Inventory workbooks for tests: each written once, and read cell by cell."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from mems_lca.face_book import write_template
from mems_lca.reporting.inventory_book.plan import shipped_layout
from mems_lca.study.book.layout import Column, Layout, Sheet

_FOLDER = tempfile.TemporaryDirectory(prefix="inventory-books-")


@cache
def book_file(lang: str = "en", study: str = "") -> Path:
    """A template in a language, or that of a study."""
    return write_template(Path(_FOLDER.name) / f"{study or 'ours'}_{lang}.xlsx", study=study, lang=lang)


@cache
def book(lang: str = "en", study: str = "") -> Any:
    """The same as openpyxl reads it."""
    from openpyxl import load_workbook

    return load_workbook(book_file(lang, study))


@cache
def layout() -> Layout:
    """The layout that workbooks are written in."""
    return shipped_layout()


def page(sheet: Sheet, lang: str = "en", study: str = "") -> Any:
    """A sheet of the layout in a workbook."""
    return book(lang, study)[getattr(sheet.name, lang)]


def head_of(page_: Any, headings: set[str]) -> int:
    """The row (from 1) in which most of these headings stand."""
    return max(range(1, 21), key=lambda row: sum(cell.value in headings for cell in page_[row]))


def headings(sheet: Sheet, lang: str) -> list[str]:
    """The headings of a sheet in their order, with those of units."""
    found = []
    for column in sheet.columns:
        found.append(getattr(column.head, lang))
        if column.kind in ("quantity", "field"):
            found.append(getattr(layout().unit_head, lang))
    return found


def row_of(page_: Any, head: int) -> list[str]:
    """The texts of a row as far as they go."""
    return [cell.value for cell in page_[head] if cell.value is not None]


def column_at(page_: Any, head: int, text: str) -> int:
    """The column (from 1) of a heading."""
    return next(cell.column for cell in page_[head] if cell.value == text)


def validation_at(page_: Any, row: int, column: int) -> Any:
    """The validation of a cell, or None."""
    for rule in page_.data_validations.dataValidation:
        for area in rule.sqref.ranges:
            if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col:
                return rule
    return None


def offered(workbook: Any, rule: Any) -> list[Any]:
    """What a drop-down list offers: the cells of the range that it refers to, without those that are empty."""
    sheet, _, area = rule.formula1.rpartition("!")
    cells = workbook[sheet.strip("'")][area.replace("$", "")]
    lines = cells if isinstance(cells, tuple) else ((cells,),)
    return [cell.value for line in lines for cell in line if cell.value is not None]


def columns() -> Iterator[tuple[Sheet, Column]]:
    """Every column of every sheet that has rows of a table."""
    for sheet in layout().sheets:
        for column in sheet.columns:
            yield sheet, column
