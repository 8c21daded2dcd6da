"""What counted at a site: meters, groups of tools with their gas bottles, and tables of chemicals and wastes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import fsum

from mems_lca.errors import Finding, Place, StudyError, nearest
from mems_lca.inventory.measured.ledger import weighed
from mems_lca.inventory.measured.totals import (
    CARRIER_UNITS,
    chemicals_used,
    gas_used,
    metered,
    outer,
    own_totals,
    wastes_handed_over,
)
from mems_lca.library.factors import FactorLibrary
from mems_lca.library.rests import Scope
from mems_lca.study.measured import AllocationKey, Dataset, Measured
from mems_lca.study.records.kinds import Records
from mems_lca.study.uncertainty import Uncertainty

GAS_PRODUCT = "gas_"


@dataclass(frozen=True)
class Source:
    """One meter, group of tools or set of tables: what it counted of a scope, for which products, by which key."""

    name: str
    path: str
    scope: Scope
    unit: str
    total: float
    products: tuple[str, ...] = ()
    key: AllocationKey | None = None
    process: str = "etch"
    evidence: str = ""
    uncertainty: Uncertainty | None = None


Found = tuple[list[Source], list[Finding]]


def counted(
    measured: Measured, tables: Records, factors: FactorLibrary, end: date
) -> tuple[list[Source], list[Finding], list[Finding]]:
    """Every source of a site, what is to be said of them, and every error of their names and amounts."""
    sources: list[Source] = []
    findings: list[Finding] = []
    errors: list[Finding] = []
    for read in (_meters, _groups, _chemicals, _wastes):
        try:
            found, warned = read(measured, tables, factors)
        except StudyError as error:
            errors.extend(error.findings)
            continue
        sources += found
        findings += warned
    return [*sources, *([] if errors else _vented(measured, tables, end))], findings, errors


def _meters(measured: Measured, tables: Records, factors: FactorLibrary) -> Found:
    """Meters, each with what no meter behind it counts again."""
    meters = measured.meters
    errors = [
        _unknown("meter", reading.meter, tuple(meters), reading.place)
        for reading in tables.readings
        if reading.meter not in meters
    ]
    if errors:
        raise StudyError(dict.fromkeys(errors))
    totals = metered(tables.readings, meters)
    sources, warned = [], []
    for name, own in own_totals(totals, meters).items():
        meter, path = meters[name], f"measured.meters.{name}"
        before = outer(name, totals, meters)
        if own < 0:
            message = f"the meters behind {name} count {-own:.6g} {CARRIER_UNITS[meter.carrier][0]} more than it does"
            warned.append(Finding("warning", "meter_parts", message, Place(path=path)))
        if before and meters[before].steps and not set(meter.steps) <= set(meters[before].steps):
            message = f"{name} is part of {before}, which does not cover all of its steps"
            expected = ", ".join(meters[before].steps)
            raise StudyError.single(
                "meter_steps", message, place=Place(path=path), found=", ".join(meter.steps), expected=expected
            )
        scope = Scope(meter.carrier, "", frozenset(meter.steps) or None)
        unit = CARRIER_UNITS[meter.carrier][0]
        sources.append(
            Source(
                name,
                path,
                scope,
                unit,
                own,
                meter.products,
                meter.allocation,
                "etch",
                meter.evidence,
                meter.uncertainty,
            )
        )
    for name in meters:
        if name not in totals:
            message = f"no readings of meter {name}: what it covers stays as modelled, or with the meter before it"
            warned.append(Finding("warning", "meter_without_readings", message, Place(path=f"measured.meters.{name}")))
    return sources, warned


def _groups(measured: Measured, tables: Records, factors: FactorLibrary) -> Found:
    """Gas by group of tools."""
    errors = []
    for bottle in tables.bottles:
        if bottle.tool_group not in measured.tool_groups:
            errors.append(_unknown("tool group", bottle.tool_group, tuple(measured.tool_groups), bottle.place))
        if bottle.gas not in factors.gas_names():
            errors.append(_unknown("gas", bottle.gas, tuple(sorted(factors.gas_names())), bottle.place))
    if errors:
        raise StudyError(dict.fromkeys(errors))
    sources = []
    for (name, gas), used in gas_used(tables.bottles).items():
        group, path = measured.tool_groups[name], f"measured.tool_groups.{name}"
        scope, proof = Scope("gas", gas, frozenset(group.steps)), _proof(measured.bottles) or group.evidence
        sources.append(Source(name, path, scope, "kg", used, group.products, group.allocation, group.process, proof))
    return sources, []


def _vented(measured: Measured, tables: Records, end: date) -> list[Source]:
    """Gas let out of bottles by group of tools: it was never used, and reaches the air as it is."""
    found = []
    for (name, gas), lines in weighed(tables.bottles, end).items():
        group, lost = measured.tool_groups[name], fsum(line.rest for line in lines if line.fate == "vented")
        scope, proof = Scope("vented", gas, frozenset(group.steps)), _proof(measured.bottles) or group.evidence
        if lost > 0:
            path = f"measured.tool_groups.{name}"
            found.append(Source(name, path, scope, "kg", lost, group.products, group.allocation, group.process, proof))
    return found


def _chemicals(measured: Measured, tables: Records, factors: FactorLibrary) -> Found:
    """Chemicals by product, for the whole site."""
    known, errors = factors.product_names(), []
    products = {}
    for purchase in tables.purchases:
        product = measured.materials.get(purchase.material, purchase.material)
        products[purchase.material] = product
        place = Place(path=f"measured.materials.{purchase.material}")
        place = place if purchase.material in measured.materials else purchase.place
        if product.removeprefix(GAS_PRODUCT) in factors.gas_names() or product in factors.gas_names():
            continue
        if product not in known:
            errors.append(_unknown("product", product, tuple(sorted(known)), place))
    if errors:
        raise StudyError(dict.fromkeys(errors))
    # A process gas is measured by its bottles on the tools; what is bought of it is stock that the ledger follows.
    bought = [entry for entry in tables.purchases if not _is_gas(products[entry.material], factors)]
    units = {products[entry.material]: factors.product(products[entry.material]).unit for entry in bought}
    used, proof = chemicals_used(bought, products, units), _proof(measured.purchases)
    return [
        Source("purchases", "measured.purchases", Scope("chemical", name), units[name], amount, evidence=proof)
        for name, amount in used.items()
    ], [
        Finding("warning", "stock_change", f"{name}: more was left or returned than was there or bought", Place())
        for name, amount in used.items()
        if amount < 0
    ]


def _is_gas(product: str, factors: FactorLibrary) -> bool:
    return product in factors.gas_names() or product.removeprefix(GAS_PRODUCT) in factors.gas_names()


def _wastes(measured: Measured, tables: Records, factors: FactorLibrary) -> Found:
    """Wastes by name, for the whole site, wet."""
    known = {name for name in factors.product_names() if factors.product(name).category == "waste"}
    errors, wastes = [], {}
    for manifest in tables.manifests:
        waste = wastes[manifest.waste] = measured.wastes.get(manifest.waste, manifest.waste)
        if waste not in known:
            place = Place(path=f"measured.wastes.{manifest.waste}")
            place = place if manifest.waste in measured.wastes else manifest.place
            errors.append(_unknown("waste", waste, tuple(sorted(known)), place))
    if errors:
        raise StudyError(dict.fromkeys(errors))
    proof = _proof(measured.manifests)
    return [
        Source("manifests", "measured.manifests", Scope("waste", name), "kg", amount, evidence=proof)
        for name, amount in wastes_handed_over(tables.manifests, wastes).items()
    ], []


def _proof(datasets: tuple[Dataset, ...]) -> str:
    return ", ".join(dict.fromkeys(entry.evidence for entry in datasets if entry.evidence))


def _unknown(what: str, name: str, known: tuple[str, ...], place: Place) -> Finding:
    expected = ", ".join(known) if len(known) <= 12 else ""
    code = f"unknown_{what.replace(' ', '_')}"
    return Finding("error", code, f"there is no {what} of this name", place, name, expected, nearest(name, known))
