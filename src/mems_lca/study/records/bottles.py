"""Gas bottles: weights as they went on line and came off, within the study's period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Final

from mems_lca.study.measured import Dataset
from mems_lca.study.records.doubles import Doubles
from mems_lca.study.records.fields import Fields
from mems_lca.study.records.kinds import Bottle
from mems_lca.study.records.known import Names, Setting, counting_rows
from mems_lca.study.records.tables import Row
from mems_lca.units import show

_DAY: Final = timedelta(days=1)
# How far net content and gross weight less tare may differ: scales of bottles show 0.1 kg.
_SCALES: Final = 0.2


def read_bottles(tables: Sequence[Fields], setting: Setting) -> tuple[Bottle, ...]:
    """The bottles in order of number and time."""
    notes, doubles = setting.notes, Doubles(setting.notes)
    groups = Names("tool group", setting.measured.tool_groups)
    found: list[Bottle] = []
    for fields in tables:
        for row in counting_rows(fields, "bottle", ()):
            bottle = _bottle(fields, row, groups, setting)
            if bottle is None:
                continue
            key = (bottle.bottle, bottle.gas, bottle.tool_group, bottle.start, bottle.end)
            says = (bottle.weight_start, bottle.weight_end, bottle.tare, bottle.returned)
            name, used = partial(_named, bottle), partial(_used, bottle)
            if not doubles.again(key, says, bottle.place, fields.table.dataset, name, used):
                kept = _inside(bottle, fields.table.dataset, setting)
                found += [kept] if kept else []
    found.sort(key=lambda bottle: (bottle.bottle, bottle.start, bottle.end))
    for before, after in pairwise(found):
        if before.bottle == after.bottle and after.start < before.end:
            message = f"bottle `{after.bottle}` is on line twice at a time: until {before.end} in {before.place}"
            notes.error("overlap", message, after.place, str(after.start))
    return tuple(found)


def _named(bottle: Bottle) -> str:
    return f"bottle `{bottle.bottle}` from {bottle.start} to {bottle.end}"


def _used(bottle: Bottle) -> str:
    return f"{show(bottle.weight_start - bottle.weight_end, 'kg', 6)} used"


def _bottle(fields: Fields, row: Row, groups: Names, setting: Setting) -> Bottle | None:
    before = fields.notes.wrong
    name, gas = fields.text(row, "bottle"), fields.text(row, "gas")
    group = groups.find(fields.text(row, "tool_group"), fields, row, "tool_group")
    start, end = _day(fields, row, "start"), _day(fields, row, "end")
    weights, returned = _weights(fields, row), fields.answer(row, "returned")
    window = setting.window
    first, last = window.start.date(), (window.end - _DAY).date()
    place = fields.table.at(row.number, "bottle")
    # A bottle weighed on the evening before the period, or on the morning after it, was weighed at its edge.
    start = first if start == first - _DAY else start
    back = end is not None if returned is None else returned
    end = last if end == last + _DAY else end
    # Off before the period, or on after it: without the other day the row lies outside all the same.
    start = start or (first if end is None else min(first, end))
    end = end or max(last, start)
    if end < start:
        day = fields.table.at(row.number, "end")
        fields.notes.error("order", "the bottle came off before it went on", day, f"{start} to {end}")
    if fields.notes.wrong > before or weights is None or not group:
        return None
    return Bottle(name, gas, group, start, end, *weights, back, place)


def _day(fields: Fields, row: Row, name: str) -> date | None:
    return fields.day(row, name) if name in row.cells else None


def _weights(fields: Fields, row: Row) -> tuple[float, float, float] | None:
    """Gross weights at start and end and tare in kg; where the row gives net content, the tare is 0."""
    gross = [fields.amount(row, name, "kg") for name in ("weight_start", "weight_end", "tare")]
    net = [fields.amount(row, name, "kg") for name in ("content_start", "content_end")]
    empty = [name for name in ("weight_start", "weight_end", "tare") if name not in row.cells]
    start, end, tare = gross
    if start is None or end is None or tare is None:
        start, end, tare = net[0], net[1], 0.0
    elif None not in net and any(
        value is not None and abs(weight - tare - value) > _SCALES
        for weight, value in zip((start, end), net, strict=True)
    ):
        place = fields.table.at(row.number, "content_start")
        fields.notes.error(
            "weight", "net content is not gross weight less tare", place, str(row.cells["content_start"])
        )
        return None
    if start is None or end is None:
        if not any(name in row.cells and value is None for name, value in zip(_COLUMNS, [*gross, *net], strict=True)):
            expected = "gross weights and tare, or net contents"
            place = fields.table.at(row.number, empty[0] if empty else "content_start")
            fields.notes.error("empty_cell", "a weight is missing", place, expected=expected)
        return None
    if end > start:
        place = fields.table.at(row.number, "weight_end" if "weight_end" in row.cells else "content_end")
        message = "the bottle came off heavier than it went on"
        fields.notes.error("weight", message, place, show(end, "kg", 6), f"at most {show(start, 'kg', 6)}")
        return None
    if tare > end:
        place, message = fields.table.at(row.number, "tare"), "the tare is above the gross weight"
        fields.notes.error("weight", message, place, show(tare, "kg", 6), f"at most {show(end, 'kg', 6)}")
        return None
    return start, end, tare


_COLUMNS: Final = ("weight_start", "weight_end", "tare", "content_start", "content_end")


def _inside(bottle: Bottle, dataset: Dataset, setting: Setting) -> Bottle | None:
    """The part of a bottle's use within the study's period; across its edge only where the dataset says pro rata."""
    first, last = setting.window.start.date(), (setting.window.end - _DAY).date()
    if bottle.end < first or bottle.start > last:
        setting.notes.warn("outside", "the row lies outside the study's period and was left out", bottle.place)
        return None
    if bottle.start >= first and bottle.end <= last:
        return bottle
    if dataset.edges == "refuse":
        message = f"bottle `{bottle.bottle}` was on line across an end of the study's period"
        expected = "its weight on that day in a row of its own, or `edges: pro_rata` in the study"
        setting.notes.error("edge", message, bottle.place, f"{bottle.start} to {bottle.end}", expected)
        return None
    start, end = max(bottle.start, first), min(bottle.end, last)
    days, used = (bottle.end - bottle.start).days + 1, bottle.weight_start - bottle.weight_end
    weight_start = bottle.weight_start - used * (start - bottle.start).days / days
    weight_end = bottle.weight_end + used * (bottle.end - end).days / days
    back = bottle.returned and end == bottle.end
    cut = replace(bottle, start=start, end=end, weight_start=weight_start, weight_end=weight_end, returned=back)
    counted = show(weight_start - weight_end, "kg", 6)
    message = f"bottle `{bottle.bottle}`: of {bottle.start} to {bottle.end}, {start} to {end} was counted pro rata"
    setting.notes.warn("edge", f"{message}: {counted} of {show(used, 'kg', 6)} used", bottle.place)
    return cut
