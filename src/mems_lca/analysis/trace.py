"""The trace of a result: every cell with its formula as a tree, and every process with its exchanges."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.data_quality import Graded
from mems_lca.analysis.elements import entries
from mems_lca.inventory.cells import Cell
from mems_lca.inventory.processes import Exchange, Impact, Target, UnitProcess
from mems_lca.inventory.spreads import Spread
from mems_lca.study.formula import to_tree


def trace(calculated: Calculated, inputs: Mapping[str, Graded]) -> dict[str, Any]:
    """Cells, processes, targets, demands and supplies, enough to recompute the result without the library."""
    inventory = calculated.inventory
    return {
        "cells": [_cell(cell, inventory.values[cell.key], inputs.get(cell.key)) for cell in inventory.cells.values()],
        "processes": [_process(process) for process in inventory.processes.values()],
        "targets": [_target(target) for target in inventory.targets.values()],
        "demands": [{"route": d.route, "basis": d.basis, "process": d.process} for d in inventory.demands],
        "supply": {
            key: dict(zip(calculated.system.nodes, amounts, strict=True))
            for key, amounts in calculated.solution.supply.items()
        },
        "functional_unit": dict(inventory.functional_units),
        "elements": [
            {
                "process": e.flow.process,
                "element": e.flow.element,
                "way": e.column,
                "amount": e.flow.amount,
                "share": e.share,
            }
            for e in entries(inventory)
        ],
        "circular": [
            {
                "route": flow.route,
                "material": flow.material,
                "content": flow.content,
                "end": flow.end,
                "bought": dict(flow.bought),
                "held": flow.held,
                "discarded": flow.discarded,
            }
            for flow in inventory.circular
        ],
        "yields": [
            {
                "route": y.route,
                "label": y.label,
                "label_zh": y.label_zh,
                "cell": y.cell,
                "unit": y.unit,
                "process": y.process,
                "scales": dict(y.scales),
            }
            for y in inventory.yields
        ],
    }


def _cell(cell: Cell, value: float, graded: Graded | None) -> dict[str, Any]:
    record: dict[str, Any] = {
        "key": cell.key,
        "label": cell.label,
        "group": cell.group,
        "unit": cell.unit,
        "value": value,
        "origin": cell.origin,
    }
    if cell.expr is not None:
        record["formula"] = to_tree(cell.expr)
        return record
    assert cell.given is not None
    record |= {"given": {"value": cell.given.magnitude, "unit": cell.given.unit}, "path": cell.path}
    record |= {"source": cell.source, "note": cell.note}
    if graded is not None:
        record["spread"] = _spread(graded.spread)
    if cell.proof:
        record["evidence"] = cell.proof
    if cell.published is not None:
        record["published"] = {"value": cell.published.magnitude, "unit": cell.published.unit}
    return record


def _spread(spread: Spread) -> dict[str, Any]:
    """How an input varies; what its distribution does not have is left out."""
    found: dict[str, Any] = {"distribution": spread.distribution}
    found |= {name: getattr(spread, name) for name in ("gsd", "sd", "mode") if getattr(spread, name) is not None}
    if spread.limits is not None:
        found["limits"] = [limit if math.isfinite(limit) else None for limit in spread.limits]
    pedigree = None if spread.pedigree is None else list(spread.pedigree)
    return found | {"stated": spread.stated, "pedigree": pedigree, "added_axes": list(spread.added_axes)}


def _process(process: UnitProcess) -> dict[str, Any]:
    return {
        "id": process.id,
        "route": process.route,
        "step": process.step,
        "label": process.label,
        "label_zh": process.label_zh,
        "stage": process.stage,
        "unit": process.unit,
        "site": process.site,
        "place": process.place,
        "control": process.control,
        "exchanges": [_exchange(exchange) for exchange in process.exchanges],
    }


def _exchange(exchange: Exchange) -> dict[str, Any]:
    return {
        "target": exchange.target,
        "kind": exchange.kind,
        "amount": exchange.amount,
        "unit": exchange.unit,
        "sign": exchange.sign,
        "stage": exchange.stage,
        "scope": exchange.scope,
        "input": exchange.input,
        "flow": exchange.flow,
        "note": exchange.note,
    }


def _target(target: Target) -> dict[str, Any]:
    return {
        "id": target.id,
        "kind": target.kind,
        "name": target.name,
        "unit": target.unit,
        "place": target.place,
        "label": target.label,
        "label_zh": target.label_zh,
        "impacts": [_impact(impact) for impact in target.impacts],
    }


def _impact(impact: Impact) -> dict[str, Any]:
    return {
        "indicator": impact.indicator,
        "part": impact.part,
        "cell": impact.cell,
        "accounting": impact.accounting,
        "energy_part": impact.energy_part,
        "label": impact.label,
    }
