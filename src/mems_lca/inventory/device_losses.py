"""The yield chain from the finished wafer to the device shipped: dies, and what each loss of them is paid with."""

from __future__ import annotations

from dataclasses import dataclass

from mems_lca.inventory.losses import Part, ideal, shrinking, step_losses
from mems_lca.inventory.processes import YieldLine
from mems_lca.inventory.shop import Shop
from mems_lca.library.bound import BoundRoute
from mems_lca.study.formula import Expr, Ref


@dataclass(frozen=True)
class Chain:
    """What a device draws, in the order of the route: finished wafers, steps per wafer, steps per device."""

    wafers: str
    per_wafer: tuple[Part, ...]
    per_device: tuple[Part, ...]

    @property
    def of_wafers(self) -> list[str]:
        """Amounts that are drawn for whole wafers."""
        return [self.wafers, *(amount for part in self.per_wafer for amount in part.amounts)]


@dataclass(frozen=True)
class Dies:
    """Cells of the count of dies: gross and good per wafer, the yield at probe, dies assembled per device, and the
    yields of wafers that were bonded on untested.
    """

    gross: Ref
    good: Ref
    probed: Ref
    assembled: Ref
    bonded: tuple[Ref, ...]


def enter_device_losses(shop: Shop, route: BoundRoute, chain: Chain, dies: Dies) -> None:
    """The lines of the chain; the burden of a joint line is that of all its losses together."""
    process = f"{route.id}.device"
    drawn = chain.of_wafers

    def line(name: str, label: str, label_zh: str, cell: Ref, unit: str, by: Expr | None) -> YieldLine:
        scales = {} if by is None else shrinking(shop, process, name, by, drawn, f"Wafers of a device, {label.lower()}")
        return YieldLine(route.id, label, label_zh, cell.key, unit, process if scales else "", scales)

    whole: Expr = dies.probed
    for ref in dies.bonded:
        whole = whole * ref
    bonded = [
        line(
            f"bonded/{number}", "Die yield of a wafer bonded untested", "未测试键合晶圆的芯片良率", ref, "die/die", ref
        )
        for number, ref in enumerate(dies.bonded)
    ]
    shop.yields += [
        line("", "Gross dies per wafer", "每片晶圆总芯片数", dies.gross, "die/wafer", None),
        line("probe", "Die yield at probe", "晶圆测试良率", dies.probed, "die/die", dies.probed),
        *bonded,
        line("dies", "Good dies per wafer", "每片晶圆合格芯片数", dies.good, "die/wafer", whole),
        *step_losses(shop, route.id, process, chain.per_wafer, [chain.wafers], "wafer"),
        *step_losses(shop, route.id, process, chain.per_device, drawn, "device"),
        _assembled(shop, route, chain, dies),
    ]


def _assembled(shop: Shop, route: BoundRoute, chain: Chain, dies: Dies) -> YieldLine:
    """Dies assembled per device shipped, with what all losses from assembly on are paid with."""
    process = f"{route.id}.device"
    label = "Wafers of a device if assembly and test lost nothing"
    scales = shrinking(shop, process, "assembled", 1 / dies.assembled, chain.of_wafers, label)
    scales |= ideal(shop, process, chain.per_device)
    title, title_zh = "Dies assembled per device shipped", "每出货器件的封装芯片数"
    return YieldLine(route.id, title, title_zh, dies.assembled.key, "die/device", process, scales)
