"""What one finished device holds of an element, and what the whole product weighs, for the steps after the gate."""

from __future__ import annotations

from collections.abc import Iterable

from mems_lca.errors import Place, StudyError
from mems_lca.inventory.evidence import DESIGN
from mems_lca.inventory.shop import Shop
from mems_lca.library.bound import BoundRoute, BoundStep
from mems_lca.study.elements import METALS
from mems_lca.study.formula import Expr, Num, Ref
from mems_lca.study.stages import GRAVE_STAGES
from mems_lca.study.step import CONTENT_NAMES, PRODUCT_MASS, PRODUCT_NAMES

_PREFIX = "device_"
_MASS_PATH = ("product", "mass")


def needs_product(step: BoundStep) -> bool:
    """Whether a formula of the step takes the mass of the product."""
    return PRODUCT_MASS in step.step.named


def product_mass(shop: Shop, route: BoundRoute, step: BoundStep) -> dict[str, Ref]:
    """The mass of one product: that of the route where it has its own, else the study's, in one cell for all routes.

    Raises StudyError where neither gives it.
    """
    own = (route.root, *_MASS_PATH)
    mass, by = route.mass or (shop.bound.study.product.mass, "study")
    if mass is None:
        message = f"step {step.key} needs the mass of the product, which the study does not give"
        place = Place(file=shop.bound.file, path=".".join(_MASS_PATH))
        raise StudyError.single("product_mass", message, place=place, expected="product: {name: …, mass: 30 mg}")
    shared = route.mass is None and own not in shop.ledger.overrides.items
    key, label = (
        ("product.mass", "Mass of the product")
        if shared
        else (
            f"{route.id}.product.mass",
            f"Mass of the product, route {route.id}",
        )
    )
    ref = shop.ledger.enter(
        key,
        mass,
        label=label,
        paths=(_MASS_PATH,) if shared else (own, _MASS_PATH),
        source=f"given:{by}",
        origin="given" if by in ("study", "route") else "measure",
        kind="positive",
        evidence=DESIGN,
    )
    unit = PRODUCT_NAMES[PRODUCT_MASS]
    return {PRODUCT_MASS: shop.ledger.derive(f"{key}/device", ref * 1, unit, f"{label}, each")}


def forgive_product_mass(shop: Shop, route: BoundRoute) -> None:
    """A mass is legal, and without effect, where the step that needs it lies beyond the boundary."""
    shop.ledger.overrides.find((route.root, *_MASS_PATH), _MASS_PATH)


def elements_of(steps: Iterable[BoundStep]) -> list[str]:
    """Elements whose mass in a device a step asks for, in the order of the names."""
    named: frozenset[str] = frozenset().union(*(step.step.named for step in steps))
    return [name.removeprefix(_PREFIX) for name in CONTENT_NAMES if name in named]


def circular_elements(shop: Shop) -> list[str]:
    """Elements of the materials that the study gives the circular footprint formula for."""
    given = shop.bound.study.allocation.circular_footprint
    return [element for material in given for element in shop.factors.composition(material) or {}]


def device_content(shop: Shop, route: BoundRoute, element: str, area_share: Expr) -> Ref:
    """The mass of an element in one finished device, by what the steps of its route leave on wafer and device.

    Of the wafer, a device has the share of its die: streets and rim are scrap. All steps of the route but those after
    the gate must have been built.
    """
    wafer = shop.ledger.derive(
        f"{route.id}.wafer/content/{element}",
        _on_wafer(shop, route, element),
        "kg",
        f"{element} on one finished wafer, route {route.id}",
    )
    mass: Expr = wafer * area_share
    for step in route.steps:
        if step.step.per == "device" and step.step.stage not in GRAVE_STAGES:
            mass = mass + _left(shop, route, step, element)
    unit, label = CONTENT_NAMES[f"{_PREFIX}{element}"], f"{element} in one finished device, route {route.id}"
    return shop.ledger.derive(f"{route.id}.device/content/{element}", mass, unit, label)


def metals_left(shop: Shop, route: BoundRoute) -> list[str]:
    """Metals that any step of a route, or of a route whose wafers it takes, leaves on wafer or device."""
    found: set[str] = {
        metal
        for step in route.steps
        for metal in METALS
        if f"{route.step_id(step.key)}/leaves/{metal}" in shop.ledger.cells
    }
    for step in route.steps:
        if step.consumes is not None and step.consumes.id != route.id:
            found.update(metals_left(shop, step.consumes))
    return sorted(found)


def device_contents(shop: Shop, route: BoundRoute, elements: Iterable[str], area_share: Expr) -> dict[str, Ref]:
    """The formula names of the contents of a device."""
    return {f"{_PREFIX}{element}": device_content(shop, route, element, area_share) for element in elements}


def _on_wafer(shop: Shop, route: BoundRoute, element: str) -> Expr:
    """What a wafer of the route has when all steps are passed, bonded wafers of other routes included."""
    mass: Expr = Num(0.0)
    for step in route.steps:
        if step.step.per == "wafer":
            mass = mass + _left(shop, route, step, element)
        if step.consumes is not None and step.consumes.id != route.id:
            number = Ref(f"{route.step_id(step.key)}.draws") * step.repeat
            mass = mass + _on_wafer(shop, step.consumes, element) * number
    return mass


def _left(shop: Shop, route: BoundRoute, step: BoundStep, element: str) -> Expr:
    """What all passes of a step leave of an element."""
    key = f"{route.step_id(step.key)}/leaves/{element}"
    return Ref(key) * step.repeat if key in shop.ledger.cells else Num(0.0)
