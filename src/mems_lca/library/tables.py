"""Factor tables: CSV files read strictly, so that a row is whole and sourced or refused with its line."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mems_lca.errors import Finding, LibraryError, Place, UnitError, nearest
from mems_lca.library.sources import ASSUMPTION, Source
from mems_lca.units import same_dimension

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Table:
    """What a table must look like. Every column stands in the header, but for those in `may_lack`.

    The cells of the `key` columns make a row unique. `required` cells are never empty. `numbers` hold a
    finite number or nothing. `units` gives, for a column of units, an example unit of the dimension that it
    must have ("" where any unit that can be read will do). `choices` are the texts that a column may hold.
    """

    file: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    required: tuple[str, ...]
    may_lack: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ("value",)
    units: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A row that has been checked: its cells by column, and where it stands."""

    cells: Mapping[str, str]
    place: Place

    def __getitem__(self, column: str) -> str:
        """The text of a cell, "" where the table lacks the column."""
        return self.cells.get(column, "")

    def number(self, column: str) -> float | None:
        """The number in a cell; None where the cell is empty."""
        text = self[column]
        return float(text) if text else None

    def at(self, column: str) -> Place:
        """The place of a cell."""
        return Place(file=self.place.file, line=self.place.line, path=column)


def read_table(
    table: Table, files: Sequence[Path], sources: Mapping[str, Source], replaced: list[Row] | None = None
) -> tuple[Row, ...]:
    """The rows of a table over all packs; a row of a later file replaces that of an earlier one with its key.

    Rows that take the place of others are added to `replaced`.

    Raises LibraryError with every finding of all files: what is not whole, has no source that loads, or
    stands twice in one file.
    """
    rows: dict[tuple[str, ...], Row] = {}
    findings: list[Finding] = []
    for file in files:
        first: dict[tuple[str, ...], int | None] = {}
        for item in _read_file(table, file):
            if isinstance(item, Finding):
                findings.append(item)
                continue
            found = list(_check_row(table, item, sources))
            key = tuple(item[column] for column in table.key)
            if key in first:
                message = f"the row stands twice in this table, first in line {first[key]}"
                found.append(Finding("error", "duplicate", message, item.place, ", ".join(filter(None, key))))
            first.setdefault(key, item.place.line)
            findings.extend(found)
            if not found:
                if key in rows and replaced is not None:
                    replaced.append(item)
                rows[key] = item
    if findings:
        raise LibraryError(findings)
    return tuple(rows.values())


def _read_file(table: Table, file: Path) -> Iterator[Row | Finding]:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield Finding("error", "encoding", f"the table is not UTF-8 text: {error.reason}", Place(file=str(file)))
        return
    except OSError as error:
        yield Finding("error", "file", f"cannot read the table: {error.strerror}", Place(file=str(file)))
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        wrong = list(_check_header(table, header, Place(file=str(file), line=1)))
        yield from wrong
        if wrong:
            return
        start = reader.line_num + 1
        for cells in reader:
            place = Place(file=str(file), line=start)
            start = reader.line_num + 1
            if len(cells) == len(header):
                yield Row(dict(zip(header, cells, strict=True)), place)
            elif cells:
                expected = f"{len(header)} cells"
                yield Finding("error", "cells", "wrong number of cells", place, str(len(cells)), expected)
    except csv.Error as error:
        yield Finding("error", "csv", f"not valid CSV: {error}", Place(file=str(file), line=reader.line_num))


def _check_header(table: Table, header: Sequence[str], place: Place) -> Iterator[Finding]:
    for column in table.columns:
        if column not in header and column not in table.may_lack:
            yield Finding("error", "column", f"the table has no column {column}", place)
    for index, column in enumerate(header):
        if column in header[:index]:
            yield Finding("error", "column", "the column stands twice", place, column)
        elif column not in table.columns:
            near = nearest(column, table.columns)
            yield Finding("error", "column", "unknown column", place, column, nearest=near)


def _check_row(table: Table, row: Row, sources: Mapping[str, Source]) -> Iterator[Finding]:
    for column, text in row.cells.items():
        place = row.at(column)
        if text != text.strip():
            yield Finding("error", "space", "the cell begins or ends with a space", place, text)
        if not text and column in table.required:
            yield Finding("error", "empty", f"the row has no {column}", place)
        if text and column in table.choices and text not in table.choices[column]:
            choices = table.choices[column]
            near = nearest(text, choices)
            yield Finding("error", "choice", f"unknown {column}", place, text, " or ".join(choices), near)
        if text and column in table.numbers:
            yield from _check_number(text, place)
        if text and column in table.units:
            yield from _check_unit(text, table.units[column], place)
    yield from _check_source(row, sources)


def _check_number(text: str, place: Place) -> Iterator[Finding]:
    if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
        yield Finding("error", "number", "not a finite number", place, text, "digits with a decimal point")


def _check_unit(unit: str, example: str, place: Place) -> Iterator[Finding]:
    try:
        if not same_dimension(unit, example or unit):
            yield Finding("error", "unit", "the unit has the wrong dimension", place, unit, f"a unit such as {example}")
    except UnitError as error:
        yield Finding("error", "unit", f"unknown unit: {error.findings[0].message}", place, unit, example)


def _check_source(row: Row, sources: Mapping[str, Source]) -> Iterator[Finding]:
    if "source" not in row.cells:
        return
    place = row.at("source")
    id_ = row["source"]
    source = sources.get(id_)
    if not id_:
        yield Finding("error", "no_source", "the row has no source", place)
    elif source is None:
        near = nearest(id_, sources)
        yield Finding("error", "unknown_source", "no source has this id", place, id_, nearest=near)
    elif not source.loads:
        message = "the terms of this source forbid redistribution: the row does not load"
        yield Finding("error", "redistribution", message, place, id_)
    if row.cells.get("kind") == ASSUMPTION or id_ == ASSUMPTION:
        yield from _check_assumption(row)


def _check_assumption(row: Row) -> Iterator[Finding]:
    """An assumption gives its reasoning and, where the table has the column, a wide geometric deviation."""
    if not row.cells.get("note"):
        yield Finding("error", "assumption", "an assumption gives its reasoning in the note", row.at("note"))
    gsd = row.cells.get("gsd")
    if gsd is not None and (not _NUMBER.fullmatch(gsd) or float(gsd) <= 1):
        expected = "a geometric standard deviation above 1"
        yield Finding("error", "assumption", "an assumption states its spread", row.at("gsd"), gsd, expected)
