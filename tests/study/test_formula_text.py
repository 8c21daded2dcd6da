"""Formulas as text and as nested lists; references and renaming."""

from __future__ import annotations

import math
from typing import Any

import pytest

from mems_lca.errors import FormulaError
from mems_lca.study import formula as f
from mems_lca.study.formula import Neg, Ref, parse


def test_references_in_order_once() -> None:
    assert f.references(parse("b * a + min(c, b) - pi")) == ("b", "a", "c")


def test_rename() -> None:
    assert f.rename(parse("x + sqrt(y)"), lambda key: f"step.{key}") == Ref("step.x") + f.sqrt(Ref("step.y"))
    assert f.rename(parse("-x"), lambda _: parse("a * b")) == Neg(Ref("a") * Ref("b"))


@pytest.mark.parametrize(
    "tree",
    [
        None,
        5,
        "x",
        [],
        ["num"],
        ["num", "2"],
        ["num", True],
        ["num", math.inf],
        ["ref", 2],
        ["ref", "x", "y"],
        ["const", "tau"],
        ["neg"],
        ["+", ["num", 1]],
        ["**", ["ref", "x"], ["ref", "y"]],
        ["call", "eval", ["ref", "x"]],
        ["call", "min"],
        ["exec", ["ref", "x"]],
        [["num", 1], 2],
    ],
)
def test_malformed_trees_are_refused(tree: object) -> None:
    with pytest.raises(FormulaError):
        f.from_tree(tree)


def test_trees_nested_too_deeply_are_refused() -> None:
    tree: list[Any] = ["ref", "x"]
    for _ in range(100_000):
        tree = ["neg", tree]
    with pytest.raises(FormulaError, match="deeply"):
        f.from_tree(tree)


@pytest.mark.parametrize(
    "text",
    [
        "(a - (b - c)) / (d * e)",
        "(-a)**2",
        "-a**2",
        "a**-2",
        "(a**2)**3",
        "a * -b",
        "1e+20 * x",
        "2 - -3",
        "0.1 + x",
    ],
)
def test_to_text_keeps_the_parentheses_that_matter(text: str) -> None:
    assert f.to_text(parse(text)) == text
