"""The public face of workbooks to fill in: the template of a study."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mems_lca.errors import LibraryError, StudyError
from mems_lca.face import read_study
from mems_lca.library.library import Library, open_library
from mems_lca.study.reading import load_yaml

if TYPE_CHECKING:
    from mems_lca.study.reading import Document

STARTING_STUDY = "templates/study.yaml"


def write_template(path: str | Path, *, study: str = "", lang: str = "en", packs: Sequence[Path] = ()) -> Path:
    """Writes a workbook to fill in and returns its path: of the study of this name or file, else of the study that
    `mems-lca init` writes. It holds the study, the routes that it reaches, and steps that do not ship.

    Raises StudyError or LibraryError for a study that cannot be read, ReportError where nothing can be written.
    """
    from mems_lca.reporting.inventory_book.write import write_inventory_book

    if lang not in ("en", "zh"):
        raise StudyError.single("lang", "there is no such language", found=lang, expected="en, zh")
    target = Path(path)
    library, data = _studied(study, packs) if study else _starting(target.stem, packs)
    return write_inventory_book(_documents(library, target.stem, data), library, target, lang=lang)


def _studied(study: str, packs: Sequence[Path]) -> tuple[Library, dict[str, Any]]:
    found = read_study(study, packs=packs)
    return found.library, dict(found.data)


def _starting(name: str, packs: Sequence[Path]) -> tuple[Library, dict[str, Any]]:
    """The study that every new one starts from."""
    library = open_library(packs)
    files = [file for pack in library.packs if (file := pack.report_file(STARTING_STUDY))]
    if not files:
        raise LibraryError.single("template", "the template of a study is missing; install this package again")
    text = files[-1].read_text(encoding="utf-8").replace("NAME", name)
    document: Document = load_yaml(files[-1], text=text)
    return library, dict(document.data)


def _documents(library: Library, name: str, data: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """The study with its routes, those that they rest on and take wafers of, and steps that do not ship."""
    from mems_lca.library.packs import shipped_pack
    from mems_lca.reporting.inventory_book.offers import Reader, occurrences, reached, routes_of

    reader = Reader({}, library)
    routes = list(routes_of(data).values())
    steps = list(dict.fromkeys(entry.step for entry in occurrences(reader, routes)))
    root = shipped_pack().root
    own = [step for step in steps if step in library.names("steps")]
    own = [step for step in own if not library.file("steps", step).is_relative_to(root)]
    keys = [*(("routes", route) for route in reached(reader, routes)), *(("steps", step) for step in own)]
    return {("studies", name): data} | {key: dict(library.document(*key).data) for key in keys}
