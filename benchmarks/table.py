"""The table of ratios: one row for each thing measured, with its target and both sides' figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

# Deviation up to which two calculations of the same number agree.
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Target:
    """The ratio that is asked for."""

    bound: Literal["at most", "at least"]
    value: float

    def met(self, ratio: float) -> bool:
        """Whether a ratio keeps to the target."""
        return ratio <= self.value if self.bound == "at most" else ratio >= self.value

    def __str__(self) -> str:
        return f"{'<=' if self.bound == 'at most' else '>='} {self.value:,.4g}"


@dataclass(frozen=True)
class Row:
    """One ratio. `sides` are both sides' figures in words; `deviation` is the largest relative one between results.

    A row without a ratio tells why it could not be measured.
    """

    name: str
    ratio: float | None
    sides: str
    target: Target | None = None
    deviation: float | None = None

    @property
    def verdict(self) -> str:
        """`met` or `missed`; "" for a row without a target, or that was not measured."""
        if self.ratio is None:
            return "skipped"
        wrong = self.deviation is not None and not self.deviation <= TOLERANCE
        if self.target is None:
            return "differs" if wrong else ""
        return "met" if self.target.met(self.ratio) and not wrong else "missed"

    def line(self) -> str:
        """One line of the table."""
        ratio = "-" if self.ratio is None else f"{self.ratio:,.2f}"
        deviation = "" if self.deviation is None else f"{self.deviation:.1e}"
        target = "" if self.target is None else str(self.target)
        return f"{self.name:<44} {ratio:>10}  {target:<9} {self.verdict:<8} {deviation:<9} {self.sides}".rstrip()


def head() -> str:
    """The line above the rows."""
    return f"{'ratio of medians':<44} {'ratio':>10}  {'target':<9} {'':<8} {'deviation':<9} both sides"


def skipped(name: str, why: str) -> Row:
    """The row of what cannot be measured here."""
    return Row(name, None, f"not measured: {why}")


def in_turns(repeats: int, first: Callable[[], float], second: Callable[[], float]) -> tuple[float, float]:
    """Median seconds of two measurements that run in turns, after one run each that only warms up."""
    import statistics

    first()
    second()
    pairs = [(first(), second()) for _ in range(repeats)]
    one, other = zip(*pairs, strict=True)
    return statistics.median(one), statistics.median(other)


def figures(measured: float, against: float) -> str:
    """Both medians in words."""
    return f"{duration(measured)} against {duration(against)}"


def duration(seconds: float) -> str:
    """Seconds for the eye: "1.234 s", "56.7 ms"."""
    return f"{seconds:.3f} s" if seconds >= 1 else f"{seconds * 1e3:.3g} ms"
