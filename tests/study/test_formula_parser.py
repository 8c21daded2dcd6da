"""Formula texts: the tree of what is in the language, and the advice for what is not."""

from __future__ import annotations

import pytest

from mems_lca.errors import FormulaError, Place
from mems_lca.study.formula import Bin, Call, Constant, Expr, Neg, Num, Ref, evaluate, parse

X, Y = Ref("x"), Ref("y")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("x", X),
        ("2", Num(2.0)),
        (".5e-3", Num(5e-4)),
        ("pi", Constant("pi")),
        ("-x**2", Neg(Bin("**", X, Num(2)))),
        ("(-x)**2", Bin("**", Neg(X), Num(2))),
        ("+x", X),
        ("x - y - 1", Bin("-", Bin("-", X, Y), Num(1))),
        ("x - (y - 1)", Bin("-", X, Bin("-", Y, Num(1)))),
        ("x\n  / y", Bin("/", X, Y)),
        ("min(x, y, 1)", Call("min", (X, Y, Num(1)))),
        ("max (x)", Call("max", (X,))),
        ("x**(1/2)", Bin("**", X, Bin("/", Num(1), Num(2)))),
        ("x**-2", Bin("**", X, Neg(Num(2)))),
    ],
)
def test_parse(text: str, tree: Expr) -> None:
    assert parse(text) == tree


REFUSED = [
    ("a.b", "attributes"),
    ("a[1]", "indexing"),
    ("'x'", "texts"),
    ("x == 1", "comparisons"),
    ("x < 1", "comparisons"),
    ("f(x)", "unknown function"),
    ("minn(x)", "did you mean 'min'?"),
    ("Sqrt(x)", "did you mean 'sqrt'?"),
    ("__import__('os')", "texts"),
    ("__import__(os)", "unknown function"),
    ("2x", "operator is missing before 'x'"),
    ("x y", "operator is missing before 'y'"),
    ("2(x)", "operator is missing before '('"),
    ("(x)(y)", "operator is missing before '('"),
    ("sqrt(x)(y)", "operator is missing before '('"),
    ("1,5 * x", "decimal point"),
    ("x^2", "'**'"),
    ("12 %", "unit %"),
    ("２ * x", "half width"),
    ("x × y", "'*'"),
    ("x² + 1", "'**2'"),
    ("yield * 2", "'yield_value'"),
    ("lambda", "reserved"),
    ("None", "reserved"),
    ("True + 1", "reserved"),
    ("x if y else 1", "min and max"),
    ("x and y", "min and max"),
    ("not x", "min and max"),
    ("x // 2", "floor(a / b)"),
    ("* x", "operand is missing before '*'"),
    ("min(*x)", "operand is missing before '*'"),
    ("min(1, **x)", "operand is missing before '**'"),
    ("min(1, x=2)", "comparisons"),
    ("min(1,)", "operand is missing before ')'"),
    ("min(,1)", "operand is missing before ','"),
    ("min()", "one argument or more"),
    ("sqrt(1, 2)", "one argument"),
    ("min", "is a function"),
    ("()", "comma only separates"),
    ("(x, y)", "comma only separates"),
    ("x +", "missing at the end"),
    ("(x + )", "operand is missing before ')'"),
    ("(x", "not closed"),
    ("x)", "never opened"),
    ("007", "begins with a zero"),
    ("1_000", "operator is missing"),
    ("0x1F", "operator is missing"),
    ("2j", "operator is missing"),
    ("1e999", "finite"),
    ("1.5.2", "operator is missing"),
    ("x**y", "number from -10 to 10"),
    ("x**11", "found '11.0'"),
    ("x**(1/0)", "number from -10 to 10"),
    ("x**sqrt(4)", "number from -10 to 10"),
    ("x**(0 - 8)**(1/3)", "number from -10 to 10"),
    ("x**9**9", "number from -10 to 10"),
    ("x # comment", "the sign '#'"),
    ("x; y", "the sign ';'"),
    ("x := 2", "the sign ':'"),
    ("=x", "without '='"),
    ("", "missing"),
    (" \n ", "missing"),
    ("x\x00", "the sign"),
    ("ｘ", "half width"),
    ("μ * x", "the sign"),
    ("x + " * 600 + "x", "at most 2000"),
    ("(" * 65 + "x" + ")" * 65, "64 levels"),
    ("-" * 65 + "x", "64 levels"),
    ("-" * 1999 + "x", "64 levels"),
    ("+".join("x" * 66), "64 levels"),
    ("sqrt(" * 64 + "x" + ")" * 64, "64 levels"),
]


@pytest.mark.parametrize(("text", "advice"), REFUSED, ids=[repr(row[0][:16]) for row in REFUSED])
def test_refused_with_advice_and_place(text: str, advice: str) -> None:
    place = Place(file="step.yaml", line=7, path="derived.t")
    with pytest.raises(FormulaError) as caught:
        parse(text, place)
    assert advice in str(caught.value)
    assert [finding.place for finding in caught.value.findings] == [place]


def test_only_texts_are_formulas() -> None:
    with pytest.raises(FormulaError, match="a text"):
        parse(5)  # type: ignore[arg-type]


def test_64_levels_are_allowed() -> None:
    assert evaluate(parse("+".join("x" * 64)), lambda _: 1.0) == 64.0
    assert parse("(" * 64 + "x" + ")" * 64) == X
