"""The sheet Sensitivity: the inputs that climate change answers to most, one at a time; snapshots of a sampled run."""

from __future__ import annotations

import re
from collections import Counter

from mems_lca.analysis.reader_labels import input_name
from mems_lca.analysis.summary import readable_unit
from mems_lca.reporting.charts import tornado
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import CLIMATE, Record
from mems_lca.units import convert

_SHEET = "sensitivity"
_WIDTHS = (54, 36, 11, 11, 11, 13, 12, 12, 11, 11, 4, 40, 12, 12)
_LAST, _CHART = 9, 11
_CHART_ROWS = 29
_PARTS = 3


def write_sensitivity(desk: Desk) -> None:
    """Writes the sheet; one line where the study asked for no samples."""
    page, texts, body = desk.sheets[_SHEET], desk.texts, desk.facts.body
    page.widths(*_WIDTHS)
    if body["sensitivity"] is None:
        row = desk.title(_SHEET, texts("uncertainty.none"))
        desk.finish(_SHEET, (row, _LAST))
        return
    row = desk.title(_SHEET, texts("note.tornado"), texts("note.elasticity")) - 1
    for number, (route, found) in enumerate(body["sensitivity"].items()):
        if found.get(CLIMATE):
            if number:
                page.page_break(row + 1)
            row = _write_route(desk, route, found[CLIMATE], row + 1) + 1
    desk.finish(_SHEET, (row, _CHART + 2), printed=_LAST, parted=True)


def _write_route(desk: Desk, route: str, entries: list[Record], top: int) -> int:
    """The table of one route, the columns of its chart on the right, and the chart below."""
    page, texts, labels, facts = desk.sheets[_SHEET], desk.texts, desk.labels, desk.facts
    own: str = facts.indicators[CLIMATE]["unit"]
    stated = facts.headline(route, "per_functional_unit", CLIMATE) or 0.0
    unit = readable_unit([stated], own)
    shown = labels.unit(unit)
    name = texts("section.tornado", route=labels.route(route), indicator=labels.indicator(CLIMATE))
    head = desk.snapshot(_SHEET, top, name)
    names = ("input", "path", "as_stated", "low", "high", "unit")
    titles = [texts("head.at_low", unit=shown), texts("head.at_high", unit=shown), texts("head.elasticity")]
    page.head(head, [*(texts(f"head.{each}") for each in names), *titles, texts("head.variance_first")])
    page.head(head, [texts("head.input"), texts("chart.at_low"), texts("chart.at_high")], _CHART)
    short = _short(desk, entries)
    row = head
    for row, entry in enumerate(entries, head + 1):
        cell = facts.cell[entry["cell"]]
        page.text(row, 0, input_name(labels.cell(cell)), "snapshot")
        page.text(row, 1, cell["path"], "id")
        for col, key in enumerate(("value", "low", "high"), 2):
            page.number(row, col, entry[key], "snapshot_number")
        page.text(row, 5, labels.unit(entry["unit"]), "snapshot")
        page.text(row, _CHART, short[row - head - 1], "snapshot")
        for step, key in enumerate(("total_at_low", "total_at_high")):
            total = entry[key]
            _number(desk, row, 6 + step, None if total is None else convert(total, own, unit), "")
            change = 0.0 if total is None else convert(total - stated, own, unit)
            page.number(row, _CHART + 1 + step, change, "snapshot_number")
        _number(desk, row, 8, entry["elasticity"], "+0.00;-0.00;0.00")
        _number(desk, row, _LAST, entry["variance"], "0.0%")
    title = texts("chart.tornado", route=labels.route(route), stated=f"{convert(stated, own, unit):.4g} {shown}")
    page.chart(row + 2, 0, tornado(desk, (head, head + 1, row, _CHART), title, shown), (1080, 520))
    return row + _CHART_ROWS


def _short(desk: Desk, entries: list[Record]) -> list[str]:
    """Names for a chart: without what stands in brackets, and with the place in the route where two are alike."""
    records = [desk.facts.cell[entry["cell"]] for entry in entries]
    names = [re.sub(r"\s*[(（][^()（）]*[)）]", "", input_name(desk.labels.cell(record))) for record in records]
    counts = Counter(names)
    return [
        f"{name} [{_place(record)}]" if counts[name] > 1 and record["path"] else name
        for name, record in zip(names, records, strict=True)
    ]


def _place(record: Record) -> str:
    """The step of a path, in words."""
    parts = str(record["path"]).split(".")
    return (parts[-2] if len(parts) >= _PARTS else parts[0]).replace("_", " ")


def _number(desk: Desk, row: int, col: int, value: float | None, number_format: str) -> None:
    page = desk.sheets[_SHEET]
    if value is None:
        page.text(row, col, "–", "snapshot")
    else:
        page.number(row, col, value, "snapshot_number", number_format)
