"""The whole path: a bound study to a result."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.checks import checks
from mems_lca.analysis.comparison import compare, rising_alone
from mems_lca.analysis.data_quality import DataQuality, data_quality
from mems_lca.analysis.evidence_index import evidence_index, without_folders
from mems_lca.analysis.gas_ledger_record import ledger_part
from mems_lca.analysis.headline_totals import totals_of
from mems_lca.analysis.measured.record import measured_record, place_shown
from mems_lca.analysis.parts import known_parts, parts_of
from mems_lca.analysis.plausibility import plausibility
from mems_lca.analysis.reconciliation import reconciliation
from mems_lca.analysis.record import route_record
from mems_lca.analysis.result import Result, canonical
from mems_lca.analysis.sensitivity import ends_of, sensitivity_record
from mems_lca.analysis.trace import trace
from mems_lca.analysis.uncertainty import (
    asked,
    batch_check,
    paired_record,
    sampling_record,
    uncertainty_of,
    uncertainty_record,
)
from mems_lca.analysis.what_if import what_if
from mems_lca.errors import Finding, StudyError
from mems_lca.inventory.build import build_inventory
from mems_lca.lca.brightway import solve
from mems_lca.lca.contributions import contributions
from mems_lca.lca.pools import refuse_overdrawn_pools
from mems_lca.lca.system import build_system
from mems_lca.library.bind import rebind
from mems_lca.library.bound import BoundRoute, BoundStudy
from mems_lca.library.companion import COMPANION_NOTE
from mems_lca.library.rests import Rests

COLUMNS = (
    "route", "stage", "step", "site", "input", "flow", "scope", "part", "indicator", "accounting", "quality",
    "per_wafer", "per_device", "process", "exchange", "impact",
)  # fmt: skip


def calculate(bound: BoundStudy) -> Calculated:
    """Inventory, system, solution and contributions. Raises InventoryError or SolveError."""
    inventory = build_inventory(bound)
    system = build_system(inventory)
    solution = solve(system)
    refuse_overdrawn_pools(inventory, system, solution)
    return Calculated(bound, inventory, system, solution, contributions(inventory, system, solution))


def assess_bound(bound: BoundStudy, version: str, parts: Sequence[str] = ()) -> Result:
    """The result of a bound study, with the `parts` asked for (see `PARTS`)."""
    parts = known_parts(parts)
    calculated = calculate(bound)
    study = bound.study
    beside = plausibility(calculated)
    quality = data_quality(calculated)
    routes = {
        name: {**route_record(calculated, name), **quality.routes[name], "plausibility": beside[name]}
        for name in bound.routes
    }
    beside_published = reconciliation(calculated, routes)
    for name, record in routes.items():
        record["reconciliation"] = beside_published[name]
    baseline = study.baseline or next(iter(bound.routes))
    body: dict[str, Any] = {
        "study": bound.name,
        "software": {"mems_lca": version, **calculated.solution.software},
        "inputs": _inputs(bound),
        "functional_unit": {
            "label": calculated.inventory.functional_units["label"],
            "basis": calculated.basis,
            "boundary": study.boundary,
        },
        "choices": _choices(bound),
        "indicators": {
            name: {
                "name": _versioned(entry.name_en, name, bound),
                "name_zh": _versioned(entry.name_zh, name, bound),
                "unit": entry.unit,
                "perimeter": entry.perimeter,
            }
            for name, entry in calculated.indicators.items()
        },
        "routes": routes,
        "benchmarks": [{**row, "value": float(row["value"])} for row in bound.library.benchmarks()],
        "comparison": compare(routes, baseline, _by_measure(calculated)),
        "uncertainty": None,
        "sampling": None,
        "sensitivity": None,
        "what_if": None,
        "measured": measured_record(calculated),
        "verification": study.verification.model_dump(mode="json"),
        "checks": checks(calculated, routes),
        "warnings": [_warning(finding, calculated.bound.rests) for finding in calculated.inventory.findings],
        "sources": _sources(calculated),
        "trace": trace(calculated, quality.inputs),
        "contributions": {
            "columns": list(COLUMNS),
            "rows": [[getattr(row, name) for name in COLUMNS] for row in calculated.rows],
        },
    }
    _add_uncertainty(body, calculated, quality, baseline)
    body["what_if"], found = what_if(calculated)
    body["warnings"] += [_warning(finding, calculated.bound.rests) for finding in found]
    body |= parts_of(bound, parts)
    body |= evidence_index(calculated)
    body |= ledger_part(calculated)
    return Result(canonical(body), _now())


def _add_uncertainty(body: dict[str, Any], calculated: Calculated, quality: DataQuality, baseline: str) -> None:
    """Fills in what the samples say, unless the study asks for none."""
    stated = {name: totals_of(calculated, name) for name in calculated.bound.routes}
    found = uncertainty_of(calculated, stated)
    if found is None:
        return
    body["uncertainty"] = uncertainty_record(found)
    body["sampling"] = sampling_record(found, asked(calculated.bound))
    body["sensitivity"] = sensitivity_record(ends_of(found.ensemble.model), quality.indicators, quality.slopes, stated)
    paired = paired_record(found, baseline)
    body["comparison"]["p_green_better"] = {
        route: {view: entry["p_better"] for view, entry in views.items()} for route, views in paired.items()
    }
    body["comparison"]["paired"] = paired
    body["checks"].append(batch_check(found))


def _versioned(label: str, indicator: str, bound: BoundStudy) -> str:
    """The name of an indicator, with the version of its factors where versions differ by a multiple."""
    return f"{label} ({bound.study.scarcity.upper().replace('-', ' ')})" if indicator == "water_scarcity" else label


def _now() -> str:
    """UTC time of creation; SOURCE_DATE_EPOCH is honoured."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _inputs(bound: BoundStudy) -> dict[str, Any]:
    """The study as read, and the library entries that it used."""
    names = {step.name for route in bound.routes.values() for step in _all_steps(route)}
    return {
        "study": without_folders(bound.raw),
        "measures": None if bound.switched is None else list(bound.switched),
        "steps": sorted(names),
        "sites": {site: _site(bound, site) for site in bound.study.sites},
        "routes": {key: {"route": route.name, "measures": list(route.measures)} for key, route in bound.routes.items()},
    }


def _site(bound: BoundStudy, site: str) -> dict[str, Any]:
    """Where a site stands: the location preset that the study names (None for the code of a place), and its place."""
    entry, locations = bound.study.sites[site], bound.library.factors.locations
    preset, place = locations.find(entry.location), locations.place(entry.location)
    return {
        "preset": None if preset is None else preset.name,
        "place": place,
        "scarcity_place": place if preset is None else preset.scarcity_place,
        "control": entry.control,
    }


def _all_steps(route: BoundRoute) -> list[Any]:
    found = list(route.steps)
    for step in route.steps:
        if step.consumes is not None:
            found += _all_steps(step.consumes)
    return found


def _choices(bound: BoundStudy) -> dict[str, Any]:
    study = bound.study
    return {
        "method": study.method,
        "gas_table": study.gas_table,
        "scarcity": study.scarcity,
        "accounting": study.accounting,
        "grid": dict(study.grid),
        "allocation_recycling": study.allocation.recycling,
        "allocation_facility": study.allocation.facility,
        "boundary": study.boundary,
        "perspective": study.perspective,
        "companion": COMPANION_NOTE if study.device and study.device.companion else "",
        "destruction": {name: _destruction(route) for name, route in bound.routes.items()},
    }


def _destruction(route: BoundRoute) -> str:
    """The set of destruction efficiencies that a route names, or that it has a map of its own, or none."""
    if route.abatement is None:
        return "none"
    rule = route.abatement.destruction
    return rule if isinstance(rule, str) else "efficiencies of the route"


def _by_measure(calculated: Calculated) -> dict[str, Any]:
    """For each route with measures, per declared unit: what each does alone against none, what it adds to those before
    it in the file, and what is left when their effects interact."""
    bound = calculated.bound
    found: dict[str, Any] = {}
    for name, route in bound.routes.items():
        if not route.measures:
            continue
        none = _totals_with(bound, name, ())
        alone = {measure: _change_with(bound, name, (measure,), none) for measure in route.measures}
        together = _minus(totals_of(calculated, name), none)
        added = {key: sum(entry[key] for entry in alone.values() if entry) for key in together}
        found[name] = {
            "names": {key: names.model_dump() for key, names in route.measure_names.items()},
            "alone": alone,
            "in_order": _in_order(bound, name, none, alone, together),
            "together": together,
            "interaction": _minus(together, added),
            "rises": {measure: rising_alone(none, entry) for measure, entry in alone.items() if entry},
        }
    return found


def _change_with(
    bound: BoundStudy, route: str, measures: Sequence[str], none: Mapping[str, float]
) -> dict[str, float] | None:
    """What some measures do; None where one of them cannot stand so, because it changes what another brings in."""
    try:
        return _minus(_totals_with(bound, route, measures), none)
    except StudyError:
        return None


def _in_order(
    bound: BoundStudy,
    route: str,
    none: Mapping[str, float],
    alone: Mapping[str, Mapping[str, float] | None],
    together: Mapping[str, float],
) -> dict[str, dict[str, float] | None]:
    """What each measure does on top of those before it in the file; they add up to what all do together.

    None for one that cannot stand with those before it alone: the next that can holds what it does.
    """
    found: dict[str, dict[str, float] | None] = {}
    measures, level = tuple(alone), dict.fromkeys(together, 0.0)
    for number, measure in enumerate(measures, 1):
        if number == len(measures):
            reached: Mapping[str, float] | None = together
        else:
            reached = alone[measure] if number == 1 else _change_with(bound, route, measures[:number], none)
        found[measure] = None if reached is None else _minus(reached, level)
        level = dict(level if reached is None else reached)
    return found


def _totals_with(bound: BoundStudy, route: str, measures: Sequence[str]) -> dict[str, float]:
    """Totals of one route with only these measures."""
    single = rebind(bound, routes=(route,), measures=measures)
    return totals_of(calculate(single), route)


def _minus(left: Mapping[str, float], right: Mapping[str, float]) -> dict[str, float]:
    return {key: amount - right.get(key, 0.0) for key, amount in left.items()}


def _warning(finding: Finding, rests: Rests | None) -> dict[str, str]:
    return {"code": finding.code, "text": finding.message, "place": place_shown(finding, rests)}


def _sources(calculated: Calculated) -> dict[str, Any]:
    """The sources of all cells used, by id."""
    library = calculated.bound.library
    known = library.factors.source_ids()
    used = {cell.source for cell in calculated.inventory.cells.values() if cell.source in known}
    return {
        name: {
            "title": entry.title,
            "authors": entry.authors,
            "year": entry.year,
            "where": entry.where,
            "licence": entry.licence,
        }
        for name in sorted(used)
        for entry in (library.factors.source(name),)
    }
