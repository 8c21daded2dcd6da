"""The cells of an inventory as values of a program."""

from __future__ import annotations

import math
from collections.abc import Mapping

from mems_lca.inventory.cells import Cell
from mems_lca.inventory.processes import Inventory
from mems_lca.lca.program import Builder
from mems_lca.study.formula import references

Range = tuple[float, float]
NO_RANGES: Mapping[str, Range] = {}


class CellValues(dict[str, int]):
    """The value of each cell in a program by its key, made when it is first asked for.

    What is not asked for costs nothing, and what is used together is computed together.
    """

    def __init__(
        self,
        builder: Builder,
        inventory: Inventory,
        varied: Mapping[str, str],
        ranges: Mapping[str, Range] = NO_RANGES,
    ) -> None:
        super().__init__()
        self._builder, self._inventory, self._varied, self._ranges = builder, inventory, varied, ranges

    def __missing__(self, key: str) -> int:
        """The value of a cell, after those that it refers to."""
        waiting = [key]
        while waiting:
            cell = self._inventory.cells[waiting[-1]]
            before = [other for other in references(cell.expr) if other not in self] if cell.expr is not None else []
            if before and cell.key not in self._varied:
                waiting += before
                continue
            waiting.pop()
            if cell.key not in self:
                self[cell.key] = self._value(cell)
        return self[key]

    def _value(self, cell: Cell) -> int:
        if cell.key in self._varied:
            return _leaf(self._builder, self._varied[cell.key], self._ranges)
        if cell.expr is None:
            return self._builder.number(self._inventory.values[cell.key])
        return self._builder.formula(cell.expr, self.__getitem__)


def _leaf(builder: Builder, name: str, ranges: Mapping[str, Range]) -> int:
    low, high = ranges.get(name, (-math.inf, math.inf))
    return builder.leaf(name, never_negative=low >= 0, at_most_one=high <= 1)
