"""What a factor of a table says of its own quality, as the evidence and the spread of its cell."""

from __future__ import annotations

from mems_lca.library.factors import Factor
from mems_lca.library.pedigree import Evidence, Flow, What
from mems_lca.study.step import Parameter
from mems_lca.study.uncertainty import Uncertainty
from mems_lca.units import Quantity

DESIGN = Evidence("design")
"""What a study asks for: the size of a die, a wafer, a functional unit."""
METHOD = Evidence("method")
"""How a flow counts: a global warming potential, a scarcity factor."""

# A dimensionless parameter of such a name, from 0 to 1, is a share even where its file sets no limit of 1.
_SHARES = ("share", "yield", "fraction", "efficiency", "recovery", "utilisation", "uptime", "duty")


def of_factor(what: What, factor: Factor, flow: Flow = "demand", sector: str = "") -> Evidence:
    """The evidence of a number of a table."""
    return Evidence(what, factor.kind, factor.year, factor.place, sector, flow)


def stated(factor: Factor) -> Uncertainty | None:
    """The spread that a table states beside a number: a geometric standard deviation."""
    return Uncertainty(lognormal=factor.gsd) if factor.gsd is not None and factor.gsd >= 1 else None


def inherited(default: Parameter, by: str) -> Uncertainty | None:
    """A default's spread for the value that a route or measure (`by`) puts in its place: a relative one only.

    What the study gives is data of its own, with a spread of its own.
    """
    spread = default.uncertainty
    return None if by == "study" or (by and spread is not None and spread.lognormal is None) else spread


def is_share(name: str, value: Quantity, default: Parameter) -> bool:
    """Whether a dimensionless parameter is a share or yield, which its spread must leave between 0 and 1."""
    if value.canonical_unit != "" or not 0 <= value.canonical <= 1:
        return False
    if default.min is not None and default.min.canonical < 0:
        return False
    return default.max.canonical == 1 if default.max is not None else any(word in name for word in _SHARES)
