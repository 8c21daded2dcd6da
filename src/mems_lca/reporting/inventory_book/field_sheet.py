"""A sheet with a row for each field: what it is called, its key, the value to fill in, its unit, and what it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mems_lca.reporting.inventory_book.cells import last_col, needs_unit, place, split, wide, write_scalar
from mems_lca.reporting.inventory_book.marks import Count, count_fields, mark_field
from mems_lca.reporting.inventory_book.table_sheet import (
    Desk,
    Row,
    finish,
    width_of,
    write_blank_row,
    write_heads,
    write_top,
    write_unit,
)
from mems_lca.reporting.inventory_book.validations import said
from mems_lca.study.book.layout import Column, Sheet

# Rows for keys that the sheet does not list.
_SPARE = 12


@dataclass(frozen=True)
class Field:
    """One row: its key, what the layout says of it (None for a key that it does not know), and its value."""

    key: str
    column: Column | None
    value: object = None


def fields_of(sheet: Sheet, rows: Sequence[Row], names: Mapping[str, Sequence[str]]) -> list[Field]:
    """The rows of a sheet of fields in the order of the layout, then keys that it does not list.

    A field with a `*` gets a row for each of its `names` that are known, else keeps the mark for the user to replace;
    without an entry in `names` it only stands where it has a value.
    """
    given = {str(row["key"]): row.get("value") for row in rows}
    found: dict[str, Field] = {}
    for column in sheet.fields:
        pattern = ".".join(column.path)
        if "*" not in column.path:
            found[pattern] = Field(pattern, column, given.get(pattern))
            continue
        held = [key for key in given if sheet.field(tuple(key.split("."))) is column]
        offered = [pattern.replace("*", name) for name in names.get(pattern, ())]
        keys = list(dict.fromkeys([*held, *offered])) or ([pattern] if pattern in names else [])
        found |= {key: Field(key, column, given.get(key)) for key in keys}
    further = {key: Field(key, sheet.field(tuple(key.split("."))), value) for key, value in given.items()}
    return list({**found, **{key: field for key, field in further.items() if key not in found}}.values())


def write_fields(desk: Desk, sheet: Sheet, rows: Sequence[Row], names: Mapping[str, Sequence[str]]) -> Count:
    """Writes a sheet of fields."""
    page, placed = desk.pages[sheet.id], place(sheet.columns)
    head = write_top(desk, page, sheet, placed)
    write_heads(desk, page, placed, head)
    cols = {p.column.id: p.col for p in placed}
    value_col = next(p.col for p in placed if p.unit_col is not None)
    fields = fields_of(sheet, rows, names)
    known: list[tuple[int, bool, bool]] = []
    held: dict[int, bool] = {}
    for row, field in enumerate(fields, head + 1):
        unit = _write_field(desk, page, sheet, row, field, cols, value_col)
        column = field.column
        needs = column is not None and column.kind == "quantity" and needs_unit(column.unit)
        known.append((row, bool(column and column.required), needs))
        if field.value not in (None, ""):
            held[row] = bool(unit)
        mark_field(page, desk.styles, row, value_col, required=bool(column and column.required), unit=needs)
    last = head + len(fields) + _SPARE
    for row in range(head + 1 + len(fields), last + 1):
        write_blank_row(desk, page, placed, row)
    finish(page, head, last_col(placed), head + len(fields) + 2, width=width_of(placed))
    return count_fields(desk.names[sheet.id], known, value_col, (head + 1, last), held)


def _write_field(
    desk: Desk, page: Any, sheet: Sheet, row: int, field: Field, cols: Mapping[str, int], value_col: int
) -> str:
    """One row; returns the unit that it shows."""
    styles, column = desk.styles, field.column
    label = said(column.head, desk.lang) if column else ""
    about = said(column.help, desk.lang) if column and column.help else ""
    page.write_string(row, cols["label"], label, styles("label_required" if column and column.required else "label"))
    page.write_string(row, cols["key"], field.key, styles("prefilled_too"))
    page.write_string(row, cols["note"], about, styles("info_wrapped"))
    kind = column.kind if column else "text"
    if kind != "quantity":
        write_scalar(page, row, value_col, kind, field.value, styles, desk.words)
        page.write_blank(row, value_col + 1, None, styles("info"))
        unit = ""
    else:
        value, unit = split(field.value)
        unit = unit if value not in (None, "") else (column.unit if column else "")
        write_scalar(page, row, value_col, kind, value, styles, desk.words)
        write_unit(desk, page, row, value_col + 1, unit)
        desk.validations.units(page, column.unit if column else None, [(row, value_col + 1, row, value_col + 1)])
    if column:
        desk.validations.values(page, sheet.id, column, [(row, value_col, row, value_col)])
    _fit(page, row, str(field.value or "") if kind != "quantity" else "", about)
    return unit


def _fit(page: Any, row: int, value: str, about: str) -> None:
    """Rows as high as their wrapped texts."""
    lines = max(-(-wide(value) // 46), -(-wide(about) // 60), 1)
    if lines > 1:
        page.set_row(row, min(13.5 * lines + 3, 200))
