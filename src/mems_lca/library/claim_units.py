"""What each value of a claim is in, from the library alone; asking for it also checks every name that it has."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch

from mems_lca.errors import LibraryError, StudyError, nearest
from mems_lca.library.library import Library
from mems_lca.library.records import ELECTRICITY_UNIT, Factor, UtilisationRow
from mems_lca.library.schemas import GWP_SETS, PROCESSES
from mems_lca.library.variants import Variants
from mems_lca.study.claim_values import (
    AnyValue,
    BenchmarkValue,
    GasValue,
    PlaceValue,
    PriceValue,
    ProductValue,
    StepValue,
    StudyValue,
)
from mems_lca.study.step import Step
from mems_lca.units import describe, dimension_of, parse_quantity

_OF_GAS = {"molar_mass": "g/mol", "unreacted": "", "destruction": ""}
GWP_UNIT = "kg CO2e/kg"
SCARCITY_UNIT = "m3_world_eq/m3"


@singledispatch
def raw_unit(value: AnyValue, variants: Variants) -> str:
    """The unit of the number that the library gives for a value. Raises LibraryError or StudyError for wrong names."""
    raise TypeError(type(value))


def shown_unit(value: AnyValue, raw: str) -> str:
    """The unit in which a value is shown. Raises StudyError when it is of another dimension."""
    if value.unit is None:
        return raw
    if dimension_of(value.unit) != dimension_of(raw):
        expected = describe(dimension_of(raw))
        raise StudyError.single("dimension", "the unit does not fit the value", found=value.unit, expected=expected)
    return value.unit


def _one_thing(value: StudyValue | StepValue, keys: tuple[str, ...]) -> None:
    """Raises StudyError unless the value names exactly one of some keys, with what goes with it."""
    found = [key for key in keys if getattr(value, key)]
    if len(found) != 1:
        expected = f"exactly one of {', '.join(keys)}"
        raise StudyError.single("value", "what is the value of?", found=" and ".join(found), expected=expected)
    if not value.indicator and (value.where or value.accounting):
        raise StudyError.single("value", "`where` and `accounting` go with an indicator", found=found[0])
    if (value.cell or "path" in found) and value.unit is None:
        message = "`unit` is missing: a cell or a path does not say what it is in"
        raise StudyError.single("missing", message, found=getattr(value, found[0]))


@raw_unit.register
def _(value: StudyValue, variants: Variants) -> str:
    _one_thing(value, ("indicator", "supply", "cell", "path"))
    variants.library.file("studies", value.study)
    if value.gwp:
        _known(value.gwp, GWP_SETS, "GWP set")
    variants.route(value)
    variants.bound(value)
    if value.supply:
        if value.per == "functional_unit":
            raise StudyError.single("per", "a supply is per wafer or per device", found=value.per)
        return f"{_made_unit(variants.library, value.supply)}/{value.per}"
    if not value.indicator:
        dimension_of(value.unit or "")
        return value.unit or ""
    unit = _indicator_unit(variants.library, value.indicator)
    study = variants.study(value)
    if value.per != "functional_unit":
        return f"{unit}/{value.per}"
    functional = study.functional_unit
    if not functional.per or study.device is None:
        return unit
    performance = study.device.performance[functional.per]
    return f"{unit}/({performance.unit})" if performance.better == "higher" else f"{unit}*({performance.unit})"


@raw_unit.register
def _(value: StepValue, variants: Variants) -> str:
    _one_thing(value, ("indicator", "supply", "cell"))
    library = variants.library
    step = library.step(value.step)
    if value.place:
        _known(value.place, library.factors.place_codes(), "place")
    for name, given in value.set.items():
        _check_setting(step, value.step, name, given)
    if value.supply:
        return f"{_made_unit(library, value.supply)}/{step.per}"
    if value.indicator:
        return f"{_indicator_unit(library, value.indicator)}/{step.per}"
    dimension_of(value.unit or "")
    return value.unit or ""


def _check_setting(step: Step, name: str, parameter: str, given: str | int | float) -> None:
    if step.makes is not None:
        message = "a supply step is taken at its defaults"
        raise StudyError.single("set", message, found=parameter, expected="no `set`")
    _known(parameter, step.parameters, f"parameter of {name}")
    expected = step.parameters[parameter].value
    quantity = parse_quantity(given)
    if quantity.dimension != expected.dimension:
        message = f"{parameter} has the wrong dimension"
        raise StudyError.single("dimension", message, found=str(quantity), expected=f"such as {expected}")


@raw_unit.register
def _(value: ProductValue, variants: Variants) -> str:
    return product_factors(variants.library, value)[0].unit


def product_factors(library: Library, value: ProductValue) -> tuple[Factor, ...]:
    """The parts of a product's factor. Raises LibraryError where there is none."""
    rows = [row for row in library.factors.product_factors(value.product) if row.indicator == value.indicator]
    if not rows:
        made = value.product in library.names("steps")
        message = f"the product {value.product} has no factor for {value.indicator}"
        expected = f"`step: {value.product}`, the step that makes it" if made else ""
        raise LibraryError.single("no_factor", message, found=value.product, expected=expected)
    return tuple(row.factor for row in rows)


@raw_unit.register
def _(value: GasValue, variants: Variants) -> str:
    factors = variants.library.factors
    gas = factors.gas(value.gas)
    _known(value.gwp, factors.gwp_sets(), "GWP set")
    if value.property == "gwp" and factors.gwp(value.gas, value.gwp) is None:
        message = f"the set {value.gwp} has no GWP-100 of this gas"
        raise LibraryError.single("gwp_not_listed", message, found=value.gas)
    if value.property == "molar_mass" and gas.molar_mass is None:
        raise LibraryError.single("molar_mass", "the gas is a mixture and has no molar mass", found=value.gas)
    if value.property == "destruction":
        _known(value.destruction_set, factors.destruction_sets(), "set of destruction efficiencies")
        if factors.destruction(value.destruction_set, value.gas) is None:
            message = f"the set {value.destruction_set} has no efficiency for this gas"
            raise LibraryError.single("no_destruction", message, found=value.gas)
    elif value.property not in ("gwp", "molar_mass"):
        utilisation(variants.library, value)
    return _OF_GAS.get(value.property, GWP_UNIT)


def utilisation(library: Library, value: GasValue) -> UtilisationRow:
    """The row of a gas in an emission table. Raises LibraryError where the table does not list it."""
    factors = library.factors
    _known(value.table, factors.utilisation_tables(), "gas table")
    _known(value.process, PROCESSES, "process")
    row = factors.utilisation(value.table, value.process, value.gas)
    if row is None:
        message = f"table {value.table} has no row for this gas ({value.process})"
        raise LibraryError.single("gas_not_in_table", message, found=value.gas)
    return row


@raw_unit.register
def _(value: PlaceValue, variants: Variants) -> str:
    factors = variants.library.factors
    _known(value.place, factors.place_codes(), "place")
    if value.property == "scarcity":
        factors.aware(value.place, value.version)
        return SCARCITY_UNIT
    found = factors.electricity(value.place, value.electricity_set)
    if value.property == "electricity_direct" and found.direct is None:
        message = f"the set {found.set} has no direct electricity factor for this place"
        raise LibraryError.single("no_electricity", message, found=value.place)
    return ELECTRICITY_UNIT


@raw_unit.register
def _(value: PriceValue, variants: Variants) -> str:
    return price(variants.library, value).unit


def price(library: Library, value: PriceValue) -> Factor:
    """The newest price. Raises LibraryError where there is none for the place."""
    _known(value.place, library.factors.place_codes(), "place")
    found = library.factors.price(value.price, value.place)
    if found is None:
        message = f"{value.price} has no price at this place"
        raise LibraryError.single("no_price", message, found=value.place)
    return found


@raw_unit.register
def _(value: BenchmarkValue, variants: Variants) -> str:
    return benchmark(variants.library, value)["unit"]


def benchmark(library: Library, value: BenchmarkValue) -> dict[str, str]:
    """The row of a published figure. Raises LibraryError for one that is not there."""
    rows = library.benchmarks()
    _known(value.benchmark, sorted({row["measure"] for row in rows}), "measure of benchmarks")
    named = {row["name_en"]: row for row in rows if row["measure"] == value.benchmark}
    _known(value.name, named, f"benchmark of {value.benchmark}")
    return named[value.name]


def _made_unit(library: Library, name: str) -> str:
    """The unit of what a supply step makes."""
    step = library.step(name)
    if step.makes is None:
        raise StudyError.single("supply", "this step makes no product", found=name, expected="a supply step")
    return step.makes.unit


def _indicator_unit(library: Library, indicator: str) -> str:
    known = library.characterisation.indicators
    _known(indicator, known, "indicator")
    return known[indicator].unit


def _known(name: str, known: Iterable[str], what: str) -> None:
    names = sorted(known)
    if name not in names:
        code = f"unknown_{what.split(' of ')[0].lower().replace(' ', '_')}"
        expected = ", ".join(names) if len(names) <= 12 else ""
        message = f"there is no {what} of this name"
        raise LibraryError.single(code, message, found=name, expected=expected, nearest=nearest(name, names))
