"""What the uncertainty of a study is, for one who asks: intervals, probabilities, and what they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from mems_lca.analysis.assess import calculate
from mems_lca.analysis.gradients import gradients
from mems_lca.analysis.headline_totals import totals_of
from mems_lca.analysis.indices import Indices, Kind, indices
from mems_lca.analysis.reader_labels import reader_label
from mems_lca.analysis.sensitivity import Ends, ends_of, tornado
from mems_lca.analysis.uncertainty import (
    Sampled,
    model_with_shared,
    paired_record,
    sampled,
    sampling_record,
    uncertainty_record,
)
from mems_lca.analysis.uncertainty_views import CLIMATE, chosen, units_of
from mems_lca.analysis.watched import Progress, Run, watched
from mems_lca.errors import StudyError
from mems_lca.inventory.shared import common_path
from mems_lca.library.bound import BoundStudy


@dataclass(frozen=True)
class Uncertainty:
    """The uncertainty of a study, per functional unit; records as a result has them.

    `view` is the indicator that `tornado` (by route) and `indices` are of; `names` are those of all views.
    """

    study: str
    functional_unit: str
    baseline: str
    view: str
    names: Mapping[str, str]
    samples: Sampled
    sampling: dict[str, Any]
    uncertainty: dict[str, Any]
    paired: dict[str, Any]
    tornado: dict[str, list[dict[str, Any]]]
    indices: tuple[Indices, ...]
    labels: Mapping[int, str]

    @property
    def unit(self) -> str:
        """The unit of the view."""
        return self.samples.units[self.view]

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain data, but for the samples themselves."""
        return {
            "study": self.study,
            "functional_unit": self.functional_unit,
            "baseline": self.baseline,
            "sampling": self.sampling,
            "uncertainty": self.uncertainty,
            "comparison": self.paired,
            "sensitivity": {route: {self.view: rows} for route, rows in self.tornado.items()},
            "indices": [self._index(found) for found in self.indices] or None,
        }

    def _index(self, found: Indices) -> dict[str, Any]:
        rows = [{"input": self.label(row.fact), **asdict(row)} for row in found.rows]
        for row in rows:
            del row["fact"]
        return {**asdict(found), "rows": rows}

    def label(self, fact: int | None) -> str:
        """What a fact is called; all that have no number of their own are named together."""
        return "all other inputs together" if fact is None else self.labels[fact]


def uncertainty_report(
    bound: BoundStudy,
    run: Run,
    *,
    view: str = CLIMATE,
    kind: Kind | None = None,
    progress: Progress | None = None,
) -> Uncertainty:
    """The uncertainty of a bound study; `kind` asks for sensitivity indices of the view, too.

    Raises StudyError for a view that the study does not cover, InventoryError and SolveError.
    """
    calculated = calculate(bound)
    stated = {route: totals_of(calculated, route) for route in bound.routes}
    lacking = next((route for route in bound.routes if view not in stated[route]), None)
    if lacking is not None:
        raise StudyError.single("not_covered", f"the indicator is not covered in the route {lacking}", found=view)
    model = model_with_shared(calculated)
    found = sampled(calculated, watched(model, run, progress), stated)
    ends = ends_of(model)
    baseline = bound.study.baseline or next(iter(bound.routes))
    names = {name: calculated.indicators[name].name_en for name in calculated.indicators}
    names |= {f"{CLIMATE}_{view}": f"{names[CLIMATE]}, {view}-based" for view in ("location", "market")}
    return Uncertainty(
        study=bound.name,
        functional_unit=calculated.inventory.functional_units["label"],
        baseline=baseline,
        view=view,
        names={name: names[name] for name in units_of(calculated)},
        samples=found,
        sampling=sampling_record(found, run),
        uncertainty=uncertainty_record(found),
        paired=paired_record(found, baseline),
        tornado=_tornados(ends, view, stated),
        indices=() if kind is None else indices(ends, kind, view, samples=run.samples, seed=run.seed),
        labels=_labels(ends),
    )


def _tornados(ends: Ends, view: str, stated: Mapping[str, Mapping[str, float]]) -> dict[str, list[dict[str, Any]]]:
    """The tornado of a view by route; local derivatives are there for the accounting that the study chose."""
    calculated = ends.model.calculated
    names, slopes = gradients(calculated, calculated.basis)
    own = CLIMATE if view == chosen(calculated, CLIMATE) else view
    column = names.index(own) if own in names else None
    scale = ends.model.scale
    return {
        route: tornado(
            ends,
            route,
            view,
            None if column is None else {key: float(slope[row, column]) * scale for key, slope in slopes.items()},
            stated[route][view],
        )
        for row, route in enumerate(calculated.bound.routes)
    }


def _labels(ends: Ends) -> dict[int, str]:
    """What each fact is called; one that several routes hold is named without a route."""
    calculated = ends.model.calculated
    cells, routes = calculated.inventory.cells, calculated.bound.routes
    found = {}
    for fact, members in enumerate(ends.members):
        paths = [cells[key].path for draw in members for key in draw.cells]
        first = cells[ends.model.draws.facts[fact]]
        several = len({path.partition(".")[0] for path in paths}) > 1
        path = common_path(first.path, tuple(routes)) if several else first.path
        found[fact] = reader_label(first.label, path)
    return found
