"""The sheet Charts: all indicators against the baseline, and the largest steps of each route, from the Summary."""

from __future__ import annotations

from collections.abc import Mapping

from mems_lca.reporting import charts
from mems_lca.reporting.desk import Desk

_ROWS, _APART = 25, 10
_SIZE = (640, _ROWS * 20 - 20)


def write_charts(
    desk: Desk,
    relative: tuple[int, int, int],
    first_column: int,
    ranks: tuple[int, int] | None,
    names: Mapping[str, tuple[int, int]],
) -> None:
    """Writes the sheet from what stands on the Summary.

    `relative` is the row of the headings, the first and the last row of the percentages of the baseline, which begin in
    `first_column`; `ranks` the first and last row of the largest steps (None: none), `names` the columns of their names
    by route.
    """
    page = desk.sheets["charts"]
    top = desk.title("charts")
    columns = [first_column + number for number in range(len(desk.facts.routes))]
    found = [charts.against_baseline(desk, *relative, columns)]
    for number, (route, placed) in enumerate(names.items() if ranks else ()):
        assert ranks is not None
        found.append(charts.top_steps(desk, route, ranks, placed, number))
    for number, chart in enumerate(found):
        page.chart(top + (number // 2) * _ROWS, _APART * (number % 2), chart, _SIZE)
    desk.finish("charts", (top + ((len(found) + 1) // 2) * _ROWS, 2 * _APART - 1))
