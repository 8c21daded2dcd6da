"""Straight-line programs over arrays: formula trees compiled once, evaluated for many parameter sets.

A program is a list of elementwise operations on numbered values. Equal operations on equal values are the same value,
so that what two routes share is computed once; what depends on no leaf is a number. Nothing outside the values asked
for is kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from mems_lca.study.formula import CONSTANTS, Bin, Call, Constant, Expr, Neg, Num, Ref, fold

Code = Literal[
    "add", "subtract", "multiply", "divide", "power", "minimum", "maximum",
    "negative", "reciprocal", "sqrt", "exp", "log", "sin", "cos", "ceil", "floor",
]  # fmt: skip

_OF_OPERATOR: Final[Mapping[str, Code]] = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "**": "power",
    "min": "minimum",
    "max": "maximum",
}
_COMMUTATIVE: Final = frozenset({"add", "multiply", "minimum", "maximum"})
# Whole powers up to this one are products.
_LARGEST_PRODUCT = 4


@dataclass(frozen=True)
class Operation:
    """`code` applied to earlier values, by their numbers; the result is the value `result`."""

    code: Code
    result: int
    operands: tuple[int, ...]


@dataclass
class Builder:
    """Collects values: numbers, leaves (arrays given at each run) and operations, none of them twice."""

    numbers: dict[int, float] = field(default_factory=dict)
    leaves: dict[int, str] = field(default_factory=dict)
    operations: dict[int, Operation] = field(default_factory=dict)
    _known: dict[tuple[object, ...], int] = field(default_factory=dict)
    _never_negative: set[int] = field(default_factory=set)
    _at_most_one: set[int] = field(default_factory=set)
    _at_least_one: set[int] = field(default_factory=set)

    def number(self, value: float) -> int:
        """The value that is a number in every run."""
        # 0.0 and -0.0 are one value.
        place = self._enter(("number", value + 0.0))
        self.numbers[place] = value + 0.0
        self._know(place, never_negative=value >= 0, at_most_one=value <= 1, at_least_one=value >= 1)
        return place

    def leaf(self, name: str, *, never_negative: bool = False, at_most_one: bool = False) -> int:
        """The value that a run gives by this name, with what is known of all its elements."""
        place = self._enter(("leaf", name))
        self.leaves[place] = name
        self._know(place, never_negative=never_negative, at_most_one=at_most_one)
        return place

    def never_negative(self, value: int) -> bool:
        """Whether a value is zero or more whatever the leaves are, as far as signs alone can tell."""
        return value in self._never_negative

    def apply(self, code: Code, *operands: int) -> int:
        """The value of an operation: a number where all operands are numbers, an operand where nothing changes."""
        if all(operand in self.numbers for operand in operands):
            return self.number(_computed(code, [self.numbers[operand] for operand in operands]))
        simpler = self._simpler(code, operands)
        if simpler is not None:
            return simpler
        ordered = tuple(sorted(operands)) if code in _COMMUTATIVE else operands
        place = self._enter((code, *ordered))
        if place not in self.operations:
            self.operations[place] = Operation(code, place, ordered)
            self._know(
                place,
                never_negative=self._never_falls_below_zero(code, ordered),
                at_most_one=self._never_rises_above_one(code, ordered),
                at_least_one=self._never_falls_below_one(code, ordered),
            )
        return place

    def formula(self, expr: Expr, lookup: Callable[[str], int]) -> int:
        """The value of a formula tree; `lookup` gives the value of each key."""

        def combine(node: Expr, parts: Sequence[int]) -> int:
            if isinstance(node, Num):
                return self.number(node.value)
            if isinstance(node, Constant):
                return self.number(CONSTANTS[node.name][0])
            if isinstance(node, Ref):
                return lookup(node.key)
            if isinstance(node, Neg):
                return self.apply("negative", parts[0])
            if isinstance(node, Bin):
                return self.apply(_OF_OPERATOR[node.op], *parts)
            return self._called(node, parts)

        return fold(expr, combine)

    def total(self, values: Iterable[int]) -> int:
        """The sum of values, from the first to the last."""
        result = self.number(0.0)
        for value in values:
            result = self.apply("add", result, value)
        return result

    def _called(self, node: Call, parts: Sequence[int]) -> int:
        if node.name not in ("min", "max"):
            return self.apply(node.name, parts[0])  # type: ignore[arg-type]
        result = parts[0]
        for part in parts[1:]:
            result = self.apply(_OF_OPERATOR[node.name], result, part)
        return result

    def _enter(self, key: tuple[object, ...]) -> int:
        return self._known.setdefault(key, len(self._known))

    def _simpler(self, code: Code, operands: tuple[int, ...]) -> int | None:
        """The same value by fewer or cheaper operations, or None."""
        if len(operands) == 1:
            return None
        left, right = operands
        a, b = self.numbers.get(left), self.numbers.get(right)
        if code == "add":
            return right if a == 0 else left if b == 0 else None
        if code == "subtract":
            return left if b == 0 else self.apply("negative", right) if a == 0 else None
        if code == "multiply":
            if 0.0 in (a, b):
                return self.number(0.0)
            return right if a == 1 else left if b == 1 else None
        if code == "divide":
            return self._quotient(left, right, a, b)
        return self._power(left, b) if code == "power" and b is not None else None

    def _quotient(self, left: int, right: int, a: float | None, b: float | None) -> int | None:
        if a == 0:
            return self.number(0.0)
        if b is None:
            return self.apply("reciprocal", right) if a == 1 else None
        # A product is some four times as fast as a quotient, and differs from it in the last bit at most.
        inverse = 1 / b if b else math.inf
        return self.apply("multiply", left, self.number(inverse)) if math.isfinite(inverse) else None

    def _power(self, base: int, exponent: float) -> int | None:
        if exponent == 0.5:
            return self.apply("sqrt", base)
        if exponent < 0 and -exponent <= _LARGEST_PRODUCT and exponent == int(exponent):
            positive = self.apply("power", base, self.number(-exponent))
            return self.apply("reciprocal", positive)
        if not (0 <= exponent <= _LARGEST_PRODUCT and exponent == int(exponent)):
            return None
        result = self.number(1.0)
        for _ in range(int(exponent)):
            result = self.apply("multiply", result, base)
        return result

    def _know(self, value: int, *, never_negative: bool, at_most_one: bool, at_least_one: bool = False) -> None:
        if never_negative or at_least_one:
            self._never_negative.add(value)
        if at_most_one:
            self._at_most_one.add(value)
        if at_least_one:
            self._at_least_one.add(value)

    def _never_falls_below_zero(self, code: Code, operands: Sequence[int]) -> bool:
        """Whether an operation on these operands is never negative."""
        signs = [operand in self._never_negative for operand in operands]
        if code in ("add", "multiply", "divide", "power", "minimum", "reciprocal", "ceil", "floor"):
            return all(signs) or (code == "multiply" and operands[0] == operands[1])
        if code == "subtract":
            return operands[0] in self._at_least_one and operands[1] in self._at_most_one
        return code in ("exp", "sqrt") or (code == "maximum" and any(signs))

    def _never_rises_above_one(self, code: Code, operands: Sequence[int]) -> bool:
        """Whether an operation on these operands is never above one: products of shares, and what they leave of one."""
        below = [operand in self._at_most_one for operand in operands]
        positive = [operand in self._never_negative for operand in operands]
        if code == "multiply":
            return all(below) and all(positive)
        if code == "subtract":
            return below[0] and positive[1]
        if code == "minimum":
            return any(below)
        return (code == "maximum" and all(below)) or (code == "reciprocal" and operands[0] in self._at_least_one)

    def _never_falls_below_one(self, code: Code, operands: Sequence[int]) -> bool:
        """Whether an operation on these operands is never below one: what a share is divided into, and more of it."""
        above = [operand in self._at_least_one for operand in operands]
        positive = [operand in self._never_negative for operand in operands]
        below = [operand in self._at_most_one for operand in operands]
        if code == "add":
            return (above[0] and positive[1]) or (above[1] and positive[0])
        if code == "divide":
            return above[0] and below[1] and positive[1]
        if code == "reciprocal":
            return below[0] and positive[0]
        if code in ("multiply", "minimum", "sqrt", "ceil", "floor"):
            return all(above)
        return code == "maximum" and any(above)


@dataclass(frozen=True)
class Program:
    """Operations in the order in which they run, each value computed once; `asked` are the values wanted.

    `leaves` names the arrays that a run needs; `last_use[i]` are the values that nothing after operation i needs.
    """

    operations: tuple[Operation, ...]
    numbers: Mapping[int, float]
    leaves: Mapping[int, str]
    asked: tuple[int, ...]
    last_use: tuple[tuple[int, ...], ...]


def program(builder: Builder, asked: Sequence[int]) -> Program:
    """The program that computes the values asked for, and nothing else."""
    needed = _needed(builder, asked)
    # Values are numbered in the order in which they came up: each stands after its operands.
    order = tuple(builder.operations[value] for value in sorted(needed) if value in builder.operations)
    final = {value: index for index, operation in enumerate(order) for value in operation.operands}
    kept = set(asked)
    last_use: list[list[int]] = [[] for _ in order]
    for value, index in final.items():
        if value not in kept and value not in builder.numbers:
            last_use[index].append(value)
    return Program(
        operations=order,
        numbers={value: number for value, number in builder.numbers.items() if value in needed},
        leaves={value: name for value, name in builder.leaves.items() if value in needed},
        asked=tuple(asked),
        last_use=tuple(tuple(entries) for entries in last_use),
    )


def _needed(builder: Builder, asked: Iterable[int]) -> set[int]:
    found: set[int] = set()
    waiting = list(asked)
    while waiting:
        value = waiting.pop()
        if value not in found:
            found.add(value)
            if value in builder.operations:
                waiting.extend(builder.operations[value].operands)
    return found


def _computed(code: Code, numbers: Sequence[float]) -> float:
    import numpy as np

    with np.errstate(all="ignore"):
        return float(getattr(np, code)(*(np.float64(number) for number in numbers)))
