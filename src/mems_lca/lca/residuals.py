"""Amounts that are what is left over: with sampled inputs a balance may ask for less than nothing.

What a furnace draws and what it makes are drawn apart, so that in some samples the difference, its residue, comes out
below zero. It counts as zero there, and the share of samples in which it did is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mems_lca.inventory.processes import Inventory
from mems_lca.lca.cell_values import CellValues, Range
from mems_lca.lca.program import Builder
from mems_lca.study.formula import Ref, maximum


@dataclass(frozen=True)
class Floored:
    """An inventory whose uncertain amounts never fall below zero; `residuals` are the cells before that, by amount."""

    inventory: Inventory
    residuals: Mapping[str, str]


def floored(inventory: Inventory, varied: Mapping[str, str], ranges: Mapping[str, Range]) -> Floored:
    """The inventory with zero in place of negative amounts, where sampled inputs could make an amount negative.

    `varied` gives the leaf of each input that varies, `ranges` between which values leaves lie.
    """
    builder = Builder()
    found = CellValues(builder, inventory, varied, ranges)
    amounts = [exchange.amount for process in inventory.processes.values() for exchange in process.exchanges]
    unsure = [key for key in dict.fromkeys(amounts) if not builder.never_negative(found[key])]
    cells, residuals = dict(inventory.cells), {}
    for key in unsure:
        cell = cells[key]
        if cell.expr is None:
            continue
        residuals[key] = f"{key}/residual"
        cells[residuals[key]] = replace(cell, key=residuals[key], group="derived")
        cells[key] = replace(cell, expr=maximum(Ref(residuals[key]), 0.0))
    values = dict(inventory.values)
    values |= {residual: values[key] for key, residual in residuals.items()}
    return Floored(replace(inventory, cells=cells, values=values), residuals)
