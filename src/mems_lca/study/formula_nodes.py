"""Formula trees: the nodes, and operators and functions that build them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, TypeVar, cast

from mems_lca.errors import FormulaError, nearest

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    Values: TypeAlias = float | NDArray[float64]

Operator: TypeAlias = Literal["+", "-", "*", "/", "**"]

LARGEST_EXPONENT: Final = 10
OPERATORS: Final = ("+", "-", "*", "/", "**")

# Functions of one argument, and those of any number.
UNARY_FUNCTIONS: Final = ("sqrt", "exp", "log", "sin", "cos", "ceil", "floor")
FUNCTIONS: Final = ("min", "max", *UNARY_FUNCTIONS)

# Name -> (value, unit). Exact in the SI of 2019, except pi and vacuum_permittivity (CODATA 2022).
CONSTANTS: Final[dict[str, tuple[float, str]]] = {
    "pi": (math.pi, ""),
    "avogadro": (6.02214076e23, "1/mol"),
    "gas_constant": (8.31446261815324, "J/(mol*K)"),
    "faraday": (96485.33212331001, "coulomb/mol"),
    "boltzmann": (1.380649e-23, "J/K"),
    "elementary_charge": (1.602176634e-19, "coulomb"),
    "vacuum_permittivity": (8.8541878188e-12, "F/m"),
    "standard_gravity": (9.80665, "m/s**2"),
}

# Names that a parameter cannot have.
RESERVED: Final = frozenset({*FUNCTIONS, *CONSTANTS})


class Node:
    """Base of the nodes: + - * / ** and unary minus build larger trees, with numbers on either side."""

    # numpy must not spread an array over a tree: `array * tree` is a TypeError.
    __array_ufunc__ = None

    def __add__(self, other: Operand) -> Expr:
        return _bin("+", self, other)

    def __radd__(self, other: Operand) -> Expr:
        return _bin("+", other, self)

    def __sub__(self, other: Operand) -> Expr:
        return _bin("-", self, other)

    def __rsub__(self, other: Operand) -> Expr:
        return _bin("-", other, self)

    def __mul__(self, other: Operand) -> Expr:
        return _bin("*", self, other)

    def __rmul__(self, other: Operand) -> Expr:
        return _bin("*", other, self)

    def __truediv__(self, other: Operand) -> Expr:
        return _bin("/", self, other)

    def __rtruediv__(self, other: Operand) -> Expr:
        return _bin("/", other, self)

    def __pow__(self, other: Operand) -> Expr:
        return _bin("**", self, other)

    def __neg__(self) -> Expr:
        return Neg(cast("Expr", self))

    def __pos__(self) -> Expr:
        return cast("Expr", self)


@dataclass(frozen=True)
class Num(Node):
    """A finite dimensionless number."""

    value: float

    def __post_init__(self) -> None:
        try:
            value = float(self.value) if _is_number(self.value) else math.nan
        except OverflowError:
            value = math.inf
        if not math.isfinite(value):
            raise FormulaError.single(
                "formula-number",
                "not a finite number",
                found=repr(self.value),
                expected="a number such as 0.7",
            )
        object.__setattr__(self, "value", value)


@dataclass(frozen=True)
class Ref(Node):
    """A reference to a parameter (or any other quantity) by its key."""

    key: str


@dataclass(frozen=True)
class Constant(Node):
    """A constant of nature by its name."""

    name: str

    def __post_init__(self) -> None:
        if self.name not in CONSTANTS:
            raise _unknown("constant", self.name, CONSTANTS)


@dataclass(frozen=True)
class Neg(Node):
    """Minus the operand."""

    operand: Expr


@dataclass(frozen=True)
class Bin(Node):
    """Two operands and an operator. An exponent is a constant of at most 10 either way."""

    op: Operator
    left: Expr
    right: Expr

    def __post_init__(self) -> None:
        if self.op not in OPERATORS:
            raise _unknown("operator", self.op, OPERATORS)
        if self.op == "**":
            exponent_of(self.right)


@dataclass(frozen=True)
class Call(Node):
    """A function of the whitelist and its arguments."""

    name: str
    args: tuple[Expr, ...]

    def __post_init__(self) -> None:
        if self.name not in FUNCTIONS:
            raise _unknown("function", self.name, FUNCTIONS)
        wanted = "one argument" if self.name in UNARY_FUNCTIONS else "one argument or more"
        if not self.args or (self.name in UNARY_FUNCTIONS and len(self.args) != 1):
            raise FormulaError.single(
                "formula-arguments",
                f"wrong number of arguments of {self.name}",
                found=str(len(self.args)),
                expected=wanted,
            )


Expr: TypeAlias = Num | Ref | Constant | Neg | Bin | Call
Operand: TypeAlias = Expr | int | float

T = TypeVar("T")


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct operands of a node."""
    if isinstance(expr, Bin):
        return (expr.left, expr.right)
    if isinstance(expr, Ref | Num | Constant):
        return ()
    return expr.args if isinstance(expr, Call) else (expr.operand,)


def fold(expr: Expr, combine: Callable[[Expr, Sequence[T]], T]) -> T:
    """The value that `combine(node, values of its operands)` gives at the root.

    Works from the leaves upwards without recursion: a tree built by code may be a chain of thousands of sums.
    """
    # Each node before its operands, the last operand first: backwards, operands stand before their node, in order.
    order: list[tuple[Expr, int]] = []
    pending = [expr]
    while pending:
        node = pending.pop()
        operands = children(node)
        order.append((node, len(operands)))
        pending.extend(operands)
    values: list[T] = []
    for node, number in reversed(order):
        if not number:
            values.append(combine(node, ()))
            continue
        arguments = values[-number:]
        del values[-number:]
        values.append(combine(node, arguments))
    return values[0]


def exponent_of(expr: Expr) -> float:
    """The value of a constant exponent, of at most 10 either way; FormulaError otherwise."""

    def combine(node: Expr, values: Sequence[float]) -> float:
        if isinstance(node, Num):
            return node.value
        if isinstance(node, Neg):
            return -values[0]
        if isinstance(node, Bin):
            return _arithmetic(node.op, values[0], values[1])
        return math.nan

    value = fold(expr, combine)
    if not abs(value) <= LARGEST_EXPONENT:
        raise FormulaError.single(
            "formula-exponent",
            "an exponent is a plain number",
            found=repr(value) if math.isfinite(value) else "something else",
            expected=f"a number from -{LARGEST_EXPONENT} to {LARGEST_EXPONENT}",
        )
    return value


def _arithmetic(op: str, left: float, right: float) -> float:
    if op == "+":
        return left + right
    if op == "-":
        return left - right
    if op == "*":
        return left * right
    try:
        return left / right if op == "/" else math.pow(left, right)
    except (ZeroDivisionError, OverflowError, ValueError):
        return math.nan


def as_expr(value: Operand) -> Expr:
    """The tree itself, or a number as a tree."""
    return value if isinstance(value, Node) else Num(value)


def _bin(op: Operator, left: object, right: object) -> Expr:
    operands = []
    for operand in (left, right):
        if not (isinstance(operand, Node) or _is_number(operand)):
            return cast("Expr", NotImplemented)
        operands.append(as_expr(cast("Operand", operand)))
    return Bin(op, operands[0], operands[1])


def _is_number(value: object) -> bool:
    """Whether it is a real number, of Python or numpy; True and False are not."""
    return isinstance(value, Real) and not isinstance(value, bool)


def _unknown(kind: str, name: str, known: Any) -> FormulaError:
    return FormulaError.single(
        f"formula-{kind}",
        f"unknown {kind}",
        found=str(name),
        expected=f"one of {', '.join(known)}",
        nearest=nearest(str(name), known),
    )
