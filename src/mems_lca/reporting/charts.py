"""Native charts of the summary: stages stacked per route, top contributors, routes against the baseline."""

from __future__ import annotations

import math
from typing import Any

from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import CLIMATE
from mems_lca.reporting.results_sheet import UNIT
from mems_lca.reporting.scaled import canonical, suited
from mems_lca.units import convert

COLOURS = ("#1F3B57", "#4A7EA8", "#9CC3DE", "#D9A441", "#B5651D", "#7F8FA0", "#4E9A51", "#8E6C8A")
_ROUTE_COLOURS = ("#7F8FA0", "#4E9A51", "#4A7EA8", "#D9A441", "#B5651D")
_GRID = {"visible": True, "line": {"color": "#DDDDDD"}}


def stacked_stages(desk: Desk, head: int, first: int, last: int, columns: list[int]) -> Any:
    """Stages as stacked columns, one column per route. `head` is the row of route names, `columns` their columns."""
    page, texts = desk.sheets["summary"], desk.texts
    chart = desk.book.chart({"type": "column", "subtype": "stacked"})
    for number, row in enumerate(range(first, last + 1)):
        chart.add_series({
            "name": [page.name, row, 0],
            "categories": [page.name, head, columns[0], head, columns[-1]],
            "values": [page.name, row, columns[0], row, columns[-1]],
            "fill": {"color": COLOURS[number % len(COLOURS)]}, "gap": 60,
        })  # fmt: skip
    chart.set_title({"name": texts("chart.stages"), "name_font": {"size": 12}})
    chart.set_y_axis(_values(desk, suited(desk, CLIMATE, (CLIMATE,), UNIT)))
    chart.set_x_axis({"name": texts("head.route")})
    chart.set_legend({"position": "right"})
    return chart


def top_steps(desk: Desk, route: str, rows: tuple[int, int], names: tuple[int, int], number: int) -> Any:
    """The largest steps of a route as bars: rows and columns of their names, whose values stand beside them."""
    (first, last), (col, end) = rows, names
    page, texts = desk.sheets["summary"], desk.texts
    chart = desk.book.chart({"type": "bar"})
    chart.add_series({
        "name": desk.labels.route(route),
        "categories": [page.name, first, col, last, col],
        "values": [page.name, first, end + 1, last, end + 1],
        "fill": {"color": _ROUTE_COLOURS[number % len(_ROUTE_COLOURS)]}, "gap": 40,
    })  # fmt: skip
    chart.set_title({"name": texts("chart.top", route=desk.labels.route(route)), "name_font": {"size": 12}})
    chart.set_x_axis({**_values(desk, suited(desk, CLIMATE, (CLIMATE,), UNIT)), "num_font": {"size": 8}})
    chart.set_y_axis(_names(texts("chart.step")))
    chart.set_legend({"none": True})
    return chart


def against_baseline(desk: Desk, head: int, first: int, last: int, columns: list[int]) -> Any:
    """Every indicator of every route as a percentage of the baseline."""
    page, texts = desk.sheets["summary"], desk.texts
    chart = desk.book.chart({"type": "bar"})
    for number, col in enumerate(columns):
        chart.add_series({
            "name": [page.name, head, col],
            "categories": [page.name, first, 0, last, 0],
            "values": [page.name, first, col, last, col],
            "fill": {"color": _ROUTE_COLOURS[number % len(_ROUTE_COLOURS)]}, "gap": 50,
        })  # fmt: skip
    base = desk.labels.route(desk.facts.baseline)
    chart.set_title({"name": texts("chart.against", base=base), "name_font": {"size": 12}})
    chart.set_x_axis({"name": texts("chart.percent", base=base), "num_format": "0", "min": 0, "major_gridlines": _GRID})
    chart.set_y_axis(_names(texts("head.indicator")))
    chart.set_legend({"position": "bottom"})
    return chart


def waterfall(desk: Desk, route: str, bars: tuple[int, int, int]) -> Any:
    """From the baseline over each measure to the route: bars that float on an unseen base. `bars` are the row of the
    headings, the last row, and the column of the names on the sheet Comparison."""
    page, texts, labels = desk.sheets["comparison"], desk.texts, desk.labels
    (top, last, at), chart = bars, desk.book.chart({"type": "bar", "subtype": "stacked"})
    for col, colour in enumerate(("", "#7F8FA0", "#4E9A51", "#7F8FA0", "#4E9A51"), at + 1):
        fill = {"color": colour} if colour else {"none": True}
        chart.add_series({
            "name": [page.name, top, col], "categories": [page.name, top + 1, at, last, at],
            "values": [page.name, top + 1, col, last, col], "fill": fill, "border": {"none": True}, "gap": 40,
        })  # fmt: skip
    chart.set_title({"name": texts("chart.waterfall", route=labels.route(route)), "name_font": {"size": 12}})
    chart.set_x_axis(_values(desk, suited(desk, CLIMATE, (CLIMATE,), UNIT)))
    chart.set_y_axis({**_names(texts("chart.measures")), "label_position": "low"})
    chart.set_legend({"none": True})
    return chart


def uncertainty_histogram(desk: Desk, routes: list[str], rows: tuple[int, int, int], unit: str) -> Any:
    """The distributions of routes as columns over one another. `rows` are those of the headings, and of the first and
    the last bar, on the sheet Uncertainty."""
    page, texts, (head, first, last) = desk.sheets["uncertainty"], desk.texts, rows
    chart = desk.book.chart({"type": "column"})
    for number, col in enumerate(range(2, 2 + len(routes))):
        colour = _ROUTE_COLOURS[number % len(_ROUTE_COLOURS)]
        chart.add_series({
            "name": [page.name, head, col], "categories": [page.name, first, 0, last, 0],
            "values": [page.name, first, col, last, col], "fill": {"color": colour, "transparency": 30},
            "border": {"none": True}, "gap": 0, "overlap": 100,
        })  # fmt: skip
    chart.set_title({"name": texts("chart.histogram"), "name_font": {"size": 12}})
    chart.set_x_axis({"name": unit, "interval_unit": 4, "num_font": {"size": 8}})
    chart.set_y_axis({"name": texts("chart.share"), "num_format": "0%", "major_gridlines": _GRID})
    chart.set_legend({"position": "bottom"})
    return chart


def tornado(desk: Desk, rows: tuple[int, int, int, int], title: str, unit: str) -> Any:
    """Bars to both sides of the stated total. `rows` are that of the headings, the first, the last, and the column of
    the names on the sheet Sensitivity."""
    page, (head, first, last, col) = desk.sheets["sensitivity"], rows
    chart = desk.book.chart({"type": "bar"})
    for at, colour in ((col + 1, "#4A7EA8"), (col + 2, "#D9A441")):
        chart.add_series({
            "name": [page.name, head, at], "categories": [page.name, first, col, last, col],
            "values": [page.name, first, at, last, at], "fill": {"color": colour}, "gap": 30, "overlap": 100,
        })  # fmt: skip
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_x_axis({"name": unit, "num_format": "+0.###;-0.###;0", "major_gridlines": _GRID})
    chart.set_y_axis({**_names(desk.texts("head.input")), "label_position": "low", "num_font": {"size": 7}})
    chart.set_legend({"position": "bottom"})
    return chart


def _names(title: str) -> dict[str, Any]:
    """The axis of names of a bar chart: the first on top, each shown, its title upright."""
    return {
        "name": title,
        "reverse": True,
        "crossing": "max",
        "interval_unit": 1,
        "name_font": {"rotation": 360},
        "num_font": {"size": 8},
        "major_gridlines": {"visible": False},
    }


def _values(desk: Desk, unit: str) -> dict[str, Any]:
    """The axis of climate change in a unit, with two digits of the baseline's total."""
    value = abs(desk.facts.headline(desk.facts.baseline, f"per_{UNIT}", CLIMATE) or 0.0)
    return {
        "name": f"{desk.labels.unit(unit)} / {desk.labels.functional_unit()}",
        "num_format": axis_format(convert(value, canonical(desk, CLIMATE), unit)),
        "major_gridlines": _GRID,
    }


def axis_format(value: float) -> str:
    """A number format of the ticks of an axis that reaches to about this value."""
    if not 1e-4 <= value < 1e6:
        return "0.0E+00" if value else "General"
    decimals = max(0, 1 - math.floor(math.log10(value)))
    return "#,##0" + ("." + "0" * decimals if decimals else "")
