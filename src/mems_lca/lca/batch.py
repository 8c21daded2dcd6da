"""The batch solver: a study at many parameter sets at once.

Formulas, supplies and scores of all routes and indicators become one straight-line program over arrays. It solves the
same equations as the Brightway path; `deviation` solves single parameter sets again with bw2calc.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from mems_lca.inventory.cells import values as evaluated
from mems_lca.inventory.processes import Inventory
from mems_lca.inventory.sanity import ROUNDING as AMOUNT_ROUNDING
from mems_lca.lca.brightway import ROUNDING as SUPPLY_ROUNDING
from mems_lca.lca.brightway import demand_key, solve
from mems_lca.lca.cell_values import NO_RANGES, CellValues, Range
from mems_lca.lca.elimination import Supplies, supplies
from mems_lca.lca.guards import amounts, lowest, pools
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
# Amounts, supplies and pools: the smallest of each is a value of the program.
_GUARDS = 3
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
    """A study as a program: its totals per wafer or device, the cells asked for, those watched, and three guards.

    `varied` gives the leaf of each input that varies; of `watched` cells a run counts how often they are negative.
    """

    program: Program
    outputs: tuple[Output, ...]
    cells: tuple[str, ...]
    watched: tuple[str, ...]
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
        negative = np.zeros(len(self.watched), dtype=np.int64)
        size = max(1, min(chunk, count))
        runner = Runner(self.program, size)
        part = np.empty((len(self.program.asked), size))
        for first in range(0, count, size):
            number = min(size, count - first)
            runner.run(source(start + first, start + first + number), number, part)
            values[:, first : first + number] = part[: len(values), :number]
            negative += np.count_nonzero(part[len(values) : -_GUARDS, :number] < 0, axis=1)
            amounts, drawn, pools = part[-_GUARDS:, :number]
            finite = np.isfinite(part[: len(values), :number]).all(axis=0)
            possible[first : first + number] = (
                finite & (amounts >= -AMOUNT_ROUNDING) & (drawn >= -SUPPLY_ROUNDING) & (pools >= -SUPPLY_ROUNDING)
            )
        return Evaluated(self, values, possible, negative)


@dataclass(frozen=True)
class Evaluated:
    """`values` has a row for each output and each cell, a column for each parameter set.

    `possible` is false where the study could not be calculated at that set: an amount or supply below zero, or no
    finite number. `negative` counts the sets in which each watched cell is below zero.
    """

    compiled: Compiled
    values: Array
    possible: NDArray[np.bool_]
    negative: NDArray[np.int64]

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
    watched: Sequence[str] = (),
    ranges: Mapping[str, Range] = NO_RANGES,
) -> Compiled:
    """The program of an inventory in which some inputs vary: `varied` gives the name of the leaf that each takes.

    Inputs of one leaf are equal in every parameter set; `ranges` says between which values leaves lie, which spares
    checks. Totals are those of `bases`; `cells` are further values wanted; of `watched` cells
    it is counted how often they are negative.
    """
    builder = Builder()
    found = CellValues(builder, inventory, varied, ranges)
    outputs: list[Output] = []
    totals: list[int] = []
    guards: dict[str, list[int]] = {"amounts": [], "supplies": [], "pools": []}
    known: dict[str, Supplies] = {}
    scores: dict[str, dict[str, int]] = {}
    for demand in inventory.demands:
        if demand.basis not in bases:
            continue
        own = [process for process in inventory.processes.values() if process.route == demand.route]
        drawn = known[demand.process] = supplies(builder, own, demand.process, found.__getitem__, known)
        scores[demand.process] = _scores(builder, inventory, drawn, found, scores)
        guards["supplies"] += drawn.guards
        guards["pools"] += pools(builder, inventory, drawn, found)
        for view, score in scores[demand.process].items():
            outputs.append(Output(demand.route, demand.basis, view))
            totals.append(score)
    guards["amounts"] += amounts(builder, inventory, found)
    smallest = [lowest(builder, values) for values in guards.values()]
    asked = [*totals, *(found[key] for key in (*cells, *watched)), *smallest]
    return Compiled(program(builder, asked), tuple(outputs), tuple(cells), tuple(watched), dict(varied))


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
    if not bases:
        return largest
    demands = tuple(demand for demand in inventory.demands if demand.basis in bases)
    for column, inputs in sets.items():
        at_set = replace(inventory, values=evaluated(inventory.cells, inputs), demands=demands)
        scores = solve(build_system(at_set)).scores
        for row, output in enumerate(evaluated_at.compiled.outputs):
            expected = scores[demand_key(output.route, output.basis)][output.view]
            found = float(evaluated_at.values[row, column])
            largest = max(largest, abs(found - expected) / max(abs(expected), _NOTHING))
    return largest


def _scores(
    builder: Builder,
    inventory: Inventory,
    drawn: Supplies,
    found: CellValues,
    known: Mapping[str, Mapping[str, int]],
) -> dict[str, int]:
    """The score of every view of the study, zero for those to which nothing adds; `known` are those of processes."""
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
    for process, times in drawn.known.items():
        for view, score in known[process].items():
            views[view] = builder.apply("add", views[view], builder.apply("multiply", times, score))
    return views
