"""The ledger of a fab's process gases: bottles on tools against what the recipes say, by gas and group of tools.

Consumption is measured directly with weigh scales (40 CFR 98.94(c)(3)): a bottle's gross weight at the start less that
at the end, so that no heel factor is needed (98.94(b), eq. I-12) and a bottle in service counts with what it holds, not
as if it were full (98.93(c), eq. I-11).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import fsum

from mems_lca.errors import Finding, Place, StudyError
from mems_lca.inventory.measured.ledger_kinds import BottleLine, Fate, RecipeLine, Supply
from mems_lca.library.evidence_checks import file_name
from mems_lca.study.records.kinds import Bottle, RecipeUse, Starts

# (product, group of tools, gas) -> kg per wafer started.
PerStart = Mapping[tuple[str, str, str], float]
# 40 CFR 98.94(c)(2)(iii): modelled against actual use of the gas used most, over the actual use.
LARGEST_DIFFERENCE = 0.2
# Weights are compared to a milligram: scales for bottles show grams.
_SCALE = 1e-6
# A bottle that comes again with this much more than it had (kg) was filled; two scales may differ by less.
_FILLED = 0.5


@dataclass(frozen=True)
class Stock:
    """What a gas table of purchases says, kg: bought less full bottles given back, and stock in the store."""

    bought: float
    returned: float
    at_start: float
    at_end: float


def weighed(bottles: Sequence[Bottle], end: date) -> dict[tuple[str, str], tuple[BottleLine, ...]]:
    """The bottles by (group of tools, gas), in the order of their days, each with the fate of its rest.

    A bottle that did not go back has moved when a later record shows it again with no more than it had (one that is
    fuller was filled again), is on its tool when its last day is that of the period (`end`), and else was let out.
    """
    moved = _moved(bottles)
    found: defaultdict[tuple[str, str], list[BottleLine]] = defaultdict(list)
    for bottle in sorted(bottles, key=lambda entry: (entry.tool_group, entry.gas, entry.start, entry.bottle)):
        fate: Fate = "vented"
        if bottle.returned:
            fate = "returned"
        elif id(bottle) in moved:
            fate = "moved"
        elif bottle.end >= end:
            fate = "on tool"
        line = BottleLine(
            bottle.bottle,
            bottle.start.isoformat(),
            bottle.end.isoformat(),
            bottle.weight_start,
            bottle.weight_end,
            bottle.tare,
            fate,
            str(replace(bottle.place, file=file_name(bottle.place.file), path="")),
        )
        found[bottle.tool_group, bottle.gas].append(line)
    return {key: tuple(lines) for key, lines in found.items()}


def _moved(bottles: Iterable[Bottle]) -> set[int]:
    """The records (by identity) after which the next one of the same bottle shows it again, and not filled meanwhile.

    Of two records of one day, the one that shows more comes first.
    """
    order = sorted(bottles, key=lambda entry: (entry.bottle, entry.gas, entry.start, entry.end, -entry.weight_start))
    return {
        id(before)
        for before, after in pairwise(order)
        if (before.bottle, before.gas) == (after.bottle, after.gas)
        and after.start >= before.end
        and after.weight_start <= before.weight_end + _FILLED
    }


def check_bottles(bottles: Iterable[Bottle]) -> tuple[Finding, ...]:
    """Errors of bottles that no weighing can give: heavier at the end than at the start, or lighter than empty."""
    found = []
    for bottle in bottles:
        if bottle.weight_end > bottle.weight_start + _SCALE:
            message = f"bottle {bottle.bottle} weighs more at the end than at the start"
            weights = f"{bottle.weight_start:g} kg, then {bottle.weight_end:g} kg"
            found.append(Finding("error", "bottle_gained", message, bottle.place, weights, "a weight that falls"))
        if bottle.weight_end < bottle.tare - _SCALE:
            message = f"bottle {bottle.bottle} weighs less than its tare"
            weights = f"{bottle.weight_end:g} kg with a tare of {bottle.tare:g} kg"
            found.append(Finding("error", "bottle_below_tare", message, bottle.place, weights, "tare or more"))
    return tuple(found)


def wafers_started(starts: Iterable[Starts]) -> dict[str, float]:
    """Wafers started in the period by product."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for record in starts:
        found[record.product].append(record.started)
    return {product: fsum(values) for product, values in found.items()}


def in_kg(recipes: Iterable[RecipeUse], molar_mass: Callable[[str], float | None]) -> tuple[RecipeUse, ...]:
    """The recipes with masses: those given as flow and time count moles. `molar_mass` in kg/mol.

    Raises StudyError with every recipe in moles of a gas without molar mass.
    """
    found, errors = [], []
    for recipe in recipes:
        mass = molar_mass(recipe.gas) if recipe.unit == "mol" else 1.0
        if mass is None:
            message = f"{recipe.gas} has no molar mass: give kg per wafer"
            errors.append(Finding("error", "molar_mass", message, recipe.place, recipe.unit, "kg"))
        else:
            found.append(replace(recipe, per_wafer=recipe.per_wafer * mass, unit="kg"))
    if errors:
        raise StudyError(errors)
    return tuple(found)


def recipe_lines(
    group: str, gas: str, recipes: Iterable[RecipeUse], modelled: PerStart, started: Mapping[str, float]
) -> tuple[RecipeLine, ...]:
    """What the products should have used of a gas on a group of tools, in the order of the wafer starts.

    Several rows of the table for one product (passes through several steps) add up; a row of the table comes before
    the model of the same product.
    """
    table: defaultdict[str, list[float]] = defaultdict(list)
    for recipe in recipes:
        if (recipe.tool_group, recipe.gas) == (group, gas):
            table[recipe.product].append(recipe.per_wafer)
    found = []
    for product, wafers in started.items():
        if product in table:
            found.append(RecipeLine(product, wafers, fsum(table[product]), "recipes"))
        elif (per_wafer := modelled.get((product, group, gas))) is not None:
            found.append(RecipeLine(product, wafers, per_wafer, "model"))
    return tuple(found)


def supplies(
    lines: Mapping[tuple[str, str], tuple[BottleLine, ...]], stocks: Mapping[str, Stock], start: date
) -> tuple[Supply, ...]:
    """The gases of which purchases are known, from the store to the tools; a bottle that only moved counts once."""
    found = []
    for gas, stock in stocks.items():
        mounted = [
            line
            for (_, name), entries in lines.items()
            if name == gas
            for line in entries
            if line.start > start.isoformat() and not _came_from_a_tool(line, lines, gas)
        ]
        content = fsum(weight for line in mounted for weight in (line.weight_start, -line.tare))
        found.append(Supply(gas, stock.bought - stock.returned, stock.at_end - stock.at_start, content))
    return tuple(found)


def _came_from_a_tool(line: BottleLine, lines: Mapping[tuple[str, str], tuple[BottleLine, ...]], gas: str) -> bool:
    """Whether the record of the bottle before this one says that it moved on."""
    same = (
        other
        for (_, name), entries in lines.items()
        if name == gas
        for other in entries
        if other.bottle == line.bottle and _when(other) < _when(line)
    )
    before = max(same, key=_when, default=None)
    return before is not None and before.fate == "moved"


def _when(line: BottleLine) -> tuple[str, str, float]:
    """The order of the records of one bottle; of two of one day, the one that shows more comes first."""
    return line.start, line.end, -line.weight_start


def recipes_without_bottles(
    recipes: Iterable[RecipeUse], weighed_gases: Iterable[tuple[str, str]]
) -> tuple[Finding, ...]:
    """Warnings of recipes whose gas no bottle on their tools shows: the ledger has nothing to hold them against."""
    known = set(weighed_gases)
    found: dict[tuple[str, str], Place] = {}
    for recipe in recipes:
        if (recipe.tool_group, recipe.gas) not in known:
            found.setdefault((recipe.tool_group, recipe.gas), recipe.place)
    return tuple(
        Finding("warning", "recipe_without_bottle", f"no bottle of {gas} stands on {group}: its use is not known", at)
        for (group, gas), at in found.items()
    )


def check_model(used: Mapping[str, float], recipe: Mapping[str, float]) -> tuple[Finding, ...]:
    """A warning when recipes and weighing differ by more than the rule allows for the gas used most.

    40 CFR 98.94(c)(2): an apportioning model holds when, for the gas of the largest mass, modelled and actual use
    differ by no more than 20 % of the actual use, to two significant figures.
    """
    if not used or max(used.values()) <= 0:
        return ()
    gas = max(used, key=lambda name: used[name])
    difference = abs(used[gas] - recipe.get(gas, 0.0)) / used[gas]
    if float(f"{difference:.2g}") <= LARGEST_DIFFERENCE:
        return ()
    message = f"recipes explain {recipe.get(gas, 0.0):.4g} of {used[gas]:.4g} kg {gas} used"
    found = f"a difference of {difference * 100:.2g} %"
    return (Finding("warning", "apportioning", message, Place(), found, "at most 20 % (40 CFR 98.94(c)(2))"),)
