"""The one table of contributions: every flow of every process, times its factor, per wafer and per device."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from mems_lca.inventory.cells import leaves
from mems_lca.inventory.processes import Exchange, Impact, Inventory, UnitProcess
from mems_lca.lca.brightway import Solution, demand_key
from mems_lca.lca.system import System
from mems_lca.study.formula import references

Quality = Literal["primary", "secondary", "assumed"]

# Scope 3 categories of the GHG Protocol by what a flow is, at a site of one's own.
_OWN_SCOPES = {"direct": "1", "fuel": "3.3", "transport": "3.4", "waste": "3.5", "purchase": "3.1"}
_STAGE_SCOPES = {"raw_materials": "3.1", "distribution": "3.9", "use": "3.11", "end_of_life": "3.12"}


@dataclass(frozen=True)
class Contribution:
    """One row: the value is in the indicator's unit, per finished wafer and per device shipped.

    `accounting` is "both", or "location" or "market" for electricity, of which a total takes one. `scope` and `part`
    are given for climate change.
    """

    route: str
    stage: str
    step: str
    site: str
    input: str
    flow: str
    scope: str
    part: str
    indicator: str
    accounting: str
    quality: Quality
    per_wafer: float
    per_device: float
    process: str
    exchange: int
    impact: int


def contributions(inventory: Inventory, system: System, solution: Solution) -> tuple[Contribution, ...]:
    """All rows of all routes that have a supply."""
    position = {node: index for index, node in enumerate(system.nodes)}
    rows: list[Contribution] = []
    quality = _Qualities(inventory)
    for process in inventory.processes.values():
        wafer = _supply(solution, process, "wafer", position)
        device = _supply(solution, process, "device", position)
        if wafer == 0 and device == 0:
            continue
        for number, exchange in enumerate(process.exchanges):
            rows.extend(_rows(inventory, process, number, exchange, wafer, device, quality))
    return tuple(rows)


def _supply(solution: Solution, process: UnitProcess, basis: str, position: Mapping[str, int]) -> float:
    supply = solution.supply.get(demand_key(process.route, basis))
    return supply[position[process.id]] if supply else 0.0


def _rows(
    inventory: Inventory,
    process: UnitProcess,
    number: int,
    exchange: Exchange,
    wafer: float,
    device: float,
    quality: _Qualities,
) -> Iterator[Contribution]:
    target = inventory.targets.get(exchange.target)
    if target is None:
        return
    amount = exchange.sign * inventory.values[exchange.amount]
    for index, impact in enumerate(target.impacts):
        value = amount * inventory.values[impact.cell]
        climate = impact.indicator == "climate_change"
        yield Contribution(
            route=process.route,
            stage=exchange.stage or process.stage,
            step=process.step,
            site=process.site,
            input=exchange.input,
            flow=exchange.flow or (impact.label if climate else ""),
            scope=scope_of(process, exchange, impact) if climate else "",
            part=impact.part,
            indicator=impact.indicator,
            accounting=impact.accounting,
            quality=quality.of(process.id, exchange.amount, impact.cell, exchange.kind != "elementary"),
            per_wafer=wafer * value,
            per_device=device * value,
            process=process.id,
            exchange=number,
            impact=index,
        )


def scope_of(process: UnitProcess, exchange: Exchange, impact: Impact) -> str:
    """Scope 1, 2, or 3 with its category, of a climate contribution: who runs the site decides."""
    stage = exchange.stage or process.stage
    if stage in _STAGE_SCOPES:
        return _STAGE_SCOPES[stage]
    if process.control != "own":
        return "3.1"
    if exchange.scope == "electricity":
        return "2" if impact.energy_part == "direct" else "3.3"
    return _OWN_SCOPES[exchange.scope]


class _Qualities:
    """Primary, secondary or assumed, by the weakest input that an amount and its factor rest on.

    A supply process (a water plant) is as good as the amounts that are drawn of it; yields are left out of this. An
    amount whose sum over a site was measured is primary whatever the model took to share it among its steps.
    """

    def __init__(self, inventory: Inventory) -> None:
        self._cells = inventory.cells
        self._measured = inventory.measured
        self._leaves: dict[str, frozenset[str]] = {}
        self._weakest: dict[str, int] = {}
        self._drawn = self._draws(inventory)

    def _draws(self, inventory: Inventory) -> dict[str, int]:
        """The weakest amount by which each process is drawn, along chains of supply processes."""
        ranks = dict.fromkeys(inventory.processes, 0)
        draws = [
            (process.id, exchange.target, self._rank(exchange.amount), exchange.amount in self._measured)
            for process in inventory.processes.values()
            for exchange in process.exchanges
            if exchange.kind == "process" and process.control
        ]
        changed = True
        while changed:
            changed = False
            for consumer, supplier, rank, measured in draws:
                found = max(ranks[supplier], 0 if measured else ranks[consumer], rank)
                changed, ranks[supplier] = changed or found > ranks[supplier], found
        return ranks

    def of(self, process: str, amount: str, factor: str, background: bool) -> Quality:
        """The quality of amount × factor in a process: assumed beats secondary beats primary.

        The factor of an elementary flow (a global warming potential) is a method, not data, and does not count.
        """
        order: tuple[Quality, ...] = ("primary", "secondary", "assumed")
        drawn = 0 if amount in self._measured else self._drawn[process]
        return order[max(drawn, self._rank(amount), self._rank(factor) if background else 0)]

    def _rank(self, key: str) -> int:
        if key not in self._weakest:
            ranks = [self._rank_of_input(leaf) for leaf in self._behind(key)]
            # A bare number in a step file has no source of its own and counts as secondary.
            self._weakest[key] = max(ranks, default=1)
        return self._weakest[key]

    def _behind(self, key: str) -> frozenset[str]:
        """The inputs that a cell rests on; what was measured stands for itself."""
        if not self._measured:
            return leaves(key, self._cells, self._leaves)
        if key not in self._leaves:
            expr = self._cells[key].expr
            itself = expr is None or key in self._measured
            parts = () if expr is None else references(expr)
            self._leaves[key] = (
                frozenset({key}) if itself else frozenset().union(*(self._behind(part) for part in parts))
            )
        return self._leaves[key]

    def _rank_of_input(self, key: str) -> int:
        if key in self._measured:
            return 0
        cell = self._cells[key]
        if cell.group in ("unit", "choice") or cell.origin == "definition":
            return 0
        if cell.origin == "assumption" or cell.source == "assumption":
            return 2
        return 0 if cell.origin == "given" else 1
