"""Element balances of processes: what comes in with products or is taken from the wafer goes somewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mems_lca.inventory.processes import WAYS_IN, ElementFlow, UnitProcess, Way
from mems_lca.inventory.shop import Shop

TOLERANCE = 1e-6
"""Largest difference of a closed balance, relative to what comes in: constants of step files have seven digits."""


@dataclass(frozen=True)
class ElementBalance:
    """kg of an element per unit of a process, by way; `stated` where the step's file says where the element goes."""

    process: str
    element: str
    ways: Mapping[Way, float]
    stated: bool

    @property
    def entering(self) -> float:
        """What is bought or received, and what is taken from the wafer."""
        return sum(self.ways.get(way, 0.0) for way in WAYS_IN) + max(-self.ways.get("on_wafer", 0.0), 0.0)

    @property
    def leaving(self) -> float:
        """What goes on with the wafer, and by all other ways."""
        others = (mass for way, mass in self.ways.items() if way not in WAYS_IN and way != "on_wafer")
        return sum(others) + max(self.ways.get("on_wafer", 0.0), 0.0)

    @property
    def difference(self) -> float:
        """Entering less leaving over the larger of them; zero where nothing crosses."""
        whole = max(self.entering, self.leaving)
        return (self.entering - self.leaving) / whole if whole else 0.0

    @property
    def closed(self) -> bool:
        """Whether nothing is lost or made."""
        return abs(self.difference) <= TOLERANCE


def balances(elements: Sequence[ElementFlow], values: Mapping[str, float]) -> tuple[ElementBalance, ...]:
    """The balance of every process and element, over the values of the cells."""
    ways: defaultdict[tuple[str, str], defaultdict[Way, float]] = defaultdict(lambda: defaultdict(float))
    stated: defaultdict[tuple[str, str], bool] = defaultdict(bool)
    for flow in elements:
        key = (flow.process, flow.element)
        ways[key][flow.way] += flow.share * values[flow.amount]
        stated[key] |= flow.stated
    return tuple(ElementBalance(*key, dict(found), stated[key]) for key, found in ways.items())


def warn_of_unstated(shop: Shop, processes: Mapping[str, UnitProcess], values: Mapping[str, float]) -> None:
    """Warns of elements that come into a step whose file does not say where they go."""
    for balance in balances(shop.elements, values):
        if balance.closed or balance.stated:
            continue
        process, coming, going = processes[balance.process], balance.entering * 1e3, balance.leaving * 1e3
        shop.warn(
            "element_not_stated",
            f"{process.label}: {coming:.4g} g of {balance.element} come in, {going:.4g} g go out; "
            "`leaves` and `contains` of the step say where an element goes",
            process.step,
        )
