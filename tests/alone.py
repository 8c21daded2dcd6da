"""Shipped steps alone, evaluated again and again with other parameters: only the cells of the step itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from mems_lca.analysis.one_step import one_step
from mems_lca.inventory.cells import Cell, values
from mems_lca.inventory.element_balance import ElementBalance, balances
from mems_lca.inventory.processes import ElementFlow, UnitProcess
from mems_lca.study.formula import references
from mems_lca.study.step import Parameter
from packs import shipped_library

Values = dict[str, float]


@dataclass(frozen=True)
class Alone:
    """A step at work: its process, what its elements do, and the cells that these rest on."""

    process: UnitProcess
    elements: tuple[ElementFlow, ...]
    cells: Mapping[str, Cell]
    parameters: Mapping[str, Parameter]

    def at(self, **instead: float) -> Values:
        """All cells with these canonical values in place of parameters."""
        return values(self.cells, {f"{self.process.id}.{name}": value for name, value in instead.items()})

    def amounts(self, found: Values) -> dict[str, float]:
        """Net amount by what is drawn, emitted or handed over: a return counts against the draw."""
        sums: defaultdict[str, float] = defaultdict(float)
        for exchange in self.process.exchanges:
            sums[exchange.input or exchange.flow] += exchange.sign * found[exchange.amount]
        return dict(sums)

    def balances(self, found: Values) -> tuple[ElementBalance, ...]:
        """The element balances of the step itself."""
        return balances(self.elements, found)

    def on_wafer(self, found: Values) -> dict[str, float]:
        """kg by element that go on with the wafer or device; negative for what is taken from it."""
        return {entry.element: entry.ways["on_wafer"] for entry in self.balances(found) if "on_wafer" in entry.ways}

    def possible(self, found: Values) -> bool:
        """Whether a study with these values is one: no exchange and no element in one is less than nothing."""
        exchanges = (found[exchange.amount] for exchange in self.process.exchanges)
        elements = (
            found[flow.amount] * flow.share for flow in self.elements if flow.way not in ("on_wafer", "recovered")
        )
        return min((*exchanges, *elements), default=0.0) >= -1e-15


@cache
def alone(name: str) -> Alone:
    """A shipped step alone, built once."""
    found = one_step(shipped_library(), name)
    process = found.inventory.processes[found.process]
    elements = tuple(flow for flow in found.inventory.elements if flow.process == process.id)
    waiting = [*(exchange.amount for exchange in process.exchanges), *(flow.amount for flow in elements)]
    needed: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key not in needed:
            needed.add(key)
            expr = found.inventory.cells[key].expr
            waiting += references(expr) if expr is not None else ()
    cells = {key: cell for key, cell in found.inventory.cells.items() if key in needed}
    parameters = shipped_library().step(name).parameters
    return Alone(
        process, elements, cells, {key: entry for key, entry in parameters.items() if f"{process.id}.{key}" in cells}
    )
