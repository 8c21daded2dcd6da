"""The supply of every process for one unit of a demand, as operations of a program.

Processes are taken from the demand upstream, each after all that draw it: its supply is the sum of what they draw.
Where processes draw each other in a loop, the equations of that loop alone are solved by elimination. The order follows
from which process draws which, and so is fixed once for all parameter sets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from mems_lca.inventory.processes import UnitProcess
from mems_lca.lca.program import Builder, Code

NOTHING_KNOWN: Mapping[str, Supplies] = {}


@dataclass(frozen=True)
class Supplies:
    """Supply of each process, and of each target, for one unit of the process `demand`.

    Processes that were `known` before are drawn as wholes: `processes` holds what is behind them, `targets` does not.
    `guards` are values that are negative in no possible world.
    """

    demand: str
    processes: Mapping[str, int]
    targets: Mapping[str, int]
    guards: tuple[int, ...]
    known: Mapping[str, int]


def supplies(
    builder: Builder,
    processes: Sequence[UnitProcess],
    demand: str,
    amount: Callable[[str], int],
    known: Mapping[str, Supplies] = NOTHING_KNOWN,
) -> Supplies:
    """What one unit of the process `demand` draws; `amount` gives the value of an exchange's amount by its key.

    `known` are supplies of processes that this one may draw: since all is linear, what is behind a device's wafer is
    that of one wafer times the wafers drawn.
    """
    reached = _reached({process.id: process for process in processes}, demand, known)
    wanted: dict[str, int] = {demand: builder.number(1.0)}
    found: dict[str, int] = {}
    pivots: list[int] = []
    for block in _blocks(reached):
        draws = {name: _draws(builder, reached[name], amount) for name in block}
        if len(block) == 1 and block[0] not in draws[block[0]]:
            found[block[0]] = wanted.pop(block[0])
        else:
            right = {name: wanted.pop(name, builder.number(0.0)) for name in block}
            solved, checked = _loop(builder, block, draws, right)
            found |= solved
            pivots += checked
        for name in block:
            for target, drawn in draws[name].items():
                if target not in block:
                    _add(builder, wanted, target, builder.apply("multiply", found[name], drawn))
    # What is left is wanted of no process that was reached.
    whole = {name: wanted.pop(name) for name in known if name in wanted}
    for name, times in whole.items():
        for process, supply in known[name].processes.items():
            _add(builder, found, process, builder.apply("multiply", times, supply))
    deducted = {process.id for process in processes if process.deducted}
    guards = (supply for name, supply in found.items() if name not in deducted)
    return Supplies(demand, found, wanted, (*pivots, *guards), whole)


def _add(builder: Builder, sums: dict[str, int], name: str, value: int) -> None:
    sums[name] = builder.apply("add", sums[name], value) if name in sums else value


def _reached(
    processes: Mapping[str, UnitProcess], demand: str, known: Mapping[str, Supplies]
) -> dict[str, UnitProcess]:
    """The processes that a demand draws, directly or through others, as far as they are not known."""
    found = {demand: processes[demand]}
    waiting = [demand]
    while waiting:
        for exchange in found[waiting.pop()].exchanges:
            if exchange.kind == "process" and exchange.target not in found and exchange.target not in known:
                found[exchange.target] = processes[exchange.target]
                waiting.append(exchange.target)
    return found


def _draws(builder: Builder, process: UnitProcess, amount: Callable[[str], int]) -> dict[str, int]:
    """What a process draws of each other process or target, net of what it returns."""
    found: dict[str, int] = {}
    for exchange in process.exchanges:
        before = found.get(exchange.target, builder.number(0.0))
        code: Code = "add" if exchange.sign > 0 else "subtract"
        found[exchange.target] = builder.apply(code, before, amount(exchange.amount))
    return found


def _blocks(processes: Mapping[str, UnitProcess]) -> list[list[str]]:
    """Groups of processes that draw each other (most are of one), each after all groups that draw it."""
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    names = list(processes)
    position = {name: index for index, name in enumerate(names)}
    pairs = {
        (position[process.id], position[exchange.target])
        for process in processes.values()
        for exchange in process.exchanges
        if exchange.target in position
    }
    rows, columns = [row for row, _ in pairs], [column for _, column in pairs]
    graph = csr_array((np.ones(len(pairs)), (rows, columns)), shape=(len(names), len(names)))
    groups = connected_components(graph, connection="strong")[1].tolist()
    order: TopologicalSorter[int] = TopologicalSorter({group: set() for group in groups})
    for row, column in sorted(pairs):
        if groups[row] != groups[column]:
            order.add(groups[column], groups[row])
    members: defaultdict[int, list[str]] = defaultdict(list)
    for name, group in zip(names, groups, strict=True):
        members[group].append(name)
    return [members[group] for group in order.static_order()]


def _loop(
    builder: Builder, block: Sequence[str], draws: Mapping[str, Mapping[str, int]], wanted: Mapping[str, int]
) -> tuple[dict[str, int], list[int]]:
    """The supplies s of a loop by elimination from s_i - Σ_j m_ij s_j = wanted_i, m_ij being what j draws of i.

    Where a loop returns less than it draws the pivots are positive and no exchange of rows is needed (1 - M is an
    M-matrix); they are returned as guards.
    """
    rows: dict[str, dict[str, int]] = {}
    for supplier in block:
        row = {consumer: draws[consumer][supplier] for consumer in block if supplier in draws[consumer]}
        rows[supplier] = {consumer: builder.apply("negative", amount) for consumer, amount in row.items()}
        own = rows[supplier].get(supplier, builder.number(0.0))
        rows[supplier][supplier] = builder.apply("add", builder.number(1.0), own)
    right = dict(wanted)
    for index, pivot in enumerate(block):
        for other in block[index + 1 :]:
            if pivot not in rows[other]:
                continue
            factor = builder.apply("divide", rows[other].pop(pivot), rows[pivot][pivot])
            for column in block[index + 1 :]:
                if column in rows[pivot]:
                    less = builder.apply("multiply", factor, rows[pivot][column])
                    rows[other][column] = builder.apply("subtract", rows[other].get(column, builder.number(0.0)), less)
            right[other] = builder.apply("subtract", right[other], builder.apply("multiply", factor, right[pivot]))
    found: dict[str, int] = {}
    for name in reversed(block):
        rest = right[name]
        for column, value in rows[name].items():
            if column in found:
                rest = builder.apply("subtract", rest, builder.apply("multiply", value, found[column]))
        found[name] = builder.apply("divide", rest, rows[name][name])
    return found, [rows[name][name] for name in block]
