"""A table of lots, a CSV file or a sheet, as its rows: every finding of the file at once, with its line or cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mems_lca.analysis.lots.records import Written
from mems_lca.errors import Finding
from mems_lca.library.library import Library
from mems_lca.study.book.cell import Cell, Unreadable
from mems_lca.study.measured import Dataset
from mems_lca.study.reading import read_model
from mems_lca.study.records.columns import MeasuredColumns, Table, read_columns
from mems_lca.study.records.fields import Fields
from mems_lca.study.records.notes import Notes
from mems_lca.study.records.tables import DataTable, Row, Source, is_total, read_table
from mems_lca.study.records.unit_names import UnitNames

MEASURED, LOTS = "measured_columns.yaml", "lot_columns.yaml"
_COLUMNS = ("lot", "route", "steps", "rework", "scrap", "out")
_MOST_WAFERS = 10_000_000


@dataclass(frozen=True)
class LotTable:
    """The rows of a table that could be read, what was found, and the file: name, sheet, sha256, bytes, rows."""

    rows: tuple[Written, ...]
    findings: tuple[Finding, ...]
    file: Mapping[str, Any]


def lot_columns(library: Library) -> MeasuredColumns:
    """The columns that a table of lots may have, with the words that all tables share."""
    shared = read_columns(_report_file(library, MEASURED))
    table = read_model(_report_file(library, LOTS), Table)
    return shared.model_copy(update={"tables": {**shared.tables, "lots": table}})


def _report_file(library: Library, name: str) -> Path:
    return [file for pack in library.packs if (file := pack.report_file(name))][-1]


def read_lots(path: Path, columns: MeasuredColumns, *, sheet: str = "", date_format: str = "") -> LotTable:
    """The table of a file; `sheet` where a workbook has several, `date_format` for dates that can be read two ways.

    A row with a cell that cannot be read stands with the rest of it; a file that cannot be read is a finding, too.
    """
    notes = Notes()
    source = Source("lots", Dataset(file=str(path), sheet=sheet, date_format=date_format), path, str(path))
    table = read_table(source, columns, UnitNames(columns), notes)
    if table is None:
        return LotTable((), notes.all(), {"file": path.name})
    fields = Fields(table, notes)
    rows = [row for row in table.rows if not _sums_up(table, row)]
    if not rows:
        notes.error("empty", "the table has no lots", table.at(1))
    found = tuple(_written(fields, row) for row in rows)
    known = table.data_file
    file = {"file": path.name, "sheet": known.sheet, "sha256": known.sha256, "bytes": known.bytes, "rows": len(rows)}
    return LotTable(found, notes.all(), file)


def _sums_up(table: DataTable, row: Row) -> bool:
    """Whether a row is one of totals."""
    first = row.cells.get("lot")
    return isinstance(first, str) and is_total(first, table.columns.total_words, ())


def _written(fields: Fields, row: Row) -> Written:
    """The row; what cannot be read is noted and left out."""
    lot, route, day = fields.text(row, "lot"), fields.text(row, "route"), fields.day(row, "date")
    started, out = _wafers(fields, row, "started", 1), _wafers(fields, row, "out", 0)
    steps, rework, scrap = (_list(fields, row, name) for name in ("steps", "rework", "scrap"))
    places = {name: fields.table.at(row.number, name) for name in _COLUMNS}
    return Written(lot, day, route, started, steps, rework, scrap, out, places)


def _wafers(fields: Fields, row: Row, name: str, least: int) -> int | None:
    """A number of wafers."""
    found = fields.number(row, name)
    if found is None:
        return None
    if not found.is_integer() or not least <= found <= _MOST_WAFERS:
        expected = f"a whole number from {least} to {_MOST_WAFERS:,}"
        fields.notes.error(
            "wafers", "not a number of wafers", fields.table.at(row.number, name), f"{found:g}", expected
        )
        return None
    return int(found)


def _list(fields: Fields, row: Row, name: str) -> str:
    """A list of steps, as it is written."""
    held = row.cells.get(name)
    value = held.value if isinstance(held, Cell) else held
    if value is None or value == 0:
        return ""
    place = fields.table.at(row.number, name)
    if isinstance(value, Unreadable):
        fields.notes.error(value.code, value.message, place, value.found, value.expected)
    elif not isinstance(value, str):
        fields.notes.error("cell", "this is no list of steps", place, str(value), "STEP x NUMBER, or nothing")
    return value if isinstance(value, str) else ""
