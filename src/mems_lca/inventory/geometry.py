"""Areas, gross dies and yields; each function works on numbers, arrays and formula trees alike."""

from __future__ import annotations

from math import pi
from typing import TypeVar

from mems_lca.study.formula import Expr, exp, floor, log, maximum, sqrt

T = TypeVar("T", float, Expr)


def wafer_area(diameter: T) -> T:
    """Area of a round wafer, pi d²/4 (flat or notch neglected), in the square of the unit of d."""
    return diameter**2 * (pi / 4)


def gross_dies(diameter: T, edge_exclusion: T, width: T, height: T, scribe: T) -> T:
    """Whole gross dies on a round wafer, by the field's formula.

    floor(pi D²/(4 S) - pi D/sqrt(2 S)) with D = d - 2 e and S = (w + s)(h + s): area ratio less the dies lost along
    the rim (de Vries, IEEE Trans. Semicond. Manuf. 18 (2005) 136-139, compares it with others). Lengths in one unit.
    """
    usable = maximum(diameter - edge_exclusion * 2, 0)
    pitch = (width + scribe) * (height + scribe)
    return floor(usable**2 * (pi / 4) / pitch - usable * pi / sqrt(pitch * 2))


def murphy(defect_density: T, area: T) -> T:
    """Die yield after Murphy (Proc. IEEE 52 (1964) 1537): ((1 - exp(-A D))/(A D))²; A D is a number above 0."""
    defects = area * defect_density
    return ((1 - exp(-defects)) / defects) ** 2


def poisson(defect_density: T, area: T) -> T:
    """Die yield with defects at random: exp(-A D), the lowest for any distribution of densities with the mean D."""
    return exp(-(area * defect_density))


def negative_binomial(defect_density: T, area: T, clustering: T) -> T:
    """Die yield with clustered defects: (1 + A D/alpha)**-alpha (Stapper, IBM J. Res. Dev. 20 (1976) 228-234).

    A small alpha means strong clustering; alpha = 1 is `exponential`, and without bound it tends to `poisson`.
    Written as an exponential, because an exponent of the formula language is a plain number.
    """
    return exp(-(clustering * log(area * defect_density / clustering + 1)))


def seeds(defect_density: T, area: T) -> T:
    """Die yield exp(-sqrt(A D)), printed as Seeds' (1967) and as Moore's model; below `poisson` where A D < 1.

    As many texts give the name Seeds to 1/(1 + A D), which is `exponential` here: 0.68 against 0.87 at A D = 0.15.
    """
    return exp(-sqrt(area * defect_density))


def exponential(defect_density: T, area: T) -> T:
    """Die yield with an exponential distribution of defect densities: 1/(1 + A D), also printed as Seeds' model."""
    return 1 / (area * defect_density + 1)


def passes(step_yield: T, repeat: int) -> T:
    """Wafers started per wafer that has passed a step `repeat` times with this yield each time: the sum of y**-m."""
    total = 1 / step_yield
    for power in range(2, repeat + 1):
        total = total + 1 / step_yield**power
    return total
