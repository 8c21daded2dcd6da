"""Two routes whose totals are a factor that they share times an own one, all lognormal: known in closed form."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.headline_totals import totals_of
from mems_lca.analysis.uncertainty import Sampled, sampled
from mems_lca.analysis.watched import Run, watched
from packs import Data, parameter, route, run, step, study

COMMON, OWN, OTHER = math.log(1.5), math.log(1.3), math.log(1.2)
"""Standard deviations of the logarithms: of the shared factor, and of the own factor of either route."""
RATIO = 0.9
"""The median of the second route over that of the first."""


def parts(**more: Any) -> Data:
    """A pack: kg of carbon dioxide = common × own; the second route gives its own factor itself."""
    emit = step(
        {"emission": "CO2", "amount": "common * own"},
        parameters={
            "common": parameter("1 kg", uncertainty={"lognormal": math.exp(COMMON)}),
            "own": parameter(1, uncertainty={"lognormal": math.exp(OWN)}),
        },
    )
    given = parameter(RATIO, uncertainty={"lognormal": math.exp(OTHER), "covers": ["reliability", "completeness"]})
    given["uncertainty"]["covers"] += ["temporal", "geographical", "technological"]
    second = route({"step": "emit", "set": {"own": given}})
    return {
        "steps": {"emit": emit},
        "routes": {"first": route("emit"), "second": second},
        "study": study({"first": "first", "second": "second"}, baseline="first", **more),
    }


def calculated(root: Path | None = None, **more: Any) -> Calculated:
    """The pack, calculated."""
    return run(root, **parts(**more))


def samples_of(found: Calculated, run_: Run, shared: tuple[str, ...] = ()) -> Sampled:
    """A run of it."""
    from mems_lca.analysis.ensemble import model_of

    stated = {name: totals_of(found, name) for name in found.bound.routes}
    return sampled(found, watched(model_of(found, shared=shared), run_), stated)


def correlation_of_lognormals(shared: float, left: float, right: float) -> float:
    """Of exp(s + l) and exp(s + r), with independent normal s, l, r of these standard deviations."""
    ends = (math.expm1(shared**2 + own**2) for own in (left, right))
    return math.expm1(shared**2) / math.sqrt(math.prod(ends))
