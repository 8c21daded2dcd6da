"""The share that each product gets of what several products were measured together."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from mems_lca.errors import Finding, Place, StudyError, nearest
from mems_lca.study.measured import AllocationKey
from mems_lca.study.records.kinds import Starts


def weights(
    starts: Iterable[Starts], key: AllocationKey, diameters: Mapping[str, float] | None = None
) -> dict[str, float]:
    """What each product weighs by a key: wafers started, their area pi/4 d^2 (m2), or the hours of tools (s).

    `diameters` (m) stand in where the table has none. Raises StudyError with every row that the key needs more of.
    """
    found: defaultdict[str, list[float]] = defaultdict(list)
    errors: list[Finding] = []
    for row in starts:
        weight = row.started
        if key == "area":
            diameter = row.diameter if row.diameter is not None else (diameters or {}).get(row.product)
            if diameter is None:
                errors.append(_missing(row, "the wafer's diameter", key))
                continue
            weight = row.started * math.pi / 4 * diameter**2
        elif key == "tool_hours":
            if row.tool_hours is None:
                errors.append(_missing(row, "tool hours", key))
                continue
            weight = row.tool_hours
        found[row.product].append(weight)
    if errors:
        raise StudyError(errors)
    return {product: math.fsum(parts) for product, parts in found.items()}


def shares(weighed: Mapping[str, float], served: Collection[str], place: Place) -> dict[str, float]:
    """The share of each product that an account serves (none named: all); they add up to one.

    Raises StudyError for a product that nobody started, and where there is nothing to share by.
    """
    for product in served:
        if product not in weighed:
            message, known = "no wafers of this product were started", ", ".join(weighed)
            near = nearest(product, weighed)
            raise StudyError.single(
                "unknown_product", message, place=place, found=product, expected=known, nearest=near
            )
    chosen = {product: weight for product, weight in weighed.items() if not served or product in served}
    total = math.fsum(chosen.values())
    if total <= 0:
        message = "nothing to share by: the products add up to zero"
        raise StudyError.single("no_allocation", message, place=place, found=", ".join(chosen))
    return {product: weight / total for product, weight in chosen.items()}


def _missing(row: Starts, what: str, key: str) -> Finding:
    message = f"wafer starts of {row.product}: allocation by {key} needs {what} in each row"
    return Finding("error", "allocation", message, row.place)
