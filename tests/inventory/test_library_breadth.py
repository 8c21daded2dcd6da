"""How much the shipped library holds: factors that are really used, and front-end steps that differ from each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pytest

from mems_lca.analysis.elasticity import is_data, reached
from mems_lca.analysis.one_step import one_step
from mems_lca.face import bind_study
from mems_lca.inventory.build import build_inventory
from mems_lca.inventory.cells import Cell, leaves
from mems_lca.inventory.processes import Inventory, UnitProcess
from mems_lca.study.exchange import AnyExchange
from mems_lca.study.step import Step
from packs import shipped, shipped_library

LEAST_FACTORS = 200
LEAST_PUBLISHED = 150
LEAST_FRONT_END_STEPS = 90
KINDS = ("input", "gas", "emission", "waste", "output", "per_area")


def used_factors(inventory: Inventory, processes: Iterable[UnitProcess]) -> dict[str, Cell]:
    """Published or assumed factors that an exchange of a process, or an impact of what it draws, rests on.

    A factor counts once, as it was given: neither as a cell that only converts its unit, nor once for each step.
    """
    memo: dict[str, frozenset[str]] = {}
    keys: set[str] = set()
    for process in processes:
        for exchange in process.exchanges:
            target = inventory.targets.get(exchange.target)
            used = [exchange.amount, *(impact.cell for impact in target.impacts)] if target else [exchange.amount]
            keys.update(key for cell in used for key in leaves(cell, inventory.cells, memo))
    cells = (inventory.cells[key] for key in keys)
    return {cell.key: cell for cell in cells if cell.group == "factor" and is_data(cell)}


@pytest.fixture(scope="module")
def factors() -> dict[str, Cell]:
    """The factors that the steps, each alone, and the two routes of the shipped study use."""
    found: dict[str, Cell] = {}
    for name in shipped_library().names("steps"):
        alone = one_step(shipped_library(), name)
        found |= used_factors(alone.inventory, reached(alone.inventory, alone.process))
    inventory = build_inventory(bind_study(shipped()))
    return found | used_factors(inventory, inventory.processes.values())


def test_many_factors_are_used(factors: dict[str, Cell]) -> None:
    published = [cell for cell in factors.values() if cell.origin != "assumption"]
    assert len(factors) >= LEAST_FACTORS
    assert len(published) >= LEAST_PUBLISHED


def test_every_used_factor_has_a_source(factors: dict[str, Cell]) -> None:
    known = shipped_library().factors.source_ids()
    assert {cell.key: cell.source for cell in factors.values() if cell.source not in known} == {}


def front_end() -> dict[str, Step]:
    """Steps that a wafer passes in the fab."""
    steps = {name: shipped_library().step(name) for name in shipped_library().names("steps")}
    return {name: step for name, step in steps.items() if step.stage == "wafer_fabrication" and step.per == "wafer"}


def structure(step: Step) -> tuple[tuple[str, str], ...]:
    """What a step exchanges, whatever the amounts: sorted kinds and names."""
    return tuple(sorted(map(kind_and_name, step.exchanges)))


def kind_and_name(exchange: AnyExchange) -> tuple[str, str]:
    return next((kind, getattr(exchange, kind)) for kind in KINDS if hasattr(exchange, kind))


def test_there_are_many_front_end_steps() -> None:
    assert len(front_end()) >= LEAST_FRONT_END_STEPS


def test_no_two_front_end_steps_exchange_the_same() -> None:
    found: defaultdict[tuple[tuple[str, str], ...], list[str]] = defaultdict(list)
    for name, step in front_end().items():
        found[structure(step)].append(name)
    assert [names for names in found.values() if len(names) > 1] == []
