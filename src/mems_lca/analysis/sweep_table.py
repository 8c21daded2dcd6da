"""The tidy table of a sweep: one row for each scenario, route and indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mems_lca.analysis.sweep import Sweep

UNIT = " unit"


def heads(sweep: Sweep) -> list[str]:
    """The columns: scenario, each path and its unit, route, indicator, value, unit, per, status."""
    paths = [name for axis in sweep.design.axes for name in (axis.path, axis.path + UNIT)]
    return ["scenario", *paths, "route", "indicator", "value", "unit", "per", "status"]


def columns(sweep: Sweep, start: int, stop: int) -> dict[str, Any]:
    """The columns of the scenarios from `start` to before `stop`, by their heads; values without a solution are NaN."""
    import numpy as np

    from mems_lca.analysis.sweep import NO_SOLUTION, SOLVED

    rows, number = len(sweep.rows), stop - start
    found: dict[str, Any] = {"scenario": np.repeat(np.arange(start + 1, stop + 1), rows)}
    for axis, column in zip(sweep.design.axes, sweep.design.columns(start, stop), strict=True):
        if column.values is not None:
            values: Any = column.values
        else:
            values = np.array(axis.texts, dtype=object)[column.index]
        found[axis.path] = np.repeat(values, rows)
        found[axis.path + UNIT] = np.repeat(np.array([axis.unit], dtype=object), rows * number)
    for name, texts in (
        ("route", [row.route for row in sweep.rows]),
        ("indicator", [row.indicator for row in sweep.rows]),
    ):
        found[name] = np.tile(np.array(texts, dtype=object), number)
    found["value"] = sweep.values[:, start:stop].T.ravel()
    found["unit"] = np.tile(np.array(sweep.units, dtype=object), number)
    found["per"] = np.repeat(np.array([sweep.per], dtype=object), rows * number)
    states = np.where(sweep.possible[start:stop], SOLVED, NO_SOLUTION).astype(object)
    found["status"] = np.repeat(states, rows)
    return {name: found[name] for name in heads(sweep)}
