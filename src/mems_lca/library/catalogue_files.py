"""Pages of what stands in files: steps, routes and studies."""

from __future__ import annotations

from collections.abc import Iterable

from mems_lca.library.catalogue_pages import Item, Page, Section, both, filled, sections
from mems_lca.library.library import Library
from mems_lca.study.formula import to_text
from mems_lca.study.route import Measure, Route, RouteStep, SupplyShare
from mems_lca.study.step import (
    AnyExchange,
    EmissionExchange,
    GasExchange,
    InputExchange,
    OutputExchange,
    Parameter,
    Setting,
    Step,
    Uncertainty,
    WasteExchange,
)


def step_page(library: Library, name: str) -> Page:
    """A step: what it models, its parameters with units and sources, its formulas and exchanges."""
    step = library.step(name)
    used = {entry.source for entry in (*step.parameters.values(), *step.exchanges) if entry.source}
    return Page(
        name,
        "step",
        both(step.name.en, step.name.zh),
        step.description,
        filled(
            ("stage", step.stage),
            ("per", step.per),
            ("makes", f"{step.makes.product}, in {step.makes.unit}" if step.makes else ""),
            ("site", step.site),
            ("file", str(library.file("steps", name))),
        ),
        sections(
            Section("Parameters", tuple(_parameter(key, entry) for key, entry in step.parameters.items())),
            Section("Derived", tuple(Item(key, f"= {to_text(expr)}") for key, expr in step.derived.items())),
            Section("Exchanges", tuple(_exchange(entry, step) for entry in step.exchanges)),
            Section("Sources", tuple(_source(library, key) for key in sorted(used))),
        ),
    )


def _parameter(name: str, parameter: Parameter) -> Item:
    details = "; ".join(entry for entry in (_limits(parameter), _spread(parameter.uncertainty)) if entry)
    return Item(name, f"{parameter.value}{f' ({details})' if details else ''} [{parameter.source}]", parameter.note)


def _limits(parameter: Parameter) -> str:
    low, high = parameter.min, parameter.max
    if low is not None and high is not None:
        return f"limits {low} to {high}"
    return f"at least {low}" if low is not None else f"at most {high}" if high is not None else ""


def _spread(uncertainty: Uncertainty | None) -> str:
    if uncertainty is None:
        return ""
    if uncertainty.lognormal is not None:
        return f"lognormal, GSD {uncertainty.lognormal:g}"
    if uncertainty.normal is not None:
        return f"normal, sd {uncertainty.normal}"
    if uncertainty.uniform is not None:
        return f"uniform, {uncertainty.uniform.min} to {uncertainty.uniform.max}"
    shape = uncertainty.triangular
    return f"triangular, {shape.min} to {shape.max}" if shape else ""


def _exchange(exchange: AnyExchange, step: Step) -> Item:
    kind, name, details = _said(exchange)
    text = f"{to_text(exchange.amount)}   per {step.per}"
    extra = ", ".join(entry for entry in (*details, f"stage {exchange.stage}" if exchange.stage else "") if entry)
    source = f" [{exchange.source}]" if exchange.source else ""
    return Item(f"{kind} {name}", f"{text}{f' ({extra})' if extra else ''}{source}", exchange.note)


def _said(exchange: AnyExchange) -> tuple[str, str, list[str]]:
    """Kind, name, and what else an exchange says."""
    if isinstance(exchange, GasExchange):
        silicon = f"silicon etched: {to_text(exchange.silicon)}" if exchange.silicon is not None else ""
        return "gas", exchange.gas, [f"process {exchange.process}", silicon]
    if isinstance(exchange, EmissionExchange):
        return "emission", exchange.emission, []
    if isinstance(exchange, OutputExchange):
        return "output", exchange.output, []
    if isinstance(exchange, WasteExchange):
        codes = ", ".join(f"{key} {code}" for key, code in exchange.code.model_dump().items() if code)
        dry = f"dry share {to_text(exchange.dry)}" if exchange.dry is not None else ""
        kind = "hazardous" if exchange.hazardous else "not hazardous"
        return "waste", exchange.waste, [kind, codes, dry, exchange.treatment, "on site" if exchange.on_site else ""]
    assert isinstance(exchange, InputExchange)
    return "input", exchange.input, [f"at {exchange.at}" if exchange.at else ""]


def route_page(library: Library, name: str) -> Page:
    """A route: its wafer and steps in order, or its base and measures."""
    route = library.route(name)
    title = both(route.name.en, route.name.zh) if route.name else name
    return Page(
        name,
        "route",
        title,
        route.description,
        filled(
            ("base", route.base),
            ("wafer", f"{route.wafer.diameter}, {route.wafer.thickness} thick" if route.wafer else ""),
            ("line yield", str(route.wafer_yield or "")),
            ("monitors", _monitors(route)),
            ("abatement", _abatement(route)),
            ("file", str(library.file("routes", name))),
        ),
        sections(
            Section("Steps, in order", tuple(_route_step(entry) for entry in route.steps)),
            Section("Measures", tuple(_measure(key, entry) for key, entry in route.measures.items())),
        ),
    )


def _monitors(route: Route) -> str:
    found = route.monitors
    return (
        f"{found.number} per wafer start through {', '.join(found.passes)}; used {found.reuses} times more"
        if found
        else ""
    )


def _abatement(entry: Route | Measure) -> str:
    found = entry.abatement
    if found is None:
        return "" if isinstance(entry, Measure) or entry.base else "none"
    rule = found.destruction
    if not isinstance(rule, str):
        rule = ", ".join(f"{gas} {share}" for gas, share in rule.items())
    return (
        f"{', '.join(found.gases)}: share treated {found.fraction_treated}, destruction {rule}, uptime {found.uptime}"
    )


def _route_step(entry: RouteStep) -> Item:
    details = [
        f"step {entry.step}" if entry.id else "",
        f"{entry.repeat} times" if entry.repeat > 1 else "",
        f"with a wafer of route {entry.with_}" if entry.with_ else "",
        f"at {entry.site}" if entry.site else "",
        _settings(entry.set.items()),
    ]
    return Item(entry.key, ", ".join(detail for detail in details if detail))


def _settings(settings: Iterable[tuple[str, Setting]]) -> str:
    return ", ".join(f"{key} = {value.value}" for key, value in settings)


def _measure(name: str, measure: Measure) -> Item:
    details = [
        _settings(measure.set.items()),
        ", ".join(f"{old} replaced by {new.step}" for old, new in measure.replace.items()),
        f"abatement of {text}" if (text := _abatement(measure)) else "",
        "; ".join(f"electricity of {site}: {_supply(shares)}" for site, shares in measure.supply.items()),
        f"{', '.join(step.step for step in measure.add.steps)} after {measure.add.after}" if measure.add else "",
    ]
    title = f"{measure.name.en}: " if measure.name else ""
    source = f" [{measure.source}]" if measure.source else ""
    return Item(name, f"{title}{'; '.join(detail for detail in details if detail)}{source}", measure.note)


def _supply(shares: Iterable[SupplyShare]) -> str:
    return ", ".join(f"{entry.share} {entry.kind}{f' {entry.factor}' if entry.factor else ''}" for entry in shares)


def study_page(library: Library, name: str) -> Page:
    """A study: what it is about, and its choices."""
    study = library.study(name)
    return Page(
        name,
        "study",
        study.product.name,
        study.goal,
        filled(
            (
                "functional unit",
                " per ".join(filter(None, (str(study.functional_unit.amount), study.functional_unit.per))),
            ),
            ("boundary", study.boundary),
            ("period", f"{study.period.start} to {study.period.end}"),
            ("method", study.method),
            ("emission table", study.gas_table),
            ("scarcity", study.scarcity),
            ("accounting", study.accounting),
            ("baseline", study.baseline),
            ("file", str(library.file("studies", name))),
        ),
        sections(
            Section("Routes", tuple(Item(key, route) for key, route in study.routes.items())),
            Section("Sites", tuple(Item(key, site.location) for key, site in study.sites.items())),
        ),
    )


def _source(library: Library, name: str) -> Item:
    if name not in library.factors.source_ids():
        return Item(name, "no source has this id")
    source = library.factors.source(name)
    return Item(name, f"{source.title}{f' ({source.year})' if source.year else ''}")
