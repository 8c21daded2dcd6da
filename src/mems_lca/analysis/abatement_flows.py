"""What stands behind the cost of a set of measures: fuel, CF4 from flames, uptime, and purchases without a price."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mems_lca.analysis.calculated import Calculated
from mems_lca.inventory.cells import values
from mems_lca.inventory.processes import Exchange, UnitProcess
from mems_lca.inventory.shop import FOREGROUND_STAGES

FUEL = "natural_gas"
FORMED = "cf4_formed"
# Changes below this share of what was drawn are rounding.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Flows:
    """Per functional unit: `fuel` in m3 of natural gas of own and contracted sites, `cf4` in kg that flames form anew.

    `uptime` is that of the abatement (None: there is none). `unpriced` holds what is bought or handed over without a
    price, by label, as amount, unit and label in Chinese.
    """

    fuel: float
    cf4: float
    uptime: float | None
    unpriced: Mapping[str, tuple[float, str, str]]


def flows(calculated: Calculated, route: str) -> Flows:
    """The flows of one route, with the measures that it has here."""
    inventory = calculated.inventory
    scale = inventory.values[inventory.functional_units["scale"]]
    supply = {name: scale * amount for name, amount in calculated.supply(route, calculated.basis).items()}
    abatement = calculated.bound.routes[route].abatement
    return Flows(
        fuel=sum(amount for _, exchange, amount in _bought(calculated, route, supply) if exchange.input == FUEL),
        cf4=_formed(calculated, route, supply),
        uptime=None if abatement is None else abatement.uptime.canonical,
        unpriced=_unpriced(calculated, route, supply),
    )


def changed(before: Flows, after: Flows) -> list[dict[str, Any]]:
    """Purchases without a price of which another amount is drawn: label, change and unit, in the order of the label."""
    found = []
    for label in sorted({*before.unpriced, *after.unpriced}):
        amounts = [flows.unpriced[label][0] if label in flows.unpriced else 0.0 for flows in (before, after)]
        if abs(amounts[1] - amounts[0]) > _ROUNDING * max(map(abs, amounts)):
            _, unit, chinese = after.unpriced.get(label) or before.unpriced[label]
            change = amounts[1] - amounts[0]
            found.append({"label": label, "label_zh": chinese, "change": change, "unit": unit})
    return found


def _bought(
    calculated: Calculated, route: str, supply: Mapping[str, float]
) -> Iterator[tuple[UnitProcess, Exchange, float]]:
    """What crosses the gates of own and contracted sites: draws from, and wastes to, processes beyond them."""
    inventory = calculated.inventory
    for process in inventory.processes.values():
        if process.route != route or process.stage not in FOREGROUND_STAGES or not supply.get(process.id):
            continue
        for exchange in process.exchanges:
            if exchange.kind not in ("product", "process") or not exchange.input:
                continue
            maker = inventory.processes.get(exchange.target)
            if maker is None or maker.stage not in FOREGROUND_STAGES:
                amount = exchange.sign * inventory.values[exchange.amount] * supply[process.id]
                yield process, exchange, amount


def _unpriced(calculated: Calculated, route: str, supply: Mapping[str, float]) -> dict[str, tuple[float, str, str]]:
    inventory = calculated.inventory
    found: defaultdict[tuple[str, str, str], float] = defaultdict(float)
    for process, exchange, amount in _bought(calculated, route, supply):
        target = inventory.targets.get(exchange.target)
        own = target is not None and "cost" in target.indicators
        paid = any(other.kind == "payment" and other.input == exchange.input for other in process.exchanges)
        if not own and not paid:
            named = target if target is not None else inventory.processes[exchange.target]
            found[named.label, exchange.unit, named.label_zh] += amount
    return {label: (amount, unit, chinese) for (label, unit, chinese), amount in found.items()}


def _formed(calculated: Calculated, route: str, supply: Mapping[str, float]) -> float:
    """CF4 emitted less what would be if no fluorine became CF4 in a flame."""
    inventory = calculated.inventory
    shares = {key: 0.0 for key in inventory.cells if key.rsplit(".", 1)[-1] == FORMED}
    if not shares:
        return 0.0
    without = values(inventory.cells, shares)
    return sum(
        supply.get(record.process, 0.0) * (inventory.values[cell] - without[cell])
        for record in inventory.gases
        if inventory.processes[record.process].route == route and (cell := record.emitted.get("CF4")) is not None
    )
