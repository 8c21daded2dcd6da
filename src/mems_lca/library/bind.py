"""Binding: every name of a study resolved against the library, and every finding collected in one run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mems_lca.errors import Finding, LibraryError, MemsLcaError, Place, StudyError
from mems_lca.library.bound import BoundRoute, BoundStep, BoundStudy
from mems_lca.library.circular_checks import check_circular
from mems_lca.library.companion import companion_settings
from mems_lca.library.evidence_checks import check_evidence
from mems_lca.library.given_values import given_values
from mems_lca.library.library import Library
from mems_lca.library.override_checks import check_overrides
from mems_lca.library.overrides import with_measures
from mems_lca.library.rests import Rests, with_rests
from mems_lca.library.routes import FlatRoute, Occurrence, flatten
from mems_lca.library.shared import Shared
from mems_lca.library.site_checks import check_sites, may_run
from mems_lca.library.step_checks import check_step
from mems_lca.library.study_checks import (
    Binder,
    check_abatement,
    check_choices,
    check_composition,
    check_settings,
)
from mems_lca.library.transport import TRANSPORT, with_transport
from mems_lca.study.exchange import GasExchange, InputExchange, OutputExchange, WasteExchange
from mems_lca.study.reading import Positions
from mems_lca.study.route import BURNERS
from mems_lca.study.step import Step
from mems_lca.study.study import Study

GAS_PRODUCTS = ("fluoride_treatment", *BURNERS.values())


def bind(
    study: Study,
    library: Library,
    *,
    name: str = "study",
    raw: Mapping[str, Any] | None = None,
    file: str = "",
    positions: Positions | None = None,
    measures: Sequence[str] | None = None,
    rests: Rests | None = None,
) -> BoundStudy:
    """The study with every name resolved; `measures` are those to apply (None: all), `rests` what was measured beyond
    the model.

    Raises StudyError with every error found; warnings are kept in the result.
    """
    binder = Binder(study, library, file, positions or {}, measures)
    binder.findings.extend(finding for pack in library.packs for finding in pack.findings)
    check_sites(binder)
    check_choices(binder)
    check_circular(binder)
    routes = {key: route for key in study.routes if (route := _top_route(binder, key)) is not None}
    _check_measures(binder, routes)
    overrides = with_measures(given_values(binder), {key: route.supplied for key, route in routes.items()})
    check_overrides(binder, routes, overrides)
    proofs = check_evidence(binder, routes)
    errors = [finding for finding in binder.findings if finding.severity == "error"]
    if errors:
        raise StudyError(dict.fromkeys(errors))
    bound = BoundStudy(
        name=name,
        study=study,
        routes=routes,
        library=library,
        overrides=overrides,
        findings=tuple(dict.fromkeys(binder.findings)),
        raw=raw or {},
        file=file,
        switched=None if measures is None else tuple(measures),
        proofs=proofs,
    )
    return with_rests(bound, rests)


def rebind(bound: BoundStudy, *, routes: Sequence[str], measures: Sequence[str]) -> BoundStudy:
    """The same study with only some routes and measures (to see what one measure does)."""
    chosen = {name: bound.study.routes[name] for name in routes}
    study = bound.study.model_copy(update={"routes": chosen, "baseline": ""})
    given: dict[str, Any] = {"name": bound.name, "raw": bound.raw, "file": bound.file, "rests": bound.rests}
    again = bind(study, bound.library, measures=measures, **given)
    return replace(again, overrides=again.overrides.lenient())


def _check_measures(binder: Binder, routes: Mapping[str, BoundRoute]) -> None:
    known = sorted({measure for route in routes.values() for measure in route.available_measures})
    failed = len(routes) < len(binder.study.routes)
    for measure in () if failed else binder.switched or ():
        if measure not in known:
            binder.unknown("measure", measure, known)


def _top_route(binder: Binder, key: str) -> BoundRoute | None:
    name = binder.study.routes[key]
    try:
        flat = flatten(name, binder.library, binder.switched)
    except MemsLcaError as error:
        binder.findings.extend(error.at(binder.place("routes", key)).findings)
        return None
    return _bind_route(binder, flat, key, "", Shared(), (name,))


def _bind_route(
    binder: Binder,
    flat: FlatRoute,
    root: str,
    inner: str,
    shared: Shared,
    trail: tuple[str, ...],
    destination: str = "",
) -> BoundRoute:
    """The route with its steps bound; `destination` is the site that consumes its wafers."""
    own = shared.within(flat, inner, destination)
    steps = [
        step
        for occurrence in flat.occurrences
        if (step := _bind_step(binder, flat, occurrence, root, inner, own, trail)) is not None
    ]
    check_abatement(binder, flat)
    check_composition(binder, flat, steps, inner)
    return BoundRoute(
        name=flat.name,
        file=flat.file,
        wafer=flat.wafer,
        steps=with_transport(steps, _transport(binder), destination),
        abatement=own.abatement,
        abatement_of=own.abatement_of,
        monitors=flat.monitors,
        wafer_yield=flat.wafer_yield,
        die_yield=flat.die_yield,
        supply=own.supply,
        root=root,
        inner=inner,
        die=flat.die,
        mass=flat.mass,
        supplied=flat.supplied,
        measures=flat.measures,
        available_measures=flat.available,
        measure_names=flat.names,
    )


def _bind_step(
    binder: Binder,
    flat: FlatRoute,
    occurrence: Occurrence,
    root: str,
    inner: str,
    shared: Shared,
    trail: tuple[str, ...],
) -> BoundStep | None:
    step = _step(binder, occurrence.entry.step, occurrence.place)
    if step is None:
        return None
    site = occurrence.entry.site or step.site
    if not may_run(binder, occurrence.key, step, site, occurrence.place):
        return None
    settings = dict(occurrence.settings)
    if occurrence.entry.step == "companion_asic":
        settings = {**companion_settings(binder, settings), **settings}
    check_settings(binder, occurrence, step, settings)
    _check_supply_steps(binder, step, occurrence.place)
    return BoundStep(
        key=occurrence.key,
        name=occurrence.entry.step,
        step=step,
        site=site,
        repeat=occurrence.entry.repeat,
        consumes=_consumed(binder, flat, occurrence, root, inner, shared, trail, site),
        draws=occurrence.entry.draws,
        settings=settings,
        measure=occurrence.measure,
        given_at=occurrence.given_at,
    )


def _consumed(
    binder: Binder,
    flat: FlatRoute,
    occurrence: Occurrence,
    root: str,
    inner: str,
    shared: Shared,
    trail: tuple[str, ...],
    site: str,
) -> BoundRoute | None:
    name = occurrence.entry.with_
    if not name:
        return None
    if name in (flat.name, trail[-1], *flat.bases):
        return BoundRoute(flat.name, flat.file, flat.wafer, (), None, None, None, None, shared.supply, root, inner)
    if name in trail:
        message = f"routes consume each other in a circle: {' -> '.join((*trail, name))}"
        binder.findings.append(Finding("error", "route_cycle", message, occurrence.place, name))
        return None
    try:
        consumed = flatten(name, binder.library, binder.switched)
    except MemsLcaError as error:
        binder.findings.extend(error.at(occurrence.place).findings)
        return None
    return _bind_route(binder, consumed, root, f"{inner}{name}/", shared, (*trail, name), site)


def _step(binder: Binder, name: str, place: Place) -> Step | None:
    """The step of a name, checked once; None when it cannot be used."""
    if name not in binder.checked:
        try:
            step = binder.library.step(name)
        except LibraryError as error:
            binder.findings.extend(error.at(place).findings)
            return None
        except StudyError as error:
            binder.findings.extend(error.findings)
            binder.checked[name] = None
            return None
        check = check_step(name, step, binder.library)
        binder.findings.extend(check.findings)
        binder.checked[name] = check
    return None if binder.checked[name] is None else binder.library.step(name)


def _check_supply_steps(binder: Binder, step: Step, place: Place) -> None:
    """Checks the supply steps that a step draws, and those that they draw."""
    makers = set(binder.library.names("steps"))
    waiting = [step]
    while waiting:
        for product in _products(waiting.pop()):
            if product in makers and product not in binder.checked:
                found = _step(binder, product, place)
                if found is not None:
                    _check_maker(binder, product, found)
                    waiting.append(found)


def _check_maker(binder: Binder, product: str, step: Step) -> None:
    if step.makes is None or step.makes.product != product:
        where = binder.library.place("steps", product, "makes")
        found = step.makes.product if step.makes else "nothing"
        message = "a step that has the name of a product makes that product"
        binder.findings.append(Finding("error", "makes", message, where, found, product))


def _products(step: Step) -> list[str]:
    names: list[str] = []
    for exchange in step.exchanges:
        if isinstance(exchange, InputExchange):
            names.append(exchange.input)
            names.extend(BURNERS.values() if exchange.input in BURNERS.values() else ())
        elif isinstance(exchange, OutputExchange):
            names.append(exchange.output)
        elif isinstance(exchange, WasteExchange):
            names.append(exchange.waste)
        elif isinstance(exchange, GasExchange):
            names.extend((f"gas_{exchange.gas}", *GAS_PRODUCTS))
    return names


def _transport(binder: Binder) -> Step | None:
    """The step of a transport between sites, where the library has one."""
    if TRANSPORT not in binder.library.names("steps"):
        return None
    place = Place(file=binder.file)
    step = _step(binder, TRANSPORT, place)
    if step is not None:
        _check_supply_steps(binder, step, place)
    return step
