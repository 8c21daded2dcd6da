"""The yield at probe: given, or by a model from the defect density and the area of the die."""

from __future__ import annotations

from collections.abc import Callable

from mems_lca.inventory.geometry import exponential, murphy, negative_binomial, poisson, seeds
from mems_lca.inventory.shop import Shop
from mems_lca.study.formula import Expr, Ref
from mems_lca.study.study import Device, YieldModel

# The label says the form, because two forms go by the name of Seeds.
_MODELS: dict[str, tuple[Callable[[Expr, Expr], Expr], str]] = {
    "murphy": (murphy, "Murphy"),
    "poisson": (poisson, "Poisson"),
    "seeds": (seeds, "Seeds, exp(-sqrt(A D))"),
    "exponential": (exponential, "exponential densities, 1/(1 + A D)"),
}


_YIELD = "device.yield"


def probe_yield(shop: Shop, device: Device, area: Ref) -> Ref:
    """The cell of the die yield at probe; a modelled one belongs to the die whose area it follows from."""
    if isinstance(device.die_yield, YieldModel):
        return _modelled(shop, device.die_yield, area)
    return shop.ledger.enter(
        _YIELD,
        device.die_yield,
        label="Die yield at probe",
        kind="yield",
        paths=(("device", "yield"),),
        source="given:study",
        origin="given",
    )


def _modelled(shop: Shop, given: YieldModel, area: Ref) -> Ref:
    key = area.key.replace("device.die.area", _YIELD)
    density = shop.ledger.enter(
        "device.yield.defect_density",
        given.defect_density,
        label="Defect density",
        paths=(("device", "yield", "defect_density"),),
        source="given:study",
        origin="given",
    )
    if given.clustering is None:
        rule, name = _MODELS[given.model]
        return shop.ledger.derive(key, rule(density, area), "", f"Die yield ({name})")
    clustering = shop.ledger.enter(
        "device.yield.clustering",
        given.clustering,
        label="Clustering of defects (alpha)",
        kind="positive",
        paths=(("device", "yield", "clustering"),),
        source="given:study",
        origin="given",
    )
    found = negative_binomial(density, area, clustering)
    return shop.ledger.derive(key, found, "", "Die yield (negative binomial)")
