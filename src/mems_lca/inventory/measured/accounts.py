"""The accounts of a site: what was measured, which part of the model it measures, and what each product gets of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import fsum
from typing import TypeVar

from mems_lca.errors import Finding, Place, StudyError, nearest
from mems_lca.inventory.measured.shares import shares, weights
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
from mems_lca.library.rests import Allotment, Scope
from mems_lca.study.measured import AllocationKey, Dataset, Measured
from mems_lca.study.records.kinds import Records
from mems_lca.study.uncertainty import Uncertainty

GAS_PRODUCT = "gas_"
_T = TypeVar("_T")


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


@dataclass(frozen=True)
class Account:
    """All that was measured of one scope for one product; `allotted` is its part, in `unit` over the period."""

    id: str
    scope: Scope
    unit: str
    allotments: tuple[Allotment, ...]
    process: str = "etch"
    evidence: str = ""
    uncertainty: Uncertainty | None = None

    @property
    def allotted(self) -> float:
        """What the product gets."""
        return fsum(entry.total * entry.share for entry in self.allotments)


@dataclass(frozen=True)
class Site:
    """What was measured at a site: its sources, and what products weigh by each key in use."""

    sources: tuple[Source, ...]
    weighed: Mapping[str, Mapping[str, float]]
    key: AllocationKey
    findings: tuple[Finding, ...] = field(default=())


def read_site(
    measured: Measured, tables: Records, factors: FactorLibrary, diameters: Mapping[str, float] | None = None
) -> Site:
    """Every source of a site. Raises StudyError with every name that means nothing and every amount that does not fit.

    `diameters` (m) of products stand in where the table of wafer starts has none.
    """
    sources, findings = [], []
    errors: list[Finding] = []
    for read in (_meters, _groups, _chemicals, _wastes):
        try:
            found, warned = read(measured, tables, factors)
        except StudyError as error:
            errors.extend(error.findings)
            continue
        sources += found
        findings += warned
    keys = {measured.allocation, *(source.key for source in sources if source.key is not None)}
    weighed: dict[str, Mapping[str, float]] = {}
    for key in sorted(keys):
        try:
            weighed[key] = weights(tables.starts, key, diameters)
        except StudyError as error:
            errors.extend(error.findings)
    if errors:
        raise StudyError(dict.fromkeys(errors))
    return Site(tuple(sources), weighed, measured.allocation, tuple(findings))


def accounts_of(site: Site, product: str) -> tuple[Account, ...]:
    """The accounts of a product: the sources that serve it, those of the same part of the model together.

    Raises StudyError where two sources measure parts that overlap: nothing could tell whose the difference is.
    """
    grouped: dict[tuple[str, str, frozenset[str] | None], list[tuple[Source, Allotment]]] = {}
    for source in site.sources:
        key = source.key or site.key
        given = shares(site.weighed[key], source.products, Place(path=source.path))
        if product not in given:
            continue
        allotment = Allotment(source.name, source.total, key, given[product])
        scope = source.scope
        grouped.setdefault((scope.kind, scope.name, scope.steps), []).append((source, allotment))
    return tuple(_account(entries, grouped) for entries in grouped.values())


def _account(
    entries: list[tuple[Source, Allotment]],
    grouped: Mapping[tuple[str, str, frozenset[str] | None], list[tuple[Source, Allotment]]],
) -> Account:
    first, names = entries[0][0], [source.name for source, _ in entries]
    scope = first.scope
    if len(processes := dict.fromkeys(source.process for source, _ in entries)) > 1:
        message = f"{', '.join(names)} measure {scope.name} of the same steps for different processes"
        expected = "one process, or other steps for each group"
        raise StudyError.single(
            "measured_overlap", message, place=Place(path=first.path), found=", ".join(processes), expected=expected
        )
    others = [
        steps for kind, name, steps in grouped if (kind, name) == (scope.kind, scope.name) and steps != scope.steps
    ]
    outside = frozenset[str]()
    for steps in others:
        if steps is None:
            continue
        if scope.steps is None or steps < scope.steps:
            outside |= steps
        elif steps & scope.steps and not scope.steps < steps:
            message = (
                f"{first.name} and another measure some of the same steps: {', '.join(sorted(steps & scope.steps))}"
            )
            raise StudyError.single("measured_overlap", message, place=Place(path=first.path))
    kept = Scope(scope.kind, scope.name, scope.steps, outside)
    spreads = [source.uncertainty for source, _ in entries if source.uncertainty is not None]
    label = ", ".join(names)
    return Account(
        id=f"{scope.kind} {scope.name}, {label}" if scope.name else f"{scope.kind}, {label}",
        scope=kept,
        unit=first.unit,
        allotments=tuple(allotment for _, allotment in entries),
        process=first.process,
        evidence=", ".join(dict.fromkeys(source.evidence for source, _ in entries if source.evidence)),
        uncertainty=spreads[0] if len(spreads) == 1 == len(entries) else None,
    )


Found = tuple[list[Source], list[Finding]]


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
