"""Every error of a file of claims in one run, without calculating anything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mems_lca.errors import Finding, MemsLcaError
from mems_lca.library.claim_checks import check_claims
from mems_lca.library.library import Library
from mems_lca.library.packs import Pack
from mems_lca.library.variants import Variants
from mems_lca.study.claims import Claims
from mems_lca.study.reading import load_yaml
from mems_lca.study.salvage import salvage


def inspect_claims(path: Path, packs: Sequence[Pack]) -> tuple[Finding, ...]:
    """The errors of the file, in the order of its lines; what is wrong itself does not hide the rest."""
    try:
        data, positions = load_yaml(path)
        found = salvage(data, positions, Claims, str(path))
        rest: list[Finding] = []
        if found.model is not None:
            rest = check_claims(found.model, Variants(Library(packs)), str(path), found.positions)
        names = found.dropped
    except MemsLcaError as error:
        return error.findings
    follow = (entry for entry in rest if not (entry.code == "unknown_name" and entry.found in names))
    return tuple(sorted(dict.fromkeys([*found.findings, *follow]), key=lambda entry: entry.place.line or 0))
