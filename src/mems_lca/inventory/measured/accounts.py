"""The accounts of a site: what was measured, which part of the model it measures, and what each product gets of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import fsum

from mems_lca.errors import Finding, Place, StudyError
from mems_lca.inventory.measured.shares import shares, weights
from mems_lca.inventory.measured.sources import Source, counted
from mems_lca.library.factors import FactorLibrary
from mems_lca.library.rests import Allotment, Scope
from mems_lca.study.measured import AllocationKey, Measured
from mems_lca.study.records.kinds import Records
from mems_lca.study.uncertainty import Uncertainty


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
    measured: Measured,
    tables: Records,
    factors: FactorLibrary,
    diameters: Mapping[str, float] | None = None,
    *,
    end: date,
) -> Site:
    """Every source of a site. Raises StudyError with every name that means nothing and every amount that does not fit.

    `diameters` (m) of products stand in where the table of wafer starts has none; `end` is the period's last day.
    """
    sources, findings, errors = counted(measured, tables, factors, end)
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
