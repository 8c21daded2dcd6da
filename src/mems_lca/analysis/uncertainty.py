"""How sure a result is: intervals of every indicator, routes held against the baseline on the same draws.

All routes see the same draws, so that what they share moves both and cancels in their difference. Everything here is
per functional unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.ensemble import CHECKED, TOLERANCE, Ensemble, Model, model_of
from mems_lca.analysis.left_out import reasons
from mems_lca.analysis.statistics import Samples, described, samples
from mems_lca.analysis.uncertainty_views import CLIMATE, chosen, units_of
from mems_lca.analysis.watched import Run, watched
from mems_lca.errors import StudyError
from mems_lca.inventory.shared import unknown_shared
from mems_lca.library.bound import BoundStudy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_BARS = 30
_ROUNDING = 1e-13
# Between which shares of all samples the histogram reaches; what lies outside is in its outer bars.
_ENDS = (0.002, 0.995)


@dataclass(frozen=True)
class Sampled:
    """A sampled study with its totals: rows of routes × views, over the samples that have a solution."""

    ensemble: Ensemble
    routes: tuple[str, ...]
    views: tuple[str, ...]
    units: Mapping[str, str]
    stated: Mapping[str, Mapping[str, float]]
    found: Samples

    def row(self, route: str, view: str) -> Array:
        """The samples of one route and view."""
        values: Array = self.found.values[self.routes.index(route) * len(self.views) + self.views.index(view)]
        return values


def asked(bound: BoundStudy) -> Run:
    """The run that a study asks for."""
    wanted = bound.study.uncertainty
    return Run(wanted.samples, wanted.seed, wanted.method)


def sampled(calculated: Calculated, ensemble: Ensemble, stated: Mapping[str, Mapping[str, float]]) -> Sampled:
    """The views of an ensemble that the study covers; `stated` are the totals at the stated inputs by route."""
    import numpy as np

    routes = tuple(calculated.bound.routes)
    units = units_of(calculated)
    views = tuple(view for view in units if all(view in stated[route] for route in routes))
    rows = [_total(calculated, ensemble, route, view) for route in routes for view in views]
    return Sampled(ensemble, routes, views, units, stated, samples(np.array(rows), ensemble.evaluated.possible))


def _total(calculated: Calculated, ensemble: Ensemble, route: str, view: str) -> Array:
    import numpy as np

    output = chosen(calculated, view)
    return ensemble.total(route, output) if output in ensemble.views() else np.zeros(ensemble.count)


def uncertainty_of(calculated: Calculated, stated: Mapping[str, Mapping[str, float]]) -> Sampled | None:
    """The run that a study asks for; None where it asks for no samples. Raises StudyError and SolveError."""
    run = asked(calculated.bound)
    if run.samples == 0:
        return None
    return sampled(calculated, watched(model_with_shared(calculated), run), stated)


def model_with_shared(calculated: Calculated) -> Model:
    """The study ready to be sampled as it asks. Raises StudyError for a shared path that names no parameter."""
    bound, cells = calculated.bound, calculated.inventory.cells
    shared = bound.study.uncertainty.shared
    wrong = tuple(unknown_shared(shared, cells.values(), bound.routes))
    if wrong:
        raise StudyError(wrong)
    return model_of(calculated, shared=shared)


# ------------------------------------------------------------ the record


def uncertainty_record(found: Sampled) -> dict[str, Any]:
    """Intervals by route and view."""
    stated = [found.stated[route][view] for route in found.routes for view in found.views]
    units = [found.units[view] for _ in found.routes for view in found.views]
    entries = iter(described(found.found, stated, units))
    return {route: {view: next(entries) for view in found.views} for route in found.routes}


def sampling_record(found: Sampled, run: Run) -> dict[str, Any]:
    """How the samples were drawn, how far to trust them, which were left out, and what counted as zero."""
    ensemble = found.ensemble
    model, possible = ensemble.model, ensemble.evaluated.possible
    cells = model.calculated.inventory.cells
    left_out = len(possible) - ensemble.count
    return {
        "method": run.method,
        "seed": run.seed,
        "samples": run.samples,
        "finished": len(possible),
        "partial": len(possible) < run.samples,
        "n": ensemble.count,
        "facts": len(model.draws.facts),
        "inputs": sum(len(draw.cells) for draw in model.draws.draws.values()),
        "shared": list(model.calculated.bound.study.uncertainty.shared),
        "parts": len(found.found.parts),
        "left_out": {"share": left_out / len(possible), **reasons(ensemble, run)},
        "floors": [
            {"amount": key, "label": cells[key].label, "share": share}
            for key, share in sorted(ensemble.floors.items(), key=lambda entry: (-entry[1], entry[0]))
        ],
        "solved_again": min(CHECKED, ensemble.count),
        "deviation": ensemble.deviation,
        "histogram": histogram(found, CLIMATE) if CLIMATE in found.views else None,
    }


def batch_check(found: Sampled) -> dict[str, Any]:
    """The check of the batch solver against Brightway, in the form of the other checks."""
    return {
        "id": "samples_equal_brightway",
        "status": "ok",
        "found": found.ensemble.deviation,
        "expected": f"at most {TOLERANCE:g}, relative",
    }


def paired_record(found: Sampled, baseline: str) -> dict[str, dict[str, Any]]:
    """Every other route against the baseline, by view, sample by sample."""
    return {
        route: {view: _paired(found, baseline, route, view) for view in found.views}
        for route in found.routes
        if route != baseline
    }


def _paired(found: Sampled, baseline: str, route: str, view: str) -> dict[str, Any]:
    """The difference to the baseline, and how often the route is better, that is lower; ties are neither."""
    import numpy as np

    before, after = found.row(baseline, view), found.row(route, view)
    difference = _clean(after - before, before)
    pair = Samples(np.array([difference]), found.found.parts)
    stated = np.array([found.stated[name][view] for name in (baseline, route)])
    figures = described(pair, _clean(stated[1:] - stated[:1], stated[:1]).tolist(), [found.units[view]])[0]
    better = pair.errors(lambda values: (values < 0).mean())
    return {
        "p_better": float((difference < 0).mean()),
        "p_worse": float((difference > 0).mean()),
        "p_standard_error": None if better is None else float(better),
        "difference": {key: figures[key] for key in ("deterministic", "mean", "median", "p2_5", "p97_5", "unit")},
        "percent": _percent(before, after),
        "correlation": _correlation(before, after),
    }


def _clean(difference: Array, before: Array) -> Array:
    """Differences, where what rounding leaves of two equal totals is none."""
    import numpy as np

    found: Array = np.where(np.abs(difference) <= _ROUNDING * np.abs(before), 0.0, difference)
    return found


def _percent(before: Array, after: Array) -> dict[str, float] | None:
    """The change in percent of the baseline; None where the baseline is not above zero in every sample."""
    import numpy as np

    if before.min() <= 0:
        return None
    low, median, high = np.quantile(100 * (after / before - 1), (0.025, 0.5, 0.975)).tolist()
    return {"median": median, "p2_5": low, "p97_5": high}


def _correlation(left: Array, right: Array) -> float | None:
    """Pearson's, None where one of the two does not vary."""
    import numpy as np

    deviations = left - left.mean(), right - right.mean()
    scale = float(np.sqrt((deviations[0] ** 2).sum() * (deviations[1] ** 2).sum()))
    if scale <= 1e-18 * abs(left.mean() * right.mean()) * len(left) or scale == 0:
        return None
    return float((deviations[0] * deviations[1]).sum()) / scale


def histogram(found: Sampled, view: str) -> dict[str, Any]:
    """Shares of samples in bars of one width, the same for all routes; the outer bars hold what lies beyond."""
    import numpy as np

    rows = {route: found.row(route, view) for route in found.routes}
    low = min(float(np.quantile(row, _ENDS[0])) for row in rows.values())
    high = max(float(np.quantile(row, _ENDS[1])) for row in rows.values())
    if not low < high:
        low, high = low - abs(low or 1.0) / 2, high + abs(high or 1.0) / 2
    edges = np.linspace(low, high, _BARS + 1)
    shares = {
        route: (np.histogram(np.clip(row, low, high), edges)[0] / len(row)).tolist() for route, row in rows.items()
    }
    return {"view": view, "unit": found.units[view], "edges": edges.tolist(), "shares": shares}
