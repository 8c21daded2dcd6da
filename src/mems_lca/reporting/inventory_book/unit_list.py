"""Units for the drop-down lists: those of each dimension together, with what turns them into coherent units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from mems_lca.errors import MemsLcaError
from mems_lca.units import Dimension, canonical_unit, conversion, describe, dimension_of, known_units

# What a share may be written in; a plain number has no unit.
SHARE = "%"
# Spellings and prefixes that nobody in a fab looks for.
_LEFT_OUT = frozenset(
    {
        "percent", "rad", "urad", "mrad", "deg", "udeg", "mdeg", "micron", "gram_CO2e", "grams_CO2e", "kilogram_CO2e",
        "kilograms_CO2e", "tonne_CO2e", "tonnes_CO2e",
    }
)  # fmt: skip
_COMPOUND = ("mm**2", "cm**2", "m**2", "m3", "mm3", "cm3", "mol/s", "kWh/kg", "kWh/m2", "kWh/wafer", "wafer/month",
             "nm/min", "nm/s", "um/h", "um/min", "mm/s", "L/min", "L/h", "m3/h", "mL/min", "g/cm3", "kg/m3", "g/mol",
             "kg/m2", "g/m2", "L/kg", "g/L", "kWh/m3", "MJ/kg", "mA/cm2", "mJ/cm2", "kg/wafer", "g/wafer", "L/wafer",
             "m3/wafer", "s/wafer", "min/wafer", "kWh/device", "mg/device", "kg CO2e/kg", "kg CO2e/kWh",
             "g CO2e/kWh", "kg CO2e/m3", "CNY/kg", "CNY/kWh", "CNY/m3", "CNY/t")  # fmt: skip


@dataclass(frozen=True)
class UnitEntry:
    """A unit, the dimension that it has, and canonical = value * factor + offset."""

    unit: str
    dimension: Dimension
    factor: float
    offset: float

    @property
    def measures(self) -> str:
        """What the unit measures, in words."""
        return describe(self.dimension)

    @property
    def canonical(self) -> str:
        """The coherent unit."""
        return canonical_unit(self.dimension) or "1"


def unit_entries(further: Iterable[str] = ()) -> tuple[UnitEntry, ...]:
    """All units that a drop-down offers, those of a dimension together: the registry's, common compound ones, and
    `further` ones that a study and its steps use; what cannot be read as a unit is left out.
    """
    found: dict[Dimension, dict[str, UnitEntry]] = defaultdict(dict)
    for unit in (SHARE, *_named(), *_COMPOUND, *further):
        entry = _entry(unit)
        if unit and entry is not None:
            found[entry.dimension].setdefault(unit, entry)
    ordered = sorted(found.items(), key=lambda item: (str(describe(item[0])) != "dimensionless", _order(item[0])))
    return tuple(entry for _, entries in ordered for entry in entries.values())


def _order(dimension: Dimension) -> tuple[int, str]:
    """Dimensions of a single word before compound ones."""
    words = describe(dimension)
    return (len(words.split()), words)


def _named() -> list[str]:
    return [_shown(name) for name, _, _ in known_units() if name not in _LEFT_OUT]


def _shown(name: str) -> str:
    """ "kg_CO2e" as people write it: "kg CO2e"."""
    return name.replace("_CO2e", " CO2e")


def _entry(unit: str) -> UnitEntry | None:
    try:
        rule = conversion(unit)
        return UnitEntry(unit, dimension_of(unit), rule.factor, rule.offset)
    except MemsLcaError:
        return None
