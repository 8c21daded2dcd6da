"""Placed dies: equal to a search over every critical offset, and to what a grid of that size can and cannot hold."""

from __future__ import annotations

import time
from itertools import combinations
from math import ceil, pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mems_lca.inventory.placement import most_dies

RIM = 100.0
# What touches the rim counts; a part in 10¹⁰ of the radius is what the search itself allows for.
ALLOWED = RIM * (1 + 3e-10)


def brute_force(width: float, height: float, scribe: float) -> int:
    """The most dies of a fixed grid inside a circle of radius RIM over all its centres.

    The centres from which a given set of dies lies inside are the common part of discs, one about each corner of each
    die. If there is such a centre, the common part has a vertex (each die has four corners), which lies on two of the
    circles. So the crossings of the circles about all pairs of corners suffice; here, those within one pitch.
    """
    pitch = np.array([width + scribe, height + scribe])
    half = np.array([width, height]) / 2
    reach = [range(-ceil((RIM + 1) / size) - 1, ceil((RIM + 1) / size) + 3) for size in pitch]
    dies = np.array([(i, j) for i in reach[0] for j in reach[1]]) * pitch
    signs = np.array([(-1, -1), (-1, 1), (1, -1), (1, 1)])
    corners = (dies[:, None] + signs * half).reshape(-1, 2)
    # A circle that crosses the cell [0, pitch] has its centre between these distances from the cell.
    nearest = np.hypot(*(corners - np.clip(corners, 0, pitch)).T)
    farthest = np.hypot(*np.maximum(abs(corners), abs(corners - pitch)).T)
    rims = corners[(nearest <= ALLOWED) & (farthest >= RIM)]
    first, second = rims[np.array(list(combinations(range(len(rims)), 2)), dtype=int).reshape(-1, 2).T]
    apart = np.hypot(*(second - first).T)
    close = (apart > 1e-9) & (apart <= 2 * RIM)
    first, second, apart = first[close], second[close], apart[close]
    along = (second - first) / apart[:, None]
    across = np.stack([-along[:, 1], along[:, 0]], axis=1) * np.sqrt(RIM**2 - apart**2 / 4)[:, None]
    centres = np.concatenate([(first + second) / 2 + across, (first + second) / 2 - across, pitch / 2 * [[0, 0]]])
    inside = np.all((centres >= -1e-6) & (centres <= pitch + 1e-6), axis=1)
    best = 0
    for block in np.array_split(centres[inside], max(1, inside.sum() * len(dies) // 2_000_000)):
        far = abs(block[:, None] - dies) + half
        best = max(best, int((np.hypot(far[..., 0], far[..., 1]) <= ALLOWED).sum(axis=1).max(initial=0)))
    return best


def counted(u: float, v: float, diameter: float, width: float, height: float, scribe: float) -> int:
    """Whole dies of the grid with one die centred at (u, v), row by row."""
    total, radius = 0, diameter / 2
    for row in range(-400, 401):
        y = abs(row * (height + scribe) + v) + height / 2
        if y <= radius:
            reach = np.sqrt(radius**2 - y**2) - width / 2
            if reach >= 0:
                pitch = width + scribe
                total += int(np.floor((reach - u) / pitch) + np.floor((reach + u) / pitch)) + 1
    return total


def test_two_hundred_random_dies_as_by_brute_force() -> None:
    """Sizes from one die on the wafer to some sixty, long and square, with narrow and with wide scribe lines."""
    random = np.random.default_rng(20251)
    for _ in range(200):
        width, height = np.exp(random.uniform(np.log(18), np.log(190), 2))
        scribe = random.choice([0.0, 0.1, 1.0, 15.0]) * random.uniform(0.5, 1)
        assert most_dies(2 * RIM, 0.0, width, height, scribe) == brute_force(width, height, scribe), (
            width, height, scribe,
        )  # fmt: skip


@pytest.mark.parametrize("sizes", [(20.0, 20.0, 0.0), (60.0, 80.0, 0.0), (30.0, 40.0, 10.0), (120.0, 160.0, 1.0)])
def test_dies_that_touch_the_rim_as_by_brute_force(sizes: tuple[float, float, float]) -> None:
    """Whole numbers, with many corners on the rim at once."""
    assert most_dies(2 * RIM, 0.0, *sizes) == brute_force(*sizes)


SIDE = st.floats(1.5, 60)


@settings(max_examples=60)
@given(width=SIDE, height=SIDE, scribe=st.floats(0, 2), shares=st.lists(st.tuples(*[st.floats(0, 1)] * 2), min_size=9))
def test_no_offset_holds_more(width: float, height: float, scribe: float, shares: list[tuple[float, float]]) -> None:
    best = most_dies(200.0, 0.0, width, height, scribe)
    pitch = width + scribe, height + scribe
    for first, second in [*shares, (0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5)]:
        assert counted(first * pitch[0], second * pitch[1], 200.0, width, height, scribe) <= best


@given(diameter=st.floats(50, 300), width=SIDE, height=SIDE, scribe=st.floats(0, 2), edge=st.floats(0, 10))
def test_placement_behaves(diameter: float, width: float, height: float, scribe: float, edge: float) -> None:
    dies = most_dies(diameter, edge, width, height, scribe)
    assert dies * width * height <= pi * (diameter / 2 - edge) ** 2 * (1 + 1e-9)
    assert dies == most_dies(diameter, edge, height, width, scribe)
    assert dies >= most_dies(diameter, edge + 1, width, height, scribe)
    assert dies >= most_dies(diameter, edge, width * 1.02, height, scribe)
    # A grid at a random offset holds on average as many as the area of good centres holds pitches.
    radius = diameter / 2 - edge
    if (width + height) ** 2 < radius**2:
        reach = np.linspace(0, np.sqrt(radius**2 - height**2 / 4) - width / 2, 2001)
        tall = np.maximum(np.sqrt(radius**2 - (reach + width / 2) ** 2) - height / 2, 0)
        mean = 4 * np.trapezoid(tall, reach) / ((width + scribe) * (height + scribe))
        assert dies >= mean * (1 - 1e-3)


def test_twenty_thousand_dies_take_milliseconds() -> None:
    most_dies(100.0, 3.0, 10.0, 10.0, 0.1)
    took = []
    for width in (1.0, 1.1, 1.2, 1.3, 1.4):
        start = time.process_time()
        assert 15_000 < most_dies(200.0, 3.0, width, 1.0, 0.08) < 27_000
        took.append(time.process_time() - start)
    assert min(took) < 0.05
