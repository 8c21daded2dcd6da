"""What a site pays for what it buys and what it hands over: the published price of its place, or the study's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mems_lca.errors import Finding, Place
from mems_lca.inventory.evidence import of_factor, stated
from mems_lca.inventory.processes import Exchange, Impact, Target
from mems_lca.inventory.shop import FOREGROUND_STAGES, Shop
from mems_lca.inventory.step_build import StepBuild
from mems_lca.inventory.targets import has_price, in_yuan, scaled_factor
from mems_lca.library.factors import Factor
from mems_lca.library.metals import metal_and_origin
from mems_lca.library.overrides import Override
from mems_lca.library.pedigree import Evidence
from mems_lca.study.exchange import AnyExchange, WasteExchange
from mems_lca.units import Quantity, dimension_of

CURRENCIES = ("CNY", "USD", "EUR", "JPY", "GBP")
# Treatments that give something back: their price follows from what is in the waste, not from a list of charges.
RECOVERING = frozenset({"recovery", "recycling", "refining", "regeneration"})


@dataclass(frozen=True)
class Price:
    """A price as it will be entered: `item` and `place` make its key, `row` is what is published."""

    item: str
    place: str
    row: Factor | None
    override: Override | None

    @property
    def quantity(self) -> Quantity:
        """The price in its own currency and unit; of another currency than the published one, the study's."""
        published = Quantity(self.row.value, self.row.unit) if self.row is not None else None
        given = self.override.setting.value if self.override is not None else published
        assert given is not None
        return published if published is not None and published.dimension == given.dimension else given


def payments(build: StepBuild, exchange: AnyExchange, made: Sequence[Exchange]) -> list[Exchange]:
    """A payment for each priced draw in `made`, what one exchange of the step file stands for; a return is paid back.

    Own and contracted sites pay. Beyond their gates nothing is paid: the price of what they buy holds it. Electricity
    carries its price itself.
    """
    if build.step.stage not in FOREGROUND_STAGES:
        return []
    found = []
    for flow in made:
        if flow.kind not in ("product", "process") or flow.input in ("", "electricity"):
            continue
        price = _price(build, exchange, flow)
        if price is not None:
            target = _target(build.shop, price, flow)
            found.append(
                Exchange(target, "payment", flow.amount, flow.unit, "payment", flow.sign, flow.stage, flow.input)
            )
    return found


def _price(build: StepBuild, exchange: AnyExchange, flow: Exchange) -> Price | None:
    shop, place = build.shop, build.place
    override = shop.ledger.overrides.find(("factors", flow.input, "cost"))
    if override is not None and flow.kind == "product" and not has_price(shop, flow.input):
        return None  # the study's price sits on the product itself
    item, row = (
        _charge(shop, exchange, place) if isinstance(exchange, WasteExchange) else _published(shop, flow.input, place)
    )
    if override is None and row is None:
        return None
    return Price(item, row.place if row is not None else place, row, override)


def _published(shop: Shop, name: str, place: str) -> tuple[str, Factor | None]:
    """Item and price of a product at a place; the route of a metal has the metal's price."""
    for item in (name, metal_and_origin(name)[0]):
        if item in shop.factors.price_items():
            return item, shop.factors.price(item, place)
    return name, None


def _charge(shop: Shop, waste: WasteExchange, place: str) -> tuple[str, Factor | None]:
    """The charge of a treatment at a place, else for any treatment there, else the same of what contains the place."""
    kind = "hazardous_waste" if waste.hazardous else "nonhazardous_waste"
    treatment = f"{kind}_{waste.treatment.replace('-', '_')}"
    if waste.on_site or waste.treatment in RECOVERING:
        return treatment, None
    chain = shop.factors.places.chain(place)
    known = shop.factors.price_items()
    rows = {item: shop.factors.price(item, place) for item in (treatment, kind) if item in known}
    found = [(chain.index(row.place), item) for item, row in rows.items() if row is not None]
    item = min(found, key=lambda entry: entry[0])[1] if found else treatment
    return item, rows.get(item)


def _target(shop: Shop, price: Price, flow: Exchange) -> str:
    """The id of what is paid: the price of an item at a place, in CNY per unit of the flow."""
    key = f"price:{price.item}@{price.place}"
    if key not in shop.targets:
        quantity, row = price.quantity, price.row
        _check(shop, price, quantity, flow.unit)
        words = price.item.replace("_", " ")
        ref = shop.ledger.enter(
            key,
            quantity,
            label=f"Price of {words}, {price.place}",
            group="factor",
            paths=(("factors", flow.input, "cost"),),
            kind="not_negative",
            source=row.source if row is not None else "",
            note=row.note if row is not None else "",
            uncertainty=stated(row) if row is not None else None,
            evidence=of_factor("price", row, "price") if row is not None else Evidence("price", flow="price"),
        )
        cell = scaled_factor(shop, in_yuan(shop, ref, quantity), f"{key}/CNY", "CNY", flow.unit)
        label_zh = f"价格：{words}，{price.place}"
        impact = Impact("cost", "", cell)
        shop.targets[key] = Target(
            key, "payment", flow.input, flow.unit, (impact,), price.place, f"Price of {words}, {price.place}", label_zh
        )
    return key


def _check(shop: Shop, price: Price, quantity: Quantity, unit: str) -> None:
    """Notes a price that is no money per unit of what it is for."""
    if quantity.dimension * dimension_of(unit) in {dimension_of(currency) for currency in CURRENCIES}:
        return
    place = price.override.place if price.override is not None else Place(path=f"price:{price.item}")
    message, expected = f"the price of {price.item} does not fit", f"a unit such as CNY/{unit}"
    shop.ledger.findings.append(Finding("error", "dimension", message, place, str(quantity), expected))
