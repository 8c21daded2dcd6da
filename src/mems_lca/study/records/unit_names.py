"""Units as exports write them: KWH, 度, cbm, KGM, 万度."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mems_lca.errors import UnitError
from mems_lca.study.records.columns import MeasuredColumns, scaled_unit
from mems_lca.units import Dimension, conversion, dimension_of


class Measure(NamedTuple):
    """A unit that was read: `factor` to the coherent unit of its dimension, and its name as `units` knows it."""

    factor: float
    unit: str
    dimension: Dimension
    scale: float = 1.0


class UnitNames:
    """Units by what tables call them, each read once."""

    def __init__(self, columns: MeasuredColumns) -> None:
        self._spellings: Mapping[str, tuple[str, ...]] = columns.unit_spellings
        self._known: dict[tuple[str, str], Measure | None] = {}

    def read(self, text: str, like: str = "") -> Measure | None:
        """The unit of a text; None where it is none.

        Where `like` is given, a reading of its dimension is preferred: "pcs" of wafers are wafers and not devices, and
        tonnes of water are cubic metres (1 t = 1 m3, as water works count).
        """
        key = (text, like)
        if key not in self._known:
            self._known[key] = self._read(text.strip(), like)
        return self._known[key]

    def _read(self, text: str, like: str) -> Measure | None:
        wanted = dimension_of(like) if like else None
        names = (text, *self._spellings.get(text, ()))
        found = [measure for name in names if name and (measure := _measure(name))]
        fitting = [measure for measure in found if measure.dimension == wanted]
        return next(iter(fitting or found), None)


def _measure(text: str) -> Measure | None:
    try:
        scale, unit = scaled_unit(text)
        rule = conversion(unit)
    except UnitError:
        return None
    # Degrees and gauge pressures have a zero of their own: no table of amounts holds them.
    return None if rule.offset else Measure(scale * rule.factor, unit, dimension_of(unit), scale)
