"""What a path means in a study: the cells that it gives a value to, or something that gives the study another shape.

Each path is tried out: the study is built with another value there. Where only inputs of that value differ, these are
its cells, which the batch solver varies. Where anything else differs, the study is built anew for each value.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mems_lca.errors import Finding, InventoryError, MemsLcaError, Place, StudyError, nearest
from mems_lca.inventory.build import build_inventory
from mems_lca.inventory.cells import Cell, out_of_range
from mems_lca.inventory.processes import Inventory
from mems_lca.library.again import bind_again
from mems_lca.library.bound import BoundStudy
from mems_lca.study.paths import join
from mems_lca.study.vary import Axis
from mems_lca.units import Quantity, parse_quantity

# Units convert with rounding; a value that is another is never so near.
_SAME = 1e-12
_TRIES = 2
_BELOW = 0.999
# What a build says when the values of a study do not go together.
_IMPOSSIBLE = frozenset({"no_dies", "negative_amount", "share_sum", "not_finite", "return_beyond_use"})


@dataclass(frozen=True)
class Resolved:
    """An axis with the keys of its cells; None where the study is built anew for each value."""

    axis: Axis
    cells: tuple[str, ...] | None

    @property
    def shapes(self) -> bool:
        """Whether each of its values gives the study another shape."""
        return self.cells is None


@dataclass(frozen=True)
class Resolution:
    """The axes of a sweep, and warnings of values outside the limits of their parameters."""

    axes: tuple[Resolved, ...]
    findings: tuple[Finding, ...]


def resolve(bound: BoundStudy, inventory: Inventory, axes: Sequence[Axis]) -> Resolution:
    """What each path means. `inventory` is that of the study as it stands.

    Raises StudyError with a finding for every path that nothing answers to, every value of a wrong dimension or out of
    the range of its kind, and two paths of one value.
    """
    findings: list[Finding] = []
    found: list[Resolved] = []
    for axis in axes:
        try:
            resolved = Resolved(axis, _cells(bound, inventory, axis))
        except MemsLcaError as error:
            findings += _of_axis(error, axis)
            continue
        findings += _values(inventory, resolved)
        findings += _overlaps(inventory, resolved, found)
        found.append(resolved)
    findings = list(dict.fromkeys(findings))
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise StudyError(errors)
    return Resolution(tuple(found), tuple(findings))


def _cells(bound: BoundStudy, inventory: Inventory, axis: Axis) -> tuple[str, ...] | None:
    """The cells of an axis, None where a value gives the study another shape. Raises what binding and building raise.

    Two values are tried, so that a cell which has one of them already is found with the other.
    """
    found: dict[str, None] = {}
    tried = 0
    failed: MemsLcaError | None = None
    for text in _tries(axis):
        again = bind_again(bound, {axis.path: text})
        try:
            other = build_inventory(again)
        except InventoryError as error:
            if not impossible(error):
                raise
            failed = error
            continue
        if _reshaped(bound, inventory, again, other):
            return None
        changed = _changed(inventory, other)
        value = parse_quantity(text).canonical if axis.numeric else math.nan
        if any(not _near(other.values[key], value) for key in changed):
            return None
        found |= dict.fromkeys(changed)
        tried += 1
        if tried == _TRIES:
            break
    if tried == 0 and failed is not None:
        raise failed
    if not found and tried == _TRIES:
        message = "nothing in the study depends on this path"
        paths = {*(join(*path) for path in bound.overrides.known), *_paths(bound.raw)} - {axis.path}
        raise StudyError.single("no_effect", message, found=axis.path, nearest=nearest(axis.path, paths))
    return tuple(found)


def impossible(error: MemsLcaError) -> bool:
    """Whether an error says that a study has no solution at its values, not that a value is wrong in itself."""
    return all(finding.code in _IMPOSSIBLE for finding in error.findings)


def _tries(axis: Axis) -> tuple[str, ...]:
    """Values to try a path with: those at the ends first, and values just below them, should others be impossible."""
    ends = axis.ends()
    middle = () if axis.span is None else (str(Quantity(axis.span.at(0.5), axis.span.unit)),)
    found = [parse_quantity(text) for text in ends] if axis.numeric else []
    below = [str(Quantity(entry.magnitude * _BELOW, entry.unit)) for entry in found if entry.magnitude > 0]
    return tuple(dict.fromkeys((ends[0], ends[-1], *ends, *middle, *below)))


def _reshaped(bound: BoundStudy, inventory: Inventory, again: BoundStudy, other: Inventory) -> bool:
    """Whether two builds differ in anything but the values of inputs."""
    if bound.study.accounting != again.study.accounting or _basis(bound) != _basis(again):
        return True
    if inventory.cells.keys() != other.cells.keys():
        return True
    parts = ("processes", "targets", "demands", "wastes")
    if any(getattr(inventory, name) != getattr(other, name) for name in parts):
        return True
    return any(cell.expr != other.cells[key].expr for key, cell in inventory.cells.items())


def _basis(bound: BoundStudy) -> bool:
    return bound.study.functional_unit.amount.unit == "wafer"


def _paths(data: Mapping[str, Any], *above: str) -> Iterator[str]:
    """The paths of the plain values of a study's data."""
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from _paths(value, *above, str(key))
        elif str(key):
            yield join(*above, str(key))


def _changed(inventory: Inventory, other: Inventory) -> tuple[str, ...]:
    """Inputs whose value differs."""
    return tuple(
        key for key, cell in inventory.cells.items() if cell.is_input and inventory.values[key] != other.values[key]
    )


def _near(value: float, expected: float) -> bool:
    return math.isclose(value, expected, rel_tol=_SAME, abs_tol=0.0)


def _of_axis(error: MemsLcaError, axis: Axis) -> list[Finding]:
    """The findings of an error, as findings on what was given for the axis."""
    return [replace(finding, place=axis.place) for finding in error.findings if finding.severity == "error"]


def _values(inventory: Inventory, resolved: Resolved) -> Iterator[Finding]:
    """Values out of the range of their kind, and warnings of those outside the limits of validity."""
    if not resolved.cells:
        return
    axis = resolved.axis
    cells = [inventory.cells[key] for key in resolved.cells]
    for text in axis.ends():
        value = parse_quantity(text)
        refused = next((found for cell in cells if (found := _refused(cell, value, axis.place)) is not None), None)
        if refused is not None:
            yield refused
            continue
        low = max(cell.limits[0] for cell in cells)
        high = min(cell.limits[1] for cell in cells)
        if not low <= value.canonical <= high:
            message = f"{axis.path} is outside the limits of validity"
            limits = f"{_limit(low, value)} to {_limit(high, value)}"
            yield Finding("warning", "limits", message, axis.place, str(value), limits)


def _limit(canonical: float, value: Quantity) -> str:
    if math.isinf(canonical):
        return "any"
    one = Quantity(1.0, value.unit).canonical - Quantity(0.0, value.unit).canonical
    shown = (canonical - Quantity(0.0, value.unit).canonical) / one
    return f"{shown:.6g} {value.unit}".rstrip()


def _refused(cell: Cell, value: Quantity, place: Place) -> Finding | None:
    """The finding on a value that its cell cannot have: out of range, or negative where none ever was."""
    found = out_of_range(value, cell.kind or ("share" if cell.bounded else ""), cell.label, place)
    if found is not None:
        return found
    assert cell.given is not None
    may_be_below = cell.given.canonical < 0 or -math.inf < cell.limits[0] < 0
    if value.canonical < 0 and not may_be_below:
        return Finding("error", "range", f"{cell.label}: out of range", place, str(value), "zero or more")
    return None


def _overlaps(inventory: Inventory, resolved: Resolved, others: Sequence[Resolved]) -> Iterator[Finding]:
    """Two paths that give one cell its value."""
    for other in others:
        shared = set(resolved.cells or ()) & set(other.cells or ())
        if shared:
            label = inventory.cells[min(shared)].label
            message = f"{resolved.axis.path} and {other.axis.path} both give the value of {label}"
            yield Finding("error", "vary", message, resolved.axis.place, expected="one path for each value")
