"""How the footprint of one process answers to each input: all changes at once, by arrays and a batch of dense solves.

Elasticity of the footprint C to an input p: d ln C / d ln p, here the central difference of C over a small relative
change of p, divided by C. It is dimensionless, so that those of a power, a time and a factor can be added up. That of
a temperature is taken in kelvin. Where a formula jumps (a number of coats is rounded up) or has a corner, the side on
which C changes less is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mems_lca.inventory.cells import Cell, in_order
from mems_lca.inventory.processes import Inventory, UnitProcess
from mems_lca.study.formula import evaluate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

INDICATOR = "climate_change"
ACCOUNTING = "location"
_CHANGE = 1e-4
_CORNER = 0.1


@dataclass(frozen=True)
class Sensitivity:
    """The footprint of one unit of a process (kg CO2e, electricity by location), and d ln C / d ln p by input key.

    An input of zero has the elasticity zero; all are zero where the footprint is zero.
    """

    footprint: float
    elasticities: Mapping[str, float]


def sensitivity(inventory: Inventory, process: str) -> Sensitivity:
    """The footprint of one unit of a process, and its elasticity to every input that is data.

    Units, definitions, and what the study asks for (the size of the wafer and the die) are no data.
    """
    import numpy as np

    inputs = [cell for cell in inventory.cells.values() if is_data(cell) and inventory.values[cell.key]]
    count = len(inputs)
    changed = _values(inventory.cells, inputs)
    footprints = _footprints(inventory, reached(inventory, process), changed, 2 * count + 1)
    footprint = float(footprints[-1])
    if footprint == 0:
        return Sensitivity(0.0, dict.fromkeys((cell.key for cell in inputs), 0.0))
    up = (footprints[:count] - footprint) / (_CHANGE * footprint)
    down = (footprint - footprints[count:-1]) / (_CHANGE * footprint)
    smooth = np.abs(up - down) <= _CORNER * np.maximum(np.abs(up), np.abs(down))
    slopes = np.where(smooth, (up + down) / 2, np.where(np.abs(up) < np.abs(down), up, down))
    return Sensitivity(footprint, dict(zip((cell.key for cell in inputs), slopes.tolist(), strict=True)))


def is_data(cell: Cell) -> bool:
    """Whether a cell is an input that somebody measured, published or assumed."""
    return cell.is_input and cell.group not in ("unit", "choice") and cell.origin not in ("definition", "given")


def reached(inventory: Inventory, process: str) -> tuple[UnitProcess, ...]:
    """The process first, and all processes that it draws, directly or through others."""
    found = {process: inventory.processes[process]}
    waiting = [process]
    while waiting:
        for exchange in inventory.processes[waiting.pop()].exchanges:
            if exchange.kind == "process" and exchange.target not in found:
                found[exchange.target] = inventory.processes[exchange.target]
                waiting.append(exchange.target)
    return tuple(found.values())


def supplies(processes: Sequence[UnitProcess], values: Mapping[str, float | Array], columns: int) -> Array:
    """Supply of each process for one unit of the first: columns × processes, one row for each column of values."""
    import numpy as np

    position = {process.id: index for index, process in enumerate(processes)}
    matrix = np.tile(np.eye(len(processes)), (columns, 1, 1))
    for consumer, process in enumerate(processes):
        for exchange in process.exchanges:
            if exchange.kind == "process":
                matrix[:, position[exchange.target], consumer] -= exchange.sign * values[exchange.amount]
    demand = np.zeros((columns, len(processes), 1))
    demand[:, 0] = 1.0
    return np.asarray(np.linalg.solve(matrix, demand)[:, :, 0], dtype=np.float64)


def _values(cells: Mapping[str, Cell], inputs: Sequence[Cell]) -> dict[str, float | Array]:
    """Every cell with each input in turn a little larger, then each a little smaller, then all as they are."""
    import numpy as np

    found: dict[str, float | Array] = {}
    number = {cell.key: index for index, cell in enumerate(inputs)}
    for cell in in_order(cells):
        if cell.expr is not None:
            found[cell.key] = evaluate(cell.expr, found.__getitem__)
            continue
        assert cell.given is not None
        value = cell.given.canonical
        if cell.key not in number:
            found[cell.key] = value
            continue
        column = np.full(2 * len(inputs) + 1, value)
        column[number[cell.key]] *= 1 + _CHANGE
        column[len(inputs) + number[cell.key]] *= 1 - _CHANGE
        found[cell.key] = column
    return found


def _footprints(
    inventory: Inventory, processes: Sequence[UnitProcess], values: Mapping[str, float | Array], columns: int
) -> Array:
    import numpy as np

    intensity = np.zeros((columns, len(processes)))
    for index, process in enumerate(processes):
        for exchange in process.exchanges:
            target = inventory.targets.get(exchange.target)
            for impact in target.impacts if target else ():
                if impact.indicator == INDICATOR and impact.accounting in ("both", ACCOUNTING):
                    intensity[:, index] += exchange.sign * values[exchange.amount] * values[impact.cell]
    found = np.einsum("ij,ij->i", intensity, supplies(processes, values, columns))
    return np.asarray(found, dtype=np.float64)
