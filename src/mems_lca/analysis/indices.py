"""Sensitivity indices by SALib: shares of variance after Sobol and Saltelli, elementary effects after Morris.

SALib makes probabilities and judges totals; the batch solver stands between. The facts with the largest swings have a
number of their own. All others vary together as one more (Sobol), or stay at their stated values (Morris).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from mems_lca.analysis.draws import Draws
from mems_lca.analysis.ensemble import Model
from mems_lca.analysis.quantiles import quantile
from mems_lca.analysis.sampling import Points
from mems_lca.analysis.sensitivity import Ends
from mems_lca.analysis.uncertainty_views import chosen
from mems_lca.errors import SolveError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mems_lca.lca.running import Fill

    Array = NDArray[np.float64]

Kind = Literal["sobol", "morris"]
KINDS: tuple[Kind, ...] = ("sobol", "morris")
NAMED = 15
REST = "all others"
# Base points of a Sobol estimate at most; each takes one run more than it has numbers, and two.
_BASE = 4096
_TRAJECTORIES, _LEVELS = 100, 4
_GRID_BITS = 16
# Between which quantiles Morris goes: the ends of the grid of levels would be infinite.
_ENDS = (0.025, 0.975)
_FEWEST = 16


@dataclass(frozen=True)
class Index:
    """What one fact does to a total; `fact` is None for all that have no number of their own.

    Sobol: `first` and `total` shares of the variance. Morris: `first` is the mean absolute effect μ*, `total` the
    standard deviation σ of the effects, both in the unit of the total, over the middle 95 % of the fact's spread.
    Errors are half the 95 % interval by SALib's resampling; Morris has none for σ.
    """

    fact: int | None
    first: float
    first_error: float
    total: float
    total_error: float | None


@dataclass(frozen=True)
class Indices:
    """The indices of one total, the largest first, from `base` points or trajectories of which `left_out` had none."""

    kind: Kind
    route: str
    view: str
    base: int
    runs: int
    left_out: int
    rows: tuple[Index, ...]


def indices(ends: Ends, kind: Kind, view: str, *, samples: int, seed: int) -> tuple[Indices, ...]:
    """The indices of every route's total. Raises SolveError where hardly a point has a solution."""
    model = ends.model
    routes = tuple(model.calculated.bound.routes)
    output = chosen(model.calculated, view)
    named = ends.largest([(route, output) for route in routes], NAMED)
    if not named:
        return tuple(Indices(kind, route, view, 0, 0, 0, ()) for route in routes)
    if kind == "morris":
        return tuple(_morris(model, named, route, view, output, seed) for route in routes)
    return _sobol(model, named, routes, view, output, samples, seed)


# ------------------------------------------------------------ Sobol


def _sobol(
    model: Model, named: Sequence[int], routes: Sequence[str], view: str, output: str, samples: int, seed: int
) -> tuple[Indices, ...]:
    import numpy as np
    from SALib.sample import sobol

    base = min(1 << max(samples, 64).bit_length() - 1, _BASE)
    others = len(model.draws.facts) > len(named)
    problem = _problem(len(named) + others, (0.0, 1.0))
    drawn: Array = sobol.sample(problem, base, calc_second_order=False, seed=seed + 1)
    cells = _named(named, drawn)
    if others:
        cells |= _others(model.draws, named, drawn[:, -1], seed + 1)
    totals, possible = _evaluated(model, cells, len(drawn), routes, output)
    block = len(problem["names"]) + 2
    whole = possible.reshape(-1, block).all(axis=1)
    _refuse_few(int(whole.sum()), base)
    kept = np.repeat(whole, block)
    return tuple(
        Indices("sobol", route, view, int(whole.sum()), len(drawn), int(base - whole.sum()),
                _sobol_rows(problem, named, totals[route][kept], seed))
        for route in routes
    )  # fmt: skip


def _sobol_rows(problem: dict[str, Any], named: Sequence[int], totals: Array, seed: int) -> tuple[Index, ...]:
    from SALib.analyze import sobol

    if totals.std() <= 1e-12 * abs(totals.mean()):
        return ()
    found = sobol.analyze(problem, totals, calc_second_order=False, seed=seed + 1)
    columns = [found[name].tolist() for name in ("S1", "S1_conf", "ST", "ST_conf")]
    facts = [*named, None]
    rows = [Index(fact, *figures) for fact, figures in zip(facts, zip(*columns, strict=True), strict=False)]
    return _ordered(rows, lambda row: row.total)


def _others(draws: Draws, named: Sequence[int], column: Array, seed: int) -> dict[int, Cells]:
    """Cells of all facts without a number of their own: each number of the column picks one whole drawing of them."""
    import numpy as np

    rest = [fact for fact in range(len(draws.facts)) if fact not in set(named)]
    numbers, which = np.unique(column, return_inverse=True)
    points = Points("sobol", len(numbers), len(rest), seed)
    cells = points.cells(0, len(numbers)).astype(np.intp) * (1 << _GRID_BITS) // points.grid
    return {fact: Cells(cells[row], which) for row, fact in enumerate(rest)}


# ------------------------------------------------------------ Morris


def _morris(model: Model, named: Sequence[int], route: str, view: str, output: str, seed: int) -> Indices:
    import numpy as np
    from SALib.analyze import morris as judge
    from SALib.sample import morris as draw

    problem = _problem(len(named), _ENDS)
    drawn: Array = draw.sample(problem, _TRAJECTORIES, num_levels=_LEVELS, seed=seed + 1)
    cells = _named(named, drawn)
    totals, possible = _evaluated(model, cells, len(drawn), (route,), output)
    block = len(named) + 1
    whole = possible.reshape(-1, block).all(axis=1)
    _refuse_few(int(whole.sum()), _TRAJECTORIES)
    kept = np.repeat(whole, block)
    found = judge.analyze(problem, drawn[kept], totals[route][kept], num_levels=_LEVELS, seed=seed + 1)
    columns = [np.asarray(found[name], dtype=np.float64).tolist() for name in ("mu_star", "mu_star_conf", "sigma")]
    rows = [Index(fact, first, error, total, None) for fact, first, error, total in zip(named, *columns, strict=True)]
    left_out = int(_TRAJECTORIES - whole.sum())
    ordered = _ordered(rows, lambda row: row.first)
    return Indices("morris", route, view, int(whole.sum()), len(drawn), left_out, ordered)


# ------------------------------------------------------------ between the two


def _problem(numbers: int, bounds: tuple[float, float]) -> dict[str, Any]:
    return {
        "num_vars": numbers,
        "names": [f"x{number}" for number in range(numbers)],
        "bounds": [list(bounds)] * numbers,
    }


@dataclass(frozen=True)
class Cells:
    """Cells of the grid for one fact: those of `cells` that `which` picks, one for each parameter set."""

    cells: NDArray[np.intp]
    which: NDArray[np.intp]

    def of(self, start: int, stop: int) -> NDArray[np.intp]:
        """The cells of the parameter sets from `start` to before `stop`."""
        return self.cells[self.which[start:stop]]


def _named(named: Sequence[int], drawn: Array) -> dict[int, Cells]:
    """The cells of the grid in which the probabilities of each fact's column lie."""
    import numpy as np

    size, order = 1 << _GRID_BITS, np.arange(len(drawn))
    cells = np.minimum((drawn * size).astype(np.intp), size - 1)
    return {fact: Cells(cells[:, column], order) for column, fact in enumerate(named)}


def _evaluated(
    model: Model, cells: Mapping[int, Cells], count: int, routes: Sequence[str], output: str
) -> tuple[dict[str, Array], NDArray[np.bool_]]:
    """Totals per functional unit by route, with facts at cells of the grid and all others at their stated values."""
    draws = model.draws.draws
    quantiles = {name: quantile(draw, 1 << _GRID_BITS) for name, draw in draws.items() if draw.fact in cells}

    def source(start: int, stop: int) -> Fill:
        def fill(name: str, out: Array) -> None:
            if name in quantiles:
                quantiles[name](cells[draws[name].fact].of(start, stop), out)
            else:
                out[:] = draws[name].value

        return fill

    evaluated = model.compiled.run(source, count)
    basis = model.calculated.basis
    scale = evaluated.cell(model.calculated.inventory.functional_units["scale"])
    return {route: evaluated.total(route, basis, output) * scale for route in routes}, evaluated.possible


def _refuse_few(whole: int, base: int) -> None:
    if whole < min(_FEWEST, base):
        message = "the study has no solution at most of the points that the indices need"
        raise SolveError.single("no_sample", message, found=f"{whole} of {base}", expected=f"at least {_FEWEST}")


def _ordered(rows: list[Index], by: Any) -> tuple[Index, ...]:
    """Those that do something, the largest first, and all others behind those with a number of their own."""
    kept = [row for row in rows if by(row) > 0]
    return tuple(sorted(kept, key=lambda row: (row.fact is None, -by(row))))
