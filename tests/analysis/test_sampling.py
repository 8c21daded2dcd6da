"""Points: the same whatever is drawn before, in whatever parts, by either method."""

from __future__ import annotations

import numpy as np
import pytest

from mems_lca.analysis.sampling import GRID, METHODS, Method, Points
from mems_lca.errors import StudyError


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", [1, 2, 3, 7])
def test_points_do_not_depend_on_what_was_drawn_before(method: Method, seed: int) -> None:
    points = Points(method, 300, 5, seed)
    whole = points.cells(0, 300).copy()
    for start, stop in ((0, 1), (0, 300), (1, 2), (129, 130), (0, 1), (7, 300), (0, 2)):
        assert points.cells(start, stop).tolist() == whole[:, start:stop].tolist()
    fresh = Points(method, 300, 5, seed)
    assert [fresh.cells(number, number + 1)[:, 0].tolist() for number in range(300)] == whole.T.tolist()


@pytest.mark.parametrize("method", METHODS)
def test_every_dimension_is_covered_evenly(method: Method) -> None:
    count = 256
    points = Points(method, count, 7, 1)
    strata = points.cells(0, count).astype(np.int64) * count // points.grid
    assert all(sorted(row) == list(range(count)) for row in strata.tolist())


def test_more_points_than_cells() -> None:
    count = 2 * GRID
    cells = Points("sobol", count, 2, 1).cells(0, count)
    assert np.bincount(cells[0], minlength=GRID).tolist() == [2] * GRID


def test_seeds_differ() -> None:
    one, other = (Points("sobol", 64, 3, seed).cells(0, 64).tolist() for seed in (1, 2))
    assert one != other


@pytest.mark.parametrize(
    ("method", "count", "dimensions", "said"),
    [("lhs", 10_000_000, 700, "does not fit into memory"), ("sobol", 16, 30_000, "not so many dimensions")],
)
def test_what_cannot_be_drawn_is_refused(method: Method, count: int, dimensions: int, said: str) -> None:
    with pytest.raises(StudyError, match=said):
        Points(method, count, dimensions, 1)


def test_nothing_to_draw() -> None:
    assert Points("sobol", 8, 0, 1).cells(0, 8).shape == (0, 8)
