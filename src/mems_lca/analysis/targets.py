"""The smallest set of measures that reaches a target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mems_lca.analysis.orders import Tick
from mems_lca.analysis.subsets import CLIMATE, COST, Subset, Subsets
from mems_lca.analysis.summary import readable
from mems_lca.errors import StudyError, UnitError, nearest
from mems_lca.library.library import Library
from mems_lca.units import Quantity, dimension_of, parse_quantity

_EXAMPLE = '"-30 %" of what the route has without measures, or "40 g"'


@dataclass(frozen=True)
class Target:
    """At most `share` of the total without measures, or at most `amount` in the indicator's unit; one is None."""

    text: str
    share: float | None
    amount: float | None

    def limit(self, start: float) -> float:
        """The highest total that meets the target."""
        return start * (self.share or 0.0) if self.amount is None else self.amount


@dataclass(frozen=True)
class Reached:
    """The smallest set: `others` are sets of the same size that reach the target too, dearer or with less effect."""

    indicator: str
    unit: str
    target: str
    limit: float
    start: float
    measures: tuple[str, ...]
    total: float
    cost: float
    others: tuple[tuple[str, ...], ...]

    def to_dict(self) -> dict[str, Any]:
        """The set for JSON; `cost` is the change in CNY of what is priced."""
        return {
            "indicator": self.indicator,
            "unit": self.unit,
            "target": self.target,
            "limit": self.limit,
            "without_measures": self.start,
            "measures": list(self.measures),
            "total": self.total,
            "cost": self.cost,
            "others_of_this_size": [list(entry) for entry in self.others],
        }


def read_target(text: str, unit: str, indicator: str = CLIMATE) -> Target:
    """A target as a fall ("-30 %") or as an amount per functional unit ("40 g").

    Raises StudyError for a text that is none, a fall of nothing or of more than all, and an amount below zero.
    """
    try:
        given = parse_quantity(text)
    except UnitError as error:
        raise StudyError.single("target", "this is no target", found=text, expected=_EXAMPLE) from error
    if given.dimension == dimension_of("") and given.unit:
        if not -1 <= given.canonical < 0:
            message = "a target is a fall by more than 0 and at most 100 %"
            raise StudyError.single("target", message, found=text, expected=_EXAMPLE)
        return Target(text, 1 + given.canonical, None)
    climate = indicator.startswith(CLIMATE) and given.dimension == dimension_of("kg")
    if not climate and given.dimension != dimension_of(unit):
        expected = f"a fall such as -30 %, or an amount in {unit}"
        raise StudyError.single("target", f"this is no target of {indicator}", found=text, expected=expected)
    if given.magnitude < 0:
        message = "an amount to reach is zero or more; a fall is given in per cent"
        raise StudyError.single("target", message, found=text, expected=_EXAMPLE)
    amount = given.canonical if climate else given.canonical / Quantity(1.0, unit).canonical
    return Target(text, None, amount)


def smallest(subsets: Subsets, target: Target, indicator: str = CLIMATE, tick: Tick | None = None) -> Reached:
    """The fewest measures that reach a target; of sets of one size the cheapest, then that with the largest effect.

    Raises StudyError with the best that is reachable when none does.
    """
    start = subsets.of(())
    if start is None:
        raise StudyError.single("measures", "the route cannot be calculated", found=subsets.why(()))
    limit = target.limit(start[indicator])
    best: Subset = frozenset()
    number, whole = 0, 1 << len(subsets.measures)
    for size in range(len(subsets.measures) + 1):
        reaching = []
        for subset in subsets.of_size(size):
            number += 1
            if tick is not None:
                tick(number, whole)
            totals = subsets.of(subset)
            if totals is None:
                continue
            if totals[indicator] <= limit:
                reaching.append(subset)
            if totals[indicator] < value(subsets, best, indicator):
                best = subset
        if reaching:
            return _reached(subsets, target, indicator, limit, reaching)
    raise _unreachable(subsets, target, indicator, best, start[indicator])


def indicator_unit(library: Library, name: str) -> str:
    """The unit of an indicator. Raises StudyError for a name that is none."""
    known = library.characterisation.indicators
    if name not in known:
        message = "there is no indicator of this name"
        raise StudyError.single("unknown_indicator", message, found=name, nearest=nearest(name, known))
    return known[name].unit


def value(subsets: Subsets, subset: Subset, view: str) -> float:
    """A total of a subset that stands."""
    totals = subsets.of(subset)
    assert totals is not None
    return totals[view]


def in_order(subsets: Subsets, subset: Iterable[str]) -> tuple[str, ...]:
    """The measures of a subset in the order of the file."""
    chosen = frozenset(subset)
    return tuple(measure for measure in subsets.measures if measure in chosen)


def _reached(subsets: Subsets, target: Target, indicator: str, limit: float, reaching: list[Subset]) -> Reached:
    def rank(subset: Subset) -> tuple[float, float, tuple[int, ...]]:
        places = tuple(subsets.measures.index(name) for name in in_order(subsets, subset))
        return value(subsets, subset, COST), value(subsets, subset, indicator), places

    ranked = sorted(reaching, key=rank)
    first, nothing = ranked[0], frozenset[str]()
    return Reached(
        indicator=indicator,
        unit=subsets.unit(indicator),
        target=target.text,
        limit=limit,
        start=value(subsets, nothing, indicator),
        measures=in_order(subsets, first),
        total=value(subsets, first, indicator),
        cost=value(subsets, first, COST) - value(subsets, nothing, COST),
        others=tuple(in_order(subsets, subset) for subset in ranked[1:]),
    )


def _unreachable(subsets: Subsets, target: Target, indicator: str, best: Subset, start: float) -> StudyError:
    lowest = value(subsets, best, indicator)
    change = f" ({100 * (lowest / start - 1):+.1f} %)" if start else ""
    with_ = ", ".join(in_order(subsets, best)) or "no measure"
    message = f"no set of the measures of {subsets.route} reaches this target of {indicator}"
    reachable = f"at best {readable(lowest, subsets.unit(indicator))}{change} with {with_}"
    return StudyError.single("unreachable_target", message, found=target.text, expected=reachable)
