"""Amounts over spans of time: double entries, overlaps, gaps, and rows that lie partly outside the study's period."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Literal, NamedTuple

from mems_lca.errors import Place
from mems_lca.study.measured import Dataset
from mems_lca.study.records.dates import beginning, next_day
from mems_lca.study.records.doubles import Doubles
from mems_lca.study.records.notes import Notes
from mems_lca.study.study import Period


@dataclass(frozen=True, slots=True)
class Span:
    """What a row says of a thing (a meter, a product, a unit) from `start` up to but without `end`.

    `amounts` in canonical units; None where the row has none. `fixed` is what does not grow with time (a diameter).
    `also` tells rows apart that may share a time (a lot).
    """

    key: str
    start: datetime
    end: datetime
    amounts: tuple[float | None, ...]
    place: Place
    dataset: Dataset
    fixed: float | None = None
    also: str = ""
    filled: bool = False

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return (self.end - self.start).total_seconds()


class Window(NamedTuple):
    """The study's period, from `start` up to but without `end`."""

    start: datetime
    end: datetime

    @classmethod
    def of(cls, period: Period) -> Window:
        """The window of a period, whose last day belongs to it."""
        return cls(beginning(period.start), next_day(period.end))


class Told(NamedTuple):
    """How findings name things: what a key is ("meter"), and how amounts are shown."""

    thing: str
    show: Callable[[Span], str]


def shown(moment: datetime) -> str:
    """A time for people: the clock only where it is not midnight."""
    return moment.strftime("%Y-%m-%d" if moment.time() == datetime.min.time() else "%Y-%m-%d %H:%M")


def inside(spans: Iterable[Span], window: Window, told: Told, notes: Notes) -> list[Span]:
    """The spans within the window; rows outside are left out with a warning, those across its edge cut or refused."""
    kept = []
    for span in spans:
        if span.end <= window.start or span.start >= window.end:
            notes.warn("outside", "the row lies outside the study's period and was left out", span.place)
        elif span.start < window.start or span.end > window.end:
            cut = _cut(span, window, told, notes)
            kept.extend([cut] if cut else [])
        else:
            kept.append(span)
    return kept


def single(spans: Sequence[Span], told: Told, notes: Notes) -> list[Span]:
    """The spans in order of time, each counted once; a double entry is refused or dropped, an overlap refused.

    A later row that says something else than an earlier one of the same time is refused even where doubles are dropped:
    nobody can know which of them holds.
    """
    doubles = Doubles(notes)
    kept = [
        span
        for span in spans
        if not doubles.again(
            (span.key, span.start, span.end, span.also),
            (span.amounts, span.fixed),
            span.place,
            span.dataset,
            partial(_named, span, told),
            partial(told.show, span),
        )
    ]
    kept.sort(key=lambda span: (span.key, span.start, span.end))
    lots = {span.key for span in kept if span.also}
    longest: Span | None = None
    for span in kept:
        if longest and longest.key == span.key and span.start < longest.end and span.key not in lots:
            message = f"{told.thing} `{span.key}`: {_time(span)} overlaps {_time(longest)} of {longest.place}"
            notes.error("overlap", message, span.place)
        if longest is None or longest.key != span.key or span.end > longest.end:
            longest = span
    return kept


def whole(
    spans: Sequence[Span], window: Window, told: Told, notes: Notes, *, covers: Callable[[Span], Span] | None = None
) -> list[Span]:
    """The spans of one key in order of time, with its gaps refused, accepted or filled at the mean rate of the rest.

    `covers` says for what time a span stands, where that is longer than it lasts (a lot stands for its month). The
    strictest rule of the datasets that hold the key counts: refuse before accept before interpolate.
    """
    if (told.thing, spans[0].key) in notes.spoiled:
        return list(spans)
    gaps = gaps_of([covers(span) for span in spans] if covers else spans, window)
    missing = sum((end - start).total_seconds() for start, end, _ in gaps)
    known = (window.end - window.start).total_seconds() - missing
    rule = strictest(span.dataset for span in spans)
    found = list(spans)
    for start, end, place in gaps:
        message = f"{told.thing} `{spans[0].key}` has no row from {shown(start)} to {shown(end)}"
        if rule == "refuse":
            expected = "the rows that are missing, or `gaps: accept` or `interpolate` in the study"
            notes.error("gap", message, place, expected=expected)
        elif rule == "accept":
            notes.warn("gap", f"{message}; it counts nothing for that time", place)
        else:
            filled = _fill(spans, start, end, known, place)
            found.append(filled)
            notes.warn("gap", f"{message}; filled with {told.show(filled)} at the mean rate of the rest", place)
    return sorted(found, key=lambda span: span.start)


def gaps_of(spans: Sequence[Span], window: Window) -> list[tuple[datetime, datetime, Place]]:
    """The times of the window that spans (in order of time) leave out, each with the place of the row before it."""
    gaps = []
    reached, place = window.start, spans[0].place
    for span in spans:
        if span.start > reached:
            gaps.append((reached, span.start, place))
        if span.end > reached:
            reached, place = span.end, span.place
    if reached < window.end:
        gaps.append((reached, window.end, place))
    return gaps


def _fill(spans: Sequence[Span], start: datetime, end: datetime, known: float, place: Place) -> Span:
    """A span for a gap: amounts at their mean rate over the `known` seconds."""
    share = (end - start).total_seconds() / known
    amounts = tuple(
        None if any(amount is None for amount in column) else share * sum(amount or 0.0 for amount in column)
        for column in zip(*(span.amounts for span in spans), strict=True)
    )
    return replace(spans[0], start=start, end=end, amounts=amounts, place=place, also="", filled=True)


def strictest(datasets: Iterable[Dataset]) -> Literal["refuse", "accept", "interpolate"]:
    """The strictest rule for gaps among some datasets."""
    rules = {dataset.gaps for dataset in datasets}
    return "refuse" if "refuse" in rules else "accept" if "accept" in rules else "interpolate"


def in_order(span: Span, notes: Notes) -> bool:
    """Whether a row ends after it starts; noted otherwise."""
    if span.end > span.start:
        return True
    notes.error("order", "the row ends before it starts", span.place, f"{shown(span.start)} to {shown(span.end)}")
    return False


def _cut(span: Span, window: Window, told: Told, notes: Notes) -> Span | None:
    start, end = max(span.start, window.start), min(span.end, window.end)
    share = (end - start).total_seconds() / span.seconds
    if span.dataset.edges == "refuse":
        message = f"{told.thing} `{span.key}`: {_time(span)} lies partly outside the study's period"
        notes.spoiled.add((told.thing, span.key))
        notes.error("edge", message, span.place, expected="a row that ends there, or `edges: pro_rata` in the study")
        return None
    cut = replace(span, start=start, end=end, amounts=tuple(a if a is None else a * share for a in span.amounts))
    message = f"{told.thing} `{span.key}`: of {_time(span)}, {_time(cut)} was counted pro rata: {told.show(cut)}"
    notes.warn("edge", message, span.place)
    return cut


def _named(span: Span, told: Told) -> str:
    return f"{told.thing} `{span.key}`{span.also and ', '}{span.also} from {_time(span)}"


def _time(span: Span) -> str:
    return f"{shown(span.start)} to {shown(span.end)}"
