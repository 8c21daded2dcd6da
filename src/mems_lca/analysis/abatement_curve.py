"""The marginal abatement cost curve of a route: its measures, the best first, each on those that were taken.

At each turn every measure that is left is tried on top of those taken. One that saves emissions and costs nothing, or
saves money, goes first, the one that saves most before the others; then the one with the lowest cost per tonne. Cost
per tonne does not rank measures that save money: it falls as they save less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mems_lca.analysis.abatement_flows import Flows, changed, flows
from mems_lca.analysis.investments import INTEREST, Annuity, annuities, measures_of
from mems_lca.analysis.orders import Effects, Tick, effects, minus
from mems_lca.analysis.subsets import CLIMATE, COST, WAFERS, Subset, Subsets, Totals, measured_route
from mems_lca.analysis.volumes import units_per_year
from mems_lca.library.bind import rebind
from mems_lca.library.bound import BoundStudy
from mems_lca.library.carbon_prices import CarbonPrice, carbon_price, scenario
from mems_lca.units import Quantity

# Savings below this share of the total are rounding.
ROUNDING = 1e-9
# Indicators whose change stands beside each measure.
BESIDE = (
    "electricity", "water_withdrawal", "water_consumption", "hazardous_waste_generated", "nonhazardous_waste_generated",
)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """One measure on those before it, per functional unit: `saved` kg CO2e, `operating` and `capital` in CNY.

    `capital` is None where the measure states no investment. `average` is (saved, operating) averaged over all orders.
    `change` are the changes of all views, and `flows` those of fuel (m3) and of CF4 from flames (kg).
    """

    measure: str
    saved: float
    operating: float
    capital: float | None
    average: tuple[float, float]
    change: Totals
    fuel: float
    cf4: float
    uptime: float | None
    unpriced: tuple[Mapping[str, Any], ...] = ()

    @property
    def cost(self) -> float:
        """CNY per functional unit, as far as it is known."""
        return self.operating + (self.capital or 0.0)

    @property
    def per_tonne(self) -> float | None:
        """CNY per tonne CO2e saved; None where nothing is saved."""
        return 1e3 * self.cost / self.saved if self.saved > 0 else None

    @property
    def average_per_tonne(self) -> float | None:
        """CNY per tonne CO2e by the averages over all orders; None where nothing is saved."""
        saved, operating = self.average
        return 1e3 * (operating + (self.capital or 0.0)) / saved if saved > 0 else None


@dataclass(frozen=True)
class Curve:
    """The curve of one route: `blocks` in their order, and `left` those that save nothing on top of them.

    `wafers` are finished wafers per functional unit without measures, and `volume` functional units a year.
    """

    route: str
    functional_unit: str
    accounting: str
    start: Totals
    blocks: tuple[Block, ...]
    left: tuple[Block, ...]
    unable: Mapping[str, str]
    carbon: CarbonPrice
    interest: float
    annuities: Mapping[str, Annuity]
    wafers: float
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    volume: float | None = None
    orders: int = 0
    seed: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """The curve for JSON, per functional unit unless a key says otherwise."""
        return {
            "functional_unit": self.functional_unit,
            "accounting": self.accounting,
            "carbon_price": self.carbon.to_dict(),
            "scenario": scenario(),
            "interest": self.interest,
            "without_measures": {CLIMATE: self.start[CLIMATE], COST: self.start[COST], WAFERS: self.start[WAFERS]},
            "orders": self.orders,
            "seed": self.seed,
            "functional_units_per_year": self.volume,
            "names": {name: dict(entry) for name, entry in self.names.items()},
            "investments": {name: entry.to_dict() for name, entry in self.annuities.items()},
            "blocks": [self._block(block) for block in self.blocks],
            "saves_nothing": [self._block(block) for block in self.left],
            "cannot_stand": dict(self.unable),
        }

    def pays(self, block: Block) -> bool | None:
        """Whether a measure costs less than its emissions at the carbon price; None where some cost is unknown."""
        return None if block.unpriced else block.cost <= self.carbon.yuan * block.saved

    def _block(self, block: Block) -> dict[str, Any]:
        found = {
            "measure": block.measure,
            "saved": block.saved,
            "saved_per_wafer": block.saved / self.wafers,
            "saved_t_per_year": None if self.volume is None else 1e-3 * block.saved * self.volume,
            "saved_location": -block.change[f"{CLIMATE}_location"],
            "saved_market": -block.change[f"{CLIMATE}_market"],
            "operating_cost": block.operating,
            "investment": block.capital,
            "cost": block.cost,
            "cost_per_t": block.per_tonne,
            "carbon_saved": self.carbon.yuan * block.saved,
            "pays_at_carbon_price": self.pays(block),
            "average_saved": block.average[0],
            "average_operating_cost": block.average[1],
            "average_cost_per_t": block.average_per_tonne,
            "fuel": block.fuel,
            "cf4_formed": block.cf4,
            "uptime": block.uptime,
            **{name: block.change[name] for name in BESIDE},
        }
        return {**found, "unpriced": [dict(entry) for entry in block.unpriced]}


def abatement_curve(
    bound: BoundStudy,
    route: str,
    carbon: CarbonPrice,
    *,
    interest: float = INTEREST,
    volume: Quantity | None = None,
    seed: int = 1,
    tick: Tick | None = None,
) -> Curve:
    """The curve of a route with measures; `volume` is a number of devices or wafers a year.

    A handful of subsets is solved again with bw2calc. Raises StudyError for a route without measures, and for a volume
    of devices of a study without; SolveError for a deviation above 1e-9.
    """
    route = measured_route(bound, route)
    subsets = Subsets(bound, route)
    yearly = None if volume is None else units_per_year(subsets, volume)
    averaged = effects(subsets, seed=seed, tick=tick)
    subsets.deviation(seed)
    paid = annuities(bound, route, interest)
    order, left, unable = _best_first(subsets, averaged.start, paid)
    blocks, last = _blocks(subsets, order, averaged, paid)
    start = averaged.start
    return Curve(
        route=route,
        functional_unit=subsets.label,
        accounting=bound.study.accounting,
        start=start,
        blocks=blocks,
        left=tuple(_beyond(subsets, frozenset(order), measure, averaged, paid, last) for measure in left),
        unable=unable,
        carbon=carbon,
        interest=interest,
        annuities=paid,
        wafers=start[WAFERS],
        names={name: entry.model_dump() for name, entry in bound.routes[route].measure_names.items()},
        volume=yearly,
        orders=averaged.orders,
        seed=averaged.seed,
    )


def _best_first(
    subsets: Subsets, start: Totals, paid: Mapping[str, Annuity]
) -> tuple[list[str], list[str], dict[str, str]]:
    """Measures in their order, those that save nothing on top of them, and those that cannot stand there."""
    order: list[str] = []
    left = list(subsets.measures)
    smallest = ROUNDING * abs(start[CLIMATE])
    while True:
        taken = frozenset(order)
        before = subsets.of(taken)
        assert before is not None
        tried = {measure: after for measure in left if (after := subsets.of(taken | {measure})) is not None}
        ranks = {
            measure: _rank(before[CLIMATE] - after[CLIMATE], _cost(measure, before, after, paid))
            for measure, after in tried.items()
            if before[CLIMATE] - after[CLIMATE] > smallest
        }
        if not ranks:
            standing = [measure for measure in left if measure in tried]
            unable = {measure: subsets.why(taken | {measure}) for measure in left if measure not in tried}
            return order, standing, unable
        best = min(ranks, key=lambda measure: (ranks[measure], subsets.measures.index(measure)))
        order.append(best)
        left.remove(best)


def _rank(saved: float, cost: float) -> tuple[int, float]:
    """What comes first is smallest: measures that cost nothing by what they save, then the others by cost per tonne."""
    return (0, -saved) if cost <= 0 else (1, cost / saved)


def _cost(measure: str, before: Totals, after: Totals, paid: Mapping[str, Annuity]) -> float:
    return after[COST] - before[COST] + (_capital(measure, after, paid) or 0.0)


def _capital(measure: str, after: Totals, paid: Mapping[str, Annuity]) -> float | None:
    return paid[measure].per_wafer * after[WAFERS] if measure in paid else None


def _blocks(
    subsets: Subsets, order: list[str], averaged: Effects, paid: Mapping[str, Annuity]
) -> tuple[tuple[Block, ...], Flows]:
    found = []
    taken: Subset = frozenset()
    before = _flows(subsets, taken)
    for measure in order:
        block, after = _on_top(subsets, taken, measure, averaged, paid, before)
        found.append(block)
        taken, before = taken | {measure}, after
    return tuple(found), before


def _beyond(
    subsets: Subsets, taken: Subset, measure: str, averaged: Effects, paid: Mapping[str, Annuity], before: Flows
) -> Block:
    return _on_top(subsets, taken, measure, averaged, paid, before)[0]


def _on_top(
    subsets: Subsets, taken: Subset, measure: str, averaged: Effects, paid: Mapping[str, Annuity], before: Flows
) -> tuple[Block, Flows]:
    """What a measure does on top of those taken."""
    lower, upper = subsets.of(taken), subsets.of(taken | {measure})
    assert lower is not None
    assert upper is not None
    change, after = minus(upper, lower), _flows(subsets, taken | {measure})
    average = averaged.effect(measure).average
    block = Block(
        measure=measure,
        saved=-change[CLIMATE],
        operating=change[COST],
        capital=_capital(measure, upper, paid),
        average=(-average[CLIMATE], average[COST]),
        change=change,
        fuel=after.fuel - before.fuel,
        cf4=after.cf4 - before.cf4,
        uptime=after.uptime if after.uptime != before.uptime else None,
        unpriced=(*_instruments(subsets, measure), *changed(before, after)),
    )
    return block, after


def _instruments(subsets: Subsets, measure: str) -> list[dict[str, Any]]:
    """What another supply of electricity costs beyond the price of the grid, which no price of the library holds."""
    kinds = {
        share.kind
        for shares in measures_of(subsets.bound, subsets.route)[measure].supply.values()
        for share in shares
        if share.kind != "grid"
    }
    words = (kind.replace("_", " ") for kind in sorted(kinds))
    label = f"Electricity by other means than the grid ({', '.join(words)})"
    chinese = "电网以外的供电（绿证、光伏等）超出电网价格的部分"
    return [{"label": label, "label_zh": chinese, "change": None, "unit": ""}] if kinds else []


def _flows(subsets: Subsets, subset: Subset) -> Flows:
    from mems_lca.analysis.assess import calculate

    measures = tuple(measure for measure in subsets.measures if measure in subset)
    return flows(calculate(rebind(subsets.bound, routes=(subsets.route,), measures=measures)), subsets.route)


def curve_part(bound: BoundStudy) -> dict[str, Any]:
    """The curves of all routes with measures, as a part of a result, at the carbon price of the study."""
    price = carbon_price(bound.library, bound.study.carbon_price)
    return {
        route: abatement_curve(bound, route, price).to_dict() for route, entry in bound.routes.items() if entry.measures
    }
