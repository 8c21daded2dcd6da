"""What moved the result of a sweep: the effect and elasticity of each path, and the lowest and highest scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mems_lca.analysis.summary import readable_unit
from mems_lca.study.vary import Axis
from mems_lca.units import convert, show

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mems_lca.analysis.sweep import Sweep

    Array = NDArray[np.float64]

# Parts of a range from which points are drawn, whose means are compared.
PARTS = 10
_DIGITS = 4
# Values of a path that the summary lists.
_LISTED = 1000


@dataclass(frozen=True)
class Effect:
    """One path and one route: the lowest and highest mean of the total over the values of the path, and where they are.

    Means are over all scenarios that share the value (or the tenth of a drawn range). `elasticity` is the slope of
    ln(total) over ln(value), None for names, and where either is not above zero.
    """

    path: str
    route: str
    indicator: str
    lowest: float
    lowest_at: str
    highest: float
    highest_at: str
    elasticity: float | None

    @property
    def size(self) -> float:
        """How far the means lie apart, in the unit of the total."""
        return self.highest - self.lowest


@dataclass(frozen=True)
class Scenario:
    """One scenario of a route: its number from 1 on, its total, and the value of each path."""

    number: int
    value: float
    values: dict[str, str]


def effects(sweep: Sweep) -> list[Effect]:
    """The effect of each path on each route and indicator, the largest relative to the study as it stands first."""
    import numpy as np

    found: list[tuple[float, Effect]] = []
    columns = sweep.design.columns(0, sweep.finished)
    for axis, column in zip(sweep.design.axes, columns, strict=True):
        if axis.span is not None and column.index is None:
            assert column.values is not None
            groups = np.minimum((_share(axis.span, column.values) * PARTS).astype(np.intp), PARTS - 1)
            labels = [show(float(axis.span.at((part + 0.5) / PARTS)), axis.unit, 3) for part in range(PARTS)]
        else:
            assert column.index is not None
            groups, labels = column.index, list(axis.written())
        for row in sweep.rows:
            means = _means(groups, sweep.total(row.route, row.indicator), len(labels))
            if not means:
                continue
            low, high = min(means, key=means.__getitem__), max(means, key=means.__getitem__)
            slope = _elasticity(column.values, sweep.total(row.route, row.indicator))
            effect = Effect(
                axis.path, row.route, row.indicator, means[low], labels[low], means[high], labels[high], slope
            )
            standing = abs(sweep.stands(row.route, row.indicator)) or 1.0
            found.append((effect.size / standing, effect))
    return [effect for _, effect in sorted(found, key=lambda entry: -entry[0])]


def _share(span: Any, values: Array) -> Array:
    import numpy as np

    if span.scale == "log":
        found: Array = np.log(values / span.low) / np.log(span.high / span.low)
    else:
        found = (values - span.low) / (span.high - span.low)
    return found


def _means(groups: NDArray[np.intp], totals: Array, number: int) -> dict[int, float]:
    """The mean total of each group that has a solution."""
    import numpy as np

    solved = np.isfinite(totals)
    sums = np.bincount(groups[solved], totals[solved], number)
    counts = np.bincount(groups[solved], minlength=number)
    return {group: float(sums[group] / counts[group]) for group in np.flatnonzero(counts).tolist()}


def _elasticity(values: Array | None, totals: Array) -> float | None:
    import numpy as np

    if values is None:
        return None
    solved = np.isfinite(totals)
    x, y = values[solved], totals[solved]
    if not len(x) or x.min() <= 0 or y.min() <= 0 or x.min() == x.max():
        return None
    x, y = np.log(x), np.log(y)
    deviation = x - x.mean()
    return float((deviation * (y - y.mean())).sum() / (deviation**2).sum())


def extremes(sweep: Sweep, route: str, indicator: str) -> tuple[Scenario, Scenario] | None:
    """The lowest and the highest scenario of a route; None where no scenario has a solution."""
    import numpy as np

    totals = sweep.total(route, indicator)
    if not np.isfinite(totals).any():
        return None
    low, high = int(np.nanargmin(totals)), int(np.nanargmax(totals))
    return _scenario(sweep, low, totals), _scenario(sweep, high, totals)


def _scenario(sweep: Sweep, number: int, totals: Array) -> Scenario:
    return Scenario(number + 1, float(totals[number]), short(sweep, number))


def short(sweep: Sweep, number: int) -> dict[str, str]:
    """The values of a scenario, for people."""
    found = {}
    for axis, column in zip(sweep.design.axes, sweep.design.columns(number, number + 1), strict=True):
        if column.index is not None and axis.span is None:
            found[axis.path] = axis.texts[int(column.index[0])]
        else:
            assert column.values is not None
            found[axis.path] = show(float(column.values[0]), axis.unit, _DIGITS)
    return found


def sentence(sweep: Sweep, indicator: str, name: str) -> str:
    """What moved the result most, with its numbers; `name` is the indicator as people call it."""
    listed = [effect for effect in effects(sweep) if effect.indicator == indicator]
    if not listed:
        return f"No scenario has a solution: {name} moved with nothing."
    top = listed[0]
    unit = sweep.unit(indicator)
    if top.size <= 1e-12 * abs(top.highest):
        return f"None of the paths moves {name}."
    shown = readable_unit([top.lowest, top.highest], unit)
    low, high = (show(convert(value, unit, shown), shown, _DIGITS) for value in (top.lowest, top.highest))
    others = " on average over the other values" if len(sweep.design.axes) > 1 else ""
    change = f" ({100 * top.size / abs(top.lowest):.3g} % more)" if top.lowest else ""
    return (
        f"{top.path} moves {name} most: route {top.route} has {low} at {top.lowest_at} and {high} at {top.highest_at}"
        f"{change}{others}."
    )


def summary(sweep: Sweep) -> dict[str, Any]:
    """A sweep without its rows, for programs."""
    return {
        "study": sweep.study,
        "sample": sweep.design.sample,
        "seed": sweep.design.seed,
        "scenarios": sweep.design.count,
        "finished": sweep.finished,
        "partial": sweep.partial,
        "no_solution": int(sweep.finished - sweep.possible[: sweep.finished].sum()),
        "per": sweep.per,
        "accounting": sweep.accounting,
        "paths": [_path(sweep, axis) for axis in sweep.design.axes],
        "rows": list(_rows(sweep)),
        "effects": [{**effect.__dict__, "size": effect.size} for effect in effects(sweep)],
        "brightway": {"checked": sweep.checked, "deviation": sweep.deviation},
        "warnings": [finding.line() for finding in sweep.findings],
    }


def _path(sweep: Sweep, axis: Axis) -> dict[str, Any]:
    """One path; the values of a list or of the range of a grid are listed where they are few."""
    span, values = axis.span, None
    listed = span is None or sweep.design.sample == "grid"
    if listed and (axis.count or 0) <= _LISTED:
        values = list(axis.magnitudes()) if axis.numeric else list(axis.texts)
    return {
        "path": axis.path,
        "unit": axis.unit,
        "values": values,
        "low": span.low if span else None,
        "high": span.high if span else None,
        "scale": span.scale if span else None,
        "as_it_stands": sweep.standing[axis.path] or None,
    }


def _rows(sweep: Sweep) -> Iterator[dict[str, Any]]:
    for row in sweep.rows:
        found = extremes(sweep, row.route, row.indicator)
        yield {
            "route": row.route,
            "indicator": row.indicator,
            "unit": sweep.unit(row.indicator),
            "as_it_stands": _finite(sweep.stands(row.route, row.indicator)),
            "lowest": found and found[0].__dict__,
            "highest": found and found[1].__dict__,
        }


def _finite(value: float) -> float | None:
    return value if value == value else None
