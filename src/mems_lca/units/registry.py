"""From unit texts to conversions and dimensions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from mems_lca.errors import UnitError
from mems_lca.units.dimensions import Dimension, canonical_unit, describe
from mems_lca.units.grammar import Powers, parse_powers
from mems_lca.units.pint_registry import factor_and_dimension, offsets, spellings


@dataclass(frozen=True)
class Conversion:
    """From a unit to the coherent one: canonical = value * factor + offset."""

    factor: float
    offset: float
    canonical_unit: str


def conversion(unit: str) -> Conversion:
    """How values in `unit` become values in coherent base units. UnitError when the unit cannot be read."""
    return _resolve(unit)[0]


def dimension_of(unit: str) -> Dimension:
    """The dimension of a unit text; a temperature in degC has that of K. UnitError when it cannot be read."""
    return _resolve(unit)[1]


def parse_unit(unit: str) -> Dimension:
    """The same as `dimension_of`: read a unit, for its dimension or its UnitError."""
    return dimension_of(unit)


def same_dimension(a: str, b: str) -> bool:
    """Whether a value in unit `a` can be converted to unit `b`."""
    return dimension_of(a) == dimension_of(b)


def convert(value: float, unit: str, to: str) -> float:
    """`value`, in `unit`, expressed in the unit `to`. UnitError when their dimensions differ."""
    (here, dimension), (there, wanted) = _resolve(unit), _resolve(to)
    if dimension != wanted:
        raise UnitError.single(
            "unit-dimension",
            f"'{unit}' cannot be converted to '{to}'",
            found=f"{unit} ({describe(dimension)})",
            expected=f"{describe(wanted)}, such as '{to or '1'}'",
        )
    if here == there:
        return value
    return (value * here.factor + here.offset - there.offset) / there.factor


@lru_cache(maxsize=1)
def known_units() -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """Every unit of one word: its name, its other spellings, and what it measures."""
    others: dict[str, list[str]] = {}
    for spelling, name in spellings().items():
        others.setdefault(name, [])
        if spelling != name:
            others[name].append(spelling)
    return tuple((name, tuple(also), describe(dimension_of(name))) for name, also in others.items())


@lru_cache(maxsize=4096)
def _resolve(unit: str) -> tuple[Conversion, Dimension]:
    powers = parse_powers(unit)
    offset = _offset(powers, unit)
    try:
        factor, dimension = factor_and_dimension(Dimension(powers))
    except OverflowError:
        factor, dimension = math.inf, Dimension()
    if not (math.isfinite(factor) and factor > 0):
        raise UnitError.single(
            "unit-size", "this unit is too large or too small", found=unit, expected="smaller powers"
        )
    return Conversion(factor, offset, canonical_unit(dimension)), dimension


def _offset(powers: Powers, unit: str) -> float:
    """The zero point of the unit, in K; only a temperature that stands alone can have one."""
    shifted = [name for name in powers if name in offsets()]
    if not shifted:
        return 0.0
    if powers != {shifted[0]: 1.0}:
        raise UnitError.single(
            "unit-offset",
            f"'{shifted[0]}' has a zero point of its own and cannot be multiplied",
            found=unit,
            expected="K, which a difference of temperatures is written in",
        )
    return offsets()[shifted[0]]
