"""The footprint of one process gas: what a recipe or a mass of it emits, without a study and without Brightway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mems_lca.analysis.gas_inputs import Abatement, check_name, read_abatement, used_mass
from mems_lca.errors import Finding
from mems_lca.inventory.gas_balance import by_table, co2e, emitted, range_text
from mems_lca.library.concern import ConcernList, Flag, concerns, flags_of
from mems_lca.library.factors import FactorLibrary
from mems_lca.library.library import Library, open_library
from mems_lca.units import Quantity

FLUORINE = 18.998403162e-3
"""Molar mass of fluorine in kg/mol (IUPAC standard atomic weight)."""

PROCESSES = ("etch", "clean_in_situ", "clean_remote", "clean_thermal")


@dataclass(frozen=True)
class GasFootprint:
    """Masses in kg, climate change in kg CO2e; None where the effect is unknown, which is not zero.

    `by_gas` divides the climate change, `by_table` is what each utilisation table for MEMS that lists the gas gives.
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
    concern: Mapping[ConcernList, Flag]
    findings: tuple[Finding, ...] = ()

    @property
    def climate_change(self) -> float | None:
        """kg CO2e of all gases emitted whose effect is known; None when that of none is."""
        known = [value for value in self.by_gas.values() if value is not None]
        return sum(known) if known else None

    @property
    def range(self) -> str:
        """What each emission table that lists the gas gives: "epa-i5 5,040, epa-i11 16,831 kg CO2e"."""
        return range_text(self.by_table)

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
            "concern": {name: {"status": flag.status, "note": flag.note_en} for name, flag in self.concern.items()},
            "warnings": [finding.message for finding in self.findings],
        }


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
    library = library or open_library()
    factors = library.factors
    check_name(process, PROCESSES, "process")
    check_name(table, factors.utilisation_tables(), "gas table")
    check_name(gwp, factors.gwp_sets(), "GWP set")
    row = factors.utilisation(table, process, gas)
    used = used_mass(factors, gas, amount, time)
    abatement = read_abatement(factors, treated, destruction, uptime)

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
        concern=flags_of(concerns(library), gas),
        findings=(
            *(() if row is not None else (_not_listed(factors, table, process, gas),)),
            *_unknown_effects(factors, values, gwp),
            *_abatement_findings(factors, abatement, gas, masses),
            *_flame(abatement, masses),
            *_range(gas, process, table, tables),
        ),
    )


def _fluorine(factors: FactorLibrary, gas: str) -> float | None:
    """kg of fluorine per kg of a gas; None for a mixture of unknown composition."""
    record = factors.gas(gas)
    if record.molar_mass is None or record.fluorine_atoms is None:
        return None
    return record.fluorine_atoms * FLUORINE / record.molar_mass


def _not_listed(factors: FactorLibrary, table: str, process: str, gas: str) -> Finding:
    others = [
        f"{name} ({kind})" for name in factors.range_tables() for kind in PROCESSES
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
    factors: FactorLibrary, abatement: Abatement, gas: str, masses: Mapping[str, float]
) -> list[Finding]:
    if abatement.rule is None:
        return []
    others = [name for name in masses if name != gas]
    if isinstance(abatement.rule, float):
        if not others:
            return []
        named = ", ".join(others)
        message = f"d = {abatement.rule:g} is applied to every gas that leaves the tool, by-products ({named}) included"
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


def _flame(abatement: Abatement, masses: Mapping[str, float]) -> list[Finding]:
    found = [name for name in ("NF3", "F2") if name in masses]
    if abatement.rule is None or not found:
        return []
    message = (
        f"CF4 that a hydrocarbon burner forms anew from {' and '.join(found)} is not in these figures; a route has it"
    )
    return [Finding("warning", "flame_cf4_left_out", message)]


def _range(gas: str, process: str, table: str, tables: Mapping[str, float]) -> list[Finding]:
    if len(tables) < 2:
        return []
    message = f"{gas} ({process}) by table: {range_text(tables)}; this is {table}"
    return [Finding("warning", "gas_table_range", message)]
