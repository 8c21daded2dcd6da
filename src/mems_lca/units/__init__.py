"""Units and quantities: the one registry, and the border at which every unit is checked.

Inside the package an amount is a plain float in the coherent base units m, kg, s, K, mol, A, cd, wafer,
device, LSB, kg_CO2e, m3_world_eq and one unit for each currency (CNY, USD, EUR, JPY, GBP); `conversion` and
`Quantity.canonical` lead there. `unit`, `piece` and `Item(s)` are other spellings of `device`, the thing that
is counted in this field.
"""

from __future__ import annotations

from mems_lca.units.dimensions import DIMENSIONLESS, Dimension, canonical_unit, describe
from mems_lca.units.quantity import Quantity, format_number, parse_quantity, show
from mems_lca.units.registry import (
    Conversion,
    conversion,
    convert,
    dimension_of,
    known_units,
    parse_unit,
    same_dimension,
)

__all__ = [
    "DIMENSIONLESS",
    "Conversion",
    "Dimension",
    "Quantity",
    "canonical_unit",
    "conversion",
    "convert",
    "describe",
    "dimension_of",
    "format_number",
    "known_units",
    "parse_quantity",
    "parse_unit",
    "same_dimension",
    "show",
]
