"""A step occurrence or supply step as a unit process: its parameters and derived quantities as cells."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from mems_lca.inventory.cells import Origin
from mems_lca.inventory.elements import enter_exchange, enter_own
from mems_lca.inventory.evidence import DESIGN, inherited, is_share
from mems_lca.inventory.exchanges import expand_exchange
from mems_lca.inventory.payments import payments
from mems_lca.inventory.processes import Exchange, UnitProcess
from mems_lca.inventory.shop import FOREGROUND_STAGES, Shop
from mems_lca.inventory.site_values import LOCATION, site_values
from mems_lca.inventory.step_build import StepBuild, bind, dimension_in
from mems_lca.inventory.tallies import enter_tallies, shares_facility
from mems_lca.library.bound import BoundRoute, BoundStep
from mems_lca.library.overrides import Path
from mems_lca.library.pedigree import Evidence, flow_of, pedigrees
from mems_lca.library.step_checks import derived_order
from mems_lca.study.formula import Ref
from mems_lca.study.stages import Stage
from mems_lca.study.step import Parameter, Setting
from mems_lca.units import canonical_unit

_SIZES = ("depth", "thickness", "layer", "width", "length", "height", "diameter")
YIELDS = ("wafer_yield", "step_yield")
# By whom a value was given: "" is the step's own, a location's or a route's counts as a default, others are measures.
_ORIGINS: dict[str, Origin] = {"": "default", LOCATION: "default", "route": "default", "study": "given"}


def build_step(shop: Shop, route: BoundRoute, bound: BoundStep, key: str, names: dict[str, Ref]) -> UnitProcess:
    """The unit process of one occurrence; registers it, and the processes that it draws, in the shop."""
    build = StepBuild(shop, route, bound, route.step_id(key), key, dict(names), _supply)
    _enter_parameters(build)
    enter_tallies(build)
    exchanges: list[Exchange] = []
    for index, exchange in enumerate(bound.step.exchanges):
        made = expand_exchange(build, index, exchange)
        enter_exchange(build, index, exchange, made)
        exchanges += [*made, *payments(build, exchange, made)]
    enter_own(build)
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
        facility=bound.step.makes is not None or shares_facility(bound.step),
        deducted=bound.finished < 0,
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
    settings = {**site_values(build), **(build.bound.settings or {})}
    of_exchanges = pedigrees(build.step)
    for name, default in build.step.parameters.items():
        setting, by = settings.get(name, (default, ""))
        source = setting.source or (f"given:{by}" if by else default.source)
        paths = build.route.step_paths(build.key, build.bound.name, name)
        build.names[name] = build.shop.ledger.enter(
            f"{build.process}.{name}",
            setting.value,
            label=f"{name.replace('_', ' ')}, {build.step.name.en}",
            paths=paths,
            source=source,
            note=setting.note or ("" if by else default.note),
            origin=_ORIGINS.get(by, "measure"),
            uncertainty=setting.uncertainty or inherited(default, by),
            kind="yield" if name in YIELDS else "",
            evidence=DESIGN if by and _is_design(name, setting) else Evidence(flow=flow_of(setting.value.unit)),
            pedigree=setting.pedigree or (None if by else of_exchanges.get(name)),
            bounded=is_share(name, setting.value, default),
            limits=_limits(default),
            fact=_fact(setting, paths, by),
            repeats=bool(setting.same_as),
            proof=setting.evidence,
        )
    for name in derived_order(build.step)[0]:
        expr = bind(build, build.step.derived[name])
        unit = canonical_unit(dimension_in(build, expr))
        label = f"{name.replace('_', ' ')}, {build.step.name.en}"
        build.names[name] = build.shop.ledger.derive(f"{build.process}.{name}", expr, unit, label)


def _fact(setting: Setting, paths: Sequence[Path], by: str) -> Path:
    """Of what a value is one: what a file says of its tool is one fact for all routes, as is what a study says of them
    all, and what a route says for those that are based on it; what a measure says is the route's own."""
    if setting.same_as:
        return tuple(setting.same_as.split("."))
    if by in ("", LOCATION):
        return paths[-1]
    return paths[1] if by in ("route", "study") else paths[0]


def _is_design(name: str, setting: Setting) -> bool:
    """Whether a value is a size that a route asks for: a depth, a thickness. A stated spread makes it a measurement."""
    return setting.uncertainty is None and name.endswith(_SIZES) and setting.value.canonical_unit == "m"


def _limits(parameter: Parameter) -> tuple[float, float]:
    """Between which values a parameter is valid, in its canonical unit."""
    low, high = parameter.min, parameter.max
    return -math.inf if low is None else low.canonical, math.inf if high is None else high.canonical


def _supply(build: StepBuild, product: str) -> str:
    """The process of the supply step of a product at the site of a step; built on first use, also in a loop."""
    shop, route, names, site = build.shop, build.route, build.names, build.bound.site
    key = f"{product}@{site}"
    process = f"{route.root}.{key}"
    if process in shop.processes:
        return process
    bound = _at_stage(shop.supply_step(product, site), build.step.stage)
    shop.processes[process] = _placeholder(process, route, bound)
    outer = replace(route, inner="")
    wafer = {name: ref for name, ref in names.items() if name.startswith("wafer_")}
    build_step(shop, outer, bound, key, wafer)
    return process


def _at_stage(bound: BoundStep, stage: Stage) -> BoundStep:
    """A site's supply step counts in the stage that the site serves: a water plant in assembly belongs to assembly."""
    if bound.step.stage in FOREGROUND_STAGES and stage in FOREGROUND_STAGES:
        return replace(bound, step=bound.step.model_copy(update={"stage": stage}))
    return bound


def _placeholder(process: str, route: BoundRoute, bound: BoundStep) -> UnitProcess:
    """Stands for a supply step while it is built, so that a loop of supply steps ends."""
    step = bound.step
    return UnitProcess(
        process,
        route.root,
        bound.key,
        step.name.en,
        step.name.zh,
        step.stage,
        step.per,
        bound.site,
        "",
        "",
        (),
    )
