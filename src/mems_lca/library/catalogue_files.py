"""Pages of routes, studies and files of claims."""

from __future__ import annotations

from collections.abc import Iterable

from mems_lca.library.catalogue_pages import Item, Page, Section, both, filled, sections
from mems_lca.library.library import Library
from mems_lca.study.route import Measure, Route, RouteStep, SupplyShare
from mems_lca.study.step import Setting


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
        ", ".join(f"{old} replaced by {_names(new)}" for old, new in measure.replace.items()),
        f"without {', '.join(measure.remove)}" if measure.remove else "",
        f"abatement of {text}" if (text := _abatement(measure)) else "",
        "; ".join(f"electricity of {site}: {_supply(shares)}" for site, shares in measure.supply.items()),
        "; ".join(f"{_names(added.steps)} after {added.after}" for added in measure.add),
        ", ".join(f"die {size} {value}" for size, value in measure.die.sizes.items()),
        f"line yield {measure.wafer_yield}" if measure.wafer_yield else "",
        f"{measure.monitors.number} monitors per wafer" if measure.monitors else "",
    ]
    title = f"{measure.name.en}: " if measure.name else ""
    source = f" [{measure.source}]" if measure.source else ""
    return Item(name, f"{title}{'; '.join(detail for detail in details if detail)}{source}", measure.note)


def _names(steps: Iterable[RouteStep]) -> str:
    return ", ".join(step.step for step in steps)


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


def claims_page(library: Library, name: str) -> Page:
    """A file of claims: each claim in full, without a verdict, which takes a calculation."""
    claims = library.claims(name)
    items = (Item(key, entry.short.en, entry.text.en) for key, entry in claims.claims.items())
    return Page(
        name,
        "file of claims",
        both(claims.name.en, claims.name.zh),
        "" if claims.description is None else claims.description.en,
        filled(
            ("source", claims.source),
            ("verdicts", f"mems-lca claims {name}"),
            ("file", str(library.file("claims", name))),
        ),
        sections(Section("Claims", tuple(items))),
    )
