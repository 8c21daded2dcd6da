"""The public face: reading, checking and assessing a study, and writing its report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mems_lca.errors import Finding, LibraryError, MemsLcaError, Place, StudyError, nearest
from mems_lca.library.book_packs import is_workbook, with_workbook
from mems_lca.library.library import Library, open_library
from mems_lca.study.assign import assign
from mems_lca.study.claims import Claims
from mems_lca.study.paths import join, split
from mems_lca.study.reading import Positions, load_yaml, validate
from mems_lca.study.study import Study

if TYPE_CHECKING:
    from mems_lca.analysis.claims import JudgedClaims
    from mems_lca.analysis.locations import AtLocation
    from mems_lca.analysis.result import Result
    from mems_lca.library.bound import BoundStudy
    from mems_lca.library.rests import Rests


@dataclass(frozen=True)
class StudyFile:
    """A study that was read: its model, its data as written, and where each key stands.

    `calibration` is what its measurements say beyond the study as written, whatever is changed in it afterwards.
    """

    name: str
    file: str
    study: Study
    data: Mapping[str, Any]
    positions: Positions
    library: Library
    calibration: Calibration | None = None


@dataclass(frozen=True)
class Calibration:
    """The measurements of a study as written: they are read when first asked for, and what they say is held."""

    study: StudyFile

    @cached_property
    def rests(self) -> Rests:
        """What was measured beyond the model. Raises StudyError, LibraryError, InventoryError or SolveError."""
        from mems_lca.analysis.measured.reading import rests_of
        from mems_lca.library.bind import bind

        own = self.study
        return rests_of(
            bind(own.study, own.library, name=own.name, raw=own.data, file=own.file, positions=own.positions)
        )


def _calibrated(study: StudyFile) -> StudyFile:
    """The study with its measurements, if it has any."""
    return replace(study, calibration=None if study.study.measured is None else Calibration(study))


def read_study(source: str | Path, *, packs: Sequence[Path] = ()) -> StudyFile:
    """A study by the name of a shipped one, or by path. Raises StudyError or LibraryError with every finding."""
    library = open_library(packs)
    path = _found(source, library, ("studies",))[1]
    if is_workbook(path):
        library = Library(with_workbook(path, library.packs))
        data, positions = library.document("studies", path.stem)
    else:
        data, positions = load_yaml(path)
    try:
        _refuse_errors(library)
        study = validate(data, positions, Study, str(path))
    except StudyError:
        from mems_lca.inventory.inspection import inspect

        raise StudyError(inspect(path, library.packs)) from None
    return _calibrated(StudyFile(path.stem, str(path), study, data, positions, library))


def _refuse_errors(library: Library) -> None:
    errors = [entry for pack in library.packs for entry in pack.findings if entry.severity == "error"]
    if errors:
        raise StudyError(errors)


def _found(source: str | Path, library: Library, kinds: Sequence[str]) -> tuple[str, Path]:
    """Kind and file of a name in the library, or of a path ("" for a kind that only the file itself can tell)."""
    path = Path(source)
    if path.suffix or path.exists():
        if not path.is_file():
            raise LibraryError.single("file", "there is no such file", place=Place(file=str(path)), found=str(path))
        return "", path
    kind = next((kind for kind in kinds if str(source) in library.names(kind)), kinds[0])
    return kind, library.file(kind, str(source))


def with_values(study: StudyFile, values: Mapping[str, str]) -> StudyFile:
    """The study with values in place of its own, each by path, as `--set` gives them."""
    if not values:
        return study
    data = assign(study.data, values)
    changed = replace(study, study=validate(data, study.positions, Study, study.file), data=data)
    if study.calibration is None or changed.study.measured == study.study.measured:
        return changed
    # Other measurements stand beside the study as written, too.
    written = study.calibration.study
    data = assign(written.data, {path: value for path, value in values.items() if split(path)[0] == "measured"})
    other = _calibrated(replace(written, study=validate(data, written.positions, Study, written.file), data=data))
    return replace(changed, calibration=other.calibration)


def with_sites(study: StudyFile, sites: Mapping[str, str]) -> StudyFile:
    """The study with other locations for some of its sites, each a location preset or the code of a place.

    A set of electricity factors that the study chose for such a site belonged to its former place and is dropped.
    Raises StudyError for a site that the study does not declare.
    """
    for site in sites:
        if site not in study.study.sites:
            known = tuple(study.study.sites)
            message = "the study declares no site of this name"
            raise StudyError.single(
                "unknown_site", message, found=site, expected=", ".join(known), nearest=nearest(site, known)
            )
    moved = with_values(study, {join("sites", site, "location"): location for site, location in sites.items()})
    grid = {site: chosen for site, chosen in moved.study.grid.items() if site not in sites}
    if grid == moved.study.grid:
        return moved
    data = {**moved.data, "grid": grid}
    return replace(moved, data=data, study=validate(data, study.positions, Study, study.file))


def moved_site(study: StudyFile, site: str = "") -> str:
    """The site that `at_each_location` moves: the one named, else the first that the study declares."""
    return site or next(iter(study.study.sites))


def at_each_location(
    study: StudyFile,
    site: str = "",
    *,
    values: Mapping[str, str] | None = None,
    measures: Sequence[str] | None = None,
) -> Iterator[AtLocation]:
    """The study as written, and then with one of its sites at every location preset, one run for each.

    A preset at which the study cannot be calculated tells why. Raises StudyError, LibraryError, InventoryError or
    SolveError for the study as written.
    """
    from mems_lca.analysis.locations import at_location, nowhere

    chosen = moved_site(study, site)
    known = study.library.factors.locations.names()
    runs = {location: with_sites(study, {chosen: location}) for location in known}
    yield at_location(bind_study(study, values=values, measures=measures), chosen)
    for location, moved in runs.items():
        try:
            yield at_location(bind_study(moved, values=values, measures=measures), chosen)
        except MemsLcaError as error:
            yield nowhere(study.library, location, str(error))


def bind_study(
    study: StudyFile, *, values: Mapping[str, str] | None = None, measures: Sequence[str] | None = None
) -> BoundStudy:
    """The study bound to its library. Raises StudyError or LibraryError with every finding."""
    from mems_lca.inventory.inspection import inspect
    from mems_lca.library.bind import bind

    rests = None
    try:
        chosen = with_values(study, values or {})
        rests = chosen.calibration.rests if chosen.calibration is not None else None
        return bind(
            chosen.study,
            chosen.library,
            name=chosen.name,
            raw=chosen.data,
            file=chosen.file,
            positions=chosen.positions,
            measures=measures,
            rests=rests,
        )
    except MemsLcaError as error:
        found = inspect(Path(study.file), study.library.packs, values=values, measures=measures, rests=rests)
        raise type(error)(found if any(entry.severity == "error" for entry in found) else error.findings) from None


def check_file(
    source: str | Path, *, packs: Sequence[Path] = (), values: Mapping[str, str] | None = None
) -> tuple[Finding, ...]:
    """Every finding of a study, route, step or file of claims (a path, or a name), errors first; none is raised.

    Raises LibraryError only when there is no such file, or a pack cannot be found.
    """
    from mems_lca.inventory.inspection import inspect, kind_of

    library = open_library(packs)
    kind, path = _found(source, library, ("studies", "routes", "steps", "claims"))
    if (kind or kind_of(path)) == "claims":
        from mems_lca.analysis.claims_inspection import inspect_claims

        return inspect_claims(path, library.packs)
    found = inspect(path, library.packs, kind=kind or kind_of(path), values=values)
    if (kind or kind_of(path)) != "studies" or any(entry.severity == "error" for entry in found):
        return found
    return (*_of_measurements(path, packs), *found)


def _of_measurements(path: Path, packs: Sequence[Path]) -> tuple[Finding, ...]:
    """Every finding of the tables of a study, errors instead of warnings where there is any."""
    try:
        calibration = read_study(path, packs=packs).calibration
        return calibration.rests.findings if calibration is not None else ()
    except MemsLcaError as error:
        return error.findings


def check(study: StudyFile, *, values: Mapping[str, str] | None = None) -> tuple[Finding, ...]:
    """Every warning of a study, without solving it. Raises StudyError, LibraryError or InventoryError for errors."""
    from mems_lca.inventory.build import build_inventory

    return build_inventory(bind_study(study, values=values)).findings


def assess(
    study: StudyFile,
    *,
    values: Mapping[str, str] | None = None,
    measures: Sequence[str] | None = None,
    parts: Sequence[str] = (),
) -> Result:
    """The result of a study; `values` by path as `--set` gives them, `measures` those to apply (None: all).

    `parts` are calculated besides: `abatement_curve`, `envelope`.

    Raises StudyError, LibraryError, InventoryError or SolveError.
    """
    from mems_lca import __version__
    from mems_lca.analysis.assess import assess_bound
    from mems_lca.analysis.parts import known_parts

    return assess_bound(bind_study(study, values=values, measures=measures), __version__, known_parts(parts))


def judge(source: str | Path, *, packs: Sequence[Path] = (), only: Sequence[str] = ()) -> JudgedClaims:
    """The verdicts on a file of claims (a path, or a name of the library), or on those of `only`.

    Raises StudyError or LibraryError with every error of the file.
    """
    from mems_lca.analysis.claims import judge_claims
    from mems_lca.analysis.claims_inspection import inspect_claims

    library = open_library(packs)
    path = _found(source, library, ("claims",))[1]
    data, positions = load_yaml(path)
    try:
        claims = validate(data, positions, Claims, str(path))
    except StudyError:
        raise StudyError(inspect_claims(path, library.packs)) from None
    return judge_claims(claims, library, file=str(path), positions=positions, only=only)


def write_claims(judged: JudgedClaims, path: str | Path, *, lang: str = "en") -> Path:
    """Writes the workbook of judged claims with its arithmetic, beside and then renamed. Raises ReportError."""
    from mems_lca.reporting.claims_book import write_claims_book

    if lang not in ("en", "zh"):
        raise StudyError.single("lang", "there is no such language", found=lang, expected="en, zh")
    return write_claims_book(judged, Path(path), lang=lang)


def write_report(result: Result, path: str | Path, *, lang: str = "en") -> Path:
    """Writes the workbook of a result, beside and then renamed. Raises ReportError."""
    from mems_lca.reporting.workbook import write_workbook

    if lang not in ("en", "zh"):
        raise StudyError.single("lang", "there is no such language", found=lang, expected="en, zh")
    return write_workbook(result, Path(path), lang=lang)
