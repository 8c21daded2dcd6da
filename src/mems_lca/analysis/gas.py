"""The footprint of one process gas: what a recipe or a mass of it emits, without a study and without Brightway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mems_lca.errors import Finding, LibraryError, StudyError, nearest
from mems_lca.inventory.gas_balance import by_table, co2e, emitted, range_text
from mems_lca.inventory.plasma import passed_abatement
from mems_lca.library.factors import FactorLibrary
from mems_lca.library.library import Library, open_library
from mems_lca.units import Quantity, describe, dimension_of, parse_quantity

FLUORINE = 18.998403162e-3
"""Molar mass of fluorine in kg/mol (IUPAC standard atomic weight)."""

PROCESSES = ("etch", "clean_in_situ", "clean_remote")


@dataclass(frozen=True)
class GasFootprint:
    """Masses in kg, climate change in kg CO2e; None where the effect is unknown, which is not zero.

    `by_gas` divides the climate change, `by_table` is what each utilisation table that lists the gas gives.
    """

    gas: str
    process: str
    table: str
    gwp: str
    used: float
    emitted: Mapping[str, float]
    by_gas: Mapping[str, float | None]
    by_table: Mapping[str, float]
    fluorine_emitted: float | None
    fluorine_scrubbed: float | None
    findings: tuple[Finding, ...] = ()

    @property
    def climate_change(self) -> float | None:
        """kg CO2e of all gases emitted whose effect is known; None when that of none is."""
        known = [value for value in self.by_gas.values() if value is not None]
        return sum(known) if known else None

    def to_dict(self) -> dict[str, Any]:
        """The footprint for JSON."""
        return {
            "gas": self.gas,
            "process": self.process,
            "used": {"value": self.used, "unit": "kg"},
            "emitted": dict(self.emitted),
            "climate_change": {"value": self.climate_change, "unit": "kg CO2e"},
            "climate_change_by_gas": dict(self.by_gas),
            "climate_change_by_table": dict(self.by_table),
            "table": self.table,
            "gwp": self.gwp,
            "fluorine": {"emitted": self.fluorine_emitted, "scrubbed": self.fluorine_scrubbed},
            "warnings": [finding.message for finding in self.findings],
        }


@dataclass(frozen=True)
class _Abatement:
    """Shares, and the destruction efficiency as one number, by gas, or as the name of a set; None without abatement."""

    rule: float | Mapping[str, float] | str | None
    treated: float = 1.0
    uptime: float = 1.0

    def passed(self, factors: FactorLibrary, gas: str) -> float:
        """Share of a gas at the tool's exhaust that reaches the air."""
        return passed_abatement(self.treated, self.destruction(factors, gas) or 0.0, self.uptime)

    def destruction(self, factors: FactorLibrary, gas: str) -> float | None:
        """Destruction efficiency of a gas; None when it has none of its own."""
        if isinstance(self.rule, str):
            found = factors.destruction(self.rule, gas)
            return None if found is None else found.value
        if isinstance(self.rule, Mapping):
            return self.rule.get(gas)
        return self.rule


def gas_footprint(
    gas: str,
    amount: str | Quantity,
    time: str | Quantity = "",
    *,
    process: str = "etch",
    table: str = "epa-i5",
    gwp: str = "ar6",
    treated: str | float | None = None,
    destruction: str | float | Mapping[str, float] | None = None,
    uptime: str | float | None = None,
    library: Library | None = None,
) -> GasFootprint:
    """What `amount` of a gas (a mass, or a flow for a `time`) emits from a plasma tool, over 100 years.

    The method is that of 40 CFR 98.93(a): C (1-U) (1 - a d UT) for the gas, C B (1 - a d UT) for each by-product.
    `destruction` is a number for every gas that leaves the tool, a map by gas, or the name of a set of the library.
    Raises UnitError, StudyError and LibraryError for what cannot be read and for unknown names.
    """
    factors = (library or open_library()).factors
    _known(process, PROCESSES, "process")
    row = factors.utilisation(table, process, gas)
    factors.gwp(gas, gwp)
    used = _used(factors, gas, amount, time)
    abatement = _abatement(factors, treated, destruction, uptime)

    def passed(name: str) -> float:
        return abatement.passed(factors, name)

    masses = emitted(used, gas, row, passed)
    leaving = (
        None
        if (shares := [_fluorine(factors, name) for name in masses]) and None in shares
        else sum(mass * (share or 0.0) for mass, share in zip(masses.values(), shares, strict=True))
    )
    fed = _fluorine(factors, gas)
    tables = by_table(factors, gas, process, gwp, used=used, passed=passed)
    values = co2e(masses, factors, gwp)
    return GasFootprint(
        gas=gas,
        process=process,
        table=table,
        gwp=gwp,
        used=used,
        emitted=masses,
        by_gas=values,
        by_table=tables,
        fluorine_emitted=leaving,
        fluorine_scrubbed=None if leaving is None or fed is None else used * fed - leaving,
        findings=(
            *(() if row is not None else (_not_listed(factors, table, process, gas),)),
            *_unknown_effects(factors, values, gwp),
            *_abatement_findings(factors, abatement, gas, masses),
            *_range(gas, process, table, tables),
        ),
    )


# ---------------------------------------------------------------- what was asked


def _used(factors: FactorLibrary, gas: str, amount: str | Quantity, time: str | Quantity) -> float:
    """kg of gas in a mass, an amount of substance, or a flow for a time."""
    quantity = _positive(amount, "the amount")
    duration = _positive(time, "the time") if time else None
    per_time = dimension_of("s")
    dimension = quantity.dimension
    value = quantity.canonical
    if dimension in (dimension_of("kg/s"), dimension_of("mol/s")):
        if duration is None:
            raise StudyError.single(
                "no_time", "a flow needs a time", found=str(quantity), expected=f'"{quantity}" "1 min"'
            )
        if duration.dimension != per_time:
            found = f"{duration} ({describe(duration.dimension)})"
            raise StudyError.single("dimension", "this is not a time", found=found, expected="a time such as 1 min")
        value, dimension = value * duration.canonical, dimension * per_time
    elif duration is not None and dimension in (dimension_of("kg"), dimension_of("mol")):
        raise StudyError.single(
            "time", "a mass takes no time", found=f"{quantity} for {duration}", expected="a flow or no time"
        )
    if dimension == dimension_of("kg"):
        return value
    if dimension != dimension_of("mol"):
        found = f"{quantity} ({describe(quantity.dimension)})"
        expected = "a flow (120 sccm) with a time, or a mass (1 kg)"
        raise StudyError.single("dimension", "this is not an amount of gas", found=found, expected=expected)
    molar_mass = factors.gas(gas).molar_mass
    if molar_mass is None:
        raise StudyError.single("molar_mass", "the gas has no molar mass: give a mass", found=gas)
    return value * molar_mass


def _positive(given: str | Quantity, what: str) -> Quantity:
    quantity = given if isinstance(given, Quantity) else parse_quantity(given)
    if quantity.canonical < 0:
        raise StudyError.single("negative", f"{what} is negative", found=str(quantity), expected="zero or more")
    return quantity


def _known(name: str, known: tuple[str, ...], what: str) -> None:
    if name not in known:
        message = f"there is no {what} of this name"
        raise LibraryError.single(
            f"unknown_{what}", message, found=name, expected=", ".join(known), nearest=nearest(name, known)
        )


def _abatement(
    factors: FactorLibrary,
    treated: str | float | None,
    destruction: str | float | Mapping[str, float] | None,
    uptime: str | float | None,
) -> _Abatement:
    if destruction is None:
        if treated is not None or uptime is not None:
            message = "abatement needs a destruction efficiency"
            raise StudyError.single("destruction", message, expected="a share such as 0.9, or the name of a set")
        return _Abatement(None)
    return _Abatement(
        _rule(factors, destruction),
        1.0 if treated is None else _share(treated, "the share of gas treated"),
        1.0 if uptime is None else _share(uptime, "the uptime"),
    )


def _rule(factors: FactorLibrary, given: str | float | Mapping[str, float]) -> float | Mapping[str, float] | str:
    if isinstance(given, str) and "=" in given:
        pairs = [part.partition("=") for part in given.split(",")]
        given = {gas.strip(): _share(share.strip(), f"the destruction of {gas.strip()}") for gas, _, share in pairs}
    if isinstance(given, Mapping):
        for gas in given:
            factors.gas(gas)
        return {gas: _share(share, f"the destruction of {gas}") for gas, share in given.items()}
    if isinstance(given, str) and given[:1].isalpha():
        _known(given, factors.destruction_sets(), "destruction_set")
        return given
    return _share(given, "the destruction efficiency")


def _share(given: str | float, what: str) -> float:
    quantity = parse_quantity(given)
    if quantity.dimension != dimension_of("") or not 0 <= quantity.canonical <= 1:
        raise StudyError.single("share", f"{what} is a share", found=str(quantity), expected="0 to 1, or 0 % to 100 %")
    return quantity.canonical


# ---------------------------------------------------------------- what has to be said


def _fluorine(factors: FactorLibrary, gas: str) -> float | None:
    """kg of fluorine per kg of a gas; None for a mixture of unknown composition."""
    record = factors.gas(gas)
    if record.molar_mass is None or record.fluorine_atoms is None:
        return None
    return record.fluorine_atoms * FLUORINE / record.molar_mass


def _not_listed(factors: FactorLibrary, table: str, process: str, gas: str) -> Finding:
    others = [
        f"{name} ({kind})" for name in factors.utilisation_tables() for kind in PROCESSES
        if factors.utilisation(name, kind, gas) is not None and (name, kind) != (table, process)
    ]  # fmt: skip
    listed = f"; it is listed by {', '.join(others)}" if others else ""
    message = f"table {table} has no row for {gas} ({process}): all of it counts as emitted (U = 0, B = 0){listed}"
    return Finding("warning", "gas_not_in_table", message)


def _unknown_effects(factors: FactorLibrary, values: Mapping[str, float | None], gwp: str) -> list[Finding]:
    found = []
    for gas, value in values.items():
        if value is None:
            where = f"the set {gwp} has no value for {gas}" if factors.gas(gas).listed else f"no GWP table lists {gas}"
            message = f"{where}: the climate effect of its emission is unknown, not zero, and is not in the sum"
            found.append(Finding("warning", "gwp_not_listed", message))
    return found


def _abatement_findings(
    factors: FactorLibrary, abatement: _Abatement, gas: str, masses: Mapping[str, float]
) -> list[Finding]:
    if abatement.rule is None:
        return []
    others = [name for name in masses if name != gas]
    if isinstance(abatement.rule, float):
        if not others:
            return []
        message = f"d = {abatement.rule:g} is applied to every gas that leaves the tool, by-products ({', '.join(others)}) included"
        return [Finding("warning", "destruction_of_by_products", message)]
    named = f"in the set {abatement.rule}" if isinstance(abatement.rule, str) else "among those given"
    return [
        Finding(
            "warning",
            "no_destruction",
            f"{name} has no destruction efficiency of its own {named}: d = 0, none of it is destroyed",
        )
        for name in masses
        if abatement.destruction(factors, name) is None
    ]


def _range(gas: str, process: str, table: str, tables: Mapping[str, float]) -> list[Finding]:
    if len(tables) < 2:
        return []
    message = f"{gas} ({process}) by table: {range_text(tables)}; this is {table}"
    return [Finding("warning", "gas_table_range", message)]
