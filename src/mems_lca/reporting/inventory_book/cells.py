"""Single cells of the inventory workbook: columns as they stand on a sheet, and values as cells hold them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mems_lca.errors import MemsLcaError
from mems_lca.reporting.inventory_book.styles import Styles
from mems_lca.study.book.layout import Column
from mems_lca.units import DIMENSIONLESS, dimension_of, parse_quantity

LONGEST_TEXT = 32_767
# Kinds whose value stands in one column and its unit in the next.
WITH_UNIT = frozenset({"quantity", "field"})
NUMBERS = frozenset({"quantity", "number", "whole"})
_WIDTHS = {"quantity": 13, "number": 11, "whole": 9, "yes_no": 10, "date": 12, "choice": 20, "name": 20, "list": 26,
           "pairs": 26, "formula": 34, "text": 30, "info": 26, "spread": 22, "scores": 14, "values": 30, "field": 40,
           "yaml": 46}  # fmt: skip
_WIDER = {"note": 40, "description": 40, "about": 60, "amount": 34, "label": 34, "default": 18, "limits": 20,
          "source": 24, "parameter": 26, "step": 26, "key": 32, "route": 22}  # fmt: skip
UNIT_WIDTH = 11.0
LINE_HEIGHT = 13.0


@dataclass(frozen=True)
class Placed:
    """A column of the layout and where it stands; `unit_col` is that of its unit, None for a kind without one."""

    column: Column
    col: int

    @property
    def unit_col(self) -> int | None:
        """The column of the unit."""
        return self.col + 1 if self.column.kind in WITH_UNIT else None

    @property
    def width(self) -> float:
        """The width of the column of values in characters."""
        column = self.column
        return float(
            _WIDER.get(column.id, _WIDTHS.get(column.kind, 26)) if column.kind not in NUMBERS else _WIDTHS["quantity"]
        )


def place(columns: Sequence[Column]) -> tuple[Placed, ...]:
    """Columns from left to right; those with a unit take two."""
    found, col = [], 0
    for column in columns:
        found.append(Placed(column, col))
        col += 2 if column.kind in WITH_UNIT else 1
    return tuple(found)


def last_col(placed: Sequence[Placed]) -> int:
    """The last column that is taken."""
    last = placed[-1]
    return last.col if last.unit_col is None else last.unit_col


def fit_row(page: Any, placed: Sequence[Placed], row: int, texts: Mapping[int, object], most: int) -> None:
    """Makes a row as high as its wrapped texts need, up to so many lines: not every program does so when it opens a
    file."""
    lines = 1
    for p in placed:
        text = texts.get(p.col)
        if isinstance(text, str) and text:
            room = p.width * (1.3 if p.column.kind == "info" else 1.12) - 1
            lines = max(lines, sum(max(1, math.ceil(wide(line) / room)) for line in text.split("\n")))
    if lines > 1:
        page.set_row(row, LINE_HEIGHT * min(lines, most) + 2)


def wide(text: str) -> int:
    """The width of a text in characters; a Chinese one is as wide as two."""
    return len(text) + sum(ord(sign) > 0x2E7F for sign in text)


def needs_unit(unit: str) -> bool:
    """Whether amounts of this unit mean nothing without one: those that are no plain numbers."""
    try:
        return bool(unit) and dimension_of(unit) != DIMENSIONLESS
    except MemsLcaError:
        return False


def style_of(kind: str) -> str:
    """The style of a cell that is filled in."""
    if kind in NUMBERS:
        return "number"
    return {"date": "date", "info": "info_wrapped"}.get(kind, "text")


def split(scalar: object) -> tuple[object, str]:
    """Number and unit of a quantity as a document holds it; what is none stays as it is written."""
    if isinstance(scalar, str):
        try:
            found = parse_quantity(scalar)
        except MemsLcaError:
            return scalar, ""
        return found.magnitude, found.unit
    return scalar, ""


def write_scalar(page: Any, row: int, col: int, kind: str, scalar: object, styles: Styles, words: YesNo) -> None:
    """Writes a value as its kind is read: texts as texts, whatever they begin with; dates as dates."""
    style = style_of(kind)
    if scalar is None or scalar == "":
        page.write_blank(row, col, None, styles(style))
    elif isinstance(scalar, bool):
        page.write_string(row, col, words.yes if scalar else words.no, styles("text"))
    elif isinstance(scalar, int | float):
        page.write_number(row, col, scalar, styles("number", "0") if kind == "whole" else styles("number"))
    elif kind == "date" and (day := _day(scalar)) is not None:
        page.write_datetime(row, col, datetime(day.year, day.month, day.day), styles("date"))
    else:
        page.write_string(row, col, str(scalar)[:LONGEST_TEXT], styles("info_wrapped" if kind == "info" else "text"))


@dataclass(frozen=True)
class YesNo:
    """What cells say for true and false."""

    yes: str
    no: str


def _day(scalar: object) -> date | None:
    try:
        return date.fromisoformat(str(scalar))
    except ValueError:
        return None
