"""The sheet Uncertainty: intervals of indicators, routes on the same draws, histograms; snapshots of a sampled run."""

from __future__ import annotations

from collections.abc import Iterable

from mems_lca.analysis.summary import readable_unit
from mems_lca.reporting.charts import uncertainty_histogram
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import CLIMATE, Record
from mems_lca.reporting.uncertainty_texts import said
from mems_lca.units import convert

_SHEET = "uncertainty"
_FIGURES = ("deterministic", "median", "mean", "p2_5", "p97_5")
_LAST = 12
_WIDTHS = (42, 14, 14, 11, 11, 11, 11, 11, 11, 12, 11, 11, 11, 34)
_CHART_ROWS = 21
_SMALL = 1e-3


def write_uncertainty(desk: Desk) -> None:
    """Writes the sheet; one line where the study asked for no samples."""
    page, texts, body = desk.sheets[_SHEET], desk.texts, desk.facts.body
    page.widths(*_WIDTHS)
    if body["uncertainty"] is None:
        row = desk.title(_SHEET, texts("uncertainty.none"))
        desk.finish(_SHEET, (row, _LAST))
        return
    sampling: Record = body["sampling"]
    top = desk.title(_SHEET, _drawn(desk, sampling), texts("uncertainty.pairs"))
    row = _write_intervals(desk, desk.snapshot(_SHEET, top, texts("section.intervals", unit=_unit_text(desk))))
    for route in body["comparison"]["paired"]:
        row = _write_pairs(desk, route, row + 2)
    row = _write_sentences(desk, row + 2)
    if sampling["histogram"]:
        row = _write_histogram(desk, sampling["histogram"], row + 2)
    # An empty column more keeps the page wide enough for programs that draw columns wider.
    desk.finish(_SHEET, (row, _LAST), printed=_LAST + 1, parted=True)


def _unit_text(desk: Desk) -> str:
    return desk.labels.functional_unit()


def _drawn(desk: Desk, sampling: Record) -> str:
    """How the samples were drawn."""
    number, facts = f"{sampling['finished']:,}", f"{sampling['facts']:,}"
    return desk.texts(f"uncertainty.{sampling['method']}", number=number, seed=sampling["seed"], facts=facts)


def _write_intervals(desk: Desk, head: int) -> int:
    """By indicator and route: stated, median, mean, ends, spread, rank of the stated value, standard errors."""
    page, texts, labels = desk.sheets[_SHEET], desk.texts, desk.labels
    record: Record = desk.facts.body["uncertainty"]
    names = ("as_stated", "median", "mean", "low", "high", "gsd", "samples_above", "error_mean", "error_low")
    titles = [texts(f"head.{name}") for name in ("indicator", "unit", "route", *names, "error_high")]
    page.head(head, titles)
    row = head
    for view in _views(next(iter(record.values()))):
        entries: dict[str, Record] = {route: record[route][view] for route in record}
        unit = readable_unit((entry["mean"] for entry in entries.values()), next(iter(entries.values()))["unit"])
        for route, entry in entries.items():
            row += 1
            page.text(row, 0, labels.indicator(view), "snapshot")
            page.text(row, 1, labels.unit(unit), "snapshot")
            page.text(row, 2, labels.route(route), "snapshot")
            _numbers(desk, row, 3, (convert(entry[name], entry["unit"], unit) for name in _FIGURES))
            _number(desk, row, 8, entry["gsd"], "0.00")
            _number(desk, row, 9, 1 - entry["below"], "0%")
            errors = entry["standard_error"] or {}
            for col, name in enumerate(("mean", "p2_5", "p97_5"), 10):
                found = errors.get(name)
                _number(desk, row, col, None if found is None else convert(found, entry["unit"], unit), "", 2)
    return row


def _views(record: Record) -> list[str]:
    """All views but climate change by the account that was chosen, which stands there under its own name."""
    return [view for view in record if view != CLIMATE]


def _write_pairs(desk: Desk, route: str, top: int) -> int:
    """One route against the baseline, sample by sample."""
    page, texts, labels, facts = desk.sheets[_SHEET], desk.texts, desk.labels, desk.facts
    base = labels.route(facts.baseline)
    page.page_break(top)
    head = desk.snapshot(_SHEET, top, texts("section.paired", route=labels.route(route), base=base))
    names = ("as_stated", "median", "low", "high", "percent_median", "percent_low", "percent_high")
    titles = [texts(f"head.{name}") for name in ("indicator", "unit", *names)]
    page.head(head, [*titles, texts("head.p_lower", base=base), texts("head.p_error"), texts("head.correlation")])
    row = head
    found = facts.comparison["paired"][route]
    for row, view in enumerate(_views(found), head + 1):
        entry = found[view]
        difference = entry["difference"]
        figures = [difference[name] for name in ("deterministic", "median", "p2_5", "p97_5")]
        unit = readable_unit(figures, difference["unit"])
        page.text(row, 0, labels.indicator(view), "snapshot")
        page.text(row, 1, labels.unit(unit), "snapshot")
        _numbers(desk, row, 2, (convert(value, difference["unit"], unit) for value in figures))
        percent = entry["percent"] or {}
        for col, name in enumerate(("median", "p2_5", "p97_5"), 6):
            _number(desk, row, col, percent.get(name), "+0.0;-0.0;0.0")
        if entry["p_better"] == entry["p_worse"] == 0:
            page.text(row, 9, texts("answer.equal"), "snapshot")
        else:
            _number(desk, row, 9, entry["p_better"], "0%" if entry["p_better"] in (0, 1) else "0.00%")
        _number(desk, row, 10, entry["p_standard_error"], "0.00%")
        _number(desk, row, 11, entry["correlation"], "0.00")
    return row


def _write_sentences(desk: Desk, top: int) -> int:
    """Skew, convergence, what was left out, and what counted as zero, in words with numbers."""
    page = desk.sheets[_SHEET]
    row = desk.snapshot(_SHEET, top, desk.texts("section.how_sure")) - 1
    for text in said(desk):
        row += 1
        page.merged(row, 0, _LAST, text, "snapshot")
    return row


def _write_histogram(desk: Desk, found: Record, top: int) -> int:
    """A native chart of every route's distribution, and below it the shares that it shows."""
    page, texts, labels = desk.sheets[_SHEET], desk.texts, desk.labels
    head = desk.snapshot(_SHEET, top, texts("section.histogram", indicator=labels.indicator(CLIMATE)))
    page.page_break(top)
    unit = readable_unit(found["edges"], found["unit"])
    data = head + _CHART_ROWS
    routes = list(found["shares"])
    page.head(data, [texts("head.from", unit=labels.unit(unit)), texts("head.to"), *map(labels.route, routes)])
    edges = [convert(edge, found["unit"], unit) for edge in found["edges"]]
    for number in range(len(edges) - 1):
        _number(desk, data + 1 + number, 0, edges[number], "", 3)
        _number(desk, data + 1 + number, 1, edges[number + 1], "", 3)
        for col, route in enumerate(routes, 2):
            _number(desk, data + 1 + number, col, found["shares"][route][number], "0.0%")
    last = data + len(edges) - 1
    chart = uncertainty_histogram(desk, routes, (data, data + 1, last), f"{labels.unit(unit)} / {_unit_text(desk)}")
    page.chart(head, 0, chart, (1000, 400))
    return last


def _numbers(desk: Desk, row: int, first: int, values: Iterable[float]) -> None:
    for col, value in enumerate(values, first):
        _number(desk, row, col, value, "")


def _number(desk: Desk, row: int, col: int, value: float | None, number_format: str, digits: int = 0) -> None:
    page = desk.sheets[_SHEET]
    if value is None:
        page.text(row, col, "–", "snapshot")
    else:
        shown = float(f"{value:.{digits}g}") if digits else value
        general = "General" if digits and not 0 < abs(value) < _SMALL else "0.0E+00" if digits else ""
        page.number(row, col, shown, "snapshot_number", number_format or general)
