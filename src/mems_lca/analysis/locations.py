"""A study at one location after another: what moving a site changes, per device or wafer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from mems_lca.analysis.assess import calculate
from mems_lca.analysis.groups import totals
from mems_lca.lca.system import METHOD_ACCOUNTS
from mems_lca.library.bound import BoundStudy
from mems_lca.library.library import Library

# Indicators beside climate change, each in its own unit.
BESIDE = ("water_scarcity", "hazardous_waste_generated")


@dataclass(frozen=True)
class Figure:
    """One figure of a route at a location; None where nothing of it is covered."""

    value: float | None
    unit: str


@dataclass(frozen=True)
class AtLocation:
    """The figures of each route with the site at a location, per `basis` (a device, or a wafer without one).

    `problem` says why there are none: the study chose what the location does not have.
    """

    location: str
    place: str
    name: str
    name_zh: str
    basis: str
    routes: Mapping[str, Mapping[str, Figure]]
    problem: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The figures for JSON."""
        return asdict(self)


def at_location(bound: BoundStudy, site: str) -> AtLocation:
    """The figures of a study whose site stands where `bound` says. Raises InventoryError or SolveError."""
    calculated = calculate(bound)
    units = {name: entry.unit for name, entry in calculated.indicators.items()}
    routes = {}
    for route in bound.routes:
        rows = calculated.of(route)
        sums = {view: totals(rows, calculated.basis, view) for view in METHOD_ACCOUNTS}
        climate = {
            f"climate_change_{view}": Figure(found.get("climate_change"), units["climate_change"])
            for view, found in sums.items()
        }
        chosen = sums[bound.study.accounting]
        routes[route] = {**climate, **{name: Figure(chosen.get(name, 0.0), units[name]) for name in BESIDE}}
    return replace(nowhere(bound.library, bound.study.sites[site].location), basis=calculated.basis, routes=routes)


def nowhere(library: Library, location: str, problem: str = "") -> AtLocation:
    """A location without figures."""
    preset = library.factors.locations.find(location)
    place = library.factors.places.get(library.factors.locations.place(location))
    names = (place.name_en, place.name_zh) if preset is None else (preset.name_en, preset.name_zh)
    return AtLocation(location, place.code, *names, basis="", routes={}, problem=problem)
