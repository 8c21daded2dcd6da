"""Electricity factors of a place as cells, in parts: the grid, the residual mix, and kinds of generation."""

from __future__ import annotations

from dataclasses import dataclass

from mems_lca.errors import InventoryError
from mems_lca.inventory.evidence import of_factor, stated
from mems_lca.inventory.shop import Shop
from mems_lca.library.factors import Electricity, Factor
from mems_lca.study.formula import Expr
from mems_lca.study.route import SupplyShare
from mems_lca.units import Quantity, convert

PROVINCIAL = "provincial"
RESIDUAL = "-residual"
RENEWABLE = frozenset({"wind", "pv", "hydro", "biomass", "geothermal"})
_WHOLE = ("life_cycle", "generation_life_cycle")
_COVERS = {
    "life_cycle": "life cycle with grid losses",
    "generation_life_cycle": "life cycle of generation without grid losses",
}


@dataclass(frozen=True)
class Part:
    """One part of an electricity factor: `direct` counts as scope 2, `rest` as scope 3 category 3."""

    name: str
    expr: Expr
    label: str


def grid(shop: Shop, place: str, chosen: str) -> list[Part]:
    """The grid of a place, location-based.

    Where a life-cycle factor and a direct one are published (China: national life cycle, provincial direct), the
    direct one is scope 2 and the rest scope 3. A single life-cycle factor counts whole in scope 2 and says so.
    `chosen` names a set of factors; "provincial" adds to the place's direct factor what the country's life cycle adds
    to its own direct factor (an assumption, nobody publishes it).
    """
    found = _lookup(shop, place, chosen)
    whole = next((part for part in _WHOLE if part in found.parts), "")
    shop.grids[place] = _COVERS.get(whole, " + ".join(part.replace("_", " ") for part in found.parts))
    if not whole:
        return [
            Part(
                "direct" if name == "direct" else "rest",
                _cell(shop, found.set, name, factor),
                _label(name, factor),
            )
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
        _warn_of_negative_rest(shop, place, total, found.direct)
    label = f"{_label(whole, total)}, less direct"
    return [Part("direct", direct, _label("direct", found.direct)), Part("rest", rest, label)]


def _warn_of_negative_rest(shop: Shop, place: str, whole: Factor, direct: Factor) -> None:
    """Says where a place's direct factor exceeds the country's life-cycle factor, so that category 3 turns negative."""
    total, part = (convert(factor.value, factor.unit, "kg CO2e/kWh") for factor in (whole, direct))
    if part > total:
        shop.warn(
            "electricity_rest_negative",
            f"electricity of {place}: its direct factor {part:.4f} is above the life-cycle factor {total:.4f} of "
            f"{whole.place}, so that scope 3 category 3 is negative; the total is that of the life-cycle factor",
            place,
        )


def warn_of_boundaries(shop: Shop) -> None:
    """Says when electricity factors that cover different things meet in one study."""
    if len(set(shop.grids.values())) > 1:
        listed = "; ".join(f"{place}: {covers}" for place, covers in sorted(shop.grids.items()))
        shop.warn("electricity_boundaries", f"electricity factors of different boundaries are added: {listed}")


def residual(shop: Shop, place: str, chosen: str) -> list[Part]:
    """What a market-based account takes for electricity without instrument: the residual mix, else the grid."""
    country = shop.factors.places.country(place)
    name = next((name for name in shop.factors.electricity_sets(country) if name.endswith(RESIDUAL)), "")
    if not name:
        return grid(shop, place, chosen)
    direct = shop.factors.electricity(country, name).direct
    assert direct is not None
    found = _lookup(shop, country, chosen)
    if "life_cycle" not in found.parts:
        found = _lookup(shop, country, "")
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
    whole = next((part for part in _WHOLE if part in found.parts), "")
    national = found.national_direct
    if not whole or national is None:
        message = "no life-cycle factor stands beside a national direct factor: the difference cannot be taken"
        raise InventoryError.single("no_national_difference", message, found=f"{found.place}, set {found.set}")
    return _cell(shop, found.set, whole, found.parts[whole]) - _cell(shop, found.set, "direct", national)


def generation_kind(entry: SupplyShare) -> str:
    """The kind of generation behind a supply entry, without the country of its factor."""
    default = "pv" if entry.kind == "onsite_pv" else "wind"
    return entry.factor.removeprefix("cn_").removeprefix("onsite_") or default


def generation(shop: Shop, entry: SupplyShare, place: str) -> list[Part]:
    """Life-cycle factor of the generation behind an on-site plant, a contract or a certificate."""
    kind = generation_kind(entry)
    if not entry.factor and entry.kind != "onsite_pv":
        shop.warn(
            "generation_kind",
            f"{entry.kind}: no kind of generation is named in `factor`, wind is taken",
            place,
        )
    country = shop.factors.places.country(place).lower()
    kind = entry.factor or kind
    known = shop.factors.generation_kinds()
    kind = f"{country}_{kind}" if f"{country}_{kind}" in known else kind
    factor = shop.factors.generation(kind)["life_cycle"]
    ref = shop.ledger.enter(
        f"generation:{kind}",
        Quantity(factor.value, factor.unit),
        label=f"Life-cycle factor of electricity, {kind.replace('_', ' ')}",
        group="factor",
        paths=(("factors", f"generation@{kind}", "life_cycle"),),
        kind="not_negative",
        source=factor.source,
        note=factor.note,
        uncertainty=stated(factor),
        evidence=of_factor("generation", factor),
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
        kind="not_negative",
        source=factor.source,
        note="; ".join(text for text in (factor.boundary, factor.note) if text),
        evidence=of_factor("electricity", factor),
    )


def _label(part: str, factor: Factor) -> str:
    names = {
        "generation_life_cycle": "generation, life cycle without grid losses",
        "life_cycle": "life cycle",
    }
    return f"Grid of {factor.place}, {names.get(part, part.replace('_', ' '))} {factor.year}"
