"""Meter readings: amounts over times, and counters that run on, to amounts of electricity and water."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from mems_lca.errors import Place
from mems_lca.study.measured import Dataset, Meter
from mems_lca.study.records.doubles import Doubles
from mems_lca.study.records.fields import Fields
from mems_lca.study.records.kinds import Reading
from mems_lca.study.records.known import Names, Setting, counting_rows, note_unused, time_of
from mems_lca.study.records.spans import Span, Told, in_order, inside, shown, single, whole
from mems_lca.study.records.tables import Row
from mems_lca.units import convert, show

# What the amount of a carrier is measured in, and the coherent unit of it.
UNITS: Final = {"electricity": ("kWh", "J"), "water": ("m3", "m3")}
# How far amount and counters of one row may differ: they are rounded.
_ROUNDING: Final = 5e-3


class Count(NamedTuple):
    """What a counter showed at a time (or what was counted since, or from then on), in canonical units."""

    meter: str
    at: datetime
    value: float
    place: Place
    dataset: Dataset


def read_readings(tables: Sequence[Fields], setting: Setting) -> tuple[Reading, ...]:
    """The amounts of all meters in order of meter and time, whole over the study's period (or as its gaps are said)."""
    meters, notes = setting.measured.meters, setting.notes
    told = Told("meter", lambda span: _shown(span, meters))
    spans: list[Span] = []
    counts: list[Count] = []
    stamped: list[Count] = []
    names = Names("meter", meters)
    for fields in tables:
        for row in counting_rows(fields, "meter", names.plain):
            before = notes.wrong
            name = names.find(fields.text(row, "meter"), fields, row, "meter")
            if not name:
                continue
            if meters[name].reading == "counter" and "counter_end" not in row.cells:
                count = _count(fields, row, name, meters[name])
                counts += [count] if count and notes.wrong == before else []
            elif _has_stamp(fields, row):
                count = _count(fields, row, name, meters[name])
                stamped += [count] if count and notes.wrong == before else []
            else:
                span = _span(fields, row, name, meters[name])
                spans += [span] if span and in_order(span, notes) and notes.wrong == before else []
            if notes.wrong > before:
                notes.spoiled.add((told.thing, name))
    spans += _between(counts, told, setting) + _from_stamps(stamped, setting)
    kept = single(inside(spans, setting.window, told, notes), told, notes)
    found: list[Span] = []
    for _, group in groupby(kept, key=lambda span: span.key):
        found += whole(list(group), setting.window, told, notes)
    note_unused("meter", meters, {span.key for span in found}, tables)
    return tuple(Reading(s.key, s.start, s.end, s.amounts[0] or 0.0, s.place, s.filled) for s in found)


def _span(fields: Fields, row: Row, name: str, meter: Meter) -> Span | None:
    unit = UNITS[meter.carrier][0]
    factor = fields.number(row, "multiplier")
    amount = fields.amount(row, "amount", unit)
    if "counter_start" in row.cells or "counter_end" in row.cells:
        counted = _counted(fields, row, unit, 1.0 if factor is None else factor, amount)
        time = _read_days(fields, row)
        place = fields.table.at(row.number, "counter_end")
    else:
        place = fields.table.at(row.number, "amount")
        counted = None if amount is None else amount * (1.0 if factor is None else factor)
        time = time_of(fields, row)
        if amount is None and "amount" not in row.cells:
            fields.notes.error("empty_cell", "the row has no amount", place)
    return None if time is None or counted is None else Span(name, *time, (counted,), place, fields.table.dataset)


def _counted(fields: Fields, row: Row, unit: str, factor: float, amount: float | None) -> float | None:
    """The amount between the two counters of a row, which an amount beside them must not contradict."""
    place = fields.table.at(row.number, "counter_end")
    if not {"counter_start", "counter_end"} <= row.cells.keys():
        fields.notes.error("empty_cell", "one of the two counters is empty", place)
        return None
    start, end = fields.amount(row, "counter_start", unit), fields.amount(row, "counter_end", unit)
    if start is None or end is None:
        return None
    if end < start:
        fields.notes.error("counter", _FELL, place, str(row.cells["counter_end"]), _ADVICE)
        return None
    counted = (end - start) * factor
    if amount is not None and abs(amount - counted) > _ROUNDING * max(amount, counted):
        message = "the amount is not what the counters of the row say, times the multiplier"
        fields.notes.error("counter", message, place, show(amount, ""), show(counted, ""))
    return counted


_FELL: Final = "the counter fell: it was changed, or began again at zero"
_ADVICE: Final = "a counter that rises; give amounts (start, end, amount) for a meter that was changed"


def _read_days(fields: Fields, row: Row) -> tuple[datetime, datetime] | None:
    """When the two counters of a row were read; those of a month at its ends."""
    if not {"start", "end"} <= row.cells.keys():
        return time_of(fields, row)
    start, end = fields.moment(row, "start"), fields.moment(row, "end")
    return (_read_at(start, fields), _read_at(end, fields)) if start and end else None


def _read_at(found: tuple[datetime, bool], fields: Fields) -> datetime:
    """When a counter was read: on a day without a clock at its start or end, as the dataset says."""
    moment, clock = found
    return moment if clock or fields.table.dataset.stamp == "start" else moment + timedelta(days=1)


def _count(fields: Fields, row: Row, name: str, meter: Meter) -> Count | None:
    place = fields.table.at(row.number, "amount")
    if "date" not in row.cells or "amount" not in row.cells:
        message = f"meter `{name}` is a counter: a row tells when it was read (a date) and what it showed"
        fields.notes.error("counter", message, place)
        return None
    found, value = fields.moment(row, "date"), fields.amount(row, "amount", UNITS[meter.carrier][0])
    factor = fields.number(row, "multiplier")
    if found is None or value is None:
        return None
    value *= 1.0 if factor is None else factor
    return Count(name, _read_at(found, fields), value, place, fields.table.dataset)


def _has_stamp(fields: Fields, row: Row) -> bool:
    """Whether a row has a time alone, with its clock: a load profile."""
    if "date" not in row.cells or {"start", "end"} <= row.cells.keys():
        return False
    found = fields.moment(row, "date")
    return found is not None and found[1]


def _from_stamps(stamped: Sequence[Count], setting: Setting) -> list[Span]:
    """The amounts of a load profile: each counts for the commonest time between two stamps of its meter and dataset."""
    groups: dict[tuple[str, int], list[Count]] = {}
    for count in stamped:
        groups.setdefault((count.meter, id(count.dataset)), []).append(count)
    found = []
    for counts in groups.values():
        times = sorted({count.at for count in counts})
        if len(times) < 3:
            message = f"meter `{counts[0].meter}`: too few times to tell how long an amount counts"
            setting.notes.error("time", message, counts[0].place, expected="columns for its start and its end")
            continue
        step = Counter(after - before for before, after in pairwise(times)).most_common(1)[0][0]
        for meter, at, value, place, dataset in counts:
            start = at if dataset.stamp == "start" else at - step
            found.append(Span(meter, start, start + step, (value,), place, dataset))
    return found


def _between(counts: Sequence[Count], told: Told, setting: Setting) -> list[Span]:
    """The amounts between the readings of each counter, in order of time; a double reading or a fall is noted."""
    doubles = Doubles(setting.notes)
    kept = [
        count
        for count in counts
        if not doubles.again(
            (count.meter, count.at),
            count.value,
            count.place,
            count.dataset,
            partial(_named, count),
            partial(told.show, Span(count.meter, count.at, count.at, (count.value,), count.place, count.dataset)),
        )
    ]
    found = []
    for before, after in pairwise(sorted(kept, key=lambda count: (count.meter, count.at))):
        if before.meter != after.meter:
            continue
        if after.value < before.value:
            expected = f"{_ADVICE}; before it: {before.place}"
            setting.notes.spoiled.add((told.thing, after.meter))
            setting.notes.error("counter", _FELL, after.place, shown(after.at), expected)
        else:
            amounts = (after.value - before.value,)
            found.append(Span(after.meter, before.at, after.at, amounts, after.place, after.dataset))
    return found


def _named(count: Count) -> str:
    return f"meter `{count.meter}` at {shown(count.at)}"


def _shown(span: Span, meters: dict[str, Meter]) -> str:
    unit, canonical = UNITS[meters[span.key].carrier]
    return show(convert(span.amounts[0] or 0.0, canonical, unit), unit, 6)
