"""Quantiles are those of stats_arrays, whose parameter array inputs can be written as."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from stats_arrays import (
    LognormalUncertainty,
    NormalUncertainty,
    TriangularUncertainty,
    UncertaintyBase,
    UniformUncertainty,
    uncertainty_choices,
)

from mems_lca.analysis.draws import Draw
from mems_lca.analysis.quantiles import quantile
from mems_lca.errors import StudyError
from mems_lca.inventory.spreads import Spread

GRID = 64
CASES = {
    "lognormal": (3.0, Spread("lognormal", gsd=1.4)),
    "negative": (-3.0, Spread("lognormal", gsd=1.4)),
    "normal": (5.0, Spread("normal", sd=0.7)),
    "uniform": (2.0, Spread("uniform", limits=(1.0, 4.0))),
    "triangular": (2.0, Spread("triangular", mode=2.0, limits=(1.0, 4.0))),
    "triangular at its end": (1.0, Spread("triangular", mode=1.0, limits=(1.0, 4.0))),
}


def params_array(draws: Sequence[Draw]) -> NDArray[np.void]:
    """The parameter array of stats_arrays, one row for each draw, in its canonical unit.

    A lognormal value has the logarithm of its magnitude as `loc`, its ln GSD as `scale`, and says when it is negative.
    Limits stand in `minimum` and `maximum`; stats_arrays cuts what lies outside them. Raises StudyError for a share
    that varies in its odds, which stats_arrays does not know.
    """
    found: NDArray[np.void] = UncertaintyBase.from_dicts(*(_row(draw) for draw in draws))
    return found


def _row(draw: Draw) -> dict[str, Any]:
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


def ours(draw: Draw) -> np.ndarray:
    out = np.empty(GRID)
    quantile(draw, GRID)(np.arange(GRID), out)
    return out


def theirs(draw: Draw) -> np.ndarray:
    params = params_array([draw])
    distribution = uncertainty_choices[int(params["uncertainty_type"][0])]
    found: np.ndarray = distribution.ppf(params, (np.arange(GRID)[None, :] + 0.5) / GRID)[0]
    return found


@pytest.mark.parametrize("name", CASES)
def test_quantiles_are_those_of_stats_arrays(name: str) -> None:
    value, spread = CASES[name]
    draw = Draw(name, 0, value, spread, (name,))
    expected = theirs(draw)
    if value < 0:
        # stats_arrays turns a lognormal distribution round as a whole: what was low is high.
        expected = np.sort(expected)
        assert np.sort(ours(draw)) == pytest.approx(expected, rel=1e-9)
        return
    assert ours(draw) == pytest.approx(expected, rel=1e-9)


def test_rows_stand_in_order() -> None:
    draws = [Draw(name, 0, value, spread, (name,)) for name, (value, spread) in CASES.items()]
    assert params_array(draws)["uncertainty_type"].tolist() == [2, 2, 3, 4, 5, 5]
    assert params_array(draws)["negative"].tolist() == [False, True, False, False, False, False]


def test_shares_by_their_odds_are_refused() -> None:
    draw = Draw("yield", 0, 0.9, Spread("logit_normal", gsd=1.4, limits=(0.0, 1.0)), ("yield",))
    with pytest.raises(StudyError, match="odds"):
        params_array([draw])
