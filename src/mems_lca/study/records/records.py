"""Everything that was measured over a study's period: all tables of its `measured`, with all their findings at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mems_lca.errors import Place, StudyError, nearest
from mems_lca.study.measured import Dataset, Measured
from mems_lca.study.records.bottles import read_bottles
from mems_lca.study.records.columns import TABLE_KINDS, MeasuredColumns, TableKind
from mems_lca.study.records.fields import Fields
from mems_lca.study.records.kinds import DataFile, Records
from mems_lca.study.records.known import Setting
from mems_lca.study.records.manifests import read_manifests
from mems_lca.study.records.notes import Notes
from mems_lca.study.records.purchases import read_purchases
from mems_lca.study.records.readings import read_readings
from mems_lca.study.records.recipes import read_recipes
from mems_lca.study.records.spans import Window
from mems_lca.study.records.starts import read_starts
from mems_lca.study.records.tables import Source, read_table
from mems_lca.study.records.unit_names import UnitNames
from mems_lca.study.records.uptime import read_uptime
from mems_lca.study.study import Period

# The place of a key of the study, by its path.
PlaceOf = Callable[[tuple[object, ...]], Place]


def read_records(
    measured: Measured, period: Period, study_file: Path, columns: MeasuredColumns, *, place: PlaceOf | None = None
) -> Records:
    """The records of all tables within the period, and the warnings about them.

    Files are looked for beside `study_file`; a table without one is a sheet of that file. `place` gives the places of
    the study's keys. Raises StudyError with every error of every table.
    """
    place_of = place or _path_only(study_file)
    notes, units = Notes(), UnitNames(columns)
    files: list[DataFile] = []
    tables: dict[TableKind, list[Fields]] = {}
    for kind in TABLE_KINDS:
        tables[kind] = []
        datasets: tuple[Dataset, ...] = getattr(measured, kind)
        for index, dataset in enumerate(datasets):
            where = place_of(("measured", kind, index))
            source = _source(kind, dataset, study_file, columns, where, notes)
            table = read_table(source, columns, units, notes) if source else None
            if table is None:
                continue
            files.append(table.data_file)
            if table.rows:
                tables[kind].append(Fields(table, notes))
            else:
                notes.error("empty", "the table has headings and no rows", table.place)
    setting = Setting(measured, Window.of(period), notes)
    starts = read_starts(tables["wafer_starts"], setting)
    products = {entry.product for entry in starts}
    found = Records(
        starts,
        read_readings(tables["readings"], setting),
        read_bottles(tables["bottles"], setting),
        read_recipes(tables["recipes"], setting, products),
        read_purchases(tables["purchases"], setting),
        read_manifests(tables["manifests"], setting),
        read_uptime(tables["uptime"], setting),
        tuple(finding for finding in notes.all() if finding.severity == "warning"),
        tuple(files),
    )
    if notes.wrong:
        raise StudyError(finding for finding in notes.all() if finding.severity == "error")
    return found


def _source(
    kind: TableKind, dataset: Dataset, study_file: Path, columns: MeasuredColumns, place: Place, notes: Notes
) -> Source | None:
    """Where a dataset lies; None, with a finding, where it may not lie there or names columns that do not exist."""
    known = columns.tables[kind].by_id
    before = notes.wrong
    for name in dataset.columns:
        if name not in known:
            message = f"a table of {columns.tables[kind].name.en.lower()} has no such column"
            notes.error("column", message, place, name, ", ".join(known), nearest(name, known))
    path = study_file if not dataset.file else study_file.parent / dataset.file
    if dataset.file and not Path(dataset.file).is_absolute() and not _below(path, study_file.parent):
        message = "a file of measurements lies beside the study or below its folder"
        notes.error("path", message, place, dataset.file, "such a path, or an absolute one")
    elif not path.is_file():
        folder = path.parent
        names = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
        notes.error("file", "there is no such file", place, dataset.file, "", nearest(path.name, names))
    elif not dataset.file and path.suffix.lower() != ".xlsx":
        message = "a table without a file is a sheet of the study's workbook, and this study is none"
        notes.error("file", message, place, dataset.sheet, "the name of a `file`")
    return None if notes.wrong > before else Source(kind, dataset, path, dataset.file or path.name)


def _below(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _path_only(study_file: Path) -> PlaceOf:
    return lambda path: Place(str(study_file), path=".".join(str(part) for part in path))
