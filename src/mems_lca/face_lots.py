"""The public face of lots of wafers: what each of them comes to, and the declaration of a batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mems_lca.errors import LibraryError, StudyError, nearest
from mems_lca.face import StudyFile, bind_study

if TYPE_CHECKING:
    from mems_lca.analysis.lots.footprint import LotFootprints
    from mems_lca.library.library import Library


def lot_footprints(
    study: StudyFile,
    table: str | Path,
    *,
    route: str = "",
    sheet: str = "",
    date_format: str = "",
    values: Mapping[str, str] | None = None,
    measures: Sequence[str] | None = None,
) -> LotFootprints:
    """The footprint of every lot of a table (CSV or xlsx, or the name of a shipped one) by the steps it passed.

    `route` is that of lots that name none (the study's baseline or only route unless given); `sheet` that of a
    workbook with several, and `date_format` (as in strptime) that of dates that can be read two ways.

    Raises StudyError with every finding of the table, each with its line or cell, before anything is calculated; then
    LibraryError, InventoryError or SolveError.
    """
    from mems_lca.analysis.assess import calculate
    from mems_lca.analysis.lots import footprint
    from mems_lca.analysis.lots.burdens import plan_of
    from mems_lca.analysis.lots.reading import lot_columns, read_lots
    from mems_lca.analysis.lots.resolving import resolved

    bound = bind_study(study, values=values, measures=measures)
    plans = {name: plan_of(entry) for name, entry in bound.routes.items()}
    if route and route not in plans:
        message, known = "the study has no route of this name", ", ".join(plans)
        raise StudyError.single("unknown_route", message, found=route, expected=known, nearest=nearest(route, plans))
    columns = lot_columns(study.library)
    found = read_lots(_file(table, study.library), columns, sheet=sheet, date_format=date_format)
    only = next(iter(plans)) if len(plans) == 1 else ""
    files = Counter(bound.study.routes.values())
    names = {file: name for name, file in bound.study.routes.items() if files[file] == 1}
    default = route or bound.study.baseline or only
    lots = resolved(found.rows, plans, default, names=names, others=found.findings)
    return footprint.lot_footprints(calculate(bound), lots, found.file, found.findings)


def _file(table: str | Path, library: Library) -> Path:
    """The file of a table: a path, or a name among inventories/lots/ of the packs. Raises LibraryError."""
    path = Path(table)
    if path.suffix or path.exists():
        return path
    folders = [pack.root / "inventories" / "lots" for pack in library.packs]
    known = {file.stem: file for folder in folders if folder.is_dir() for file in sorted(folder.glob("*.csv"))}
    if str(table) not in known:
        message = "there is no table of lots of this name"
        raise LibraryError.single("file", message, found=str(table), nearest=nearest(str(table), known))
    return known[str(table)]


def write_lots(found: LotFootprints, path: str | Path, *, lang: str = "en") -> Path:
    """Writes the footprints of lots, by the end of the file's name: a workbook (.xlsx), .csv or .json.

    Raises StudyError for another language or ending, and ReportError where nothing can be written.
    """
    from mems_lca import __version__
    from mems_lca.reporting.lots_files import write_lots_file

    if lang not in ("en", "zh"):
        raise StudyError.single("lang", "there is no such language", found=lang, expected="en, zh")
    return write_lots_file(found, Path(path), __version__, lang)
