"""Every finding of a file in one run: one mistake does not hide another, in this file or in those that it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mems_lca.errors import Finding, MemsLcaError, StudyError
from mems_lca.inventory.build import build_inventory
from mems_lca.inventory.placing import placed
from mems_lca.inventory.shared import unknown_shared
from mems_lca.inventory.varied import unknown_varied
from mems_lca.library.bind import bind
from mems_lca.library.book_packs import is_workbook, with_workbook
from mems_lca.library.bound import BoundStudy
from mems_lca.library.forgiving import ForgivingLibrary, SingleFile
from mems_lca.library.packs import Pack
from mems_lca.library.rests import Rests
from mems_lca.library.step_checks import check_step
from mems_lca.study.assign import assign
from mems_lca.study.paths import split
from mems_lca.study.reading import Positions, load_yaml
from mems_lca.study.salvage import salvage
from mems_lca.study.study import Study

_KINDS = ("steps", "routes", "studies", "claims")
_HEAD = 10_000
_SCHEMA = re.compile(rb"^schema:\s*[\"']?mems-lca/([a-z]+)/", re.MULTILINE)
_OF_SCHEMA = {"step": "steps", "route": "routes", "study": "studies", "claims": "claims"}

# In place of a required key that is wrong, so that the rest can be looked at; their values are never reported.
_STAND_INS: Mapping[str, Any] = {
    "schema": "mems-lca/study/1",
    "goal": "-",
    "sites": {"fab": {"location": "GLO"}},
    "product": {"name": "-"},
    "functional_unit": {"amount": "1 wafer"},
    "period": {"start": "2025-01-01", "end": "2025-12-31"},
}

# Codes of findings that the lack of a key of the study gives rise to.
_CONSEQUENCES: Mapping[str, tuple[str, ...]] = {
    "device": ("functional_unit", "unknown_performance"),
    "sites": ("unknown_site", "no_electricity"),
    "routes": ("unknown_measure",),
}


def kind_of(path: Path) -> str:
    """What a file is by its `schema:`, else by its folder, else a study: steps, routes, studies or claims."""
    if is_workbook(path):
        return "studies"
    with path.open("rb") as handle:
        found = _SCHEMA.search(handle.read(_HEAD))
    named = _OF_SCHEMA.get(found[1].decode()) if found else None
    return named or (path.parent.name if path.parent.name in _KINDS else "studies")


def inspect(
    path: Path,
    packs: Sequence[Pack],
    *,
    kind: str = "studies",
    values: Mapping[str, str] | None = None,
    measures: Sequence[str] | None = None,
    rests: Rests | None = None,
) -> tuple[Finding, ...]:
    """Findings of a file and of what it names, errors first, each list in the order of files and lines."""
    try:
        if kind == "studies":
            library = ForgivingLibrary(with_workbook(path, packs))
            of_packs = [finding for pack in library.packs for finding in pack.findings]
            found = [*of_packs, *_not_of_cells(_study(path, library, values or {}, measures, rests), of_packs)]
        else:
            library = ForgivingLibrary([*packs, SingleFile(path.parent, kind, path)])
            found = _step(path.stem, library) if kind == "steps" else _route(path, library)
    except MemsLcaError as error:
        found = list(error.findings)
    return tuple(sorted(dict.fromkeys(found), key=_order))


def _not_of_cells(findings: Iterable[Finding], of_cells: Iterable[Finding]) -> list[Finding]:
    """The findings without those that a key is missing whose cell was found wrong before."""
    wrong = {(entry.place.sheet, entry.place.cell) for entry in of_cells if entry.severity == "error"}
    return [
        entry for entry in findings if entry.code != "missing" or (entry.place.sheet, entry.place.cell) not in wrong
    ]


def _order(finding: Finding) -> tuple[bool, str, int, str, int, str]:
    place = finding.place
    row = int("".join(filter(str.isdigit, place.cell)) or 0)
    return finding.severity != "error", place.file, place.line or 0, place.sheet, row, place.cell


def _study(
    path: Path,
    library: ForgivingLibrary,
    values: Mapping[str, str],
    measures: Sequence[str] | None,
    rests: Rests | None,
) -> list[Finding]:
    data, positions = library.document("studies", path.stem) if is_workbook(path) else load_yaml(path)
    found = salvage(assign(data, values), positions, Study, str(path), stand_ins=_STAND_INS)
    rest: list[Finding] = []
    if found.model is not None:
        given = {"measures": measures, "rests": rests}
        rest = _bound(found.model, path, found.positions, library, given, whole=not found.findings)
    return [*found.findings, *library.findings, *_not_of(rest, found.dropped | library.dropped)]


def _bound(
    study: Study,
    path: Path,
    positions: Positions,
    library: ForgivingLibrary,
    given: Mapping[str, Any],
    *,
    whole: bool,
) -> list[Finding]:
    """What binding finds and, where that finds no error, what the inventory finds (warnings of a whole study only)."""
    bound: BoundStudy | None = None
    try:
        bound = bind(study, library, file=str(path), positions=positions, **given)
        inventory = build_inventory(bound)
        shared = unknown_shared(study.uncertainty.shared, inventory.cells.values(), bound.routes)
        varied = unknown_varied(study.what_if.vary if bound.switched is None else (), bound.overrides.known)
        found = placed([*inventory.findings, *((*shared, *varied) if whole else ())], bound, positions)
    except MemsLcaError as error:
        return list(error.findings if bound is None else placed(error.findings, bound, positions))
    return found if whole and not library.findings else [entry for entry in found if entry.severity == "error"]


def _not_of(findings: Iterable[Finding], dropped: Iterable[str]) -> list[Finding]:
    """The findings that do not follow from a name having been taken out because it is wrong itself."""
    names = set(dropped)
    follow = {code for name in names for code in _CONSEQUENCES.get(name, ())}
    return [
        entry
        for entry in findings
        if entry.code not in follow
        and not (entry.code.startswith("unknown_") and {entry.found, _last(entry.found)} & names)
    ]


def _last(path: str) -> str:
    try:
        return split(path)[-1]
    except StudyError:
        return path


def _step(name: str, library: ForgivingLibrary) -> list[Finding]:
    step = library.step(name)
    return [*library.findings, *_not_of(check_step(name, step, library).findings, library.dropped)]


def _route(path: Path, library: ForgivingLibrary) -> list[Finding]:
    """A route bound to a study that has every site which the route names."""
    sites: set[str] = {"fab"}
    while True:
        given = {
            **_STAND_INS,
            "sites": {site: {"location": "GLO"} for site in sorted(sites)},
            "routes": {"route": path.stem},
        }
        try:
            bind(Study.model_validate(given), library, file=str(path))
            found: list[Finding] = []
        except MemsLcaError as error:
            found = list(error.findings)
        missing = {entry.found for entry in found if entry.code == "unknown_site"} - sites
        if not missing:
            return [*library.findings, *_not_of(found, library.dropped)]
        sites |= missing
