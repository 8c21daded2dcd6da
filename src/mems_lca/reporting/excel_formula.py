"""Formula trees as spreadsheet formulas that Excel 2016 and LibreOffice calculate alike."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final, NoReturn

from mems_lca.errors import ReportError
from mems_lca.study.formula import CONSTANTS, Bin, Call, Constant, Expr, Neg, Num, Ref, to_text
from mems_lca.study.formula_nodes import exponent_of

LONGEST: Final = 8192
DEEPEST: Final = 64
MOST_ARGUMENTS: Final = 255

# Excel reads no larger literal, and takes a subnormal number for zero.
_LARGEST_LITERAL: Final = 9.99999999999999e307

_FUNCTIONS: Final = {
    "min": "MIN",
    "max": "MAX",
    "sqrt": "SQRT",
    "exp": "EXP",
    "log": "LN",
    "sin": "SIN",
    "cos": "COS",
}

# Operators that may follow each other from left to right inside one pair of parentheses.
_CHAINS: Final = {"+": "+-", "-": "+-", "*": "*/", "/": "*/"}


def to_excel(expr: Expr, cell: Callable[[str], str]) -> str:
    """The formula for a cell, without the leading "=", where `cell` gives the address of each reference.

    Fully parenthesised, since a spreadsheet reads -2^2 as 4 and 2^3^2 as 64; powers are POWER. Sums and
    products that run from left to right share one pair. ReportError above 8192 characters or 64 levels.
    """
    text = _Writer(cell).write(expr, 1)
    if len(text) > LONGEST:
        _refuse(f"a spreadsheet formula has at most {LONGEST} characters", expr, f"{len(text)} characters")
    return text


class _Writer:
    """Writes nodes from the root downwards, counting the levels."""

    def __init__(self, cell: Callable[[str], str]) -> None:
        self.cell = cell

    def write(self, expr: Expr, level: int) -> str:
        if isinstance(expr, Num):
            return _literal(expr.value)
        if isinstance(expr, Constant):
            return _literal(CONSTANTS[expr.name][0])
        if isinstance(expr, Ref):
            return self.cell(expr.key)
        if level > DEEPEST:
            _refuse(f"a spreadsheet formula has at most {DEEPEST} levels", expr, "a deeper formula")
        if isinstance(expr, Neg):
            return f"(-{self.write(expr.operand, level + 1)})"
        return self.call(expr, level) if isinstance(expr, Call) else self.binary(expr, level)

    def binary(self, expr: Bin, level: int) -> str:
        if expr.op == "**":
            return self.power(expr, level)
        chain = _CHAINS[expr.op]
        right: list[str] = []
        node: Expr = expr
        while isinstance(node, Bin) and node.op in chain:
            right.append(f"{node.op}{self.write(node.right, level + 1)}")
            node = node.left
        return f"({self.write(node, level + 1)}{''.join(reversed(right))})"

    def power(self, expr: Bin, level: int) -> str:
        # POWER(0,0) is an error in a spreadsheet, and 1 in arithmetic.
        if exponent_of(expr.right) == 0:
            return "1"
        return f"POWER({self.write(expr.left, level + 1)},{self.write(expr.right, level + 1)})"

    def call(self, expr: Call, level: int) -> str:
        arguments = [self.write(argument, level + 1) for argument in expr.args]
        if len(arguments) > MOST_ARGUMENTS:
            _refuse(f"a function has at most {MOST_ARGUMENTS} arguments", expr, f"{len(arguments)} arguments")
        # INT rounds towards minus infinity; ROUNDUP and CEILING differ between programs below zero.
        if expr.name == "floor":
            return f"INT({arguments[0]})"
        if expr.name == "ceil":
            return f"(-INT(-{arguments[0]}))"
        return f"{_FUNCTIONS[expr.name]}({','.join(arguments)})"


def _literal(value: float) -> str:
    """The number with as many digits as it takes (17 at most) to read back as the same float."""
    size = abs(value)
    if size > _LARGEST_LITERAL or 0 < size < sys.float_info.min:
        _refuse("a spreadsheet cannot hold this number", Num(value), repr(value))
    text = str(int(value)) if value.is_integer() and size < 1e15 else repr(value).upper().replace("E+", "E")
    return f"({text})" if text.startswith("-") else text


def _refuse(message: str, expr: Expr, found: str) -> NoReturn:
    raise ReportError.single(
        "excel-formula",
        f"{message}: {to_text(expr)[:100]}",
        found=found,
        expected="a formula in smaller steps",
    )
