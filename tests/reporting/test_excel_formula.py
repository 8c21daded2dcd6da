"""Spreadsheet formulas: their exact text, and their limits."""

from __future__ import annotations

import pytest

from mems_lca.errors import ReportError
from mems_lca.reporting.excel_formula import to_excel
from mems_lca.study.formula import Expr, Neg, Num, Ref, ceil, maximum, minimum, parse


def excel(text: str) -> str:
    return to_excel(parse(text), lambda key: f"Parameters!${key.upper()}$1")


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("a", "Parameters!$A$1"),
        ("2", "2"),
        ("0.1", "0.1"),
        ("1e-9", "1E-09"),
        ("6e23", "6E23"),
        ("pi", "3.141592653589793"),
        ("gas_constant", "8.31446261815324"),
        ("faraday", "96485.33212331001"),
        ("a + b - 1", "(Parameters!$A$1+Parameters!$B$1-1)"),
        ("a - (b - 1)", "(Parameters!$A$1-(Parameters!$B$1-1))"),
        ("a / b / 2 * 3", "(Parameters!$A$1/Parameters!$B$1/2*3)"),
        ("a / (b * 2)", "(Parameters!$A$1/(Parameters!$B$1*2))"),
        ("a + b * 2", "(Parameters!$A$1+(Parameters!$B$1*2))"),
        ("-a**2", "(-POWER(Parameters!$A$1,2))"),
        ("(-a)**2", "POWER((-Parameters!$A$1),2)"),
        ("2**3**2", "POWER(2,POWER(3,2))"),
        ("a**-2", "POWER(Parameters!$A$1,(-2))"),
        ("a**0", "1"),
        ("a**(1 - 1)", "1"),
        ("ceil(a)", "(-INT(-Parameters!$A$1))"),
        ("floor(a)", "INT(Parameters!$A$1)"),
        ("ceil(a - b)", "(-INT(-(Parameters!$A$1-Parameters!$B$1)))"),
        ("log(a)", "LN(Parameters!$A$1)"),
        ("min(a, b, 2)", "MIN(Parameters!$A$1,Parameters!$B$1,2)"),
        ("max(a, -1)", "MAX(Parameters!$A$1,(-1))"),
        ("sqrt(exp(sin(cos(a))))", "SQRT(EXP(SIN(COS(Parameters!$A$1))))"),
        ("a - -b", "(Parameters!$A$1-(-Parameters!$B$1))"),
    ],
)
def test_exact_text(text: str, formula: str) -> None:
    assert excel(text) == formula


def test_negative_numbers_built_by_code_are_parenthesised() -> None:
    assert to_excel(Num(-2.5) ** 2, str) == "POWER((-2.5),2)"
    assert to_excel(ceil(Num(-2.5)), str) == "(-INT(-(-2.5)))"
    assert to_excel(Ref("A1") - Num(-1e-7), str) == "(A1-(-1E-07))"


def test_64_levels_fit_and_65_do_not() -> None:
    expr: Expr = Ref("A1")
    for _ in range(64):
        expr = Neg(expr)
    assert to_excel(expr, str) == "(-" * 64 + "A1" + ")" * 64
    with pytest.raises(ReportError, match="64 levels"):
        to_excel(Neg(expr), str)


def test_long_sums_are_one_level_until_they_are_too_long() -> None:
    expr: Expr = Ref("A1")
    for _ in range(2000):
        expr = expr + Ref("A1")
    assert to_excel(expr, str).count("(") == 1
    for _ in range(2000):
        expr = expr - Ref("A1")
    with pytest.raises(ReportError, match="8192 characters"):
        to_excel(expr, str)


def test_255_arguments_fit_and_256_do_not() -> None:
    assert to_excel(maximum(*[Ref("A1")] * 255), str).count(",") == 254
    with pytest.raises(ReportError, match="255 arguments"):
        to_excel(minimum(*[Ref("A1")] * 256), str)


@pytest.mark.parametrize("number", [1.7e308, 5e-324, -1e-310])
def test_numbers_that_a_spreadsheet_cannot_hold(number: float) -> None:
    with pytest.raises(ReportError, match="cannot hold"):
        to_excel(Num(number), str)
