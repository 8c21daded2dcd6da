"""The `what_if` of a study, for its result: each path alone, the two that move it most together, and their effects."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.reader_labels import reader_label
from mems_lca.analysis.sweep import Prepared, Sweep, prepare
from mems_lca.analysis.sweep_axes import Resolution, Resolved, resolve
from mems_lca.analysis.sweep_design import read_design
from mems_lca.analysis.sweep_effects import Effect, effects
from mems_lca.analysis.sweep_shapes import CLIMATE
from mems_lca.errors import Finding, StudyError
from mems_lca.study.vary import Axis, read_axes

PLACE = "what_if.vary."
# Scenarios of each table that are calculated again on the full path.
_CHECKED = 1
_LEFT_OUT = ("unknown_path", "no_effect")


def what_if(calculated: Calculated) -> tuple[dict[str, Any] | None, tuple[Finding, ...]]:
    """The record of a study's `what_if`, None where it varies nothing; and warnings.

    Paths of measures that are switched off in this run are left out. Raises StudyError for whatever is wrong, and
    SolveError where a scenario solved again with Brightway differs.
    """
    vary = calculated.bound.study.what_if.vary
    if not vary:
        return None, ()
    axes, left_out = read_axes(vary, place=PLACE), []
    found = Resolution((), ())
    while axes:
        try:
            found = resolve(calculated.bound, calculated.inventory, axes)
            break
        except StudyError as error:
            gone = {finding.place for finding in error.findings}
            off = calculated.bound.switched is not None
            if not off or any(finding.code not in _LEFT_OUT for finding in error.findings):
                raise
            left_out += [axis.path for axis in axes if axis.place in gone]
            axes = tuple(axis for axis in axes if axis.place not in gone)
    if not axes:
        return {"paths": [], "left_out": left_out}, ()
    alone = [_run(calculated, [axis], ("all",)) for axis in found.axes]
    moved = {sweep.design.axes[0].path: _largest(sweep) for sweep in alone}
    first, second = _strongest(found.axes, moved)
    together = _run(calculated, [first, second], (CLIMATE,)) if second is not None else None
    runs = [*alone, *([together] if together is not None else [])]
    return {
        "accounting": calculated.bound.study.accounting,
        "per": alone[0].per,
        "paths": [_path(calculated, sweep) for sweep in alone],
        "as_it_stands": {
            route: {name: _finite(alone[0].stands(route, name)) for name in alone[0].indicators}
            for route in alone[0].routes
        },
        "one_way": {sweep.design.axes[0].path: _totals(sweep) for sweep in alone},
        "two_way": None if together is None else _map(together),
        "effects": [effect.__dict__ for sweep in alone for effect in effects(sweep) if effect.indicator == CLIMATE],
        "left_out": left_out,
        "brightway": {
            "checked": sum(sweep.checked for sweep in runs),
            "deviation": max(sweep.deviation for sweep in runs),
        },
    }, found.findings


def _run(calculated: Calculated, axes: Sequence[Resolved], indicators: Sequence[str]) -> Sweep:
    written: list[Axis] = [axis.axis for axis in axes]
    prepared: Prepared = prepare(
        calculated.bound, read_design(written), indicators, inventory=calculated.inventory, axes=axes
    )
    return prepared.run(again=_CHECKED)


def _largest(sweep: Sweep) -> float:
    """How far the path moves climate change at most, relative to the study as it stands."""
    listed: list[Effect] = [effect for effect in effects(sweep) if effect.indicator == CLIMATE]
    return max((effect.size / (abs(sweep.stands(effect.route)) or 1.0) for effect in listed), default=0.0)


def _strongest(axes: Sequence[Resolved], moved: Mapping[str, float]) -> tuple[Resolved, Resolved | None]:
    """The two axes that move the result most, that with more values first: it goes downwards in a map."""
    chosen = sorted(axes, key=lambda axis: -moved[axis.axis.path])[:2]
    chosen.sort(key=lambda axis: -(axis.axis.count or 1))
    return chosen[0], chosen[1] if len(chosen) > 1 else None


def _path(calculated: Calculated, sweep: Sweep) -> dict[str, Any]:
    (resolved,) = sweep.axes
    axis = resolved.axis
    cells = [calculated.inventory.cells[key] for key in resolved.cells or ()]
    path = cells[0].path if len(cells) == 1 else axis.path
    return {
        "path": axis.path,
        "label": reader_label(cells[0].label, path) if cells else axis.path,
        "cell": cells[0].key if cells else None,
        "unit": axis.unit,
        "values": list(axis.magnitudes()) if axis.numeric else None,
        "texts": list(axis.written()),
        "as_it_stands": sweep.standing[axis.path],
    }


def _totals(sweep: Sweep) -> dict[str, dict[str, list[float | None]]]:
    return {
        route: {name: [_finite(value) for value in sweep.total(route, name).tolist()] for name in sweep.indicators}
        for route in sweep.routes
    }


def _map(sweep: Sweep) -> dict[str, Any]:
    """Lines are values of the first path, columns of the second; None where there is no solution."""
    down, across = sweep.design.axes
    totals = {
        route: [
            [_finite(value) for value in line]
            for line in sweep.total(route).reshape(down.count or 1, across.count or 1).tolist()
        ]
        for route in sweep.routes
    }
    return {"down": down.path, "across": across.path, "totals": totals}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
