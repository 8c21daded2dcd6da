"""Number formats of cells, by the size of what they show."""

from __future__ import annotations

import math


def significant(value: float | None) -> str:
    """A number format with four significant digits of a value of this size; zero may become anything."""
    if value is None or value == 0 or not math.isfinite(value):
        return "General"
    size = abs(value)
    if size >= 1e6 or size < 1e-3:
        return "0.000E+00"
    if float(value).is_integer():
        return "#,##0" if size >= 1000 else "General"
    decimals = max(0, 3 - math.floor(math.log10(size)))
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def in_full(value: float) -> str:
    """A number format for what is counted and read in full, however large: kWh of a year, kg CO2e of a fab."""
    return "#,##0" if abs(value) >= 1e6 else significant(value)
