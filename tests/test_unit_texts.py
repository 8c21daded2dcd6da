"""Unit texts are untrusted: what is refused, with which advice, and that nothing else can happen."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mems_lca.errors import UnitError
from mems_lca.units import conversion, known_units, parse_quantity, parse_unit
from mems_lca.units.table import ADVICE

REFUSED = [
    ("1,5 kg", "decimal point"),
    ("1,000 kg", "decimal point"),
    ("1 000 kg", "without gaps"),
    ("1_000 kg", "without gaps"),
    ("1'000 kg", "without gaps"),
    ("５ kg", "half width"),
    ("1５ kg", "half width"),
    ("−5 kg", "'-' instead"),
    ("5 ± 1 kg", "uncertainty"),
    ("NaN", "finite"),
    ("nan kg", "finite"),
    ("inf", "finite"),
    ("-Infinity W", "finite"),
    ("1e999 kg", "finite"),
    ("1e300 Gt CO2e", "too large"),
    ("kg", "begins with a number"),
    ("", "missing"),
    ("  ", "missing"),
    ("0x10 kg", "unknown unit"),
    ("1/3 kg", "number has no place"),
    ("5 kg 3", "number has no place"),
    ("5 kg/", "missing at the end"),
    ("5 kg**", "exponent is a number"),
    ("5 kg**99", "above 12"),
    ("5 (kg", "not closed"),
    ("5 kg)", "one too many"),
    ("5 J/mol K", "ambiguous"),
    ("5 kg CO2/kWh", "'kg CO2e' for a climate impact"),
    ("5 gCO2", "not CO2e"),
    ("5 CO2e", "'kg CO2e'"),
    ("5 ton CO2e", "did you mean 'tonne CO2e'?"),
    ("5 stone CO2e", "kg CO2e"),
    ("5 W/degC", "K, which a difference"),
    ("5 degC**2", "K, which a difference"),
    ("5 scmm", "did you mean 'sccm'?"),
    ("5 KWH", "did you mean 'kWh'?"),
    ("5 Kg", "did you mean 'kg'?"),
    ("5 wafr", "did you mean 'wafer'?"),
    ("5 ſquare meter", "the sign"),
    ("5 kg; rm", "the sign ';'"),
    ("5 " + "kg*" * 200 + "kg", "at most"),
    ("5 " + "(" * 40 + "kg" + ")" * 40, "parentheses"),
    ("5 __import__('os').system('ls')", "unknown unit"),
    ("5 Tm**12", "unknown unit"),
]


@pytest.mark.parametrize(("text", "advice"), REFUSED, ids=[row[0][:20] for row in REFUSED])
def test_refused_with_advice(text: str, advice: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_quantity(text)
    assert advice in str(caught.value)
    assert len(caught.value.findings) == 1


AMBIGUOUS = [
    ("ton", "'short_ton'"),
    ("tons", "'short_ton'"),
    ("T", "'tesla'"),
    ("M", "'mol/L'"),
    ("C", "'degC'"),
    ("Nm", "'nm'"),
    ("MT", "'Mt'"),
    ("G", "'g_n'"),
    ("oz", "'ozt'"),
    ("gal", "'us_gallon'"),
    ("ccm", "'sccm'"),
    ("scf", "Nm3"),
    ("$", "USD"),
    ("¥", "CNY or JPY"),
    ("die", "'device'"),
    ("month", "days"),
]


@pytest.mark.parametrize(("unit", "advice"), AMBIGUOUS)
def test_ambiguous_units_are_refused_with_advice(unit: str, advice: str) -> None:
    with pytest.raises(UnitError, match="ambiguous") as caught:
        parse_unit(unit)
    assert advice in caught.value.findings[0].expected


def test_advice_is_only_given_for_what_is_refused() -> None:
    spelled = {spelling for name, others, _ in known_units() for spelling in (name, *others)}
    assert not spelled & set(ADVICE)


@pytest.mark.parametrize("value", [True, False, None, [1], {"value": 1}, b"5 kg", math.nan, math.inf, 10**400, 1j])
def test_other_values_are_refused(value: object) -> None:
    with pytest.raises(UnitError):
        parse_quantity(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("unit", [None, 5, 1.5, ("kg",)])
def test_a_unit_is_a_text(unit: object) -> None:
    with pytest.raises(UnitError):
        conversion(unit)  # type: ignore[arg-type]


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_a_quantity_or_a_unit_error(text: str) -> None:
    _quantity_or_error(text)


UNITY = st.sampled_from(["kg", "m", "s", "CO2e", " ", "/", "*", "**", "^", "-", "2", "(", ")", "sqrt", "per", "1", "0"])
NOISE = st.sampled_from(["%", "degC", "°", "µ", "²", "m3 world", "Nm", "ton", "kilometer", "e", ".", "１", "'", "_"])


@settings(max_examples=1000, deadline=None)
@given(st.lists(UNITY | NOISE, max_size=12))
def test_any_mixture_of_signs_is_a_quantity_or_a_unit_error(parts: list[str]) -> None:
    _quantity_or_error("1 " + "".join(parts))
    _quantity_or_error("".join(parts))


def _check_one_line(error: UnitError) -> None:
    assert len(str(error).splitlines()) == 1


def _quantity_or_error(text: str) -> None:
    try:
        quantity = parse_quantity(text)
    except UnitError as error:
        _check_one_line(error)
    else:
        assert math.isfinite(quantity.canonical)
        assert parse_quantity(str(quantity)) == quantity


def test_no_unit_text_takes_long() -> None:
    for text in ("1 " + "m" * 190, "1 " + "m3 world " * 20, "1 " + "kg CO2 " * 25, "1 " + "square " * 25):
        _quantity_or_error(text)
