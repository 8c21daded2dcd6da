"""The sheet Summary: what it is, the headline figures of all routes side by side, stages, contributors and charts."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from mems_lca.analysis.comparison import AVOIDED
from mems_lca.reporting import charts
from mems_lca.reporting.addresses import cell, literal
from mems_lca.reporting.charts_sheet import write_charts
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import CLIMATE
from mems_lca.reporting.key_figures import write_key_figures
from mems_lca.reporting.lines import headlines
from mems_lca.reporting.results_sheet import UNIT, by_size
from mems_lca.reporting.scaled import canonical, scaled, suited
from mems_lca.reporting.summary_story import write_story
from mems_lca.units import convert

TOP = 10
CHART_ROWS = 18
# No fewer, so that a page holds what it is meant to hold: fewer columns would be printed larger.
COLUMNS = 11
RANKED = 2
_FIRST = 3


def write_summary(desk: Desk) -> None:
    """Writes the sheet; all others must have been written."""
    page = desk.sheets["summary"]
    row = _write_head(desk)
    row, head, first, last = _write_headlines(desk, row + 1)
    relative = _Table(head, first, last)
    row, stage_head, stage_first, stage_last = _write_stages(desk, row + 2)
    stages = _Table(stage_head, stage_first, stage_last)
    row, top = _write_top(desk, row + 2)
    page.page_break(row + 2)
    row = write_story(desk, row + 2)
    row = _insert_charts(desk, row + 2, stages)
    columns = max(_columns(desk), COLUMNS)
    page.widths(44, 16, 28, *(15 for _ in range(columns - _FIRST)))
    desk.finish("summary", (row, columns - 1), parted=True)
    ranks = (top.first, top.last) if top else None
    difference = _FIRST + len(_bases(desk)) * len(desk.facts.routes) + len(desk.facts.routes) - 1
    write_charts(desk, (relative.head, relative.first, relative.last), difference, ranks, _ranked(desk))


@dataclass(frozen=True)
class _Table:
    """Rows of a table that a chart draws from."""

    head: int
    first: int
    last: int


def _bases(desk: Desk) -> tuple[str, ...]:
    """Per functional unit, and before it per device (or per wafer) where that is something else."""
    same = desk.facts.body["functional_unit"]["label"] == f"1 {desk.facts.bases[-1]}"
    return (UNIT,) if same else (desk.facts.bases[-1], UNIT)


def _columns(desk: Desk) -> int:
    """How many columns the headline table has: values of each basis, differences, percentages for the chart."""
    routes = len(desk.facts.routes)
    return _FIRST + routes * len(_bases(desk)) + (routes - 1) + routes


def _write_head(desk: Desk) -> int:
    """Title, boundary, and what a reader must know before the figures; returns the next row."""
    page, texts, facts, labels = desk.sheets["summary"], desk.texts, desk.facts, desk.labels
    page.text(0, 0, _product(desk), "title")
    boundary = str(facts.body["functional_unit"]["boundary"])
    page.text(1, 0, texts(f"label.{boundary}"), "subtitle")
    page.text(2, 0, texts("label.internal"), "note")
    row = write_key_figures(desk, 4)
    study = facts.study
    period = study.get("period") or {}
    entries = {
        "functional_unit": labels.functional_unit(),
        "boundary": texts.label("choice.boundary", boundary),
        "method": texts.label("choice.method", str(facts.choices["method"])),
        "gas_table": texts.label("choice.gas_table", str(facts.choices["gas_table"])),
        "scarcity": texts.label("choice.scarcity", str(facts.choices["scarcity"])),
        "accounting": texts.label("choice.accounting", facts.accounting),
        "period": f"{period.get('start', '')} – {period.get('end', '')}",
        "reporting_company": str(study.get("reporting_company") or "–"),
        "verification": texts.label("verification", str(facts.body["verification"]["status"])),
    }
    for name, text in entries.items():
        page.text(row, 0, texts.label("about", name), "strong")
        page.merged(row, 1, 5, text)
        row += 1
    return _write_states(desk, row)


def _product(desk: Desk) -> str:
    name = desk.facts.study["product"]["name"]
    if isinstance(name, dict):
        return str(name.get(desk.texts.lang) or name.get("en"))
    return str(name)


def _write_states(desk: Desk, row: int) -> int:
    """Live: whether all checks hold, whether inputs were changed; and the number of warnings."""
    page, texts, facts = desk.sheets["summary"], desk.texts, desk.facts
    good, bad = texts("state.ok"), texts("state.failed")
    page.text(row, 0, texts("about.checks"), "strong")
    page.formula(row, 1, str(desk.verdicts["checks"]), good, "state")
    page.states((row, 1), (row, 1), good, bad)
    page.text(row + 1, 0, texts("about.inputs"), "strong")
    fresh = texts("state.as_shipped")
    changed = f"IF({desk.count}=0,{literal(fresh)},{desk.count}&{literal(' ' + texts('state.changed'))})"
    page.formula(row + 1, 1, changed, fresh, "state")
    page.text(row + 2, 0, texts("about.warnings"), "strong")
    page.number(row + 2, 1, len(facts.body["warnings"]), "state", "0")
    return row + 3


def _write_headlines(desk: Desk, top: int) -> tuple[int, int, int, int]:
    """All indicators: every route per device and per functional unit, difference and percentage of the baseline."""
    page, texts, facts, labels = desk.sheets["summary"], desk.texts, desk.facts, desk.labels
    page.text(top, 0, texts("section.headlines"), "section")
    head = top + 2
    names = [texts("head.indicator"), texts("head.unit"), texts("head.perimeter_coverage")]
    others = [route for route in facts.routes if route != facts.baseline]
    number = len(facts.routes)
    page.merged(head - 1, 0, _FIRST - 1, "", "head")
    for index, basis in enumerate(_bases(desk)):
        first = _FIRST + index * number
        page.merged(head - 1, first, first + number - 1, labels.basis(basis), "head")
        names += [labels.route(route) for route in facts.routes]
    difference = _FIRST + len(_bases(desk)) * number
    if others:
        page.merged(head - 1, difference, difference + len(others) - 1, texts("head.difference"), "head")
    relative = texts("head.relative", base=labels.route(facts.baseline))
    page.merged(head - 1, difference + len(others), difference + len(others) + number - 1, relative, "head")
    names += [labels.route(route) for route in (*others, *facts.routes)]
    page.head(head, names)
    row = head
    for row, name in enumerate(headlines(facts), head + 1):
        page.text(row, 0, labels.indicator(name), "strong")
        unit = suited(desk, name, (name,), _bases(desk)[0])
        page.text(row, 1, labels.unit(unit))
        page.text(row, 2, _perimeter(desk, name))
        _write_values(desk, name, row, unit)
        _write_changes(desk, name, row, difference)
    return row, head, head + 1, row


def _perimeter(desk: Desk, name: str) -> str:
    """The perimeter; a life-cycle figure with the lowest coverage of all routes."""
    facts, texts = desk.facts, desk.texts
    known = name if name in facts.indicators else CLIMATE
    perimeter = str(facts.indicators[known]["perimeter"])
    shares = [facts.route(r)["per_functional_unit"][known]["coverage"]["mass"] for r in facts.routes]
    shown = texts.label("perimeter", perimeter)
    given = [share for share in shares if share is not None]
    return (
        f"{shown}, {texts('summary.covered', share=f'{min(given):.1%}')}"
        if perimeter == "life_cycle" and given
        else shown
    )


def _write_values(desk: Desk, name: str, row: int, unit: str) -> None:
    """The values of an indicator for each basis and route, in a unit that suits them."""
    page, facts = desk.sheets["summary"], desk.facts
    missing = desk.texts("answer.not_covered")
    for index, basis in enumerate(_bases(desk)):
        for number, route in enumerate(facts.routes):
            place, found = str(desk.results[route, name, basis]), desk.now[route, name, basis]
            formula, shown = scaled(place, found, canonical(desk, name), unit)
            col = _FIRST + index * len(facts.routes) + number
            page.formula(row, col, formula, missing if shown is None else shown, "number" if index else "total")


def _write_changes(desk: Desk, name: str, row: int, difference: int) -> None:
    """Differences in percent, and percentages of the baseline for the chart."""
    facts = desk.facts
    others = [route for route in facts.routes if route != facts.baseline]
    for number, route in enumerate(others):
        _write_ratio(
            desk, name, route, (row, difference + number), ("ROUND(100*({own}/{base}-1),9)", "+0.0;-0.0;0.0"), -100.0
        )
    for number, route in enumerate(facts.routes):
        _write_ratio(
            desk, name, route, (row, difference + len(others) + number), ("ROUND(100*{own}/{base},9)", "0.0"), 0.0
        )


def _write_ratio(
    desk: Desk, name: str, route: str, place: tuple[int, int], shape: tuple[str, str], offset: float
) -> None:
    """A route as a percentage of the baseline, plus `offset`; a dash where the baseline is zero or not covered."""
    page, facts = desk.sheets["summary"], desk.facts
    base, own = (str(desk.results[each, name, UNIT]) for each in (facts.baseline, route))
    before, after = (desk.now[each, name, UNIT] for each in (facts.baseline, route))
    outside = facts.indicators.get(name, {}).get("perimeter") == AVOIDED
    if before is None or after is None or outside:
        page.text(*place, "–", "number")
        return
    text, number_format = shape
    # Rounded far below what is shown, so that a difference of nothing has no sign.
    found = round(100 * after / before + offset, 9) if before else "–"
    formula = f'IF({base}=0,"–",{text.format(own=own, base=base)})'
    page.formula(*place, formula, found, "number", number_format)


def _write_stages(desk: Desk, top: int) -> tuple[int, int, int, int]:
    """Climate change by stage, per functional unit, with shares."""
    page, texts, facts, labels = desk.sheets["summary"], desk.texts, desk.facts, desk.labels
    page.text(top, 0, texts("section.stages_table", unit=labels.basis(UNIT)), "section")
    head, routes = top + 1, facts.routes
    names = [labels.route(route) for route in routes]
    unit = suited(desk, CLIMATE, (CLIMATE,), UNIT)
    shares = [texts("head.share_of", route=name) for name in names]
    page.head(head, [texts("head.stage"), texts("head.unit"), texts("head.perimeter"), *names, *shares])
    row = head
    for row, stage in enumerate(facts.stages(), head + 1):
        page.text(row, 0, texts.label("stage", stage), "strong")
        page.text(row, 1, labels.unit(unit))
        page.text(row, 2, texts.label("perimeter", str(facts.indicators[CLIMATE]["perimeter"])))
        for number, route in enumerate(routes):
            line = f"stage_{stage}_{CLIMATE}"
            part, whole = desk.results[route, line, UNIT], desk.now[route, CLIMATE, UNIT]
            formula, shown = scaled(str(part), desk.now[route, line, UNIT], "kg CO2e", unit)
            missing = texts("answer.not_covered")
            page.formula(row, _FIRST + number, formula, missing if shown is None else shown)
            total = desk.results[route, CLIMATE, UNIT]
            share = f"IF(N({total})=0,0,{part}/{total})"
            now = (desk.now[route, line, UNIT] or 0.0) / whole if whole else 0.0
            page.formula(row, _FIRST + len(routes) + number, share, now, "number", "0.0%")
    last = row
    row += 1
    for col, text in enumerate((texts("head.total"), labels.unit(unit), "")):
        page.text(row, col, text, "strong")
    for number, route in enumerate(routes):
        whole = desk.now[route, CLIMATE, UNIT] or 0.0
        for col, now, shape in (
            (_FIRST + number, convert(whole, "kg CO2e", unit), ""),
            (_FIRST + len(routes) + number, float(whole != 0), "0.0%"),
        ):
            added = f"SUM({cell(head + 1, col)}:{cell(last, col)})" if last > head else "0"
            page.formula(row, col, added, now, "total", shape)
    return row, head, head + 1, last


def _write_top(desk: Desk, top: int) -> tuple[int, _Table | None]:
    """The largest steps of each route by climate change, in live order; None when there are no steps to rank."""
    page, texts, labels = desk.sheets["summary"], desk.texts, desk.labels
    routes = _ranked_routes(desk)
    if not routes:
        return top - 2, None
    page.text(top, 0, texts("section.top", unit=labels.basis(UNIT)), "section")
    first, last = top + 2, top + 1
    unit = suited(desk, CLIMATE, (CLIMATE,), UNIT)
    for place, route in enumerate(routes):
        start, end = _top_columns(place)
        page.merged(top + 1, start, end, texts("head.step_of", route=labels.route(route)), "head")
        page.text(top + 1, end + 1, labels.unit(unit), "head")
        largest = by_size(desk, "steps", route)[:TOP]
        last = first + len(largest) - 1
        for rank, (name, label) in enumerate(largest, 1):
            row = first + rank - 1
            match = f"MATCH({rank},{desk.areas[f'steps ranks {route}']},0)"
            page.merged_formula(row, start, end, f"INDEX({desk.areas['steps labels']},{match})", label)
            amount = f"INDEX({desk.areas[f'steps values {route}']},{match})"
            formula, shown = scaled(amount, desk.now[route, name, UNIT] or 0.0, "kg CO2e", unit)
            page.formula(row, end + 1, formula, shown or 0.0)
    return last, _Table(top + 1, first, last)


def _ranked(desk: Desk) -> dict[str, tuple[int, int]]:
    """First and last column of the names of the largest steps of each route."""
    return {route: _top_columns(place) for place, route in enumerate(_ranked_routes(desk))}


def _ranked_routes(desk: Desk) -> list[str]:
    """The first routes that have steps to rank: two fit on the page; the sheet Results has all."""
    return [route for route in desk.facts.routes if f"steps ranks {route}" in desk.areas][:RANKED]


def _top_columns(place: int) -> tuple[int, int]:
    """First and last column of the names of the largest steps of the route at this place; values stand after them."""
    return (0, 1) if place == 0 else (5 * place - 2, 5 * place + 1)


def _insert_charts(desk: Desk, top: int, stages: _Table) -> int:
    """Stages of all routes, and beside them what the measures of the first green route do; the last row they cover."""
    page, found = desk.sheets["summary"], []
    if stages.last >= stages.first:
        columns = [_FIRST + number for number in range(len(desk.facts.routes))]
        found.append(charts.stacked_stages(desk, stages.head, stages.first, stages.last, columns))
    found += [charts.waterfall(desk, route, bars) for route, bars in itertools.islice(desk.bars.items(), 1)]
    for number, chart in enumerate(found):
        page.chart(top, 4 * number, chart, (640, CHART_ROWS * 20 - 20))
    return top + CHART_ROWS
