"""Native charts of the summary: stages stacked per route, top contributors, routes against the baseline."""

from __future__ import annotations

import math
from typing import Any

from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import CLIMATE
from mems_lca.reporting.results_sheet import UNIT

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
    _axes(desk, chart, texts("chart.stages"), texts("head.route"))
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
    chart.set_x_axis(
        {"name": _unit(desk), "num_format": _format(desk), "major_gridlines": _GRID, "num_font": {"size": 8}}
    )
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


def _axes(desk: Desk, chart: Any, title: str, categories: str) -> None:
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_y_axis({"name": _unit(desk), "num_format": _format(desk), "major_gridlines": _GRID})
    chart.set_x_axis({"name": categories})
    chart.set_legend({"position": "right"})


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


def _unit(desk: Desk) -> str:
    return f"{desk.labels.unit_of(CLIMATE)} / {desk.labels.functional_unit()}"


def _format(desk: Desk) -> str:
    """A number format of axes: two digits of the baseline's total."""
    value = abs(desk.facts.headline(desk.facts.baseline, f"per_{UNIT}", CLIMATE) or 0.0)
    return axis_format(value)


def axis_format(value: float) -> str:
    """A number format of the ticks of an axis that reaches to about this value."""
    if not 1e-4 <= value < 1e6:
        return "0.0E+00" if value else "General"
    decimals = max(0, 1 - math.floor(math.log10(value)))
    return "#,##0" + ("." + "0" * decimals if decimals else "")
