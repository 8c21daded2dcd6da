"""The index of evidence: what proves the primary values of a study, and which of them have no proof."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from mems_lca.analysis.calculated import Calculated
from mems_lca.library.bound import BoundStudy
from mems_lca.library.evidence_checks import Use, file_name, uses
from mems_lca.study.measured import Evidence

# What is known of the file of an entry.
AGREES, TAKEN, NONE = "hash_agrees", "hash_taken", "no_file"


def evidence_index(calculated: Calculated) -> dict[str, Any]:
    """`evidence` and `evidence_counts` of a result; nothing for a study without evidence.

    An entry supports the values that name it, by path: those of the study as they are written, and those that its
    routes and steps use. Primary values are what is measured, and what the study gives without naming a source or
    calling it an assumption, besides what names evidence.
    """
    bound = calculated.bound
    if not bound.study.evidence:
        return {}
    written = list(uses(bound.study))
    supports = _supports(calculated, written)
    primary = [use for use in written if use.evidence or use.role == "primary"]
    of_routes = sum(len(paths) for paths in supports.values()) - sum(bool(use.evidence) for use in written)
    with_evidence = sum(bool(use.evidence) for use in primary) + of_routes
    return {
        "evidence": [_entry(bound, name, entry, supports[name]) for name, entry in bound.study.evidence.items()],
        "evidence_counts": {
            "primary_values": len(primary) + of_routes,
            "with_evidence": with_evidence,
            "without": [use.path for use in primary if not use.evidence],
        },
    }


def _supports(calculated: Calculated, written: list[Use]) -> dict[str, list[str]]:
    """Paths by entry; a value that the study gives stands once, however many routes take it."""
    found: dict[str, list[str]] = {name: [] for name in calculated.bound.study.evidence}
    for use in written:
        if use.evidence:
            found[use.evidence].append(use.path)
    of_study = {use.path for use in written}
    for cell in calculated.inventory.cells.values():
        own = cell.origin == "given" or cell.fact in of_study
        if cell.proof in found and not own and cell.path not in found[cell.proof]:
            found[cell.proof].append(cell.path)
    return found


def _entry(bound: BoundStudy, name: str, entry: Evidence, supports: list[str]) -> dict[str, Any]:
    proof = bound.proofs.get(name)
    status = NONE if proof is None else AGREES if entry.sha256 else TAKEN
    return {
        "id": name,
        "file": None if proof is None else proof.name,
        "sha256": None if proof is None else proof.sha256,
        "bytes": None if proof is None else proof.bytes,
        "meter": entry.meter,
        "owner": entry.owner,
        "date": None if entry.day is None else entry.day.isoformat(),
        "sign_off": entry.sign_off,
        "note": entry.note,
        "supports": supports,
        "status": status,
    }


def without_folders(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The data of a study as it enters a result: of absolute files of evidence and measurements, the name alone."""
    keys = [key for key in ("evidence", "measured") if raw.get(key)]
    return {**raw, **{key: _named(raw[key]) for key in keys}} if keys else raw


def _named(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {key: _shown(entry) if key == "file" else _named(entry) for key, entry in node.items()}
    return [_named(entry) for entry in node] if isinstance(node, list | tuple) else node


def _shown(file: Any) -> Any:
    if not isinstance(file, str):
        return _named(file)
    return file_name(file) if PurePosixPath(file).is_absolute() or PureWindowsPath(file).is_absolute() else file
