"""What exchanges draw besides processes: elementary flows and background products, with their factors as cells."""

from __future__ import annotations

from functools import reduce
from operator import add

from mems_lca.errors import Finding, InventoryError
from mems_lca.inventory.evidence import METHOD, of_factor, stated
from mems_lca.inventory.processes import Impact, Target
from mems_lca.inventory.shop import Shop, over, times
from mems_lca.library.factors import ProductFactor
from mems_lca.library.metals import metal_and_origin
from mems_lca.library.pedigree import Evidence, flow_of
from mems_lca.study.formula import Expr, Num, Ref
from mems_lca.units import Quantity, dimension_of

_PARTS = {"fluorinated": "fluorinated", "fossil": "fossil", "biogenic": "biogenic_emissions"}


def flow_unit(shop: Shop, flow: str) -> str:
    """Canonical unit of an elementary flow."""
    return shop.factors.emission_unit(flow)


def elementary(shop: Shop, flow: str, place: str, foreground: bool) -> Target:
    """The elementary flow at a place; indicators with a foreground perimeter count only in the foreground."""
    regional = shop.characterisation.is_regional(flow)
    target_id = f"flow:{flow}" + (f"@{place}" if regional else "") + ("" if foreground else "#background")
    if target_id not in shop.targets:
        impacts = [*_direct_impacts(shop, flow, place, foreground), *_gwp_impact(shop, flow)]
        record = shop.factors.emission(flow)
        shop.targets[target_id] = Target(
            id=target_id,
            kind="elementary",
            name=flow,
            unit=flow_unit(shop, flow),
            impacts=tuple(impacts),
            place=place if regional else "",
            label=record.name_en,
            label_zh=record.name_zh,
        )
    return shop.targets[target_id]


def _direct_impacts(shop: Shop, flow: str, place: str, foreground: bool) -> list[Impact]:
    impacts = []
    for row in shop.characterisation.of(flow):
        indicator = shop.characterisation.indicators[row.indicator]
        if indicator.perimeter == "foreground" and not foreground:
            continue
        unit = f"{indicator.unit}/{flow_unit(shop, flow)}"
        ref: Expr = shop.ledger.enter(
            f"cf:{flow}/{row.indicator}",
            Quantity(row.value, ""),
            label=f"{indicator.name_en} of {flow}",
            group="choice",
            source="definition",
            origin="definition",
        )
        if row.regional:
            scarcity = shop.factors.aware(place, shop.bound.study.scarcity)
            if scarcity.place != place:
                shop.warn(
                    "scarcity_place",
                    f"{place} has no water scarcity factor: that of {scarcity.place} is used",
                    place,
                )
            ref = ref * shop.ledger.enter(
                f"aware:{scarcity.place}",
                Quantity(scarcity.value, scarcity.unit),
                label=f"Water scarcity factor of {scarcity.place} ({shop.bound.study.scarcity})",
                group="factor",
                paths=(("factors", f"water@{scarcity.place}", "scarcity"),),
                source=scarcity.source,
                evidence=METHOD,
            )
        key = f"cf:{flow}@{place}/{row.indicator}" if row.regional else f"cf:{flow}/{row.indicator}"
        if row.regional:
            shop.ledger.derive(key, ref, unit, f"{indicator.name_en} of {flow} at {place}", group="factor")
        impacts.append(Impact(row.indicator, row.part, key))
    return impacts


def _gwp_impact(shop: Shop, flow: str) -> list[Impact]:
    if flow not in shop.factors.gas_names():
        return []
    gas = shop.factors.gas(flow)
    factor = shop.factors.gwp(flow, shop.method.gwp_set, shop.method.horizon)
    path = ("factors", flow, "gwp")
    if factor is None and (override := shop.ledger.overrides.find(path)) is not None:
        label = f"{shop.method.label} of {flow}, given by the study"
        ref = shop.ledger.enter(
            f"gwp:{flow}",
            override.setting.value,
            label=label,
            group="factor",
            paths=(path,),
            kind="not_negative",
            evidence=METHOD,
        )
        return [Impact("climate_change", _PARTS.get(gas.kind, "fossil"), ref.key)]
    if factor is None:
        why = "is in no list of global warming potentials" if not gas.listed else f"has no value in {shop.method.label}"
        shop.warn("gwp_not_listed", f"{flow} {why}: its emission is not counted in climate change", flow)
        return []
    key = f"gwp:{flow}"
    shop.ledger.enter(
        key,
        Quantity(factor.value, factor.unit),
        label=f"{shop.method.label} of {flow}",
        group="factor",
        paths=(path,),
        kind="not_negative",
        source=factor.source,
        note=factor.note,
        evidence=METHOD,
    )
    return [Impact("climate_change", _PARTS.get(gas.kind, "fossil"), key)]


def product(shop: Shop, name: str) -> Target:
    """A background product with every factor that is published for it, and a price where one is known."""
    target_id = f"product:{name}"
    if name not in shop.factors.product_names():
        return _uncovered(shop, target_id, name)
    if target_id not in shop.targets:
        record = shop.factors.product(name)
        impacts = _product_impacts(shop, name)
        shop.targets[target_id] = Target(
            id=target_id,
            kind="product",
            name=name,
            unit=record.unit,
            impacts=tuple(impacts),
            label=record.name_en,
            label_zh=record.name_zh,
        )
    return shop.targets[target_id]


def _product_impacts(shop: Shop, name: str) -> list[Impact]:
    unit = shop.factors.product(name).unit
    impacts = [_product_impact(shop, name, unit, row) for row in shop.factors.product_factors(name)]
    return impacts + _given(shop, name, unit, frozenset(impact.indicator for impact in impacts))


def climate_factor(shop: Shop, name: str) -> Expr:
    """The climate factor of a background product in kg CO2e per its unit: the sum of its parts, 0 where it has none."""
    parts = [Ref(impact.cell) for impact in _product_impacts(shop, name) if impact.indicator == "climate_change"]
    return reduce(add, parts[1:], parts[0]) if parts else Num(0.0)


def _uncovered(shop: Shop, target_id: str, name: str) -> Target:
    """The supply of a gas that the library has no product for: bought, and not covered by any indicator."""
    gas = name.removeprefix("gas_")
    shop.warn("gas_no_supply", f"{gas}: no factor for its production is known, its purchase is not covered", gas)
    label = shop.factors.gas(gas)
    return shop.targets.setdefault(
        target_id, Target(target_id, "product", name, "kg", label=label.name_en, label_zh=label.name_zh)
    )


def _product_impact(shop: Shop, name: str, unit: str, row: ProductFactor) -> Impact:
    indicator = shop.characterisation.indicators[row.indicator]
    suffix = row.indicator if row.part in ("", "fossil") else f"{row.indicator}:{row.part}"
    if row.indicator == "climate_change":
        shop.gwp_sets[name] = row.factor.gwp_set or "not stated"
    ref = shop.ledger.enter(
        f"factor:{name}/{suffix}/as_given",
        Quantity(row.factor.value, row.factor.unit),
        label=f"{indicator.name_en} of {shop.factors.product(name).name_en}",
        group="factor",
        paths=(("factors", name, suffix),),
        kind="" if row.part == "biogenic_removals" else "not_negative",
        source=row.factor.source,
        note=row.factor.note,
        origin="assumption" if row.factor.kind == "assumption" else "default",
        uncertainty=stated(row.factor),
        evidence=of_factor("product", row.factor, flow_of(unit)),
    )
    return Impact(row.indicator, row.part, scaled_factor(shop, ref, f"factor:{name}/{suffix}", indicator.unit, unit))


def warn_of_gwp_sets(shop: Shop) -> None:
    """Says which background factors rest on other warming potentials than the method's (all of them on GWP-100)."""
    method = shop.method
    others: dict[str, list[str]] = {}
    for name, found in sorted(shop.gwp_sets.items()):
        if found != "co2-only" and (found != method.gwp_set or method.horizon != 100):
            others.setdefault(found, []).append(name)
    if others:
        listed = "; ".join(f"{found}: {', '.join(names)}" for found, names in sorted(others.items()))
        horizon = "" if method.horizon == 100 else ", and none of them over another horizon than 100 years"
        shop.warn("gwp_set_mixed", f"background factors do not follow {method.label}{horizon}: {listed}", "method")


def scaled_factor(shop: Shop, expr: Expr, key: str, indicator_unit: str, unit: str, label: str = "") -> str:
    """Key of the cell with a coherent factor expressed in `indicator_unit` per `unit` of the flow."""
    ledger = shop.ledger
    scaled = over(times(expr, ledger.unit(unit)), ledger.unit(indicator_unit))
    per = f"{indicator_unit}/{unit}"
    return ledger.derive(key, scaled, per, label or f"{key.split(':', 1)[-1]} per {unit}", group="factor").key


def _given(shop: Shop, name: str, unit: str, known: frozenset[str]) -> list[Impact]:
    """Factors and a price that the study gives for a product, where the library publishes none for the indicator."""
    impacts: list[Impact] = []
    for indicator in shop.characterisation.indicators.values():
        path = ("factors", name, indicator.name)
        paid = indicator.name == "cost" and has_price(shop, name)
        override = None if indicator.name in known or paid else shop.ledger.overrides.find(path)
        if override is None:
            continue
        key = f"factor:{name}/{indicator.name}"
        value = override.setting.value
        label = f"{indicator.name_en} of {shop.factors.product(name).name_en}"
        ref: Expr = shop.ledger.enter(
            f"{key}/as_given",
            value,
            label=label,
            group="factor",
            paths=(path,),
            kind="not_negative",
            evidence=Evidence("price" if indicator.name == "cost" else "product"),
        )
        expected = f"{'' if indicator.name == 'cost' else indicator.unit}/{unit}"
        if indicator.name == "cost":
            ref = in_yuan(shop, ref, value)
        elif value.dimension != dimension_of(expected):
            place = override.place
            shop.ledger.findings.append(
                Finding("error", "dimension", label, place, str(value), f"a unit such as {expected}")
            )
            continue
        part = "fossil" if indicator.name == "climate_change" else ""
        impacts.append(Impact(indicator.name, part, scaled_factor(shop, ref, key, indicator.unit, unit)))
    return impacts


def has_price(shop: Shop, name: str) -> bool:
    """Whether the library publishes a price of a product, of any place; the route of a metal has the metal's."""
    return not {name, metal_and_origin(name)[0]}.isdisjoint(shop.factors.price_items())


def in_yuan(shop: Shop, expr: Expr, price: Quantity) -> Expr:
    """A price in CNY, by the published exchange rate of its currency."""
    for currency in ("USD", "EUR", "JPY", "GBP"):
        if currency in price.unit:
            item = f"exchange_{currency.lower()}_cny"
            rate = shop.factors.price(item) if item in shop.factors.price_items() else None
            if rate is None:
                raise InventoryError.single(
                    "no_exchange_rate", "no exchange rate to CNY is published", found=price.unit
                )
            return expr * shop.ledger.enter(
                f"price:{currency}",
                Quantity(rate.value, rate.unit),
                label=f"Exchange rate {currency} to CNY",
                group="factor",
                paths=(("factors", currency, "exchange_rate"),),
                source=rate.source,
                note=rate.note,
                evidence=of_factor("price", rate),
            )
    return expr
