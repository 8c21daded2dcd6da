"""What samples say of a total: centre, interval, and how well the run knows them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LOW, HIGH = 0.025, 0.975
# A run is cut into this many consecutive parts; each has at least so many samples, or there are no parts.
PARTS = 16
_SMALLEST_PART = 32
# Where the mean differs from the stated value by more than this, or the stated value lies this far from the median in
# rank, a reader is told.
SKEWED_MEAN = 0.02
SKEWED_RANK = 0.05


@dataclass(frozen=True)
class Samples:
    """Rows of values over the samples that have a solution; `parts` are consecutive ranges of them, or none.

    Each part is a smaller run of its own. The scatter of what the parts say, over the root of their number, is the
    standard error of the whole where parts are independent. Those of a Sobol sequence fill one another's gaps, and
    those of a Latin hypercube share its strata, so that the whole run is closer than that: the figure errs upwards.
    """

    values: Array
    parts: tuple[slice, ...]

    def errors(self, statistic: Any) -> Array | None:
        """Standard errors of what `statistic` makes of rows of values: any shape; None without parts."""
        import numpy as np

        if not self.parts:
            return None
        found = np.array([statistic(self.values[:, part]) for part in self.parts])
        errors: Array = found.std(axis=0, ddof=1) / math.sqrt(len(self.parts))
        return errors


def samples(values: Array, possible: NDArray[np.bool_]) -> Samples:
    """Rows over possible samples, with the parts of the whole run that they come from."""
    import numpy as np

    count = len(possible)
    if count < PARTS * _SMALLEST_PART:
        return Samples(values, ())
    bounds = [round(part * count / PARTS) for part in range(PARTS + 1)]
    before = np.concatenate([[0], np.cumsum(possible)])
    parts = tuple(slice(int(before[first]), int(before[last])) for first, last in itertools.pairwise(bounds))
    smallest = min(part.stop - part.start for part in parts)
    return Samples(values, parts if smallest >= _SMALLEST_PART else ())


def centre_and_ends(values: Array) -> Array:
    """Mean, median, and the ends of the 95 % interval of each row: 4 × rows."""
    import numpy as np

    found: Array = np.concatenate([[values.mean(axis=1)], np.quantile(values, (0.5, LOW, HIGH), axis=1)])
    return found


NAMES = ("mean", "median", "p2_5", "p97_5")


def described(found: Samples, stated: Sequence[float], units: Sequence[str]) -> list[dict[str, Any]]:
    """For each row its figures beside the value at the stated inputs, in the row's unit.

    `below` is the share of samples below the stated value, `gsd` the geometric standard deviation (None where a sample
    is not above zero), `standard_error` that of each figure (None for runs too small to tell).
    """
    figures = centre_and_ends(found.values)
    errors = found.errors(centre_and_ends)
    return [
        {
            "deterministic": stated[row],
            **dict(zip(NAMES, figures[:, row].tolist(), strict=True)),
            "n": found.values.shape[1],
            "unit": units[row],
            "sd": float(found.values[row].std()),
            "gsd": _gsd(found.values[row]),
            "below": _share_below(found.values[row], stated[row]),
            "standard_error": None if errors is None else dict(zip(NAMES, errors[:, row].tolist(), strict=True)),
        }
        for row in range(len(stated))
    ]


def outside(entry: dict[str, Any]) -> bool:
    """Whether the stated value lies outside its own 95 % interval."""
    rounding = 1e-9 * abs(entry["deterministic"])
    return not entry["p2_5"] - rounding <= entry["deterministic"] <= entry["p97_5"] + rounding


def skewed(entry: dict[str, Any]) -> bool:
    """Whether the value at the stated inputs is no good middle of the samples."""
    stated, mean = entry["deterministic"], entry["mean"]
    if entry["sd"] <= 1e-9 * abs(mean):
        return False
    return bool(abs(mean - stated) > SKEWED_MEAN * abs(stated) or abs(entry["below"] - 0.5) > SKEWED_RANK)


def _gsd(values: Array) -> float | None:
    import numpy as np

    return float(np.exp(np.log(values).std())) if values.min() > 0 else None


def _share_below(values: Array, stated: float) -> float:
    """The share of samples below a value; what equals it to rounding counts half."""
    import numpy as np

    near = 1e-12 * abs(stated)
    below, equal = np.count_nonzero(values < stated - near), np.count_nonzero(np.abs(values - stated) <= near)
    return (below + equal / 2) / len(values)
