"""The sheet Choice envelope: ranges by choice and by data, what flips a ranking, each choice alone; a snapshot."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from mems_lca.analysis.summary import readable_unit
from mems_lca.reporting.charts import COLOURS, axis_format
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import CLIMATE, Record
from mems_lca.units import convert

SHEET = "envelope"
_WIDTHS = (38, 20, 15, 12, 12, 12, 12, 12, 32)
_LAST = len(_WIDTHS) - 1
_CHART = (1000, 330)
_CHART_ROWS = 18
_SETS = 3
# Where the options at both ends of a choice stand, two columns wide.
_ENDS = {"low_option": 5, "high_option": 7}


def write_envelope(desk: Desk) -> None:
    """Writes the sheet where the result has an envelope."""
    found: Record | None = desk.facts.body.get(SHEET)
    if not found:
        return
    page, texts = desk.sheets[SHEET], desk.texts
    page.widths(*_WIDTHS)
    number = texts("envelope.number", number=f"{found['combinations']:,}", choices=len(found["choices"]))
    row = desk.title(SHEET, texts("label.internal"), number, _how(desk, found))
    row = _write_ranges(desk, found, row) + 2
    row = _write_flips(desk, found, row) + 2
    for route in found["routes"]:
        if CLIMATE in found["routes"][route] and found["choices"]:
            row = _write_alone(desk, found, route, row) + 2
    row = _write_options(desk, found, row)
    desk.finish(SHEET, (row, _LAST), parted=True)


def _how(desk: Desk, found: Record) -> str:
    worst = max((check["deviation"] for check in found["solved_whole"]), default=0.0)
    return desk.texts("envelope.how", builds=found["builds"], checked=len(found["solved_whole"]), worst=f"{worst:.0e}")


def _choice(desk: Desk, name: str) -> str:
    """A choice, with the route or country that it is about."""
    family, _, where = name.partition(".")
    label = desk.texts.label("envelope.choice", family)
    return f"{label} · {desk.labels.route(where) if family == 'destruction' else where}" if where else label


def _option(desk: Desk, choice: str, option: str) -> str:
    """An option: the code under which it is chosen, or words where it has no code."""
    key = f"envelope.option.{choice.partition('.')[0]}.{option}"
    return desk.texts(key) if desk.texts.has(key) else option.replace("_", " ")


def _together(desk: Desk, options: Mapping[str, str]) -> str:
    return " + ".join(f"{_choice(desk, name)}: {_option(desk, name, option)}" for name, option in options.items())


def _changes(desk: Desk, found: Record, options: Mapping[str, str]) -> str:
    """The options that differ from the study's own."""
    own = {choice["choice"]: choice["chosen"] for choice in found["choices"]}
    changed = {name: option for name, option in options.items() if option != own[name]}
    return _together(desk, changed) or desk.texts("envelope.as_chosen")


def _unit(found: Record, indicator: str) -> str:
    """The unit that suits the highest total of an indicator, the same for all routes."""
    entries = [entries[indicator] for entries in found["routes"].values() if indicator in entries]
    return readable_unit([entry["by_choice"]["high"] for entry in entries], found["units"][indicator])


def _write_ranges(desk: Desk, found: Record, top: int) -> int:
    """Every indicator by route: as chosen, by choice, by data, and what moves most."""
    page, texts, labels = desk.sheets[SHEET], desk.texts, desk.labels
    head = desk.snapshot(SHEET, top, texts("envelope.ranges", unit=labels.functional_unit()))
    names = ("as_chosen", "choice_low", "choice_high", "data_low", "data_high", "most")
    titles = [texts(f"head.{name}") for name in ("indicator", "route", "unit")]
    page.head(head, [*titles, *(texts(f"envelope.{name}") for name in names)])
    row = head
    for indicator, canonical in found["units"].items():
        unit = _unit(found, indicator)
        for route, entries in found["routes"].items():
            if indicator not in entries:
                continue
            row += 1
            entry, data = entries[indicator], entries[indicator]["by_data"] or {}
            page.text(row, 0, labels.indicator(indicator), "snapshot")
            page.text(row, 1, labels.route(route), "snapshot")
            page.text(row, 2, labels.unit(unit), "snapshot")
            span = entry["by_choice"]
            values = (entry["chosen"], span["low"], span["high"], data.get("low"), data.get("high"))
            for col, value in enumerate(values, 3):
                _number(desk, row, col, None if value is None else convert(value, canonical, unit))
            most = entry["moves_most"]
            page.text(row, 8, _choice(desk, most) if most else texts("envelope.nothing_moves"), "snapshot")
    return row


def _write_flips(desk: Desk, found: Record, top: int) -> int:
    """Which choices turn the order of a route and the baseline."""
    page, texts, labels = desk.sheets[SHEET], desk.texts, desk.labels
    row = top
    for route, entries in found["flips"].items():
        base = labels.route(found["baseline"])
        head = desk.snapshot(SHEET, row, texts("envelope.flips", route=labels.route(route), base=base))
        names = ("stands", "flipped", "of", "fewest")
        page.head(head, [texts("head.indicator"), *(texts(f"envelope.{name}") for name in names)])
        page.merged(head, 4, _LAST, texts("envelope.fewest"), "head")
        row = head
        for row, (indicator, entry) in enumerate(entries.items(), head + 1):
            page.text(row, 0, labels.indicator(indicator), "snapshot")
            page.text(
                row, 1, texts(f"envelope.{'more_than' if entry['chosen'] == 'more' else entry['chosen']}"), "snapshot"
            )
            page.number(row, 2, entry["flipped"], "snapshot_number", "#,##0")
            page.number(row, 3, entry["combinations"], "snapshot_number", "#,##0")
            page.merged(row, 4, _LAST, _smallest(desk, entry), "snapshot")
        row += 2
    return row - 2 if found["flips"] else row


def _smallest(desk: Desk, entry: Record) -> str:
    if not entry["smallest"]:
        return desk.texts("envelope.no_flip")
    shown = [_together(desk, options) for options in entry["smallest"][:_SETS]]
    more = entry["smallest_sets"] - len(shown)
    text = desk.texts("envelope.or").join(shown)
    return text + (desk.texts("envelope.more", number=more) if more else "")


def _write_alone(desk: Desk, found: Record, route: str, top: int) -> int:
    """Climate change of a route with one choice changed at a time, beside all choices and the data, with a chart."""
    page, texts, labels = desk.sheets[SHEET], desk.texts, desk.labels
    page.page_break(top)
    entry, canonical, unit = found["routes"][route][CLIMATE], found["units"][CLIMATE], _unit(found, CLIMATE)
    title = texts("envelope.alone", route=labels.route(route), indicator=labels.indicator(CLIMATE))
    head = desk.snapshot(SHEET, top, f"{title} ({labels.unit(unit)} / {labels.functional_unit()})")
    page.head(head, [texts(f"envelope.{name}") for name in ("choice_name", "own", "low", "high", "span")])
    for name, first in _ENDS.items():
        page.merged(head, first, first + 1, texts(f"envelope.{name}"), "head")
    chosen = {choice["choice"]: choice["chosen"] for choice in found["choices"]}
    bars = [(texts("envelope.all"), "", entry["by_choice"]["low"], entry["by_choice"]["high"], "", "")]
    if entry["by_data"]:
        data = entry["by_data"]
        bars.append((texts("envelope.data"), "", data["low"], data["high"], "", ""))
    for alone in entry["alone"]:
        name, options = alone["choice"], alone["options"]
        low, high = min(options, key=options.__getitem__), max(options, key=options.__getitem__)
        ends = ("", "") if alone["low"] == alone["high"] else (_option(desk, name, low), _option(desk, name, high))
        own = _option(desk, name, chosen[name])
        bars.append((_choice(desk, name), own, alone["low"], alone["high"], *ends))
    for row, (label, own, low, high, *at_ends) in enumerate(bars, head + 1):
        page.text(row, 0, label, "snapshot")
        page.text(row, 1, own, "snapshot")
        for col, value in enumerate((low, high, high - low), 2):
            _number(desk, row, col, convert(value, canonical, unit))
        for first, text in zip(_ENDS.values(), at_ends, strict=True):
            page.merged(row, first, first + 1, text, "snapshot")
    last = head + len(bars)
    lowest = convert(min(low for _, _, low, *_ in bars), canonical, unit)
    highest = convert(max(high for _, _, _, high, *_ in bars), canonical, unit)
    for row, end in enumerate(("low", "high"), last + 1):
        page.text(row, 0, texts(f"envelope.all_{end}"), "snapshot")
        page.merged(row, 1, _LAST, _changes(desk, found, entry[f"{end}_at"]), "snapshot")
    page.chart(last + 3, 0, _bars(desk, (head + 1, last), (lowest, highest), title, unit), _CHART)
    return last + 3 + _CHART_ROWS


def _bars(desk: Desk, rows: tuple[int, int], ends: tuple[float, float], title: str, unit: str) -> Any:
    """Ranges as bars that float on an unseen base, the widest above."""
    page, (first, last) = desk.sheets[SHEET], rows
    chart = desk.book.chart({"type": "bar", "subtype": "stacked"})
    for col, fill in ((2, {"none": True}), (4, {"color": COLOURS[1]})):
        chart.add_series({
            "name": [page.name, first - 1, col],
            "categories": [page.name, first, 0, last, 0],
            "values": [page.name, first, col, last, col],
            "fill": fill, "border": {"none": True}, "gap": 40,
        })  # fmt: skip
    chart.set_title({"name": title, "name_font": {"size": 12}})
    axis = f"{desk.labels.unit(unit)} / {desk.labels.functional_unit()}"
    low = _below(*ends)
    chart.set_x_axis({
        "name": axis, "num_format": axis_format(ends[1]), **({"min": low} if low else {}),
        "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}},
    })  # fmt: skip
    chart.set_y_axis({
        "name": desk.texts("envelope.choice_name"), "reverse": True, "crossing": "max", "interval_unit": 1,
        "label_position": "low", "name_font": {"rotation": 360}, "num_font": {"size": 8},
        "major_gridlines": {"visible": False},
    })  # fmt: skip
    chart.set_legend({"none": True})
    return chart


def _below(low: float, high: float) -> float:
    """Where an axis may begin so that narrow ranges are seen: a round number below the lowest end; 0 near zero."""
    if low <= 0 or low < 0.2 * high:
        return 0.0
    step = 10 ** math.floor(math.log10(high))
    size = next(part * step for part in (1.0, 0.5, 0.2, 0.1) if high / (part * step) >= 4)
    return float(f"{size * math.floor(0.97 * low / size):.6g}")


def _write_options(desk: Desk, found: Record, top: int) -> int:
    """What was varied, what is no choice here, and what was left out and why."""
    page, texts = desk.sheets[SHEET], desk.texts
    page.page_break(top)
    first = desk.snapshot(SHEET, top, texts("envelope.options"))
    lines = [
        *((_choice(desk, choice["choice"]), _titles(desk, choice)) for choice in found["choices"]),
        *((_choice(desk, name), texts.sentence(reason)) for name, reason in found["no_choice"].items()),
    ]
    for entry in found["left_out"]:
        choices, options = entry["choice"].split(" + "), entry["option"].split(" + ")
        named = " + ".join(_choice(desk, name) for name in choices)
        pairs = " + ".join(_option(desk, name, option) for name, option in zip(choices, options, strict=True))
        lines.append((named, texts("envelope.left_out", option=pairs, reason=texts.sentence(entry["reason"]))))
    for entry in found["stand_ins"]:
        share = f"{100 * entry['share']:.1g}"
        text = texts("envelope.stand_in", set=_option(desk, "gwp", entry["gwp"]), gas=entry["gas"], share=share)
        lines.append((_choice(desk, "gwp"), text))
    if found["varied_alone_only"]:
        held = ", ".join(_choice(desk, name) for name in found["varied_alone_only"])
        lines.append((texts("envelope.all"), texts("envelope.held", choices=held)))
    for row, (label, text) in enumerate(lines, first):
        page.text(row, 0, label, "snapshot")
        page.merged(row, 1, _LAST, text, "snapshot")
    return first + len(lines) - 1


def _titles(desk: Desk, choice: Record) -> str:
    """The options of a choice with their titles, the study's own first."""
    shown = []
    for option in choice["options"]:
        name = _option(desk, choice["choice"], option["option"])
        title = "" if option["title"] in (option["option"], name) else f" ({option['title']})"
        shown.append(f"{name}{title}")
    return "; ".join(shown)


def _number(desk: Desk, row: int, col: int, value: float | None) -> None:
    page = desk.sheets[SHEET]
    if value is None:
        page.text(row, col, "–", "snapshot")
    else:
        page.number(row, col, value, "snapshot_number")
