"""A step occurrence or supply step as a unit process: its parameters, derived quantities and exchanges as cells."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mems_lca.inventory.electricity import place_electricity, site_electricity
from mems_lca.inventory.gases import GasUse, expand, molar_mass
from mems_lca.inventory.processes import Exchange, Target, UnitProcess, WasteRecord
from mems_lca.inventory.shop import FOREGROUND_STAGES, Shop, over, times
from mems_lca.inventory import targets
from mems_lca.library.bound import BoundRoute, BoundStep
from mems_lca.library.step_checks import derived_order
from mems_lca.study.formula import Expr, Ref, dimension, rename
from mems_lca.study.step import (
    AnyExchange,
    EmissionExchange,
    GasExchange,
    InputExchange,
    OutputExchange,
    Stage,
    Step,
    WasteExchange,
)
from mems_lca.units import Dimension, canonical_unit, dimension_of

_SCOPES = {"fuel": "fuel", "transport": "transport", "waste": "waste"}


@dataclass
class StepBuild:
    """One step being turned into a unit process."""

    shop: Shop
    route: BoundRoute
    bound: BoundStep
    process: str
    key: str
    names: dict[str, Ref]

    @property
    def step(self) -> Step:
        """The step as written."""
        return self.bound.step

    @property
    def place(self) -> str:
        """The place code of the site."""
        return self.shop.place_of(self.bound.site)


def build_step(shop: Shop, route: BoundRoute, bound: BoundStep, key: str, names: dict[str, Ref]) -> UnitProcess:
    """The unit process of one occurrence; registers it, and the processes that it draws, in the shop."""
    build = StepBuild(shop, route, bound, route.step_id(key), key, dict(names))
    _enter_parameters(build)
    exchanges: list[Exchange] = []
    for index, exchange in enumerate(bound.step.exchanges):
        exchanges += _exchange(build, index, exchange)
    process = UnitProcess(
        id=build.process,
        route=route.root,
        step=build.process.removeprefix(f"{route.root}."),
        label=bound.step.name.en,
        label_zh=bound.step.name.zh or bound.step.name.en,
        stage=bound.step.stage,
        unit=bound.step.per,
        site=bound.site,
        place=build.place,
        control=site_control(shop, bound.site, bound.step.stage),
        exchanges=tuple(exchanges),
    )
    shop.processes[process.id] = process
    return process


def site_control(shop: Shop, site: str, stage: Stage) -> str:
    """Who runs a site: as declared, else by the perspective of the reporting company."""
    declared = shop.bound.study.sites[site].control
    if declared:
        return declared
    own = {
        "idm": FOREGROUND_STAGES,
        "foundry": frozenset({"wafer_fabrication"}),
        "osat": frozenset({"packaging_test"}),
        "fabless": frozenset[str](),
    }
    return "own" if stage in own[shop.bound.study.perspective] else "supplier"


def _enter_parameters(build: StepBuild) -> None:
    settings = build.bound.settings or {}
    for name, default in build.step.parameters.items():
        setting, by = settings.get(name, (default, ""))
        source = setting.source or (f"given:{by}" if by else default.source)
        build.names[name] = build.shop.ledger.enter(
            f"{build.process}.{name}",
            setting.value,
            label=f"{name.replace('_', ' ')}, {build.step.name.en}",
            paths=build.route.step_paths(build.key, build.bound.name, name),
            source=source,
            note=setting.note or ("" if by else default.note),
            origin="default" if not by or by == "route" else "measure",
            uncertainty=setting.uncertainty or default.uncertainty,
        )
    for name in derived_order(build.step)[0]:
        expr = _bind(build, build.step.derived[name])
        unit = canonical_unit(_dimension(build, expr))
        label = f"{name.replace('_', ' ')}, {build.step.name.en}"
        build.names[name] = build.shop.ledger.derive(f"{build.process}.{name}", expr, unit, label)


def _bind(build: StepBuild, expr: Expr) -> Expr:
    return rename(expr, lambda name: build.names[name])


def _dimension(build: StepBuild, expr: Expr) -> Dimension:
    cells = build.shop.ledger.cells
    return dimension(expr, lambda key: dimension_of(cells[key].unit))


def _per_unit(build: StepBuild, expr: Expr, unit: str) -> Expr:
    """The coherent amount per unit of the process: a formula per coherent unit (per mol) is scaled to one (per Nm3)."""
    bound = _bind(build, expr)
    if _dimension(build, bound) == dimension_of(unit) / dimension_of(build.step.per):
        return times(bound, build.shop.ledger.unit(build.step.per))
    return bound


def _amount(build: StepBuild, index: int, expr: Expr, unit: str, label: str, suffix: str = "") -> Ref:
    """The cell of an exchange's amount in the unit of its flow."""
    key = f"{build.process}/{index}{suffix}"
    scaled = over(_per_unit(build, expr, unit), build.shop.ledger.unit(unit))
    return build.shop.ledger.derive(key, scaled, unit, f"{label}, {build.step.name.en}", group="amount")


def _exchange(build: StepBuild, index: int, exchange: AnyExchange) -> list[Exchange]:
    if isinstance(exchange, GasExchange):
        return _gas(build, index, exchange)
    if isinstance(exchange, EmissionExchange):
        return [_emission(build, index, exchange)]
    if isinstance(exchange, WasteExchange):
        return _waste(build, index, exchange)
    if isinstance(exchange, OutputExchange):
        return [_drawn(build, exchange.output, _product_amount(build, index, exchange.output, exchange.amount), exchange.stage, -1)]
    if exchange.input == "electricity":
        return [_electricity(build, index, exchange)]
    amount = _product_amount(build, index, exchange.input, exchange.amount)
    return [_drawn(build, exchange.input, amount, exchange.stage, note=exchange.note)]


def _product_amount(build: StepBuild, index: int, name: str, expr: Expr) -> Ref:
    record = build.shop.factors.product(name)
    return _amount(build, index, expr, record.unit, record.name_en)


def _drawn(
    build: StepBuild, name: str, amount: Ref, stage: Stage | None = None, sign: int = 1, note: str = ""
) -> Exchange:
    """A product drawn: from the supply step of its name, run at this site, else from the background."""
    record = build.shop.factors.product(name)
    if name in build.shop.bound.library.names("steps"):
        supplier = supply_process(build.shop, build.route, build.bound.site, name, build.names)
        return Exchange(supplier, "process", amount.key, record.unit, input=name, sign=sign, note=note)
    target = targets.product(build.shop, name)
    if stage is None and record.category not in _SCOPES and build.step.stage in FOREGROUND_STAGES:
        stage = "raw_materials"
    scope = _SCOPES.get(record.category, "purchase")
    return Exchange(target.id, "product", amount.key, record.unit, scope, sign, stage, name, note=note)


def _electricity(build: StepBuild, index: int, exchange: InputExchange) -> Exchange:
    amount = _amount(build, index, exchange.amount, "kWh", "Electricity")
    target: Target
    if exchange.at:
        target = place_electricity(build.shop, exchange.at)
    else:
        target = site_electricity(build.shop, build.route, build.bound.site, build.step.stage in FOREGROUND_STAGES)
    scope = "purchase" if exchange.at else "electricity"
    return Exchange(target.id, "product", amount.key, "kWh", scope, 1, exchange.stage, "electricity", note=exchange.note)


def _emission(build: StepBuild, index: int, exchange: EmissionExchange) -> Exchange:
    unit = targets.flow_unit(build.shop, exchange.emission)
    amount = _amount(build, index, exchange.amount, unit, exchange.emission)
    target = targets.elementary(build.shop, exchange.emission, build.place, _foreground(build, exchange.stage))
    scope = "purchase" if exchange.emission.startswith("co2e_") else "direct"
    return Exchange(target.id, "elementary", amount.key, unit, scope, 1, exchange.stage, "", exchange.emission, exchange.note)


def _foreground(build: StepBuild, stage: Stage | None) -> bool:
    return (stage or build.step.stage) in FOREGROUND_STAGES


def _waste(build: StepBuild, index: int, exchange: WasteExchange) -> list[Exchange]:
    """Treatment, and the mass that leaves the site by kind of waste (none when treated on site)."""
    wet = _amount(build, index, exchange.amount, "kg", exchange.waste.replace("_", " "))
    dry_expr: Expr = wet
    if exchange.dry is not None:
        dry_expr = wet * _bind(build, exchange.dry)
    dry = build.shop.ledger.derive(f"{build.process}/{index}/dry", dry_expr, "kg", f"{exchange.waste}, dry matter")
    codes = {name: code for name, code in exchange.code.model_dump().items() if code}
    build.shop.wastes.append(
        WasteRecord(
            build.process, exchange.waste, exchange.hazardous, codes, exchange.treatment, exchange.on_site, wet.key, dry.key
        )
    )
    exchanges = [_drawn(build, exchange.waste, wet, exchange.stage or build.step.stage, note=exchange.note)]
    if not exchange.on_site:
        flows = [("hazardous_waste", wet), ("hazardous_waste_dry", dry)] if exchange.hazardous else [("nonhazardous_waste", wet)]
        for flow, cell in flows:
            target = targets.elementary(build.shop, flow, build.place, _foreground(build, exchange.stage))
            exchanges.append(Exchange(target.id, "elementary", cell.key, "kg", stage=exchange.stage, input=exchange.waste, flow=flow))
    return exchanges


def _gas(build: StepBuild, index: int, exchange: GasExchange) -> list[Exchange]:
    bound = _bind(build, exchange.amount)
    substance = dimension_of("mol")
    if _dimension(build, bound) in (substance, substance / dimension_of(build.step.per)):
        expr = _per_unit(build, exchange.amount, "mol") * molar_mass(build.shop, exchange.gas)
    else:
        expr = _per_unit(build, exchange.amount, "kg")
    key = f"{build.process}/{index}"
    used = build.shop.ledger.derive(key, expr, "kg", f"{exchange.gas} used, {build.step.name.en}", group="amount")
    silicon = None
    if exchange.silicon is not None:
        silicon = build.shop.ledger.derive(
            f"{key}/silicon", _bind(build, exchange.silicon), "kg", f"Silicon etched, {build.step.name.en}"
        )
    use = GasUse(build.process, exchange.gas, exchange.process, used, silicon, _foreground(build, None), build.place)
    exchanges, draws = expand(build.shop, build.route, use)
    return [*exchanges, *(_drawn(build, name, amount) for name, amount in draws)]


def supply_process(shop: Shop, route: BoundRoute, site: str, product: str, names: dict[str, Ref]) -> str:
    """The id of the supply step of a product at a site of a route; built on first use. Supply steps may draw each other."""
    key = f"{product}@{site}"
    process = f"{route.root}.{key}"
    if process in shop.processes:
        return process
    bound = shop.supply_step(product, site)
    shop.processes[process] = _placeholder(process, route, bound)
    outer = replace(route, inner="")
    wafer = {name: ref for name, ref in names.items() if name.startswith("wafer_")}
    build_step(shop, outer, bound, key, wafer)
    return process


def _placeholder(process: str, route: BoundRoute, bound: BoundStep) -> UnitProcess:
    """Stands for a supply step while it is built, so that a loop of supply steps ends."""
    step = bound.step
    return UnitProcess(process, route.root, bound.key, step.name.en, step.name.zh, step.stage, step.per, bound.site, "", "", ())

