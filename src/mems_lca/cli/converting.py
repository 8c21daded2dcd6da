"""The command `convert`: YAML to a workbook, a workbook to YAML files; nothing is lost, and nothing overwritten."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mems_lca.cli.files import staged
from mems_lca.cli.terminal import say, say_findings, working
from mems_lca.errors import Finding, Place, ReportError, StudyError

if TYPE_CHECKING:
    from mems_lca.face import StudyFile
    from mems_lca.library.library import Library

Key = tuple[str, str]
_WORKBOOK, _YAML = ".xlsx", (".yaml", ".yml")
_TABLES = ("wafer_starts", "readings", "bottles", "recipes", "purchases", "manifests", "uptime")


@dataclass(frozen=True)
class _Source:
    """What is converted: its documents, the library below them, and the folder of its data files."""

    study: StudyFile
    documents: Mapping[Key, dict[str, Any]]
    below: Library
    folder: Path
    findings: tuple[Finding, ...] = ()


def run(
    source: str, target: Path, *, lang: str = "en", with_steps: bool = False, force: bool = False,
    packs: Sequence[Path] | None = None,
) -> None:  # fmt: skip
    """Writes a study, with its routes and steps, in another form. Raises MemsLcaError; then nothing was written."""
    kind = target.suffix.lower()
    if kind and kind not in (_WORKBOOK, *_YAML):
        expected = "a workbook (.xlsx), a study (.yaml), or a folder for a pack"
        raise StudyError.single("target", "this is no form of a study", found=str(target), expected=expected)
    with working("reading"):
        found = _read(source, target, packs or (), with_steps=with_steps)
    say_findings(found.findings)
    folder = target / "inventories" / "studies" if not kind else target.parent
    name = target.stem if kind else found.study.name
    documents = {(of, name if of == "studies" else title): data for (of, title), data in found.documents.items()}
    if kind in _YAML:
        documents = _study_alone(documents, found.below)
    files = _data_files(documents["studies", name], found.folder, folder)
    outputs = [target] if kind else [target / "inventories" / of / f"{title}.yaml" for of, title in documents]
    refuse_existing([*outputs, *files], Path(found.study.file), force=force)
    with working("writing"):
        if kind == _WORKBOOK:
            _write_workbook(documents, found.below, target, lang)
        else:
            _write_yaml(documents, dict(zip(documents, outputs, strict=True)))
        _copy(files)
    say(f"Wrote {target}: {_counted(documents)}.")
    for copy in files:
        say(f"Copied {copy}")
    if not kind:
        say(f"Next: mems-lca assess {folder / name}.yaml --pack {target}")


def _read(source: str, target: Path, packs: Sequence[Path], *, with_steps: bool) -> _Source:
    from mems_lca.face import read_study
    from mems_lca.face_book import study_documents
    from mems_lca.library.book_packs import WorkbookPack
    from mems_lca.library.library import Library

    study = read_study(source, packs=packs)
    file = Path(study.file)
    books = [pack for pack in study.library.packs if isinstance(pack, WorkbookPack)]
    below = Library([pack for pack in study.library.packs if not isinstance(pack, WorkbookPack)])
    if books:
        documents = {key: document.data for key, document in books[-1].book.documents.items()}
        documents["studies", study.name] = _own_sheets(dict(study.data), file.name)
        return _Source(study, documents, below, file.parent, books[-1].findings)
    documents = {("studies", study.name): dict(study.data)}
    if target.suffix.lower() not in _YAML:
        documents |= study_documents(study, with_steps=with_steps)
    return _Source(study, documents, below, file.parent)


def _study_alone(documents: Mapping[Key, dict[str, Any]], below: Library) -> dict[Key, dict[str, Any]]:
    """The study, where the library has the same routes and steps. Raises StudyError naming those that differ."""
    from mems_lca.study.shapes import long_form, same

    others = [key for key in documents if key[0] != "studies"]
    lost = [
        f"{kind}/{name}"
        for kind, name in others
        if name not in below.names(kind)
        or not same(long_form(kind, documents[kind, name]), long_form(kind, below.document(kind, name).data))
    ]
    if lost:
        message = "one YAML file holds the study alone, and the library has other routes or steps than the workbook"
        expected = "a folder as the target, for a pack with all of them"
        raise StudyError.single("convert", message, found=", ".join(lost), expected=expected)
    return {key: data for key, data in documents.items() if key[0] == "studies"}


# ---------------------------------------------------------------- files that a study names


def _own_sheets(data: dict[str, Any], workbook: str) -> dict[str, Any]:
    """The study's data where tables of measurements on sheets of its workbook are sheets of a file of that name."""
    measured = data.get("measured")
    if not isinstance(measured, dict):
        return data
    tables = {name: [_named(entry, workbook) for entry in measured[name]] for name in _TABLES if measured.get(name)}
    return {**data, "measured": {**measured, **tables}}


def _named(entry: dict[str, Any], workbook: str) -> dict[str, Any]:
    return entry if entry.get("file") else {"file": workbook, **entry}


def _data_files(study: Mapping[str, Any], source: Path, target: Path) -> dict[Path, Path]:
    """The files that a study names beside it, by where they are looked for in the target's folder."""
    if source.resolve() == target.resolve():
        return {}
    found = {}
    for name in dict.fromkeys(_named_files(study)):
        if name and not Path(name).is_absolute() and (source / name).is_file():
            found[target / name] = source / name
    return found


def _named_files(study: Mapping[str, Any]) -> Iterator[str]:
    measured = study.get("measured") or {}
    entries = [entry for table in _TABLES for entry in _several(measured.get(table, []))]
    entries += list((study.get("evidence") or {}).values())
    yield from (str(entry.get("file", "")) for entry in entries if isinstance(entry, dict))


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _copy(files: Mapping[Path, Path]) -> None:
    for copy, original in files.items():
        with staged(copy.parent) as folder:
            shutil.copyfile(original, folder / copy.name)


# ---------------------------------------------------------------- writing


def refuse_existing(outputs: Sequence[Path], source: Path | None = None, *, force: bool) -> None:
    """Raises ReportError for the source itself, and without `force` for every file that is there already."""
    if source and any(output.exists() and source.exists() and output.samefile(source) for output in outputs):
        message = "the target is the file that is converted"
        raise ReportError.single("file", message, place=Place(str(source)))
    there = [output for output in outputs if output.exists()]
    if there and not force:
        message = "the file is there already; --force overwrites it"
        raise ReportError([Finding("error", "file", message, Place(str(output))) for output in there])


def _write_workbook(documents: Mapping[Key, dict[str, Any]], library: Library, target: Path, lang: str) -> None:
    from mems_lca.library.book_packs import layout_of
    from mems_lca.reporting.inventory_book.write import write_inventory_book
    from mems_lca.study.book.read import read_book

    with staged(target.parent) as folder:
        written = write_inventory_book(documents, library, folder / target.name, lang=lang)
        book = read_book(written, layout_of(library.packs))
        _refuse_loss(documents, {key: document.data for key, document in book.documents.items()}, target)


def _write_yaml(documents: Mapping[Key, dict[str, Any]], outputs: Mapping[Key, Path]) -> None:
    from mems_lca.study.reading import load_yaml
    from mems_lca.study.yaml_out import document_text

    texts = {key: document_text(key[0], data) for key, data in documents.items()}
    for key, text in texts.items():
        back = load_yaml(outputs[key], text=text).data
        _refuse_loss({key: documents[key]}, {key: back}, outputs[key])
    with ExitStack() as stack:
        folders = {folder: stack.enter_context(staged(folder)) for folder in {path.parent for path in outputs.values()}}
        for key, text in texts.items():
            (folders[outputs[key].parent] / outputs[key].name).write_text(text, encoding="utf-8", newline="\n")


def _refuse_loss(before: Mapping[Key, dict[str, Any]], after: Mapping[Key, dict[str, Any]], target: Path) -> None:
    """Raises ReportError for documents that are others when they are read back."""
    from mems_lca.study.shapes import long_form, same

    lost = [
        f"{kind}/{name}"
        for (kind, name), data in before.items()
        if (kind, name) not in after or not same(long_form(kind, data), long_form(kind, after[kind, name]))
    ]
    if lost:
        message = "read back, these would not be the same; nothing was written"
        raise ReportError.single("convert", message, place=Place(str(target)), found=", ".join(lost))


def _counted(documents: Mapping[Key, Any]) -> str:
    numbers = {kind: sum(of == kind for of, _ in documents) for kind in ("routes", "steps")}
    words = [f"{number} {kind if number != 1 else kind[:-1]}" for kind, number in numbers.items() if number]
    return ", ".join(["1 study", *words])
