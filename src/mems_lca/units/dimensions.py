"""Dimensions in words and in canonical units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from mems_lca.units.pint_registry import DIMENSIONLESS, Dimension, exponents, factor_and_dimension, tidy
from mems_lca.units.table import BASE_UNITS

__all__ = ["DIMENSIONLESS", "Dimension", "canonical_unit", "describe"]

# Coherent derived units, and the quantity that each measures. Hz is used for a bare 1/s alone.
_DERIVED: dict[str, tuple[dict[str, float], str]] = {
    "W": ({"W": 1}, "power"),
    "J": ({"J": 1}, "energy"),
    "Pa": ({"Pa": 1}, "pressure (or energy per volume)"),
    "N": ({"N": 1}, "force"),
    "V": ({"V": 1}, "voltage"),
    "ohm": ({"ohm": 1}, "resistance"),
    "F": ({"F": 1}, "capacitance"),
    "coulomb": ({"coulomb": 1}, "electric charge"),
    "tesla": ({"tesla": 1}, "magnetic flux density"),
    "W/m": ({"W": 1, "m": -1}, "power per length"),
    "W/m**2": ({"W": 1, "m": -2}, "power per area"),
    "W/m**3": ({"W": 1, "m": -3}, "power per volume"),
    "W/kg": ({"W": 1, "kg": -1}, "power per mass"),
    "J/m**2": ({"J": 1, "m": -2}, "energy per area"),
    "J/kg": ({"J": 1, "kg": -1}, "energy per mass"),
}

_PLAIN: dict[str, dict[str, float]] = {
    "length": {"m": 1},
    "area": {"m": 2},
    "volume": {"m": 3},
    "mass": {"kg": 1},
    "time": {"s": 1},
    "temperature": {"K": 1},
    "amount of substance": {"mol": 1},
    "electric current": {"A": 1},
    "luminous intensity": {"cd": 1},
    "wafers": {"wafer": 1},
    "devices": {"device": 1},
    "LSB": {"LSB": 1},
    "CO2e": {"kg_CO2e": 1},
    "world-equivalent water": {"m3_world_eq": 1},
    "CNY": {"CNY": 1},
    "USD": {"USD": 1},
    "EUR": {"EUR": 1},
    "JPY": {"JPY": 1},
    "GBP": {"GBP": 1},
    "frequency": {"Hz": 1},
    "acceleration": {"g_n": 1},
    "transport": {"tkm": 1},
}

# What "per" is said of, in the order in which it is tried.
_PER: tuple[tuple[str, dict[str, float]], ...] = (
    ("wafer", {"wafer": 1}),
    ("device", {"device": 1}),
    ("time", {"s": 1}),
    ("area", {"m": 2}),
    ("volume", {"m": 3}),
    ("mass", {"kg": 1}),
    ("energy", {"J": 1}),
    ("amount of substance", {"mol": 1}),
    ("length", {"m": 1}),
    ("temperature", {"K": 1}),
    ("LSB", {"LSB": 1}),
    ("CNY", {"CNY": 1}),
    ("USD", {"USD": 1}),
    ("EUR", {"EUR": 1}),
    ("JPY", {"JPY": 1}),
    ("GBP", {"GBP": 1}),
)

_MECHANICAL = frozenset({"[mass]", "[length]", "[time]", "[current]"})


@lru_cache(maxsize=4096)
def canonical_unit(dimension: Dimension) -> str:
    """The coherent unit of a dimension, as a unit text: "kg", "W", "J/wafer"; "" when dimensionless."""
    for name, derived in _derived():
        if dimension == derived:
            return name
    if dimension == _dimension({"Hz": 1}):
        return "Hz"
    powers = exponents(dimension)
    mechanical = Dimension({key: power for key, power in powers.items() if key in _MECHANICAL})
    rest = {_unit_of()[key]: power for key, power in powers.items() if key not in _MECHANICAL}
    for name, derived in _derived():
        if "/" not in name and mechanical == derived:
            return _product({name: 1, **rest})
        if "/" not in name and mechanical == derived**-1:
            return _product({**rest, name: -1})
    return _product({_unit_of()[key]: power for key, power in powers.items()})


@lru_cache(maxsize=4096)
def describe(dimension: Dimension) -> str:
    """A dimension in words ("energy per wafer"), or its canonical unit when there are no words for it."""
    if dimension == DIMENSIONLESS:
        return "dimensionless"
    names = _names()
    if dimension in names:
        return names[dimension]
    for words in _as_ratio(dimension):
        return words
    return canonical_unit(dimension)


def _as_ratio(dimension: Dimension) -> Iterator[str]:
    """Readings of a dimension as something named per something, or per two things; the simplest first."""
    names = {DIMENSIONLESS: "number", **_names()}
    pairs = [(word, _dimension(units)) for word, units in _PER]
    for word, divisor in pairs:
        whole = tidy(dimension * divisor)
        if whole in names:
            yield f"{names[whole]} per {word}"
    for first, divisor in pairs[:3]:
        for second, further in pairs:
            whole = tidy(dimension * divisor * further)
            if whole in names and second != first:
                yield f"{names[whole]} per {second} per {first}"


def _product(units: Mapping[str, float]) -> str:
    """A unit text such as "kg*m**2/(s*wafer)", always in the order of the base units."""
    places = list(BASE_UNITS)
    ordered = sorted(units.items(), key=lambda item: places.index(item[0]) if item[0] in places else -1)
    above = [_power(name, power) for name, power in ordered if power > 0]
    below = [_power(name, -power) for name, power in ordered if power < 0]
    numerator = "*".join(above)
    if not below:
        return numerator
    denominator = "*".join(below)
    return f"{numerator or '1'}/{f'({denominator})' if len(below) > 1 else denominator}"


def _power(name: str, power: float) -> str:
    return name if power == 1 else f"{name}**{power:g}"


@lru_cache(maxsize=1)
def _unit_of() -> Mapping[str, str]:
    return {key: name for name, key in BASE_UNITS.items()}


@lru_cache(maxsize=1)
def _derived() -> tuple[tuple[str, Dimension], ...]:
    return tuple((name, _dimension(units)) for name, (units, _) in _DERIVED.items())


@lru_cache(maxsize=1)
def _names() -> Mapping[Dimension, str]:
    derived = {_dimension(units): words for units, words in _DERIVED.values()}
    return {**derived, **{_dimension(units): words for words, units in _PLAIN.items()}}


def _dimension(units: Mapping[str, float]) -> Dimension:
    return factor_and_dimension(Dimension(dict(units)))[1]
