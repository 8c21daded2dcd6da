"""Slopes of formulas against what is known of them, and against small differences."""

from __future__ import annotations

import math

import pytest

from mems_lca.study.formula import Num, Ref, evaluate, parse
from mems_lca.study.formula_slopes import slopes

POINT = {"a": 1.7, "b": 0.6, "c": 3.2}
FORMULAS = [
    "a + b - c", "a * b / c", "-a * a", "a ** 3 / b ** 2", "sqrt(a) * exp(b) + log(c)", "sin(a) * cos(b)",
    "min(a, b, c) * c", "max(a, b) / (1 + b * c)", "(a + b) * (a - b) * pi", "a ** -1.5", "a ** 0 * b",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_slopes_are_those_of_small_differences(text: str) -> None:
    expr, step = parse(text), 1e-6
    found = slopes(expr, POINT.__getitem__)
    for name, value in POINT.items():
        up, down = ({**POINT, name: value + side * step} for side in (1, -1))
        difference = float(evaluate(expr, up.__getitem__)) - float(evaluate(expr, down.__getitem__))
        assert found.get(name, 0.0) == pytest.approx(difference / (2 * step), rel=1e-7, abs=1e-8)


@pytest.mark.parametrize("text", ["ceil(a)", "floor(a * b)"])
def test_steps_are_flat(text: str) -> None:
    assert set(slopes(parse(text), POINT.__getitem__).values()) == {0.0}


def test_at_zero() -> None:
    at = {"a": 0.0, "b": 2.0}
    assert slopes(parse("a ** 2 + a * b"), at.__getitem__) == {"a": 2.0, "b": 0.0}
    assert slopes(parse("sqrt(a)"), at.__getitem__) == {"a": 0.0}
    assert slopes(parse("a ** 0.5"), at.__getitem__) == {"a": 0.0}
    assert slopes(parse("b / a"), at.__getitem__) == {"a": 0.0, "b": 0.0}


def test_the_first_of_equals_counts() -> None:
    assert slopes(parse("max(a, b)"), {"a": 1.0, "b": 1.0}.__getitem__) == {"a": 1.0, "b": 0.0}


def test_a_long_chain() -> None:
    total = Num(0.0) + Ref("a")
    for _ in range(5000):
        total = total + Ref("a") * 2
    assert slopes(total, POINT.__getitem__)["a"] == pytest.approx(10_001)
    assert math.isfinite(slopes(total, POINT.__getitem__)["a"])
