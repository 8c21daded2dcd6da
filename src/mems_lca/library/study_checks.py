"""Checks of a study's choices, and of the values that routes and measures give to steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from mems_lca.errors import Finding, Place, StudyError, nearest
from mems_lca.library.bound import BoundStep
from mems_lca.library.carbon_prices import carbon_price
from mems_lca.library.library import Library
from mems_lca.library.routes import FlatRoute, Occurrence
from mems_lca.library.step_checks import StepCheck, unknown_source
from mems_lca.study.reading import Positions, place_in
from mems_lca.study.step import Setting, Step
from mems_lca.study.study import Study
from mems_lca.units import Quantity, describe, dimension_of

GWP_UNIT = "kg CO2e/kg"
GWP_TOLERANCE = 0.01


@dataclass
class Binder:
    """The study being bound, and what was found so far."""

    study: Study
    library: Library
    file: str
    positions: Positions
    switched: Sequence[str] | None
    findings: list[Finding] = field(default_factory=list)
    checked: dict[str, StepCheck | None] = field(default_factory=dict)

    def place(self, *path: object) -> Place:
        """Where a key of the study stands."""
        return place_in(self.file, self.positions, path, otherwise=None)

    def unknown(self, what: str, name: str, known: Sequence[str], *path: object) -> None:
        """Notes a name that is not among the known ones."""
        message = f"there is no {what} of this name"
        expected = ", ".join(known) if len(known) <= 12 else ""
        self.findings.append(
            Finding(
                "error",
                f"unknown_{what.replace(' ', '_')}",
                message,
                self.place(*path),
                name,
                expected,
                nearest(name, known),
            )
        )


def check_choices(binder: Binder) -> None:
    """Tables and the functional unit of the study."""
    study, factors = binder.study, binder.library.factors
    choices = (
        ("gas_table", "gas table", study.gas_table, factors.utilisation_tables()),
        ("scarcity", "version of AWARE", study.scarcity, factors.aware_versions()),
    )
    for key, what, value, known in choices:
        if value not in known:
            binder.unknown(what, value, known, key)
    per = study.functional_unit.per
    performance = study.device.performance if study.device else {}
    if per and per not in performance:
        binder.unknown("performance", per, tuple(performance), "functional_unit", "per")
    _check_carbon_price(binder)
    _check_functional_unit(binder)


def _check_carbon_price(binder: Binder) -> None:
    if binder.study.carbon_price:
        try:
            carbon_price(binder.library, binder.study.carbon_price, binder.place("carbon_price"))
        except StudyError as error:
            binder.findings.extend(error.findings)


def _check_functional_unit(binder: Binder) -> None:
    amount = binder.study.functional_unit.amount
    if amount.unit not in ("device", "wafer", "piece", "unit"):
        place = binder.place("functional_unit", "amount")
        message = "the functional unit is an amount of devices or wafers"
        found = f"{amount} ({describe(amount.dimension)})"
        binder.findings.append(Finding("error", "functional_unit", message, place, found, "1 device or 1 wafer"))
    elif binder.study.device is None and amount.unit != "wafer":
        place = binder.place("functional_unit", "amount")
        message = "a study without `device` can only be about wafers"
        binder.findings.append(Finding("error", "functional_unit", message, place, str(amount), "1 wafer"))
    if amount.canonical <= 0:
        place = binder.place("functional_unit", "amount")
        binder.findings.append(Finding("error", "functional_unit", "must be above zero", place, str(amount)))


def check_settings(
    binder: Binder, occurrence: Occurrence, step: Step, settings: Mapping[str, tuple[Setting, str]]
) -> None:
    """Names, dimensions, limits and sources of the values that one occurrence of a step is given."""
    for name, (setting, _) in settings.items():
        at = partial(_given_at, binder, occurrence, name)
        parameter = step.parameters.get(name)
        if parameter is None:
            message = f"step {occurrence.entry.step} has no parameter of this name"
            near = nearest(name, step.parameters)
            binder.findings.append(Finding("error", "unknown_parameter", message, at(), name, nearest=near))
        elif parameter.value.dimension != setting.value.dimension:
            expected = f"{describe(parameter.value.dimension)}, such as {parameter.value}"
            message = f"{occurrence.key}.{name} has the wrong dimension"
            binder.findings.append(Finding("error", "dimension", message, at("value"), str(setting.value), expected))
        else:
            check_limits(binder, f"{occurrence.key}.{name}", step, name, setting, at("value"))
        if setting.source:
            binder.findings.extend(unknown_source(setting.source, at("source"), binder.library))
        check_evidence_name(binder, setting.evidence, at("evidence"))


def _given_at(binder: Binder, occurrence: Occurrence, name: str, *inner: str) -> Place:
    """Where a value of an occurrence was given."""
    keys = occurrence.given_at.get(name)
    return occurrence.place if keys is None else binder.library.place(*keys, *inner)


def check_evidence_name(binder: Binder, name: str, place: Place) -> None:
    """Notes a name that no evidence of the study has; none is no error."""
    known = tuple(binder.study.evidence)
    if name and name not in known:
        message = "the study has no evidence of this name"
        expected = ", ".join(known) if len(known) <= 12 else ""
        found = Finding("error", "unknown_evidence", message, place, name, expected, nearest(name, known))
        binder.findings.append(found)


def check_limits(binder: Binder, path: str, step: Step, name: str, setting: Setting, place: Place) -> None:
    """Warns of a value outside the limits in which a parameter is valid."""
    parameter = step.parameters[name]
    low, high = parameter.min, parameter.max
    if (low and setting.value.canonical < low.canonical) or (high and setting.value.canonical > high.canonical):
        limits = f"{low or 'any'} to {high or 'any'}"
        message = f"{path} is outside the limits of validity"
        binder.findings.append(Finding("warning", "limits", message, place, str(setting.value), limits))


def check_abatement(binder: Binder, flat: FlatRoute) -> None:
    """The gases that abatement treats, and its set of destruction efficiencies."""
    if flat.abatement is None or flat.abatement_at is None:
        return
    place = binder.library.place(*flat.abatement_at, "gases")
    gases = binder.library.factors.gas_names()
    for gas in flat.abatement.gases:
        if gas not in gases:
            binder.findings.append(
                Finding(
                    "error",
                    "unknown_gas",
                    "the library has no gas of this name",
                    place,
                    gas,
                    nearest=nearest(gas, gases),
                )
            )
    sets = binder.library.factors.destruction_sets()
    rule = flat.abatement.destruction
    if isinstance(rule, str) and rule not in sets:
        message = "there is no set of destruction efficiencies of this name"
        place = binder.library.place(*flat.abatement_at, "destruction")
        binder.findings.append(
            Finding("error", "unknown_destruction", message, place, rule, ", ".join(sets), nearest(rule, sets))
        )


def check_composition(binder: Binder, flat: FlatRoute, steps: Sequence[BoundStep], inner: str) -> None:
    """Steps where they cannot be drawn, supplies of unknown sites, and a companion circuit on one side only."""
    for occurrence in flat.occurrences:
        step = next((step.step for step in steps if step.key == occurrence.key), None)
        if step is None:
            continue
        if step.makes is not None:
            message = "a supply step is drawn by its product and not listed in a route"
            binder.findings.append(Finding("error", "step_place", message, occurrence.place, occurrence.key))
        elif step.per == "wafer" and step.stage not in ("raw_materials", "wafer_fabrication", "packaging_test"):
            message = f"a step of stage {step.stage} is per device, this one is per wafer"
            binder.findings.append(Finding("error", "step_place", message, occurrence.place, occurrence.key))
    for site in flat.supply:
        if site not in binder.study.sites:
            known = tuple(binder.study.sites)
            message = "a measure changes the electricity of a site that the study does not declare"
            place = binder.library.place(*flat.supply_at[site])
            binder.findings.append(
                Finding("error", "unknown_site", message, place, site, ", ".join(known), nearest(site, known))
            )
    for setting, _, place in flat.supplied.values():
        if setting.source:
            binder.findings.extend(unknown_source(setting.source, place, binder.library))
        check_evidence_name(binder, setting.evidence, place)
    if inner:
        return
    if binder.study.device is not None:
        _check_companion(binder, flat)
    if flat.die_yield is not None:
        message = f"route {flat.name} has a `die_yield`, which counts only where another route consumes its wafers"
        binder.findings.append(Finding("warning", "die_yield_unused", message, Place(file=flat.file, path="die_yield")))


def _check_companion(binder: Binder, flat: FlatRoute) -> None:
    declared = binder.study.device is not None and binder.study.device.companion is not None
    drawn = any(occurrence.entry.step == "companion_asic" for occurrence in flat.occurrences)
    if declared and not drawn:
        message = f"the study declares a companion circuit, and route {flat.name} has no step companion_asic: left out"
        binder.findings.append(Finding("warning", "companion_not_drawn", message, binder.place("device", "companion")))
    if drawn and not declared:
        message = (
            f"route {flat.name} draws a companion circuit that the study does not declare: the step's defaults count"
        )
        binder.findings.append(Finding("warning", "companion_default", message, Place(file=flat.file)))


def is_factor_key(binder: Binder, name: str, key: str) -> bool:
    """Whether `factors.NAME.KEY` can mean something: a factor of a gas or a product, used by this study or not."""
    factors = binder.library.factors
    if name in factors.gas_names() and (key == "gwp" or key.startswith(("unreacted:", "byproduct_"))):
        return True
    if name not in factors.product_names():
        return False
    published = {f"{row.indicator}:{row.part}" for row in factors.product_factors(name)}
    return key in binder.library.characterisation.indicators or key in published


def given_gwp(binder: Binder, gas: str, setting: Setting, place: Place) -> Setting:
    """A GWP that the study gives: a bare number is kg CO2e per kg, and one unlike the published value is warned of."""
    if setting.value.unit == "":
        setting = setting.model_copy(update={"value": Quantity(setting.value.magnitude, GWP_UNIT)})
    factors = binder.library.factors
    if gas not in factors.gas_names() or setting.value.dimension != dimension_of(GWP_UNIT):
        return setting
    published = {name: found.value for name in factors.gwp_sets() if (found := factors.gwp(gas, name)) is not None}
    given = setting.value.canonical
    if published and all(abs(given / value - 1) > GWP_TOLERANCE for value in published.values()):
        table = ", ".join(f"{value:,.6g} ({name})" for name, value in published.items())
        message = f"{gas}: a GWP of {given:,.6g} is given, which no table has; published over 100 years: {table}"
        binder.findings.append(Finding("warning", "gwp_unpublished", message, place, str(setting.value)))
    return setting
