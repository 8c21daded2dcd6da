"""Areas, dies and yields against numbers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mems_lca.inventory.geometry import gross_dies, murphy, passes, wafer_area
from mems_lca.study.formula import Ref, evaluate


def test_area_of_a_200_mm_wafer() -> None:
    assert wafer_area(0.2) == pytest.approx(0.0314159265, rel=1e-8)


def test_gross_dies_by_hand() -> None:
    """194 mm usable; pitch 1.28 x 1.18 mm = 1.5104 mm²: 29,559.25/1.5104 - 609.47/1.73805 = 19,570.5 - 350.7."""
    assert gross_dies(200.0, 3.0, 1.2, 1.1, 0.08) == 19219
    area, rim = math.pi * 194**2 / 4 / 1.5104, math.pi * 194 / math.sqrt(2 * 1.5104)
    assert (round(area, 1), round(rim, 1)) == (19570.5, 350.7)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e6])
def test_gross_dies_in_any_unit(scale: float) -> None:
    assert gross_dies(*(scale * length for length in (150.0, 5.0, 2.0, 3.0, 0.1))) == gross_dies(
        150.0, 5.0, 2.0, 3.0, 0.1
    )


def test_murphy_of_the_textbook() -> None:
    assert murphy(0.15, 1.0) == pytest.approx(0.8623, abs=5e-5)
    assert murphy(1500.0, 1e-4) == pytest.approx(murphy(0.15, 1.0))


@pytest.mark.parametrize(("defects", "found"), [(1e-9, 1.0), (1.0, (1 - math.exp(-1)) ** 2), (50.0, 4e-4)])
def test_murphy_limits(defects: float, found: float) -> None:
    assert murphy(defects, 1.0) == pytest.approx(found, rel=1e-6)


def test_passes_are_the_sum_of_starts() -> None:
    assert passes(0.9, 1) == pytest.approx(1 / 0.9)
    assert passes(0.9, 3) == pytest.approx(1 / 0.9 + 1 / 0.81 + 1 / 0.729)
    assert passes(1.0, 6) == 6


def test_functions_take_arrays() -> None:
    densities = np.array([0.1, 0.2])
    tree = murphy(Ref("d"), Ref("a"))
    found = evaluate(tree, {"d": densities, "a": np.array(1.0)}.__getitem__)
    assert found == pytest.approx([murphy(0.1, 1.0), murphy(0.2, 1.0)])
