"""Wafer starts: what each product started and finished over the study's period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import groupby

from mems_lca.study.records.columns import plain
from mems_lca.study.records.dates import as_month, beginning, next_day
from mems_lca.study.records.fields import Fields
from mems_lca.study.records.kinds import Starts
from mems_lca.study.records.known import Names, Setting, counting_rows, note_unused, time_of
from mems_lca.study.records.spans import Span, Told, in_order, inside, single, whole
from mems_lca.units import format_number

_SECONDS_OF_DAY = 86_400


def read_starts(tables: Sequence[Fields], setting: Setting) -> tuple[Starts, ...]:
    """The starts of all products in order of product and time; every product that the study names has some."""
    told = Told("product", lambda span: f"{format_number(round(span.amounts[0] or 0.0, 6))} wafers started")
    spans = [span for fields in tables for span in _spans(fields, setting)]
    kept = single(inside(spans, setting.window, told, setting.notes), told, setting.notes)
    found: list[Span] = []
    for _, group in groupby(kept, key=lambda span: span.key):
        of_product = list(group)
        _same_columns(of_product, setting)
        by_month = any(span.also or span.seconds <= _SECONDS_OF_DAY for span in of_product)
        found += whole(of_product, setting.window, told, setting.notes, covers=_month_of if by_month else None)
    used = {span.key for span in found}
    measured = setting.measured
    named = [*measured.products.values(), *(name for meter in measured.meters.values() for name in meter.products)]
    named += [name for group in measured.tool_groups.values() for name in group.products]
    note_unused("product", list(dict.fromkeys(named)), used, tables)
    return tuple(_record(span) for span in found)


def _spans(fields: Fields, setting: Setting) -> list[Span]:
    names = Names("product", setting.measured.products.values())
    found = []
    for row in counting_rows(fields, "product", names.plain):
        before = fields.notes.wrong
        product, lot = fields.text(row, "product"), fields.text(row, "lot")
        time = time_of(fields, row)
        started, finished = fields.number(row, "started"), fields.number(row, "finished")
        diameter, tool_hours = fields.amount(row, "diameter", "mm"), fields.amount(row, "tool_hours", "h")
        key = next((name for name in setting.measured.products.values() if _same(name, product)), product)
        if fields.notes.wrong > before or time is None or started is None:
            fields.notes.spoiled.add(("product", key))
            continue
        place = fields.table.at(row.number, "started")
        amounts = (started, finished, tool_hours)
        span = Span(key, *time, amounts, place, fields.table.dataset, fixed=diameter, also=lot)
        if in_order(span, fields.notes):
            found.append(span)
    return found


def _same(name: str, text: str) -> bool:
    return plain(name) == plain(text)


def _same_columns(spans: Sequence[Span], setting: Setting) -> None:
    """An error where a column is filled in some rows of a product and empty in others: its sum would mean nothing."""
    columns = {"finished": [span.amounts[1] for span in spans], "tool_hours": [span.amounts[2] for span in spans]}
    columns["diameter"] = [span.fixed for span in spans]
    for name, values in columns.items():
        if any(value is None for value in values) and any(value is not None for value in values):
            empty = next(span for span, value in zip(spans, values, strict=True) if value is None)
            message = f"product `{empty.key}`: `{name}` is empty here and filled in other rows"
            setting.notes.error("empty_cell", message, empty.place)


def _month_of(span: Span) -> Span:
    """The months that a lot or a day stands for."""
    first, _ = as_month(span.start, "")
    _, last = as_month(span.end - timedelta(seconds=1), "")
    return replace(span, start=beginning(first), end=next_day(last))


def _record(span: Span) -> Starts:
    started, finished, tool_hours = span.amounts
    last = (span.end - timedelta(days=1)).date()
    return Starts(
        span.key, span.start.date(), last, started or 0.0, finished, span.fixed, tool_hours, span.place, span.filled,
        span.also,
    )  # fmt: skip
