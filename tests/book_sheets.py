"""Sheets of inventory workbooks in memory, the shipped layout, and documents that went through tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from mems_lca.errors import Finding
from mems_lca.study.book.cell import Cell, Row, SheetCells
from mems_lca.study.book.documents import to_tables
from mems_lca.study.book.joining import from_tables
from mems_lca.study.book.layout import Layout, read_layout
from mems_lca.study.book.rows import TableRow
from mems_lca.study.book.tables import read_table
from mems_lca.study.reading import Document
from tree import ROOT

FILE = "made_up.xlsx"
Key = tuple[str, str]


@cache
def layout() -> Layout:
    """The shipped layout."""
    return read_layout(ROOT / "reports" / "inventory_workbook.yaml")


def cells(name: str, *rows: Sequence[Any], merged: tuple[str, ...] = ()) -> SheetCells:
    """A sheet of values from A1 on; None is an empty cell."""
    found = []
    for number, row in enumerate(rows, 1):
        letters = {chr(65 + place): value for place, value in enumerate(row) if value is not None}
        made = {letter: Cell(value, name, letter, number) for letter, value in letters.items()}
        if made:
            found.append(Row(number, made))
    return SheetCells(FILE, name, tuple(found), merged)


def table(sheet: str, *rows: Sequence[Any], merged: tuple[str, ...] = ()) -> tuple[list[TableRow], list[Finding]]:
    """The rows of a sheet, and what is wrong in it."""
    findings: list[Finding] = []
    found = layout().by_id[sheet]
    return read_table(cells(found.name.en, *rows, merged=merged), found, layout(), findings), findings


def joined(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> tuple[dict[Key, Document], list[Finding]]:
    """The documents of rows that were never in a workbook."""
    findings: list[Finding] = []
    rows = {sheet: [TableRow(row) for row in written] for sheet, written in tables.items()}
    return from_tables(rows, layout(), findings), findings


def there_and_back(documents: Mapping[Key, Mapping[str, Any]]) -> dict[Key, dict[str, Any]]:
    """Documents that were written as tables and read back."""
    findings: list[Finding] = []
    tables = to_tables(documents, layout())
    rows = {sheet: [TableRow(row) for row in written] for sheet, written in tables.items()}
    study = next((name for kind, name in documents if kind == "studies"), "study")
    found = from_tables(rows, layout(), findings, study=study)
    assert findings == []
    return {key: document.data for key, document in found.items()}


def shipped(kind: str) -> list[Path]:
    """The files of a kind that ship."""
    return sorted((ROOT / "inventories" / kind).glob("*.yaml"))
