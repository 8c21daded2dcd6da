"""Exchanges of a step file as exchanges of a unit process: products, gases, emissions, wastes, returns."""

from __future__ import annotations

from mems_lca.inventory import targets
from mems_lca.inventory.balances import molar_mass
from mems_lca.inventory.electricity import place_electricity, site_electricity
from mems_lca.inventory.evidence import of_factor
from mems_lca.inventory.gases import GasUse, expand
from mems_lca.inventory.processes import Exchange, Target, WasteRecord
from mems_lca.inventory.recovered import expand_recovered
from mems_lca.inventory.shop import FOREGROUND_STAGES
from mems_lca.inventory.step_build import StepBuild, amount_cell, bind, dimension_in, per_unit
from mems_lca.library.pedigree import flow_of
from mems_lca.study.exchange import (
    AnyExchange,
    EmissionExchange,
    GasExchange,
    InputExchange,
    OutputExchange,
    PerAreaExchange,
    RecoveredExchange,
    WasteExchange,
)
from mems_lca.study.formula import Expr, Ref
from mems_lca.study.route import BURNERS
from mems_lca.study.stages import Stage
from mems_lca.units import Quantity, dimension_of

_SCOPES = {"fuel": "fuel", "transport": "transport", "waste": "waste"}


def expand_exchange(build: StepBuild, index: int, exchange: AnyExchange) -> list[Exchange]:
    """The exchanges of a unit process that one exchange of a step file stands for."""
    if isinstance(exchange, GasExchange):
        return _gas(build, index, exchange)
    if isinstance(exchange, EmissionExchange):
        return [_emission(build, index, exchange)]
    if isinstance(exchange, WasteExchange):
        return _waste(build, index, exchange)
    if isinstance(exchange, PerAreaExchange):
        return _per_area(build, index, exchange)
    if isinstance(exchange, RecoveredExchange):
        return [expand_recovered(build, index, exchange)]
    if isinstance(exchange, OutputExchange):
        return [
            _drawn(
                build,
                exchange.output,
                _product_amount(build, index, exchange.output, exchange.amount),
                exchange.stage,
                -1,
            )
        ]
    if exchange.input == "electricity":
        return [_electricity(build, index, exchange)]
    amount = _product_amount(build, index, exchange.input, exchange.amount)
    return [_drawn(build, exchange.input, amount, exchange.stage, note=exchange.note)]


def _product_amount(build: StepBuild, index: int, name: str, expr: Expr) -> Ref:
    record = build.shop.factors.product(name)
    return amount_cell(build, index, expr, record.unit, record.name_en)


def _drawn(
    build: StepBuild, name: str, amount: Ref, stage: Stage | None = None, sign: int = 1, note: str = ""
) -> Exchange:
    """A product drawn: from the supply step of its name, run at this site, else from the background."""
    name = _unit_of_route(build, name)
    unit = build.shop.ledger.cells[amount.key].unit
    if name in build.shop.bound.library.names("steps"):
        supplier = build.supply(build, name)
        return Exchange(supplier, "process", amount.key, unit, input=name, sign=sign, note=note)
    target = targets.product(build.shop, name)
    known = name in build.shop.factors.product_names()
    category = build.shop.factors.product(name).category if known else "gas"
    if stage is None and category not in _SCOPES and build.step.stage in FOREGROUND_STAGES:
        stage = "raw_materials"
    scope = _SCOPES.get(category, "purchase")
    return Exchange(target.id, "product", amount.key, unit, scope, sign, stage, name, note=note)


def _unit_of_route(build: StepBuild, name: str) -> str:
    """The abatement unit that the route has, for a step that leads an exhaust to one whatever its gases are."""
    abatement = build.route.abatement
    return BURNERS[abatement.burner] if name == BURNERS["fuel"] and abatement is not None else name


def _electricity(build: StepBuild, index: int, exchange: InputExchange) -> Exchange:
    amount = amount_cell(build, index, exchange.amount, "kWh", "Electricity")
    target: Target
    if exchange.at:
        target = place_electricity(build.shop, exchange.at)
    else:
        target = site_electricity(build.shop, build.route, build.bound.site, build.step.stage in FOREGROUND_STAGES)
    scope = "purchase" if exchange.at else "electricity"
    return Exchange(
        target.id, "product", amount.key, "kWh", scope, 1, exchange.stage, "electricity", note=exchange.note
    )


def _emission(build: StepBuild, index: int, exchange: EmissionExchange) -> Exchange:
    unit = targets.flow_unit(build.shop, exchange.emission)
    amount = amount_cell(build, index, exchange.amount, unit, exchange.emission)
    target = targets.elementary(build.shop, exchange.emission, build.basin, _foreground(build, exchange.stage))
    return Exchange(
        target.id,
        "elementary",
        amount.key,
        unit,
        "direct",
        1,
        exchange.stage,
        "",
        exchange.emission,
        exchange.note,
    )


def _per_area(build: StepBuild, index: int, exchange: PerAreaExchange) -> list[Exchange]:
    """The emissions of a published set, each per area of substrate times the area; so much of each gas is bought."""
    ledger, found = build.shop.ledger, []
    area = ledger.derive(f"{build.process}/{index}", bind(build, exchange.amount), "m**2", "Area of the screening")
    for gas, factor in build.shop.factors.per_area(exchange.per_area).items():
        rate = ledger.enter(
            f"per_area:{exchange.per_area}/{gas}",
            Quantity(factor.value, factor.unit),
            label=f"{gas} emitted per area of substrate ({exchange.per_area})",
            group="factor",
            paths=(("factors", gas, exchange.per_area),),
            kind="not_negative",
            source=factor.source,
            note=factor.note,
            evidence=of_factor("emission_rate", factor, flow_of("", gas)),
        )
        label = f"{gas} emitted, {build.step.name.en}"
        amount = ledger.derive(f"{area.key}/{gas}", area * rate, "kg", label, group="amount")
        target = targets.elementary(build.shop, gas, build.basin, _foreground(build, exchange.stage))
        found.append(
            Exchange(target.id, "elementary", amount.key, "kg", stage=exchange.stage, flow=gas, note=exchange.note)
        )
        if f"gas_{gas}" in build.shop.factors.product_names():
            found.append(_drawn(build, f"gas_{gas}", amount, note="No less is bought than is emitted"))
    return found


def _foreground(build: StepBuild, stage: Stage | None) -> bool:
    return (stage or build.step.stage) in FOREGROUND_STAGES


def _waste(build: StepBuild, index: int, exchange: WasteExchange) -> list[Exchange]:
    """Treatment, and the mass that leaves the site by kind of waste (none when treated on site)."""
    wet = amount_cell(build, index, exchange.amount, "kg", exchange.waste.replace("_", " "))
    dry_expr: Expr = wet
    if exchange.dry is not None:
        dry_expr = wet * bind(build, exchange.dry)
    dry = build.shop.ledger.derive(f"{build.process}/{index}/dry", dry_expr, "kg", f"{exchange.waste}, dry matter")
    codes = {name: code for name, code in exchange.code.model_dump().items() if code}
    build.shop.wastes.append(
        WasteRecord(
            build.process,
            exchange.waste,
            exchange.hazardous,
            codes,
            exchange.treatment,
            exchange.on_site,
            wet.key,
            dry.key,
        )
    )
    exchanges = [_drawn(build, exchange.waste, wet, exchange.stage or build.step.stage, note=exchange.note)]
    if not exchange.on_site:
        flows = (
            [("hazardous_waste", wet), ("hazardous_waste_dry", dry)]
            if exchange.hazardous
            else [("nonhazardous_waste", wet)]
        )
        for flow, cell in flows:
            target = targets.elementary(build.shop, flow, build.basin, _foreground(build, exchange.stage))
            exchanges.append(
                Exchange(
                    target.id,
                    "elementary",
                    cell.key,
                    "kg",
                    stage=exchange.stage,
                    input=exchange.waste,
                    flow=flow,
                )
            )
    return exchanges


def _gas(build: StepBuild, index: int, exchange: GasExchange) -> list[Exchange]:
    bound = bind(build, exchange.amount)
    substance = dimension_of("mol")
    if dimension_in(build, bound) in (substance, substance / dimension_of(build.step.per)):
        expr = per_unit(build, exchange.amount, "mol") * molar_mass(build.shop, exchange.gas)
    else:
        expr = per_unit(build, exchange.amount, "kg")
    key = f"{build.process}/{index}"
    used = build.shop.ledger.derive(key, expr, "kg", f"{exchange.gas} used, {build.step.name.en}", group="amount")
    silicon = _mass(build, f"{key}/silicon", exchange.silicon, "Silicon etched")
    polymer = _mass(build, f"{key}/polymer", exchange.polymer, "Fluorine in polymer")
    foreground = _foreground(build, None)
    use = GasUse(build.process, exchange.gas, exchange.process, used, silicon, polymer, foreground, build.basin)
    exchanges, draws = expand(build.shop, build.route, use)
    return [*exchanges, *(_drawn(build, name, amount) for name, amount in draws)]


def _mass(build: StepBuild, key: str, expr: Expr | None, label: str) -> Ref | None:
    if expr is None:
        return None
    return build.shop.ledger.derive(key, per_unit(build, expr, "kg"), "kg", f"{label}, {build.step.name.en}")
