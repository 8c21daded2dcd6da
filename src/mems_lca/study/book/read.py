"""A workbook read: the study, routes and steps that it holds, with the cell of each key, and what is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mems_lca.errors import Finding, Place, nearest
from mems_lca.study.book.cells import read_cells, read_rows, sheet_names
from mems_lca.study.book.heads import folded
from mems_lca.study.book.joining import SCHEMAS, from_tables
from mems_lca.study.book.layout import Layout, OtherSheet, Sheet, names_of
from mems_lca.study.book.package import DATA
from mems_lca.study.book.rows import TableRow
from mems_lca.study.book.tables import read_table
from mems_lca.study.reading import CellSpot, Document, Spot

Key = tuple[str, str]
_HEADS = 2
# Of the sheets that a workbook lacks, how many are named where a sheet is not known: the needed ones come first.
_MOST_NAMED = 5


@dataclass(frozen=True)
class Book:
    """The documents of a workbook by kind ("studies", "routes", "steps") and name, and what was found wrong."""

    documents: Mapping[Key, Document]
    findings: tuple[Finding, ...]


def read_book(path: Path, layout: Layout) -> Book:
    """The documents of a workbook; its study is named as the file.

    What is wrong in cells and tables stands in `findings`, so that what the models find can join it. Raises StudyError
    for a file that cannot be read as a workbook at all.
    """
    findings: list[Finding] = []
    places = _sheets(path, layout, findings)
    cells = read_cells(path, findings=findings, only=[name for name, sheet in places.items() if sheet])
    tables: dict[str, list[TableRow]] = {}
    for name, sheet in places.items():
        if sheet is not None:
            tables.setdefault(sheet.id, []).extend(read_table(cells[name], sheet, layout, findings))
    _others(path, layout, places, tables.get("datasets", ()), findings)
    documents = from_tables(tables, layout, findings, study=path.stem, file=str(path))
    study = documents.get(("studies", path.stem), Document({"schema": SCHEMAS["studies"]}, {}))
    documents["studies", path.stem] = Document(study.data, _sheets_of(layout, places) | dict(study.positions))
    return Book(documents, tuple(findings))


def _sheets_of(layout: Layout, places: Mapping[str, Sheet | None]) -> dict[tuple[Any, ...], Spot]:
    """Where what a study lacks should stand: the sheets of its fields, sites and routes, there or not."""
    there = {sheet.id: name for name, sheet in places.items() if sheet is not None}
    found: dict[tuple[Any, ...], Spot] = {
        (key,): CellSpot(there.get(key, layout.by_id[key].name.en), "") for key in ("sites", "routes")
    }
    return {(): CellSpot(there.get("study", ""), "")} | found


def _sheets(path: Path, layout: Layout, findings: list[Finding]) -> dict[str, Sheet | None]:
    """The sheets of a workbook by name, in order, each with the table that it holds; None for any other."""
    known = {folded(name): sheet for name, sheet in layout.named()}
    found: dict[str, Sheet | None] = {}
    holders: dict[str, str] = {}
    for name in sheet_names(path):
        sheet = known.get(folded(name))
        if sheet is not None and sheet.id in holders:
            message = f"two sheets hold the same table: {holders[sheet.id]} does, too"
            place = Place(str(path), sheet=name)
            findings.append(Finding("error", "duplicate_sheet", message, place, found=name, expected="one of the two"))
            sheet = None
        elif sheet is not None:
            holders[sheet.id] = name
        found[name] = sheet
    if "study" not in holders:
        expected = " or ".join(names_of(layout.by_id["study"].name))
        near = nearest(expected.split(" or ")[0], [name for name, sheet in found.items() if sheet is None])
        message = "the workbook has no sheet of the study"
        findings.append(Finding("error", "no_study", message, Place(str(path)), near, expected))
    return found


def _others(
    path: Path,
    layout: Layout,
    places: Mapping[str, Sheet | None],
    datasets: Sequence[TableRow],
    findings: list[Finding],
) -> None:
    """Errors for sheets that nothing knows; a warning for tables of measurements that nothing reads."""
    known = {folded(name) for name, _ in layout.named()}
    lacking = _lacking(layout, places)
    named = {folded(row.text("sheet")) for row in datasets if row.text("sheet")}
    data = {folded(name): other for other in layout.data_sheets for name in names_of(other.name)}
    for name, sheet in places.items():
        if sheet is not None or name.startswith("_") or folded(name) in named:
            continue
        if folded(name) in data:
            _unread(path, name, data[folded(name)], layout, findings)
        elif folded(name) not in known:
            message = "nothing reads a sheet of this name; one that begins with _ is left aside"
            near = nearest(name, [word for words in lacking for word in words])
            first = ", ".join(words[0] for words in lacking[:_MOST_NAMED])
            more = " …" if len(lacking) > _MOST_NAMED else ""
            expected = f"a sheet that is not there: {first}{more}" if first else ""
            findings.append(
                Finding("error", "unknown_sheet", message, Place(str(path), sheet=name), name, expected, near)
            )


def _lacking(layout: Layout, places: Mapping[str, Sheet | None]) -> list[tuple[str, ...]]:
    """The names, by language, of the layout's sheets that a workbook does not have."""
    there = {folded(name) for name in places}
    every = [*(sheet.name for sheet in layout.sheets), *(other.name for other in layout.data_sheets)]
    return [names for names in map(names_of, every) if there.isdisjoint(folded(name) for name in names)]


def _unread(path: Path, name: str, other: OtherSheet, layout: Layout, findings: list[Finding]) -> None:
    """A warning for a sheet with numbers below its headings that the list of data tables does not name."""
    heads = 0
    for row in read_rows(path, name, findings=[], limits=DATA):
        values = [cell.value for cell in row.cells.values()]
        if heads >= _HEADS and any(not isinstance(value, str) for value in values):
            listed = " or ".join(names_of(layout.by_id["datasets"].name))
            message = f"nothing reads this table: the sheet {listed} does not name it"
            place = Place(str(path), sheet=name, cell=next(iter(row.cells.values())).at)
            expected = f"a row there with the table {other.id} and the sheet {name}"
            findings.append(Finding("warning", "unread_table", message, place, expected=expected))
            return
        if all(isinstance(value, str) for value in values):
            heads = max(heads, len(values))
