"""What the ledger of gases takes from a study: recipe use by its model, abatement of each group, purchases of gases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mems_lca.analysis.calculated import Calculated
from mems_lca.errors import Finding, Place, StudyError, UnitError
from mems_lca.inventory.abatement import CF4_FORMED, REMOTE_TABLE
from mems_lca.inventory.measured.ledger import Stock
from mems_lca.inventory.measured.ledger_kinds import Abated
from mems_lca.inventory.measured.scope import Model, drawn
from mems_lca.inventory.measured.uptime import logged
from mems_lca.library.bound import BoundRoute, BoundStudy
from mems_lca.library.factors import FactorLibrary
from mems_lca.library.rests import Scope
from mems_lca.study.measured import Measured
from mems_lca.study.records.kinds import Purchase, Records, Uptime
from mems_lca.study.route import Abatement
from mems_lca.study.study import Study
from mems_lca.units import convert

if TYPE_CHECKING:
    from mems_lca.analysis.gas_ledger import GroupAbatement

# The process in which NF3 leaves as F2, which a flame turns to CF4.
REMOTE_F2 = "clean_remote"


def ran(calculated: Calculated, measured: Measured) -> dict[str, BoundRoute]:
    """The routes that ran, by name."""
    return {name: calculated.bound.routes[name] for name in measured.products if name in calculated.bound.routes}


def per_start(
    calculated: Calculated, measured: Measured, keys: Iterable[tuple[str, str]]
) -> dict[tuple[str, str, str], float]:
    """kg per wafer started by (product, group, gas), by the solved model of the routes that ran, in the group's steps.

    Monitors and consumed wafers at the site are in it; what was found to be unexplained is not.
    """
    inventory = calculated.inventory
    model = Model(inventory.processes, inventory.gases, inventory.wastes)
    found = {}
    for name, route in ran(calculated, measured).items():
        supply = calculated.supply(name, "wafer")
        # A line that consumes wafers of its own draws itself more than once for each that leaves it.
        starts = inventory.values[f"{name}.wafer/starts"] * supply[f"{name}.wafer"]
        for group, gas in keys:
            scope = Scope("gas", gas, frozenset(measured.tool_groups[group].steps))
            uses = list(drawn(model, route, measured.site, scope))
            if uses:
                total = sum(supply.get(use.process, 0.0) * use.sign * inventory.values[use.amount] for use in uses)
                found[measured.products[name], group, gas] = total / starts
    return found


def polymer_share(calculated: Calculated, measured: Measured, group: str, gas: str) -> float:
    """kg F that stays in polymer per kg of gas used, as the model of the routes that ran has it; 0 where it is silent.

    All wafers of the group are taken to leave as much as those of the model.
    """
    inventory, values = calculated.inventory, calculated.inventory.values
    factors = calculated.bound.library.factors
    model = Model(inventory.processes, inventory.gases, inventory.wastes)
    scope = Scope("gas", gas, frozenset(measured.tool_groups[group].steps))
    used = kept = 0.0
    for name, route in ran(calculated, measured).items():
        supply = calculated.supply(name, "wafer")
        inside = {use.process for use in drawn(model, route, measured.site, scope)}
        for record in inventory.gases:
            if record.process not in inside or record.gas != gas:
                continue
            left = values[record.used] * _share(factors, gas)
            left -= sum(values[cell] * _share(factors, other) for other, cell in record.emitted.items())
            amount = supply.get(record.process, 0.0)
            used += amount * values[record.used]
            kept += amount * max(max(left, 0.0) - values[record.fluoride], 0.0)
    return kept / used if used > 0 and kept / used > 1e-12 else 0.0


def _share(factors: FactorLibrary, gas: str) -> float:
    from mems_lca.analysis.gas import FLUORINE

    record = factors.gas(gas)
    if record.molar_mass is None or record.fluorine_atoms is None:
        return 0.0
    return record.fluorine_atoms * FLUORINE / record.molar_mass


def abatement_of(
    calculated: Calculated, measured: Measured, name: str, logs: Sequence[Uptime], findings: list[Finding]
) -> GroupAbatement:
    """Abatement of a group of tools: its share treated, the destruction of the routes that ran, uptime from the log.

    Without a log the route's uptime holds. A group that is abated while no route says how much is destroyed destroys
    nothing, with a warning.
    """
    from mems_lca.analysis.gas_ledger import GroupAbatement

    group = measured.tool_groups[name]
    found = [(route, route.abatement) for route in ran(calculated, measured).values() if route.abatement is not None]
    log = logged(logs, group.units) if group.units else None
    if not found:
        if group.abated is not None and group.abated.canonical > 0:
            message = f"{name} is abated, and no route that ran says what its abatement destroys: d = 0"
            findings.append(Finding("warning", "no_destruction", message))
        treated = group.abated.canonical if group.abated is not None else 0.0
        uptime = log.uptime if log is not None else 0.0
        return GroupAbatement(name, Abated(treated, uptime, {}, group.certified), log, group.evidence, "", "")
    route, abatement = found[0]
    if any(other != abatement for _, other in found[1:]):
        message = f"the routes that ran have different abatement: {name} is reckoned with that of {route.name}"
        findings.append(Finding("warning", "several_abatements", message))
    if log is None and group.units:
        message = f"no log shows gas through {', '.join(group.units)}: the uptime of the route holds"
        findings.append(Finding("warning", "no_uptime_log", message))
    share = group.abated if group.abated is not None else abatement.fraction_treated
    if share.canonical != abatement.fraction_treated.canonical:
        message = (
            f"{name} has {100 * share.canonical:.4g} % of its gas abated, route {route.name} "
            f"{100 * abatement.fraction_treated.canonical:.4g} %: the ledger takes the first, the footprint the second"
        )
        findings.append(Finding("warning", "abated_share", message, Place(path=f"measured.tool_groups.{name}.abated")))
    values = calculated.inventory.values
    flame = values.get(f"{route.id}.abatement.cf4_formed", CF4_FORMED) if abatement.burner == "fuel" else 0.0
    abated = Abated(
        share.canonical,
        log.uptime if log is not None else abatement.uptime.canonical,
        _destruction(calculated, route, abatement),
        group.certified,
        flame,
    )
    return GroupAbatement(name, abated, log, group.evidence, abatement.source, abatement.burner)


def _destruction(calculated: Calculated, route: BoundRoute, abatement: Abatement) -> dict[str, float]:
    """Destruction by gas: of the model where it has the gas (with what `--set` changed), else of the route's set."""
    factors, values, found = calculated.bound.library.factors, calculated.inventory.values, {}
    for gas in sorted(factors.gas_names()):
        cell = values.get(f"{route.id}.abatement.destruction_{gas}")
        if cell is None and isinstance(abatement.destruction, str):
            factor = factors.destruction(abatement.destruction, gas)
            cell = None if factor is None else factor.value
        elif cell is None and not isinstance(abatement.destruction, str) and gas in abatement.destruction:
            cell = abatement.destruction[gas].canonical
        if cell:
            found[gas] = cell
    return found


def f2_rates(factors: FactorLibrary, table: str) -> dict[str, float]:
    """kg F2 per kg NF3 fed to a remote plasma where the study's table prints none, from the table that does."""
    own = factors.utilisation(table, REMOTE_F2, "NF3")
    other = factors.utilisation(REMOTE_TABLE, REMOTE_F2, "NF3")
    if other is None or "F2" not in other.byproducts or (own is not None and "F2" in own.byproducts):
        return {}
    return {"NF3": other.byproducts["F2"].value}


def stocks(purchases: Iterable[Purchase], measured: Measured, gases: Collection[str]) -> Mapping[str, Stock]:
    """Purchases and stocks of gases that stand in bottles, kg; a bill may name the gas or its product.

    Raises StudyError with every amount in another unit than a mass: left out, it would pass for gas never bought.
    """
    found: defaultdict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    errors: list[Finding] = []
    for purchase in purchases:
        gas = measured.materials.get(purchase.material, purchase.material).removeprefix("gas_")
        if gas not in gases:
            continue
        try:
            found[gas][purchase.kind] += convert(purchase.amount, purchase.unit, "kg")
        except UnitError:
            message, expected = f"the unit of {gas} does not fit", "a mass such as 1 kg"
            errors.append(Finding("error", "dimension", message, purchase.place, purchase.unit, expected))
    if errors:
        raise StudyError(errors)
    return {
        gas: Stock(kinds["purchase"], kinds["return"], kinds["stock at start"], kinds["stock at end"])
        for gas, kinds in found.items()
    }


def measured_of(study: Study, file: str) -> Measured:
    """What a study measured. Raises StudyError where it has no bottles to make a ledger of."""
    if study.measured is None or not study.measured.bottles:
        expected = "`measured` with a table `bottles` of weighed gas bottles"
        place = Place(file=file, path="measured")
        raise StudyError.single("no_bottles", "the study has no gas bottles", place=place, expected=expected)
    return study.measured


def ledger_records(bound: BoundStudy) -> tuple[Measured, Records]:
    """What a study measured, and the tables that a ledger needs; meters and manifests are not read for it.

    Raises StudyError with every finding of the tables.
    """
    from mems_lca.analysis.measured.reading import measured_columns
    from mems_lca.study.records.records import read_records

    measured = measured_of(bound.study, bound.file)
    needed = measured.model_copy(update={"readings": (), "manifests": ()})
    return measured, read_records(needed, bound.study.period, Path(bound.file), measured_columns(bound.library))
