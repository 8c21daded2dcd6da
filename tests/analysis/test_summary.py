"""Values for people: the unit that suits them, and their digits."""

from __future__ import annotations

import pytest

from mems_lca.analysis.summary import readable, readable_unit


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (7.819e-4, "kg", "781.9 mg"),
        (0.0473539, "kg CO2e", "47.35 g CO2e"),
        (5040.0, "kg CO2e", "5040 kg CO2e"),
        (0.0, "kg", "0 kg"),
        (-0.5, "kg", "-500 g"),
        (1.3e-4, "m3", "130 mL"),
        (3e-12, "kg", "0.003 ug"),
        (2.0, "CNY", "2 CNY"),
    ],
)
def test_readable(value: float, unit: str, expected: str) -> None:
    assert readable(value, unit) == expected


def test_the_largest_value_chooses_the_unit() -> None:
    assert readable_unit([1e-6, 0.5, 1e-9], "kg") == "g"
    assert readable_unit([], "kg") == "kg"
