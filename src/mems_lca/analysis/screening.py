"""A wafer line from its area, mask layers and etch minutes alone: for those without recipes, and beside those with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mems_lca.analysis.groups import counted
from mems_lca.analysis.one_step import PLACE, ROUTE, SITE, WAFER, study_of_one
from mems_lca.library.bound import BoundRoute, BoundStep, BoundStudy
from mems_lca.library.library import Library
from mems_lca.library.overrides import Overrides
from mems_lca.study.step import Setting
from mems_lca.units import Quantity

if TYPE_CHECKING:
    from mems_lca.analysis.calculated import Calculated
    from mems_lca.lca.contributions import Contribution

SCREENINGS = ("screening_area", "screening_threshold", "screening_layers")
_STAGE = "wafer_fabrication"
_OF_ROUTE = ("mask_layers", "etch_time")


@dataclass(frozen=True)
class LineSize:
    """What a screening needs of a route, per finished wafer: mask layers, seconds of deep etch, and the area of all
    wafers that were processed for it over its own.

    Wafers that the route consumes (a cap wafer) are in all three.
    """

    mask_layers: float
    etch_time: float
    wafers: float = 1.0


@dataclass(frozen=True)
class FabClimate:
    """kg CO2e of wafer fabrication per finished wafer: fluorinated gases, electricity, everything else; they add up.

    Purchased materials are in none of them: a screening knows no materials.
    """

    gases: float
    electricity: float
    rest: float

    @property
    def total(self) -> float:
        """The sum."""
        return self.gases + self.electricity + self.rest

    def to_dict(self) -> dict[str, float]:
        """As the result carries it."""
        return {"total": self.total, "gases": self.gases, "electricity": self.electricity, "rest": self.rest}


def line_size(values: Mapping[str, float], route: BoundRoute) -> LineSize:
    """The size of a route of an inventory, from the values of its cells."""
    sums = {name: values[f"{route.id}.wafer.{name}"] for name in _OF_ROUTE}
    own, area = values[f"{route.id}.wafer.area"], 0.0
    for step in route.steps:
        if step.consumes is not None and step.consumes.id != route.id:
            wafers = step.repeat * values[f"{route.step_id(step.key)}.draws"]
            inner = line_size(values, step.consumes)
            sums = {name: sums[name] + wafers * getattr(inner, name) for name in _OF_ROUTE}
            area += wafers * inner.wafers * values[f"{step.consumes.id}.wafer.area"]
    return LineSize(**sums, wafers=1 + area / own)


def fab_climate(calculated: Calculated, route: str) -> FabClimate:
    """Climate change of wafer fabrication per finished wafer of a route, in the accounting that the study chose."""
    accounting = calculated.bound.study.accounting
    rows = [
        row
        for row in calculated.of(route)
        if row.indicator == "climate_change" and row.stage == _STAGE and counted(row, accounting)
    ]
    found = dict.fromkeys(("gases", "electricity", "rest"), 0.0)
    for row in rows:
        found[_part(row)] += row.per_wafer
    return FabClimate(**found)


def _part(row: Contribution) -> str:
    if row.part == "fluorinated":
        return "gases"
    return "electricity" if row.input == "electricity" else "rest"


def screen(bound: BoundStudy, sizes: Mapping[str, LineSize]) -> dict[str, dict[str, FabClimate]]:
    """By route and screening step, what each screening gives for routes of these sizes.

    Sites, electricity, emission table, warming potentials and abatement are those of the study and its routes.
    """
    from mems_lca.analysis.assess import calculate

    found: dict[str, dict[str, FabClimate]] = {name: {} for name in bound.routes}
    known = bound.library.names("steps")
    for step in (name for name in SCREENINGS if name in known):
        routes = {name: _route(bound, route, step, sizes[name]) for name, route in bound.routes.items()}
        calculated = calculate(_study(bound, routes))
        for name in routes:
            found[name][step] = fab_climate(calculated, name)
    return found


def screen_line(
    library: Library, size: LineSize, *, diameter: str = "200 mm", place: str = PLACE
) -> dict[str, FabClimate]:
    """By screening step, what each screening gives for a line that nobody described; table I-5, AR6, no abatement.

    Raises LibraryError for an unknown place, StudyError for a diameter that is no length.
    """
    first = library.step(SCREENINGS[0])
    only = BoundStep(key=SCREENINGS[0], name=SCREENINGS[0], step=first, site=SITE, settings={})
    wafer = {"diameter": diameter, "thickness": WAFER["thickness"]}
    return screen(study_of_one(library, only, place=place, wafer=wafer), {ROUTE: size})[ROUTE]


def _route(bound: BoundStudy, route: BoundRoute, name: str, size: LineSize) -> BoundRoute:
    """A route of the screening step alone. What counts by area sees all wafers; layers and minutes are those of all."""
    step = bound.library.step(name)
    width = route.wafer.diameter.canonical * (1.0 if "mask_layers" in step.parameters else math.sqrt(size.wafers))
    given = {"mask_layers": Quantity(size.mask_layers, ""), "etch_time": Quantity(size.etch_time, "s")}
    settings = {key: (Setting(value=value), "route") for key, value in given.items() if key in step.parameters}
    site = next((entry.site for entry in route.steps if entry.step.stage == _STAGE), route.steps[0].site)
    only = BoundStep(key=name, name=name, step=step, site=site, settings=settings)
    wafer = route.wafer.model_copy(update={"diameter": Quantity(width, "m")})
    return replace(route, wafer=wafer, steps=(only,), monitors=None, wafer_yield=None, die_yield=None)


def _study(bound: BoundStudy, routes: Mapping[str, BoundRoute]) -> BoundStudy:
    optional = Overrides(bound.overrides.items, frozenset(bound.overrides.items))
    return replace(bound, routes=routes, overrides=optional, findings=())
