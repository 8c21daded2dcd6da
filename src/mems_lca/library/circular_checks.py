"""Checks of the circular footprint formula of a study: what it needs from the study and from the library."""

from __future__ import annotations

from collections.abc import Iterator

from mems_lca.errors import Finding
from mems_lca.library.library import Library
from mems_lca.library.metals import metal_and_origin, recycling_route
from mems_lca.library.step_checks import unknown_source
from mems_lca.library.study_checks import Binder
from mems_lca.study.circular import Circular
from mems_lca.study.exchange import InputExchange

_PATH = ("allocation", "circular_footprint")


def products_of(material: str, given: Circular, library: Library) -> dict[str, str]:
    """The products whose climate factors the formula takes, by what they are; "" where the library has none."""
    known = library.factors.product_names()
    primary = next((name for name in (f"{material}_mined", f"{material}_primary") if name in known), "")
    recycled = f"{material}_recycled" if f"{material}_recycled" in known else ""
    found = {
        "primary": given.primary or primary,
        "recycled": given.recycled or recycled,
        "recycling": given.recycling or recycling_route(primary or material, known),
        "disposal": given.disposal,
    }
    return found | ({"energy": given.energy} if given.energy else {})


def bought_by_origin(material: str, library: Library) -> bool:
    """Whether a supply step of this name shares the purchase of one element out among its origins."""
    if material not in library.names("steps") or len(library.factors.composition(material) or {}) != 1:
        return False
    made = {"electricity", *library.names("steps")}
    return all(
        isinstance(entry, InputExchange) and entry.input not in made and _origin(entry.input, material)
        for entry in library.step(material).exchanges
    )


def _origin(product: str, material: str) -> bool:
    """Whether a product is the material from somewhere, or a service to it (freight, refining)."""
    metal, origin = metal_and_origin(product)
    return metal == material or not origin


def check_circular(binder: Binder) -> None:
    """Notes what the formula lacks, each in one line."""
    given = binder.study.allocation.circular_footprint
    if given and (binder.study.device is None or binder.study.boundary != "cradle_to_grave"):
        message = "the circular footprint formula needs a device and its end of life"
        place = binder.place(*_PATH)
        found = binder.study.boundary
        binder.findings.append(Finding("error", "circular_boundary", message, place, found, "cradle_to_grave"))
    for material, entry in given.items():
        binder.findings.extend(_of_material(binder, material, entry))


def _of_material(binder: Binder, material: str, given: Circular) -> Iterator[Finding]:
    library = binder.library
    for name, value in given.values.items():
        yield from unknown_source(value.source, binder.place(*_PATH, material, name, "source"), library)
    if not bought_by_origin(material, library):
        message = "the circular footprint formula is for a metal that sites buy by its origin"
        yield Finding("error", "circular_material", message, binder.place(*_PATH, material), material, "such as gold")
        return
    for role, product in products_of(material, given, library).items():
        known = product in library.factors.product_names()
        rows = library.factors.product_factors(product) if known else ()
        if not any(row.indicator == "climate_change" for row in rows):
            message = f"`{role}` names a product without a climate factor" if product else f"`{role}` is missing"
            yield Finding("error", "circular_product", message, binder.place(*_PATH, material, role), product)
