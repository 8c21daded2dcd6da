"""Money by as many units as make it readable."""

from __future__ import annotations

import pytest

from mems_lca.cli.figures import money


@pytest.mark.parametrize(
    ("sums", "unit", "words", "shown"),
    [
        ([0.1302, -0.5], "1 device", "CNY", "0.1302"),
        ([4.602e-6, -1.79e-4], "1 device", "CNY per 1,000 devices", "0.004602"),
        ([0.0012], "1 wafer", "CNY per 1,000 wafers", "1.2"),
        ([0.0012], "1 device per LSB", "CNY per 1,000 functional units", "1.2"),
        ([4.6e-9], "1 device", "CNY per 1,000,000 devices", "0.0046"),
        ([0.0, 0.0], "1 device", "CNY", "0"),
        ([], "1 device", "CNY", ""),
    ],
)
def test_the_largest_sum_has_digits_to_read(sums: list[float], unit: str, words: str, shown: str) -> None:
    found = money(sums, unit)
    assert found.unit == words
    assert not sums or found.number(sums[0]) == shown


def test_a_change_has_its_sign() -> None:
    found = money([1.049e-3], "1 device")
    assert found.signed(1.049e-3) == "+1.049 CNY per 1,000 devices"
    assert found.signed(-1.049e-3) == "-1.049 CNY per 1,000 devices"


def test_what_is_too_small_beside_the_largest_is_zero() -> None:
    assert money([1.0, 1e-9], "1 device").number(-1e-9) == "0"
