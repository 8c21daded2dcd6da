"""The verdict on a claim, from numbers alone: how far figures lie from what is claimed, and what that means.

The ratio of a figure to a claimed range is 1 inside it, else the figure over the nearer end. Its distance is the ratio
or its inverse, whichever is above 1; it is infinite where the signs differ or one of the two is zero.

- holds: every figure lies within the tolerance, a distance of at most 1 + tolerance;
- contradicted: every figure lies beyond the ratio that the check states;
- doubtful: anything between, where the figures are those of others, which cannot refute what somebody says of
  other fabs;
- differs: anything between, where this library calculated the figures;
- not computable: a number is missing.

Over the checks of a claim: by the rule `all` the worst of them counts, by `any` the best (readings of an unclear
sentence: the claim stands if one of them does), and by `each` the claim `depends` on the case unless all agree. What is
not computable counts only where nothing else does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, Literal

Verdict = Literal["holds", "doubtful", "differs", "contradicted", "depends", "not_computable"]

# From the best to the worst.
ORDER: Final[tuple[Verdict, ...]] = ("holds", "doubtful", "differs", "contradicted")


def ratio(found: float, low: float | None, high: float | None) -> float:
    """1 inside the claimed range, else the figure over the nearer end; inf where that end is zero."""
    if low is not None and found < low:
        nearer = low
    elif high is not None and found > high:
        nearer = high
    else:
        return 1.0
    return found / nearer if nearer else math.inf


def distance(value: float) -> float:
    """How far a ratio lies from 1, either way; infinite for another sign or zero."""
    return max(value, 1 / value) if value > 0 else math.inf


def verdict_of(ratios: Sequence[float], *, tolerance: float, beyond: float, published: bool) -> Verdict:
    """The verdict of one check over the ratios of its figures; `published` says that all of them are of others."""
    distances = [distance(entry) for entry in ratios]
    # A figure that lies on the limit holds, whatever its last bit.
    if max(distances) <= (1 + tolerance) * (1 + 1e-12):
        return "holds"
    if min(distances) > beyond:
        return "contradicted"
    return "doubtful" if published else "differs"


def overall(verdicts: Sequence[Verdict], rule: str) -> Verdict:
    """The verdict of a claim over those of its checks."""
    known = [entry for entry in verdicts if entry != "not_computable"]
    if not known:
        return "not_computable"
    if rule == "each":
        return known[0] if len(set(known)) == 1 else "depends"
    ranked = sorted(known, key=ORDER.index)
    return ranked[0] if rule == "any" else ranked[-1]
