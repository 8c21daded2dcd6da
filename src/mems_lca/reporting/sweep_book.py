"""The workbook of a sweep: what was varied and what moved the result, and the tidy table; numbers, not formulas."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from mems_lca.analysis.sweep_table import columns, heads
from mems_lca.errors import ReportError
from mems_lca.reporting.book import Book
from mems_lca.reporting.texts import read_texts

if TYPE_CHECKING:
    from mems_lca.analysis.sweep import Sweep
    from mems_lca.reporting.book import Sheet

# Rows of a sheet, less the heading.
MOST_ROWS = 1_048_575


def write_sweep_book(sweep: Sweep, path: Path) -> Path:
    """Writes the workbook. Raises ReportError where the library of spreadsheets refuses something."""
    from xlsxwriter.exceptions import XlsxWriterException

    with warnings.catch_warnings():
        warnings.filterwarnings("error", module="xlsxwriter")
        try:
            book = Book(path, read_texts("en")("book.font"))
            _about(sweep, book.sheet("Sweep"))
            _table(sweep, book.sheet("Table"))
            book.properties(f"Sweep of {sweep.study}", "", "", "")
            book.close()
        except (UserWarning, XlsxWriterException) as warning:
            raise ReportError.single("workbook", f"the spreadsheet library refused this: {warning}") from warning
    return path


def _about(sweep: Sweep, page: Sheet) -> None:
    from mems_lca.analysis.sweep_effects import effects, extremes, sentence

    page.text(0, 0, f"Sweep of {sweep.study}, per {sweep.per}", "title")
    state = (
        f"interrupted after {sweep.finished:,} of {sweep.design.count:,}" if sweep.partial else f"{sweep.finished:,}"
    )
    page.text(
        1, 0, f"{state} scenarios ({sweep.design.sample}); numbers of one run, which nothing recalculates", "note"
    )
    checked = f"{sweep.checked} calculated again with Brightway; largest relative difference {sweep.deviation:.1e}"
    page.text(2, 0, checked, "note")
    row = 4
    page.head(row, ["Path", "Unit", "Lowest value", "Highest value", "Values", "As it stands"])
    for axis in sweep.design.axes:
        row += 1
        page.text(row, 0, axis.path)
        page.text(row, 1, axis.unit)
        if axis.numeric:
            values = (axis.span.low, axis.span.high) if axis.span else axis.magnitudes()
            page.number(row, 2, min(values), "snapshot_number")
            page.number(row, 3, max(values), "snapshot_number")
        else:
            page.text(row, 2, ", ".join(axis.texts), "snapshot")
            page.text(row, 3, "", "snapshot")
        page.text(
            row, 4, "drawn" if axis.count is None or (axis.span and sweep.design.sample != "grid") else axis.count
        )
        page.text(row, 5, sweep.standing[axis.path])
    row += 2
    page.head(row, ["Route", "Indicator", "Unit", "As it stands", "Lowest", "Highest"])
    for line, unit in zip(sweep.rows, sweep.units, strict=True):
        row += 1
        for col, text in enumerate((line.route, line.indicator, unit)):
            page.text(row, col, text)
        standing = sweep.stands(line.route, line.indicator)
        page.number(row, 3, standing if standing == standing else None, "snapshot_number")
        found = extremes(sweep, line.route, line.indicator)
        for col, scenario in enumerate(found or (None, None), 4):
            page.number(row, col, None if scenario is None else scenario.value, "snapshot_number")
    row += 2
    page.head(row, ["Moved by", "Route", "Indicator", "Lowest mean", "Highest mean", "Elasticity"])
    for effect in effects(sweep):
        row += 1
        for col, text in enumerate((effect.path, effect.route, effect.indicator)):
            page.text(row, col, text)
        for col, value in enumerate((effect.lowest, effect.highest, effect.elasticity), 3):
            page.number(row, col, value, "snapshot_number")
    row += 1
    for indicator in sweep.indicators:
        row += 1
        page.merged(row, 0, 5, sentence(sweep, indicator, indicator.replace("_", " ")))
    page.widths(44, 20, 24, 18, 18, 18)
    page.finish((row, 5), printed=5, footer=sweep.study)


def _table(sweep: Sweep, page: Sheet) -> None:
    """The tidy table; a number stays empty where there is no solution."""
    titles = heads(sweep)
    page.head(0, titles)
    page.widths(*(max(11.0, min(40.0, len(title) + 2.0)) for title in titles))
    plain = page.book.style("id")
    for col, values in enumerate(columns(sweep, 0, sweep.finished).values()):
        if values.dtype == object:
            for row, text in enumerate(values.tolist(), 1):
                page.raw.write_string(row, col, str(text), plain)
        else:
            for row, value in enumerate(values.tolist(), 1):
                if value == value:
                    page.raw.write_number(row, col, value, plain)
    last = (sweep.finished * len(sweep.rows), len(titles) - 1)
    page.finish(last, printed=last[1], repeat=0, frozen=(1, 1), filtered=(0, 0, *last), footer=sweep.study)
