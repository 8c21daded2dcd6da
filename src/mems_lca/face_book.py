"""The public face of workbooks to fill in: the template of a study, and what such a workbook holds of one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mems_lca.errors import LibraryError, StudyError
from mems_lca.face import StudyFile, read_study
from mems_lca.library.library import Library, open_library
from mems_lca.study.reading import load_yaml, validate
from mems_lca.study.study import Study

if TYPE_CHECKING:
    from mems_lca.reporting.inventory_book.offers import Reader

STARTING_STUDY = "templates/study.yaml"
Documents = dict[tuple[str, str], dict[str, Any]]


def write_template(path: str | Path, *, study: str = "", lang: str = "en", packs: Sequence[Path] = ()) -> Path:
    """Writes a workbook to fill in and returns its path: of the study of this name or file, else of the study that
    `mems-lca init` writes. It holds the study, the routes that it reaches, and steps that do not ship.

    Raises StudyError or LibraryError for a study that cannot be read, ReportError where nothing can be written.
    """
    from mems_lca.reporting.inventory_book.write import write_inventory_book

    if lang not in ("en", "zh"):
        raise StudyError.single("lang", "there is no such language", found=lang, expected="en, zh")
    target = Path(path)
    found = read_study(study, packs=packs) if study else _starting(target.stem, packs)
    documents = {("studies", target.stem): dict(found.data)} | study_documents(found)
    return write_inventory_book(documents, found.library, target, lang=lang)


def study_documents(study: StudyFile, *, with_steps: bool = False) -> Documents:
    """The routes that a study reaches, by base or by wafers that are taken, and steps that do not ship (or all that
    they pass and draw from, `with_steps`), as written."""
    from mems_lca.reporting.inventory_book.offers import Reader, occurrences, reached, routes_of

    library = study.library
    reader = Reader({}, library)
    routes = reached(reader, list(routes_of(study.data).values()))
    passed = dict.fromkeys(entry.step for entry in occurrences(reader, routes))
    steps = [step for step in _with_supplies(reader, passed) if with_steps or not _ships(library, step)]
    keys = [*(("routes", name) for name in routes), *(("steps", name) for name in steps)]
    return {key: dict(library.document(*key).data) for key in keys}


def _with_supplies(reader: Reader, passed: dict[str, None]) -> list[str]:
    """The steps, and those that make what they draw."""
    known = set(reader.library.names("steps"))
    found = [name for name in passed if name in known]
    for name in found:
        step = reader.step(name)
        inputs = [getattr(exchange, "input", "") for exchange in step.exchanges] if step else []
        found += [product for product in dict.fromkeys(inputs) if product in known and product not in found]
    return found


def _ships(library: Library, step: str) -> bool:
    from mems_lca.library.packs import shipped_pack

    return library.file("steps", step).is_relative_to(shipped_pack().root)


def _starting(name: str, packs: Sequence[Path]) -> StudyFile:
    """The study that every new one starts from."""
    library = open_library(packs)
    files = [file for pack in library.packs if (file := pack.report_file(STARTING_STUDY))]
    if not files:
        raise LibraryError.single("template", "the template of a study is missing; install this package again")
    text = files[-1].read_text(encoding="utf-8").replace("NAME", name)
    data, positions = load_yaml(files[-1], text=text)
    study = validate(data, positions, Study, str(files[-1]))
    return StudyFile(name, str(files[-1]), study, data, positions, library)
