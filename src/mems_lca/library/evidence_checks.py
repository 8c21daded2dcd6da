"""Evidence of a study: the names that values give, and the files behind them with their hashes."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from mems_lca.errors import Finding, Place
from mems_lca.library.bound import BoundRoute, BoundStep, FileProof
from mems_lca.library.sources import ASSUMPTION, MEASURED
from mems_lca.library.study_checks import Binder, check_evidence_name
from mems_lca.study.measured import Dataset, Evidence, Meter, ToolGroup
from mems_lca.study.paths import join
from mems_lca.study.step import Setting
from mems_lca.study.study import Study

MOST_BYTES = 2**30
"""Of one file: a larger one is refused before it is read."""
_CHUNK = 2**20

Can = Setting | Dataset | Meter | ToolGroup
Role = Literal["primary", "sourced", "assumption"]


@dataclass(frozen=True)
class Use:
    """A value of a study that may name evidence: its keys in the file, its path for readers, and the entry named."""

    keys: tuple[object, ...]
    path: str
    evidence: str
    role: Role


def check_evidence(binder: Binder, routes: Mapping[str, BoundRoute]) -> dict[str, FileProof]:
    """The files of the study's evidence by entry, with their hashes.

    Errors: a name that no entry has, a file that is not there, lies outside the study's folder or is too large, and a
    hash other than the one stated. An entry that nothing names is a warning.
    """
    named = set()
    for use in uses(binder.study):
        named.add(use.evidence)
        check_evidence_name(binder, use.evidence, binder.place(*use.keys, "evidence"))
    for step in _steps(routes.values()):
        named.update(setting.evidence for setting, _ in (step.settings or {}).values())
        for name, parameter in step.step.parameters.items():
            named.add(parameter.evidence)
            if parameter.evidence:
                place = binder.library.place("steps", step.name, "parameters", name)
                check_evidence_name(binder, parameter.evidence, place)
    named.update(setting.evidence for route in routes.values() for setting, _, _ in route.supplied.values())
    for name in binder.study.evidence:
        if name not in named:
            message = f"evidence {name} supports nothing: no value names it"
            binder.findings.append(Finding("warning", "evidence_unused", message, binder.place("evidence", name)))
    return _files(binder)


def uses(study: Study) -> Iterator[Use]:
    """Everything in a study file that may name evidence, in the order of its keys."""
    for name in type(study).model_fields:
        yield from _within(getattr(study, name), (name,), (name,) if name != "set" else ())


def _within(node: object, keys: tuple[object, ...], shown: tuple[str, ...]) -> Iterator[Use]:
    if isinstance(node, Can):
        yield Use(keys, _path(keys, shown), node.evidence, _role(node))
    if isinstance(node, BaseModel):
        for name, field in type(node).model_fields.items():
            key = field.alias or name
            yield from _within(getattr(node, name), (*keys, key), (*shown, key))
    elif isinstance(node, Mapping):
        for key, entry in node.items():
            yield from _within(entry, (*keys, key), (*shown, str(key)))
    elif isinstance(node, tuple):
        for index, entry in enumerate(node):
            yield from _within(entry, (*keys, index), shown if len(node) == 1 else (*shown, str(index)))


def _path(keys: tuple[object, ...], shown: tuple[str, ...]) -> str:
    """The path of a value as users write it: in `set:` that is the key itself."""
    return str(keys[1]) if keys[0] == "set" else join(*shown)


def _role(node: Can) -> Role:
    """What is measured, and what a study gives without the document that it took it from, is primary."""
    if not isinstance(node, Setting) or node.source in ("", MEASURED):
        return "primary"
    return "assumption" if node.source == ASSUMPTION else "sourced"


def _steps(routes: Iterable[BoundRoute]) -> Iterator[BoundStep]:
    for route in routes:
        for step in route.steps:
            yield step
            if step.consumes is not None:
                yield from _steps((step.consumes,))


# ------------------------------------------------------------ files


def _files(binder: Binder) -> dict[str, FileProof]:
    folder = Path(binder.file).parent
    found: dict[str, FileProof] = {}
    for name, entry in binder.study.evidence.items():
        if not entry.file:
            continue
        place = binder.place("evidence", name, "file")
        proof = _proof(entry, folder, place)
        if isinstance(proof, Finding):
            binder.findings.append(proof)
            continue
        found[name] = proof
        if entry.sha256 and entry.sha256.lower() != proof.sha256:
            message = f"the file of evidence {name} is not the one that was signed off: its hash is another"
            where = binder.place("evidence", name, "sha256")
            binder.findings.append(
                Finding("error", "evidence_hash", message, where, entry.sha256.lower(), proof.sha256)
            )
    return found


def _proof(entry: Evidence, folder: Path, place: Place) -> FileProof | Finding:
    """The file of an entry: relative ones lie in the study's folder or below it."""
    written = Path(entry.file)
    path = written if written.is_absolute() else folder / written
    try:
        whole = path.resolve()
        if not written.is_absolute() and not whole.is_relative_to(folder.resolve()):
            expected = "a file in the study's folder or below it, or an absolute path"
            return _problem("a file of evidence lies outside the study's folder", entry, place, expected)
        known = whole.stat()
        if not stat.S_ISREG(known.st_mode):
            return _problem("evidence is a file, and this is none", entry, place)
        if known.st_size > MOST_BYTES:
            expected = f"at most {MOST_BYTES:,} bytes"
            return _problem(f"the file of evidence has {known.st_size:,} bytes", entry, place, expected)
        digest = _sha256(str(whole), known.st_ino, known.st_size, known.st_mtime_ns, known.st_ctime_ns)
    except (OSError, ValueError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return _problem(f"the file of evidence cannot be read: {why}", entry, place)
    return FileProof(file_name(entry.file), digest, known.st_size)


def _problem(message: str, entry: Evidence, place: Place, expected: str = "") -> Finding:
    return Finding("error", "evidence_file", message, place, entry.file, expected)


def file_name(file: str) -> str:
    """The name of a file without its folders, whichever system wrote the path."""
    return file.replace("\\", "/").rstrip("/").rpartition("/")[2]


@lru_cache(maxsize=4096)
def _sha256(path: str, inode: int, size: int, changed: int, touched: int) -> str:
    """The hash of a file in this state; read in pieces, and no further than its size allows."""
    digest, left = hashlib.sha256(), MOST_BYTES
    with open(path, "rb") as stream:
        while left > 0 and (piece := stream.read(min(_CHUNK, left))):
            digest.update(piece)
            left -= len(piece)
    return digest.hexdigest()
