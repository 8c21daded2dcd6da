"""What is recovered when a device has reached its end: counted beside the total, never in it."""

from __future__ import annotations

from mems_lca.inventory.processes import Exchange, Impact, Target
from mems_lca.inventory.shop import Shop
from mems_lca.inventory.step_build import StepBuild, amount_cell
from mems_lca.inventory.targets import climate_factor
from mems_lca.library.metals import recycling_route
from mems_lca.study.exchange import RecoveredExchange

AVOIDED = "avoided_climate_change"


def expand_recovered(build: StepBuild, index: int, exchange: RecoveredExchange) -> Exchange:
    """The exchange that counts what a recovered material replaces."""
    shop, name = build.shop, exchange.recovered
    unit = shop.factors.product(name).unit
    amount = amount_cell(build, index, exchange.amount, unit, f"{shop.factors.product(name).name_en}, replaced")
    recycling = exchange.recycling or recycling_route(name, shop.factors.product_names())
    target = _avoided(shop, name, recycling)
    return Exchange(target.id, "recovered", amount.key, unit, "recovered", 1, exchange.stage, name, note=exchange.note)


def _avoided(shop: Shop, primary: str, recycling: str) -> Target:
    """The climate factor of the recycling, which the next user carries, less that of the primary product."""
    target_id = f"avoided:{primary}/{recycling}"
    if target_id not in shop.targets:
        replaced, route = shop.factors.product(primary), shop.factors.product(recycling)
        label = f"{replaced.name_en}, replaced by: {route.name_en}"
        factor = climate_factor(shop, recycling) - climate_factor(shop, primary)
        cell = shop.ledger.derive(target_id, factor, f"kg CO2e/{replaced.unit}", label, group="factor")
        shop.targets[target_id] = Target(
            id=target_id,
            kind="recovered",
            name=primary,
            unit=replaced.unit,
            impacts=(Impact(AVOIDED, "", cell.key),),
            label=label,
            label_zh=f"{replaced.name_zh or replaced.name_en}（由{route.name_zh or route.name_en}替代）",
        )
    return shop.targets[target_id]
