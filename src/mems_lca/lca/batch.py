"""The batch solver: a study at many parameter sets at once.

Formulas, supplies and scores of all routes and indicators become one straight-line program over arrays. It solves the
same equations as the Brightway path; `deviation` solves single parameter sets again with bw2calc.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from mems_lca.inventory.cells import in_order
from mems_lca.inventory.cells import values as evaluated
from mems_lca.inventory.processes import Inventory
from mems_lca.inventory.sanity import ROUNDING as AMOUNT_ROUNDING
from mems_lca.lca.brightway import ROUNDING as SUPPLY_ROUNDING
from mems_lca.lca.brightway import demand_key, solve
from mems_lca.lca.elimination import Supplies, supplies
from mems_lca.lca.program import Builder, Program, program
from mems_lca.lca.running import CHUNK, Runner
from mems_lca.lca.system import build_system, indicator_views

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from mems_lca.lca.running import Fill

    Array = NDArray[np.float64]
    # Gives what fills the leaves of the parameter sets from `start` to before `stop`.
    Source = Callable[[int, int], Fill]

Basis = Literal["wafer", "device"]
Range = tuple[float, float]
NO_RANGES: Mapping[str, Range] = {}
_GROSS_DIES = ".device/gross_dies"
# A number that is zero for all practical purposes beside the totals of a study, in any indicator's unit.
_NOTHING = 1e-18


@dataclass(frozen=True)
class Output:
    """One total: `view` is an indicator, climate change being there by location and by market."""

    route: str
    basis: Basis
    view: str


@dataclass(frozen=True)
class Compiled:
    """A study as a program: its totals per wafer or device, then the cells asked for, then three guards.

    `varied` gives the leaf of each input that varies.
    """

    program: Program
    outputs: tuple[Output, ...]
    cells: tuple[str, ...]
    varied: Mapping[str, str]

    @property
    def leaves(self) -> tuple[str, ...]:
        """The names of the leaves that the totals depend on."""
        return tuple(self.program.leaves.values())

    @property
    def operations(self) -> int:
        """How many elementwise operations a parameter set takes."""
        return len(self.program.operations)

    def run(self, source: Source, count: int, *, chunk: int = CHUNK, start: int = 0) -> Evaluated:
        """Totals and cells of `count` parameter sets from number `start` on, in chunks that bound the memory."""
        import numpy as np

        values = np.empty((len(self.outputs) + len(self.cells), count))
        possible = np.empty(count, dtype=np.bool_)
        size = max(1, min(chunk, count))
        runner = Runner(self.program, size)
        part = np.empty((len(self.program.asked), size))
        for first in range(0, count, size):
            number = min(size, count - first)
            runner.run(source(start + first, start + first + number), number, part)
            values[:, first : first + number] = part[: len(values), :number]
            amounts, drawn, pools = part[len(values) :, :number]
            finite = np.isfinite(part[: len(values), :number]).all(axis=0)
            possible[first : first + number] = (
                finite & (amounts >= -AMOUNT_ROUNDING) & (drawn >= -SUPPLY_ROUNDING) & (pools >= -SUPPLY_ROUNDING)
            )
        return Evaluated(self, values, possible)


@dataclass(frozen=True)
class Evaluated:
    """`values` has a row for each output and each cell, a column for each parameter set.

    `possible` is false where the study could not be calculated at that set: an amount or supply below zero, or no
    finite number.
    """

    compiled: Compiled
    values: Array
    possible: NDArray[np.bool_]

    def total(self, route: str, basis: Basis, view: str) -> Array:
        """The totals of one route and view (an indicator, or climate change by location or market), in its unit."""
        row: Array = self.values[self.compiled.outputs.index(Output(route, basis, view))]
        return row

    def cell(self, key: str) -> Array:
        """The values of a cell that was asked for, in its canonical unit."""
        row: Array = self.values[len(self.compiled.outputs) + self.compiled.cells.index(key)]
        return row


def compile_inventory(
    inventory: Inventory,
    varied: Mapping[str, str],
    *,
    bases: Sequence[Basis],
    cells: Sequence[str] = (),
    ranges: Mapping[str, Range] = NO_RANGES,
) -> Compiled:
    """The program of an inventory in which some inputs vary: `varied` gives the name of the leaf that each takes.

    Inputs of one leaf are equal in every parameter set; `ranges` says between which values leaves lie, which spares
    checks. Totals are those of `bases`; `cells` are further values wanted.
    """
    builder = Builder()
    found = cell_values(builder, inventory, varied, ranges)
    outputs: list[Output] = []
    totals: list[int] = []
    guards: dict[str, list[int]] = {"amounts": _amounts(builder, inventory, found), "supplies": [], "pools": []}
    for demand in inventory.demands:
        if demand.basis not in bases:
            continue
        own = [process for process in inventory.processes.values() if process.route == demand.route]
        drawn = supplies(builder, own, demand.process, found)
        guards["supplies"] += drawn.guards
        guards["pools"] += _pools(builder, inventory, drawn, found)
        for view, score in _scores(builder, inventory, drawn, found).items():
            outputs.append(Output(demand.route, demand.basis, view))
            totals.append(score)
    lowest = [_lowest(builder, values) for values in guards.values()]
    asked = [*totals, *(found[key] for key in cells), *lowest]
    return Compiled(program(builder, asked), tuple(outputs), tuple(cells), dict(varied))


def given(values: Mapping[str, Array]) -> Source:
    """A source of arrays by the name of their leaf, in canonical units, one element for each parameter set."""

    def source(start: int, stop: int) -> Fill:
        def fill(name: str, out: Array) -> None:
            out[:] = values[name][start:stop]

        return fill

    return source


def deviation(inventory: Inventory, evaluated_at: Evaluated, sets: Mapping[int, Mapping[str, float]]) -> float:
    """The largest relative difference to bw2calc at some parameter sets: column number to input values by key.

    Raises SolveError where Brightway's path finds no solution.
    """
    largest = 0.0
    bases = {output.basis for output in evaluated_at.compiled.outputs}
    demands = tuple(demand for demand in inventory.demands if demand.basis in bases)
    for column, inputs in sets.items():
        at_set = replace(inventory, values=evaluated(inventory.cells, inputs), demands=demands)
        scores = solve(build_system(at_set)).scores
        for row, output in enumerate(evaluated_at.compiled.outputs):
            expected = scores[demand_key(output.route, output.basis)][output.view]
            found = float(evaluated_at.values[row, column])
            largest = max(largest, abs(found - expected) / max(abs(expected), _NOTHING))
    return largest


def cell_values(
    builder: Builder, inventory: Inventory, varied: Mapping[str, str], ranges: Mapping[str, Range] = NO_RANGES
) -> dict[str, int]:
    """The value of every cell in a program; `varied` and `ranges` as for `compile_inventory`."""
    found: dict[str, int] = {}
    for cell in in_order(inventory.cells):
        if cell.key in varied:
            found[cell.key] = _leaf(builder, varied[cell.key], ranges)
        elif cell.expr is None:
            found[cell.key] = builder.number(inventory.values[cell.key])
        else:
            found[cell.key] = builder.formula(cell.expr, found.__getitem__)
    return found


def _leaf(builder: Builder, name: str, ranges: Mapping[str, Range]) -> int:
    low, high = ranges.get(name, (-math.inf, math.inf))
    return builder.leaf(name, never_negative=low >= 0, at_most_one=high <= 1)


def _scores(builder: Builder, inventory: Inventory, drawn: Supplies, found: Mapping[str, int]) -> dict[str, int]:
    """The score of every view of the study, zero for those to which nothing adds."""
    views = {
        view: builder.number(0.0)
        for target in inventory.targets.values()
        for impact in target.impacts
        for view in indicator_views(impact)
    }
    for target, amount in drawn.targets.items():
        for impact in inventory.targets[target].impacts:
            score = builder.apply("multiply", amount, found[impact.cell])
            for view in indicator_views(impact):
                views[view] = builder.apply("add", views[view], score)
    return views


def _amounts(builder: Builder, inventory: Inventory, found: Mapping[str, int]) -> list[int]:
    """What may not be negative: the amounts of exchanges, wet mass less dry matter, dies beyond the first."""
    amounts = [found[exchange.amount] for process in inventory.processes.values() for exchange in process.exchanges]
    wet = [builder.apply("subtract", found[waste.wet], found[waste.dry]) for waste in inventory.wastes]
    return [*amounts, *wet, *_dies(builder, found)]


def _dies(builder: Builder, found: Mapping[str, int]) -> Iterator[int]:
    """Dies beyond the first, and the room that a die leaves inside the edge exclusion."""
    for key in found:
        if not key.endswith(_GROSS_DIES):
            continue
        yield builder.apply("subtract", found[key], builder.number(1.0))
        route = key.removesuffix(_GROSS_DIES)
        width, height, edge = (
            found.get(f"{route}.device.die.{name}", found[f"device.die.{name}"])
            for name in ("width", "height", "edge_exclusion")
        )
        squares = (builder.apply("multiply", size, size) for size in (width, height))
        diagonal = builder.apply("sqrt", builder.apply("add", *squares))
        usable = builder.apply("subtract", found[f"{route}.wafer.diameter"], builder.apply("add", edge, edge))
        yield builder.apply("subtract", usable, diagonal)


def _pools(builder: Builder, inventory: Inventory, drawn: Supplies, found: Mapping[str, int]) -> list[int]:
    """What each site draws of each product that is returned there, net of the returns."""
    pools: defaultdict[tuple[str, str], int] = defaultdict(lambda: builder.number(0.0))
    returned: set[tuple[str, str]] = set()
    for name, supply in drawn.processes.items():
        process = inventory.processes[name]
        for exchange in process.exchanges:
            if exchange.kind == "product":
                pool = exchange.target, process.site
                amount = builder.apply("multiply", supply, found[exchange.amount])
                pools[pool] = builder.apply("add" if exchange.sign > 0 else "subtract", pools[pool], amount)
                if exchange.sign < 0:
                    returned.add(pool)
    return [pools[pool] for pool in sorted(returned)]


def _lowest(builder: Builder, values: Sequence[int]) -> int:
    """The smallest of the values that could be negative; one where none could."""
    unsure = dict.fromkeys(value for value in values if not builder.never_negative(value))
    lowest = builder.number(1.0)
    for value in unsure:
        lowest = builder.apply("minimum", lowest, value)
    return lowest
