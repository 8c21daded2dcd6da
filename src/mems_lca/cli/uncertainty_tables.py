"""The tables of the command `uncertainty`, as texts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mems_lca.analysis.indices import Indices
    from mems_lca.analysis.uncertainty_report import Uncertainty

_DIGITS = 4
_SHOWN = 10
_FIGURES = ("deterministic", "median", "mean", "p2_5", "p97_5")

Table = tuple[tuple[str, ...], list[tuple[str, ...]]]


def intervals(found: Uncertainty, *, only: str = "") -> Table:
    """Every view and route with its interval and the probability of being better than the baseline."""
    from mems_lca.analysis.summary import readable_unit

    rows: list[tuple[str, ...]] = []
    for view in (only,) if only else found.samples.views:
        if not only and view == "climate_change":
            continue
        entries = {route: found.uncertainty[route][view] for route in found.samples.routes}
        unit = readable_unit([entry["mean"] for entry in entries.values()], found.samples.units[view])
        for number, (route, entry) in enumerate(entries.items()):
            figures = (_in(entry[name], entry["unit"], unit) for name in _FIGURES)
            label = found.names[view] if number == 0 else ""
            rows.append((label, unit if number == 0 else "", route, *figures, _better(found, route, view)))
    heads = ("indicator", "unit", "route", "as stated", "median", "mean", "2.5 %", "97.5 %")
    return (*heads, f"P(below {found.baseline})"), rows


def _better(found: Uncertainty, route: str, view: str) -> str:
    if route == found.baseline:
        return ""
    entry = found.paired[route][view]
    if entry["p_better"] == entry["p_worse"] == 0:
        return "equal"
    return percent(entry["p_better"])


def percent(share: float) -> str:
    """A share with digits where they matter: never 100 % for less than one."""
    if share in (0.0, 1.0):
        return f"{100 * share:.0f} %"
    if share > 0.995 or share < 0.005:
        return f"{100 * share:.2f} %" if 0.0001 <= share <= 0.9999 else ("<0.01 %" if share < 0.5 else ">99.99 %")
    return f"{100 * share:.1f} %"


def tornado_table(found: Uncertainty, route: str) -> tuple[str, tuple[str, ...], list[tuple[str, ...]]]:
    """The inputs with the largest effect on one route's total."""
    from mems_lca.analysis.reader_labels import reader_label
    from mems_lca.analysis.summary import readable_unit

    entries = found.tornado[route][:_SHOWN]
    unit = readable_unit(_totals(entries), found.unit)
    paths = found.samples.ensemble.model.calculated.inventory.cells
    rows: list[tuple[str, ...]] = [
        (
            reader_label(entry["label"], paths[entry["cell"]].path),
            _number(entry["value"]),
            _number(entry["low"]),
            _number(entry["high"]),
            entry["unit"],
            _in(entry["total_at_low"], found.unit, unit),
            _in(entry["total_at_high"], found.unit, unit),
            "" if entry["elasticity"] is None else f"{entry['elasticity']:+.2f}",
            "" if entry["variance"] is None else f"{100 * entry['variance']:.1f} %",
        )
        for entry in entries
    ]
    stated = _in(found.uncertainty[route][found.view]["deterministic"], found.unit, unit)
    title = f"{route}: what {found.names[found.view].lower()} answers to most; {stated} {unit} as stated"
    heads = ("input, alone at the ends of its 95 %", "stated", "low", "high", "unit", f"at low, {unit}", "at high")
    return title, (*heads, "elasticity", "variance"), rows


def indices_table(found: Uncertainty, entry: Indices) -> tuple[str, tuple[str, ...], list[tuple[str, ...]], str]:
    """The indices of one route's total, with what they are."""
    from mems_lca.analysis.summary import readable_unit

    left_out = f" {entry.left_out} were left out: no solution at one of their runs." if entry.left_out else ""
    rows: list[tuple[str, ...]]
    if entry.kind == "sobol":
        rows = [
            (found.label(row.fact), f"{row.first:.3f}", f"± {row.first_error:.3f}", f"{row.total:.3f}",
             f"± {row.total_error:.3f}")
            for row in entry.rows
        ]  # fmt: skip
        note = f"From {entry.base:,} base points, {entry.runs:,} runs; ± is half of a 95 % interval.{left_out}"
        return f"{entry.route}: Sobol indices", ("input", "first order", "", "total", ""), rows, note
    unit = readable_unit([row.first for row in entry.rows], found.unit)
    rows = [
        (
            found.label(row.fact),
            *(_in(value, found.unit, unit) for value in (row.first, row.first_error)),
            _in(row.total, found.unit, unit),
        )
        for row in entry.rows
    ]
    note = (
        f"Effects of going from 2.5 % to 97.5 % of an input's spread, from {entry.base:,} trajectories, {entry.runs:,} "
        f"runs; all other inputs as stated; ± is half of a 95 % interval.{left_out}"
    )
    return f"{entry.route}: Morris effects, {unit}", ("input", "mean |effect|", "±", "deviation"), rows, note


def _totals(entries: Iterable[dict[str, Any]]) -> list[float]:
    totals = (entry[name] for entry in entries for name in ("total_at_low", "total_at_high"))
    return [total for total in totals if total is not None]


def _in(value: float | None, unit: str, shown: str) -> str:
    from mems_lca.units import convert

    return "no solution" if value is None else _number(convert(value, unit, shown))


def _number(value: float) -> str:
    from mems_lca.units import show

    return show(value, "", _DIGITS)
