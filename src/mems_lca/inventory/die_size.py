"""The sizes of the die: those of the study, or of a route that has a die of its own."""

from __future__ import annotations

from mems_lca.inventory.cells import Origin
from mems_lca.inventory.evidence import DESIGN
from mems_lca.inventory.shop import Shop
from mems_lca.library.bound import BoundRoute
from mems_lca.study.formula import Ref
from mems_lca.study.study import Die

DIE_SIZES = ("width", "height", "scribe", "edge_exclusion")


def die_sizes(shop: Shop, route: BoundRoute, die: Die) -> tuple[dict[str, Ref], Ref]:
    """Width, height, scribe and edge exclusion (m) of the dies of a route, and the area of one die (m2).

    Routes share the cells of the study's die, except where a route, a measure or a path of that route gives a size.
    """
    sizes = {name: _size(shop, route, die, name) for name in DIE_SIZES}
    own = any(ref.key != _shared(name) for name, ref in sizes.items())
    key = f"{route.id}.{_shared('area')}" if own else _shared("area")
    label = f"Die area, route {route.id}" if own else "Die area"
    return sizes, shop.ledger.derive(key, sizes["width"] * sizes["height"], "m**2", label)


def _shared(name: str) -> str:
    return f"device.die.{name}"


def _size(shop: Shop, route: BoundRoute, die: Die, name: str) -> Ref:
    shared, own = ("device", "die", name), (route.root, "device", "die", name)
    label = f"Die: {name.replace('_', ' ')}"
    if name not in route.die and own not in shop.ledger.overrides.items:
        value = getattr(die, name)
        return shop.ledger.enter(
            _shared(name),
            value,
            label=label,
            paths=(shared,),
            source="given:study",
            origin="given",
            evidence=DESIGN,
        )
    value, by = route.die.get(name, (getattr(die, name), "study"))
    origin: Origin = "given" if by in ("study", "route") else "measure"
    return shop.ledger.enter(
        f"{route.id}.{_shared(name)}",
        value,
        label=f"{label}, route {route.id}",
        paths=(own, shared),
        source=f"given:{by}",
        origin=origin,
        evidence=DESIGN,
    )
