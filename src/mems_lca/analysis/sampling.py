"""Sampling points, drawn whole from a seed: Sobol sequences and Latin hypercubes of scipy.

A point is a cell of a grid of equally likely ones in every dimension. It depends on the seed, the number of points and
its own number only, so that parts of a run in any order give the same bytes.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from mems_lca.analysis.draws import Draws
from mems_lca.analysis.quantiles import quantile
from mems_lca.errors import StudyError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mems_lca.lca.running import Fill

    Array = NDArray[np.float64]
    Cells = NDArray[np.uint16]

Method = Literal["sobol", "lhs"]
METHODS: tuple[Method, ...] = ("sobol", "lhs")
# Equally likely values of an input. Their middles miss less than 1e-4 of the variance of a normal distribution, far
# below what any number of samples resolves, and a table of them stays near the processor.
# Their numbers fit into two bytes.
GRID = 1 << 16
# scipy has direction numbers for so many dimensions.
_SOBOL_DIMENSIONS = 21_201
# A Latin hypercube is held whole; this many of its numbers take two gigabytes.
_LARGEST_HYPERCUBE = 250_000_000
# Points that are put into order at once: few enough to stay near the processor.
_BLOCK = 128


@dataclass
class Points:
    """`count` points of `dimensions` by a method and seed.

    Raises StudyError where a method has no such points, or they take too much memory.
    """

    method: Method
    count: int
    dimensions: int
    seed: int
    _next: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        if self.method == "sobol" and self.dimensions > _SOBOL_DIMENSIONS:
            message = "a Sobol sequence has not so many dimensions"
            raise StudyError.single("sampling", message, found=str(self.dimensions), expected=f"{_SOBOL_DIMENSIONS}")
        if self.method == "lhs" and self.count * self.dimensions > _LARGEST_HYPERCUBE:
            message = "a Latin hypercube of this size does not fit into memory"
            largest = _LARGEST_HYPERCUBE // max(self.dimensions, 1)
            expected = f"at most {largest:,} samples of {self.dimensions} inputs, or the method sobol"
            raise StudyError.single("sampling", message, found=f"{self.count:,} samples", expected=expected)

    @cached_property
    def grid(self) -> int:
        """Cells in each dimension."""
        return min(self.count, GRID) if self.method == "lhs" else GRID

    def cells(self, start: int, stop: int) -> Cells:
        """The cells of points from `start` to before `stop`: dimensions × points."""
        import numpy as np

        found = np.empty((self.dimensions, stop - start), dtype=np.uint16)
        if self.dimensions == 0:
            return found
        if self.method == "lhs":
            np.copyto(found, self._hypercube[start:stop].T * self.grid, casting="unsafe")
            return found
        if start < self._next:
            self._sobol.reset()
            self._next = 0
        if start > self._next:
            self._sobol.fast_forward(start - self._next)
        with warnings.catch_warnings():
            # scipy warns of counts that are no power of two: what they cost in balance, convergence shows.
            warnings.simplefilter("ignore", UserWarning)
            for first in range(0, stop - start, _BLOCK):
                # Not in place: for one point scipy may return the array that it starts from.
                block = self._sobol.random(min(_BLOCK, stop - start - first)) * self.grid
                np.copyto(found[:, first : first + len(block)], block.T, casting="unsafe")
        self._next = stop
        return found

    @cached_property
    def _sobol(self) -> Any:
        import numpy as np
        from scipy.stats import qmc

        return qmc.Sobol(self.dimensions, rng=np.random.default_rng(self.seed))

    @cached_property
    def _hypercube(self) -> Array:
        import numpy as np
        from scipy.stats import qmc

        engine = qmc.LatinHypercube(self.dimensions, scramble=False, rng=np.random.default_rng(self.seed))
        found: Array = engine.random(self.count)
        return found


class Sampler:
    """Fills the leaves of a compiled study from points: a source for the batch solver."""

    def __init__(self, draws: Draws, points: Points) -> None:
        self._draws = draws.draws
        self._points = points
        self._quantiles = {name: quantile(draw, points.grid) for name, draw in draws.draws.items()}

    def __call__(self, start: int, stop: int) -> Fill:
        """What fills leaves for the points from `start` to before `stop`."""
        cells = self._points.cells(start, stop)

        def fill(name: str, out: Array) -> None:
            self._quantiles[name](cells[self._draws[name].fact], out)

        return fill

    def inputs(self, number: int) -> dict[str, float]:
        """The value of every input that varies, by its key, at one point."""
        import numpy as np

        fill, found = self(number, number + 1), np.empty(1)
        values: dict[str, float] = {}
        for name, draw in self._draws.items():
            fill(name, found)
            values |= dict.fromkeys(draw.cells, float(found[0]))
        return values
