"""What a line made over the period: wafers started and finished of each product, by the table and by the model."""

from __future__ import annotations

from collections.abc import Iterable
from math import fsum

from mems_lca.errors import Finding, Place
from mems_lca.library.rests import LineYield
from mems_lca.study.records.kinds import Starts

# Relative difference of line yields, above which it is told.
SAME_YIELD = 0.01


def production(starts: Iterable[Starts], product: str, starts_per_finished: float) -> LineYield:
    """Wafers of a product over the period. What the table does not say of finished wafers is taken from the model."""
    rows = [row for row in starts if row.product == product]
    modelled = 1 / starts_per_finished
    counted = [row for row in rows if row.finished is not None]
    finished = fsum(row.started * modelled if row.finished is None else row.finished for row in rows)
    passed = fsum(row.started for row in counted)
    measured = fsum(row.finished or 0.0 for row in counted) / passed if passed > 0 else None
    return LineYield(fsum(row.started for row in rows), finished, measured, modelled)


def yield_finding(root: str, product: str, line: LineYield) -> Finding | None:
    """A warning where the table's line yield is another than that of the model."""
    if line.measured is None or abs(line.measured / line.modelled - 1) <= SAME_YIELD:
        return None
    message = (
        f"{product} finished {100 * line.measured:.4g} % of the wafers started, the model of {root} "
        f"{100 * line.modelled:.4g} %: losses are modelled as the route says, what was measured is "
        "shared by the wafers that the table counts as finished"
    )
    return Finding("warning", "line_yield", message, Place(path=f"measured.products.{root}"))
