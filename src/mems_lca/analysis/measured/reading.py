"""From the tables that a study names to its rests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mems_lca.analysis.measured.calibrate import calibrate
from mems_lca.errors import StudyError
from mems_lca.library.bound import BoundStudy
from mems_lca.library.library import Library
from mems_lca.library.rests import Rests
from mems_lca.study.records.columns import MeasuredColumns, read_columns
from mems_lca.study.records.kinds import DataFile
from mems_lca.study.records.records import read_records

COLUMNS = "measured_columns.yaml"


def rests_of(bound: BoundStudy) -> Rests:
    """The rests of a study as written, which has measurements and was bound without any rests.

    Raises StudyError with every finding of its tables; then as `calibrate` does.
    """
    measured = bound.study.measured
    if measured is None:
        raise StudyError.single("measured", "the study has no measurements", expected="a key `measured`")
    records = read_records(measured, bound.study.period, Path(bound.file), measured_columns(bound.library))
    return calibrate(bound, records, [_file(entry) for entry in records.files])


def measured_columns(library: Library) -> MeasuredColumns:
    """The columns that tables of measurements may have; those of the last pack that has any."""
    return read_columns([file for pack in library.packs if (file := pack.report_file(COLUMNS))][-1])


def _file(entry: DataFile) -> dict[str, Any]:
    """A data file for the result: its name without folders."""
    return {
        "kind": entry.kind,
        "file": Path(entry.path).name,
        "sheet": entry.sheet,
        "sha256": entry.sha256,
        "bytes": entry.bytes,
        "rows": entry.rows,
        "evidence": entry.evidence,
    }
