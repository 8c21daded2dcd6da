"""Records: half a unit of the last printed digit, and a factor in another unit."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mems_lca.errors import LibraryError, UnitError
from mems_lca.library.factors import Factor, half_digit


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("0.2", 0.05),
        ("0.20", 0.005),
        ("12", 0.5),
        ("0.00077", 0.000005),
        ("1.2e3", 50),
        ("25200", 0.5),
        ("-0.4", 0.05),
        ("0", 0.5),
    ],
)
def test_half_digit(text: str, half: float) -> None:
    assert half_digit(text) == pytest.approx(half, rel=1e-12)


@pytest.mark.parametrize("text", ["", "nan", "inf", "<1", "1,5", "abc"])
def test_half_digit_of_no_number_is_refused(text: str) -> None:
    with pytest.raises(LibraryError):
        half_digit(text)


@given(st.integers(-(10**6), 10**6), st.integers(0, 8))
def test_rounding_to_printed_digits_moves_less_than_half_a_digit(number: int, digits: int) -> None:
    value = number / 7
    text = f"{value:.{digits}f}"
    assert abs(float(text) - value) <= half_digit(text) * (1 + 1e-6) + 1e-12
    assert math.isclose(half_digit(text), 0.5 * 10.0**-digits)


def test_factor_in_another_unit() -> None:
    factor = Factor(value=582.7, text="582.7", unit="g CO2e/kWh", source="some-2020")
    assert factor.to("kg CO2e/kWh") == pytest.approx(0.5827)
    with pytest.raises(UnitError):
        factor.to("kg/kWh")
