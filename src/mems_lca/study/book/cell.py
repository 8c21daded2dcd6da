"""A cell, a row and a sheet as they were read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mems_lca.errors import Finding, Place
from mems_lca.study.reading import CellSpot


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What a cell holds that is no value: an error of Excel, a formula that was never calculated, a broken text.

    It becomes a finding when the cell is asked for, so that notes and marks beside a table do no harm.
    """

    code: str
    message: str
    found: str = ""
    expected: str = ""


# A clock time is one without a day; a duration comes from formats such as [h]:mm.
Value = str | int | float | bool | date | datetime | time | timedelta | Unreadable


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds something; `leading_zeros` counts the digits its format always shows (000 shows 7 as 007)."""

    value: Value
    sheet: str
    column: str
    row: int
    percent: bool = False
    leading_zeros: int = 0

    @property
    def at(self) -> str:
        """The address of the cell: "C12"."""
        return f"{self.column}{self.row}"

    @property
    def spot(self) -> CellSpot:
        """Where the cell stands."""
        return CellSpot(self.sheet, self.at)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something: its cells by the letters of their columns."""

    number: int
    cells: Mapping[str, Cell]
    hidden: bool = False


@dataclass(frozen=True)
class SheetCells:
    """A sheet: the rows that hold something in their order, and its merged ranges ("A1:F1")."""

    file: str
    name: str
    rows: tuple[Row, ...]
    merged: tuple[str, ...] = ()
    hidden: bool = False


def place_of(file: str, cell: Cell) -> Place:
    """The place of a cell for findings."""
    return Place(file, sheet=cell.sheet, cell=cell.at)


def unreadable(file: str, cell: Cell, value: Unreadable) -> Finding:
    """The finding for a cell that was asked for and holds no value."""
    return Finding("error", value.code, value.message, place_of(file, cell), value.found, value.expected)
