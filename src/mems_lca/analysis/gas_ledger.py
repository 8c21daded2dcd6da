"""The ledger of a fab's process gases for a study: records, the model's recipe use, abatement, and three readings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from math import fsum

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.gas import FLUORINE
from mems_lca.analysis.gas_ledger_model import REMOTE_F2, abatement_of, f2_rates, per_start, polymer_share, stocks
from mems_lca.errors import Finding, StudyError, nearest
from mems_lca.inventory.gases import DEFAULT_HEEL, HEEL_SOURCE
from mems_lca.inventory.measured import ledger_views as reading
from mems_lca.inventory.measured.ledger import (
    check_bottles,
    check_model,
    in_kg,
    recipe_lines,
    recipes_without_bottles,
    supplies,
    wafers_started,
    weighed,
)
from mems_lca.inventory.measured.ledger_emissions import fluorine, leaving
from mems_lca.inventory.measured.ledger_kinds import Abated, LedgerRow, Supply
from mems_lca.inventory.measured.uptime import Logged
from mems_lca.inventory.shop import read_method
from mems_lca.library.factors import FactorLibrary
from mems_lca.study.measured import Measured
from mems_lca.study.records.kinds import Bottle, RecipeUse, Records

# Share of what was mounted that may be missing between store and tools, or too much, before it is told.
_MISSING = 0.01
# The table and the set of destruction efficiencies of the guidelines' Tier 2b, and the US table for MEMS.
IPCC_TABLE, IPCC_DESTRUCTION, EPA_TABLE = "ipcc2006-tier2b", "ipcc2006-tier2", "epa-i5"


@dataclass(frozen=True)
class GroupAbatement:
    """Abatement of a group of tools: what is reckoned with, the log behind its uptime, and its proof.

    `evidence` names an entry of the study's evidence; `source` is that of the route's destruction efficiencies.
    """

    tool_group: str
    abated: Abated
    log: Logged | None
    evidence: str
    source: str
    burner: str


@dataclass(frozen=True)
class GasLedger:
    """The ledger of a study: one row per gas and group of tools, abatement by group, and three readings.

    `warming` is kg CO2e per kg by gas (None: unknown), by the study's GWP set; `fluorine_shares` is kg F per kg by gas.
    `heel` is that of the IPCC reading.
    """

    study: str
    site: str
    start: date
    end: date
    table: str
    gwp_set: str
    horizon: int
    rows: tuple[LedgerRow, ...]
    fed: tuple[reading.Fed, ...]
    abatement: Mapping[str, GroupAbatement]
    supplies: tuple[Supply, ...]
    views: tuple[reading.View, ...]
    warming: Mapping[str, float | None]
    fluorine_shares: Mapping[str, float | None]
    heel: float
    heel_source: str
    findings: tuple[Finding, ...]

    def co2e(self, masses: Mapping[str, float]) -> float:
        """kg CO2e of the gases whose effect is known."""
        return fsum(mass * (self.warming.get(gas) or 0.0) for gas, mass in masses.items())

    def sums(self, what: str) -> dict[str, float]:
        """Masses of all rows by gas: "emitted" or "uncontrolled"."""
        found: defaultdict[str, list[float]] = defaultdict(list)
        for row in self.rows:
            for gas, mass in getattr(row, what).items():
                found[gas].append(mass)
        return {gas: fsum(masses) for gas, masses in found.items()}

    def rate(self, rows: Iterable[LedgerRow]) -> float | None:
        """Abatement rate 1 - emitted / uncontrolled in CO2e; None where nothing would be emitted."""
        chosen = list(rows)
        uncontrolled = fsum(self.co2e(row.uncontrolled) for row in chosen)
        return 1 - fsum(self.co2e(row.emitted) for row in chosen) / uncontrolled if uncontrolled > 0 else None


def build_ledger(calculated: Calculated, measured: Measured, records: Records) -> GasLedger:
    """The ledger of a study that was calculated.

    Raises StudyError with every bottle that gained weight or weighs less than empty, and where there are no bottles.
    """
    bound = calculated.bound
    factors, period = bound.library.factors, bound.study.period
    errors = (*_unknown_gases(records, factors), *check_bottles(records.bottles))
    if not records.bottles:
        expected = "a table `bottles` with weights"
        raise StudyError.single("no_bottles", "the study has no gas bottles to make a ledger of", expected=expected)
    if errors:
        raise StudyError(errors)
    method = read_method(bound.study.method, factors.gwp_sets())
    lines = weighed(records.bottles, period.end)
    started = wafers_started(records.starts)
    carried = partial(_carried, factors)
    recipes = in_kg(records.recipes, lambda gas: factors.gas(gas).molar_mass)
    modelled = per_start(calculated, measured, lines)
    findings: list[Finding] = []
    found: dict[str, GroupAbatement] = {}
    rows: list[LedgerRow] = []
    table = bound.study.gas_table
    f2 = f2_rates(factors, table)
    for (group, gas), bottles in lines.items():
        if group not in found:
            found[group] = abatement_of(calculated, measured, group, records.uptime, findings)
        process = measured.tool_groups[group].process
        draft = LedgerRow(group, gas, process, bottles, recipe_lines(group, gas, recipes, modelled, started), (), None)
        record = factors.utilisation(table, process, gas)
        if record is None:
            message = f"table {table} has no row for {gas} ({process}): all of it counts as emitted (U = 0, B = 0)"
            findings.append(Finding("warning", "gas_not_in_table", message))
        rate = f2.get(gas, 0.0) if process == REMOTE_F2 else 0.0
        leaves = leaving(draft.used, gas, record, found[group].abated, carried, rate)
        kept = polymer_share(calculated, measured, group, gas)
        rows.append(replace(draft, leaving=leaves, fluorine=fluorine(draft.used, gas, leaves, carried, kept)))
    supplied = supplies(lines, stocks(records.purchases, measured, {gas for _, gas in lines}), period.start)
    heel, said_by = DEFAULT_HEEL, HEEL_SOURCE
    if measured.heel is not None:
        heel, said_by = measured.heel.canonical, "given:study"
    fed = reading.ledger_rows(
        rows, {(row.tool_group, row.gas): found[row.tool_group].abated for row in rows}, table, f2
    )
    warming = partial(_warming, factors, method.gwp_set, method.horizon)
    rules = reading.Rules(
        table=table,
        epa_table=table if table.startswith("epa-") else EPA_TABLE,
        ipcc_table=IPCC_TABLE,
        heel=heel,
        ipcc_destruction=partial(_destruction, factors),
        rows=factors.utilisation,
        carried=carried,
        warming=warming,
        missing=_missing(rows, supplied),
    )
    views = reading.views(rows, fed, rules)
    gases = sorted({gas for row in rows for gas in row.emitted} | {gas for view in views for gas in view.emitted})
    known = {gas: warming(gas) for gas in gases}
    findings += _of_ledger(rows, known, method.gwp_set)
    findings += recipes_without_bottles(recipes, lines)
    findings += _of_supplies(supplied)
    return GasLedger(
        bound.name, measured.site, period.start, period.end, table, method.gwp_set, method.horizon,
        tuple(rows), fed, found, supplied, views, known,
        {gas: carried(gas) for gas in gases}, heel, said_by, (*records.findings, *findings),
    )  # fmt: skip


def _unknown_gases(records: Records, factors: FactorLibrary) -> list[Finding]:
    """Gases of bottles and recipes that the library does not know, each at its place."""
    known = factors.gas_names()
    named: tuple[Bottle | RecipeUse, ...] = (*records.bottles, *records.recipes)
    return [
        Finding(
            "error", "unknown_gas", "there is no gas of this name", entry.place, entry.gas, "",
            nearest(entry.gas, sorted(known)),
        )
        for entry in named
        if entry.gas not in known
    ]  # fmt: skip


def _carried(factors: FactorLibrary, gas: str) -> float | None:
    record = factors.gas(gas)
    if record.molar_mass is None or record.fluorine_atoms is None:
        return None
    return record.fluorine_atoms * FLUORINE / record.molar_mass


def _warming(factors: FactorLibrary, gwp_set: str, horizon: int, gas: str) -> float | None:
    factor = factors.gwp(gas, gwp_set, horizon)
    return None if factor is None else factor.to("kg CO2e/kg")


def _destruction(factors: FactorLibrary, gas: str) -> float:
    factor = factors.destruction(IPCC_DESTRUCTION, gas)
    return 0.0 if factor is None else factor.value


def _missing(rows: Sequence[LedgerRow], supplied: Iterable[Supply]) -> dict[str, float]:
    """By gas, what was bought and no bottle shows, over what bottles supplied."""
    found = {}
    for supply in supplied:
        shown = fsum(row.supplied for row in rows if row.gas == supply.gas)
        if shown > 0:
            found[supply.gas] = supply.missing / shown
    return found


def _of_supplies(supplied: Iterable[Supply]) -> list[Finding]:
    """Warnings where what left the store is not what bottles show: two of the readings take the difference as fed."""
    found = []
    for supply in supplied:
        if abs(supply.missing) <= _MISSING * max(supply.mounted, abs(supply.bought - supply.stored)):
            continue
        moved = f"{supply.bought - supply.stored:.4g} kg left the store, {supply.mounted:.4g} kg came onto tools"
        fed = "more" if supply.missing > 0 else "less"
        message = f"{supply.gas}: {moved}; by purchases {abs(supply.missing):.4g} kg {fed} is fed than bottles show"
        found.append(Finding("warning", "gas_supply", message))
    return found


def _of_ledger(rows: Sequence[LedgerRow], warming: Mapping[str, float | None], gwp_set: str) -> list[Finding]:
    """What a reader of the ledger must know: unknown effects, heels let out, fluorine from nowhere, the model's fit."""
    found = []
    for gas, value in warming.items():
        if value is None:
            message = f"the set {gwp_set} has no value for {gas}: its climate effect is unknown, not zero, and left out"
            found.append(Finding("warning", "gwp_not_listed", message))
    for row in rows:
        if row.rest("vented") > 0:
            names = ", ".join(line.bottle for line in row.bottles if line.fate == "vented")
            message = f"{row.rest('vented'):.4g} kg {row.gas} of {names} did not go back: counted as let out, unabated"
            found.append(Finding("warning", "heel_vented", message))
        if row.fluorine is not None and row.fluorine.excess > 0:
            excess = row.fluorine.excess
            message = f"{row.gas} on {row.tool_group}: the table's emissions hold {excess:.4g} kg F more than was fed"
            found.append(Finding("warning", "fluorine_balance", message))
        if not row.recipes:
            message = f"no recipe says what {row.tool_group} uses of {row.gas}: all of it is unexplained"
            found.append(Finding("warning", "no_recipe", message))
    used: defaultdict[str, float] = defaultdict(float)
    recipe: defaultdict[str, float] = defaultdict(float)
    for row in rows:
        used[row.gas] += row.used
        recipe[row.gas] += row.recipe
    return [*found, *check_model(used, recipe)]
