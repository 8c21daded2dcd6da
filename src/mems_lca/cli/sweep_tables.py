"""What is printed of a sweep: all values of one path, a map of two, the ends of more; and what moved the result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from mems_lca.cli.terminal import say, say_paragraph, say_table

if TYPE_CHECKING:
    from mems_lca.analysis.sweep import Sweep

_DIGITS = 4
# Above these a table is no longer read, and its ends are printed instead.
_MOST_ROWS, _MOST_COLUMNS = 60, 12
_NO_SOLUTION = "no solution"


def print_sweep(sweep: Sweep) -> None:
    """The head, a table for each indicator, and the sentence that says what moved it."""
    from mems_lca.analysis.sweep_effects import sentence

    count = f"{sweep.design.count:,} scenario{'s' if sweep.design.count > 1 else ''}"
    drawn = "" if sweep.design.sample == "grid" else f" ({sweep.design.sample}, seed {sweep.design.seed})"
    done = f"INTERRUPTED after {sweep.finished:,} of {count}" if sweep.partial else count
    say(f"{sweep.study}, per {sweep.per}: {done}{drawn}")
    lost = int(sweep.finished - sweep.possible[: sweep.finished].sum())
    for indicator in sweep.indicators:
        say()
        axes = sweep.design.axes
        whole = not sweep.partial and sweep.design.sample == "grid"
        counts = [axis.count or 1 for axis in axes]
        if whole and len(axes) == 1 and counts[0] <= _MOST_ROWS:
            _one_way(sweep, indicator)
        elif whole and len(axes) == 2 and counts[0] <= _MOST_ROWS and counts[1] <= _MOST_COLUMNS:
            _two_way(sweep, indicator)
        else:
            _ends(sweep, indicator)
        if len(axes) > 1 or sweep.design.sample != "grid":
            _effects(sweep, indicator)
        say_paragraph(sentence(sweep, indicator, _name(sweep, indicator)))
    if lost:
        say()
        say(f"{lost:,} of {sweep.finished:,} scenarios have no solution: their amounts or supplies would be negative.")
    say()
    times = f"{sweep.checked} scenario{'s' if sweep.checked > 1 else ''}"
    say(f"Calculated again with Brightway: {times}; largest relative difference {sweep.deviation:.1e}.")


def _name(sweep: Sweep, indicator: str) -> str:
    named = indicator.replace("_", " ")
    return f"{named} ({sweep.accounting})" if indicator == "climate_change" and not _account_varies(sweep) else named


def _account_varies(sweep: Sweep) -> bool:
    return any(axis.path == "accounting" for axis in sweep.design.axes)


def _unit(sweep: Sweep, indicator: str) -> str:
    """The unit in which the largest total has digits before its point."""
    import numpy as np

    from mems_lca.analysis.summary import readable_unit

    found = [sweep.stands(route, indicator) for route in sweep.routes]
    for route in sweep.routes:
        totals = sweep.total(route, indicator)
        if np.isfinite(totals).any():
            found.append(float(np.nanmax(np.abs(totals))))
    return readable_unit([value for value in found if value == value], sweep.unit(indicator))


def _shown(sweep: Sweep, indicator: str, value: float, unit: str) -> str:
    from mems_lca.units import convert, show

    if value != value:
        return _NO_SOLUTION
    return show(convert(value, sweep.unit(indicator), unit), "", _DIGITS)


def _labels(sweep: Sweep, position: int) -> list[str]:
    from mems_lca.units import show

    axis = sweep.design.axes[position]
    return [show(value, "", 6) for value in axis.magnitudes()] if axis.numeric else list(axis.texts)


def _head(sweep: Sweep, position: int) -> str:
    axis = sweep.design.axes[position]
    return f"{axis.path}, {axis.unit}" if axis.unit else axis.path


def _one_way(sweep: Sweep, indicator: str) -> None:
    """A row for each value, a column for each route, and the routes against the baseline."""
    unit = _unit(sweep, indicator)
    others = [route for route in sweep.routes if route != sweep.baseline]
    say(f"{_name(sweep, indicator)}, {unit}")
    rows = []
    for number, label in enumerate(_labels(sweep, 0)):
        found = {route: float(sweep.total(route, indicator)[number]) for route in sweep.routes}
        rows.append([label, *_totals(sweep, indicator, found, unit)])
    standing = {route: sweep.stands(route, indicator) for route in sweep.routes}
    rows.append([f"as it stands{_standing(sweep)}", *_totals(sweep, indicator, standing, unit)])
    heads = [_head(sweep, 0), *sweep.routes, *(f"{route} / {sweep.baseline}" for route in others)]
    say_table(heads, rows, right=range(1, len(heads)))


def _totals(sweep: Sweep, indicator: str, found: Mapping[str, float], unit: str) -> list[str]:
    """The total of each route, and the routes against the baseline."""
    others = [route for route in found if route != sweep.baseline]
    totals = [_shown(sweep, indicator, value, unit) for value in found.values()]
    return [*totals, *(_change(found[sweep.baseline], found[route]) for route in others)]


def _standing(sweep: Sweep) -> str:
    found = sweep.standing[sweep.design.axes[0].path]
    return f" ({found})" if found else ""


def _change(before: float, after: float) -> str:
    return f"{100 * (after / before - 1):+.1f} %" if before and before == before and after == after else ""


def _two_way(sweep: Sweep, indicator: str) -> None:
    """A map for each route: values of the first path downwards, of the second to the right."""
    unit = _unit(sweep, indicator)
    down, across = _labels(sweep, 0), _labels(sweep, 1)
    for route in sweep.routes:
        totals = sweep.total(route, indicator).reshape(len(down), len(across))
        stands = _shown(sweep, indicator, sweep.stands(route, indicator), unit)
        say(f"{route}: {_name(sweep, indicator)}, {unit} (as it stands {stands}); to the right {_head(sweep, 1)}")
        rows = [
            [label, *(_shown(sweep, indicator, float(value), unit) for value in line)]
            for label, line in zip(down, totals, strict=True)
        ]
        say_table([_head(sweep, 0), *across], rows, right=range(1, len(across) + 1))
        say()


def _ends(sweep: Sweep, indicator: str) -> None:
    """The lowest and highest scenario of each route with their values, and the study as it stands."""
    from mems_lca.analysis.sweep_effects import extremes

    unit = _unit(sweep, indicator)
    rows: list[list[str]] = []
    for route in sweep.routes:
        found = extremes(sweep, route, indicator)
        standing = [sweep.standing[axis.path] for axis in sweep.design.axes]
        rows.append([route, "as it stands", _shown(sweep, indicator, sweep.stands(route, indicator), unit), *standing])
        for name, scenario in zip(("lowest", "highest"), found or (), strict=bool(found)):
            label = f"{name} (number {scenario.number:,})"
            rows.append([route, label, _shown(sweep, indicator, scenario.value, unit), *scenario.values.values()])
    say(f"{_name(sweep, indicator)}, {unit}")
    heads = ["route", "scenario", "total", *(axis.path for axis in sweep.design.axes)]
    say_table(heads, rows, right=range(2, len(heads)))
    say()


def _effects(sweep: Sweep, indicator: str) -> None:
    """How far each path moves the mean of each route, and its elasticity."""
    from mems_lca.analysis.sweep_effects import effects

    unit = _unit(sweep, indicator)
    rows: Iterable[list[str]] = (
        [
            effect.path,
            effect.route,
            f"{_shown(sweep, indicator, effect.lowest, unit)} at {effect.lowest_at}",
            f"{_shown(sweep, indicator, effect.highest, unit)} at {effect.highest_at}",
            _change(effect.lowest, effect.highest),
            "" if effect.elasticity is None else f"{effect.elasticity:.3f}",
        ]
        for effect in effects(sweep)
        if effect.indicator == indicator and effect.size > 1e-12 * abs(effect.highest)
    )
    heads = ("moved by", "route", f"lowest mean, {unit}", f"highest mean, {unit}", "apart", "elasticity")
    say_table(heads, rows, right=(4, 5))
