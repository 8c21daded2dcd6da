"""Logs of abatement units: how long gas flowed, and for how much of it the unit ran."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from mems_lca.study.records.fields import Fields
from mems_lca.study.records.kinds import Uptime
from mems_lca.study.records.known import Names, Setting, counting_rows, note_unused, time_of
from mems_lca.study.records.spans import Span, Told, in_order, inside, single, whole
from mems_lca.study.records.tables import Row
from mems_lca.units import show

_WAYS: Final = ("up", "down", "uptime", "state")
# A month in which the clocks go back has an hour more than its days.
_CLOCKS: Final = 3600.0


def read_uptime(tables: Sequence[Fields], setting: Setting) -> tuple[Uptime, ...]:
    """The times of all units in order of unit and time."""
    notes = setting.notes
    told = Told("abatement unit", lambda span: f"{show((span.amounts[1] or 0.0) / 3600, 'h', 6)} up")
    listed = [unit for group in setting.measured.tool_groups.values() for unit in group.units]
    names = Names("abatement unit", listed)
    spans: list[Span] = []
    told_of: list[Fields] = []
    for fields in tables:
        if not any(fields.table.has(way) for way in _WAYS):
            expected = "a column for the time up, the time down, the uptime or the state"
            notes.error("heading", "columns are missing", fields.table.place, expected=expected)
            continue
        told_of.append(fields)
        for row in counting_rows(fields, "unit", names.plain):
            before = notes.wrong
            unit = fields.text(row, "unit")
            unit = names.find(unit, fields, row, "unit") if names else unit
            time = time_of(fields, row)
            if not unit or time is None:
                notes.spoiled.add((told.thing, unit))
                continue
            place = fields.table.at(row.number, next(way for way in _WAYS if fields.table.has(way)))
            span = Span(unit, *time, (), place, fields.table.dataset)
            amounts = _times(fields, row, span) if in_order(span, notes) else None
            if notes.wrong > before:
                notes.spoiled.add((told.thing, unit))
            elif amounts:
                spans.append(Span(unit, *time, amounts, place, fields.table.dataset))
    kept = single(inside(spans, setting.window, told, notes), told, notes)
    found: list[Span] = []
    for _, group in groupby(kept, key=lambda span: span.key):
        found += whole(list(group), setting.window, told, notes)
    note_unused("abatement unit", list(dict.fromkeys(listed)), {span.key for span in found}, told_of)
    return tuple(
        Uptime(s.key, s.start, s.end, s.amounts[0] or 0.0, s.amounts[1] or 0.0, s.place, s.filled) for s in found
    )


def _times(fields: Fields, row: Row, span: Span) -> tuple[float, float] | None:
    """Seconds in which gas flowed, and those of them in which the unit ran."""
    before = fields.notes.wrong
    running = fields.amount(row, "running", "h")
    running = span.seconds if running is None else running
    up, down = fields.amount(row, "up", "h"), fields.amount(row, "down", "h")
    share = fields.share(row, "uptime") if "uptime" in row.cells else None
    state = fields.choice(row, "state")
    if fields.notes.wrong > before:
        return None
    if running > span.seconds + _CLOCKS:
        found, most = show(running / 3600, "h", 6), show(span.seconds / 3600, "h", 6)
        place = fields.table.at(row.number, "running")
        fields.notes.error("uptime", "gas flowed for longer than the row lasts", place, found, f"at most {most}")
        return None
    if state == "idle":
        return 0.0, 0.0
    ran = _ran(running, up, down, share, state)
    if ran is None:
        fields.notes.error("empty_cell", "the row does not tell whether the unit ran", span.place)
        return None
    if not 0 <= ran <= running * (1 + 1e-9):
        found, most = show(ran / 3600, "h", 6), show(running / 3600, "h", 6)
        message = "the unit cannot have run for longer than gas flowed, nor for less than no time"
        fields.notes.error("uptime", message, span.place, found, f"between 0 and {most}")
        return None
    return running, min(ran, running)


def _ran(running: float, up: float | None, down: float | None, share: float | None, state: str) -> float | None:
    if up is not None:
        return up
    if down is not None:
        return running - down
    if share is not None:
        return running * share
    return {"up": running, "down": 0.0}.get(state)
