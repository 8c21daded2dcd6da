"""The row of headings of a table: found by its headings, in either language and any order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mems_lca.errors import Finding, Place, nearest
from mems_lca.study.book.cell import Cell, Row, SheetCells, place_of
from mems_lca.study.book.layout import Column, Sheet, names_of
from mems_lca.study.book.numbers import fold
from mems_lca.study.book.sheet_xml import column_letters, column_number
from mems_lca.study.fields import Names

# Titles and explanations stand above the headings, in so many rows at most.
_DEEPEST = 20
_ENOUGH = 2
# Columns that take a second one, for the unit.
_WITH_UNIT = ("quantity", "field")


@dataclass(frozen=True)
class Heads:
    """The row of headings; letters of the columns by id, of their units, and of those that are left aside.

    `missing` are columns that are not there, which was found at the cell: nothing more need be said of them.
    """

    row: int
    columns: Mapping[str, str]
    units: Mapping[str, str] = field(default_factory=dict)
    aside: frozenset[str] = frozenset()
    missing: Mapping[str, str] = field(default_factory=dict)


def find_heads(cells: SheetCells, sheet: Sheet, unit_head: Names, findings: list[Finding]) -> Heads | None:
    """The headings of a sheet's table; None where there are none, which is an error unless the sheet is empty."""
    of_units = {folded(word) for word in names_of(unit_head)}
    known = {folded(column.id): column for column in sheet.columns if folded(column.id) not in of_units}
    known |= {folded(word): column for column in sheet.columns for word in names_of(column.head)}
    rows = [row for row in cells.rows if row.number <= _DEEPEST]
    best = max(rows, key=lambda row: _score(row, known), default=None)
    if best is None or _score(best, known) < min(_ENOUGH, len(sheet.columns)):
        if any(not blank(cell) for row in cells.rows for cell in row.cells.values()):
            place, expected = Place(cells.file, sheet=cells.name), ", ".join(_heads(sheet))
            message = f"no row of headings among the first {_DEEPEST} rows"
            findings.append(Finding("error", "no_headings", message, place, expected=expected))
        return None
    return _Mapping(cells.file, sheet, known, of_units, findings).read(best)


def blank(cell: Cell) -> bool:
    """Whether a cell holds nothing that can be seen."""
    return isinstance(cell.value, str) and not fold(cell.value).strip()


def folded(text: str) -> str:
    """A heading or name of a sheet as it is compared: without case, width, and the mark of what is needed."""
    return " ".join(fold(text).replace("_", " ").casefold().rstrip(" *:").split())


def _column(cell: str) -> int:
    return column_number(cell.rstrip("0123456789"))


def _score(row: Row, known: Mapping[str, Column]) -> int:
    return len({known[word].id for _, word in _words(row) if word in known})


def _words(row: Row) -> Iterator[tuple[Cell, str]]:
    """The texts of a row from left to right."""
    for letters in sorted(row.cells, key=column_number):
        cell = row.cells[letters]
        if isinstance(cell.value, str) and not blank(cell):
            yield cell, folded(cell.value)


def _heads(sheet: Sheet) -> list[str]:
    return [word for column in sheet.columns for word in names_of(column.head)]


@dataclass
class _Mapping:
    """Headings to columns, with everything that is wrong in them."""

    file: str
    sheet: Sheet
    known: Mapping[str, Column]
    unit_heads: set[str]
    findings: list[Finding]

    def read(self, row: Row) -> Heads:
        found: dict[str, Cell] = {}
        units: list[Cell] = []
        aside: set[str] = set()
        unknown: list[Cell] = []
        begun = len(self.findings)
        for cell, word in _words(row):
            column = self.known.get(word)
            if str(cell.value).lstrip().startswith("_"):
                aside.add(cell.column)
            elif column is None and word in self.unit_heads:
                units.append(cell)
            elif column is None:
                aside.add(cell.column)
                unknown.append(cell)
            elif column.id in found:
                aside.add(cell.column)
                other = found[column.id].at
                self._error(cell, "duplicate_heading", f"the heading stands twice, in {other}, too", str(cell.value))
            else:
                found[column.id] = cell
        letters = {name: cell.column for name, cell in found.items()}
        missing = {name: cell.at for cell in unknown if (name := self._unknown(cell, found))}
        first = next(iter(found.values()))
        for column in self.sheet.columns:
            if column.required and column.id not in (*found, *missing):
                missing[column.id] = first.at
                heads = " or ".join(names_of(column.head))
                self._error(first, "missing_heading", "a column that is needed is missing", "", heads)
        self.findings[begun:] = sorted(self.findings[begun:], key=lambda entry: _column(entry.place.cell))
        # A unit beside a heading that is not known is that heading's.
        beside = {column_letters(column_number(cell.column) + 1) for cell in unknown}
        aside |= {cell.column for cell in units if cell.column in beside}
        units = [cell for cell in units if cell.column not in beside]
        return Heads(row.number, letters, self._units(units, letters, aside), frozenset(aside), missing)

    def _units(self, units: list[Cell], letters: Mapping[str, str], aside: set[str]) -> dict[str, str]:
        """The column of units of each quantity: the one to its right; of a sheet's only quantity, anywhere."""
        wanting = {letters[column.id]: column.id for column in self.sheet.columns if self._takes_unit(column, letters)}
        found: dict[str, str] = {}
        for cell in sorted(units, key=lambda cell: self._left(cell) not in wanting):
            name = wanting.get(self._left(cell)) or (next(iter(wanting.values())) if len(wanting) == 1 else None)
            if name is None or name in found:
                aside.add(cell.column)
                expected = "the column of units to the right of that of its values"
                self._error(cell, "unit_heading", "whose unit is this?", str(cell.value), expected)
            else:
                found[name] = cell.column
        return found

    def _left(self, cell: Cell) -> str:
        number = column_number(cell.column)
        return column_letters(number - 1) if number > 1 else ""

    def _takes_unit(self, column: Column, letters: Mapping[str, str]) -> bool:
        return column.kind in _WITH_UNIT and column.id in letters

    def _unknown(self, cell: Cell, found: Mapping[str, Cell]) -> str:
        """The error for a heading that is not known; the column that is likely to be meant, of those not there."""
        free = {word: column.id for column in self.sheet.columns if column.id not in found
                for word in names_of(column.head)}  # fmt: skip
        meant = nearest(str(cell.value), free)
        near = meant or nearest(str(cell.value), _heads(self.sheet))
        message = "unknown heading; one that begins with _ is left aside"
        expected = "" if near else ", ".join(free)
        self.findings.append(
            Finding("error", "unknown_heading", message, place_of(self.file, cell), str(cell.value), expected, near)
        )
        return free.get(meant, "")

    def _error(self, cell: Cell, code: str, message: str, found: str, expected: str = "") -> None:
        self.findings.append(Finding("error", code, message, place_of(self.file, cell), found, expected))
