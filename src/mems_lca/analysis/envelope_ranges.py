"""What the combinations of choices say: ranges, what each choice moves alone, and what flips a ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mems_lca.analysis.envelope_compose import Combinations

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

# Totals that differ by less, relative to the larger, are equal.
EQUAL = 1e-12
SETS_SHOWN = 12


@dataclass(frozen=True)
class Alone:
    """What one choice does with all others as the study has them: the total by option, the study's own first."""

    choice: str
    totals: Mapping[str, float]

    @property
    def chosen(self) -> float:
        """The total of the study as chosen."""
        return next(iter(self.totals.values()))

    @property
    def width(self) -> float:
        """Between the highest and the lowest total."""
        return max(self.totals.values()) - min(self.totals.values())

    @property
    def low(self) -> tuple[str, float]:
        """The option with the lowest total, and that total."""
        return min(self.totals.items(), key=lambda entry: entry[1])

    @property
    def high(self) -> tuple[str, float]:
        """The option with the highest total, and that total."""
        return max(self.totals.items(), key=lambda entry: entry[1])


@dataclass(frozen=True)
class Range:
    """One total over all combinations: its ends with their options, and each choice alone, what moves most first."""

    chosen: float
    low: float
    high: float
    low_at: Mapping[str, str]
    high_at: Mapping[str, str]
    by_choice: tuple[Alone, ...]

    @property
    def most(self) -> str:
        """The choice that moves most alone; "" where none moves anything."""
        first = self.by_choice[0] if self.by_choice else None
        return first.choice if first is not None and first.width > EQUAL * abs(self.chosen) else ""

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "chosen": self.chosen,
            "by_choice": {"low": self.low, "high": self.high},
            "low_at": dict(self.low_at),
            "high_at": dict(self.high_at),
            "moves_most": self.most,
            "alone": [
                {"choice": a.choice, "low": a.low[1], "high": a.high[1], "options": dict(a.totals)}
                for a in self.by_choice
            ],
        }


@dataclass(frozen=True)
class Flip:
    """How a route stands to the baseline over all combinations, by one indicator.

    `sign` is that of route less baseline as chosen (-1: less). `flipped` and `equal` count the combinations with the
    opposite sign and with none; `smallest` are the smallest sets of changed choices that flip, of which there are
    `sets`. `low` and `high` are the ends of the difference.
    """

    sign: int
    combinations: int
    flipped: int
    equal: int
    smallest: tuple[Mapping[str, str], ...]
    sets: int
    low: float
    high: float

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "chosen": {-1: "less", 0: "equal", 1: "more"}[self.sign],
            "difference": {"low": self.low, "high": self.high},
            "combinations": self.combinations,
            "flipped": self.flipped,
            "equal": self.equal,
            "smallest_sets": self.sets,
            "smallest": [dict(entry) for entry in self.smallest],
        }


def ranges_of(found: Combinations, routes: Sequence[str], indicators: Sequence[str]) -> dict[tuple[str, str], Range]:
    """The range of each total."""
    keys = ((route, indicator) for route in routes for indicator in indicators)
    return {key: _range(found, found.totals[key]) for key in keys if key in found.totals}


def _range(found: Combinations, totals: Array) -> Range:
    low, high = _fewest(found, totals, totals.min()), _fewest(found, totals, totals.max())
    alone = [Alone(choice.name, _options(found, totals, n)) for n, choice in enumerate(found.choices)]
    return Range(
        chosen=float(totals[_row(found, {})]),
        low=float(totals.min()),
        high=float(totals.max()),
        low_at=found.at(low),
        high_at=found.at(high),
        by_choice=tuple(sorted(alone, key=lambda entry: -entry.width)),
    )


def _fewest(found: Combinations, totals: Array, end: float) -> int:
    """Of the combinations at an end of a range, the one with the fewest changes: others change what does not matter."""
    import numpy as np

    at_end = np.flatnonzero(abs(totals - end) <= EQUAL * abs(end))
    return int(at_end[found.changes[at_end].argmin()])


def _options(found: Combinations, totals: Array, number: int) -> dict[str, float]:
    """The total of each option of a choice alone; options that were refused beside the others' own are not there."""
    names = [option.name for option in found.choices[number].options]
    rows = {name: _row(found, {number: code}) for code, name in enumerate(names)}
    return {name: float(totals[row]) for name, row in rows.items() if row >= 0}


def _row(found: Combinations, codes: Mapping[int, int]) -> int:
    """The combination with these options and the study's own for the rest; -1 where there is none."""
    import numpy as np

    wanted = np.zeros(len(found.choices), dtype=found.codes.dtype)
    for number, code in codes.items():
        wanted[number] = code
    rows = np.flatnonzero((found.codes == wanted).all(axis=1))
    return int(rows[0]) if len(rows) else -1


def flips_of(
    found: Combinations, baseline: str, routes: Sequence[str], indicators: Sequence[str]
) -> dict[tuple[str, str], Flip]:
    """How each route stands to the baseline."""
    return {
        (route, name): _flip(found, found.totals[route, name], found.totals[baseline, name])
        for route in routes
        for name in indicators
        if (route, name) in found.totals and (baseline, name) in found.totals
    }


def _flip(found: Combinations, totals: Array, base: Array) -> Flip:
    import numpy as np

    difference = totals - base
    size = np.maximum(abs(totals), abs(base))
    signs = np.where(abs(difference) <= EQUAL * size, 0, np.sign(difference)).astype(int)
    own = int(signs[_row(found, {})])
    # Routes that are equal as chosen are told apart by any combination in which they are not.
    flipped = np.flatnonzero(signs == -own if own else signs != 0)
    smallest: list[int] = []
    if len(flipped):
        changes = found.changes[flipped]
        smallest = [int(row) for row in flipped[changes == changes.min()]]
    return Flip(
        sign=own,
        combinations=found.count,
        flipped=len(flipped),
        equal=int((signs == 0).sum()),
        smallest=tuple(found.at(row, changed=True) for row in smallest[:SETS_SHOWN]),
        sets=len(smallest),
        low=float(difference.min()),
        high=float(difference.max()),
    )
