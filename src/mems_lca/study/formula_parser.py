"""From formula texts to trees, without executing anything.

A text is cut into tokens of a small whitelist and read by Python's own parser, for the precedence of its
operators; every node that the parser gives is then checked against the whitelist again.
"""

from __future__ import annotations

import ast
import re
from typing import Final, NoReturn

from mems_lca.errors import FormulaError, Place, nearest
from mems_lca.study.formula_nodes import (
    CONSTANTS,
    FUNCTIONS,
    Bin,
    Call,
    Constant,
    Expr,
    Neg,
    Num,
    Operator,
    Ref,
)
from mems_lca.study.formula_tokens import DEEPEST_FORMULA, GRAMMAR, check_tokens, fail, too_deep

LONGEST_FORMULA: Final = 2000

_BINARY: Final[dict[type[ast.operator], Operator]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}


def parse(text: str, place: Place | None = None) -> Expr:
    """The tree of a formula; FormulaError, with `place`, for anything outside the language.

    The language: + - * / ** with Python's precedence, parentheses, decimal numbers, names, the functions
    min max sqrt exp log sin cos ceil floor and the constants of nature; up to 2000 characters, 64 levels.
    """
    try:
        return _parse(text)
    except FormulaError as error:
        raise (error if place is None else error.at(place)) from None


def _parse(text: str) -> Expr:
    if not isinstance(text, str):
        fail("formula-type", "a formula is a text", repr(text), GRAMMAR)
    if len(text) > LONGEST_FORMULA:
        fail(
            "formula-length",
            f"a formula has at most {LONGEST_FORMULA} characters",
            text,
            "several shorter formulas",
        )
    if not text.strip():
        fail("formula-empty", "a formula is missing", text, GRAMMAR)
    check_tokens(text)
    # The only line breaks are spaces by now: a folded YAML text is one formula.
    source = re.sub(r"\s", " ", text).strip()
    try:
        body = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        fail("formula-syntax", "this formula cannot be read", text, GRAMMAR)
    return _Reader(source).read(body, 1)


class _Reader:
    """From Python's nodes to ours, one level at a time."""

    def __init__(self, source: str) -> None:
        self.source = source

    def read(self, node: ast.expr, level: int) -> Expr:
        if level > DEEPEST_FORMULA:
            too_deep(self.source)
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            return Num(float(self.text(node)))
        if isinstance(node, ast.Name):
            return self.name(node.id)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd | ast.USub):
            operand = self.read(node.operand, level + 1)
            return Neg(operand) if isinstance(node.op, ast.USub) else operand
        if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
            left, right = self.read(node.left, level + 1), self.read(node.right, level + 1)
            return Bin(_BINARY[type(node.op)], left, right)
        if isinstance(node, ast.Call):
            return self.call(node, level)
        self.refuse(node)

    def name(self, name: str) -> Expr:
        if name in FUNCTIONS:
            fail("formula-function", f"'{name}' is a function", name, f"its arguments: '{name}(…)'")
        return Constant(name) if name in CONSTANTS else Ref(name)

    def call(self, node: ast.Call, level: int) -> Expr:
        if not isinstance(node.func, ast.Name):
            fail("formula-syntax", "only a function can be called", self.text(node), GRAMMAR)
        if node.keywords:
            fail("formula-syntax", "arguments have no names", self.text(node), GRAMMAR)
        name = node.func.id
        if name not in FUNCTIONS:
            near = nearest(name, FUNCTIONS)
            fail("formula-function", "unknown function", name, f"one of {', '.join(FUNCTIONS)}", near)
        return Call(name, tuple(self.read(argument, level + 1) for argument in node.args))

    def refuse(self, node: ast.expr) -> NoReturn:
        if isinstance(node, ast.Tuple):
            fail("formula-comma", "a comma only separates arguments", self.text(node), "a decimal point: '1.5'")
        if isinstance(node, ast.BinOp):
            fail("formula-syntax", "this operator is not available", self.text(node), GRAMMAR)
        fail("formula-syntax", "this is not part of the formula language", self.text(node), GRAMMAR)

    def text(self, node: ast.expr) -> str:
        return self.source[node.col_offset : node.end_col_offset]
