"""The cells of a workbook's sheets, each with its place; rows come one by one where a sheet is large."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from mems_lca.errors import Finding, Place, StudyError, nearest
from mems_lca.study.book.cell import Cell, Row, SheetCells, Unreadable, Value, place_of, unreadable
from mems_lca.study.book.package import DATA, INVENTORY, Limits, open_package
from mems_lca.study.book.parts import Book, SheetPart, damaged, malformed, open_book
from mems_lca.study.book.sheet_xml import SheetEvents, TooManyError, column_letters, column_number
from mems_lca.study.book.xml_parts import MalformedError, walk

__all__ = [
    "Cell",
    "Row",
    "SheetCells",
    "SheetStream",
    "Unreadable",
    "Value",
    "merged_over",
    "place_of",
    "read_cells",
    "read_rows",
    "sheet_names",
    "unreadable",
]

_MOST_NAMED = 8


class SheetStream:
    """The rows of one sheet, read while they are asked for; `merged` is whole once the last one came.

    Raises StudyError while reading for a sheet that is damaged or larger than the limits.
    """

    def __init__(self, book: Book, sheet: SheetPart, findings: list[Finding]) -> None:
        self.file, self.name, self.hidden = book.package.file, sheet.name, sheet.hidden
        self._part = sheet.part
        self._chunks = book.package.chunks(sheet.part)
        self._events = SheetEvents(book, sheet)
        self._findings = findings
        self._limits = book.package.limits

    @property
    def merged(self) -> tuple[str, ...]:
        """The merged ranges that were met so far; a file names them after its rows."""
        return tuple(self._events.merged)

    def __iter__(self) -> Iterator[Row]:
        hidden: list[int] = []
        used: set[str] = set()
        for row in self._rows():
            if row.hidden:
                hidden.append(row.number)
            used.update(row.cells)
            yield row
        if used:
            self._findings.extend(self._warnings(hidden, used))

    def _rows(self) -> Iterator[Row]:
        events = self._events
        try:
            for _ in walk(self._chunks, events):
                yield from events.rows
                events.rows.clear()
        except MalformedError as error:
            raise malformed(self.file, self._part, error) from None
        except TooManyError as error:
            place, expected = Place(self.file, sheet=self.name, cell=error.cell), "a smaller table, or several files"
            raise StudyError.single("workbook_size", str(error), place=place, expected=expected) from None
        except (ValueError, IndexError, KeyError) as error:
            raise damaged(self.file, f"a cell is not as a workbook has it ({error})", self.name) from None

    def _warnings(self, hidden: list[int], used: set[str]) -> Iterator[Finding]:
        if self.hidden:
            yield self._warning("hidden_sheet", "the sheet is hidden; it was read like the others")
        if hidden:
            message = f"rows are hidden ({_ranges(hidden)}); they were read like the others"
            yield self._warning("hidden_rows", message, f"A{hidden[0]}")
        columns = sorted(
            number
            for number in map(column_number, used)
            if any(first <= number <= last for first, last in self._events.hidden_columns)
        )
        if columns:
            names = ", ".join(column_letters(number) for number in columns[:_MOST_NAMED])
            message = f"columns are hidden ({names}{_more(columns)}); they were read like the others"
            yield self._warning("hidden_columns", message)
        outside = self._events.outside
        if outside:
            names = ", ".join(cell.at for cell in outside[:_MOST_NAMED])
            message = f"formulas lead into other workbooks ({names}{_more(outside)}); the values stored here were read"
            yield self._warning("formula_outside", message, outside[0].at)

    def _warning(self, code: str, message: str, cell: str = "") -> Finding:
        return Finding("warning", code, message, Place(self.file, sheet=self.name, cell=cell))


def read_cells(
    path: Path,
    *,
    findings: list[Finding],
    only: Collection[str] | Callable[[str], bool] | None = None,
    limits: Limits = INVENTORY,
) -> dict[str, SheetCells]:
    """The sheets of a workbook in its order, those of `only` where it is given; warnings go to `findings`.

    Raises StudyError for a file that is no workbook, dangerous, damaged or larger than the limits.
    """
    book = _opened(path, limits, findings)
    found: dict[str, SheetCells] = {}
    left = limits.cells
    for sheet in book.sheets:
        if _wanted(sheet.name, only):
            stream = SheetStream(book, sheet, findings)
            rows = []
            for row in stream:
                left -= len(row.cells)
                if left < 0:
                    message = f"the workbook has more than {limits.cells} cells that hold something"
                    place = Place(stream.file, sheet=sheet.name, cell=f"A{row.number}")
                    raise StudyError.single("workbook_size", message, place=place, expected="smaller tables")
                rows.append(row)
            found[sheet.name] = SheetCells(stream.file, sheet.name, tuple(rows), stream.merged, sheet.hidden)
    return found


def read_rows(path: Path, sheet: str = "", *, findings: list[Finding], limits: Limits = DATA) -> SheetStream:
    """The rows of one sheet (the only visible one where none is named), in memory one piece of the file at a time.

    Raises StudyError as `read_cells` does, and for a sheet that is not there.
    """
    book = _opened(path, limits, findings)
    names = [part.name for part in book.sheets]
    wanted = [part for part in book.sheets if part.name == sheet] if sheet else _only_one(book)
    if len(wanted) != 1:
        message = "the workbook has no such sheet" if sheet else "the workbook has several sheets: name one"
        place, expected = Place(str(path), sheet=sheet), ", ".join(names)
        near = nearest(sheet, names) if sheet else ""
        raise StudyError.single("sheet", message, place=place, found=sheet, expected=expected, nearest=near)
    return SheetStream(book, wanted[0], findings)


def sheet_names(path: Path, limits: Limits = INVENTORY) -> tuple[str, ...]:
    """The names of a workbook's sheets in their order. Raises StudyError as `read_cells` does."""
    return tuple(sheet.name for sheet in open_book(open_package(path, limits)).sheets)


def merged_over(
    sheet: SheetCells | SheetStream,
    first_row: int,
    last_row: int,
    columns: Collection[str] | None,
    findings: list[Finding],
) -> None:
    """An error for every merged range that covers more than one cell of a table's rows (of `columns`, or of all)."""
    known = None if columns is None else {column_number(letters) for letters in columns}
    for merged in sheet.merged:
        first, _, last = merged.partition(":")
        (left, top), (right, bottom) = _corner(first), _corner(last or first)
        rows = min(bottom, last_row) - max(top, first_row) + 1
        covered = [number for number in range(left, right + 1) if known is None or number in known]
        if rows >= 1 and covered and rows * len(covered) > 1:
            message = f"the cells {merged} are merged: only the first cell holds the value"
            place = Place(sheet.file, sheet=sheet.name, cell=first)
            expected = "the value in each cell: unmerge them and fill it in"
            findings.append(Finding("error", "merged", message, place, merged, expected))


def _opened(path: Path, limits: Limits, findings: list[Finding]) -> Book:
    package = open_package(path, limits)
    findings.extend(package.notes)
    return open_book(package)


def _wanted(name: str, only: Collection[str] | Callable[[str], bool] | None) -> bool:
    if only is None:
        return True
    return only(name) if callable(only) else name in only


def _only_one(book: Book) -> list[SheetPart]:
    return [sheet for sheet in book.sheets if not sheet.hidden]


def _corner(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    return column_number(letters), int(cell[len(letters) :])


def _ranges(numbers: list[int]) -> str:
    """Numbers for people, neighbours as a range: "5, 7-9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ", ".join("-".join(map(str, run)) for run in runs[:_MOST_NAMED]) + _more(runs)


def _more(items: Iterable[object]) -> str:
    count = len(list(items)) - _MOST_NAMED
    return f" and {count} more" if count > 0 else ""
