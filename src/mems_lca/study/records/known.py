"""What the modules of all tables share: rows without totals, names that the study knows, the time of a row."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mems_lca.errors import nearest
from mems_lca.study.measured import Measured
from mems_lca.study.records.columns import plain
from mems_lca.study.records.dates import beginning, next_day
from mems_lca.study.records.fields import Fields
from mems_lca.study.records.notes import Notes
from mems_lca.study.records.spans import Window
from mems_lca.study.records.tables import Row, is_total


@dataclass(frozen=True)
class Setting:
    """What the study says around its tables: its measurements, its period, and where findings go."""

    measured: Measured
    window: Window
    notes: Notes


class Names:
    """Names that a study knows; a table may write them in other case, width or spacing."""

    def __init__(self, thing: str, names: Collection[str]) -> None:
        self.thing = thing
        self._names = set(names)
        self._plain: dict[str, list[str]] = {}
        for name in self._names:
            self._plain.setdefault(plain(name), []).append(name)

    def __bool__(self) -> bool:
        return bool(self._names)

    @property
    def plain(self) -> Collection[str]:
        """The names as they are compared."""
        return self._plain.keys()

    def find(self, text: str, fields: Fields, row: Row, column: str) -> str:
        """The study's name for what a cell names; "" (noted) where it is unknown or the row is to be left out."""
        if not text or text in self._names:
            return text
        same = self._plain.get(plain(text), [])
        if len(same) == 1:
            return same[0]
        place, near = fields.table.at(row.number, column), nearest(text, self._names)
        if fields.table.dataset.others == "leave":
            fields.notes.warn("unknown", f"the study has no such {self.thing}; its rows were left out", place, text)
        else:
            known = ", ".join(sorted(self._names)[:12])
            fields.notes.error("unknown", f"the study has no such {self.thing}", place, text, known, near)
        return ""


def counting_rows(fields: Fields, key: str, names: Collection[str]) -> Iterator[Row]:
    """The rows of a table without those that sum up others, which a warning names.

    `key` is the column of what is counted, `names` (plain) the things that are known: they are no totals.
    """
    words = fields.table.columns.total_words
    written = {plain(text) for row in fields.table.rows if isinstance(text := row.cells.get(key), str)}
    told: dict[str, bool] = {}
    for row in fields.table.rows:
        text = _first_text(row, key)
        if text not in told:
            told[text] = plain(text) not in names and is_total(text, words, written)
        if told[text]:
            message = "this row sums up others and was left out"
            fields.notes.warn("total", message, fields.table.at(row.number, key), text)
        else:
            yield row


def time_of(fields: Fields, row: Row) -> tuple[datetime, datetime] | None:
    """What time a row counts: from its start up to but without its end; the finest that it tells.

    A day counts whole, and so does the day of an end, unless the dataset says that ends are excluded; a month counts
    from its first day to its last.
    """
    wrong = fields.notes.wrong
    has = row.cells.keys()
    if "start" in has and "end" in has:
        start, end = fields.moment(row, "start"), fields.moment(row, "end")
        return (start[0], _end(end, fields)) if start and end else None
    if "date" in has:
        found = fields.moment(row, "date")
        if found and found[1]:
            expected = "columns for its start and its end"
            place, shown = fields.table.at(row.number, "date"), str(row.cells["date"])
            fields.notes.error("time", "an amount at a time has no length", place, shown, expected)
            return None
        return (found[0], found[0] + timedelta(days=1)) if found else None
    if "month" in has:
        month = fields.month(row, "month")
        return (beginning(month[0]), next_day(month[1])) if month else None
    if fields.notes.wrong == wrong:
        expected = "a month, a day, or a start and an end"
        fields.notes.error("time", "the row tells no time", fields.table.at(row.number), expected=expected)
    return None


def _end(found: tuple[datetime, bool], fields: Fields) -> datetime:
    moment, clock = found
    return moment if clock or fields.table.dataset.ends == "excluded" else moment + timedelta(days=1)


def _first_text(row: Row, key: str) -> str:
    """Where a word for totals stands: with what is counted, or the time; anywhere where what is counted is empty."""
    columns = (key, "month", "date", "start") if key in row.cells else row.cells
    for column in columns:
        held = row.cells.get(column)
        if isinstance(held, str) and not held[:1].isdigit():
            return held
    return ""


def note_unused(thing: str, names: Collection[str], used: Collection[str], tables: Sequence[Fields]) -> None:
    """An error for each name of the study that no row is about."""
    for name in names:
        if name not in used and tables and (thing, name) not in tables[0].notes.spoiled:
            message = f"no row within the study's period is about the {thing} `{name}`"
            tables[0].notes.error("no_rows", message, tables[0].table.place, nearest=nearest(name, set(used)))
