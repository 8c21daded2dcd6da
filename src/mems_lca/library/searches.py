"""What was searched in the literature for a step, and what was found: the notes of `reports/searches.csv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from mems_lca.library.library import Library


@dataclass(frozen=True)
class Search:
    """A note on one step, with the ids of the sources that were found."""

    found: str
    sources: tuple[str, ...]


def searches(library: Library) -> dict[str, Search]:
    """Notes by step; a later pack wins. The columns `steps` and `sources` of the file hold names between spaces."""
    notes: dict[str, Search] = {}
    for pack in library.packs:
        file = pack.report_file("searches.csv")
        if file is None:
            continue
        with file.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                note = Search(row["found"], tuple(row["sources"].split()))
                notes.update(dict.fromkeys(row["steps"].split(), note))
    return notes
