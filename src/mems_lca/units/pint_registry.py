"""The one pint registry, built from the table at first use, and every spelling that it answers to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from pint.util import UnitsContainer

from mems_lca.units.table import BASE_UNITS, MASS_OF_CO2E, PREFIXES, UNITS, Row

if TYPE_CHECKING:
    import pint

# A dimension: base dimensions with exponents; hashable, and closed under * / and **.
Dimension: TypeAlias = UnitsContainer

DIMENSIONLESS: Dimension = UnitsContainer()


@lru_cache(maxsize=1)
def registry() -> pint.UnitRegistry[Any]:
    """The registry. It knows only the units of the table, each under one name."""
    from pint import UnitRegistry

    made: pint.UnitRegistry[Any] = UnitRegistry(None, cache_folder=None)
    made.load_definitions([f"{name} = {row.definition}" for name, row in _rows().items()])
    return made


@lru_cache(maxsize=1)
def spellings() -> Mapping[str, str]:
    """From each accepted spelling of a unit of one word to its one name."""
    found: dict[str, str] = {}
    for name, row in _rows().items():
        for spelling in (name, *row.spellings.split()):
            if found.setdefault(spelling, name) != name:
                raise AssertionError(f"the unit table gives {spelling!r} two meanings")
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def offsets() -> Mapping[str, float]:
    """The zero point, in K, of the temperature units that have one."""
    return MappingProxyType({name: row.offset for name, row in UNITS.items() if row.offset is not None})


@lru_cache(maxsize=4096)
def factor_and_dimension(units: UnitsContainer) -> tuple[float, Dimension]:
    """What one of a product of named units is in coherent base units, and its dimension; no offset.

    May raise OverflowError for absurd powers.
    """
    # Always in the same order: floats multiplied in another order may differ in their last bit.
    ordered = UnitsContainer(dict(sorted(exponents(units).items())))
    factor, base = registry().get_root_units(ordered)
    powers = {BASE_UNITS[name]: power for name, power in exponents(base._units).items()}
    return float(cast("float", factor)), tidy(UnitsContainer(powers))


def exponents(dimension: Dimension) -> dict[str, float]:
    """The keys with their exponents, as floats."""
    return {key: float(cast("float", power)) for key, power in dimension.items()}


def tidy(dimension: Dimension) -> Dimension:
    """The dimension without zero exponents and without the rounding that roots leave behind."""
    rounded = {key: round(power, 9) for key, power in exponents(dimension).items()}
    return UnitsContainer({key: power for key, power in rounded.items() if power})


@lru_cache(maxsize=4096)
def product_of(left: Dimension, right: Dimension) -> Dimension:
    """The dimension of a product."""
    return tidy(left * right)


@lru_cache(maxsize=4096)
def quotient_of(left: Dimension, right: Dimension) -> Dimension:
    """The dimension of a quotient."""
    return tidy(left / right)


@lru_cache(maxsize=1)
def _rows() -> Mapping[str, Row]:
    rows: dict[str, Row] = {}
    for name, row in UNITS.items():
        rows[name] = row
        for prefix in row.prefixes.split():
            rows[prefix + name] = _prefixed(prefix, name, row)
    for mass, kilograms in MASS_OF_CO2E.items():
        rows.setdefault(f"{mass}_CO2e", Row(f"{kilograms}*kg_CO2e"))
    return MappingProxyType(rows)


def _prefixed(prefix: str, name: str, row: Row) -> Row:
    """A prefixed unit: symbols take the symbol of the prefix, spelled-out names its long name."""
    long_prefix, factor = PREFIXES[prefix]
    spelled = (
        (long_prefix if len(spelling) > 3 and spelling.islower() else prefix) + spelling
        for spelling in row.spellings.split()
    )
    return Row(f"{factor}*{name}", " ".join(spelled))
