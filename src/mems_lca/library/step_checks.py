"""Checks of one step against the library: sources, names, and the dimension of every formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from mems_lca.errors import Finding, FormulaError, LibraryError, Place, nearest
from mems_lca.library.library import Library
from mems_lca.library.metals import recycling_route
from mems_lca.library.repeated import check_repeated
from mems_lca.library.sources import MEASURED
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
from mems_lca.study.formula import Expr, dimension, references
from mems_lca.study.stages import GRAVE_STAGES
from mems_lca.study.step import (
    ALLOCATION_NAMES,
    CONTENT_NAMES,
    DIE_NAMES,
    PRODUCT_NAMES,
    ROUTE_TALLIES,
    TALLIES,
    WAFER_NAMES,
    Step,
)
from mems_lca.units import Dimension, describe, dimension_of

DIE_STAGES = frozenset({"packaging_test", *GRAVE_STAGES})


@dataclass(frozen=True)
class StepCheck:
    """Findings of a step, and the order in which its derived quantities are evaluated."""

    findings: tuple[Finding, ...]
    order: tuple[str, ...]


_memo: WeakKeyDictionary[Library, dict[str, StepCheck]] = WeakKeyDictionary()


def check_step(name: str, step: Step, library: Library) -> StepCheck:
    """Every finding of one step file; a file is checked once per library."""
    known = _memo.setdefault(library, {})
    if name not in known:
        known[name] = _checked(name, step, library)
    return known[name]


def _checked(name: str, step: Step, library: Library) -> StepCheck:
    findings = [*_sources(name, step, library), *check_repeated(name, step, library)]
    # None for what has no dimension because it is wrong itself: formulas that use it are not checked.
    dimensions: dict[str, Dimension | None] = dict.fromkeys(step.derived)
    dimensions.update({key: dimension_of(unit) for key, unit in _variables(step).items()})
    dimensions.update({key: parameter.value.dimension for key, parameter in step.parameters.items()})
    order, cycle = derived_order(step)
    if cycle:
        place = library.place("steps", name, "derived", cycle[0])
        message = f"derived quantities depend on each other in a circle: {' -> '.join(cycle)}"
        findings.append(Finding("error", "formula_cycle", message, place))
    for key in order:
        place = library.place("steps", name, "derived", key)
        dimensions[key] = _dimension(step.derived[key], dimensions, place, findings)
    findings.extend(_tallies(name, step, dimensions, library))
    findings.extend(_yield_of_other_basis(name, step, library))
    for index, exchange in enumerate(step.exchanges):
        place = library.place("steps", name, "exchanges", index)
        findings.extend(_exchange(exchange, step, dimensions, place, library))
        for keys, formula in _masses(exchange):
            place = library.place("steps", name, "exchanges", index, *keys)
            mass = _dimension(formula, dimensions, place, findings)
            if mass is not None:
                findings.extend(_wrong_dimension(mass, ("kg",), step.per, place))
    for element, formula in step.leaves.items():
        place = library.place("steps", name, "leaves", element)
        mass = _dimension(formula, dimensions, place, findings)
        if mass is not None:
            findings.extend(_wrong_dimension(mass, ("kg",), step.per, place))
    return StepCheck(tuple(findings), order)


def derived_order(step: Step) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Derived quantities so that each stands after those it refers to; and a cycle, when there is one."""
    order: list[str] = []
    state: dict[str, int] = {}
    cycle: list[str] = []

    def visit(key: str, trail: tuple[str, ...]) -> None:
        if state.get(key) == 2 or cycle:
            return
        if state.get(key) == 1:
            cycle.extend((*trail[trail.index(key) :], key))
            return
        state[key] = 1
        for other in references(step.derived[key]):
            if other in step.derived:
                visit(other, (*trail, key))
        state[key] = 2
        order.append(key)

    for key in step.derived:
        visit(key, ())
    return tuple(order), tuple(cycle)


def _variables(step: Step) -> Mapping[str, str]:
    """Names that the step's formulas have beside its own, with their units."""
    if step.makes is not None:
        return WAFER_NAMES
    if step.stage in DIE_STAGES:
        contents = CONTENT_NAMES if step.stage in GRAVE_STAGES else {}
        return {**WAFER_NAMES, **DIE_NAMES, **PRODUCT_NAMES, **contents}
    return WAFER_NAMES if step.tallies else {**WAFER_NAMES, **ROUTE_TALLIES, **ALLOCATION_NAMES}


def _tallies(name: str, step: Step, dimensions: Mapping[str, Dimension | None], library: Library) -> Iterator[Finding]:
    """What the step adds to the counts of its route: only a step that each wafer passes in the fab has any."""
    for key, formula in step.tallies.items():
        place = library.place("steps", name, "tallies", key)
        if step.makes is not None or step.per != "wafer" or step.stage in DIE_STAGES:
            message = "only a step that wafers pass in the fab counts towards its route"
            yield Finding("error", "tally", message, place, key)
            continue
        findings: list[Finding] = []
        found = _dimension(formula, dimensions, place, findings)
        yield from findings
        if found is not None:
            yield from _wrong_dimension(found, (TALLIES[key],), step.per, place)


def _sources(name: str, step: Step, library: Library) -> Iterator[Finding]:
    for key, parameter in step.parameters.items():
        place = library.place("steps", name, "parameters", key, "source")
        yield from unknown_source(parameter.source, place, library)
    for index, exchange in enumerate(step.exchanges):
        if exchange.source:
            place = library.place("steps", name, "exchanges", index, "source")
            yield from unknown_source(exchange.source, place, library)


def unknown_source(source: str, place: Place, library: Library) -> Iterator[Finding]:
    """A finding when no source has this id; what was measured needs none."""
    known = library.factors.source_ids() | {MEASURED}
    if source not in known:
        yield Finding("error", "unknown_source", "no source has this id", place, source, nearest=nearest(source, known))


def _yield_of_other_basis(name: str, step: Step, library: Library) -> Iterator[Finding]:
    """A yield that the chain would not read: per wafer it is `wafer_yield`, per device `step_yield`."""
    right = {"wafer": "wafer_yield", "device": "step_yield"}.get(step.per, "")
    for wrong in {"wafer_yield", "step_yield"} & set(step.parameters):
        if wrong != right:
            place = library.place("steps", name, "parameters", wrong)
            message = f"a step per {step.per} has no `{wrong}`"
            yield Finding("error", "yield_basis", message, place, wrong, right or "no yield: it is a supply step")


def _dimension(
    expr: Expr, dimensions: Mapping[str, Dimension | None], place: Place, findings: list[Finding]
) -> Dimension | None:
    unknown = [key for key in references(expr) if key not in dimensions]
    for key in unknown:
        message = "the formula names something that is neither a parameter nor derived"
        findings.append(Finding("error", "unknown_name", message, place, key, nearest=nearest(key, dimensions)))
    known = {key: found for key in references(expr) if (found := dimensions.get(key)) is not None}
    if len(known) < len(references(expr)):
        return None
    try:
        return dimension(expr, known.__getitem__)
    except FormulaError as error:
        findings.extend(error.at(place).findings)
        return None


def _exchange(
    exchange: AnyExchange, step: Step, dimensions: Mapping[str, Dimension | None], place: Place, library: Library
) -> Iterator[Finding]:
    units, findings = _expected_units(exchange, place, library)
    yield from findings
    collected: list[Finding] = []
    found = _dimension(exchange.amount, dimensions, place, collected)
    if found is not None and units:
        yield from _wrong_dimension(found, units, step.per, place)
    if isinstance(exchange, WasteExchange):
        yield from _waste_codes(exchange, place, library)
        dry = None if exchange.dry is None else _dimension(exchange.dry, dimensions, place, collected)
        if dry is not None and dry != dimension_of(""):
            yield Finding(
                "error",
                "dimension",
                "`dry` is a share of the wet mass",
                place,
                describe(dry),
                "dimensionless",
            )
    if isinstance(exchange, InputExchange) and exchange.at:
        yield from _unknown(exchange.at, library.factors.place_codes(), "place", place)
    yield from collected


def _masses(exchange: AnyExchange) -> Iterator[tuple[tuple[str, ...], Expr]]:
    """The formulas of an exchange, beside its amount, that give a mass, with their keys."""
    if isinstance(exchange, GasExchange):
        given = {"silicon": exchange.silicon, "polymer": exchange.polymer}
        yield from (((key,), expr) for key, expr in given.items() if expr is not None)
    else:
        yield from ((("contains", element), expr) for element, expr in exchange.contains.items())


def _waste_codes(exchange: WasteExchange, place: Place, library: Library) -> Iterator[Finding]:
    """Codes that no list has, or that a list has withdrawn."""
    for jurisdiction, code in exchange.code.model_dump().items():
        if not code:
            continue
        try:
            found = library.factors.waste_code(jurisdiction.upper(), code)
        except LibraryError as error:
            yield from error.at(place).findings
            continue
        if found.withdrawn:
            expected = found.replacement or "a code of the list in force"
            yield Finding("error", "withdrawn_code", "the waste code was withdrawn", place, code, expected)


def _wrong_dimension(found: Dimension, units: tuple[str, ...], per: str, place: Place) -> Iterator[Finding]:
    allowed = [dimension_of(unit) for unit in units]
    allowed += [entry / dimension_of(per) for entry in allowed]
    if found not in allowed:
        expected = " or ".join(describe(entry) for entry in allowed)
        yield Finding("error", "dimension", "the formula has the wrong dimension", place, describe(found), expected)


def _expected_units(exchange: AnyExchange, place: Place, library: Library) -> tuple[tuple[str, ...], list[Finding]]:
    """Units whose dimension the amount may have, and findings about the name."""
    factors = library.factors
    if isinstance(exchange, GasExchange):
        return ("kg", "mol"), [*_unknown(exchange.gas, factors.gas_names(), "gas", place)]
    if isinstance(exchange, EmissionExchange):
        known = factors.emission_names()
        findings = [*_unknown(exchange.emission, known, "elementary flow", place)]
        return (() if findings else (factors.emission_unit(exchange.emission),)), findings
    if isinstance(exchange, WasteExchange):
        return ("kg",), [*_unknown(exchange.waste, factors.product_names(), "waste", place)]
    if isinstance(exchange, PerAreaExchange):
        known = factors.per_area_sets()
        expected = f"one of {', '.join(sorted(known))}"
        return ("m**2",), [*_unknown(exchange.per_area, known, "set per area", place, expected)]
    if isinstance(exchange, RecoveredExchange):
        return ("kg",), [*_recovered(exchange, place, library)]
    name = exchange.output if isinstance(exchange, OutputExchange) else exchange.input
    findings = [*_unknown(name, factors.product_names(), "product", place)]
    return (() if findings else (factors.product(name).unit,)), findings


def _recovered(exchange: RecoveredExchange, place: Place, library: Library) -> Iterator[Finding]:
    """What replaces and what is replaced must have a climate factor each, per kilogram."""
    factors = library.factors
    recycling = exchange.recycling or recycling_route(exchange.recovered, factors.product_names())
    if not recycling:
        message = "no recycling route of this product is known: name one by `recycling`"
        yield Finding("error", "recycling_route", message, place, exchange.recovered)
    for name in (exchange.recovered, recycling) if recycling else (exchange.recovered,):
        unknown = [*_unknown(name, factors.product_names(), "product", place)]
        yield from unknown
        rows = () if unknown else factors.product_factors(name)
        if not unknown and not any(row.indicator == "climate_change" for row in rows):
            message = "what is recovered, and its recycling, need a climate factor of their own"
            yield Finding("error", "no_factor", message, place, name, "a product such as gold_mined")


def _unknown(name: str, known: frozenset[str], what: str, place: Place, expected: str = "") -> Iterator[Finding]:
    if name not in known:
        code = f"unknown_{what.replace(' ', '_')}"
        yield Finding(
            "error",
            code,
            f"the library has no {what} of this name",
            place,
            name,
            expected,
            nearest(name, known),
        )
