"""Figures of the summary in units that suit their size: grams and millilitres of a device, kilograms of a wafer."""

from __future__ import annotations

from collections.abc import Iterable

from mems_lca.analysis.summary import readable_unit
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import CLIMATE
from mems_lca.units import convert


def canonical(desk: Desk, name: str) -> str:
    """The unit of an indicator, or of climate change for one of its parts or accountings."""
    known = desk.facts.indicators
    return str(known[name if name in known else CLIMATE]["unit"])


def suited(desk: Desk, name: str, lines: Iterable[str], basis: str) -> str:
    """The unit in which the largest of some lines of an indicator, over all routes, has digits before its point."""
    found = (desk.now.get((route, line, basis)) for line in lines for route in desk.facts.routes)
    return readable_unit([value for value in found if value is not None], canonical(desk, name))


def scaled(place: str, now: float | None, unit: str, shown: str) -> tuple[str, float | None]:
    """A cell in another unit, as a formula and as a number; one that holds no number is passed on as it is."""
    if now is None or unit == shown:
        return place, now
    factor = convert(1.0, unit, shown)
    return f"{factor:.17g}*{place}", factor * now
