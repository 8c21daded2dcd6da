"""The scenarios of a sweep: every combination of values, or points drawn between the ends of ranges.

A scenario depends on its number only, so that parts of a sweep in any order give the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

from mems_lca.analysis.sampling import Points
from mems_lca.errors import Finding, Place, StudyError, nearest
from mems_lca.study.vary import Axis
from mems_lca.units import Quantity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Index = NDArray[np.intp]

Sample = Literal["grid", "lhs", "sobol"]
SAMPLES: tuple[Sample, ...] = get_args(Sample)
LARGEST = 10_000_000


@dataclass(frozen=True)
class Column:
    """The values of one axis in some scenarios: `index` of each in a list or range, `values` in the axis's unit.

    A range from which points are drawn has no index, and names have no values.
    """

    index: Index | None
    values: Array | None


@dataclass(frozen=True)
class Design:
    """`count` scenarios. A grid holds every combination, the last axis changing first; else points of a seed."""

    axes: tuple[Axis, ...]
    sample: Sample
    count: int
    seed: int

    def columns(self, start: int, stop: int) -> tuple[Column, ...]:
        """The values of each axis in the scenarios from `start` to before `stop`."""
        import numpy as np

        if self.sample == "grid":
            numbers = np.arange(start, stop)
            found = []
            stride = self.count
            for position, axis in enumerate(self.axes):
                stride //= axis.count or 1
                found.append(self._listed(position, (numbers // stride) % (axis.count or 1)))
            return tuple(found)
        shares = (self._points.cells(start, stop) + 0.5) / self._points.grid
        return tuple(
            self._listed(position, (share * len(axis.texts)).astype(np.intp))
            if axis.span is None
            else Column(None, axis.span.at(share))
            for position, (axis, share) in enumerate(zip(self.axes, shares, strict=True))
        )

    def texts(self, number: int) -> dict[str, str]:
        """One scenario, by path, as `--set` takes it."""
        found = {}
        for axis, column in zip(self.axes, self.columns(number, number + 1), strict=True):
            if axis.span is None:
                assert column.index is not None
                found[axis.path] = axis.texts[int(column.index[0])]
            else:
                assert column.values is not None
                found[axis.path] = str(Quantity(float(column.values[0]), axis.span.unit))
        return found

    def _listed(self, position: int, index: Index) -> Column:
        values = self._magnitudes[position]
        return Column(index, None if values is None else values[index])

    @cached_property
    def _magnitudes(self) -> tuple[Array | None, ...]:
        import numpy as np

        drawn = self.sample != "grid"
        return tuple(
            np.array(axis.magnitudes()) if axis.numeric and not (drawn and axis.span) else None for axis in self.axes
        )

    @cached_property
    def _points(self) -> Points:
        assert self.sample != "grid"
        return Points(self.sample, self.count, len(self.axes), self.seed)


def read_design(axes: Sequence[Axis], sample: str = "grid", number: int | None = None, seed: int = 1) -> Design:
    """The scenarios of axes; `number` of them where they are drawn. Raises StudyError for what is none, or too many."""
    if sample not in SAMPLES:
        message = "there is no such way to choose scenarios"
        near = nearest(sample, SAMPLES)
        raise StudyError.single("sample", message, found=sample, expected=", ".join(SAMPLES), nearest=near)
    if not 0 <= seed < 2**32:
        raise StudyError.single("seed", "there is no such seed", found=str(seed), expected="0 to 4,294,967,295")
    findings = _of_grid(axes, number) if sample == "grid" else _of_points(axes, sample, number)
    if findings:
        raise StudyError(findings)
    count = math.prod(axis.count or 1 for axis in axes) if sample == "grid" else number or 0
    return Design(tuple(axes), next(name for name in SAMPLES if name == sample), count, seed)


def _of_grid(axes: Sequence[Axis], number: int | None) -> list[Finding]:
    found = [
        Finding(
            "error", "vary", "the range of a grid needs its number of values", axis.place, expected="LOW:HIGH:NUMBER"
        )
        for axis in axes
        if axis.count is None
    ]
    if number is not None:
        message = "a grid has as many scenarios as its values combine to"
        found.append(_finding("number", message, f"--n {number}", "--sample lhs or --sample sobol with --n"))
    count = math.prod(axis.count or 1 for axis in axes)
    if count > LARGEST:
        expected = f"at most {LARGEST:,}; or --sample lhs --n 10000 to draw from the ranges"
        found.append(_finding("too_many", "the grid has too many scenarios", f"{count:,}", expected))
    return found


def _of_points(axes: Sequence[Axis], sample: str, number: int | None) -> list[Finding]:
    message = f"names cannot be drawn by {sample}"
    found = [
        Finding("error", "sample", message, axis.place, ", ".join(axis.texts), "a range, or --sample grid")
        for axis in axes
        if not axis.numeric
    ]
    if number is None:
        found.append(_finding("number", f"{sample} needs a number of scenarios", "", "--n 1000"))
    elif number < 1:
        found.append(_finding("number", "a sweep has at least one scenario", str(number), "--n 1000"))
    elif number > LARGEST:
        found.append(_finding("too_many", "these are too many scenarios", f"{number:,}", f"at most {LARGEST:,}"))
    return found


def _finding(code: str, message: str, found: str, expected: str) -> Finding:
    return Finding("error", code, message, Place(), found, expected)
