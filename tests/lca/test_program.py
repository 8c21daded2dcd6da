"""Straight-line programs: what is computed, what is folded, what is shared, and what runs in any chunk."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from mems_lca.lca.program import Builder, program
from mems_lca.lca.running import Runner
from mems_lca.study.formula import evaluate, parse

Array = NDArray[np.float64]


def run(builder: Builder, asked: list[int], leaves: dict[str, Array], size: int = 7) -> Array:
    """The values asked for, in chunks of `size`."""
    count = len(next(iter(leaves.values())))
    found = np.empty((len(asked), count))
    runner = Runner(program(builder, asked), size)
    for start in range(0, count, size):
        stop = min(start + size, count)
        part = np.empty((len(asked), size))
        runner.run(filling(leaves, start, stop), stop - start, part)
        found[:, start:stop] = part[:, : stop - start]
    return found


def filling(leaves: dict[str, Array], start: int, stop: int) -> Callable[[str, Array], None]:
    def fill(name: str, out: Array) -> None:
        out[:] = leaves[name][start:stop]

    return fill


@pytest.mark.parametrize(
    "text",
    [
        "a + b * 2 - b / a",
        "-(a - b) ** 2 + a ** 3 - b ** 4",
        "a ** 0.5 + b ** -2 + 1 / a + b / 4",
        "min(a, b, 1.5) + max(a, 0.2, b)",
        "sqrt(a) + exp(-b) + log(a) * sin(b) + cos(a)",
        "ceil(a) + floor(b) + a ** 1.7 + pi",
        "0 * a + 1 * b + 0 + a - 0 + 0 / b + (b - b) * a",
        "exp(2) + a",
    ],
)
def test_a_program_gives_what_the_formula_gives(text: str) -> None:
    leaves = {"a": np.linspace(0.1, 3.7, 23), "b": np.linspace(5.2, 0.3, 23)}
    builder = Builder()
    expr = parse(text)
    asked = builder.formula(expr, lambda key: builder.leaf(key))
    expected = np.broadcast_to(evaluate(expr, leaves.__getitem__), 23)
    assert run(builder, [asked], leaves)[0] == pytest.approx(expected, rel=1e-14, abs=1e-14)


def test_equal_operations_are_computed_once() -> None:
    builder = Builder()
    leaf = builder.leaf("a")
    first = builder.apply("add", leaf, builder.number(2.0))
    assert builder.apply("add", builder.number(2.0), leaf) == first
    assert builder.leaf("a") == leaf
    assert len(program(builder, [first, first]).operations) == 1


def test_what_depends_on_no_leaf_is_a_number() -> None:
    builder = Builder()
    value = builder.formula(parse("2 * (3 + 4) ** 2"), lambda key: builder.leaf(key))
    assert builder.numbers[value] == 98
    compiled = program(builder, [value])
    assert compiled.operations == ()
    assert compiled.leaves == {}


def test_what_nobody_asks_for_is_left_out() -> None:
    builder = Builder()
    a, b = builder.leaf("a"), builder.leaf("b")
    builder.apply("exp", b)
    compiled = program(builder, [builder.apply("sqrt", a)])
    assert [operation.code for operation in compiled.operations] == ["sqrt"]
    assert list(compiled.leaves.values()) == ["a"]


def test_numbers_and_leaves_may_be_asked_for() -> None:
    builder = Builder()
    asked = [builder.number(3.0), builder.leaf("a")]
    found = run(builder, asked, {"a": np.arange(9.0)}, size=4)
    assert found.tolist() == [[3.0] * 9, list(np.arange(9.0))]


@pytest.mark.parametrize("size", [1, 3, 64, 1000])
def test_chunks_do_not_change_a_bit(size: int) -> None:
    rng = np.random.default_rng(4)
    leaves = {"a": rng.lognormal(size=997), "b": rng.lognormal(size=997)}
    builder = Builder()
    value = builder.formula(parse("exp(a) ** 0.3 / b + log(b) * sqrt(a) - a ** 3 / 7"), lambda key: builder.leaf(key))
    assert run(builder, [value], leaves, size).tobytes() == run(builder, [value], leaves, 256).tobytes()


def test_signs_that_are_known() -> None:
    builder = Builder()
    mass, share, any_ = (
        builder.leaf("m", never_negative=True),
        builder.leaf("s", never_negative=True),
        builder.leaf("x"),
    )
    half = builder.leaf("h", never_negative=True, at_most_one=True)
    rest = builder.apply("subtract", builder.number(1.0), half)
    assert builder.never_negative(builder.apply("multiply", mass, share))
    assert builder.never_negative(builder.apply("multiply", rest, mass))
    assert builder.never_negative(builder.apply("subtract", builder.number(1.0), builder.apply("multiply", half, rest)))
    assert builder.never_negative(builder.apply("maximum", any_, builder.number(0.0)))
    assert builder.never_negative(builder.apply("multiply", any_, any_))
    assert not builder.never_negative(builder.apply("subtract", mass, share))
    assert not builder.never_negative(builder.apply("subtract", builder.number(1.0), share))
    assert not builder.never_negative(builder.apply("multiply", any_, mass))
    assert not builder.never_negative(builder.apply("log", mass))
