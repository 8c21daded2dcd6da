"""Sources: the documents that the numbers come from, one entry each in factors/sources.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mems_lca.errors import Finding, LibraryError, Place, StudyError, nearest
from mems_lca.study.reading import load_yaml, place_in

ASSUMPTION = "assumption"
# The source of what was measured at a site, where no document is named.
MEASURED = "measured"
REDISTRIBUTION = ("yes", "cite_only", "no")

_REQUIRED = ("title", "where", "licence", "redistribution")
_OPTIONAL = ("authors", "year", "note")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Source:
    """A document: where it was read, its licence, and whether its numbers may travel with this library."""

    id: str
    title: str
    where: str
    licence: str
    redistribution: str
    authors: str = ""
    year: int | None = None
    note: str = ""

    @property
    def loads(self) -> bool:
        """Whether a row may name this source: not when its terms forbid redistribution."""
        return self.redistribution != "no"


def read_sources(files: Sequence[Path]) -> dict[str, Source]:
    """All sources by id; a later file wins. Raises LibraryError with every finding of all files."""
    sources: dict[str, Source] = {}
    findings: list[Finding] = []
    for file in files:
        try:
            data, positions = load_yaml(file)
        except StudyError as error:
            findings.extend(error.findings)
            continue
        for key, entry in data.items():
            place = place_in(str(file), positions, (key,), otherwise=None)
            found = list(_findings(key, entry, place))
            findings.extend(found)
            if not found:
                sources[key] = _source(key, entry)
    if findings:
        raise LibraryError(findings)
    return sources


def _source(key: str, entry: Mapping[str, Any]) -> Source:
    texts = {name: str(entry[name]) for name in (*_REQUIRED, "authors", "note") if name in entry}
    return Source(id=key, year=entry.get("year"), **texts)


def _findings(key: str, entry: object, place: Place) -> Iterator[Finding]:
    if not _ID.fullmatch(key):
        yield Finding("error", "source_id", "not the id of a source", place, key, "lower-case words and hyphens")
    if not isinstance(entry, Mapping):
        yield Finding("error", "source", "a source is a mapping of keys", place, expected=", ".join(_REQUIRED))
        return
    allowed = (*_REQUIRED, *_OPTIONAL)
    for name in entry:
        if name not in allowed:
            near = nearest(str(name), allowed)
            yield Finding("error", "source_key", "unknown key of a source", place, str(name), nearest=near)
    for name in _REQUIRED:
        if not str(entry.get(name) or "").strip():
            yield Finding("error", "source_key", f"the source has no {name}", place)
    redistribution = entry.get("redistribution")
    if redistribution is not None and redistribution not in REDISTRIBUTION:
        expected = " or ".join(REDISTRIBUTION)
        yield Finding("error", "redistribution", "unknown redistribution", place, str(redistribution), expected)
    year = entry.get("year")
    if year is not None and (not isinstance(year, int) or isinstance(year, bool)):
        yield Finding("error", "source_key", "the year of a source is a whole number", place, str(year))
