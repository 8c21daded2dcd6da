"""What a total answers to: each fact in turn at the ends of its spread, and to first order.

A fact is one number, however many inputs of a study hold it; they move together as they do when sampled. Everything is
per functional unit.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mems_lca.analysis.draws import Draw
from mems_lca.analysis.ensemble import Model
from mems_lca.analysis.quantiles import quantile
from mems_lca.analysis.uncertainty_views import chosen
from mems_lca.units import conversion

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mems_lca.lca.running import Fill

    Array = NDArray[np.float64]

LARGEST = 20
# A grid of equally likely cells in which two have their middle at 2.5 % and at 97.5 %.
GRID, LOW, HIGH = 220, 5, 214


@dataclass(frozen=True)
class Ends:
    """The model with each fact at its 2.5 % and at its 97.5 % quantile, the others at their stated values.

    `totals` by route and view: facts × 2, per functional unit; not a number where the study has no solution there.
    """

    model: Model
    totals: Mapping[tuple[str, str], Array]
    members: tuple[tuple[Draw, ...], ...]

    def swing(self, route: str, view: str) -> Array:
        """How far apart a fact's two ends lie; zero where one of them has no solution."""
        import numpy as np

        ends = self.totals[route, view]
        found: Array = np.nan_to_num(np.abs(ends[:, 1] - ends[:, 0]))
        return found

    def largest(self, pairs: Iterable[tuple[str, str]], number: int) -> list[int]:
        """The facts with the largest swings of any of these routes and views, relative to the largest of each."""
        import numpy as np

        whole = np.zeros(len(self.members))
        for route, view in pairs:
            swing = self.swing(route, view)
            if swing.max(initial=0.0) > 0:
                whole = np.maximum(whole, swing / swing.max())
        order = sorted(range(len(whole)), key=lambda fact: (-whole[fact], self.model.draws.facts[fact]))
        return [fact for fact in order if whole[fact] > 0][:number]


def ends_of(model: Model) -> Ends:
    """Every fact at its ends, all routes and views at once."""
    import numpy as np

    members: defaultdict[int, list[Draw]] = defaultdict(list)
    for draw in model.draws.draws.values():
        members[draw.fact].append(draw)
    count = len(model.draws.facts)
    evaluated = model.compiled.run(_one_at_a_time(model), 2 * count)
    scale = evaluated.cell(model.calculated.inventory.functional_units["scale"])
    totals = {
        (output.route, output.view): np.where(
            evaluated.possible, evaluated.total(output.route, output.basis, output.view) * scale, np.nan
        ).reshape(count, 2)
        for output in model.compiled.outputs
        if output.basis == model.calculated.basis
    }
    return Ends(model, totals, tuple(tuple(members[fact]) for fact in range(count)))


def _one_at_a_time(model: Model) -> Any:
    """A source: parameter sets 2 f and 2 f + 1 have fact f at its ends, and all others as stated."""
    draws = model.draws.draws
    limits = {name: ends_of_draw(draw) for name, draw in draws.items()}

    def source(start: int, stop: int) -> Fill:
        def fill(name: str, out: Array) -> None:
            out[:] = draws[name].value
            first = 2 * draws[name].fact - start
            for place, value in enumerate(limits[name], first):
                if 0 <= place < stop - start:
                    out[place] = value

        return fill

    return source


def ends_of_draw(draw: Draw) -> tuple[float, float]:
    """The 2.5 % and the 97.5 % quantile of an input, in its canonical unit."""
    import numpy as np

    out = np.empty(2)
    quantile(draw, GRID)(np.array([LOW, HIGH], dtype=np.intp), out)
    return float(out[0]), float(out[1])


def tornado(
    ends: Ends, route: str, view: str, slopes: Mapping[str, float] | None, stated: float, number: int = LARGEST
) -> list[dict[str, Any]]:
    """The facts with the largest swing of one total, the largest first.

    `slopes` are d total / d input by key, per functional unit, `stated` the total at the stated inputs. `elasticity` is
    d ln total / d ln fact, `variance` the fact's share of the variance to first order (among all facts); both are None
    without slopes.
    """
    output = chosen(ends.model.calculated, view)
    known = slopes or {}
    carried = [_carried(members, known) for members in ends.members]
    whole = math.fsum(amount**2 for amount in carried)
    found = []
    for fact in ends.largest([(route, output)], number):
        members = ends.members[fact]
        moved = _answering(members, known) or members
        low, high = (_or_none(total) for total in ends.totals[route, output][fact].tolist())
        found.append(
            {
                **_input(ends.model, moved),
                "total_at_low": low,
                "total_at_high": high,
                "elasticity": _elasticity(members, known, stated) if known else None,
                "variance": carried[fact] ** 2 / whole if whole else None,
            }
        )
    return found


def _input(model: Model, members: Sequence[Draw]) -> dict[str, Any]:
    """The first input of a fact that the total answers to, with its value and ends in the unit in which it is given."""
    cell = model.calculated.inventory.cells[members[0].cells[0]]
    assert cell.given is not None
    unit = conversion(cell.given.unit)
    ends = [(end - unit.offset) / unit.factor for end in ends_of_draw(members[0])]
    return {
        "cell": cell.key,
        "label": cell.label,
        "inputs": sum(len(draw.cells) for draw in members),
        "value": cell.given.magnitude,
        "low": ends[0],
        "high": ends[1],
        "unit": cell.given.unit,
    }


def _answering(members: Sequence[Draw], slopes: Mapping[str, float]) -> tuple[Draw, ...]:
    """The inputs of a fact on which a total depends, cut down to their cells."""
    kept = []
    for draw in members:
        cells = tuple(key for key in draw.cells if slopes.get(key))
        if cells:
            kept.append(Draw(draw.name, draw.fact, draw.value, draw.spread, cells))
    return tuple(kept)


def _carried(members: Sequence[Draw], slopes: Mapping[str, float]) -> float:
    """The spread that a fact hands to a total, to first order and signed: its inputs move together."""
    return math.fsum(
        math.copysign(1.0, _direction(draw)) * draw.spread.deviation * slopes.get(key, 0.0)
        for draw in members
        for key in draw.cells
    )


def _direction(draw: Draw) -> float:
    """Which way a draw goes as its probability rises: a negative lognormal value grows in magnitude."""
    return draw.value if draw.spread.distribution == "lognormal" else 1.0


def _elasticity(members: Sequence[Draw], slopes: Mapping[str, float], stated: float) -> float | None:
    if stated == 0:
        return None
    return math.fsum(slopes.get(key, 0.0) * draw.value for draw in members for key in draw.cells) / stated


def _or_none(value: float) -> float | None:
    return value if math.isfinite(value) else None


def sensitivity_record(
    ends: Ends,
    indicators: Sequence[str],
    slopes: Mapping[str, Array],
    stated: Mapping[str, Mapping[str, float]],
    views: Sequence[str] = ("climate_change",),
) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The tornado of each route and view; `slopes` are those of `gradients`, per wafer or device."""
    scale, found = ends.model.scale, {}
    for row, route in enumerate(ends.model.calculated.bound.routes):
        found[route] = {
            view: tornado(ends, route, view, _of_route(slopes, row, indicators.index(view), scale), stated[route][view])
            for view in views
            if view in stated[route] and view in indicators
        }
    return found


def _of_route(slopes: Mapping[str, Array], row: int, column: int, scale: float) -> dict[str, float]:
    return {key: float(found[row, column]) * scale for key, found in slopes.items()}
