"""Group-bys of the table of contributions: every breakdown is one, so that they cannot disagree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from mems_lca.lca.contributions import Contribution

Basis = Literal["wafer", "device"]
Totals = dict[str, float]
# How the names of products begin that stand for transport by aircraft.
AIRCRAFT = "air_freight"


def value(row: Contribution, basis: Basis) -> float:
    """The row's value per finished wafer or per device shipped."""
    return row.per_wafer if basis == "wafer" else row.per_device


def counted(row: Contribution, accounting: str) -> bool:
    """Whether a row belongs to a total with this accounting of electricity."""
    return row.accounting in ("both", accounting)


def totals(rows: Iterable[Contribution], basis: Basis, accounting: str) -> Totals:
    """Sum by indicator."""
    found: defaultdict[str, float] = defaultdict(float)
    for row in rows:
        if counted(row, accounting):
            found[row.indicator] += value(row, basis)
    return dict(found)


def group(
    rows: Iterable[Contribution], key: Callable[[Contribution], str], basis: Basis, accounting: str
) -> dict[str, Totals]:
    """Sums by key, then by indicator."""
    found: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows:
        if counted(row, accounting):
            found[key(row)][row.indicator] += value(row, basis)
    return {name: dict(entry) for name, entry in found.items()}


def breakdowns(rows: Iterable[Contribution], basis: Basis, accounting: str) -> Mapping[str, dict[str, Totals]]:
    """by_stage, by_step, by_site, by_input (purchased), by_flow (elementary), each adding up to the total."""
    listed = list(rows)
    keys: Mapping[str, Callable[[Contribution], str]] = {
        "by_stage": lambda row: row.stage,
        "by_step": lambda row: row.step,
        "by_site": lambda row: row.site,
        "by_input": lambda row: row.input or "direct",
        "by_flow": lambda row: row.flow or row.input or row.indicator,
    }
    return {name: group(listed, key, basis, accounting) for name, key in keys.items()}


def climate_parts(rows: Iterable[Contribution], basis: Basis, accounting: str) -> Totals:
    """Parts of climate change: fossil holds fluorinated, which is given beside it; they add to the total."""
    found = {
        "fossil": 0.0,
        "fluorinated": 0.0,
        "biogenic_emissions": 0.0,
        "biogenic_removals": 0.0,
        "dluc": 0.0,
    }
    for row in rows:
        if row.indicator == "climate_change" and counted(row, accounting):
            amount = value(row, basis)
            if row.part == "fluorinated":
                found["fluorinated"] += amount
                found["fossil"] += amount
            else:
                found[row.part or "fossil"] += amount
    return found


def climate_memo(rows: Iterable[Contribution], basis: Basis, accounting: str) -> Totals:
    """What is documented beside the total and stays in it: transport by aircraft (ISO 14067)."""
    flown = (
        value(row, basis)
        for row in rows
        if row.indicator == "climate_change" and row.input.startswith(AIRCRAFT) and counted(row, accounting)
    )
    return {"aircraft": sum(flown)}


def scopes(rows: Iterable[Contribution], basis: Basis, accounting: str) -> dict[str, float | Totals]:
    """Scopes 1 and 2, and scope 3 by GHG Protocol category; they add to the total of this accounting."""
    one = two = 0.0
    three: defaultdict[str, float] = defaultdict(float)
    for row in rows:
        if row.indicator != "climate_change" or not counted(row, accounting):
            continue
        amount = value(row, basis)
        if row.scope == "1":
            one += amount
        elif row.scope == "2":
            two += amount
        else:
            three[row.scope.removeprefix("3.")] += amount
    return {"1": one, "2": two, "3": dict(sorted(three.items(), key=lambda item: int(item[0])))}


def qualities(rows: Iterable[Contribution], basis: Basis, accounting: str) -> dict[str, Totals]:
    """Share of primary, secondary and assumed data by contribution (absolute values) to each indicator."""
    sums: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows:
        if counted(row, accounting):
            sums[row.indicator][row.quality] += abs(value(row, basis))
    return {
        indicator: {name: entry[name] / total for name in ("primary", "secondary", "assumed")}
        for indicator, entry in sums.items()
        if (total := sum(entry.values())) > 0
    }
