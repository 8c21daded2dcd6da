"""Checks of the amounts themselves: finite, not negative, and at least one die on the wafer."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Set

from mems_lca.errors import Finding, Place
from mems_lca.inventory.cells import Cell, leaves
from mems_lca.inventory.cells import values as evaluated
from mems_lca.inventory.processes import UnitProcess, WasteRecord
from mems_lca.study.formula import references

# Rounding of differences, relative to nothing: amounts are of the order of grams to kilograms.
ROUNDING = 1e-15


def not_finite(cells: Mapping[str, Cell], values: Mapping[str, float]) -> Iterator[Finding]:
    """A finding for each formula whose value is not finite although all that it refers to is."""
    for key, cell in cells.items():
        if math.isfinite(values[key]):
            continue
        parts = references(cell.expr) if cell.expr is not None else ()
        if all(math.isfinite(values[part]) for part in parts):
            message = f"{cell.label}: the formula has no finite value"
            yield Finding("error", "not_finite", message, Place(path=key), str(values[key]), "a finite number")


def negative(
    processes: Iterable[UnitProcess], cells: Mapping[str, Cell], values: Mapping[str, float]
) -> Iterator[Finding]:
    """A finding for each exchange with a negative amount: what is returned has a key of its own, `output`.

    Where shares of the step that add up to more than one are the reason, one finding names them instead.
    """
    for process in processes:
        amounts = {exchange.amount: exchange for exchange in process.exchanges}
        below = {key: _shares(process.id, key, cells) for key in amounts if values[key] < -ROUNDING}
        too_much = [shares for key, shares in below.items() if _overfull(key, shares, cells, values)]
        if too_much:
            named = min(too_much, key=len)
            yield _share_sum(process, {key: values[key] for key in cells if key in named})
            below = {key: shares for key, shares in below.items() if not named <= shares}
        given = {key: _given_below_zero(key, cells) for key in below}
        for cell in dict.fromkeys(cell for key in below if (cell := given[key]) is not None):
            labels = ", ".join(cells[key].label for key in below if given[key] == cell)
            message = f"{cell.label}: a value below zero makes amounts negative ({labels})"
            yield Finding("error", "negative_amount", message, Place(path=cell.path), str(cell.given), "zero or more")
        for key in below:
            if given[key] is None:
                label = cells[key].label
                message = f"{label}: a negative amount is not accepted (a return is an `output`, an offset is refused)"
                found = f"{values[key]:.6g} {amounts[key].unit}"
                yield Finding("error", "negative_amount", message, Place(path=key), found, "zero or more")


def _given_below_zero(amount: str, cells: Mapping[str, Cell]) -> Cell | None:
    """The input below zero that an amount rests on, if there is one."""
    inputs = (cells[key] for key in sorted(leaves(amount, cells)))
    return next((cell for cell in inputs if cell.given is not None and cell.given.canonical < 0), None)


def _shares(process: str, amount: str, cells: Mapping[str, Cell]) -> frozenset[str]:
    """Keys of the step's own parameters, named as shares, that an amount rests on."""
    own = (key for key in leaves(amount, cells) if key.rpartition(".")[0] == process)
    return frozenset(key for key in own if key.endswith("_share"))


def _overfull(amount: str, shares: Set[str], cells: Mapping[str, Cell], values: Mapping[str, float]) -> bool:
    """Whether shares exceed one together and the amount would not be negative if they did not."""
    total = sum(values[key] for key in shares)
    if total <= 1:
        return False
    fitting = {key: values[key] / total * (1 - 1e-9) for key in shares}
    return evaluated(cells, fitting)[amount] >= -ROUNDING


def _share_sum(process: UnitProcess, shares: Mapping[str, float]) -> Finding:
    parts = ", ".join(f"{key.rpartition('.')[2]} {value:.4g}" for key, value in shares.items())
    name = process.step.partition("@")[0]
    message = f"shares of step {name} add up to {sum(shares.values()):.4g}: {parts}"
    return Finding("error", "share_sum", message, Place(path=process.id), expected="at most 1")


def no_dies(cells: Mapping[str, Cell], values: Mapping[str, float]) -> Iterator[Finding]:
    """A finding for a wafer on which no whole die fits."""
    for key in cells:
        if key.endswith(".device/gross_dies") and values[key] < 1:
            message = "no whole die fits on the wafer inside the edge exclusion"
            yield Finding("error", "no_dies", message, Place(path="device.die"), f"{values[key]:g} dies", "at least 1")
        elif key.endswith(".device/gross_dies"):
            route = key.removesuffix(".device/gross_dies")
            usable = values[f"{route}.wafer.diameter"] - 2 * _size(values, route, "edge_exclusion")
            diagonal = math.hypot(_size(values, route, "width"), _size(values, route, "height"))
            if diagonal > usable:
                message = "the die is larger than the wafer inside the edge exclusion"
                found = f"a diagonal of {diagonal * 1e3:.4g} mm"
                expected = f"at most {usable * 1e3:.4g} mm"
                yield Finding("error", "no_dies", message, Place(path="device.die"), found, expected)


def _size(values: Mapping[str, float], route: str, name: str) -> float:
    """A size of the route's die: its own, or the study's."""
    shared = f"device.die.{name}"
    return values.get(f"{route}.{shared}", values.get(shared, 0.0))


def dry_beyond_wet(wastes: Iterable[WasteRecord], values: Mapping[str, float]) -> Iterator[Finding]:
    """A finding for each waste with more dry matter than wet mass."""
    for waste in wastes:
        wet, dry = values[waste.wet], values[waste.dry]
        if dry > wet * (1 + 1e-12):
            message = f"{waste.name} of {waste.process}: more dry matter than wet mass"
            yield Finding(
                "error", "range", message, Place(path=waste.dry), f"{dry:.6g} kg dry", f"at most {wet:.6g} kg"
            )
