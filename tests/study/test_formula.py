"""The formula language: what it reads, what it refuses, what its trees are worth."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from mems_lca.errors import FormulaError, Place
from mems_lca.study import formula as f
from mems_lca.study.formula import Bin, Call, Constant, Neg, Num, Ref, evaluate, parse
from mems_lca.units import DIMENSIONLESS, Dimension, dimension_of

X, Y = Ref("x"), Ref("y")


def value(text: str, **names: Any) -> Any:
    return evaluate(parse(text), names.__getitem__)


def dimension_text(text: str, **units: str) -> Dimension:
    return f.dimension(parse(text), lambda key: dimension_of(units[key]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-2**2", -4.0),
        ("2**3**2", 512.0),
        ("(2**3)**2", 64.0),
        ("7 - 2 - 1", 4.0),
        ("12 / 3 / 2", 2.0),
        ("2 + 3 * 4", 14.0),
        ("--2", 2.0),
        ("2**-1", 0.5),
        ("4**(1/2 + 1 - 2*0.5)", 2.0),
        ("0**0", 1.0),
        ("ceil(-1.5)", -1.0),
        ("floor(-1.5)", -2.0),
        ("min(3, 1, 2)", 1.0),
        ("max(3, 1, 2)", 3.0),
        ("log(exp(1.5))", 1.5),
        ("sqrt(9) + sin(0) + cos(0)", 4.0),
        ("avogadro * boltzmann / gas_constant", 1.0),
        ("avogadro * elementary_charge / faraday", 1.0),
    ],
)
def test_evaluate(text: str, expected: float) -> None:
    assert value(text) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/x", math.inf),
        ("-1/x", -math.inf),
        ("x/x", math.nan),
        ("log(x)", -math.inf),
        ("sqrt(x - 1)", math.nan),
        ("(x - 8)**(1/3)", math.nan),
        ("exp(x + 1000)", math.inf),
        ("min(x, x/x)", math.nan),
    ],
)
def test_arithmetic_is_ieee(text: str, expected: float) -> None:
    assert value(text, x=0.0) == pytest.approx(expected, nan_ok=True)
    with np.errstate(all="raise"):
        value(text, x=0.0)


def test_a_scalar_gives_a_float_and_an_array_an_array() -> None:
    assert type(value("x * 2", x=1.5)) is float
    assert type(value("x * 2", x=np.float64(1.5))) is float
    assert type(value("3")) is float
    assert value("x * y", x=np.array([1, 2]), y=3).tolist() == [3.0, 6.0]
    assert value("max(x, y)", x=np.array([1.0, 5.0]), y=3).tolist() == [3.0, 5.0]


def test_one_sample_and_many_agree_to_the_last_bit() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0.1, 5, 501), rng.uniform(0.1, 5, 501)
    tree = parse("x**2.7 * exp(-y) / log(2 + x) + sin(x)**3 - x**2 / sqrt(y) + y**0.5")
    many = evaluate(tree, {"x": x, "y": y}.__getitem__)
    one = [evaluate(tree, {"x": float(a), "y": float(b)}.__getitem__) for a, b in zip(x, y, strict=True)]
    assert isinstance(many, np.ndarray)
    assert many.tolist() == one


def test_operators_build_trees() -> None:
    assert Bin("*", X, Num(2)) == X * 2
    assert Bin("-", Num(1), X) == 1 - X
    assert Bin("/", X, Y) == X / Y
    assert Bin("/", Num(2), X) == 2 / X
    assert Bin("**", X, Num(2)) == X**2
    assert Bin("+", Num(2.5), X) == 2.5 + X
    assert Bin("+", X, Y) == X + Y
    assert Bin("*", Num(3), X) == 3 * X
    assert Bin("-", X, Num(1)) == X - 1
    assert Neg(X) == -X
    assert +X == X
    assert X * np.float64(2) == Bin("*", X, Num(2))
    assert np.float64(2) * X == Bin("*", Num(2), X)
    assert X * np.int64(2) == Bin("*", X, Num(2))  # type: ignore[operator]
    assert hash(X * 2) == hash(Ref("x") * 2.0)


@pytest.mark.parametrize("other", [True, "2", None, np.array([1.0]), [1]])
def test_operators_take_only_numbers_and_trees(other: Any) -> None:
    with pytest.raises(TypeError):
        X * other
    with pytest.raises(TypeError):
        other * X


def test_exponents_are_constants() -> None:
    with pytest.raises(FormulaError):
        X**Y
    with pytest.raises(FormulaError):
        X**10.5


@pytest.mark.parametrize("number", [math.nan, math.inf, True, "2", 10**400])
def test_numbers_are_finite(number: Any) -> None:
    with pytest.raises(FormulaError):
        Num(number)


def test_nodes_are_checked() -> None:
    with pytest.raises(FormulaError, match="did you mean 'faraday'"):
        Constant("farady")
    with pytest.raises(FormulaError):
        Bin("%", X, Y)  # type: ignore[arg-type]
    with pytest.raises(FormulaError):
        Call("eval", (X,))


@pytest.mark.parametrize("name", ["sqrt", "exp", "log", "sin", "cos", "ceil", "floor"])
def test_functions_serve_numbers_arrays_and_trees(name: str) -> None:
    function = getattr(f, name)
    assert function(X) == Call(name, (X,))
    number = function(2.25)
    assert type(number) is float
    assert number == pytest.approx(getattr(math, name)(2.25))
    assert function(np.array([2.25, 2.25])).tolist() == [number, number]


def test_minimum_and_maximum_serve_all_three() -> None:
    assert f.minimum(X, 1) == Call("min", (X, Num(1)))
    assert f.maximum(2, X, Y) == Call("max", (Num(2), X, Y))
    assert f.minimum(3.0, 1, 2) == 1.0
    assert f.maximum(3.0, 1, 2) == 3.0
    assert f.maximum(np.array([1.0, 4.0]), 2).tolist() == [2.0, 4.0]


def test_total_is_shallow_and_complete() -> None:
    assert f.total() == 0.0
    assert f.total(X) == X
    assert f.total(1.0, 2.0, 3.5) == 6.5
    many = f.total(*(Ref(f"x{i}") for i in range(1000)))
    assert evaluate(many, lambda key: float(key[1:])) == 999 * 1000 / 2
    assert len(f.references(many)) == 1000


def test_long_chains_built_by_code_do_not_overflow() -> None:
    chain: f.Expr = Num(0)
    for i in range(20_000):
        chain = chain + Ref(f"x{i % 7}")
    assert evaluate(chain, lambda _: 1.0) == 20_000
    assert len(f.references(chain)) == 7
    assert f.dimension(chain, lambda _: dimension_of("kg")) == dimension_of("kg")
    assert f.to_text(f.rename(chain, lambda _: "y")).startswith("0 + y + y")
    assert f.to_tree(chain)[0] == "+"


@pytest.mark.parametrize(
    ("text", "unit", "units"),
    [
        ("p * t", "J/wafer", {"p": "W", "t": "min/wafer"}),
        ("d / r", "s", {"d": "um", "r": "nm/min"}),
        ("flow * duty * (d / r)", "mol", {"flow": "sccm", "duty": "%", "d": "um", "r": "um/min"}),
        ("pi * d**2 / 4", "m**2", {"d": "mm"}),
        ("sqrt(a)", "m", {"a": "cm2"}),
        ("a**0.5 * a**(1/2)", "m**2", {"a": "cm2"}),
        ("(v**(1/3))**3", "m**3", {"v": "L"}),
        ("max(0, a - b)", "kg", {"a": "g", "b": "kg"}),
        ("a - 0", "kg", {"a": "g"}),
        ("max(0, 0)", "", {}),
        ("exp(a / b)", "", {"a": "nm", "b": "um"}),
        ("ceil(n / m)", "", {"n": "wafer", "m": "wafer"}),
        ("floor(n)", "device", {"n": "device"}),
        ("n / avogadro * gas_constant", "J/K", {"n": "1"}),
        ("a**0", "", {"a": "kg"}),
        ("-a", "kg", {"a": "kg"}),
        ("vacuum_permittivity * a / b", "F", {"a": "mm2", "b": "um"}),
    ],
)
def test_dimension(text: str, unit: str, units: dict[str, str]) -> None:
    assert dimension_text(text, **units) == dimension_of(unit)


@pytest.mark.parametrize(
    ("text", "units", "message"),
    [
        ("a + b", {"a": "kg", "b": "s"}, "found 'b (time)'; expected mass, as a is"),
        ("a + b", {"a": "kg", "b": "kg CO2e"}, "CO2e"),
        ("a - 1", {"a": "kg"}, "dimensionless"),
        ("min(a, b)", {"a": "W", "b": "J"}, "energy"),
        ("exp(a)", {"a": "m"}, "dimensionless numbers"),
        ("log(a)", {"a": "m"}, "dimensionless numbers"),
        ("sin(a)", {"a": "s"}, "dimensionless numbers"),
        ("ceil(a)", {"a": "s"}, "counts"),
    ],
)
def test_unlike_dimensions_are_refused(text: str, units: dict[str, str], message: str) -> None:
    place = Place(file="step.yaml", line=3)
    with pytest.raises(FormulaError) as caught:
        f.dimension(parse(text), lambda key: dimension_of(units[key]), place)
    assert message in str(caught.value)
    assert caught.value.findings[0].place == place


def test_unknown_names_are_formula_errors() -> None:
    with pytest.raises(FormulaError, match="unknown name"):
        value("x + y", x=1.0)
    with pytest.raises(FormulaError, match="unknown name"):
        dimension_text("x")
    assert dimension_text("3") == DIMENSIONLESS


def test_constants_are_those_of_codata() -> None:
    constants = pytest.importorskip("scipy.constants")
    names = {
        "avogadro": "N_A",
        "gas_constant": "R",
        "faraday": None,
        "boltzmann": "k",
        "elementary_charge": "e",
        "standard_gravity": "g",
        "vacuum_permittivity": "epsilon_0",
        "pi": "pi",
    }
    assert set(names) == set(f.CONSTANTS)
    for name, attribute in names.items():
        wanted = constants.N_A * constants.e if attribute is None else getattr(constants, attribute)
        # Older tables give vacuum_permittivity of CODATA 2018, which differs by 7e-11.
        assert f.CONSTANTS[name][0] == pytest.approx(wanted, rel=1e-9 if "vacuum" in name else 1e-15)
