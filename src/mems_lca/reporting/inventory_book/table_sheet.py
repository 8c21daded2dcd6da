"""A sheet of rows to fill in: title, what belongs there, an example in grey, headings, and rows in input colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mems_lca.reporting.inventory_book.cells import (
    UNIT_WIDTH,
    Placed,
    YesNo,
    fit_row,
    last_col,
    place,
    split,
    style_of,
    wide,
    write_scalar,
)
from mems_lca.reporting.inventory_book.marks import Body, Count, count, mark_missing
from mems_lca.reporting.inventory_book.styles import Styles
from mems_lca.reporting.inventory_book.validations import Validations, said
from mems_lca.reporting.inventory_book.wrapping import wrapped
from mems_lca.reporting.texts import Texts
from mems_lca.study.book.layout import Layout, Sheet

Row = Mapping[str, Any]
# Rows offered beyond those that are filled in.
SPARE, LEAST = 60, 100
_LINE = 130
_MOST_LINES = 8
# Characters that a landscape page of A4 takes at a size that can be read; wider sheets go to A3, and to two pages.
_PAGE = 190.0


@dataclass
class Desk:
    """What the sheets of one workbook share; `pages` are the sheets by id."""

    workbook: Any
    styles: Styles
    texts: Texts
    layout: Layout
    validations: Validations
    pages: dict[str, Any]
    names: dict[str, str]

    @property
    def lang(self) -> str:
        """The language of the workbook."""
        return self.texts.lang

    @property
    def words(self) -> YesNo:
        """What cells say for true and false."""
        return YesNo(self.texts("inventory.yes"), self.texts("inventory.no"))

    @property
    def unit_head(self) -> str:
        """The heading of columns of units."""
        return said(self.layout.unit_head, self.lang)


@dataclass(frozen=True)
class Prefilled:
    """A row that the template offers: cells of keys and information, the unit of its value, and its band of colour."""

    cells: Row
    unit: str = ""
    band: int = 0


def write_table(desk: Desk, sheet: Sheet, rows: Sequence[Row], offered: Sequence[Prefilled] = ()) -> Count:
    """Writes a sheet of rows: first those that are filled in, then what is offered, then empty ones."""
    page, placed = desk.pages[sheet.id], place(sheet.columns)
    head = write_top(desk, page, sheet, placed)
    write_heads(desk, page, placed, head)
    first, last = body_rows(head, len(rows) + len(offered))
    body = Body(desk.names[sheet.id], placed, first, last)
    written: list[dict[int, object]] = []
    for row, filled in enumerate(rows, first):
        written.append(write_row(desk, page, placed, row, filled))
    for row, offer in enumerate(offered, first + len(rows)):
        written.append(write_offer(desk, page, placed, row, offer))
    for row in range(first + len(rows) + len(offered), last + 1):
        write_blank_row(desk, page, placed, row)
    validate(desk, page, sheet, body, [*[None] * len(rows), *(offer.unit for offer in offered)], rows)
    if offered:
        page.autofilter(head, 0, last, last_col(placed))
    mark_missing(page, desk.styles, body)
    finish(page, head, last_col(placed), first + len(rows) + len(offered) + 15,
           width=width_of(placed), frozen=_frozen(placed))  # fmt: skip
    return count(body, written)


def head_row(sheet: Sheet, lang: str) -> int:
    """The row of the headings: below title, lines of what belongs there, the way back, and an example."""
    lines = len(wrapped(said(sheet.about, lang), _LINE))
    return 1 + lines + (3 if _has_examples(sheet) else 2)


def body_rows(head: int, filled: int) -> tuple[int, int]:
    """First and last row to fill in below the headings, where so many rows are filled in already."""
    return head + 1, head + max(LEAST, filled + SPARE)


def _has_examples(sheet: Sheet) -> bool:
    return any(column.example not in ("", None) for column in sheet.columns)


def write_top(desk: Desk, page: Any, sheet: Sheet, placed: Sequence[Placed]) -> int:
    """Title, what belongs on the sheet, and an example; returns the row of the headings."""
    styles, texts = desk.styles, desk.texts
    page.write_string(0, 0, said(sheet.name, desk.lang), styles("title"))
    lines = wrapped(said(sheet.about, desk.lang), _LINE)
    for row, line in enumerate(lines, 1):
        page.write_string(row, 0, line, styles("about"))
    row = 1 + len(lines)
    back = f"internal:'{desk.names['start']}'!A1"
    page.write_url(row, 0, back, styles("link"), texts("inventory.back"))
    page.set_row(0, 26)
    if not _has_examples(sheet):
        return head_row(sheet, desk.lang)
    page.write_string(row + 1, 0, texts("inventory.example"), styles("about"))
    for p in placed:
        value, unit = split(p.column.example) if p.unit_col is not None else (p.column.example, "")
        if isinstance(value, bool):
            value = desk.validations.example(p.column)
        page.write_string(row + 2, p.col, _plain(value), styles("example"))
        if p.unit_col is not None:
            page.write_string(row + 2, p.unit_col, unit, styles("example"))
    return head_row(sheet, desk.lang)


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def write_heads(desk: Desk, page: Any, placed: Sequence[Placed], row: int) -> None:
    """Headings exactly as they are read, required ones in another colour, and the widths of their columns."""
    offered = any(p.column.prefilled for p in placed)
    for p in placed:
        column = p.column
        # Where rows are offered, one without a value is not wrong: it is not used.
        needed = column.required and not offered
        shape = "head_required" if needed else "head_info" if column.kind == "info" else "head"
        page.write_string(row, p.col, said(column.head, desk.lang), desk.styles(shape))
        page.set_column(p.col, p.col, p.width, _below(desk, p))
        if p.unit_col is not None:
            page.write_string(row, p.unit_col, desk.unit_head, desk.styles("head"))
            page.set_column(p.unit_col, p.unit_col, UNIT_WIDTH, desk.styles("text_below"))
    tallest = max(-(-wide(said(p.column.head, desk.lang)) // max(4, int(p.width) - 3)) for p in placed)
    page.set_row(row, 15.0 * max(2, min(4, tallest)))


def _below(desk: Desk, p: Placed) -> Any:
    """The format of a column below the rows that are drawn: open, so that more can be pasted."""
    style = style_of(p.column.kind)
    return None if p.column.kind == "info" else desk.styles(f"{style}_below")


def write_row(desk: Desk, page: Any, placed: Sequence[Placed], row: int, filled: Row) -> dict[int, object]:
    """A row that is filled in; returns what stands in which column."""
    held: dict[int, object] = {}
    for p in placed:
        scalar = filled.get(p.column.id)
        unit = ""
        if p.unit_col is not None:
            scalar, unit = split(scalar)
            unit = unit if scalar not in (None, "") else p.column.unit
            write_unit(desk, page, row, p.unit_col, unit)
            held[p.unit_col] = unit
        write_scalar(page, row, p.col, p.column.kind, scalar, desk.styles, desk.words)
        held[p.col] = scalar
    fit_row(page, placed, row, held, _MOST_LINES)
    return held


def write_offer(desk: Desk, page: Any, placed: Sequence[Placed], row: int, offer: Prefilled) -> dict[int, object]:
    """A row that the template offers; keys may be changed, what is said for the reader may not."""
    held: dict[int, object] = {}
    for p in placed:
        text = str(offer.cells.get(p.column.id) or "")
        if p.column.kind == "info":
            page.write_string(row, p.col, text, desk.styles("info_wrapped"))
        elif text:
            page.write_string(row, p.col, text, desk.styles("prefilled" if offer.band else "prefilled_too"))
        else:
            page.write_blank(row, p.col, None, desk.styles(style_of(p.column.kind)))
        held[p.col] = text
        if p.unit_col is not None:
            unit = offer.unit or p.column.unit
            write_unit(desk, page, row, p.unit_col, unit)
            held[p.unit_col] = unit
    fit_row(page, placed, row, held, 2)
    return held


def write_blank_row(desk: Desk, page: Any, placed: Sequence[Placed], row: int) -> None:
    """A row to fill in, with the units that amounts usually have."""
    for p in placed:
        page.write_blank(row, p.col, None, desk.styles(style_of(p.column.kind)))
        if p.unit_col is not None:
            write_unit(desk, page, row, p.unit_col, p.column.unit)


def write_unit(desk: Desk, page: Any, row: int, col: int, unit: str) -> None:
    """A unit, or an empty cell for one."""
    if unit:
        page.write_string(row, col, unit, desk.styles("unit"))
    else:
        page.write_blank(row, col, None, desk.styles("unit"))


def validate(desk: Desk, page: Any, sheet: Sheet, body: Body, units: Sequence[str | None], rows: Sequence[Row]) -> None:
    """Drop-downs and help of all columns; `units` are those of the first rows, None where the value tells."""
    for p in body.placed:
        desk.validations.values(page, sheet.id, p.column, [(body.first, p.col, body.last, p.col)])
        if p.unit_col is None:
            continue
        if p.column.unit:
            desk.validations.units(page, p.column.unit, [(body.first, p.unit_col, body.last, p.unit_col)])
            continue
        by_unit = _runs(p, body, units, rows)
        for unit, spans in by_unit.items():
            desk.validations.units(page, unit, spans)


def _runs(
    p: Placed, body: Body, units: Sequence[str | None], rows: Sequence[Row]
) -> dict[str | None, list[tuple[int, int, int, int]]]:
    """Rows of one unit together: an offered row takes its own, a filled one that of its value, others any."""
    assert p.unit_col is not None
    found: dict[str | None, list[tuple[int, int, int, int]]] = {}
    for row in range(body.first, body.last + 1):
        index = row - body.first
        unit = units[index] if index < len(units) else None
        if index < len(rows):
            scalar = rows[index].get(p.column.id)
            unit = split(scalar)[1] if scalar not in (None, "") else None
        spans = found.setdefault(unit, [])
        if spans and spans[-1][2] == row - 1:
            spans[-1] = (*spans[-1][:2], row, p.unit_col)
        else:
            spans.append((row, p.unit_col, row, p.unit_col))
    return found


def width_of(placed: Sequence[Placed]) -> float:
    """The width of all columns in characters."""
    return sum(p.width + (0.0 if p.unit_col is None else UNIT_WIDTH) for p in placed)


def finish(page: Any, head: int, last_column: int, last_row: int, *, width: float, frozen: int = 1) -> None:
    """Panes, page and protection without a password: rows may be added, sorted and filtered, columns made wider."""
    page.freeze_panes(head + 1, frozen)
    page.set_landscape()
    page.set_paper(9 if width <= _PAGE else 8)
    page.fit_to_pages(1 if width <= 1.5 * _PAGE else 2, 0)
    page.set_margins(0.4, 0.4, 0.6, 0.6)
    page.repeat_rows(head)
    page.print_area(0, 0, last_row, last_column)
    page.set_footer("&C&A&R&P / &N")
    page.hide_gridlines(2)
    page.protect("", PROTECTION)


PROTECTION = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "delete_rows": True,
    "sort": True,
    "autofilter": True,
    "insert_hyperlinks": False,
}


def _frozen(placed: Sequence[Placed]) -> int:
    """The columns that stay in view: the first, and those of a key behind it."""
    keys = [p for p in placed[:4] if p.column.prefilled]
    return keys[-1].col + 1 if keys else 1
