"""Which column of a table is which: headings in either language, as exports call them, with or without a unit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from mems_lca.errors import Place, nearest
from mems_lca.study.records.columns import Column, Table, plain
from mems_lca.study.records.notes import Notes
from mems_lca.study.records.unit_names import UnitNames

MOST_TITLE_ROWS: Final = 20
_BRACKETS: Final = re.compile(r"^(.*?)\s*[(\[（【]\s*([^()\[\]（）【】]+?)\s*[)\]）】]\s*$")
_TAIL: Final = re.compile(r"^(.+?)(?:\s+in\s+|\s*[,，/_:：]\s*|\s+)([^\s,，/_:：]+)$")
_WITH_UNIT: Final = frozenset({"amount", "number", "share"})
# How alike an unknown heading must be to one of ours before it is said to be meant.
_NEAR: Final = 0.8


class Heading(NamedTuple):
    """A heading of the table that is one of ours: its position from 0, its text, and the unit that it tells."""

    position: int
    text: str
    unit: str = ""


def match(texts: Sequence[str], table: Table, given: Mapping[str, str], units: UnitNames) -> dict[str, list[Heading]]:
    """The headings of a row that are ours, by the id of our column; several where the row is not clear.

    `given` is what the study says of them ({our id: heading}); it goes before every other reading.
    """
    wanted = {plain(heading): column for column, heading in given.items()}
    found: dict[str, list[Heading]] = {}
    for index, text in enumerate(texts):
        if not text.strip():
            continue
        if plain(text) in wanted:
            column = table.by_id[wanted[plain(text)]]
            found.setdefault(column.id, []).append(Heading(index, text, _told(text, column, units)))
            continue
        matched = _known(text, table, units)
        if matched and matched[0].id not in given:
            found.setdefault(matched[0].id, []).append(Heading(index, text, matched[1]))
    return found


def check(
    texts: Sequence[str], found: Mapping[str, list[Heading]], table: Table, given: Mapping[str, str], place: Place,
    notes: Notes,
) -> bool:  # fmt: skip
    """Whether the headings of a table will do; what is missing, unclear or near a known one is noted."""
    before = notes.wrong
    read = {heading.position for several in found.values() for heading in several}
    others = [text.strip() for index, text in enumerate(texts) if text.strip() and index not in read]
    for column, heading in given.items():
        if column not in found:
            notes.error(
                "heading", f"the table has no heading for `{column}`", place, heading, "", nearest(heading, texts)
            )
    for column, several in found.items():
        if len(several) > 1:
            names, message = ", ".join(heading.text for heading in several), f"two headings stand for `{column}`"
            notes.error("heading", message, place, names, f"one; say under `columns` which: {{{column}: …}}")
    for entry in table.columns:
        if entry.required and entry.id not in found and entry.id not in given:
            notes.error(
                "heading",
                f"no column of the table is `{entry.id}`",
                place,
                _some(others),
                _names(entry),
                _like(entry, others),
            )
    if table.either and not any(set(way) <= found.keys() for way in table.either):
        ways = "; or ".join(", ".join(table.by_id[name].head.en for name in way) for way in table.either)
        near = next((like for way in table.either for name in way if (like := _like(table.by_id[name], others))), "")
        notes.error("heading", "columns are missing", place, _some(others), ways, near)
    missing = [entry for entry in table.columns if entry.id not in found]
    for text in others:
        if near := _meant(text, missing):
            notes.warn("heading", "a heading is not known, and its column was left out", place, text, "", near)
    return notes.wrong == before


def _known(text: str, table: Table, units: UnitNames) -> tuple[Column, str] | None:
    """Our column of a heading, and the unit that the heading tells."""
    if column := table.by_heading.get(plain(text)):
        told = column.heading_units.get(plain(text), "")
        return column, told or ("%" if column.kind == "share" and "%" in text else "")
    for pattern in (_BRACKETS, _TAIL):
        if (parts := pattern.match(text.strip())) and (column := table.by_heading.get(plain(parts[1]))):
            measure = units.read(parts[2], column.unit) if column.kind in _WITH_UNIT else None
            if measure or parts[2] == "%":
                return column, parts[2]
    return None


def _told(text: str, column: Column, units: UnitNames) -> str:
    """The unit in a heading that the study names."""
    for pattern in (_BRACKETS, _TAIL):
        parts = pattern.match(text.strip())
        if parts and column.kind in _WITH_UNIT and (parts[2] == "%" or units.read(parts[2], column.unit)):
            return parts[2]
    return column.heading_units.get(plain(text), "")


def _like(column: Column, texts: Sequence[str]) -> str:
    """The heading of the table that is most like one of a column's."""
    by_plain = {plain(text): text for text in texts}
    found = (nearest(plain(heading), by_plain) for heading in column.headings)
    return next((by_plain[near] for near in found if near), "")


def _meant(text: str, columns: Sequence[Column]) -> str:
    from difflib import get_close_matches

    known = {plain(heading): heading for column in columns for heading in column.headings}
    close = get_close_matches(plain(text), list(known), n=1, cutoff=_NEAR)
    return known[close[0]] if close else ""


def _names(column: Column) -> str:
    return f"a heading such as {', '.join(column.headings[:4])}"


def _some(texts: Sequence[str]) -> str:
    return ", ".join(texts[:12])
