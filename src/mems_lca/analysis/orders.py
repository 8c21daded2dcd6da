"""What measures do in every order: the waterfall of the file, each alone, each last, and the average over orders.

The effect of a measure depends on those that were taken before. The average over all orders is the Shapley value
(Shapley 1953): effects of all measures then add up to what they do together. An order counts when each of its measures
can stand on those before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mems_lca.analysis.subsets import Subset, Subsets, Totals
from mems_lca.errors import StudyError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

# Inventories and subsets up to which all orders are taken; above, some are drawn.
MOST_STRUCTURES, MOST_MEASURES = 7, 14
DRAWN = 16
SEED = 1
Tick = Callable[[int, int], None]


@dataclass(frozen=True)
class Effect:
    """What one measure does to each view, per functional unit; `alone` and `last` are None where it cannot stand so.

    `lowest` and `highest` are the extremes over orders, `average` the Shapley value.
    """

    measure: str
    in_order: Totals
    alone: Totals | None
    last: Totals | None
    average: Totals
    lowest: Totals
    highest: Totals

    def order_effect(self, view: str) -> float:
        """How far the effect goes apart over orders."""
        return self.highest[view] - self.lowest[view]


@dataclass(frozen=True)
class Effects:
    """The effects of all measures of a route, in the order of its file.

    `start` are the totals without measures and `end` those with all; `orders` is how many orders counted, and `seed`
    that of a draw (None: all orders). `dependent` are measures that cannot stand alone, with the reason.
    """

    route: str
    start: Totals
    end: Totals
    effects: tuple[Effect, ...]
    orders: int
    seed: int | None
    dependent: Mapping[str, str]

    def effect(self, measure: str) -> Effect:
        """The effect of one measure."""
        return next(entry for entry in self.effects if entry.measure == measure)

    def to_dict(self) -> dict[str, Any]:
        """The effects for JSON."""
        return {
            "start": dict(self.start),
            "end": dict(self.end),
            "orders": self.orders,
            "seed": self.seed,
            "dependent": dict(self.dependent),
            "measures": {
                entry.measure: {
                    "in_order": dict(entry.in_order),
                    "alone": None if entry.alone is None else dict(entry.alone),
                    "last": None if entry.last is None else dict(entry.last),
                    "average": dict(entry.average),
                    "lowest": dict(entry.lowest),
                    "highest": dict(entry.highest),
                }
                for entry in self.effects
            },
        }


def effects(subsets: Subsets, *, seed: int = SEED, drawn: int = DRAWN, tick: Tick | None = None) -> Effects:
    """The effects of all measures over all orders; over `drawn` ones where there are too many subsets.

    `tick` is told the number of subsets or orders that are done, and of all. Raises StudyError when the measures cannot
    stand in the order of the file.
    """
    start, end = subsets.of(()), subsets.of(subsets.measures)
    if start is None or end is None:
        missing = () if start is None else subsets.measures
        raise StudyError.single("measures", "the route cannot be calculated", found=subsets.why(missing))
    views = tuple(start)
    whole = len(subsets.structural) <= MOST_STRUCTURES and len(subsets.measures) <= MOST_MEASURES
    if whole:
        orders, found = _over_all(subsets, views, tick)
    else:
        orders, found = _over_drawn(subsets, views, _permutations(subsets.measures, drawn, seed), tick)
    in_order = dict(_along(subsets, subsets.measures))
    listed = []
    for measure in subsets.measures:
        alone, rest = subsets.of((measure,)), subsets.of(set(subsets.measures) - {measure})
        average, lowest, highest = (dict(zip(views, row.tolist(), strict=True)) for row in found[measure])
        listed.append(
            Effect(
                measure,
                in_order[measure],
                None if alone is None else minus(alone, start),
                None if rest is None else minus(end, rest),
                average,
                lowest,
                highest,
            )
        )
    dependent = {entry.measure: subsets.why((entry.measure,)) for entry in listed if entry.alone is None}
    return Effects(subsets.route, start, end, tuple(listed), orders, None if whole else seed, dependent)


def minus(left: Totals, right: Totals) -> dict[str, float]:
    """The difference of totals by view."""
    return {view: amount - right[view] for view, amount in left.items()}


def _along(subsets: Subsets, order: Sequence[str]) -> Iterator[tuple[str, dict[str, float]]]:
    """Each measure of an order with what it adds to those before. Raises StudyError where one cannot stand there."""
    taken: Subset = frozenset()
    before = subsets.of(taken)
    for measure in order:
        taken |= {measure}
        after = subsets.of(taken)
        if before is None or after is None:
            message = f"measure {measure} cannot stand on those before it"
            raise StudyError.single("measures", message, found=subsets.why(taken))
        yield measure, minus(after, before)
        before = after


def _over_all(subsets: Subsets, views: Sequence[str], tick: Tick | None) -> tuple[int, dict[str, Array]]:
    """The number of orders, and average, lowest and highest effect (3 × views) by measure.

    An edge of the lattice of subsets lies on as many orders as there are ways to its lower end times ways from its
    upper end to the whole.
    """
    import numpy as np

    totals = _lattice(subsets, views, tick)
    whole = (1 << len(subsets.measures)) - 1
    up, down = _ways(totals, len(subsets.measures), up=True), _ways(totals, len(subsets.measures), up=False)
    found = {}
    for bit, measure in enumerate(subsets.measures):
        lower = [mask for mask in totals if not mask & 1 << bit and up[mask] * down.get(mask | 1 << bit, 0)]
        weights = np.array([up[mask] * down[mask | 1 << bit] for mask in lower], dtype=np.float64)
        changes = np.array([totals[mask | 1 << bit] - totals[mask] for mask in lower])
        average = weights @ changes / weights.sum()
        found[measure] = np.array([average, changes.min(axis=0), changes.max(axis=0)])
    return up[whole], found


def _lattice(subsets: Subsets, views: Sequence[str], tick: Tick | None) -> dict[int, Array]:
    """Totals of every subset that stands, by the bits of its measures."""
    import numpy as np

    bits = {measure: 1 << bit for bit, measure in enumerate(subsets.measures)}
    found = {}
    for number, subset in enumerate(subsets.every(), 1):
        totals = subsets.of(subset)
        if totals is not None:
            found[sum(bits[measure] for measure in subset)] = np.array([totals[view] for view in views])
        if tick is not None:
            tick(number, 1 << len(bits))
    return found


def _ways(totals: Mapping[int, Array], count: int, *, up: bool) -> dict[int, int]:
    """How many orders lead from nothing to each subset (up), or from it to the whole."""
    end = 0 if up else (1 << count) - 1
    ways = {end: 1}
    for mask in sorted(totals, key=lambda mask: (mask.bit_count() if up else -mask.bit_count(), mask)):
        if mask != end:
            near = (mask ^ 1 << bit for bit in range(count) if bool(mask & 1 << bit) is up)
            ways[mask] = sum(ways.get(other, 0) for other in near)
    return ways


def _permutations(measures: Sequence[str], drawn: int, seed: int) -> list[tuple[str, ...]]:
    """Orders drawn by seed, each with its reverse, which makes averages steadier."""
    import numpy as np

    generator = np.random.default_rng(seed)
    found: list[tuple[str, ...]] = []
    while len(found) < drawn:
        order = tuple(measures[index] for index in generator.permutation(len(measures)).tolist())
        found += [order, order[::-1]]
    return found[:drawn]


def _over_drawn(
    subsets: Subsets, views: Sequence[str], orders: Sequence[Sequence[str]], tick: Tick | None
) -> tuple[int, dict[str, Array]]:
    """As `_over_all`, over some orders; those in which a measure cannot stand are left out."""
    import numpy as np

    changes: list[dict[str, dict[str, float]]] = [dict(_along(subsets, subsets.measures))]
    for number, order in enumerate(orders, 1):
        try:
            changes.append(dict(_along(subsets, order)))
        except StudyError:
            continue
        finally:
            if tick is not None:
                tick(number, len(orders))
    found = {}
    for measure in subsets.measures:
        rows = np.array([[change[measure][view] for view in views] for change in changes])
        found[measure] = np.array([rows.mean(axis=0), rows.min(axis=0), rows.max(axis=0)])
    return len(changes), found
