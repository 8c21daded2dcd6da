"""Rows of tables in memory, and documents that are put together from them or taken apart into them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mems_lca.errors import Finding, Place, StudyError
from mems_lca.study.book.layout import Column, Sheet
from mems_lca.study.book.texts import UnsayableError, read_text, write_text
from mems_lca.study.paths import join
from mems_lca.study.reading import CellSpot, Document

Path = tuple[Any, ...]
# A row that is written: scalars by the ids of columns.
Written = dict[str, Any]


@dataclass(frozen=True)
class TableRow:
    """A row that was read: scalars by the ids of columns, and where each column of the row stands, filled in or not.

    `unread` are columns whose cells hold what could not be read; that was found before.
    """

    values: Mapping[str, Any]
    spots: Mapping[str, CellSpot] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    def spot(self, *columns: str) -> CellSpot | None:
        """Where the first of these columns stands, or the row."""
        return next((self.spots[name] for name in (*columns, *self.spots) if name in self.spots), None)

    def text(self, column: str) -> str:
        """The value of a column as a text; empty without one."""
        return str(self.values.get(column, ""))


@dataclass
class Findings:
    """What is found wrong, and the file in which."""

    file: str
    found: list[Finding]

    def add(self, row: TableRow, column: str, code: str, message: str, **details: str) -> None:
        """An error in a cell."""
        self.found.append(Finding("error", code, message, self._place(row.spot(column)), **details))

    def take(self, error: StudyError, row: TableRow, column: str) -> None:
        """What an error found, in a cell."""
        place = self._place(row.spot(column))
        self.found.extend(replace(finding, place=place) for finding in error.findings)

    def _place(self, spot: CellSpot | None) -> Place:
        return Place(self.file) if spot is None else Place(self.file, sheet=spot.sheet, cell=spot.cell)


@dataclass
class Draft:
    """A document in the making: its data, and the cell of each key.

    It is `unsure` where the name of a step could not be read: what refers to steps may be right all the same.
    """

    data: dict[str, Any] = field(default_factory=dict)
    positions: dict[Path, CellSpot] = field(default_factory=dict)
    unsure: bool = False

    def put(self, path: Path, value: Any, row: TableRow, column: str, findings: Findings) -> bool:
        """Puts a value at a path that has none yet; else False, and an error that says which cell gave it before."""
        node: Any = self.data
        for depth, part in enumerate(path[:-1]):
            if isinstance(node, list):
                node = node[part] if isinstance(part, int) and part < len(node) else None
            elif isinstance(node, dict):
                node = node.setdefault(part, {})
            if not isinstance(node, dict | list):
                return self._twice(path[: depth + 1], row, column, findings)
            self.mark(path[: depth + 1], row, column)
        if not isinstance(node, dict) or path[-1] in node:
            return self._twice(path, row, column, findings)
        node[path[-1]] = value
        self._mark_inside(path, value, row.spot(column))
        return True

    def begin(self, path: Path, row: TableRow, column: str, findings: Findings) -> None:
        """Makes a mapping at a path, unless there is one."""
        node = self.at(path)
        if not isinstance(node, dict):
            self.put(path, {}, row, column, findings)

    def append(self, path: Path, item: Any, row: TableRow, column: str, findings: Findings) -> Path:
        """Appends an item to the list at a path; the path of the item."""
        entries = self.at(path)
        if not isinstance(entries, list):
            self.put(path, [], row, column, findings)
            entries = self.at(path)
        if not isinstance(entries, list):
            return (*path, 0)
        entries.append(item)
        where = (*path, len(entries) - 1)
        self._mark_inside(where, item, row.spot(column))
        return where

    def at(self, path: Path) -> Any:
        """What is at a path; None for nothing."""
        node: Any = self.data
        for part in path:
            try:
                node = node[part]
            except (KeyError, IndexError, TypeError):
                return None
        return node

    def document(self) -> Document:
        """The document as it is now."""
        return Document(self.data, self.positions)

    def mark(self, path: Path, row: TableRow, column: str) -> None:
        """Notes where a key would stand, unless it is known."""
        if spot := row.spot(column):
            self.positions.setdefault(path, spot)

    def _mark_inside(self, path: Path, value: Any, spot: CellSpot | None) -> None:
        if spot is not None:
            self.positions[path] = spot
        for key, entry in _entries(value):
            self._mark_inside((*path, key), entry, spot)

    def _twice(self, path: Path, row: TableRow, column: str, findings: Findings) -> bool:
        spot = self.positions.get(path)
        expected = f"one of the two; {spot.sheet}!{spot.cell} gives it, too" if spot else "one of the two"
        name = join(*map(str, path))
        findings.add(row, column, "given_twice", "two rows give the same thing", found=name, expected=expected)
        return False


def _entries(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    if isinstance(value, list):
        yield from enumerate(value)


def fill(draft: Draft, base: Path, columns: Sequence[Column], row: TableRow, findings: Findings) -> None:
    """Puts what the columns of a row hold below a path; what is needed and missing will have its place."""
    for column in columns:
        if column.id not in row.values or column.kind == "info":
            if column.required or column.id in row.unread:
                draft.mark((*base, *column.path), row, column.id)
            continue
        value = read_value(column, row, findings)
        if value is not None:
            draft.put((*base, *column.path), value, row, column.id, findings)


def read_value(column: Column, row: TableRow, findings: Findings, kind: str = "") -> Any:
    """The data that a cell says; None where it says none that can be read."""
    try:
        return read_text(kind or column.kind, row.values[column.id])
    except StudyError as error:
        findings.take(error, row, column.id)
        return None


@dataclass
class Rest:
    """What of a document no table has taken yet."""

    data: dict[str, Any]

    def at(self, path: Path) -> Any:
        """What is left at a path; None for nothing."""
        return Draft(self.data).at(path)

    def take(self, path: Path, kind: str) -> Any:
        """Takes what is at a path out, as a cell of a kind says it. Raises UnsayableError, and leaves it there."""
        written = write_text(kind, self.at(path))
        self.drop(path)
        return written

    def drop(self, path: Path) -> None:
        """Takes what is at a path out, with mappings and lists that are left empty by it."""
        node = self.at(path[:-1])
        if isinstance(node, dict):
            node.pop(path[-1], None)
        if len(path) > 1 and node == {}:
            above = self.at(path[:-2])
            # An item that was taken out of a list would move those after it: the list goes when all are taken.
            if isinstance(above, list):
                if not any(above):
                    self.drop(path[:-2])
            else:
                self.drop(path[:-1])

    def row(self, base: Path, columns: Sequence[Column], keys: Written) -> Written:
        """A row of what the columns hold below a path, which is taken out."""
        found = dict(keys)
        for column in columns:
            path = (*base, *column.path)
            if column.id not in keys and column.kind != "info" and self.at(path) is not None:
                try:
                    found[column.id] = self.take(path, column.kind)
                except UnsayableError:
                    continue
        return found

    def cell_row(self, path: Path, column: Column, keys: Written) -> Written:
        """A row whose one cell is what is at a path, which is taken out; an empty one where no cell can say it."""
        try:
            return keys | {column.id: self.take(path, column.kind)}
        except UnsayableError:
            return {}

    def names(self, path: Path) -> list[str]:
        """The names of the entries of a mapping."""
        node = self.at(path)
        return [name for name in node if isinstance(name, str)] if isinstance(node, dict) else []

    def items(self, path: Path) -> list[int]:
        """The places of the items of a list of mappings that is not empty; none of any other."""
        node = self.at(path)
        fits = isinstance(node, list) and all(isinstance(entry, dict) and entry for entry in node)
        return list(range(len(node))) if fits else []


def columns_of(sheet: Sheet, *without: str) -> tuple[Column, ...]:
    """The columns of a sheet without some."""
    return tuple(column for column in sheet.columns if column.id not in without)
