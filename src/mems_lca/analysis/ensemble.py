"""A study at many sampled parameter sets: inputs are drawn as their facts say, all routes on the same draws."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.data_quality import graded
from mems_lca.analysis.draws import Draw, Draws, draws_of
from mems_lca.analysis.sampling import Method, Points, Sampler
from mems_lca.errors import SolveError
from mems_lca.lca.batch import Basis, Compiled, Evaluated, compile_inventory, deviation
from mems_lca.lca.residuals import Floored, floored
from mems_lca.lca.running import CHUNK

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

# What the batch solver may differ from Brightway at most, and at how many samples it is compared.
TOLERANCE = 1e-9
CHECKED = 3


@dataclass(frozen=True)
class Model:
    """A study ready to be sampled: what varies, and the compiled program that depends on it."""

    calculated: Calculated
    draws: Draws
    floored: Floored
    compiled: Compiled

    @property
    def scale(self) -> float:
        """Wafers or devices in one functional unit of the study as it stands."""
        inventory = self.calculated.inventory
        return inventory.values[inventory.functional_units["scale"]]


@dataclass(frozen=True)
class Ensemble:
    """A sampled study. `totals` are per functional unit; a sample at which the study has no solution is left out.

    `deviation` is the largest relative difference to bw2calc at the samples that were solved again; `floors` has the
    share of samples in which a residue came out below zero and counted as zero, by key of its amount.
    """

    model: Model
    method: Method
    seed: int
    evaluated: Evaluated
    deviation: float
    floors: Mapping[str, float]

    @property
    def count(self) -> int:
        """How many samples have a solution."""
        return int(self.evaluated.possible.sum())

    def total(self, route: str, view: str) -> Array:
        """Per functional unit, in the unit of the view: an indicator, or climate change by location or by market."""
        calculated = self.model.calculated
        per_unit = self.evaluated.total(route, calculated.basis, view)
        scale = self.evaluated.cell(calculated.inventory.functional_units["scale"])
        found: Array = (per_unit * scale)[self.evaluated.possible]
        return found

    def views(self) -> tuple[str, ...]:
        """Every view, in the order of the outputs."""
        return tuple(dict.fromkeys(output.view for output in self.evaluated.compiled.outputs))


def model_of(calculated: Calculated, *, bases: Sequence[Basis] = (), shared: Sequence[str] = ()) -> Model:
    """The study ready to be sampled: totals per wafer and per device as in `bases`, by default what it declares.

    `shared` are paths without a route whose values all routes draw as one.
    """
    inventory = calculated.inventory
    draws = draws_of(graded(calculated), tuple(calculated.bound.routes), shared)
    ranges = {name: _range(draw) for name, draw in draws.draws.items()}
    whole = floored(inventory, draws.varied, ranges)
    compiled = compile_inventory(
        whole.inventory,
        draws.varied,
        bases=tuple(bases) or (calculated.basis,),
        cells=[inventory.functional_units["scale"]],
        watched=list(whole.residuals.values()),
        ranges=ranges,
    )
    return Model(calculated, draws.only(compiled.leaves), whole, compiled)


def sample(
    model: Model, samples: int, seed: int, *, method: Method = "sobol", chunk: int = CHUNK, processes: int = 1
) -> Ensemble:
    """The model at points of a seed; the same bytes for the same seed whatever the chunks and processes.

    Raises StudyError where the points do not exist or fit, SolveError where no sample has a solution, or where one that
    is solved again with bw2calc differs by more than TOLERANCE.
    """
    import numpy as np

    points = Points(method, samples, len(model.draws.facts), seed)
    sampler = Sampler(model.draws, points)
    if processes > 1:
        from mems_lca.analysis.workers import run_in_processes

        evaluated = run_in_processes(model, points, chunk=chunk, processes=processes)
    else:
        evaluated = model.compiled.run(sampler, samples, chunk=chunk)
    possible = np.flatnonzero(evaluated.possible)
    if not len(possible):
        raise SolveError.single("no_sample", "the study has a solution at no sample of its inputs")
    picked = np.random.default_rng(seed).choice(possible, size=min(CHECKED, len(possible)), replace=False)
    found = deviation(model.floored.inventory, evaluated, {int(n): sampler.inputs(int(n)) for n in picked})
    if not found <= TOLERANCE:
        message = "the batch solver differs from Brightway"
        raise SolveError.single("deviation", message, found=f"{found:.3g} relative", expected=f"at most {TOLERANCE:g}")
    shares = (evaluated.negative / samples).tolist()
    floors = {amount: share for amount, share in zip(model.floored.residuals, shares, strict=True) if share > 0}
    return Ensemble(model, method, seed, evaluated, found, floors)


def _range(draw: Draw) -> tuple[float, float]:
    """Between which values a draw lies."""
    low, high = draw.spread.limits or (-math.inf, math.inf)
    if draw.spread.distribution == "lognormal":
        return (max(low, 0.0), high) if draw.value >= 0 else (low, min(high, 0.0))
    return low, high
