"""Processes that only draw others: a finished wafer, a device shipped."""

from __future__ import annotations

from collections.abc import Sequence

from mems_lca.inventory.processes import Exchange, UnitProcess
from mems_lca.inventory.shop import Shop
from mems_lca.library.bound import BoundRoute
from mems_lca.study.formula import Expr, Ref


def draw(shop: Shop, process: str, supplier: str, amount: Expr, unit: str, label: str, name: str = "") -> Exchange:
    """A draw of a process; an amount that is not yet a cell becomes one, by `name` where a supplier is drawn twice."""
    if not isinstance(amount, Ref):
        amount = shop.ledger.derive(f"{process}/draw/{name or supplier}", amount, "", label, group="amount")
    return Exchange(supplier, "process", amount.key, unit, input=supplier)


def collector(
    shop: Shop,
    route: BoundRoute,
    process: str,
    unit: str,
    exchanges: Sequence[Exchange],
    label: str,
    label_zh: str,
) -> UnitProcess:
    """The process of one wafer or one device of a route, made of its draws."""
    site = route.steps[0].site
    return UnitProcess(
        process,
        route.root,
        process.removeprefix(f"{route.root}."),
        f"{label}, {route.id}",
        f"{label_zh}，{route.id}",
        "wafer_fabrication" if unit == "wafer" else "packaging_test",
        unit,
        site,
        shop.place_of(site),
        "",
        tuple(exchanges),
    )
