"""The charts of the sheet What if."""

from __future__ import annotations

import math
from typing import Any

from mems_lca.reporting.charts import COLOURS
from mems_lca.reporting.desk import Desk

SHEET = "what_if"
_GRID = {"visible": True, "line": {"color": "#DDDDDD"}}
_TITLE = {"size": 12}


def curve(
    desk: Desk,
    rows: tuple[int, int],
    routes: list[str],
    titles: tuple[str, str],
    points: tuple[list[float] | None, list[float]],
) -> Any:
    """Totals over the values of one path, a line for each route; columns where the values are names. `rows` are those
    of the first and last value, `titles` of the axis of values and that of totals, `points` the values and totals."""
    page, (first, last), (values, totals) = desk.sheets[SHEET], rows, points
    shape = {"type": "column"} if values is None else {"type": "scatter", "subtype": "straight_with_markers"}
    chart = desk.book.chart(shape)
    for col, route in enumerate(routes, 1):
        colour = COLOURS[(col - 1) % len(COLOURS)]
        look: dict[str, Any] = {"fill": {"color": colour}, "gap": 60}
        if values is not None:
            mark = {"type": "circle", "size": 5, "fill": {"color": colour}, "border": {"color": colour}}
            look = {"line": {"color": colour, "width": 1.75}, "marker": mark}
        chart.add_series({
            "name": desk.labels.route(route),
            "categories": [page.name, first, 0, last, 0],
            "values": [page.name, first, col, last, col],
            **look,
        })  # fmt: skip
    fonts = {"num_font": {"size": 8}, "name_font": {"size": 9}}
    lowest = {} if values is None else _lowest(totals)
    ends = {} if values is None or len(values) < 2 else {"min": min(values), "max": max(values)}
    chart.set_title({"name": desk.texts("what_if.chart_one"), "name_font": _TITLE})
    chart.set_x_axis({"name": titles[0], **fonts, **ends})
    chart.set_y_axis({"name": titles[1], "major_gridlines": _GRID, **fonts, **lowest})
    chart.set_legend({"position": "bottom"})
    return chart


def _lowest(totals: list[float]) -> dict[str, float]:
    """Where the axis of lines begins: a round number below the lowest total, zero where totals differ widely."""
    low, high = min(totals, default=0.0), max(totals, default=0.0)
    if low <= 0 or high > 2 * low:
        return {}
    step = 10.0 ** math.floor(math.log10(high))
    step = step if low - step > 0 else step / 10
    return {"min": round(math.floor(low / step) * step, 12)}


def bars(desk: Desk, rows: tuple[int, int, int], title: str, upright: str) -> Any:
    """Bars to both sides of the study as it stands: to the lowest and to the highest total that each path reaches."""
    page, (head, first, last) = desk.sheets[SHEET], rows
    chart = desk.book.chart({"type": "bar"})
    for col, colour in ((7, "#4A7EA8"), (8, "#D9A441")):
        chart.add_series({
            "name": [page.name, head, col], "categories": [page.name, first, 0, last, 0],
            "values": [page.name, first, col, last, col], "fill": {"color": colour}, "gap": 30, "overlap": 100,
        })  # fmt: skip
    chart.set_title({"name": title, "name_font": _TITLE})
    chart.set_x_axis({"name": upright, "num_format": "+0.###;-0.###;0", "major_gridlines": _GRID})
    chart.set_y_axis({
        "name": desk.texts("what_if.path"), "reverse": True, "crossing": "max", "interval_unit": 1,
        "label_position": "low", "name_font": {"rotation": 360}, "num_font": {"size": 8},
        "major_gridlines": {"visible": False},
    })  # fmt: skip
    chart.set_legend({"position": "bottom"})
    return chart
