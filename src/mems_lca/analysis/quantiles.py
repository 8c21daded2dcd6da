"""Quantiles: what a sampling point, a probability, means for an input with its spread.

Points lie in the middle of a grid of equally likely cells, so that quantiles of the normal distribution are looked up:
they are exact there, and calculated once for each cell of the grid. The forms are those of stats_arrays; shares follow
a normal distribution of their logit.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mems_lca.analysis.draws import Draw

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Cells = NDArray[np.integer[Any]]
    # From cells of the grid, and an array for the values, to the values.
    Quantile = Callable[[Cells, Array], None]


def quantile(draw: Draw, grid: int) -> Quantile:
    """What writes the values of a draw, in its canonical unit, for cells of a grid of `grid` equally likely ones."""
    distribution = draw.spread.distribution
    if distribution == "uniform":
        return _uniform(draw, grid)
    if distribution == "triangular":
        return _triangular(draw, grid)
    normal = _normal(draw, grid)
    if distribution == "normal":
        return _scaled(normal, draw.spread.sd or 0.0, draw.value)
    assert draw.spread.gsd is not None
    if distribution == "logit_normal":
        return _logit_normal(normal, math.log(draw.spread.gsd), draw.value)
    return _lognormal(normal, math.log(draw.spread.gsd), draw.value)


@lru_cache(maxsize=2)
def standard_normal(grid: int) -> Array:
    """The quantile of the standard normal distribution in the middle of each cell of a grid."""
    import numpy as np
    from scipy.special import ndtri

    found: Array = ndtri((np.arange(grid) + 0.5) / grid)
    return found


def _normal(draw: Draw, grid: int) -> Quantile:
    """Standard normal quantiles, of what is within the limits of a draw where these cut off more than half a cell."""
    import numpy as np
    from scipy.special import ndtri

    low, high = _cut(draw, 0.5 / grid)
    if (low, high) == (0.0, 1.0):
        table = standard_normal(grid)

        def look_up(cells: Cells, out: Array) -> None:
            np.take(table, cells, out=out, mode="clip")

        return look_up
    within = _line(low, high, grid)

    def cut(cells: Cells, out: Array) -> None:
        within(cells, out)
        ndtri(out, out=out)

    return cut


def _cut(draw: Draw, trifle: float) -> tuple[float, float]:
    """Between which probabilities of the whole distribution the limits of a draw lie."""
    from scipy.special import ndtr

    limits = draw.spread.limits
    if limits is None:
        return 0.0, 1.0
    ends = (_deviate(draw, limits[0]), _deviate(draw, limits[1]))
    low, high = sorted(float(ndtr(end)) for end in ends)
    return (0.0 if low < trifle else low), (1.0 if high > 1 - trifle else high)


def _deviate(draw: Draw, limit: float) -> float:
    """The standard normal deviate at which a draw reaches a limit."""
    spread, value = draw.spread, draw.value
    if spread.distribution == "normal":
        return (limit - value) / spread.sd if spread.sd else math.copysign(math.inf, limit - value)
    assert spread.gsd is not None
    sigma = math.log(spread.gsd)
    if spread.distribution == "logit_normal":
        odds = math.inf if limit >= 1 else max(limit, 0.0) / (1 - limit)
        ratio = odds * (1 - value) / value
    else:
        ratio = limit / value
    if ratio <= 0:
        return -math.inf
    return math.inf if math.isinf(ratio) else math.log(ratio) / sigma


def _scaled(normal: Quantile, sd: float, mean: float) -> Quantile:
    import numpy as np

    def fill(cells: Cells, out: Array) -> None:
        normal(cells, out)
        np.multiply(out, sd, out=out)
        np.add(out, mean, out=out)

    return fill


def _lognormal(normal: Quantile, sigma: float, median: float) -> Quantile:
    import numpy as np

    def fill(cells: Cells, out: Array) -> None:
        normal(cells, out)
        np.multiply(out, sigma, out=out)
        np.exp(out, out=out)
        np.multiply(out, median, out=out)

    return fill


def _logit_normal(normal: Quantile, sigma: float, median: float) -> Quantile:
    import numpy as np

    against = (1 - median) / median

    def fill(cells: Cells, out: Array) -> None:
        # 1 / (1 + 1 / odds), with odds = median / (1 - median) · exp(σ z)
        normal(cells, out)
        np.multiply(out, -sigma, out=out)
        np.exp(out, out=out)
        np.multiply(out, against, out=out)
        np.add(out, 1.0, out=out)
        np.reciprocal(out, out=out)

    return fill


def _uniform(draw: Draw, grid: int) -> Quantile:
    return _line(*_ends(draw), grid)


def _line(low: float, high: float, grid: int) -> Quantile:
    """low + u (high - low), u being the middle of a cell."""
    import numpy as np

    width = (high - low) / grid

    def fill(cells: Cells, out: Array) -> None:
        np.multiply(cells, width, out=out)
        np.add(out, low + width / 2, out=out)

    return fill


def _triangular(draw: Draw, grid: int) -> Quantile:
    """From both ends a and b to the mode m by the square root, which meet at u = (m - a) / (b - a) = c:

    sqrt(min(u, c) (b - a) (m - a)) + a, and b - sqrt((1 - max(u, c)) (b - a) (b - m)); one of the two is m.
    """
    import numpy as np

    low, high = _ends(draw)
    mode = draw.spread.mode
    assert mode is not None
    width, rising, falling = high - low, mode - low, high - mode
    if width == 0:
        return _uniform(draw, grid)
    cell, first, turn = width / grid, width / grid / 2, rising

    def fill(cells: Cells, out: Array) -> None:
        along = np.multiply(cells, cell)
        np.add(along, first, out=along)
        np.minimum(along, turn, out=out)
        np.multiply(out, rising, out=out)
        np.sqrt(out, out=out)
        np.maximum(along, turn, out=along)
        np.subtract(width, along, out=along)
        np.multiply(along, falling, out=along)
        np.sqrt(along, out=along)
        np.subtract(out, along, out=out)
        np.add(out, low + high - mode, out=out)

    return fill


def _ends(draw: Draw) -> tuple[float, float]:
    assert draw.spread.limits is not None
    return draw.spread.limits
