"""A handful of scenarios calculated again on the full path: bound, built and solved with Brightway."""

from __future__ import annotations

import math

from mems_lca.analysis.sweep_axes import impossible
from mems_lca.analysis.sweep_shapes import CLIMATE, Shapes
from mems_lca.errors import InventoryError, SolveError
from mems_lca.inventory.build import build_inventory
from mems_lca.lca.brightway import demand_key, solve
from mems_lca.lca.pools import refuse_overdrawn_pools
from mems_lca.lca.system import build_system
from mems_lca.library.again import bind_again
from mems_lca.library.bound import BoundStudy

TOLERANCE = 1e-9
CHECKED = 3
# A number that is zero for all practical purposes beside the totals of a study, in any indicator's unit.
_NOTHING = 1e-18


def check(bound: BoundStudy, shapes: Shapes, seed: int, wanted: int = CHECKED) -> tuple[float, int]:
    """The largest relative difference at some scenarios of a seed, and how many these are.

    Raises SolveError where it is above TOLERANCE, or where only one of both paths finds a solution.
    """
    import numpy as np

    count = shapes.design.count
    picked = np.random.default_rng(seed).choice(count, size=min(wanted, count), replace=False)
    largest = 0.0
    for number in map(int, picked):
        values, possible = shapes.evaluate(number, number + 1)
        found = _again(bound, shapes, number)
        if (found is not None) != bool(possible[0]):
            message = f"the batch solver and Brightway do not agree whether scenario {number + 1} has a solution"
            raise SolveError.single("deviation", message, found=_named(shapes, number))
        for mine, theirs in zip(values[:, 0].tolist(), found or (), strict=found is not None):
            if math.isnan(mine) and math.isnan(theirs):
                continue
            difference = abs(mine - theirs) / max(abs(theirs), _NOTHING)
            largest = max(largest, math.inf if math.isnan(difference) else difference)
        if not largest <= TOLERANCE:
            message = f"the batch solver differs from Brightway by {largest:.3g} in scenario {number + 1}"
            expected = f"at most {TOLERANCE:g}"
            raise SolveError.single("deviation", message, found=_named(shapes, number), expected=expected)
    return largest, len(picked)


def _named(shapes: Shapes, number: int) -> str:
    return ", ".join(f"{path} = {text}" for path, text in shapes.design.texts(number).items())


def _again(bound: BoundStudy, shapes: Shapes, number: int) -> list[float] | None:
    """The rows of one scenario per functional unit; None where it has no solution."""
    again = bind_again(bound, shapes.design.texts(number))
    try:
        inventory = build_inventory(again)
        system = build_system(inventory)
        solution = solve(system)
        refuse_overdrawn_pools(inventory, system, solution)
    except SolveError:
        return None
    except InventoryError as error:
        if not impossible(error):
            raise
        return None
    scale = inventory.values[inventory.functional_units["scale"]]
    basis = "wafer" if again.study.functional_unit.amount.unit == "wafer" else "device"
    account = f"{CLIMATE}_{again.study.accounting}"
    return [
        solution.scores[demand_key(row.route, basis)].get(
            account if row.indicator == CLIMATE else row.indicator, math.nan
        )
        * scale
        for row in shapes.rows
    ]
