"""A bound study as an inventory: every unit process, target and cell of every route."""

from __future__ import annotations

from mems_lca.errors import InventoryError
from mems_lca.inventory.balances import check_sector, check_silicon
from mems_lca.inventory.cells import Ledger, values
from mems_lca.inventory.circular import circular_flows
from mems_lca.inventory.device import build_route
from mems_lca.inventory.element_balance import warn_of_unstated
from mems_lca.inventory.functional_unit import functional_unit_scale
from mems_lca.inventory.grid import warn_of_boundaries
from mems_lca.inventory.measured.scope import Model, measured_amounts
from mems_lca.inventory.processes import Inventory
from mems_lca.inventory.sanity import dry_beyond_wet, negative, no_dies, not_finite
from mems_lca.inventory.shop import Shop, read_method
from mems_lca.inventory.targets import warn_of_gwp_sets
from mems_lca.library.bound import BoundStudy


def build_inventory(bound: BoundStudy) -> Inventory:
    """The inventory of a bound study.

    Raises InventoryError with every override that answers to no value or has the wrong dimension, and for supply
    shares that do not add up to one.
    """
    method = read_method(bound.study.method, bound.library.factors.gwp_sets())
    shop = Shop(bound, Ledger(bound.overrides), method)
    for route in bound.routes.values():
        build_route(shop, route)
    circular = circular_flows(shop)
    scale, label = functional_unit_scale(shop)
    errors = [*shop.ledger.findings, *bound.overrides.unused()]
    if errors:
        raise InventoryError(errors)
    found = values(shop.ledger.cells)
    wrong = list(no_dies(shop.ledger.cells, found)) or [
        *not_finite(shop.ledger.cells, found),
        *dry_beyond_wet(shop.wastes, found),
        *negative(shop.processes.values(), shop.ledger.cells, found),
    ]
    if wrong:
        raise InventoryError(dict.fromkeys(wrong))
    check_sector(shop)
    check_silicon(shop, found)
    warn_of_unstated(shop, shop.processes, found)
    warn_of_boundaries(shop)
    warn_of_gwp_sets(shop)
    for row in shop.factors.replaced():
        shop.warn("replaced_by_pack", f"a pack replaces a row of the library: {row}")
    return Inventory(
        cells=shop.ledger.cells,
        processes=shop.processes,
        targets=shop.targets,
        demands=tuple(shop.demands),
        wastes=tuple(shop.wastes),
        gases=tuple(shop.gases),
        yields=tuple(shop.yields),
        functional_units={"scale": scale.key, "label": label},
        values=found,
        findings=(*bound.findings, *shop.findings.values()),
        elements=tuple(shop.elements),
        circular=tuple(circular),
        measured=frozenset(measured_amounts(bound, Model(shop.processes, shop.gases, shop.wastes))),
    )
