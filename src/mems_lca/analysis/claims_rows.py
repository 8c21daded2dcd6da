"""Numbers picked from a calculation: sums of contributions by a filter, cells, and keys of a route's record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from mems_lca.analysis.groups import Basis, totals
from mems_lca.errors import StudyError, nearest
from mems_lca.library.schemas import CLIMATE_PARTS
from mems_lca.study.claim_values import StepValue, StudyValue
from mems_lca.study.paths import split
from mems_lca.study.stages import STAGES
from mems_lca.units import convert, describe, dimension_of

if TYPE_CHECKING:
    from mems_lca.analysis.calculated import Calculated
    from mems_lca.inventory.processes import Inventory
    from mems_lca.lca.contributions import Contribution


_FIXED = {"stage": frozenset(STAGES), "part": frozenset({"fluorinated", *CLIMATE_PARTS})}


def summed(
    calculated: Calculated, route: str, value: StudyValue | StepValue, *, basis: Basis, accounting: str
) -> float | None:
    """The sum of an indicator over the rows that fit, in its unit; None where nothing of the route has a factor.

    Raises StudyError for a filter that no row of the route could fit.
    """
    rows = calculated.of(route)
    for column, wanted in value.where.items():
        patterns = (wanted,) if isinstance(wanted, str) else wanted
        known = _known(calculated, rows, route, column)
        for pattern in patterns:
            if not any(fnmatchcase(entry, pattern) for entry in known):
                message = f"nothing of the route has this {column}"
                raise StudyError.single("where", message, found=pattern, nearest=nearest(pattern, known))
        rows = [row for row in rows if any(fnmatchcase(getattr(row, column), entry) for entry in patterns)]
    found = totals(rows, basis, accounting).get(value.indicator)
    if found is not None:
        return found
    foreground = calculated.indicators[value.indicator].perimeter == "foreground"
    covered = any(row.indicator == value.indicator for row in calculated.of(route))
    return 0.0 if foreground or covered else None


def _known(calculated: Calculated, rows: Sequence[Contribution], route: str, column: str) -> set[str]:
    """What a column may hold: stages, parts and steps that have no contribution are known as well."""
    known = {str(getattr(row, column)) for row in rows} | _FIXED.get(column, frozenset())
    if column == "step":
        known |= {process.step for process in calculated.inventory.processes.values() if process.route == route}
    return known


def supplied(calculated: Calculated, route: str, step: str, *, basis: Basis) -> float:
    """What a route draws of the product of a supply step, at all sites, per wafer or device."""
    amounts = calculated.supply(route, basis)
    processes = calculated.inventory.processes.values()
    named = [entry.id for entry in processes if entry.route == route and entry.step.split("@")[0] == step]
    return sum(amounts.get(process, 0.0) for process in named)


def cell_value(inventory: Inventory, key: str, unit: str) -> float:
    """The value of a cell in `unit`. Raises StudyError for a cell that is not there, or is of another dimension."""
    if key not in inventory.cells:
        near = nearest(key, inventory.cells)
        raise StudyError.single("unknown_cell", "the calculation has no cell of this name", found=key, nearest=near)
    own = inventory.cells[key].unit
    if dimension_of(own) != dimension_of(unit):
        found, expected = f"{unit} ({describe(dimension_of(unit))})", own or "no unit"
        raise StudyError.single("dimension", "the unit does not fit the cell", found=found, expected=expected)
    return convert(inventory.values[key], own, unit)


def path_value(record: Mapping[str, Any], path: str) -> float | None:
    """The number at a key of a route's record; None where the record has none. Raises StudyError for no such key."""
    node: Any = record
    for part in split(path):
        if isinstance(node, list) and part.isdigit() and int(part) < len(node):
            node = node[int(part)]
        elif isinstance(node, Mapping) and part in node:
            node = node[part]
        else:
            known = [str(key) for key in node] if isinstance(node, Mapping) else []
            message = f"the record of the route has no key {part}"
            raise StudyError.single("unknown_path", message, found=path, nearest=nearest(part, known))
    if node is not None and (isinstance(node, bool) or not isinstance(node, int | float)):
        raise StudyError.single("unknown_path", "there is no number at this key of the record", found=path)
    return None if node is None else float(node)
