"""Electricity of a site: factors in parts, the supply mix, and location- beside market-based accounting.

Location-based: the grid of the place, with on-site generation. Market-based: instruments carry their own generation,
and what no instrument covers takes the residual mix where one is published.
"""

from __future__ import annotations

from dataclasses import dataclass

from mems_lca.errors import Finding, InventoryError, Place
from mems_lca.inventory.processes import Accounting, Impact, Target
from mems_lca.inventory.shop import Shop
from mems_lca.inventory.targets import in_yuan, per_unit
from mems_lca.library.bound import BoundRoute
from mems_lca.library.factors import Electricity, Factor
from mems_lca.study.formula import Expr, Num
from mems_lca.study.route import SupplyShare
from mems_lca.units import Quantity

KWH = "kWh"
PROVINCIAL = "provincial"
RESIDUAL = "-residual"
_WHOLE = ("life_cycle", "generation_life_cycle")
CLIMATE_UNIT = "kg CO2e"


@dataclass(frozen=True)
class Part:
    """One part of an electricity factor: `direct` counts as scope 2, `rest` as scope 3 category 3."""

    name: str
    expr: Expr
    label: str


def site_electricity(shop: Shop, route: BoundRoute, site: str, foreground: bool) -> Target:
    """Electricity as a site of a route draws it."""
    mix = _mix(shop, route, site)
    target_id = f"electricity:{route.root}/{site}" + ("" if foreground else "#background")
    if target_id not in shop.targets:
        place = shop.place_of(site)
        impacts: list[Impact] = []
        for index, (entry, share) in enumerate(mix):
            impacts += _entry_impacts(shop, target_id, site, place, index, entry, share)
        if foreground:
            impacts += [Impact("electricity", "", shop.ledger.enter(
                "cf:electricity_use/electricity", Quantity(1.0, ""), label="Electricity", group="choice",
                source="definition", origin="definition").key), *_price(shop, place)]
        shop.targets[target_id] = Target(
            target_id, "product", "electricity", KWH, tuple(impacts), place,
            f"Electricity, {site} ({place})", f"电力，{site}（{place}）", _renewable(shop, route, site, mix),
        )
    return shop.targets[target_id]


def place_electricity(shop: Shop, place: str) -> Target:
    """Background electricity of a place, for the supply chain."""
    target_id = f"electricity@{place}"
    if target_id not in shop.targets:
        impacts = [
            Impact("climate_change", "fossil", per_unit(
                shop, part.expr, f"{target_id}/{part.name}/{i}", CLIMATE_UNIT, KWH), "both", part.name, part.label)
            for i, part in enumerate(grid(shop, place, ""))
        ]
        shop.targets[target_id] = Target(
            target_id, "product", "electricity", KWH, tuple(impacts), place,
            f"Electricity, grid of {place}", f"电力，{place}电网",
        )
    return shop.targets[target_id]


def _mix(shop: Shop, route: BoundRoute, site: str) -> list[tuple[SupplyShare, Expr]]:
    """The supply entries of a site with their shares as cells; the shares must add up to one."""
    grid_only = (SupplyShare(share=Quantity(1.0, ""), kind="grid"),)
    entries = route.supply.get(site) or shop.bound.study.supply.get(site) or grid_only
    total = sum(entry.share.canonical for entry in entries)
    if abs(total - 1) > 1e-9:
        message = f"the shares of the electricity supply of {site} add up to {total:.6g}"
        place = Place(file=route.file, path=f"{route.name}.supply.{site}")
        finding = Finding("error", "supply_shares", message, place, expected="1")
        if finding not in shop.ledger.findings:
            shop.ledger.findings.append(finding)
    mix: list[tuple[SupplyShare, Expr]] = []
    for index, entry in enumerate(entries):
        ref = shop.ledger.enter(
            f"supply:{route.root}/{site}/{index}", entry.share,
            label=f"Share of {entry.kind.replace('_', ' ')} in the electricity of {site}, route {route.root}",
            paths=((route.root, "supply", site, str(index), "share"),), source="given:study", origin="given",
        )
        mix.append((entry, ref))
    return mix


def _renewable(shop: Shop, route: BoundRoute, site: str, mix: list[tuple[SupplyShare, Expr]]) -> str:
    """Key of the share that comes from an own plant, a contract or certificates."""
    total: Expr = Num(0.0)
    for entry, share in mix:
        if entry.kind != "grid" and not entry.attributes_sold:
            total = total + share
    label = f"Share of renewable electricity, {site}, route {route.root}"
    return shop.ledger.derive(f"supply:{route.root}/{site}/renewable", total, "", label).key


def _entry_impacts(
    shop: Shop, target: str, site: str, place: str, index: int, entry: SupplyShare, share: Expr
) -> list[Impact]:
    chosen = shop.bound.study.grid.get(site, "")
    own_plant = entry.kind == "onsite_pv" and not entry.attributes_sold
    location = _generation(shop, entry, place) if own_plant else grid(shop, place, chosen)
    if entry.kind == "grid" or entry.attributes_sold:
        market = residual(shop, place, chosen)
    else:
        market = _generation(shop, entry, place)
    impacts: list[Impact] = []
    views: tuple[tuple[Accounting, list[Part]], ...] = (("location", location), ("market", market))
    for accounting, parts in views:
        for number, part in enumerate(parts):
            key = f"{target}/{index}/{accounting}/{part.name}/{number}"
            cell = per_unit(shop, share * part.expr, key, CLIMATE_UNIT, KWH, f"{part.label} × share of {entry.kind}, {site}")
            impacts.append(Impact("climate_change", "fossil", cell, accounting, part.name, part.label))
    return impacts


def grid(shop: Shop, place: str, chosen: str) -> list[Part]:
    """The grid of a place, location-based.

    Where a life-cycle factor and a direct one are published (China: national life cycle, provincial direct), the
    direct one is scope 2 and the rest scope 3. A single life-cycle factor counts whole in scope 2 and says so.
    `chosen` names a set of factors; "provincial" adds to the place's direct factor what the country's life cycle adds
    to its own direct factor (an assumption, nobody publishes it).
    """
    found = _lookup(shop, place, chosen)
    whole = next((part for part in _WHOLE if part in found.parts), "")
    if not whole:
        return [
            Part("direct" if name == "direct" else "rest", _cell(shop, found.set, name, factor), _label(name, factor))
            for name, factor in found.parts.items()
        ]
    total = found.parts[whole]
    if found.direct is None:
        return [Part("direct", _cell(shop, found.set, whole, total), _label(whole, total))]
    direct = _cell(shop, found.set, "direct", found.direct)
    if chosen == PROVINCIAL:
        rest = _national_difference(shop, found)
        shop.warn(
            "grid_provincial",
            f"electricity of {place}: the direct factor of the place plus the national difference between life cycle "
            "and direct is an assumption, not a published factor",
            place,
        )
    else:
        rest = _cell(shop, found.set, whole, total) - direct
    label = f"{_label(whole, total)}, less direct"
    return [Part("direct", direct, _label("direct", found.direct)), Part("rest", rest, label)]


def residual(shop: Shop, place: str, chosen: str) -> list[Part]:
    """What a market-based account takes for electricity without instrument: the residual mix, else the grid."""
    country = shop.factors.places.country(place)
    name = next((name for name in shop.factors.electricity_sets(country) if name.endswith(RESIDUAL)), "")
    if not name:
        return grid(shop, place, chosen)
    direct = shop.factors.electricity(country, name).direct
    assert direct is not None
    found = _lookup(shop, country, "" if chosen == PROVINCIAL else chosen)
    rest = _national_difference(shop, found)
    label = f"{country}, life cycle less direct {direct.year}"
    return [
        Part("direct", _cell(shop, name, "direct", direct), f"Residual mix of {country}, direct {direct.year}"),
        Part("rest", rest, label),
    ]


def _lookup(shop: Shop, place: str, chosen: str) -> Electricity:
    found = shop.factors.electricity(place, "" if chosen == PROVINCIAL else chosen)
    for finding in found.findings:
        shop.warn(finding.code, finding.message, place)
    return found


def _national_difference(shop: Shop, found: Electricity) -> Expr:
    """What the country's life-cycle factor adds to its direct factor."""
    whole, national = found.parts["life_cycle"], found.national_direct
    if national is None:
        raise InventoryError.single("no_direct_factor", "the country has no direct electricity factor", found=found.place)
    return _cell(shop, found.set, "life_cycle", whole) - _cell(shop, found.set, "direct", national)


def _generation(shop: Shop, entry: SupplyShare, place: str) -> list[Part]:
    """Life-cycle factor of the generation behind an on-site plant, a contract or a certificate."""
    kind = entry.factor or ("pv" if entry.kind == "onsite_pv" else "wind")
    if not entry.factor and entry.kind != "onsite_pv":
        shop.warn("generation_kind", f"{entry.kind}: no kind of generation is named in `factor`, wind is taken", place)
    country = shop.factors.places.country(place).lower()
    known = shop.factors.generation_kinds()
    kind = f"{country}_{kind}" if f"{country}_{kind}" in known else kind
    factor = shop.factors.generation(kind)["life_cycle"]
    ref = shop.ledger.enter(
        f"generation:{kind}",
        Quantity(factor.value, factor.unit),
        label=f"Life-cycle factor of electricity, {kind.replace('_', ' ')}",
        group="factor",
        paths=(("factors", f"generation@{kind}", "life_cycle"),),
        source=factor.source,
        note=factor.note,
    )
    return [Part("rest", ref, f"Generation, {kind.replace('_', ' ')}, life cycle")]


def _cell(shop: Shop, set_: str, part: str, factor: Factor) -> Expr:
    default = shop.factors.electricity(factor.place).set
    name = part if set_ == default else f"{set_}:{part}"
    return shop.ledger.enter(
        f"grid:{factor.place}/{set_}/{part}",
        Quantity(factor.value, factor.unit),
        label=f"Electricity of {factor.place}, {part.replace('_', ' ')}, {factor.year}",
        group="factor",
        paths=(("factors", f"electricity@{factor.place}", name),),
        source=factor.source,
        note="; ".join(text for text in (factor.boundary, factor.note) if text),
    )


def _label(part: str, factor: Factor) -> str:
    names = {"generation_life_cycle": "generation, life cycle without grid losses", "life_cycle": "life cycle"}
    return f"Grid of {factor.place}, {names.get(part, part.replace('_', ' '))} {factor.year}"


def _price(shop: Shop, place: str) -> list[Impact]:
    row = shop.factors.price("electricity", place.split("-")[0])
    path = ("factors", f"electricity@{place}", "cost")
    override = shop.ledger.overrides.find(path)
    if row is None and override is None:
        return []
    price = override.setting.value if override else Quantity(row.value, row.unit) if row else Quantity(0.0, "CNY/kWh")
    ref = shop.ledger.enter(
        f"price:electricity@{place}", price if row is None else Quantity(row.value, row.unit),
        label=f"Price of electricity, {place}", group="factor", paths=(path,),
        source=row.source if row else "", note=row.note if row else "",
    )
    return [Impact("cost", "", per_unit(shop, in_yuan(shop, ref, price), f"price:electricity@{place}/CNY", "CNY", KWH))]
