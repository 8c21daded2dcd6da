"""The sheet What if: each varied path alone with its chart, what moves the result most, and two paths as a map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mems_lca.analysis.reader_labels import input_name
from mems_lca.analysis.summary import readable_unit
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import CLIMATE, Record
from mems_lca.reporting.what_if_charts import bars, curve
from mems_lca.units import convert

SHEET = "what_if"
_KG = "kg CO2e"
_CHART = (560, 300)
_CHART_ROWS = 17
_WIDTH = 14
_LAST_COLUMN = 8
# Columns that a chart beside a table covers.
_CHART_COLUMNS = 5
# What a difference of two totals may be by rounding, relative to them.
_ROUNDING = 1e-12
_COLOURS = {"min_color": "#E2EFDA", "mid_color": "#FFF2CC", "max_color": "#F4B183"}


def write_what_if(desk: Desk) -> None:
    """Writes the sheet where the study varies something."""
    found: Record | None = desk.facts.body.get(SHEET)
    if not found:
        return
    page, texts = desk.sheets[SHEET], desk.texts
    notes = [texts("note.what_if")]
    if found["paths"]:
        again = found["brightway"]
        notes.append(texts("what_if.checked", number=again["checked"], deviation=f"{again['deviation']:.1e}"))
    if found["left_out"]:
        notes.append(texts("what_if.left_out", paths=", ".join(found["left_out"])))
    row = desk.title(SHEET, *notes)
    last = max(_LAST_COLUMN, 2 * len(found["as_it_stands"]) + _CHART_COLUMNS) if found["paths"] else _LAST_COLUMN
    if found["paths"]:
        unit = _unit(found)
        row = _write_effects(desk, found, unit, row) + 2
        for record in found["paths"]:
            row = _write_one(desk, found, record, unit, row) + 2
        if found["two_way"]:
            page.page_break(row)
            row, last = _write_maps(desk, found, unit, row, last)
    page.widths(44, *(_WIDTH for _ in range(last)))
    desk.finish(SHEET, (row, last))


def _unit(found: Record) -> str:
    totals = [value for routes in found["one_way"].values() for names in routes.values() for value in names[CLIMATE]]
    return readable_unit([value for value in totals if value is not None], _KG)


def _shown(value: float | None, unit: str) -> float | None:
    return None if value is None else convert(value, _KG, unit)


def _label(desk: Desk, record: Record) -> str:
    """A path as readers know it: the label of its value, else the path itself."""
    known = desk.facts.cell.get(str(record["cell"]))
    if known is None:
        return desk.texts.label("what_if.key", str(record["path"]))
    return input_name(str(known["label"])) if desk.texts.lang == "en" else desk.labels.cell(known)


def _titled(desk: Desk, record: Record) -> str:
    """The label with the unit of the values."""
    unit = desk.labels.unit(record["unit"]) if record["unit"] else ""
    return f"{_label(desk, record)}, {unit}" if unit else _label(desk, record)


def _climate(desk: Desk, unit: str) -> str:
    accounting = desk.facts.body[SHEET]["accounting"]
    return f"{desk.labels.indicator(f'{CLIMATE}_{accounting}')}, {desk.labels.unit(unit)}"


def _write_effects(desk: Desk, found: Record, unit: str, top: int) -> int:
    """How far each path moves each route, each alone: a table, and bars to both sides of the study as it stands."""
    page, texts, labels = desk.sheets[SHEET], desk.texts, desk.labels
    heading = texts("what_if.effects", indicator=_climate(desk, unit), unit=labels.functional_unit())
    head = desk.snapshot(SHEET, top, heading)
    titles = [texts(f"what_if.{name}") for name in ("path", "lowest", "lowest_at", "highest", "highest_at", "change")]
    page.head(
        head, [titles[0], texts("head.route"), *titles[1:], texts("what_if.to_lowest"), texts("what_if.to_highest")]
    )
    by_path = {record["path"]: record for record in found["paths"]}
    moved = [
        entry for entry in found["effects"] if entry["highest"] - entry["lowest"] > _ROUNDING * abs(entry["highest"])
    ]
    stands = {route: entry[CLIMATE] for route, entry in found["as_it_stands"].items()}
    moved.sort(key=lambda entry: (entry["lowest"] - entry["highest"]) / (abs(stands[entry["route"]]) or 1.0))
    row = head
    for row, entry in enumerate(moved, head + 1):
        standing = stands[entry["route"]]
        page.text(row, 0, f"{_label(desk, by_path[entry['path']])} ({labels.route(entry['route'])})", "snapshot")
        page.text(row, 1, labels.route(entry["route"]), "snapshot")
        for col, name in ((2, "lowest"), (4, "highest")):
            page.number(row, col, _shown(entry[name], unit), "snapshot_number")
            page.text(row, col + 1, entry[f"{name}_at"], "snapshot")
        ratio = entry["highest"] / entry["lowest"] - 1 if entry["lowest"] else None
        page.number(row, 6, ratio, "snapshot_number", "+0.0%;-0.0%")
        for col, name in ((7, "lowest"), (8, "highest")):
            page.number(row, col, _shown(_apart(entry[name], standing), unit), "snapshot_number")
    if row > head:
        chart = bars(desk, (head, head + 1, row), texts("what_if.chart_effects"), _climate(desk, unit))
        page.chart(row + 2, 0, chart, (900, 120 + 34 * (row - head)))
        return row + 2 + (120 + 34 * (row - head)) // 20 + 1
    page.text(row + 1, 0, texts("what_if.nothing_moves"), "note")
    return row + 1


def _apart(value: float, standing: float) -> float:
    return 0.0 if abs(value - standing) <= _ROUNDING * abs(standing) else value - standing


def _write_one(desk: Desk, found: Record, record: Record, unit: str, top: int) -> int:
    """One path alone: a row for each value, with the study as it stands below, and a chart beside."""
    page, texts, labels = desk.sheets[SHEET], desk.texts, desk.labels
    heading = texts("what_if.one_way", path=_label(desk, record), unit=labels.functional_unit())
    head = desk.snapshot(SHEET, top, heading)
    page.text(head, 0, record["path"], "id")
    head += 1
    routes: list[str] = list(found["as_it_stands"])
    others = [route for route in routes if route != desk.facts.baseline]
    base = labels.route(desk.facts.baseline)
    names = [f"{labels.route(route)}: {_climate(desk, unit)}" for route in routes]
    ratios = [texts("what_if.ratio", route=labels.route(route), base=base) for route in others]
    page.head(head, [_titled(desk, record), *names, *ratios])
    totals = {route: found["one_way"][record["path"]][route][CLIMATE] for route in routes}
    row = head
    for index, text in enumerate(record["texts"]):
        row += 1
        if record["values"] is None:
            page.text(row, 0, text, "snapshot")
        else:
            page.number(row, 0, record["values"][index], "snapshot_number", "General")
        _write_totals(desk, row, {route: totals[route][index] for route in routes}, others, unit)
    standing = {route: found["as_it_stands"][route][CLIMATE] for route in routes}
    at = f" ({record['as_it_stands']})" if record["as_it_stands"] else ""
    page.text(row + 1, 0, texts("what_if.as_it_stands") + at, "snapshot")
    _write_totals(desk, row + 1, standing, others, unit)
    shown = [_shown(value, unit) for values in totals.values() for value in values]
    chart = curve(
        desk,
        (head + 1, row),
        routes,
        (_titled(desk, record), _climate(desk, unit)),
        (record["values"], [value for value in shown if value is not None]),
    )
    page.chart(head, 1 + len(routes) + len(others), chart, _CHART)
    return max(row + 1, head + _CHART_ROWS)


def _write_totals(desk: Desk, row: int, totals: dict[str, float | None], others: Sequence[str], unit: str) -> None:
    page, texts = desk.sheets[SHEET], desk.texts
    before = totals[desk.facts.baseline]
    col = 0
    for col, value in enumerate(totals.values(), 1):
        if value is None:
            page.text(row, col, texts("what_if.no_solution"), "snapshot")
        else:
            page.number(row, col, _shown(value, unit), "snapshot_number")
    for right, route in enumerate(others, col + 1):
        after = totals[route]
        page.number(
            row, right, after / before - 1 if before and after is not None else None, "snapshot_number", "+0.0%;-0.0%"
        )


def _write_maps(desk: Desk, found: Record, unit: str, top: int, last: int) -> tuple[int, int]:
    """Two paths together: a map for each route, then the other routes against the baseline; row and last column."""
    two, texts, labels = found["two_way"], desk.texts, desk.labels
    by_path = {record["path"]: record for record in found["paths"]}
    down, across = by_path[two["down"]], by_path[two["across"]]
    base = desk.facts.baseline
    row = top
    for route, lines in two["totals"].items():
        if not _varies(lines):
            continue
        heading = texts(
            "what_if.map", route=labels.route(route), indicator=_climate(desk, unit), unit=labels.functional_unit()
        )
        shown = [[_shown(value, unit) for value in line] for line in lines]
        row = _write_map(desk, row, heading, (down, across), shown) + 2
    for route, lines in two["totals"].items():
        if route != base:
            heading = texts("what_if.map_ratio", route=labels.route(route), base=labels.route(base))
            pairs = zip(lines, two["totals"][base], strict=True)
            ratios = [[_ratio(after, before) for after, before in zip(*pair, strict=True)] for pair in pairs]
            row = _write_map(desk, row, heading, (down, across), ratios, "+0.0%;-0.0%") + 2
    return row - 1, max(last, len(across["texts"]))


def _varies(lines: list[list[float | None]]) -> bool:
    known = [value for line in lines for value in line if value is not None]
    return bool(known) and max(known) - min(known) > _ROUNDING * abs(max(known))


def _ratio(after: float | None, before: float | None) -> float | None:
    return after / before - 1 if after is not None and before else None


def _write_map(
    desk: Desk, top: int, heading: str, axes: tuple[Record, Record], lines: list[list[float | None]], shape: str = ""
) -> int:
    """A map whose cells are coloured from the lowest to the highest; a scenario without a solution says so."""
    page, texts = desk.sheets[SHEET], desk.texts
    down, across = axes
    head = desk.snapshot(SHEET, top, heading)
    right = f"{texts('what_if.rightwards')}: {_titled(desk, across)}"
    page.text(head, 0, f"{texts('what_if.downwards')}: {_titled(desk, down)}", "head")
    page.merged(head, 1, len(across["texts"]), right, "head")
    page.text(head + 1, 0, "", "head")
    for col, value in enumerate(across["values"] or across["texts"], 1):
        _axis(page, head + 1, col, value)
    row = head + 1
    for value, line in zip(down["values"] or down["texts"], lines, strict=True):
        row += 1
        _axis(page, row, 0, value)
        for col, total in enumerate(line, 1):
            if total is None:
                page.text(row, col, texts("what_if.no_solution"), "snapshot")
            else:
                page.number(row, col, total, "snapshot_number", shape)
    page.raw.conditional_format(head + 2, 1, row, len(across["texts"]), {"type": "3_color_scale", **_COLOURS})
    return row


def _axis(page: Any, row: int, col: int, value: float | str) -> None:
    if isinstance(value, str):
        page.text(row, col, value, "snapshot")
    else:
        page.number(row, col, value, "snapshot_number", "General")
