"""What a formula is worth: its value over numbers and arrays, and its dimension."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from mems_lca.errors import FormulaError, Place
from mems_lca.study.formula_nodes import (
    CONSTANTS,
    Bin,
    Call,
    Constant,
    Expr,
    Neg,
    Num,
    Ref,
    exponent_of,
    fold,
)
from mems_lca.study.formula_text import to_text
from mems_lca.units import DIMENSIONLESS, Dimension, describe, dimension_of
from mems_lca.units.pint_registry import product_of, quotient_of, tidy

if TYPE_CHECKING:
    from mems_lca.study.formula_nodes import Values

_UFUNCS: Final = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "**": "power",
    "min": "minimum",
    "max": "maximum",
}

# Numbers of these can be rounded up and down; a length cannot, since the answer would depend on its unit.
_COUNTS: Final = frozenset({"[wafer]", "[device]", "[LSB]"})


def evaluate(expr: Expr, lookup: Callable[[str], Values]) -> Values:
    """The value of a formula in coherent units: a float, or an array where `lookup` gives arrays.

    Arithmetic is that of IEEE 754 double precision: 1/0 is inf, sqrt(-1) is nan, without any warning.
    One value and an array of values take the same path, so that they agree to the last bit.
    """
    import numpy as np

    def combine(node: Expr, parts: Sequence[Any]) -> Any:
        if isinstance(node, Num):
            return node.value
        if isinstance(node, Constant):
            return CONSTANTS[node.name][0]
        if isinstance(node, Ref):
            return np.asarray(_looked_up(lookup, node.key), dtype=np.float64)
        if isinstance(node, Neg):
            return np.negative(parts[0])
        name = node.op if isinstance(node, Bin) else node.name
        function = getattr(np, _UFUNCS.get(name, name))
        if not isinstance(node, Call) or name not in ("min", "max"):
            return function(*parts)
        result = parts[0]
        for part in parts[1:]:
            result = function(result, part)
        return result

    with np.errstate(all="ignore"):
        value = np.asarray(fold(expr, combine), dtype=np.float64)
    return value if value.ndim else float(value)


def dimension(expr: Expr, lookup: Callable[[str], Dimension], place: Place | None = None) -> Dimension:
    """The dimension of a formula; FormulaError where unlike things are added, or exp taken of a length.

    The literal 0 goes with any dimension in sums, min and max: `max(0, a - b)` is a mass where a and b are.
    """

    def combine(node: Expr, parts: Sequence[Dimension | None]) -> Dimension | None:
        return _dimension_of_node(node, parts, lookup)

    try:
        found = fold(expr, combine)
    except FormulaError as error:
        raise (error if place is None else error.at(place)) from None
    return DIMENSIONLESS if found is None else found


def _dimension_of_node(
    node: Expr, parts: Sequence[Dimension | None], lookup: Callable[[str], Dimension]
) -> Dimension | None:
    """The dimension of one node; None for a zero, which goes with any."""
    if isinstance(node, Num):
        return None if node.value == 0 else DIMENSIONLESS
    if isinstance(node, Constant):
        return dimension_of(CONSTANTS[node.name][1])
    if isinstance(node, Ref):
        found: Dimension = _looked_up(lookup, node.key)
        return found
    if isinstance(node, Neg):
        return parts[0]
    if isinstance(node, Call):
        return _dimension_of_call(node, parts)
    if node.op in ("+", "-"):
        return _common(node, (node.left, node.right), parts)
    left, right = (DIMENSIONLESS if part is None else part for part in parts)
    if node.op == "**":
        power = exponent_of(node.right)
        return tidy(left**power) if power else DIMENSIONLESS
    return product_of(left, right) if node.op == "*" else quotient_of(left, right)


def _dimension_of_call(node: Call, parts: Sequence[Dimension | None]) -> Dimension | None:
    if node.name in ("min", "max"):
        return _common(node, node.args, parts)
    given = DIMENSIONLESS if parts[0] is None else parts[0]
    if node.name == "sqrt":
        return tidy(given**0.5)
    if node.name in ("ceil", "floor"):
        if not _COUNTS.issuperset(given):
            raise _unlike(f"{node.name} is for numbers and counts", node, given, "divide by a unit quantity first")
        return given
    if given != DIMENSIONLESS:
        raise _unlike(f"{node.name} is for dimensionless numbers", node, given, "dimensionless")
    return DIMENSIONLESS


def _common(node: Expr, operands: Sequence[Expr], parts: Sequence[Dimension | None]) -> Dimension | None:
    """The one dimension of all operands."""
    common: Dimension | None = None
    first: Expr = operands[0]
    for operand, part in zip(operands, parts, strict=True):
        if part is None:
            continue
        if common is None:
            common, first = part, operand
        elif part != common:
            raise FormulaError.single(
                "formula-dimension",
                f"unlike quantities in '{to_text(node)}'",
                found=f"{to_text(operand)} ({describe(part)})",
                expected=f"{describe(common)}, as {to_text(first)} is",
            )
    return common


def _looked_up(lookup: Callable[[str], Any], key: str) -> Any:
    try:
        return lookup(key)
    except KeyError:
        raise FormulaError.single(
            "formula-name", "unknown name", found=key, expected="a parameter or a derived quantity"
        ) from None


def _unlike(message: str, node: Expr, found: Dimension, expected: str) -> FormulaError:
    return FormulaError.single(
        "formula-dimension", message, found=f"{to_text(node)} ({describe(found)})", expected=expected
    )
