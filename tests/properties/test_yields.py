"""The yield chain: no wafer is lost or made, and functions of it behave."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mems_lca.inventory.geometry import (
    exponential,
    gross_dies,
    murphy,
    negative_binomial,
    passes,
    poisson,
    seeds,
    wafer_area,
)
from packs import route, run, step, study

YIELDS = st.floats(0.05, 1)


@given(defects=st.floats(1e-6, 100), more=st.floats(1.01, 10))
def test_murphy_falls_with_defects(defects: float, more: float) -> None:
    assert 0 < murphy(defects * more, 1.0) < murphy(defects, 1.0) <= 1
    assert murphy(defects, 1.0) == pytest.approx(murphy(1.0, defects))


@given(defects=st.floats(1e-6, 20))
def test_murphy_lies_between_exponential_and_poisson(defects: float) -> None:
    assert poisson(defects, 1.0) <= murphy(defects, 1.0) * (1 + 1e-9)
    assert murphy(defects, 1.0) <= exponential(defects, 1.0) * (1 + 1e-9)


@given(defects=st.floats(1e-6, 70), more=st.floats(1.01, 10))
def test_every_model_falls_with_defects(defects: float, more: float) -> None:
    for model in (poisson, seeds, exponential):
        assert 0 < model(defects * more, 1.0) < model(defects, 1.0) <= 1
        assert model(defects, 1.0) == pytest.approx(model(1.0, defects))


@given(defects=st.floats(1e-6, 100), alpha=st.floats(1e-3, 1e6), more=st.floats(1.01, 10))
def test_clustering_lies_between_poisson_and_no_loss(defects: float, alpha: float, more: float) -> None:
    found = negative_binomial(defects, 1.0, alpha)
    assert poisson(defects, 1.0) * (1 - 1e-6) <= found <= 1
    assert negative_binomial(defects, 1.0, alpha * more) <= found * (1 + 1e-6)
    assert negative_binomial(defects * more, 1.0, alpha) <= found
    assert negative_binomial(defects, 1.0, 1.0) == pytest.approx(exponential(defects, 1.0))
    assert found == pytest.approx((1 + defects / alpha) ** -alpha, rel=1e-9)


@given(
    diameter=st.floats(100, 300),
    edge=st.floats(0, 5),
    width=st.floats(0.5, 10),
    height=st.floats(0.5, 10),
    scribe=st.floats(0, 0.2),
)
def test_gross_dies_fit_on_the_wafer(diameter: float, edge: float, width: float, height: float, scribe: float) -> None:
    dies = gross_dies(diameter, edge, width, height, scribe)
    assert dies == int(dies)
    assert dies * (width + scribe) * (height + scribe) < wafer_area(diameter - 2 * edge)
    assert dies == gross_dies(diameter, edge, height, width, scribe)
    assert gross_dies(diameter, edge, width * 1.1, height, scribe) <= dies


@given(step_yield=YIELDS, repeat=st.integers(1, 30))
def test_passes_satisfy_the_recursion(step_yield: float, repeat: int) -> None:
    """Passes of n rounds = (passes of n - 1 rounds + 1)/y: the last round is paid by all before it."""
    total = passes(step_yield, repeat)
    assert total >= repeat
    if repeat > 1:
        assert total == pytest.approx((passes(step_yield, repeat - 1) + 1) / step_yield, rel=1e-9)


@settings(max_examples=12)
@given(
    yields=st.lists(st.tuples(YIELDS, st.integers(1, 4)), min_size=1, max_size=4),
    line=st.floats(0.1, 1),
)
def test_wafers_that_enter_are_good_or_lost(yields: list[tuple[float, int]], line: float) -> None:
    """Good wafers out of a step, passes x yield, are what the next step starts."""
    assume(math.prod(value**repeat for value, repeat in yields) > 1e-4)
    steps = {
        f"s{number}": step({"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh", "wafer_yield": value})
        for number, (value, _) in enumerate(yields)
    }
    entries = [{"step": name, "repeat": repeat} for name, (_, repeat) in zip(steps, yields, strict=True)]
    calculated = run(steps=steps, routes={"line": route(*entries, wafer_yield=line)}, study=study())
    supply = calculated.supply("line", "wafer")
    starts = 1 / line / math.prod(value**repeat for value, repeat in yields)
    entering = starts
    for name, (value, repeat) in zip(steps, yields, strict=True):
        through = sum(entering * value**number for number in range(repeat))
        assert supply[f"line.{name}"] == pytest.approx(through, rel=1e-9)
        entering *= value**repeat
    assert entering * line == pytest.approx(1, rel=1e-9)
    assert calculated.inventory.values["line.wafer/starts"] == pytest.approx(starts, rel=1e-9)
