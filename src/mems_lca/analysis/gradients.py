"""How every indicator of every route answers to every input, by one pass backwards through the calculation.

The supply s of a route's processes solves s = d + M s, with d what is demanded and M what processes draw of each other;
an indicator is I = s · u, with u what each process counts by itself. Its intensity λ, all that one unit of a process
counts with what it draws, solves λ = u + Mᵀ λ. Then dI = s · du + s · dM · λ: a changed amount counts as often as its
process is supplied, times the factor or the intensity of what it draws. From there the slopes of formulas lead back to
the inputs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.groups import Basis
from mems_lca.inventory.cells import Cell, in_order
from mems_lca.inventory.processes import Target, UnitProcess
from mems_lca.study.formula_slopes import slopes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Slopes = dict[str, Array]


def gradients(calculated: Calculated, basis: Basis) -> tuple[tuple[str, ...], Mapping[str, Array]]:
    """The indicators, and d I / d input by the key of the input: an array of routes × indicators.

    I is the total per wafer or device, with the accounting of electricity that the study chose; inputs are in their
    canonical units. An input that nothing depends on has no entry.
    """
    indicators = tuple(calculated.indicators)
    counts = _Counts(calculated, indicators)
    for row, route in enumerate(calculated.bound.routes):
        supply = calculated.supply(route, basis)
        if supply:
            _of_route(counts, supply, row, [p for p in calculated.inventory.processes.values() if p.route == route])
    _backwards(calculated.inventory.cells, calculated.inventory.values, counts.slopes)
    return indicators, counts.slopes


class _Counts:
    """What targets count by indicator, and the slopes collected so far, by key of a cell."""

    def __init__(self, calculated: Calculated, indicators: Sequence[str]) -> None:
        self.inventory = calculated.inventory
        self.position = {name: index for index, name in enumerate(indicators)}
        self.accounting = calculated.bound.study.accounting
        self.slopes: Slopes = {}
        self._shape = (len(calculated.bound.routes), len(indicators))
        self._factors: dict[str, Array] = {}

    def of(self, cell: str) -> Array:
        """The slopes to a cell, zero at first."""
        import numpy as np

        return self.slopes.setdefault(cell, np.zeros(self._shape))

    def impacts(self, target: Target) -> list[tuple[int, str]]:
        """The impacts that the study's accounting counts: position of the indicator, and key of the factor."""
        counted = (impact for impact in target.impacts if impact.accounting in ("both", self.accounting))
        return [(self.position[impact.indicator], impact.cell) for impact in counted]

    def factors(self, target: Target) -> Array:
        """What one unit of a target counts, by indicator."""
        import numpy as np

        if target.id not in self._factors:
            found = np.zeros(self._shape[1])
            for index, cell in self.impacts(target):
                found[index] += self.inventory.values[cell]
            self._factors[target.id] = found
        return self._factors[target.id]


def _of_route(counts: _Counts, supply: Mapping[str, float], row: int, processes: Sequence[UnitProcess]) -> None:
    """Adds the slopes to the amounts and factors of one route's processes."""
    values, targets = counts.inventory.values, counts.inventory.targets
    intensity = _intensities(counts, processes)
    for process in processes:
        times = supply[process.id]
        if times == 0:
            continue
        for exchange in process.exchanges:
            target = targets.get(exchange.target)
            drawn = times * exchange.sign
            if target is None:
                counts.of(exchange.amount)[row] += drawn * intensity[exchange.target]
                continue
            counts.of(exchange.amount)[row] += drawn * counts.factors(target)
            for index, cell in counts.impacts(target):
                counts.of(cell)[row, index] += drawn * values[exchange.amount]


def _intensities(counts: _Counts, processes: Sequence[UnitProcess]) -> dict[str, Array]:
    """All that one unit of each process counts, with what it draws, by indicator."""
    import numpy as np

    values, targets = counts.inventory.values, counts.inventory.targets
    position = {process.id: index for index, process in enumerate(processes)}
    own = np.zeros((len(processes), len(counts.position)))
    draws = np.eye(len(processes))
    for index, process in enumerate(processes):
        for exchange in process.exchanges:
            amount = exchange.sign * values[exchange.amount]
            target = targets.get(exchange.target)
            if target is None:
                draws[index, position[exchange.target]] -= amount
            else:
                own[index] += amount * counts.factors(target)
    found = np.linalg.solve(draws, own)
    return {process.id: found[index] for process, index in zip(processes, position.values(), strict=True)}


def _backwards(cells: Mapping[str, Cell], values: Mapping[str, float], found: Slopes) -> None:
    """Carries slopes from formula cells to the inputs that they rest on; the entries of formulas go."""
    for cell in reversed(list(in_order(cells))):
        if cell.expr is None or cell.key not in found:
            continue
        outer = found.pop(cell.key)
        for key, slope in slopes(cell.expr, values.__getitem__).items():
            if slope == 0:
                continue
            if key in found:
                found[key] += slope * outer
            else:
                found[key] = slope * outer
