"""The shapes that a study takes in a sweep, each compiled once, and the sweep's scenarios evaluated in them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mems_lca.analysis.sweep_axes import Resolved, impossible
from mems_lca.analysis.sweep_design import Design
from mems_lca.errors import Finding, InventoryError, MemsLcaError, StudyError
from mems_lca.inventory.build import build_inventory
from mems_lca.inventory.processes import Inventory
from mems_lca.lca.batch import Basis, Compiled, Output, compile_inventory, given
from mems_lca.library.again import bind_again
from mems_lca.library.bound import BoundStudy
from mems_lca.units import Quantity, conversion

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

CLIMATE = "climate_change"
# A shape takes about half a second to build.
MOST_SHAPES = 200


@dataclass(frozen=True)
class Row:
    """One row of what is calculated: a route and an indicator."""

    route: str
    indicator: str


@dataclass(frozen=True)
class Shape:
    """The study in one shape: its program, which total each row is (None: it has none here), and the scale's cell."""

    compiled: Compiled
    totals: tuple[Output | None, ...]
    scale: str


@dataclass(frozen=True)
class Shapes:
    """All shapes by the index of each shaping axis's value; None where the study has no solution in that shape."""

    design: Design
    axes: tuple[Resolved, ...]
    rows: tuple[Row, ...]
    shapes: Mapping[tuple[int, ...], Shape | None]

    def evaluate(self, start: int, stop: int) -> tuple[Array, NDArray[np.bool_]]:
        """Rows × scenarios per functional unit, NaN without a solution, and whether each scenario has one."""
        import numpy as np

        columns = self.design.columns(start, stop)
        values = np.full((len(self.rows), stop - start), np.nan)
        possible = np.zeros(stop - start, dtype=np.bool_)
        indices = [column.index for axis, column in zip(self.axes, columns, strict=True) if axis.shapes]
        for key, shape in self.shapes.items():
            if shape is None:
                continue
            inside = np.ones(stop - start, dtype=np.bool_)
            for index, wanted in zip(indices, key, strict=True):
                assert index is not None
                inside &= index == wanted
            chosen = np.flatnonzero(inside)
            if not len(chosen):
                continue
            leaves = {
                _leaf(position): _canonical(axis.axis.unit, column.values[chosen])
                for position, (axis, column) in enumerate(zip(self.axes, columns, strict=True))
                if not axis.shapes and column.values is not None
            }
            found = shape.compiled.run(given(leaves), len(chosen))
            scale = found.cell(shape.scale)
            possible[chosen] = found.possible
            for row, output in enumerate(shape.totals):
                if output is not None:
                    total = found.total(output.route, output.basis, output.view) * scale
                    values[row, chosen] = np.where(found.possible, total, np.nan)
        return values, possible


def build_shapes(
    bound: BoundStudy, inventory: Inventory, design: Design, axes: Sequence[Resolved], rows: Sequence[Row]
) -> Shapes:
    """Every shape of a sweep, compiled. Raises StudyError for too many of them, and for values that are refused."""
    shaping = [axis for axis in axes if axis.shapes]
    drawn = [axis for axis in shaping if axis.axis.span is not None and design.sample != "grid"]
    if drawn:
        message = "each value of this path gives the study another shape, so that none can be drawn from a range"
        expected = "a list of values, or --sample grid"
        raise StudyError(Finding("error", "sample", message, axis.axis.place, expected=expected) for axis in drawn)
    counts = [axis.axis.count or 1 for axis in shaping]
    keys = list(itertools.product(*map(range, counts))) if _product(counts) <= MOST_SHAPES else []
    if not keys:
        names = " and ".join(axis.axis.path for axis in shaping)
        message = f"the values of {names} give the study a new shape each, which is built anew for every combination"
        expected = f"at most {MOST_SHAPES} combinations"
        raise StudyError.single("too_many", message, found=f"{_product(counts):,}", expected=expected)
    _refuse_values(bound, shaping)
    shapes = {key: _shape(bound, inventory, axes, key, rows) for key in keys}
    return Shapes(design, tuple(axes), tuple(rows), shapes)


def _product(counts: Sequence[int]) -> int:
    found = 1
    for count in counts:
        found *= count
    return found


def _refuse_values(bound: BoundStudy, shaping: Sequence[Resolved]) -> None:
    """Raises StudyError with every value of a shaping axis to which the study cannot be bound."""
    findings: list[Finding] = []
    for axis in shaping:
        for text in axis.axis.written():
            try:
                bind_again(bound, {axis.axis.path: text})
            except MemsLcaError as error:
                findings += [
                    Finding("error", entry.code, entry.message, axis.axis.place, entry.found or text, entry.expected,
                            entry.nearest)
                    for entry in error.findings if entry.severity == "error"
                ]  # fmt: skip
    if findings:
        raise StudyError(dict.fromkeys(findings))


def _shape(
    bound: BoundStudy, inventory: Inventory, axes: Sequence[Resolved], key: tuple[int, ...], rows: Sequence[Row]
) -> Shape | None:
    """The study with the values of its shaping axes, compiled; None where it has no solution."""
    index = iter(key)
    shaping = {axis.axis.path: axis.axis.written()[next(index)] for axis in axes if axis.shapes}
    others = {axis.axis.path: axis.axis.ends()[0] for axis in axes if not axis.shapes}
    again, built = bound, inventory
    if shaping:
        try:
            again = bind_again(bound, {**shaping, **others})
            built = build_inventory(again)
        except InventoryError:
            try:
                again = bind_again(bound, shaping)
                built = build_inventory(again)
            except InventoryError as error:
                if not impossible(error):
                    raise
                return None
    varied: dict[str, str] = {}
    ranges: dict[str, tuple[float, float]] = {}
    for position, axis in enumerate(axes):
        if axis.cells is not None and axis.axis.numeric:
            wanted = [name for name in axis.cells if name in built.cells]
            if shaping:
                wanted += [cell.key for cell in built.cells.values() if cell.is_input and cell.fact == axis.axis.path]
            varied |= dict.fromkeys(wanted, _leaf(position))
            ranges[_leaf(position)] = _range(axis)
    basis: Basis = "wafer" if again.study.functional_unit.amount.unit == "wafer" else "device"
    scale = built.functional_units["scale"]
    compiled = compile_inventory(built, varied, bases=(basis,), cells=[scale], ranges=ranges)
    account = again.study.accounting
    known = set(compiled.outputs)
    wanted_outputs = [
        Output(row.route, basis, f"{CLIMATE}_{account}" if row.indicator == CLIMATE else row.indicator) for row in rows
    ]
    return Shape(compiled, tuple(output if output in known else None for output in wanted_outputs), scale)


def _leaf(position: int) -> str:
    return f"axis {position}"


def _range(axis: Resolved) -> tuple[float, float]:
    if axis.axis.span is not None:
        ends = [Quantity(value, axis.axis.unit).canonical for value in (axis.axis.span.low, axis.axis.span.high)]
    else:
        ends = [entry.canonical for entry in axis.axis.quantities()]
    return min(ends), max(ends)


def _canonical(unit: str, values: Array) -> Array:
    rule = conversion(unit)
    found: Array = values * rule.factor + rule.offset
    return found
