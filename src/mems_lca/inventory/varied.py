"""The paths that a study varies: each must mean something in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mems_lca.errors import Finding, Place, StudyError, nearest
from mems_lca.library.overrides import Path
from mems_lca.study.assign import is_study_key
from mems_lca.study.paths import join, split


def unknown_varied(paths: Iterable[str], known: Iterable[Path]) -> Iterator[Finding]:
    """An error for each path of `what_if.vary` that is neither a key of the study nor one of the `known` paths."""
    listed = set(known)
    for path in paths:
        where = Place(path=f"what_if.vary.{path}")
        try:
            parts = split(path)
        except StudyError as error:
            yield from error.at(where).findings
            continue
        if parts not in listed and not is_study_key(parts[0]):
            near = nearest(path, (join(*entry) for entry in listed))
            yield Finding("error", "unknown_path", "no value has this path", where, found=path, nearest=near)
