"""The circular footprint formula: the burden of a material by recycled content, recycling and disposal at the end.

Commission Recommendation (EU) 2021/2279, Annex I, as printed by L. Zampori and R. Pant, Suggestions for updating the
Product Environmental Footprint method, JRC technical report EUR 29682 EN (2019), Equation 3. The result stands beside
the cut-off result and never replaces it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import TypeVar

from mems_lca.errors import Finding, Place
from mems_lca.inventory.processes import CircularFlow, UnitProcess
from mems_lca.inventory.shop import Shop
from mems_lca.inventory.targets import climate_factor
from mems_lca.library.circular_checks import products_of
from mems_lca.study.circular import Circular
from mems_lca.study.formula import Expr, Num, Ref

T = TypeVar("T", float, Expr)
_PATH = "allocation.circular_footprint"
_UNIT = "kg CO2e/kg"


@dataclass(frozen=True)
class Shares:
    """The six values of the formula, as numbers or as formulas."""

    A: Expr
    B: Expr
    R1: Expr
    R2: Expr
    R3: Expr
    Qs_Qp: Expr


def content(A: T, R1: T, quality: T, virgin: T, recycled: T) -> T:
    """What a kilogram that goes in carries, kg CO2e/kg: (1 - R1) Ev + R1 (A Erecycled + (1 - A) Ev Qsin/Qp)."""
    return (1 - R1) * virgin + R1 * (A * recycled + (1 - A) * virgin * quality)


def end(A: T, B: T, R2: T, R3: T, quality: T, virgin: T, recycling: T, energy: T, disposal: T) -> T:
    """What a kilogram at its end carries, kg CO2e/kg, negative where recycling saves more than it takes.

    (1 - A) R2 (ErecyclingEoL - E*v Qsout/Qp) + (1 - B) R3 (EER less what its heat and power replace)
    + (1 - R2 - R3) ED; the material that is replaced is the same as the one that goes in.
    """
    recycled = (1 - A) * R2 * (recycling - virgin * quality)
    return recycled + (1 - B) * R3 * energy + (1 - R2 - R3) * disposal


def circular_flows(shop: Shop) -> list[CircularFlow]:
    """The formula for every material that the study gives, and every route, as cells."""
    given = shop.bound.study.allocation.circular_footprint
    return [
        _flow(shop, route, material, element_of(shop, material), *_per_kg(shop, material, entry))
        for material, entry in given.items()
        for route in shop.bound.routes
    ]


def element_of(shop: Shop, material: str) -> str:
    """The element that a material is."""
    return next(iter(shop.factors.composition(material) or {material: 1.0}))


def _per_kg(shop: Shop, material: str, given: Circular) -> tuple[Ref, Ref]:
    """The cells of what a kilogram carries when it goes in, and at its end."""
    shares = {name: _enter(shop, material, given, name) for name in given.values}
    _together(shop, material, shares)
    factors: dict[str, Expr] = {"energy": Num(0.0)}
    for role, product in products_of(material, given, shop.bound.library).items():
        factors[role] = climate_factor(shop, product)
    of = Shares(**shares)
    into = content(of.A, of.R1, of.Qs_Qp, factors["primary"], factors["recycled"])
    out = end(
        of.A, of.B, of.R2, of.R3, of.Qs_Qp,
        factors["primary"], factors["recycling"], factors["energy"], factors["disposal"],
    )  # fmt: skip
    key, label = f"circular:{material}", f"{material.replace('_', ' ')}, circular footprint formula"
    return (
        shop.ledger.derive(f"{key}/content", into, _UNIT, f"Content of {label}", group="factor"),
        shop.ledger.derive(f"{key}/end", out, _UNIT, f"End of {label}", group="factor"),
    )


def _enter(shop: Shop, material: str, given: Circular, name: str) -> Expr:
    value = given.values[name]
    return shop.ledger.enter(
        f"{_PATH}.{material}.{name}",
        value.value,
        label=f"{name} of {material.replace('_', ' ')}, circular footprint formula",
        paths=(("allocation", "circular_footprint", material, name),),
        source=value.source,
        note=value.note,
        uncertainty=value.uncertainty,
        kind="share",
    )


def _together(shop: Shop, material: str, shares: Mapping[str, Expr]) -> None:
    """Notes shares at the end that are more than all of it, which values of a single run can be."""
    total = 0.0
    for name in ("R2", "R3"):
        ref = shares[name]
        assert isinstance(ref, Ref)
        value = shop.ledger.cells[ref.key].given
        total += value.canonical if value is not None else 0.0
    if total > 1 + 1e-12:
        place = Place(file=shop.bound.file, path=f"{_PATH}.{material}")
        message = f"R2 and R3 of {material} are more than one together"
        shop.ledger.findings.append(Finding("error", "share_sum", message, place, f"{total:.4g}", "at most 1"))


def _flow(shop: Shop, route: str, material: str, element: str, into: Ref, out: Ref) -> CircularFlow:
    bought = [
        process
        for process in shop.processes.values()
        if process.route == route and process.step.partition("@")[0] == material and "@" in process.step
    ]
    return CircularFlow(
        route=route,
        material=material,
        element=element,
        content=into.key,
        end=out.key,
        bought={process.id: _as_bought(shop, process) for process in bought},
        held=f"{route}.device/content/{element}",
        discarded=_as_discarded(shop, route),
    )


def _as_bought(shop: Shop, process: UnitProcess) -> str:
    """The cell of what a kilogram carries by the origins that the route buys: the cut-off result."""
    label = f"{process.label}, by what is bought (cut-off)"
    return shop.ledger.derive(f"{process.id}/cut_off", _climate(shop, process), _UNIT, label, group="factor").key


def _as_discarded(shop: Shop, route: str) -> str:
    """The cell of what a kilogram of the product carries at its end in the cut-off result."""
    steps = [
        process for process in shop.processes.values() if process.route == route and process.stage == "end_of_life"
    ]
    burden: Expr = reduce(add, (_climate(shop, process) for process in steps), Num(0.0))
    mass = "product.mass"
    per_kg = burden / Ref(mass) if mass in shop.ledger.cells else Num(0.0)
    label = f"End of life of a kilogram of the product (cut-off), route {route}"
    return shop.ledger.derive(f"{route}.device/end_of_life", per_kg, _UNIT, label, group="factor").key


def _climate(shop: Shop, process: UnitProcess) -> Expr:
    """What the background products that a process draws carry."""
    total: Expr = Num(0.0)
    for exchange in process.exchanges:
        target = shop.targets.get(exchange.target)
        for impact in target.impacts if target is not None and exchange.kind == "product" else ():
            if impact.indicator == "climate_change" and impact.accounting == "both":
                part = Ref(exchange.amount) * Ref(impact.cell)
                total = total + part if exchange.sign > 0 else total - part
    return total
