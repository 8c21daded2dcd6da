"""The spread of an input: what is stated of it, and what its pedigree adds on the axes that the statement leaves out.

Nothing counts twice. A stated distribution keeps its form and is widened by the axes that it does not cover, as Muller
et al. widen distributions: the squares of the coefficients of variation add up. Only a value of which nothing is stated
gets the basic uncertainty of its kind of flow with all five axes. Formula cells have no spread of their own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from mems_lca.inventory.cells import Cell
from mems_lca.library.pedigree import NOT_DATA, Kind, Pedigree, Scheme
from mems_lca.study.uncertainty import AXES, Axis, Uncertainty

Distribution = Literal["none", "lognormal", "logit_normal", "normal", "uniform", "triangular"]

# A stated spread of what was published, derived, given or chosen holds scatter and sampling, and nothing of transfer.
_COVERED: tuple[Axis, ...] = ("reliability", "completeness")


@dataclass(frozen=True)
class Spread:
    """How an input varies, in its canonical unit; its value is the median. A negative value varies as its magnitude.

    `gsd` is the geometric standard deviation: of the value (lognormal), or of its odds x / (1 - x) (logit_normal).
    `sd` is that of a normal distribution, `mode` that of a triangular one. `limits` are the ends of a uniform or
    triangular distribution, else what the value never leaves (infinite on an open side). `deviation` is the standard
    deviation to first order.
    """

    distribution: Distribution = "none"
    gsd: float | None = None
    sd: float | None = None
    mode: float | None = None
    limits: tuple[float, float] | None = None
    stated: bool = False
    pedigree: Pedigree | None = None
    added_axes: tuple[Axis, ...] = ()
    deviation: float = 0.0


def spread_of(cell: Cell, kind: Kind, pedigree: Pedigree, scheme: Scheme) -> Spread:
    """The spread of an input cell with its scores. What is no data, or is exact, has neither."""
    assert cell.given is not None
    if cell.evidence.what in NOT_DATA or kind == "exact":
        return Spread()
    value, stated = cell.given.canonical, cell.uncertainty
    # A temperature has no ratio scale: a factor of spread would widen its distance from absolute zero.
    axes = () if cell.unit == "K" else _open_axes(stated, kind, scheme, pedigree)
    added = scheme.added(pedigree, axes)
    bare = Spread(stated=stated is not None, pedigree=pedigree)
    limits = _limits(cell, value)
    if stated is not None:
        if stated.lognormal is None:
            return _widened(bare, stated, value, added, axes, limits)
        log_sd = math.hypot(math.log(stated.lognormal), math.sqrt(added))
        return _lognormal(bare, value, log_sd, axes, limits)
    log_sd = math.sqrt(scheme.basic[cell.evidence.flow] + added)
    if cell.unit == "K" or (cell.bounded and value >= 1):
        return bare
    if cell.bounded and value > 0:
        deviation = value * (1 - value) * log_sd
        return replace(
            bare,
            distribution="logit_normal",
            gsd=math.exp(log_sd),
            limits=limits,
            added_axes=axes,
            deviation=deviation,
        )
    return _lognormal(bare, value, log_sd, axes, limits)


def _limits(cell: Cell, value: float) -> tuple[float, float] | None:
    """What a value never leaves: a share 0 and 1, a parameter the limits of validity that its value keeps."""
    low, high = cell.limits
    low, high = low if low <= value else -math.inf, high if high >= value else math.inf
    if cell.bounded:
        low, high = max(low, 0.0), min(high, 1.0)
    return None if math.isinf(low) and math.isinf(high) else (low, high)


def _open_axes(stated: Uncertainty | None, kind: Kind, scheme: Scheme, pedigree: Pedigree) -> tuple[Axis, ...]:
    """The axes that add something: those that a stated distribution does not cover, and that score worse than 1."""
    covered: tuple[Axis, ...] = ()
    if stated is not None:
        default = AXES if kind == "assumption" else _COVERED
        covered = default if stated.covers is None else stated.covers
    return tuple(axis for axis in AXES if axis not in covered and scheme.added(pedigree, (axis,)) > 0)


def _lognormal(
    bare: Spread, value: float, log_sd: float, axes: tuple[Axis, ...], limits: tuple[float, float] | None
) -> Spread:
    """Lognormal about the value; zero has no ratio to vary by, and stays."""
    if value == 0 or log_sd == 0:
        return bare
    deviation = abs(value) * log_sd
    return replace(
        bare, distribution="lognormal", gsd=math.exp(log_sd), limits=limits, added_axes=axes, deviation=deviation
    )


def _widened(
    bare: Spread,
    stated: Uncertainty,
    value: float,
    added: float,
    axes: tuple[Axis, ...],
    bounds: tuple[float, float] | None,
) -> Spread:
    """A stated normal, uniform or triangular distribution, its width grown by the coefficient of variation added."""
    extra = abs(value) * math.sqrt(math.expm1(added))
    if stated.normal is not None:
        sd = math.hypot(stated.normal.canonical, extra)
        return replace(bare, distribution="normal", sd=sd, limits=bounds, added_axes=axes, deviation=sd)
    shape = stated.triangular or stated.uniform
    assert shape is not None
    mode = None
    if stated.triangular is not None:
        mode = value if stated.triangular.mode is None else stated.triangular.mode.canonical
    low, high = shape.min.canonical, shape.max.canonical
    sd, centre = _sd(low, high, mode), value if mode is None else mode
    factor = math.hypot(sd, extra) / sd if sd > 0 else 1.0
    lowest, highest = bounds or (-math.inf, math.inf)
    lowest = max(lowest, 0.0) if low >= 0 else lowest
    limits = (max(centre - factor * (centre - low), lowest), min(centre + factor * (high - centre), highest))
    return replace(
        bare,
        distribution="uniform" if mode is None else "triangular",
        mode=mode,
        limits=limits,
        added_axes=axes,
        deviation=_sd(*limits, mode),
    )


def _sd(low: float, high: float, mode: float | None) -> float:
    """Standard deviation of a uniform distribution, or of a triangular one with a mode."""
    if mode is None:
        return (high - low) / math.sqrt(12)
    squares = low**2 + high**2 + mode**2 - low * high - low * mode - high * mode
    return math.sqrt(max(squares, 0.0) / 18)
