"""The signs and words of the formula language, and what to write instead of those that it does not have."""

from __future__ import annotations

import keyword
import re
from typing import Final, NoReturn

from mems_lca.errors import FormulaError
from mems_lca.study.formula_nodes import FUNCTIONS, Num

DEEPEST_FORMULA: Final = 64
GRAMMAR: Final = f"numbers, names, + - * / **, parentheses and {', '.join(FUNCTIONS)}"

_TOKENS: Final = re.compile(
    r"(?P<space>[ \t\r\n]+)|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<operator>\*\*|//|[+\-*/])|(?P<open>\()|(?P<close>\))|(?P<comma>,)"
)

_ADVICE: Final = {
    "^": "'**' for a power",
    "%": "a number such as 0.12, or a parameter with the unit %",
    "×": "'*'",
    "·": "'*'",
    "÷": "'/'",
    "−": "'-'",
    "²": "'**2'",
    "³": "'**3'",
    "=": "a formula without '='; comparisons are not available",
    "<": "min and max; comparisons are not available",
    ">": "min and max; comparisons are not available",
    "（": "'(' in half width (ASCII)",
    "）": "')' in half width (ASCII)",
    "，": "',' in half width (ASCII)",
    ".": "names of letters, digits and _; attributes are not available",
    "[": "( ); indexing is not available",
    "'": "names and numbers; texts are not available",
    '"': "names and numbers; texts are not available",
}


def check_tokens(text: str) -> None:
    """Refuse a text that is not a sequence of known tokens, with operands and operators taking turns."""
    at = depth = 0
    previous = "start"
    while at < len(text):
        match = _TOKENS.match(text, at)
        if match is None:
            char = text[at]
            fail("formula-character", f"the sign '{char}' has no place in a formula", text, _advice(char))
        kind, token = str(match.lastgroup), match.group()
        at = match.end()
        if kind == "space":
            continue
        _check_token(kind, token, text)
        _check_turn(kind, token, previous, text)
        depth += (kind == "open") - (kind == "close")
        if depth < 0:
            fail("formula-syntax", "a parenthesis closes that was never opened", text, GRAMMAR)
        if depth > DEEPEST_FORMULA:
            too_deep(text)
        previous = kind
    if previous == "operator":
        fail("formula-syntax", "an operand is missing at the end", text, "a number or a name")
    if depth:
        fail("formula-syntax", "a parenthesis is not closed", text, "')'")


def _check_token(kind: str, token: str, text: str) -> None:
    if token == "//":
        fail("formula-syntax", "'//' is not available", text, "'floor(a / b)' for a whole quotient")
    if kind == "name" and token in ("if", "else", "and", "or", "not", "is", "in"):
        fail("formula-syntax", f"'{token}' is not available", text, "min and max instead of conditions")
    if kind == "name" and keyword.iskeyword(token):
        message = f"'{token}' is a reserved word"
        fail("formula-name", message, text, f"another name, such as '{token}_value'")
    if kind == "number":
        _check_number(token, text)


def _check_turn(kind: str, token: str, previous: str, text: str) -> None:
    """After an operand comes an operator; where an operand is due, no operator but a sign."""
    due = previous in ("start", "operator", "open", "comma")
    if not due and (kind in ("number", "name") or (kind == "open" and previous != "name")):
        fail("formula-syntax", f"an operator is missing before '{token}'", text, f"'* {token}'")
    misplaced = (
        (kind == "operator" and token not in ("+", "-"))
        or kind == "comma"
        or (kind == "close" and previous in ("operator", "comma"))
    )
    if due and misplaced:
        fail("formula-syntax", f"an operand is missing before '{token}'", text, "a number or a name")


def _check_number(token: str, text: str) -> None:
    if re.match(r"0[0-9]", token):
        fail("formula-number", f"'{token}' begins with a zero", text, f"'{token.lstrip('0') or '0'}'")
    Num(float(token))


def _advice(char: str) -> str:
    if char in _ADVICE:
        return _ADVICE[char]
    return "the same in half width (ASCII)" if "！" <= char <= "～" else GRAMMAR


def too_deep(text: str) -> NoReturn:
    """Refuse a formula with too many levels."""
    message = f"more than {DEEPEST_FORMULA} levels inside each other"
    fail("formula-depth", message, text, "several shorter formulas")


def fail(code: str, message: str, found: str, expected: str, near: str = "") -> NoReturn:
    """Raise a FormulaError with one finding."""
    raise FormulaError.single(code, message, found=found, expected=expected, nearest=near)
