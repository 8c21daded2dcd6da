"""What varies in a study, and what varies together.

One fact is drawn once: a background factor, a default of a step wherever tools of that kind run, a value of a route and
of the routes that are based on it. What a measure or a study gives to one route is that route's own. Inputs of one fact
whose spreads differ (the same number is worth less at a place far from where it was measured) move together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from mems_lca.analysis.data_quality import Graded
from mems_lca.inventory.cells import Cell
from mems_lca.inventory.spreads import Spread
from mems_lca.study.paths import join, split


@dataclass(frozen=True)
class Draw:
    """Inputs with the same value and spread that are drawn together: `value` in the canonical unit, `cells` their keys.

    `fact` is the number of the dimension of the sampling points that moves them.
    """

    name: str
    fact: int
    value: float
    spread: Spread
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Draws:
    """All that varies in a study: the draws by name, and the facts in the order of their dimensions."""

    draws: Mapping[str, Draw]
    facts: tuple[str, ...]

    @property
    def varied(self) -> dict[str, str]:
        """The name of the draw by the key of each input that varies."""
        return {key: name for name, draw in self.draws.items() for key in draw.cells}

    def only(self, names: Collection[str]) -> Draws:
        """The draws of these names, in points that have dimensions for their facts only."""
        kept = {name: draw for name, draw in self.draws.items() if name in names}
        places = {fact: place for place, fact in enumerate(sorted({draw.fact for draw in kept.values()}))}
        draws = {
            name: Draw(name, places[draw.fact], draw.value, draw.spread, draw.cells) for name, draw in kept.items()
        }
        return Draws(draws, tuple(self.facts[fact] for fact in places))


def draws_of(inputs: Mapping[str, Graded], routes: Collection[str], shared: Collection[str] = ()) -> Draws:
    """What varies among graded inputs; `shared` are paths without a route whose values all routes draw as one."""
    stated: dict[str, Graded] = {}
    for graded in inputs.values():
        if not graded.cell.repeats and varies(graded):
            stated.setdefault(graded.cell.fact, graded)
    members: dict[tuple[object, ...], list[str]] = {}
    kinds: dict[tuple[object, ...], tuple[int, float, Spread]] = {}
    facts: dict[tuple[object, ...], int] = {}
    names: list[str] = []
    for key, graded in inputs.items():
        cell = graded.cell
        assert cell.given is not None
        value = cell.given.canonical
        # An input that repeats another is drawn as that one, with its spread.
        other = stated.get(cell.fact) if cell.repeats else None
        as_other = other is not None and other.cell.given is not None and other.cell.given.canonical == value
        source = other if as_other and other is not None else graded
        if not varies(source):
            continue
        fact = _fact(source.cell, value, routes, shared)
        if fact not in facts:
            facts[fact] = len(facts)
            names.append(key)
        kind = (fact, value, source.spread)
        members.setdefault(kind, []).append(key)
        kinds[kind] = facts[fact], value, source.spread
    draws = {keys[0]: Draw(keys[0], *kinds[kind], tuple(keys)) for kind, keys in members.items()}
    return Draws(draws, tuple(names))


def varies(graded: Graded) -> bool:
    """Whether an input has a spread."""
    return graded.spread.distribution != "none"


def _fact(cell: Cell, value: float, routes: Collection[str], shared: Collection[str]) -> tuple[object, ...]:
    """What a value says something about: equal for inputs that are one number used in several places."""
    parts = split(cell.path) if cell.path else ()
    common = join(*parts[1:]) if len(parts) > 1 and parts[0] in routes else cell.path
    if common and common in shared:
        return (common,)
    return cell.fact, value, cell.source
