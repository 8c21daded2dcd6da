"""The data quality of a result: scores and spread of every input, ratings by weight, and what to improve first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.gradients import gradients
from mems_lca.analysis.groups import Basis, qualities
from mems_lca.inventory.cells import Cell, leaves
from mems_lca.inventory.spreads import Spread, spread_of
from mems_lca.library.pedigree import Context, Evidence, Kind, kind_of, relation, scores
from mems_lca.study.uncertainty import AXES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LARGEST = 20
CLIMATE = "climate_change"


@dataclass(frozen=True)
class Graded:
    """An input with the case of the rule that it is, and its spread."""

    cell: Cell
    kind: Kind
    spread: Spread


@dataclass(frozen=True)
class DataQuality:
    """All inputs by key, and by route what the result says of them; `slopes` as `gradients` gives them."""

    inputs: Mapping[str, Graded]
    routes: Mapping[str, dict[str, Any]]
    indicators: tuple[str, ...]
    slopes: Mapping[str, Array]


def data_quality(calculated: Calculated) -> DataQuality:
    """Scores and spreads of all inputs, and the ratings, shares and priorities of every route."""
    inputs = graded(calculated)
    indicators, slopes = gradients(calculated, calculated.basis)
    weighed = {key: slopes[key] for key in inputs if key in slopes and inputs[key].spread.pedigree is not None}
    ratings = _ratings(inputs, weighed, indicators) or [{} for _ in calculated.bound.routes]
    column = indicators.index(CLIMATE)
    routes = {}
    for row, route in enumerate(calculated.bound.routes):
        routes[route] = {
            "data_quality_rating": ratings[row],
            "data_quality_by_basis": _by_basis(calculated, route),
            "data_quality_by_site": _by_site(calculated, route),
            "data_quality_priorities": _priorities(
                inputs, {key: float(found[row, column]) for key, found in weighed.items()}
            ),
        }
    return DataQuality(inputs, routes, indicators, slopes)


# ------------------------------------------------------------ scores and spreads


def graded(calculated: Calculated) -> dict[str, Graded]:
    """Every input with its scores: those stated with it, else those of the rule."""
    study, library = calculated.bound.study, calculated.bound.library
    context = Context(
        (study.period.start.year + study.period.end.year) / 2, study.verification.status.startswith("third_party")
    )
    scheme, sources = library.factors.pedigree, library.factors.sources
    places = _places(calculated)
    found = {}
    for cell in calculated.inventory.cells.values():
        if cell.given is None:
            continue
        name = cell.key.rpartition(".")[2]
        kind = kind_of(cell.evidence, cell.origin, cell.source, cell.given.unit, name)
        pedigree = cell.pedigree
        if pedigree is None and kind != "exact" and cell.evidence.what not in ("design", "method"):
            source = sources.get(cell.source)
            evidence = _dated(cell.evidence, source.year if source is not None else None)
            chains = [library.factors.places.chain(place) for place in sorted(places.get(cell.key, ()))]
            pedigree = scores(scheme, evidence, kind, context, relation(evidence.place, chains))
        spread = spread_of(cell, kind, pedigree, scheme) if pedigree is not None else Spread()
        found[cell.key] = Graded(cell, kind, spread)
    return found


def _dated(evidence: Evidence, year: int | None) -> Evidence:
    """The evidence with the year of its source, where the number has none of its own."""
    if evidence.year is not None or year is None:
        return evidence
    return replace(evidence, year=year)


def _places(calculated: Calculated) -> dict[str, set[str]]:
    """The places of the sites that draw each factor, by key of its cell."""
    inventory = calculated.inventory
    drawn: dict[str, set[str]] = {}
    for process in inventory.processes.values():
        for exchange in process.exchanges:
            target = inventory.targets.get(exchange.target)
            if target is not None and target.kind != "elementary":
                place = target.place if target.kind == "product" and target.place else process.place
                drawn.setdefault(target.id, set()).add(place)
    found: dict[str, set[str]] = {}
    known: dict[str, frozenset[str]] = {}
    for name, places in drawn.items():
        for impact in inventory.targets[name].impacts:
            for key in leaves(impact.cell, inventory.cells, known):
                found.setdefault(key, set()).update(places)
    return found


# ------------------------------------------------------------ what a route's results rest on


def _ratings(
    inputs: Mapping[str, Graded], slopes: Mapping[str, Array], indicators: tuple[str, ...]
) -> list[dict[str, dict[str, float]]]:
    """Mean score of each axis by route and indicator, weighted by |p dI/dp|, and the mean of the five; none without
    inputs.

    Temperatures are left out: their zero is not that of the heat that they stand for.
    """
    import numpy as np

    keys = [key for key in slopes if inputs[key].cell.unit != "K"]
    if not keys:
        return []
    values = np.array([_value(inputs[key].cell) for key in keys])
    points = np.array([inputs[key].spread.pedigree for key in keys], dtype=np.float64)
    weights = np.abs(np.stack([slopes[key] for key in keys]) * values[:, None, None])
    sums = np.einsum("irk,ia->rka", weights, points)
    whole = weights.sum(axis=0)
    found: list[dict[str, dict[str, float]]] = []
    for row in range(whole.shape[0]):
        rated = {}
        for column, indicator in enumerate(indicators):
            if whole[row, column] > 0:
                means = (sums[row, column] / whole[row, column]).tolist()
                rated[indicator] = {**dict(zip(AXES, means, strict=True)), "overall": sum(means) / len(means)}
        found.append(rated)
    return found


def _priorities(inputs: Mapping[str, Graded], slopes: Mapping[str, float]) -> list[dict[str, Any]]:
    """The inputs that carry the most spread of climate change to first order: |dC/dp| × deviation of p, kg CO2e.

    For a lognormal input that is |p dC/dp| × ln GSD. `variance` is the share of the sum of squares over all inputs.
    """
    carried = {key: abs(slope) * inputs[key].spread.deviation for key, slope in slopes.items()}
    whole = sum(amount**2 for amount in carried.values())
    ranked = sorted((key for key in carried if carried[key] > 0), key=lambda key: (-carried[key], key))
    return [
        {
            "cell": key,
            "carried": carried[key],
            "variance": carried[key] ** 2 / whole,
            "contribution": slopes[key] * value,
            "log_gsd": inputs[key].spread.deviation / abs(value) if value else None,
            "kind": inputs[key].kind,
        }
        for key in ranked[:LARGEST]
        for value in (_value(inputs[key].cell),)
    ]


def _value(cell: Cell) -> float:
    assert cell.given is not None
    return cell.given.canonical


def _by_basis(calculated: Calculated, route: str) -> dict[str, Any]:
    """Shares of primary, secondary and assumed data per wafer and, where the study has a device, per device."""
    rows, accounting = calculated.of(route), calculated.bound.study.accounting
    bases: tuple[Basis, ...] = ("wafer", "device") if calculated.bound.study.device else ("wafer",)
    return {basis: qualities(rows, basis, accounting) for basis in bases}


def _by_site(calculated: Calculated, route: str) -> dict[str, Any]:
    """The same shares of what each site contributes."""
    rows, accounting = calculated.of(route), calculated.bound.study.accounting
    sites = dict.fromkeys(row.site for row in rows)
    return {site: qualities([row for row in rows if row.site == site], calculated.basis, accounting) for site in sites}
