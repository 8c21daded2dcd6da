"""The sheets of a workbook as tables: which sheet is which, rows with typed values, and everything wrong in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mems_lca.errors import Finding, Place, StudyError, UnitError
from mems_lca.study.book import scalars
from mems_lca.study.book.cell import Cell, Row, SheetCells, place_of
from mems_lca.study.book.cells import merged_over
from mems_lca.study.book.heads import Heads, blank, find_heads, folded
from mems_lca.study.book.layout import TEXT_KINDS, Column, Layout, Sheet, names_of
from mems_lca.study.book.rows import TableRow
from mems_lca.study.paths import split
from mems_lca.study.reading import CellSpot

Scalar = str | bool | int | float | None
# A title above the headings has fewer cells.
_TITLE_CELLS = 2


def read_table(cells: SheetCells, sheet: Sheet, layout: Layout, findings: list[Finding]) -> list[TableRow]:
    """The rows of one sheet that say something; what is wrong in the sheet goes to `findings`."""
    heads = find_heads(cells, sheet, layout.unit_head, findings)
    if heads is None:
        return []
    last = max(row.number for row in cells.rows)
    body = [*heads.columns.values(), *heads.units.values()]
    merged_over(cells, heads.row, last, body, findings)
    _above(cells, sheet, heads, findings)
    table = _Table(cells, sheet, heads, findings)
    return _without_twins(list(table.rows()), sheet, cells.file, findings)


@dataclass
class _Table:
    """A table while its rows are read."""

    cells: SheetCells
    sheet: Sheet
    heads: Heads
    findings: list[Finding]

    def rows(self) -> Iterator[TableRow]:
        """The rows that say something, those of prefilled fields without a value included."""
        stray: set[str] = set()
        for row in self.cells.rows:
            if row.number <= self.heads.row:
                continue
            self._strays(row, stray)
            misplaced = self._values_of_units(row)
            filled = {
                column.id: row.cells[letter]
                for column in self.sheet.columns
                if (letter := self.heads.columns.get(column.id, "")) in row.cells and not blank(row.cells[letter])
            }
            if any(self._says(name) for name in filled):
                yield self._read(row, filled, misplaced)
            elif self.sheet.fields and "key" in filled:
                yield self._row(row, {"key": str(filled["key"].value)}, {})

    def _says(self, name: str) -> bool:
        column = self.sheet.by_id[name]
        return column.kind != "info" and not column.prefilled

    def _values_of_units(self, row: Row) -> dict[str, str]:
        """The quantities whose value stands in the column of units while its own is empty, each of which is an error;
        with the cell.
        """
        found = {}
        for name, letter in self.heads.units.items():
            cell, own = row.cells.get(letter), self.heads.columns[name]
            if cell is None or not _holds_value(cell) or (own in row.cells and not blank(row.cells[own])):
                continue
            found[name] = cell.at
            message, place = "a value stands in the column of units", place_of(self.cells.file, cell)
            expected = f"the value in {own}{row.number}, and its unit here"
            self.findings.append(Finding("error", "unit_value", message, place, scalars.shown(cell), expected))
        return found

    def _strays(self, row: Row, before: set[str]) -> None:
        """An error for the first value of a column without a heading: it would be lost."""
        known = {*self.heads.columns.values(), *self.heads.units.values(), *self.heads.aside}
        for letter, cell in row.cells.items():
            if letter not in known and letter not in before and not blank(cell):
                before.add(letter)
                message = "the value stands in a column without a heading"
                expected = "a heading above it, or one that begins with _ for notes of your own"
                place = place_of(self.cells.file, cell)
                self.findings.append(Finding("error", "no_heading", message, place, str(cell.value), expected))

    def _read(self, row: Row, filled: Mapping[str, Cell], misplaced: Mapping[str, str]) -> TableRow:
        """A row with its values; `misplaced` are cells in which values stand that belong to another column."""
        values: dict[str, Any] = {}
        unread = {**misplaced, **self.heads.missing}
        for column in self.sheet.columns:
            cell = filled.get(column.id)
            if column.kind == "info" or cell is None:
                continue
            unit = row.cells.get(self.heads.units.get(column.id, ""))
            kind = self._field(values) if column.kind == "field" else column
            value = read_scalar(kind, cell, unit, self.cells.file, self.findings)
            if value is None:
                unread[column.id] = self.findings[-1].place.cell
            else:
                values[column.id] = value
        found = self._row(row, values, unread)
        self._missing(found)
        return found

    def _field(self, values: Mapping[str, Any]) -> Column:
        """How the value of a field is read: as its key says; a text for a key that is none."""
        try:
            field = self.sheet.field(split(str(values.get("key", ""))))
        except StudyError:
            field = None
        return field or self.sheet.by_id["key"].model_copy(update={"kind": "text"})

    def _row(self, row: Row, values: Mapping[str, Any], unread: Mapping[str, str]) -> TableRow:
        """A row; what could not be read stands where that was found, which may be in the cell of a unit."""
        letters = self.heads.columns
        spots = {name: CellSpot(self.cells.name, f"{letter}{row.number}") for name, letter in letters.items()}
        spots |= {name: CellSpot(self.cells.name, cell) for name, cell in unread.items()}
        return TableRow(values, spots, frozenset(unread))

    def _missing(self, row: TableRow) -> None:
        for column in self.sheet.columns:
            spot = row.spots.get(column.id)
            if column.required and spot and column.id not in row.values and column.id not in row.unread:
                place = Place(self.cells.file, sheet=spot.sheet, cell=spot.cell)
                self.findings.append(Finding("error", "missing", f"`{column.head.en}` is missing", place))


def read_scalar(column: Column, cell: Cell, unit: Cell | None, file: str, findings: list[Finding]) -> Scalar:
    """What a cell says by the kind of its column; None, with a finding, for what cannot be read."""
    if column.kind == "quantity":
        return scalars.quantity(cell, unit, file, findings)
    if column.kind == "choice" and column.choices:
        return scalars.choice(cell, column.choices, file, findings, is_open=column.open)
    if column.kind == "values" and isinstance(cell.value, int | float):
        return scalars.quantity(cell, None, file, findings)
    if column.kind == "scores" and isinstance(cell.value, int | float):
        return scalars.whole(cell, file, findings)
    found = _READERS.get(column.kind, scalars.name)(cell, file, findings)
    return scalars.fold(found) if isinstance(found, str) and column.kind in TEXT_KINDS - {"words", "yaml"} else found


_READERS: Mapping[str, Callable[[Cell | None, str, list[Finding]], Scalar]] = {
    "text": scalars.text,
    "number": scalars.number,
    "whole": scalars.whole,
    "yes_no": scalars.yes_no,
    "date": scalars.day,
    "formula": scalars.formula,
    "yaml": scalars.formula,
}


def _holds_value(cell: Cell) -> bool:
    """Whether a cell of the column of units holds a number, alone or before a unit; 1 says that there is no unit."""
    if not isinstance(cell.value, str):
        return isinstance(cell.value, int | float) and not isinstance(cell.value, bool) and cell.value != 1
    try:
        return scalars.read_number(cell.value)[0] != 1
    except UnitError:
        return False


def _above(cells: SheetCells, sheet: Sheet, heads: Heads, findings: list[Finding]) -> None:
    """A warning for what was typed into the line of examples above the headings, which is not read."""
    row = next((row for row in cells.rows if row.number == heads.row - 1), None)
    asked = {letter: sheet.by_id[name] for name, letter in heads.columns.items() if sheet.by_id[name].kind != "info"}
    filled = {letter: cell for letter in asked if row and (cell := row.cells.get(letter)) and not blank(cell)}
    needed = {letter for letter, column in asked.items() if column.required}
    typed = [cell for letter, cell in filled.items() if not _is_example(cell, asked[letter])]
    if needed and typed and needed <= filled.keys() and len(filled) >= _TITLE_CELLS:
        message = "the line above the headings holds an example; what was typed into it is not read"
        place, expected = place_of(cells.file, typed[0]), "it in a row below the headings"
        findings.append(Finding("warning", "above_headings", message, place, scalars.shown(typed[0]), expected))


def _is_example(cell: Cell, column: Column) -> bool:
    """Whether a cell holds what the layout gives as an example, or a heading."""
    text, example = scalars.shown(cell), str(column.example)
    heads = {folded(word) for word in names_of(column.head)}
    return text in (example, example.split(" ")[0]) or folded(text) in heads


def _without_twins(rows: list[TableRow], sheet: Sheet, file: str, findings: list[Finding]) -> list[TableRow]:
    """The rows without those that are about what an earlier row is about, each of which is an error."""
    seen: dict[tuple[Any, ...], TableRow] = {}
    kept = []
    for row in rows:
        about = tuple(row.values.get(name, "") for name in sheet.unique)
        known = about and any(about) and not row.unread & set(sheet.unique)
        first = seen.get(about) if known else None
        if first is None:
            kept.append(row)
            if known:
                seen[about] = row
            continue
        spot, other = row.spot(sheet.unique[-1]), first.spot(sheet.unique[-1])
        place = Place(file, sheet=spot.sheet, cell=spot.cell) if spot else Place(file)
        message = f"two rows give the same thing: {other.cell} does, too" if other else "two rows give the same thing"
        found = ", ".join(str(part) for part in about if part != "")
        findings.append(Finding("error", "duplicate_row", message, place, found, "one of the two"))
    return kept
