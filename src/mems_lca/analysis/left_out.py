"""Why samples were left out: the study has no solution there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mems_lca.analysis.ensemble import Ensemble
from mems_lca.analysis.sampling import Points, Sampler
from mems_lca.analysis.watched import Run
from mems_lca.errors import SolveError
from mems_lca.inventory.sanity import ROUNDING as AMOUNT_ROUNDING
from mems_lca.lca.batch import deviation
from mems_lca.lca.brightway import ROUNDING as SUPPLY_ROUNDING
from mems_lca.lca.running import Runner

# So many of the samples left out are looked at.
_LOOKED_AT = 20
REASONS = {
    "amounts": "an amount, or the water of a waste, falls below zero, or a wafer holds less than one die",
    "supplies": "a process would have to run backwards: more of what it makes is returned than is used",
    "pools": "a site would return more of a product than it uses",
    "not_finite": "a quotient has no finite value",
}
_LIMITS = {"amounts": AMOUNT_ROUNDING, "supplies": SUPPLY_ROUNDING, "pools": SUPPLY_ROUNDING}


def reasons(ensemble: Ensemble, run: Run) -> dict[str, Any]:
    """How many samples were left out, how many of them were looked at, and the reasons found there with their number.

    A sample may be left out for several reasons. `process` is the one that would run backwards in the first of them.
    """
    import numpy as np

    numbers = np.flatnonzero(~ensemble.evaluated.possible)
    looked_at = numbers[:_LOOKED_AT].tolist()
    counts = dict.fromkeys(REASONS, 0)
    process = None
    if looked_at:
        compiled, draws = ensemble.model.compiled, ensemble.model.draws
        sampler = Sampler(draws, Points(run.method, run.samples, len(draws.facts), run.seed))
        runner, out = Runner(compiled.program, 1), np.empty((len(compiled.program.asked), 1))
        for number in looked_at:
            runner.run(sampler(number, number + 1), 1, out)
            # The guards stand behind the totals and cells.
            guards = dict(zip(_LIMITS, out[-len(_LIMITS) :, 0].tolist(), strict=True))
            for name, lowest in guards.items():
                counts[name] += lowest < -_LIMITS[name]
            counts["not_finite"] += not np.isfinite(out[: -len(_LIMITS)]).all()
        if counts["supplies"]:
            process = _backwards(ensemble, sampler.inputs(looked_at[0]), looked_at[0])
    return {
        "count": len(numbers),
        "looked_at": len(looked_at),
        "reasons": {name: number for name, number in counts.items() if number},
        "process": process,
    }


def _backwards(ensemble: Ensemble, inputs: Mapping[str, float], number: int) -> str | None:
    """The process of which Brightway's path says that it would run backwards at a sample; None if it names none."""
    inventory = ensemble.model.floored.inventory
    try:
        deviation(inventory, ensemble.evaluated, {number: inputs})
    except SolveError as error:
        text = error.findings[0].message
        return next((name for name in inventory.processes if f" of {name} " in text), None)
    return None
