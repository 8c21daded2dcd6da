"""The losses of the yield chain: how the draws of a wafer or a device would shrink if nothing were lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mems_lca.inventory.geometry import passes
from mems_lca.inventory.processes import UnitProcess, YieldLine
from mems_lca.inventory.shop import Shop
from mems_lca.library.bound import BoundStep
from mems_lca.study.formula import Expr, Num, Ref


@dataclass(frozen=True)
class Part:
    """A step of the chain with the amounts that are drawn for its passes: its own, and wafers that it consumes."""

    step: BoundStep
    process: UnitProcess
    amounts: tuple[str, ...]

    @property
    def draw(self) -> Ref:
        """Passes of the step."""
        return Ref(self.amounts[0])


def step_losses(
    shop: Shop, route: str, process: str, parts: Sequence[Part], first: Iterable[str], unit: str
) -> list[YieldLine]:
    """A line for each step that loses something: with a yield of one, what is drawn before it shrinks by the yield,
    and its own passes to their number without repetition. `first` are amounts that are drawn before all steps.
    """
    lines: list[YieldLine] = []
    before = list(first)
    name = {"wafer": "wafer_yield", "device": "step_yield"}[unit]
    for part in parts:
        cell, times = f"{part.process.id}.{name}", part.step.repeat
        if cell in shop.ledger.cells:
            key, names = f"{process}/loss/{part.step.key}", part.step.step.name
            shrunk = _scale(shop, f"{key}/before", Ref(cell) ** times, f"Draws before {names.en} if it lost nothing")
            once = _scale(
                shop, f"{key}/own", times / passes(Ref(cell), times), f"Passes of {names.en} if all were good"
            )
            scales = dict.fromkeys(before, shrunk) | dict.fromkeys(part.amounts, once)
            label, label_zh = f"Yield of {names.en}", f"{names.zh or names.en}成品率"
            lines.append(YieldLine(route, label, label_zh, cell, f"{unit}/{unit}", process, scales))
        before += part.amounts
    return lines


def shrinking(shop: Shop, process: str, name: str, by: Expr, amounts: Iterable[str], label: str) -> dict[str, str]:
    """The scale of draws that all shrink by the same yield."""
    return dict.fromkeys(amounts, _scale(shop, f"{process}/loss/{name}", by, label))


def ideal(shop: Shop, process: str, parts: Sequence[Part]) -> dict[str, str]:
    """The scale of the draws of steps if each were passed as often as the route says and no more."""
    scales: dict[str, str] = {}
    for part in parts:
        times = Num(float(part.step.repeat)) / part.draw
        label = f"Passes of {part.process.label} over those that losses make of them"
        scales |= dict.fromkeys(part.amounts, _scale(shop, f"{process}/loss/{part.step.key}/ideal", times, label))
    return scales


def _scale(shop: Shop, key: str, by: Expr, label: str) -> str:
    return shop.ledger.derive(key, by, "", label).key
