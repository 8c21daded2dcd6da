"""Functions for numbers, arrays and formula trees alike, so that one line of code serves all three."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast, overload

from mems_lca.study.formula_nodes import Call, Expr, Node, Operand, as_expr

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    Array = NDArray[float64]
    Argument = Expr | float | Array


@overload
def minimum(*values: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def minimum(*values: Operand) -> Expr: ...  # type: ignore[overload-overlap]
@overload
def minimum(*values: float | Array) -> Array: ...
def minimum(*values: Any) -> Any:
    """The smallest of the values, element by element."""
    return _reduced("min", "minimum", values)


@overload
def maximum(*values: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def maximum(*values: Operand) -> Expr: ...  # type: ignore[overload-overlap]
@overload
def maximum(*values: float | Array) -> Array: ...
def maximum(*values: Any) -> Any:
    """The largest of the values, element by element."""
    return _reduced("max", "maximum", values)


@overload
def sqrt(value: float) -> float: ...
@overload
def sqrt(value: Expr) -> Expr: ...
@overload
def sqrt(value: Array) -> Array: ...
def sqrt(value: Any) -> Any:
    """The square root; nan below zero."""
    return _mapped("sqrt", value)


@overload
def exp(value: float) -> float: ...
@overload
def exp(value: Expr) -> Expr: ...
@overload
def exp(value: Array) -> Array: ...
def exp(value: Any) -> Any:
    """The exponential function."""
    return _mapped("exp", value)


@overload
def log(value: float) -> float: ...
@overload
def log(value: Expr) -> Expr: ...
@overload
def log(value: Array) -> Array: ...
def log(value: Any) -> Any:
    """The natural logarithm; nan below zero."""
    return _mapped("log", value)


@overload
def sin(value: float) -> float: ...
@overload
def sin(value: Expr) -> Expr: ...
@overload
def sin(value: Array) -> Array: ...
def sin(value: Any) -> Any:
    """The sine of an angle in radians."""
    return _mapped("sin", value)


@overload
def cos(value: float) -> float: ...
@overload
def cos(value: Expr) -> Expr: ...
@overload
def cos(value: Array) -> Array: ...
def cos(value: Any) -> Any:
    """The cosine of an angle in radians."""
    return _mapped("cos", value)


@overload
def ceil(value: float) -> float: ...
@overload
def ceil(value: Expr) -> Expr: ...
@overload
def ceil(value: Array) -> Array: ...
def ceil(value: Any) -> Any:
    """The smallest whole number that is not below the value."""
    return _mapped("ceil", value)


@overload
def floor(value: float) -> float: ...
@overload
def floor(value: Expr) -> Expr: ...
@overload
def floor(value: Array) -> Array: ...
def floor(value: Any) -> Any:
    """The largest whole number that is not above the value."""
    return _mapped("floor", value)


def total(*values: Any) -> Any:
    """The sum of the values, in pairs, so that a tree of n terms is only log2(n) deep; 0.0 for none."""
    terms = list(values) or [0.0]
    while len(terms) > 1:
        pairs = [a + b for a, b in zip(terms[::2], terms[1::2], strict=False)]
        terms = pairs + terms[len(pairs) * 2 :]
    return terms[0]


def _mapped(name: str, value: Any) -> Any:
    if isinstance(value, Node):
        return Call(name, (cast("Expr", value),))
    import numpy as np

    with np.errstate(all="ignore"):
        return _plain(getattr(np, name)(np.asarray(value, dtype=np.float64)))


def _reduced(name: str, ufunc: str, values: tuple[Any, ...]) -> Any:
    if any(isinstance(value, Node) for value in values):
        return Call(name, tuple(as_expr(value) for value in values))
    import numpy as np

    result = np.asarray(values[0], dtype=np.float64)
    for value in values[1:]:
        result = getattr(np, ufunc)(result, np.asarray(value, dtype=np.float64))
    return _plain(result)


def _plain(value: Any) -> Any:
    return value if getattr(value, "ndim", 0) else float(value)
