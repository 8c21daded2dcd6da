"""Die yield models against each other and against what defines them: Poisson yields over a spread of densities."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mems_lca.inventory.geometry import exponential, murphy, negative_binomial, poisson, seeds


@pytest.mark.parametrize(
    ("defects", "poisson_", "murphy_", "exponential_", "seeds_"),
    [
        (0.081, 0.9222, 0.9227, 0.9251, 0.7523),
        (0.5, 0.6065, 0.6193, 0.6667, 0.4931),
        (1.0, 0.3679, 0.3996, 0.5000, 0.3679),
        (4.0, 0.0183, 0.0602, 0.2000, 0.1353),
    ],
)
def test_printed_values(defects: float, poisson_: float, murphy_: float, exponential_: float, seeds_: float) -> None:
    """A D = 0.081: a public calculator prints 92.2, 92.3 and 92.5 % for Poisson, Murphy and 1/(1 + A D)."""
    found = [rule(defects, 1.0) for rule in (poisson, murphy, exponential, seeds)]
    assert found == pytest.approx([poisson_, murphy_, exponential_, seeds_], abs=5e-5)


@pytest.mark.parametrize(("alpha", "found"), [(0.5, 0.5774), (1.0, 0.5), (2.0, 0.4444), (3.0, 0.4219), (1e6, 0.3679)])
def test_clustering(alpha: float, found: float) -> None:
    """One defect per die: (1 + 1/alpha)**-alpha."""
    assert negative_binomial(1.0, 1.0, alpha) == pytest.approx(found, abs=5e-5)


DEFECTS = (0.05, 0.5, 2.0)


@pytest.mark.parametrize("defects", DEFECTS)
def test_exponential_densities(defects: float) -> None:
    """Integral of exp(-A D') exp(-D'/D)/D over D'."""
    density = np.linspace(0, 60 * defects, 400_001)
    weight = np.exp(-density / defects) / defects
    assert exponential(defects, 1.0) == pytest.approx(np.trapezoid(np.exp(-density) * weight, density), rel=1e-6)


@pytest.mark.parametrize("defects", DEFECTS)
def test_triangle_of_densities(defects: float) -> None:
    """Integral of exp(-A D') over a triangle from 0 to 2 D with its peak at D."""
    density = np.linspace(0, 2 * defects, 400_001)
    weight = (defects - abs(density - defects)) / defects**2
    assert murphy(defects, 1.0) == pytest.approx(np.trapezoid(np.exp(-density) * weight, density), rel=1e-6)


@pytest.mark.parametrize("alpha", [0.8, 2.0, 5.0])
@pytest.mark.parametrize("defects", DEFECTS)
def test_gamma_of_densities(defects: float, alpha: float) -> None:
    """Mean of exp(-A D') over draws of a gamma distribution with the mean D and the shape alpha."""
    draws = np.random.default_rng(5).gamma(alpha, defects / alpha, 1_000_000)
    assert negative_binomial(defects, 1.0, alpha) == pytest.approx(np.exp(-draws).mean(), abs=1e-3)


def test_two_forms_that_are_called_seeds_differ() -> None:
    """At A D = 0.15, a small die, 0.68 against 0.87: the name alone does not say which is meant."""
    assert seeds(0.15, 1.0) == pytest.approx(math.exp(-math.sqrt(0.15)))
    assert seeds(0.15, 1.0) < poisson(0.15, 1.0) < exponential(0.15, 1.0)
    assert poisson(4.0, 1.0) < seeds(4.0, 1.0) < exponential(4.0, 1.0)
