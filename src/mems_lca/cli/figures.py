"""Figures as commands print them: digits that can be read, and money by as many units as make it so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_DIGITS = 4
# Below this a price per unit is one per a thousand of them, or a million.
_LEAST = 0.01
_DECIMALS = 6


def plain(value: float) -> str:
    """A number with four digits."""
    from mems_lca.units import show

    return show(value, "", _DIGITS)


def number(value: float, unit: str, shown: str) -> str:
    """A value in another unit, without that unit."""
    from mems_lca.units import convert

    return plain(convert(value, unit, shown))


@dataclass(frozen=True)
class Money:
    """How small sums are told: CNY by `times` functional units, and the words for it."""

    times: int
    unit: str

    def number(self, value: float) -> str:
        """A sum per functional unit in this unit, without it."""
        return plain(round(value * self.times, _DECIMALS) + 0.0)

    def signed(self, value: float) -> str:
        """A change with its sign and unit: "+1.049 CNY per 1,000 devices"."""
        sign = "+" if value >= 0 else ""
        return f"{sign}{self.number(value)} {self.unit}"


def money(values: Iterable[float], functional_unit: str) -> Money:
    """CNY for one functional unit, or for 1,000 or 1,000,000 of them, so that the largest sum has digits to read."""
    largest = max((abs(value) for value in values), default=0.0)
    times = next((times for times in (1, 1000) if largest * times >= _LEAST or not largest), 10**6)
    if times == 1:
        return Money(1, "CNY")
    units = {"1 device": "devices", "1 wafer": "wafers"}.get(functional_unit, "functional units")
    return Money(times, f"CNY per {times:,} {units}")
