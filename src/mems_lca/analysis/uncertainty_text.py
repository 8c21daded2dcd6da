"""What the samples say, in sentences with their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mems_lca.analysis.left_out import REASONS
from mems_lca.analysis.statistics import outside, skewed
from mems_lca.analysis.summary import readable_unit
from mems_lca.units import convert, show

if TYPE_CHECKING:
    from mems_lca.analysis.uncertainty_report import Uncertainty

_DIGITS = 3
_FLOORS = 3


def sentences(found: Uncertainty) -> Iterator[str]:
    """Skew, paired difference, convergence, samples left out, residues that counted as zero, and the check."""
    for route in found.samples.routes:
        yield from _skew(found, route)
    yield from _outside(found)
    for route in found.paired:
        yield _difference(found, route)
    yield _convergence(found)
    yield from _left_out(found)
    yield from _floors(found)
    if found.samples.ensemble.model.calculated.bound.rests is not None:
        yield (
            "Samples vary the model and hold the measured rest: what meters counted is not tied to them, so that these "
            "intervals are wider than what was measured leaves open."
        )
    sampling = found.sampling
    yield (
        f"{sampling['solved_again']} samples solved again with Brightway differ by "
        f"{sampling['deviation']:.1g} at most, relative."
    )


def _unit(found: Uncertainty) -> str:
    means = (record[found.view]["mean"] for record in found.uncertainty.values())
    return readable_unit(means, found.unit)


def _shown(found: Uncertainty, value: float) -> str:
    return show(convert(value, found.unit, _unit(found)), "", _DIGITS)


def _skew(found: Uncertainty, route: str) -> Iterator[str]:
    entry = found.uncertainty[route][found.view]
    if not skewed(entry) or not entry["deterministic"]:
        return
    share = 100 * (1 - entry["below"])
    mean = 100 * (entry["mean"] / entry["deterministic"] - 1)
    yield (
        f"{route} is skewed: the stated inputs give {_shown(found, entry['deterministic'])} {_unit(found)}, and "
        f"{share:.0f} % of the samples lie above it; the mean is {mean:+.1f} % from it. Stated values are "
        "medians of spreads by a factor, which reach further up than down, or the likeliest value between two ends, "
        "which may lie near one of them."
    )


def _outside(found: Uncertainty) -> Iterator[str]:
    """Indicators whose stated value the samples hardly ever reach."""
    names = {
        found.names[view]: None
        for record in found.uncertainty.values()
        for view, entry in record.items()
        if entry["n"] and outside(entry)
    }
    if names:
        yield (
            f"The stated value lies outside its own interval for: {', '.join(names)}. The likeliest values of its "
            "inputs lie near one end of what they may be."
        )


def _difference(found: Uncertainty, route: str) -> str:
    entry = found.paired[route][found.view]
    low, median, high = (_shown(found, entry["difference"][key]) for key in ("p2_5", "median", "p97_5"))
    correlated = entry["correlation"]
    text = f"{route} against {found.baseline}, on the same draws: {median} {_unit(found)} ({low} to {high})"
    if entry["percent"] is not None:
        ends = (entry["percent"][key] for key in ("median", "p2_5", "p97_5"))
        text += ", {:+.1f} % ({:+.1f} to {:+.1f} %)".format(*ends)
    error = entry["p_standard_error"]
    said = "" if error is None else f" (standard error {100 * error:.2g} points)"
    text += f"; lower in {100 * entry['p_better']:.4g} % of the samples{said}"
    return f"{text}." if correlated is None else f"{text}; the draws correlate by {correlated:.2f}."


def _convergence(found: Uncertainty) -> str:
    parts = found.sampling["parts"]
    if not parts:
        return f"{found.sampling['n']} samples are too few to say how far mean and ends of the interval have converged."
    said = []
    for route, record in found.uncertainty.items():
        errors = record[found.view]["standard_error"]
        mean, low, high = (_shown(found, errors[key]) for key in ("mean", "p2_5", "p97_5"))
        said.append(f"{route} mean {mean}, ends {low} and {high} {_unit(found)}")
    return (
        f"Standard errors: {'; '.join(said)}. They are the scatter of {parts} consecutive parts of the run over the "
        "root of their number; parts complement one another, so that the whole is closer rather than farther."
    )


def _left_out(found: Uncertainty) -> Iterator[str]:
    left_out = found.sampling["left_out"]
    if left_out["count"]:
        why = "; ".join(f"{REASONS[name]} ({number})" for name, number in left_out["reasons"].items())
        process = found.samples.ensemble.model.calculated.inventory.processes.get(left_out["process"] or "")
        first = f" In the first it is {process.label} ({process.route})." if process is not None else ""
        yield (
            f"{left_out['count']} of {found.sampling['finished']:,} samples ({100 * left_out['share']:.2g} %) have no "
            f"solution and are left out. Of {left_out['looked_at']} looked at: {why}.{first}"
        )


def _floors(found: Uncertainty) -> Iterator[str]:
    shares: dict[str, float] = {}
    for entry in found.sampling["floors"]:
        shares[entry["label"]] = max(entry["share"], shares.get(entry["label"], 0.0))
    if shares:
        listed = "; ".join(f"{label} ({100 * share:.2g} %)" for label, share in list(shares.items())[:_FLOORS])
        more = f"; {len(shares) - _FLOORS} more" if len(shares) > _FLOORS else ""
        yield (
            f"What a balance leaves over counts as zero where samples make it negative: {listed}{more} "
            "(share of the samples)."
        )
