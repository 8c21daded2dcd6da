"""The page of a step, which a terminal and the documentation print: its parameters, formulas, exchanges, products."""

from __future__ import annotations

from collections.abc import Iterator

from mems_lca.library.catalogue_pages import Item, Page, Section, both, factor_text, filled, sections
from mems_lca.library.library import Library
from mems_lca.library.pedigree import pedigrees, shown_scores
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
from mems_lca.study.formula import to_text
from mems_lca.study.step import Parameter, Step
from mems_lca.study.uncertainty import Uncertainty
from mems_lca.units import Quantity

_BY_PLACE = "the electricity of the site, or of the place that is named"


def step_page(library: Library, name: str) -> Page:
    """A step: what it models, its parameters with units and sources, its formulas, exchanges and products."""
    step = library.step(name)
    graded = _pedigrees(library, step)
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
            Section(
                "Parameters",
                tuple(_parameter(key, entry, graded[key]) for key, entry in step.parameters.items()),
                ("default", "unit", "limits", "spread", "pedigree", "source"),
            ),
            Section(
                "Derived", tuple(_derived(key, to_text(expr)) for key, expr in step.derived.items()), ("equation",)
            ),
            Section(
                "Counts towards its route",
                tuple(_derived(key, to_text(expr)) for key, expr in step.tallies.items()),
                ("equation",),
            ),
            Section(
                "Exchanges",
                tuple(_exchange(entry, step) for entry in step.exchanges),
                (f"amount per {step.per}", "details", "source"),
            ),
            Section(
                "Goes on with the wafer or device",
                tuple(_derived(key, to_text(expr)) for key, expr in step.leaves.items()),
                ("equation",),
            ),
            Section(
                "Products drawn",
                tuple(_product(library, key) for key in products(step)),
                ("made by", "climate factor"),
            ),
            Section("Sources", tuple(_source(library, key) for key in _sources(step)), ("title",)),
        ),
    )


def products(step: Step) -> tuple[str, ...]:
    """Products and wastes that a step names, or that a gas of its brings along, in order."""
    return tuple(dict.fromkeys(name for exchange in step.exchanges for name in _names(exchange)))


def _names(exchange: AnyExchange) -> Iterator[str]:
    if isinstance(exchange, InputExchange):
        yield exchange.input
    elif isinstance(exchange, WasteExchange):
        yield exchange.waste
    elif isinstance(exchange, OutputExchange):
        yield exchange.output
    elif isinstance(exchange, RecoveredExchange):
        yield exchange.recovered
        if exchange.recycling:
            yield exchange.recycling
    elif isinstance(exchange, GasExchange):
        yield f"gas_{exchange.gas}"
        yield "fluoride_treatment"
        if exchange.silicon is not None:
            yield "silica_removal"


# ---------------------------------------------------------------- parameters and formulas


def _pedigrees(library: Library, step: Step) -> dict[str, str]:
    """The scores of each parameter as five digits, stated or by rule; "" for what is exact."""
    scheme, sources, of_exchanges = library.factors.pedigree, library.factors.sources, pedigrees(step)
    found = {}
    for name, parameter in step.parameters.items():
        source = sources.get(parameter.source)
        shown = shown_scores(scheme, parameter, name, source.year if source is not None else None)
        if parameter.pedigree is None:
            shown = of_exchanges.get(name, shown)
        found[name] = " ".join(map(str, shown or ()))
    return found


def _parameter(name: str, parameter: Parameter, pedigree: str) -> Item:
    limits, spread = _limits(parameter), _spread(parameter.uncertainty)
    said = (f"limits {limits}" if " to " in limits else limits, spread, f"pedigree {pedigree}" if pedigree else "")
    details = "; ".join(entry for entry in said if entry)
    text = f"{parameter.value}{f' ({details})' if details else ''} [{parameter.source}]"
    cells = (str(Quantity(parameter.value.magnitude)), parameter.value.unit, limits, spread, pedigree, parameter.source)
    return Item(name, text, parameter.note, cells)


def _limits(parameter: Parameter) -> str:
    low, high = parameter.min, parameter.max
    if low is not None and high is not None:
        return f"{low} to {high}"
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


def _derived(name: str, equation: str) -> Item:
    return Item(name, f"= {equation}", cells=(equation,))


# ---------------------------------------------------------------- exchanges and products


def _exchange(exchange: AnyExchange, step: Step) -> Item:
    kind, name, said = _said(exchange)
    amount = to_text(exchange.amount)
    elements = () if isinstance(exchange, GasExchange) else exchange.contains.items()
    said += [f"contains {element}: {to_text(mass)}" for element, mass in elements]
    details = ", ".join(entry for entry in (*said, f"stage {exchange.stage}" if exchange.stage else "") if entry)
    source = f" [{exchange.source}]" if exchange.source else ""
    text = f"{amount}   per {step.per}{f' ({details})' if details else ''}{source}"
    return Item(f"{kind} {name}", text, exchange.note, (amount, details, exchange.source))


def _said(exchange: AnyExchange) -> tuple[str, str, list[str]]:
    """Kind, name, and what else an exchange says."""
    if isinstance(exchange, GasExchange):
        silicon = f"silicon etched: {to_text(exchange.silicon)}" if exchange.silicon is not None else ""
        polymer = f"fluorine in polymer: {to_text(exchange.polymer)}" if exchange.polymer is not None else ""
        return "gas", exchange.gas, [f"process {exchange.process}", silicon, polymer]
    if isinstance(exchange, EmissionExchange):
        return "emission", exchange.emission, []
    if isinstance(exchange, OutputExchange):
        return "output", exchange.output, []
    if isinstance(exchange, PerAreaExchange):
        return "per_area", exchange.per_area, ["every gas of the set, per area of substrate"]
    if isinstance(exchange, RecoveredExchange):
        recycling = f"recycled as {exchange.recycling}" if exchange.recycling else ""
        return "recovered", exchange.recovered, ["outside the total", recycling]
    if isinstance(exchange, WasteExchange):
        codes = ", ".join(f"{key} {code}" for key, code in exchange.code.model_dump().items() if code)
        dry = f"dry share {to_text(exchange.dry)}" if exchange.dry is not None else ""
        kind = "hazardous" if exchange.hazardous else "not hazardous"
        return "waste", exchange.waste, [kind, codes, dry, exchange.treatment, "on site" if exchange.on_site else ""]
    assert isinstance(exchange, InputExchange)
    return "input", exchange.input, [f"at {exchange.at}" if exchange.at else ""]


def _product(library: Library, name: str) -> Item:
    """Where a product comes from: a step of the library, or the background with its factor, or nothing known."""
    if name == "electricity":
        return Item(name, _BY_PLACE, cells=("", _BY_PLACE))
    if name in library.names("steps"):
        return Item(name, f"made by the step {name}", cells=(name, "that of the step"))
    rows = library.factors.product_factors(name) if name in library.factors.product_names() else ()
    found = [row.factor for row in rows if row.indicator == "climate_change"]
    text = " + ".join(factor_text(factor) for factor in found) or "no factor: not covered, which is not zero"
    return Item(name, text, cells=("", text))


# ---------------------------------------------------------------- sources


def _sources(step: Step) -> list[str]:
    return sorted({entry.source for entry in (*step.parameters.values(), *step.exchanges) if entry.source})


def _source(library: Library, name: str) -> Item:
    if name not in library.factors.source_ids():
        return Item(name, "no source has this id", cells=("no source has this id",))
    source = library.factors.source(name)
    title = f"{source.title}{f' ({source.year})' if source.year else ''}"
    return Item(name, title, cells=(title,))
