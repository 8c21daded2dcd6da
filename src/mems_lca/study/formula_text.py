"""Formula trees as text and as nested lists, and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias, cast

from mems_lca.errors import FormulaError, nearest
from mems_lca.study.formula_nodes import (
    OPERATORS,
    Bin,
    Call,
    Constant,
    Expr,
    Neg,
    Num,
    Operator,
    Ref,
    as_expr,
    children,
    fold,
)

# A node as a list: ["num", 2.0], ["ref", "x"], ["const", "pi"], ["neg", a], ["+", a, b], ["call", "exp", a].
Tree: TypeAlias = list[Any]

_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = 1, 2, 3, 4, 5
_RANK: Final = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER}
_KINDS: Final = ("num", "ref", "const", "neg", "call", *OPERATORS)


def to_text(expr: Expr) -> str:
    """The formula as text, with no more parentheses than it needs; `parse` reads it back as the same tree."""

    def combine(node: Expr, parts: Sequence[tuple[str, int]]) -> tuple[str, int]:
        if isinstance(node, Num):
            text = number_text(node.value)
            return text, _SIGN if text.startswith("-") else _ATOM
        if isinstance(node, Ref):
            return node.key, _ATOM
        if isinstance(node, Constant):
            return node.name, _ATOM
        if isinstance(node, Call):
            return f"{node.name}({', '.join(text for text, _ in parts)})", _ATOM
        if isinstance(node, Neg):
            return f"-{_within(parts[0], _SIGN)}", _SIGN
        rank = _RANK[node.op]
        if node.op == "**":
            return f"{_within(parts[0], _ATOM)}**{_within(parts[1], _SIGN)}", rank
        return f"{_within(parts[0], rank)} {node.op} {_within(parts[1], rank + 1)}", rank

    return fold(expr, combine)[0]


def to_tree(expr: Expr) -> Tree:
    """The formula as nested lists of texts and numbers, ready for JSON."""

    def combine(node: Expr, parts: Sequence[Tree]) -> Tree:
        if isinstance(node, Num):
            return ["num", node.value]
        if isinstance(node, Ref):
            return ["ref", node.key]
        if isinstance(node, Constant):
            return ["const", node.name]
        if isinstance(node, Neg):
            return ["neg", parts[0]]
        return [node.op, *parts] if isinstance(node, Bin) else ["call", node.name, *parts]

    return fold(expr, combine)


def from_tree(tree: object) -> Expr:
    """The tree that `to_tree` wrote; FormulaError for anything else."""
    try:
        return _from_tree(tree)
    except RecursionError:
        raise FormulaError.single("formula-depth", "this formula tree is nested too deeply") from None


def references(expr: Expr) -> tuple[str, ...]:
    """The keys that a formula refers to, in order of appearance, each once."""
    found: dict[str, None] = {}
    pending = [expr]
    while pending:
        node = pending.pop()
        if isinstance(node, Ref):
            found.setdefault(node.key)
        else:
            pending.extend(reversed(children(node)))
    return tuple(found)


def rename(expr: Expr, fn: Callable[[str], Expr | str]) -> Expr:
    """The formula with each reference replaced by what `fn` gives for its key: a key, or a whole formula."""

    def combine(node: Expr, parts: Sequence[Expr]) -> Expr:
        if isinstance(node, Ref):
            new = fn(node.key)
            return Ref(new) if isinstance(new, str) else as_expr(new)
        if isinstance(node, Neg):
            return Neg(parts[0])
        if isinstance(node, Bin):
            return Bin(node.op, parts[0], parts[1])
        return Call(node.name, tuple(parts)) if isinstance(node, Call) else node

    return fold(expr, combine)


def number_text(value: float) -> str:
    """The shortest decimal text that reads back as the same float; whole numbers without a point."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 and str(value) != "-0.0" else repr(value)


def _within(part: tuple[str, int], least: int) -> str:
    text, rank = part
    return text if rank >= least else f"({text})"


def _from_tree(tree: object) -> Expr:
    if not isinstance(tree, list | tuple) or len(tree) < 2 or not isinstance(tree[0], str):
        raise _malformed(tree)
    kind, first, rest = tree[0], tree[1], tree[2:]
    if kind == "num" and not rest and isinstance(first, int | float):
        return Num(first)
    if kind == "ref" and not rest and isinstance(first, str):
        return Ref(first)
    if kind == "const" and not rest and isinstance(first, str):
        return Constant(first)
    if kind == "neg" and not rest:
        return Neg(_from_tree(first))
    if kind == "call" and isinstance(first, str):
        return Call(first, tuple(_from_tree(part) for part in rest))
    if kind in OPERATORS and len(rest) == 1:
        return Bin(cast("Operator", kind), _from_tree(first), _from_tree(rest[0]))
    raise _malformed(tree)


def _malformed(tree: object) -> FormulaError:
    kind = tree[0] if isinstance(tree, list | tuple) and tree else ""
    return FormulaError.single(
        "formula-tree",
        "this is not a formula tree",
        found=repr(tree),
        expected=f"a list that begins with one of {', '.join(_KINDS)}",
        nearest=nearest(kind, _KINDS) if isinstance(kind, str) and kind not in _KINDS else "",
    )
