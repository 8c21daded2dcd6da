"""What marks gaps: conditional formats in rows that have begun, and formulas that count what is missing on a sheet."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mems_lca.reporting.addresses import area, column
from mems_lca.reporting.inventory_book.cells import Placed, needs_unit
from mems_lca.reporting.inventory_book.styles import Styles


@dataclass(frozen=True)
class Count:
    """Formulas (without "=") of rows filled in and cells missing, with what they give now."""

    rows: str
    missing: str
    rows_now: int
    missing_now: int


@dataclass(frozen=True)
class Body:
    """The rows of a sheet that may be filled in, from `first` to `last`, and its columns."""

    sheet: str
    placed: tuple[Placed, ...]
    first: int
    last: int

    @property
    def telling(self) -> tuple[Placed, ...]:
        """Columns that say something: neither prefilled nor written for the reader."""
        return tuple(p for p in self.placed if p.column.kind != "info" and not p.column.prefilled)

    @property
    def required(self) -> tuple[Placed, ...]:
        """Columns without which a row that has begun is not complete."""
        return tuple(p for p in self.placed if p.column.required)

    @property
    def measured(self) -> tuple[Placed, ...]:
        """Columns of amounts that mean nothing without a unit."""
        return tuple(p for p in self.placed if p.unit_col is not None and needs_unit(p.column.unit))

    def column_range(self, col: int) -> str:
        """A column of the body, as a formula of another sheet takes it."""
        return area(self.sheet, (self.first, col), (self.last, col))


def begun(body: Body) -> str:
    """Whether the first row of the body has begun, for a conditional format (columns fixed, rows not)."""
    cols = [placed.col for placed in body.telling]
    runs = [list(run) for _, run in itertools.groupby(enumerate(cols), lambda pair: pair[1] - pair[0])]
    spans = [f"${column(run[0][1])}{body.first + 1}:${column(run[-1][1])}{body.first + 1}" for run in runs]
    return f"COUNTA({','.join(spans)})>0"


def mark_missing(page: Any, styles: Styles, body: Body) -> None:
    """Colours required cells that are empty in a row that has begun, and units that are missing beside an amount."""
    started = begun(body)
    for placed in body.required:
        top = f"${column(placed.col)}{body.first + 1}"
        _rule(page, styles, body, placed.col, f"=AND(LEN({top})=0,{started})")
    for placed in body.measured:
        assert placed.unit_col is not None
        value, unit = (f"${column(col)}{body.first + 1}" for col in (placed.col, placed.unit_col))
        _rule(page, styles, body, placed.unit_col, f"=AND(LEN({value})>0,LEN({unit})=0)")
    for placed in body.placed:
        if placed.unit_col is not None and placed.column.unit == "%":
            value, unit = (f"${column(col)}{body.first + 1}" for col in (placed.col, placed.unit_col))
            low = f'=AND({unit}="%",ISNUMBER({value}),{value}>0,{value}<=1)'
            _rule(page, styles, body, placed.col, low, "doubt")


def mark_field(page: Any, styles: Styles, row: int, col: int, *, required: bool, unit: bool) -> None:
    """The same for a row that is a field: a required value is missing as long as it is empty."""
    value, beside = f"${column(col)}${row + 1}", f"${column(col + 1)}${row + 1}"
    if required:
        page.conditional_format(row, col, row, col, _shape(styles, f"=LEN({value})=0"))
    if unit:
        shape = _shape(styles, f"=AND(LEN({value})>0,LEN({beside})=0)")
        page.conditional_format(row, col + 1, row, col + 1, shape)


def count(body: Body, rows: Sequence[Mapping[int, object]]) -> Count:
    """The counter of a sheet; `rows` are what was written, by column."""
    started = "+".join(f"(LEN({body.column_range(placed.col)})>0)" for placed in body.telling)
    missing = [f"SUMPRODUCT((({started})>0)*(LEN({body.column_range(placed.col)})=0))" for placed in body.required] + [
        f"SUMPRODUCT((LEN({body.column_range(placed.col)})>0)*(LEN({body.column_range(placed.col + 1)})=0))"
        for placed in body.measured
    ]
    begun_rows = [row for row in rows if any(_held(row, placed.col) for placed in body.telling)]
    lacking = sum(not _held(row, placed.col) for row in begun_rows for placed in body.required)
    lacking += sum(
        _held(row, placed.col) and not _held(row, placed.col + 1) for row in rows for placed in body.measured
    )
    return Count(f"SUMPRODUCT(--(({started})>0))", "+".join(missing) or "0", len(begun_rows), lacking)


def count_fields(
    sheet: str, fields: Sequence[tuple[int, bool, bool]], col: int, span: tuple[int, int], held: Mapping[int, bool]
) -> Count:
    """The counter of a sheet of fields: `fields` are (row, required, needs a unit), `held` rows with a value and
    whether they hold a unit."""
    one = f"LEN({area(sheet, (span[0], col), (span[1], col))})>0"
    missing = []
    lacking = 0
    for row, required, unit in fields:
        value, beside = area(sheet, (row, col), (row, col)), area(sheet, (row, col + 1), (row, col + 1))
        value, beside = value.rpartition(":")[0], beside.rpartition(":")[0]
        if required:
            missing.append(f"(LEN({value})=0)")
            lacking += row not in held
        if unit:
            missing.append(f"(LEN({value})>0)*(LEN({beside})=0)")
            lacking += row in held and not held[row]
    return Count(f"SUMPRODUCT(--({one}))", "+".join(missing) or "0", len(held), lacking)


def _held(row: Mapping[int, object], col: int) -> bool:
    return row.get(col) not in (None, "")


def _rule(page: Any, styles: Styles, body: Body, col: int, formula: str, mark: str = "missing") -> None:
    page.conditional_format(body.first, col, body.last, col, _shape(styles, formula, mark))


def _shape(styles: Styles, formula: str, mark: str = "missing") -> dict[str, Any]:
    return {"type": "formula", "criteria": formula, "format": styles.mark(mark)}
