"""Slopes of a formula: its partial derivatives with respect to what it refers to, exact and in one pass."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from mems_lca.study.formula_nodes import CONSTANTS, Bin, Call, Constant, Expr, Neg, Num, Ref, fold


@dataclass(slots=True)
class _Point:
    """A node at a point: its value, its operands, the slope of the value to each, and the slope of the root to it."""

    value: float
    parts: Sequence[_Point] = ()
    slopes: Sequence[float] = ()
    key: str = ""
    total: float = field(default=0.0)


def slopes(expr: Expr, lookup: Callable[[str], float]) -> dict[str, float]:
    """d expr / d key for each key that a formula refers to, by reverse accumulation, in coherent units.

    Of min and max the operand that counts has all the slope (the first of equals); ceil and floor are flat.
    """
    order: list[_Point] = []

    def combine(node: Expr, parts: Sequence[_Point]) -> _Point:
        point = _point(node, parts, lookup)
        order.append(point)
        return point

    fold(expr, combine).total = 1.0
    found: dict[str, float] = {}
    for point in reversed(order):
        if point.key:
            found[point.key] = found.get(point.key, 0.0) + point.total
        for part, slope in zip(point.parts, point.slopes, strict=True):
            part.total += point.total * slope
    return found


def _point(node: Expr, parts: Sequence[_Point], lookup: Callable[[str], float]) -> _Point:
    if isinstance(node, Num):
        return _Point(node.value)
    if isinstance(node, Constant):
        return _Point(CONSTANTS[node.name][0])
    if isinstance(node, Ref):
        return _Point(lookup(node.key), key=node.key)
    if isinstance(node, Neg):
        return _Point(-parts[0].value, parts, (-1.0,))
    if isinstance(node, Bin):
        return _binary(node, parts)
    return _call(node, parts)


def _binary(node: Bin, parts: Sequence[_Point]) -> _Point:
    left, right = parts[0].value, parts[1].value
    if node.op == "+":
        return _Point(left + right, parts, (1.0, 1.0))
    if node.op == "-":
        return _Point(left - right, parts, (1.0, -1.0))
    if node.op == "*":
        return _Point(left * right, parts, (right, left))
    if node.op == "/":
        if right == 0:
            return _Point(math.nan, parts, (0.0, 0.0))
        return _Point(left / right, parts, (1 / right, -left / right**2))
    # An exponent is a plain number; at a base of zero only whole powers from one on have a slope.
    flat = left == 0 and right < 1
    slope = 0.0 if flat or right == 0 else right * left ** (right - 1)
    return _Point(math.nan if left == 0 and right < 0 else left**right, parts, (slope, 0.0))


def _call(node: Call, parts: Sequence[_Point]) -> _Point:
    values = [part.value for part in parts]
    if node.name in ("min", "max"):
        chosen = min(values) if node.name == "min" else max(values)
        first = values.index(chosen)
        return _Point(chosen, parts, [float(index == first) for index in range(len(values))])
    value = values[0]
    if node.name in ("ceil", "floor"):
        return _Point(float(getattr(math, node.name)(value)), parts, (0.0,))
    if node.name == "sqrt":
        root = math.sqrt(value)
        return _Point(root, parts, (0.5 / root if root else 0.0,))
    if node.name == "exp":
        return _Point(math.exp(value), parts, (math.exp(value),))
    if node.name == "log":
        return _Point(math.log(value), parts, (1 / value,))
    if node.name == "sin":
        return _Point(math.sin(value), parts, (math.cos(value),))
    return _Point(math.cos(value), parts, (-math.sin(value),))
