"""The supply of every process for one unit of a demand, as operations of a program.

Processes are taken from the demand upstream, each after all that draw it: its supply is the sum of what they draw.
Where processes draw each other in a loop, the equations of that loop alone are solved by elimination. The order follows
from which process draws which, and so is fixed once for all parameter sets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from mems_lca.inventory.processes import UnitProcess
from mems_lca.lca.program import Builder

Draws = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Supplies:
    """Supply of each process drawn, and of each target; `guards` are values that are negative in no possible world."""

    processes: Mapping[str, int]
    targets: Mapping[str, int]
    guards: tuple[int, ...]


def supplies(builder: Builder, processes: Sequence[UnitProcess], demand: str, amounts: Mapping[str, int]) -> Supplies:
    """What one unit of the process `demand` draws; `amounts` has the value of each exchange's amount by its key."""
    reached = _reached({process.id: process for process in processes}, demand)
    draws = _draws(builder, reached, amounts)
    inner = {pair: value for pair, value in draws.items() if pair[1] in reached}
    consumers: defaultdict[str, list[str]] = defaultdict(list)
    for consumer, supplier in inner:
        consumers[supplier].append(consumer)
    found: dict[str, int] = {}
    guards: list[int] = []
    for block in _blocks(reached, inner):
        wanted = {process: _wanted(builder, process, demand, consumers[process], inner, found) for process in block}
        if len(block) == 1 and (block[0], block[0]) not in inner:
            found |= wanted
        else:
            solved, pivots = _loop(builder, block, inner, wanted)
            found |= solved
            guards += pivots
    targets: dict[str, int] = {}
    for (consumer, target), amount in draws.items():
        if target not in reached:
            drawn = builder.apply("multiply", found[consumer], amount)
            targets[target] = builder.apply("add", targets[target], drawn) if target in targets else drawn
    return Supplies(found, targets, (*guards, *found.values()))


def _reached(processes: Mapping[str, UnitProcess], demand: str) -> dict[str, UnitProcess]:
    found = {demand: processes[demand]}
    waiting = [demand]
    while waiting:
        for exchange in found[waiting.pop()].exchanges:
            if exchange.kind == "process" and exchange.target not in found:
                found[exchange.target] = processes[exchange.target]
                waiting.append(exchange.target)
    return found


def _draws(
    builder: Builder, processes: Mapping[str, UnitProcess], amounts: Mapping[str, int]
) -> dict[tuple[str, str], int]:
    """What each process draws of each process or target, net of what it returns."""
    found: dict[tuple[str, str], int] = {}
    for process in processes.values():
        for exchange in process.exchanges:
            pair = (process.id, exchange.target)
            before = found.get(pair, builder.number(0.0))
            found[pair] = builder.apply("add" if exchange.sign > 0 else "subtract", before, amounts[exchange.amount])
    return found


def _blocks(processes: Mapping[str, UnitProcess], inner: Draws) -> list[list[str]]:
    """Groups of processes that draw each other (most are of one), each after all groups that draw it."""
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    names = list(processes)
    position = {name: index for index, name in enumerate(names)}
    rows = [position[consumer] for consumer, _ in inner]
    columns = [position[supplier] for _, supplier in inner]
    graph = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(names), len(names)))
    groups = connected_components(graph, connection="strong")[1].tolist()
    order: TopologicalSorter[int] = TopologicalSorter({group: set() for group in groups})
    for row, column in zip(rows, columns, strict=True):
        if groups[row] != groups[column]:
            order.add(groups[column], groups[row])
    members: defaultdict[int, list[str]] = defaultdict(list)
    for name, group in zip(names, groups, strict=True):
        members[group].append(name)
    return [members[group] for group in order.static_order()]


def _wanted(
    builder: Builder, process: str, demand: str, consumers: Sequence[str], draws: Draws, found: Mapping[str, int]
) -> int:
    """What is demanded of a process, and drawn by those before it."""
    total = builder.number(1.0 if process == demand else 0.0)
    for consumer in consumers:
        if consumer in found:
            drawn = builder.apply("multiply", found[consumer], draws[consumer, process])
            total = builder.apply("add", total, drawn)
    return total


def _loop(
    builder: Builder, block: Sequence[str], draws: Draws, wanted: Mapping[str, int]
) -> tuple[dict[str, int], list[int]]:
    """The supplies s of a loop by elimination from s_i - Σ_j m_ij s_j = wanted_i, m_ij being what j draws of i.

    Where a loop returns less than it draws the pivots are positive and no exchange of rows is needed (1 - M is an
    M-matrix); they are returned as guards.
    """
    rows: dict[str, dict[str, int]] = {}
    for supplier in block:
        row = {consumer: draws[consumer, supplier] for consumer in block if (consumer, supplier) in draws}
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
