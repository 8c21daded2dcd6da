"""Combinations of choices bound, built and solved whole, to hold the composed totals against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mems_lca.analysis.assess import calculate
from mems_lca.analysis.envelope_compose import CLIMATE, Combinations
from mems_lca.analysis.envelope_variants import Changes, Variants
from mems_lca.errors import SolveError
from mems_lca.lca.brightway import demand_key
from mems_lca.library.bind import bind
from mems_lca.library.bound import BoundRoute, BoundStep, BoundStudy

TOLERANCE = 1e-9
CHECKED = 3
# A number that is zero for all practical purposes beside the totals of a study, in any indicator's unit.
_NOTHING = 1e-18


@dataclass(frozen=True)
class Check:
    """One combination solved whole: what it changes, and the largest relative difference of a total."""

    changes: Changes
    deviation: float


def rows_to_check(found: Combinations, extremes: Sequence[tuple[str, str]], seed: int) -> list[int]:
    """Some combinations at random, and those of the lowest and highest totals of some (route, indicator)."""
    import numpy as np

    size = min(CHECKED, found.count)
    picked = np.random.default_rng(seed).choice(found.count, size=size, replace=False)
    ends = [int(index) for key in extremes for index in (found.totals[key].argmin(), found.totals[key].argmax())]
    return list(dict.fromkeys([*(int(row) for row in picked), *ends]))


def check_rows(variants: Variants, found: Combinations, rows: Sequence[int]) -> Iterator[Check]:
    """Each of these combinations solved whole. Raises SolveError for a total that differs by more than TOLERANCE."""
    for row in rows:
        changes = found.at(row, changed=True)
        expected = whole_totals(variants, changes)
        deviation = max(
            abs(float(totals[row]) - expected.get(key, 0.0)) / max(abs(expected.get(key, 0.0)), _NOTHING)
            for key, totals in found.totals.items()
        )
        if not deviation <= TOLERANCE:
            options = ", ".join(f"{name} {option}" for name, option in changes.items()) or "the study as chosen"
            raise SolveError.single(
                "envelope", f"a composed combination of choices differs from the study solved whole: {options}",
                found=f"{deviation:.3g} relative", expected=f"at most {TOLERANCE:g}",
            )  # fmt: skip
        yield Check(changes, deviation)


def whole_totals(variants: Variants, changes: Changes) -> dict[tuple[str, str], float]:
    """Totals per functional unit by route and indicator, from binding to bw2calc."""
    calculated = calculate(_bound_again(variants, changes))
    inventory, study = calculated.inventory, calculated.bound.study
    scale = inventory.values[inventory.functional_units["scale"]]
    found: dict[tuple[str, str], float] = {}
    for route in calculated.bound.routes:
        scores = calculated.solution.scores[demand_key(route, calculated.basis)]
        found |= {(route, view): score * scale for view, score in scores.items()}
        found[route, CLIMATE] = scores.get(f"{CLIMATE}_{study.accounting}", 0.0) * scale
    return found


def _bound_again(variants: Variants, changes: Changes) -> BoundStudy:
    """The study with other choices, bound anew; only the sets of destruction stand in routes and not in the study."""
    own, changed = variants.bound, variants.changed(changes)
    given: dict[str, Any] = {"name": own.name, "raw": own.raw, "file": own.file, "rests": own.rests}
    again = bind(changed.study, own.library, measures=own.switched, **given)
    routes = {name: _with_abatement(route, changed.routes[name]) for name, route in again.routes.items()}
    return variants.filled(replace(again, routes=routes))


def _with_abatement(route: BoundRoute, like: BoundRoute) -> BoundRoute:
    pairs = zip(route.steps, like.steps, strict=True)
    return replace(route, abatement=like.abatement, steps=tuple(_step_like(step, other) for step, other in pairs))


def _step_like(step: BoundStep, like: BoundStep) -> BoundStep:
    if step.consumes is None or like.consumes is None:
        return step
    return replace(step, consumes=_with_abatement(step.consumes, like.consumes))
