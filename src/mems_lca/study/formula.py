"""The formula language: typed trees, read from text without executing it, evaluated over arrays."""

from __future__ import annotations

from mems_lca.study.formula_functions import ceil, cos, exp, floor, log, maximum, minimum, sin, sqrt, total
from mems_lca.study.formula_nodes import (
    CONSTANTS,
    FUNCTIONS,
    RESERVED,
    Bin,
    Call,
    Constant,
    Expr,
    Neg,
    Num,
    Ref,
    children,
    fold,
)
from mems_lca.study.formula_parser import parse
from mems_lca.study.formula_text import from_tree, references, rename, to_text, to_tree
from mems_lca.study.formula_values import dimension, evaluate

__all__ = [
    "CONSTANTS",
    "FUNCTIONS",
    "RESERVED",
    "Bin",
    "Call",
    "Constant",
    "Expr",
    "Neg",
    "Num",
    "Ref",
    "ceil",
    "children",
    "cos",
    "dimension",
    "evaluate",
    "exp",
    "floor",
    "fold",
    "from_tree",
    "log",
    "maximum",
    "minimum",
    "parse",
    "references",
    "rename",
    "sin",
    "sqrt",
    "to_text",
    "to_tree",
    "total",
]
