"""A process gas with everything that follows from it: purchase, emissions, by-products, abatement, fluoride."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mems_lca.inventory.balances import FLUORINE_MASS, check_fluorine, molar_mass
from mems_lca.inventory.gas_balance import by_table, range_text
from mems_lca.inventory.plasma import (
    bought,
    by_product_emission,
    passed_abatement,
    unreacted_emission,
)
from mems_lca.inventory.processes import Exchange, GasRecord
from mems_lca.inventory.shop import Shop, over
from mems_lca.inventory.targets import elementary
from mems_lca.library.bound import BoundRoute
from mems_lca.library.factors import Factor, UtilisationRow
from mems_lca.study.formula import Expr, Num, Ref, maximum
from mems_lca.units import Quantity

HEEL_SOURCE = "ipcc-2006-v3-ch6"


@dataclass(frozen=True)
class GasUse:
    """One use of a gas in a process: `used` is the cell of kilograms per unit of the process."""

    process: str
    gas: str
    kind: str
    used: Ref
    silicon: Ref | None
    foreground: bool
    place: str


def expand(shop: Shop, route: BoundRoute, use: GasUse) -> tuple[list[Exchange], list[tuple[str, Ref]]]:
    """Exchanges of a gas use, and the products drawn for it as (product, amount cell)."""
    row = shop.factors.utilisation(shop.bound.study.gas_table, use.kind, use.gas)
    _warn_of_range(shop, use)
    uncontrolled, emitted = _balance(shop, route, use, row)
    exchanges = [_emission(shop, use, gas, cell, route) for gas, cell in emitted.items()]
    fluoride = _fluoride(shop, use, emitted)
    shop.gases.append(
        GasRecord(
            use.process,
            use.gas,
            use.used.key,
            {gas: cell.key for gas, cell in uncontrolled.items()},
            {gas: cell.key for gas, cell in emitted.items()},
            fluoride.key,
            use.silicon.key if use.silicon is not None else "",
        )
    )
    draws = [(f"gas_{use.gas}", _purchase(shop, route, use)), ("fluoride_treatment", fluoride)]
    if route.abatement is not None and use.gas in route.abatement.gases:
        draws.append(("exhaust_abatement", _treated_exhaust(shop, route, use)))
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
    shop: Shop, route: BoundRoute, use: GasUse, row: UtilisationRow | None
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
    emitted: dict[str, Ref] = {}
    for gas, rate in rates.items():
        base = f"{use.used.key}/{gas}"
        rule = unreacted_emission if gas == use.gas else by_product_emission
        uncontrolled[gas] = shop.ledger.derive(
            f"{base}/uncontrolled",
            rule(use.used, rate, Num(1.0)),
            "kg",
            f"{gas} before abatement, from {use.gas}",
        )
        emitted[gas] = shop.ledger.derive(
            f"{base}/emitted",
            rule(use.used, rate, _passed(shop, route, use.gas, gas)),
            "kg",
            f"{gas} emitted, from {use.gas}",
            group="amount",
        )
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
    )


def _passed(shop: Shop, route: BoundRoute, parent: str, gas: str) -> Expr:
    """1 - a d UT for a gas that leaves a tool fed with `parent`."""
    abatement = route.abatement
    if abatement is None or parent not in abatement.gases:
        return Num(1.0)
    origin = {"source": abatement.source or "given:route", "note": abatement.note}
    treated = _abatement_input(
        shop, route, "fraction_treated", abatement.fraction_treated, "Share of gas treated", origin
    )
    uptime = _abatement_input(shop, route, "uptime", abatement.uptime, "Uptime of abatement", origin)
    return passed_abatement(treated, _destruction(shop, route, gas, origin), uptime)


def _destruction(shop: Shop, route: BoundRoute, gas: str, origin: Mapping[str, str]) -> Expr:
    assert route.abatement is not None
    rule = route.abatement.destruction
    value, source, note = (
        Quantity(0.0, ""),
        "definition",
        "no destruction efficiency of its own: none is counted",
    )
    if isinstance(rule, str):
        factor = shop.factors.destruction(rule, gas)
        if factor is not None:
            value, source, note = Quantity(factor.value, ""), factor.source, factor.note
    elif gas in rule:
        value, source, note = rule[gas], origin["source"], origin["note"]
    if value.canonical == 0:
        named = f"set {rule}" if isinstance(rule, str) else f"the map of route {route.name}"
        shop.warn(
            "no_destruction",
            f"{gas} has no destruction efficiency of its own in {named}: d = 0, none of it is destroyed",
            gas,
        )
    label = f"Destruction efficiency of {gas}"
    return _abatement_input(shop, route, f"destruction_{gas}", value, label, {"source": source, "note": note})


def _abatement_input(
    shop: Shop, route: BoundRoute, name: str, value: Quantity, label: str, origin: Mapping[str, str]
) -> Ref:
    return shop.ledger.enter(
        f"{route.id}.abatement.{name}",
        value,
        label=f"{label}, route {route.id}",
        paths=route.key_paths("abatement", name),
        kind="" if name == "dilution" else "share",
        source=origin["source"],
        note=origin["note"],
    )


def _emission(shop: Shop, use: GasUse, gas: str, cell: Ref, route: BoundRoute) -> Exchange:
    target = elementary(shop, gas, use.place, use.foreground)
    return Exchange(target.id, "elementary", cell.key, "kg", flow=gas, input=use.gas)


def _fluorine_share(shop: Shop, gas: str) -> Expr | None:
    """kg of fluorine per kg of gas."""
    atoms = shop.factors.gas(gas).fluorine_atoms
    if not atoms:
        return None
    fluorine = shop.ledger.enter(
        "molar_mass:F",
        Quantity(FLUORINE_MASS, "g/mol"),
        label="Molar mass of fluorine",
        group="choice",
        source="iupac-atomic-weights-2021",
        origin="definition",
    )
    return fluorine * atoms / molar_mass(shop, gas)


def _fluoride(shop: Shop, use: GasUse, emitted: Mapping[str, Ref]) -> Ref:
    """Fluorine that is not emitted in a gas: it reaches the scrubber as HF, SiF4 and F2 (kg F)."""
    share = _fluorine_share(shop, use.gas)
    total: Expr = use.used * share if share is not None else Num(0.0)
    for gas, cell in emitted.items():
        part = _fluorine_share(shop, gas)
        if part is not None:
            total = total - cell * part
    key = f"{use.used.key}/fluoride"
    return shop.ledger.derive(key, maximum(total, 0), "kg", f"Fluorine of {use.gas} to scrubber", group="amount")


def _purchase(shop: Shop, route: BoundRoute, use: GasUse) -> Ref:
    heel = shop.ledger.enter(
        f"{route.root}.gas_heel",
        Quantity(0.1, ""),
        label=f"Heel left in gas bottles (returned to the supplier), route {route.root}",
        paths=((route.root, "gas_heel"), ("gas_heel",)),
        kind="share",
        source=HEEL_SOURCE,
        note="Raises what is bought; a recipe-based use is not multiplied by 1 - h. The heel returns with the bottle.",
    )
    key = f"{use.used.key}/bought"
    return shop.ledger.derive(key, bought(use.used, heel), "kg", f"{use.gas} bought", group="amount")


def _treated_exhaust(shop: Shop, route: BoundRoute, use: GasUse) -> Ref:
    """Exhaust through the abatement unit, in cubic metres at 0 degC and 101.325 kPa per unit of the process."""
    assert route.abatement is not None
    origin = {"source": route.abatement.source or "given:route", "note": route.abatement.note}
    treated = _abatement_input(
        shop, route, "fraction_treated", route.abatement.fraction_treated, "Share of gas treated", origin
    )
    given = route.abatement.dilution
    dilution = _abatement_input(
        shop,
        route,
        "dilution",
        given.value if given else Quantity(75.0, ""),
        "Exhaust per volume of process gas (pump purge)",
        {
            "source": given.source if given and given.source else "assumption",
            "note": given.note
            if given
            else "A dry pump is purged with 20 to 50 slm of nitrogen beside some 0.4 slm of process gas.",
        },
    )
    if shop.factors.gas(use.gas).molar_mass is None:
        shop.warn(
            "no_molar_mass", f"{use.gas}: a mixture without molar mass, its exhaust volume is not counted", use.gas
        )
        return shop.ledger.derive(
            f"{use.used.key}/exhaust", Num(0.0), "m**3", f"Exhaust treated for {use.gas}", "amount"
        )
    volume = over(use.used / molar_mass(shop, use.gas), shop.ledger.unit("Nm3"))
    key = f"{use.used.key}/exhaust"
    expr = volume * treated * (dilution + 1)
    return shop.ledger.derive(key, expr, "m**3", f"Exhaust treated for {use.gas}", group="amount")
