"""The sheet Comparison: differences to the baseline, live; what may be claimed and each measure alone, as snapshots."""

from __future__ import annotations

from mems_lca.analysis.comparison import AVOIDED
from mems_lca.reporting.addresses import cell
from mems_lca.reporting.carbon_block import write_carbon
from mems_lca.reporting.charts import waterfall
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import CLIMATE, Record
from mems_lca.reporting.lines import headlines
from mems_lca.reporting.results_sheet import UNIT
from mems_lca.reporting.scaled import canonical, suited
from mems_lca.units import convert

_COLUMNS = ("indicator", "unit", "base", "other", "delta", "percent", "claimable", "reason")
_REASON, _STATE = 7, 10
ROUNDING = 1e-13


def write_comparison(desk: Desk) -> None:
    """Writes the sheet; the results must have been written."""
    page, texts, facts = desk.sheets["comparison"], desk.texts, desk.facts
    head = desk.title(
        "comparison", texts("label.internal"), texts("note.comparison", unit=desk.labels.functional_unit())
    )
    row = head
    for route in facts.routes:
        if route != facts.baseline:
            row = _write_route(desk, route, row) + 1
    row = write_carbon(desk, row) + 2
    for route, record in facts.comparison["by_measure"].items():
        row = _write_measures(desk, route, record, row) + 1
    page.widths(44, 14, *(15 for _ in range(14)))
    width = max([_STATE, *(3 + len(entry["alone"]) for entry in facts.comparison["by_measure"].values())])
    desk.finish("comparison", (max(row - 2, head), width))


def _write_route(desk: Desk, route: str, top: int) -> int:
    page, texts, facts, labels = desk.sheets["comparison"], desk.texts, desk.facts, desk.labels
    page.text(
        top, 0, texts("section.comparison", route=labels.route(route), base=labels.route(facts.baseline)), "section"
    )
    titles = {"base": labels.route(facts.baseline), "other": labels.route(route)}
    page.head(top + 1, [titles.get(name) or texts(f"head.{name}") for name in _COLUMNS])
    page.merged(top + 1, _REASON, _STATE - 1, texts("head.reason"), "head")
    page.text(top + 1, _STATE, texts("head.state"), "head")
    row = top + 1
    for name in _compared(desk):
        row += 1
        page.text(row, 0, labels.indicator(name), "strong")
        page.text(row, 1, labels.unit_of(name))
        _write_difference(desk, route, name, row)
        _write_claim(desk, facts.comparison[route].get(name), row)
    _write_burden(desk, route, row + 1)
    return row + 2


def _compared(desk: Desk) -> list[str]:
    """The headlines without what stands outside the total."""
    known = desk.facts.indicators
    return [name for name in headlines(desk.facts) if known.get(name, {}).get("perimeter") != AVOIDED]


def _write_burden(desk: Desk, route: str, row: int) -> None:
    """What rises although climate change falls, as the engine said it."""
    desk.sheets["comparison"].merged(row, 0, _STATE - 1, burden_text(desk, route), "snapshot")
    desk.stale("comparison", row, _STATE)


def burden_text(desk: Desk, route: str) -> str:
    """What rises while climate change falls; or that nothing does, or that climate change does not fall itself."""
    texts, labels, comparison = desk.texts, desk.labels, desk.facts.comparison
    if (comparison[route][CLIMATE]["delta"] or 0.0) >= 0:
        return texts("burden.no_fall")
    rising = comparison["burden_shift"].get(route, [])
    changes = (f"{labels.indicator(name)}{_percent(comparison[route][name]['percent'])}" for name in rising)
    return texts("burden.rises", what="; ".join(changes)) if rising else texts("burden.none")


def _percent(percent: float | None) -> str:
    """A rise in percent; nothing where it rises from zero."""
    return "" if percent is None else f" (+{percent:.3g} %)"


def _write_difference(desk: Desk, route: str, name: str, row: int) -> None:
    """Both values, their difference and its percentage, all live."""
    page, facts = desk.sheets["comparison"], desk.facts
    before, after = (desk.now[each, name, UNIT] for each in (facts.baseline, route))
    if before is None or after is None:
        for col in range(2, 6):
            page.text(row, col, desk.texts("answer.not_covered"), "snapshot")
        return
    for col, each, now in ((2, facts.baseline, before), (3, route, after)):
        page.formula(row, col, str(desk.results[each, name, UNIT]), now)
    base, other = cell(row, 2), cell(row, 3)
    # Excel and LibreOffice both take a difference in the last digits for none.
    change = 0.0 if abs(after - before) <= ROUNDING * abs(before) else after - before
    rounding = f"ABS({other}-{base})<={ROUNDING:.0E}*ABS({base})"
    delta = page.formula(row, 4, f"IF({rounding},0,{other}-{base})", change, "total")
    percent = 100 * (after / before - 1) if before else "–"
    share = page.formula(row, 5, f'IF({base}=0,"–",100*({other}/{base}-1))', percent, "total", "0.0")
    desk.book.define("r", (route, name, "delta"), delta)
    desk.book.define("r", (route, name, "percent"), share)


def _write_claim(desk: Desk, claim: Record | None, row: int) -> None:
    """Whether a gain may be claimed, as the engine said it, with the live cell that says whether it is stale."""
    page, texts = desk.sheets["comparison"], desk.texts
    if claim is None:
        page.text(row, _REASON - 1, "")
        page.merged(row, _REASON, _STATE - 1, "")
        page.text(row, _STATE, "")
        return
    page.text(row, _REASON - 1, texts("answer.yes" if claim["claimable"] else "answer.no"), "snapshot")
    page.merged(row, _REASON, _STATE - 1, texts.sentence(str(claim["reason"])), "snapshot")
    desk.stale("comparison", row, _STATE)


def _write_measures(desk: Desk, route: str, record: Record, top: int) -> int:
    """What each measure does alone, their sum, the interaction and all together: a snapshot with indicators as rows."""
    page, texts, labels, facts = desk.sheets["comparison"], desk.texts, desk.labels, desk.facts
    alone: Record = record["alone"]
    head = desk.snapshot("comparison", top, texts("section.measures", route=labels.route(route)))
    titles = [texts("head.indicator"), texts("head.unit"), *(labels.measure(route, name) for name in alone)]
    page.head(head, [*titles, texts("head.interaction"), texts("head.together")])
    row = head
    names = [name for name in headlines(desk.facts) if name in record["together"]]
    for row, name in enumerate(names, head + 1):
        page.text(row, 0, labels.indicator(name), "strong")
        page.text(row, 1, labels.unit_of(name))
        effects = [entry.get(name) if entry else None for entry in alone.values()]
        changes = [*effects, record["interaction"].get(name), record["together"][name]]
        # What is left of a sum by rounding is no effect of a measure.
        rounding = ROUNDING * abs(desk.now[facts.baseline, name, UNIT] or 0.0)
        for col, change in enumerate(changes, 2):
            shown = 0.0 if change is not None and abs(change) <= rounding else change
            page.number(row, col, shown, "snapshot_number")
    if CLIMATE in record["together"]:
        _waterfall(desk, route, record, row + 2)
    return row + 24


def _waterfall(desk: Desk, route: str, record: Record, top: int) -> None:
    """A native chart from no measures over each, on top of those before it, to the route: floating columns."""
    page, texts, labels = desk.sheets["comparison"], desk.texts, desk.labels
    end = desk.now[route, CLIMATE, UNIT] or 0.0
    steps = [(name, change) for name, change in record["in_order"].items() if change]
    level = end - float(record["together"][CLIMATE])
    bars = [(texts("chart.without_measures"), _bar(0.0, level, up=True))]
    for name, change in steps:
        after = level + float(change.get(CLIMATE, 0.0))
        bars.append((labels.measure(route, name), _bar(level, after, up=after > level)))
        level = after
    bars.append((labels.route(route), _bar(0.0, end, up=True)))
    at, unit = 12, suited(desk, CLIMATE, (CLIMATE,), UNIT)
    page.head(top, [texts(f"chart.{name}") for name in ("bar", "base", "up", "down", "up_below", "down_below")], at)
    for row, (label, parts) in enumerate(bars, top + 1):
        page.text(row, at, label, "snapshot")
        for col, amount in enumerate(parts, at + 1):
            page.number(row, col, convert(amount, canonical(desk, CLIMATE), unit), "snapshot_number")
    desk.bars[route] = (top, top + len(bars), at)
    page.text(top, 0, texts("chart.waterfall_note"), "note")
    page.chart(top + 1, 0, waterfall(desk, route, desk.bars[route]), (1000, 380))
    page.page_break(top)


def _bar(start: float, end: float, *, up: bool) -> tuple[float, float, float, float, float]:
    """A floating bar as stacked parts: unseen base, what lies above zero (up, down), what lies below (up, down).

    Programs stack negative parts from zero downwards, so that a bar across zero, of a route that gives back more than
    it takes, has a part on each side.
    """
    low, high = min(start, end), max(start, end)
    base = max(low, 0.0) + min(high, 0.0)
    above, below = max(high, 0.0) - max(low, 0.0), min(low, 0.0) - min(high, 0.0)
    return (base, above, 0.0, below, 0.0) if up else (base, 0.0, above, 0.0, below)
