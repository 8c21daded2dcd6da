"""Electricity of a site: factors in parts, the supply mix, and location- beside market-based accounting.

Location-based: the grid of the place, with on-site generation. Market-based: instruments carry their own generation,
and what no instrument covers takes the residual mix where one is published.
"""

from __future__ import annotations

from mems_lca.errors import Finding, Place
from mems_lca.inventory.evidence import DESIGN, of_factor, stated
from mems_lca.inventory.grid import RENEWABLE, Part, generation, generation_kind, grid, residual
from mems_lca.inventory.processes import Accounting, Impact, Target
from mems_lca.inventory.shop import Shop
from mems_lca.inventory.targets import in_yuan, scaled_factor
from mems_lca.library.bound import BoundRoute
from mems_lca.library.pedigree import Evidence
from mems_lca.study.formula import Expr, Num
from mems_lca.study.route import SupplyShare
from mems_lca.units import Quantity

KWH = "kWh"
CLIMATE_UNIT = "kg CO2e"


def site_electricity(shop: Shop, route: BoundRoute, site: str, foreground: bool) -> Target:
    """Electricity as a site of a route draws it."""
    mix = _mix(shop, route, site)
    target_id = f"electricity:{route.root}/{site}" + ("" if foreground else "#background")
    if target_id not in shop.targets:
        place = shop.place_of(site)
        impacts: list[Impact] = []
        if foreground:
            _warn_of_single_part(shop, site, place)
        for index, (entry, share) in enumerate(mix):
            impacts += _entry_impacts(shop, target_id, site, place, index, entry, share)
        if foreground:
            impacts += [
                Impact(
                    "electricity",
                    "",
                    shop.ledger.enter(
                        "cf:electricity_use/electricity",
                        Quantity(1.0, ""),
                        label="Electricity",
                        group="choice",
                        source="definition",
                        origin="definition",
                    ).key,
                ),
                *_price(shop, place),
            ]
        shop.targets[target_id] = Target(
            target_id,
            "product",
            "electricity",
            KWH,
            tuple(impacts),
            place,
            f"Electricity, {site} ({place})",
            f"电力，{site}（{place}）",
            _renewable(shop, route, site, mix),
        )
    return shop.targets[target_id]


def place_electricity(shop: Shop, place: str) -> Target:
    """Background electricity of a place, for the supply chain."""
    target_id = f"electricity@{place}"
    if target_id not in shop.targets:
        impacts = [
            Impact(
                "climate_change",
                "fossil",
                scaled_factor(shop, part.expr, f"{target_id}/{part.name}/{i}", CLIMATE_UNIT, KWH),
                "both",
                part.name,
                part.label,
            )
            for i, part in enumerate(grid(shop, place, ""))
        ]
        shop.targets[target_id] = Target(
            target_id,
            "product",
            "electricity",
            KWH,
            tuple(impacts),
            place,
            f"Electricity, grid of {place}",
            f"电力，{place}电网",
        )
    return shop.targets[target_id]


def _warn_of_single_part(shop: Shop, site: str, place: str) -> None:
    """Says that scope 2 of an own site holds upstream emissions where only one life-cycle factor is published."""
    parts = grid(shop, place, shop.grid_of(site))
    own = shop.bound.study.sites[site].control in (None, "own")
    if len(parts) == 1 and "life cycle" in parts[0].label and own:
        message = f"electricity of {site} ({place}): one life-cycle factor, so that scope 2 holds its upstream part too"
        shop.warn("scope2_life_cycle", message, place)


def _mix(shop: Shop, route: BoundRoute, site: str) -> list[tuple[SupplyShare, Expr]]:
    """The supply entries of a site with their shares as cells; the shares must add up to one."""
    grid_only = (SupplyShare(share=Quantity(1.0, ""), kind="grid"),)
    entries = route.supply.get(site) or shop.bound.study.supply.get(site) or grid_only
    mix: list[tuple[SupplyShare, Expr]] = []
    for index, entry in enumerate(entries):
        ref = shop.ledger.enter(
            f"supply:{route.root}/{site}/{index}",
            entry.share,
            label=f"Share of {entry.kind.replace('_', ' ')} in the electricity of {site}, route {route.root}",
            paths=((route.root, "supply", site, str(index), "share"),),
            kind="share",
            source="given:study",
            origin="given",
            evidence=DESIGN,
        )
        mix.append((entry, ref))
    _check_shares(shop, route, site, len(entries))
    for entry in entries:
        _check_instrument(shop, site, entry)
    return mix


def _check_instrument(shop: Shop, site: str, entry: SupplyShare) -> None:
    """Warns of a contract or certificate from another country, of another year, or of an unnamed kind."""
    if entry.kind not in ("certificate", "direct_ppa"):
        return
    study = shop.bound.study
    country = shop.factors.places.country(shop.place_of(site))
    doubts = []
    if not entry.instrument:
        doubts.append("no instrument is named")
    if not entry.region:
        doubts.append("no region is named")
    elif shop.factors.places.country(shop.factors.locations.place(entry.region)) != country:
        doubts.append(f"its region {entry.region} is not in {country}")
    if entry.vintage is None:
        doubts.append("no vintage is named")
    elif not study.period.start.year <= entry.vintage <= study.period.end.year:
        doubts.append(f"its vintage {entry.vintage} is outside the period of the study")
    if doubts:
        shop.warn("instrument", f"{entry.kind.replace('_', ' ')} of {site}: {'; '.join(doubts)}", f"supply.{site}")


def _check_shares(shop: Shop, route: BoundRoute, site: str, number: int) -> None:
    """The shares, after `set:` and `--set`, must add up to one."""
    cells = (shop.ledger.cells[f"supply:{route.root}/{site}/{index}"] for index in range(number))
    total = sum(cell.given.canonical for cell in cells if cell.given is not None)
    if abs(total - 1) > 1e-9:
        message = f"the shares of the electricity supply of {site} add up to {total:.6g}"
        own = shop.bound.study.supply.get(site) == route.supply.get(site, shop.bound.study.supply.get(site))
        path = f"supply.{site}" if own else f"{route.root}.supply.{site}"
        place = Place(file=shop.bound.file, path=path)
        finding = Finding("error", "supply_shares", message, place, expected="1")
        if finding not in shop.ledger.findings:
            shop.ledger.findings.append(finding)


def _renewable(shop: Shop, route: BoundRoute, site: str, mix: list[tuple[SupplyShare, Expr]]) -> str:
    """Key of the share of renewable generation: own plant, contract or certificates."""
    total: Expr = Num(0.0)
    for entry, share in mix:
        if entry.kind != "grid" and not entry.attributes_sold and generation_kind(entry) in RENEWABLE:
            total = total + share
    label = f"Share of renewable electricity, {site}, route {route.root}"
    return shop.ledger.derive(f"supply:{route.root}/{site}/renewable", total, "", label).key


def _entry_impacts(
    shop: Shop, target: str, site: str, place: str, index: int, entry: SupplyShare, share: Expr
) -> list[Impact]:
    chosen = shop.grid_of(site)
    own_plant = entry.kind == "onsite_pv" and not entry.attributes_sold
    location = generation(shop, entry, place) if own_plant else grid(shop, place, chosen)
    if entry.kind == "grid" or entry.attributes_sold:
        market = residual(shop, place, chosen)
    else:
        market = generation(shop, entry, place)
    impacts: list[Impact] = []
    views: tuple[tuple[Accounting, list[Part]], ...] = (("location", location), ("market", market))
    for accounting, parts in views:
        for number, part in enumerate(parts):
            key = f"{target}/{index}/{accounting}/{part.name}/{number}"
            cell = scaled_factor(
                shop,
                share * part.expr,
                key,
                CLIMATE_UNIT,
                KWH,
                f"{part.label} × share of {entry.kind}, {site}",
            )
            impacts.append(Impact("climate_change", "fossil", cell, accounting, part.name, part.label))
    return impacts


def _price(shop: Shop, place: str) -> list[Impact]:
    row = shop.factors.price("electricity", place.split("-")[0])
    path = ("factors", f"electricity@{place}", "cost")
    override = shop.ledger.overrides.find(path)
    if row is None and override is None:
        return []
    price = override.setting.value if override else Quantity(row.value, row.unit) if row else Quantity(0.0, "CNY/kWh")
    ref = shop.ledger.enter(
        f"price:electricity@{place}",
        price if row is None else Quantity(row.value, row.unit),
        label=f"Price of electricity, {place}",
        group="factor",
        paths=(path,),
        kind="not_negative",
        source=row.source if row else "",
        note=row.note if row else "",
        uncertainty=stated(row) if row else None,
        evidence=of_factor("price", row, "price") if row else Evidence("price", flow="price"),
    )
    return [
        Impact(
            "cost",
            "",
            scaled_factor(shop, in_yuan(shop, ref, price), f"price:electricity@{place}/CNY", "CNY", KWH),
        )
    ]
