"""A process gas with everything that follows from it: purchase, emissions, by-products, abatement, fluoride."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mems_lca.inventory.abatement import PointOfUse, point_of_use
from mems_lca.inventory.balances import check_fluorine, fluorine_part, sector_of
from mems_lca.inventory.evidence import of_factor
from mems_lca.inventory.gas_balance import by_table, range_text
from mems_lca.inventory.plasma import (
    bought,
    by_product_emission,
    unreacted_emission,
)
from mems_lca.inventory.processes import Exchange, GasRecord
from mems_lca.inventory.shop import Shop
from mems_lca.inventory.targets import elementary
from mems_lca.library.bound import BoundRoute
from mems_lca.library.factors import Factor, UtilisationRow
from mems_lca.library.pedigree import Evidence, flow_of
from mems_lca.study.formula import Expr, Num, Ref, maximum
from mems_lca.units import Quantity

# The share of a gas that stays in its bottle when nobody weighs it, and who says so.
DEFAULT_HEEL, HEEL_SOURCE = 0.1, "ipcc-2006-v3-ch6"


@dataclass(frozen=True)
class GasUse:
    """One use of a gas in a process: `used` is the cell of kilograms per unit of the process.

    `silicon` is silicon that it carries to the scrubber, `polymer` fluorine of it that stays in polymer, both in kg.
    """

    process: str
    gas: str
    kind: str
    used: Ref
    silicon: Ref | None
    polymer: Ref | None
    foreground: bool
    place: str


def expand(shop: Shop, route: BoundRoute, use: GasUse) -> tuple[list[Exchange], list[tuple[str, Ref]]]:
    """Exchanges of a gas use, and the products drawn for it as (product, amount cell)."""
    row = shop.factors.utilisation(shop.bound.study.gas_table, use.kind, use.gas)
    _warn_of_range(shop, use)
    unit = point_of_use(shop, route, use.gas)
    uncontrolled, emitted = _balance(shop, unit, use, row)
    exchanges = [_emission(shop, use, gas, cell, route) for gas, cell in emitted.items()]
    fluoride = _fluoride(shop, use, emitted)
    purchase = _purchase(shop, route, use)
    shop.gases.append(
        GasRecord(
            process=use.process,
            gas=use.gas,
            used=use.used.key,
            bought=purchase.key,
            uncontrolled={gas: cell.key for gas, cell in uncontrolled.items()},
            emitted={gas: cell.key for gas, cell in emitted.items()},
            fluoride=fluoride.key,
            silicon=use.silicon.key if use.silicon is not None else "",
        )
    )
    draws = [(f"gas_{use.gas}", purchase), ("fluoride_treatment", fluoride)]
    if use.silicon is not None:
        draws.append(("silica_removal", use.silicon))
    if unit is not None:
        draws.append((unit.unit, unit.exhaust(use.gas, use.used)))
    return exchanges, draws


def _warn_of_range(shop: Shop, use: GasUse) -> None:
    """Says what each table that lists the gas would give: they differ several-fold."""
    found = by_table(shop.factors, use.gas, use.kind, shop.method.gwp_set, horizon=shop.method.horizon)
    if len(found) > 1:
        kind = use.kind.replace("_", " ")
        text = f"{range_text(found)} per kg used, before abatement"
        shop.warn(
            "gas_table_range",
            f"{use.gas} ({kind}) by table: {text}; the study uses {shop.bound.study.gas_table}",
            use.gas,
        )


def _balance(
    shop: Shop, unit: PointOfUse | None, use: GasUse, row: UtilisationRow | None
) -> tuple[dict[str, Ref], dict[str, Ref]]:
    """Emissions before and after abatement, kg per unit of the process, by gas."""
    table = shop.bound.study.gas_table
    rates: dict[str, Expr] = {}
    if row is None:
        shop.warn(
            "gas_not_in_table",
            f"table {table} has no row for {use.gas} ({use.kind}): all of it counts as emitted (U = 0, B = 0)",
            use.gas,
        )
        rates[use.gas] = Num(1.0)
    else:
        rates[use.gas] = _rate(shop, table, use, row.one_minus_u, "unreacted", use.gas)
        for gas, factor in row.byproducts.items():
            rates[gas] = _rate(shop, table, use, factor, f"byproduct_{gas}", gas)
        check_fluorine(shop, use.gas, use.kind, row)
    uncontrolled: dict[str, Ref] = {}
    passing: dict[str, Expr] = {}
    for gas, rate in rates.items():
        base = f"{use.used.key}/{gas}"
        rule = unreacted_emission if gas == use.gas else by_product_emission
        uncontrolled[gas] = shop.ledger.derive(
            f"{base}/uncontrolled",
            rule(use.used, rate, Num(1.0)),
            "kg",
            f"{gas} before abatement, from {use.gas}",
        )
        passing[gas] = rule(use.used, rate, unit.passed(gas) if unit is not None else Num(1.0))
    formed = unit.cf4_from_flame(use.gas, use.kind, use.used, uncontrolled) if unit is not None else None
    if formed is not None:
        passing["CF4"] = passing["CF4"] + formed if "CF4" in passing else formed
        key, label = f"{use.used.key}/CF4/uncontrolled", f"CF4 before abatement, from {use.gas}"
        uncontrolled.setdefault("CF4", shop.ledger.derive(key, Num(0.0), "kg", label))
    emitted = {
        gas: shop.ledger.derive(
            f"{use.used.key}/{gas}/emitted", amount, "kg", f"{gas} emitted, from {use.gas}", group="amount"
        )
        for gas, amount in passing.items()
    }
    return uncontrolled, emitted


def _rate(shop: Shop, table: str, use: GasUse, factor: Factor, name: str, gas: str) -> Expr:
    label = f"1 - U of {use.gas}" if name == "unreacted" else f"{gas} formed from {use.gas}"
    return shop.ledger.enter(
        f"utilisation:{table}/{use.kind}/{use.gas}/{name}",
        Quantity(factor.value, ""),
        label=f"{label} ({table}, {use.kind.replace('_', ' ')})",
        group="factor",
        paths=(("factors", use.gas, f"{name}:{use.kind}"),),
        kind="share" if name == "unreacted" else "not_negative",
        source=factor.source,
        note=factor.note,
        evidence=of_factor("emission_rate", factor, flow_of("", gas), sector_of(shop, table)),
    )


def _emission(shop: Shop, use: GasUse, gas: str, cell: Ref, route: BoundRoute) -> Exchange:
    target = elementary(shop, gas, use.place, use.foreground)
    return Exchange(target.id, "elementary", cell.key, "kg", flow=gas, input=use.gas)


def _fluoride(shop: Shop, use: GasUse, emitted: Mapping[str, Ref]) -> Ref:
    """Fluorine that is neither emitted in a gas nor left in polymer: it reaches the scrubber as HF, SiF4, F2 (kg F)."""
    share = fluorine_part(shop, use.gas)
    total: Expr = use.used * share if share is not None else Num(0.0)
    for gas, cell in emitted.items():
        part = fluorine_part(shop, gas)
        if part is not None:
            total = total - cell * part
    # A table may print more fluorine than is fed; polymer with more than is left is refused as a negative amount.
    left = maximum(total, 0) if use.polymer is None else maximum(total, 0) - use.polymer
    key = f"{use.used.key}/fluoride"
    return shop.ledger.derive(key, left, "kg", f"Fluorine of {use.gas} to scrubber", group="amount")


def _purchase(shop: Shop, route: BoundRoute, use: GasUse) -> Ref:
    heel = shop.ledger.enter(
        f"{route.root}.gas_heel",
        Quantity(DEFAULT_HEEL, ""),
        label=f"Heel left in gas bottles (returned to the supplier), route {route.root}",
        paths=((route.root, "gas_heel"), ("gas_heel",)),
        kind="share",
        source=HEEL_SOURCE,
        evidence=Evidence("emission_rate", flow="emission"),
        note="Raises what is bought; a recipe-based use is not multiplied by 1 - h. The heel returns with the bottle.",
    )
    key = f"{use.used.key}/bought"
    return shop.ledger.derive(key, bought(use.used, heel), "kg", f"{use.gas} bought", group="amount")
