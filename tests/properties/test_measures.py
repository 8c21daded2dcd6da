"""Sets and orders of measures on made-up totals, against every set and every order."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mems_lca.analysis.orders import effects
from mems_lca.analysis.subsets import CLIMATE, COST, Subset
from mems_lca.analysis.targets import Target, smallest
from mems_lca.errors import StudyError

NAMES = ("a", "b", "c", "d")


class Made:
    """Totals by subset; what is not in the table cannot stand."""

    route, structural = "green", ()

    def __init__(self, table: dict[Subset, tuple[float, float]]) -> None:
        self.table, self.measures = table, NAMES

    def of(self, chosen: Iterable[str]) -> dict[str, float] | None:
        found = self.table.get(frozenset(chosen))
        return None if found is None else {CLIMATE: found[0], COST: found[1]}

    def every(self) -> Iterator[Subset]:
        for size in range(len(NAMES) + 1):
            yield from self.of_size(size)

    def of_size(self, size: int) -> Iterator[Subset]:
        return map(frozenset, itertools.combinations(NAMES, size))

    def why(self, chosen: Iterable[str]) -> str:
        return "" if self.of(chosen) else "made up"

    def unit(self, view: str) -> str:
        return "kg CO2e" if view == CLIMATE else "CNY"


@st.composite
def made(draw: st.DrawFn) -> Made:
    """Every subset may be missing but those that the order of the file takes."""
    kept = {frozenset(NAMES[:size]) for size in range(len(NAMES) + 1)}
    number = st.integers(min_value=0, max_value=20)
    table = {
        subset: (float(draw(number)), float(draw(number)))
        for size in range(len(NAMES) + 1)
        for subset in map(frozenset, itertools.combinations(NAMES, size))
        if subset in kept or draw(st.integers(min_value=0, max_value=4))
    }
    return Made(table)


@given(made(), st.integers(min_value=0, max_value=20))
@settings(max_examples=200, deadline=None)
def test_the_smallest_set_is_that_of_all(subsets: Any, limit: int) -> None:
    reaching = [
        (len(subset), cost, climate, tuple(NAMES.index(name) for name in sorted(subset)), subset)
        for subset, (climate, cost) in subsets.table.items()
        if climate <= limit
    ]
    target = Target(f"{limit} kg", None, float(limit))
    if not reaching:
        lowest = min(climate for climate, _ in subsets.table.values())
        with pytest.raises(StudyError, match="no set of the measures") as caught:
            smallest(subsets, target)
        shown = caught.value.findings[0].expected
        assert f"{lowest:g} kg" in shown or f"{lowest * 1000:g} g" in shown
        return
    found = smallest(subsets, target)
    assert frozenset(found.measures) == min(reaching)[-1]
    assert len(found.others) == sum(entry[0] == min(reaching)[0] for entry in reaching) - 1


@given(made())
@settings(max_examples=100, deadline=None)
def test_averages_are_those_over_every_order(subsets: Any) -> None:
    standing = []
    for order in itertools.permutations(NAMES):
        steps = [subsets.of(order[:size]) for size in range(len(NAMES) + 1)]
        if None not in steps:
            standing.append({name: (steps[i], steps[i + 1]) for i, name in enumerate(order)})
    found = effects(subsets)
    assert found.orders == len(standing)
    for entry in found.effects:
        for view in (CLIMATE, COST):
            changes = [after[view] - before[view] for before, after in (order[entry.measure] for order in standing)]
            assert entry.average[view] == pytest.approx(sum(changes) / len(changes), abs=1e-9)
            assert entry.lowest[view] == min(changes)
            assert entry.highest[view] == max(changes)
    for view in (CLIMATE, COST):
        whole = found.end[view] - found.start[view]
        assert sum(entry.average[view] for entry in found.effects) == pytest.approx(whole, abs=1e-9)
        assert sum(entry.in_order[view] for entry in found.effects) == pytest.approx(whole, abs=1e-9)


@given(made(), st.integers(min_value=0, max_value=1000))
@settings(max_examples=40, deadline=None)
def test_drawn_orders_add_up_and_repeat_with_their_seed(subsets: Any, seed: int) -> None:
    subsets.structural = ("many",) * 9
    found, again = effects(subsets, seed=seed), effects(subsets, seed=seed)
    assert found == again
    assert found.seed == seed
    assert found.orders <= 17
    whole = found.end[CLIMATE] - found.start[CLIMATE]
    assert sum(entry.average[CLIMATE] for entry in found.effects) == pytest.approx(whole, abs=1e-9)
