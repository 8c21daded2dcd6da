"""Inputs and their spreads as stats_arrays takes them, for other programs of the Brightway family."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mems_lca.analysis.draws import Draw
from mems_lca.errors import StudyError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def params_array(draws: Sequence[Draw]) -> NDArray[np.void]:
    """The parameter array of stats_arrays, one row for each draw, in its canonical unit.

    A lognormal value has the logarithm of its magnitude as `loc`, its ln GSD as `scale`, and says when it is negative.
    Limits stand in `minimum` and `maximum`; stats_arrays cuts what lies outside them. Raises StudyError for a share
    that varies in its odds, which stats_arrays does not know.
    """
    from stats_arrays import UncertaintyBase

    found: NDArray[np.void] = UncertaintyBase.from_dicts(*(_row(draw) for draw in draws))
    return found


def _row(draw: Draw) -> dict[str, Any]:
    from stats_arrays import LognormalUncertainty, NormalUncertainty, TriangularUncertainty, UniformUncertainty

    spread = draw.spread
    low, high = spread.limits or (-math.inf, math.inf)
    limits = {"minimum": _finite(low), "maximum": _finite(high)}
    if spread.distribution == "lognormal":
        assert spread.gsd is not None
        shape = {"loc": math.log(abs(draw.value)), "scale": math.log(spread.gsd), "negative": draw.value < 0}
        return {"uncertainty_type": LognormalUncertainty.id, **shape, **limits}
    if spread.distribution == "normal":
        return {"uncertainty_type": NormalUncertainty.id, "loc": draw.value, "scale": spread.sd, **limits}
    if spread.distribution == "uniform":
        return {"uncertainty_type": UniformUncertainty.id, **limits}
    if spread.distribution == "triangular":
        return {"uncertainty_type": TriangularUncertainty.id, "loc": spread.mode, **limits}
    message = "stats_arrays has no distribution of shares by their odds"
    raise StudyError.single("distribution", message, found=draw.name, expected="a distribution of stats_arrays")


def _finite(limit: float) -> float:
    """What stats_arrays takes for no limit is not a number."""
    return limit if math.isfinite(limit) else math.nan
