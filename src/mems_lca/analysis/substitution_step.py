"""A step with another gas in place of one: the same film, depth or clean chamber, in another time, with another flow.

The step stays as it is written but for its formulas: the gas is fed in the amount of the old one times a flow ratio
(moles of the new gas per mole of the old at the same moment; as much fluorine unless given), and every rate from which
that amount follows is multiplied by a rate ratio, so that all that runs with the process (plasma, pumps, other gases,
polymer) follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from mems_lca.library.bound import BoundRoute, BoundStep
from mems_lca.library.step_checks import derived_order
from mems_lca.study.exchange import AnyExchange, GasExchange
from mems_lca.study.formula import Expr, Ref, dimension, references, rename
from mems_lca.study.route import Abatement
from mems_lca.study.step import (
    ALLOCATION_NAMES,
    CONTENT_NAMES,
    DIE_NAMES,
    PRODUCT_NAMES,
    ROUTE_TALLIES,
    WAFER_NAMES,
    Parameter,
    Setting,
    Step,
)
from mems_lca.study.uncertainty import Uncertainty
from mems_lca.units import Dimension, Quantity, dimension_of

RATE, FLOW, MASS = "swap_rate_ratio", "swap_flow_ratio", "swap_molar_mass_ratio"
SPREAD = 1.5
_RATE_NOTE = "Rate with the new gas over that with the old: not known for this recipe, taken as the same."
_FLOW_NOTE = (
    "Moles of the new gas per mole of the old at the same moment: not known for this recipe. As much fluorine is fed, "
    "which is what etches and cleans; as many moles where one of the gases has none."
)
_NAMES: Mapping[str, str] = {
    **WAFER_NAMES, **DIE_NAMES, **PRODUCT_NAMES, **CONTENT_NAMES, **ROUTE_TALLIES, **ALLOCATION_NAMES,
}  # fmt: skip


@dataclass(frozen=True)
class Pace:
    """What a rate ratio acts on: rates (length per time), which it multiplies, else times, which it divides.

    `why_not` says why the pace of the step cannot be changed.
    """

    kind: Literal["rate", "time", ""]
    names: tuple[str, ...] = ()
    why_not: str = ""


@dataclass(frozen=True)
class Swap:
    """One gas for another at a step occurrence (`step`, the id inside its route).

    `rate` and `flow` are None where not given: rates are the same then, and `equal_fluorine` is the flow ratio.
    """

    step: str
    old: str
    new: str
    mass_ratio: float
    equal_fluorine: float = 1.0
    rate: float | None = None
    flow: float | None = None


def gases_of(step: Step) -> tuple[str, ...]:
    """The gases that a step feeds."""
    return tuple(dict.fromkeys(entry.gas for entry in step.exchanges if isinstance(entry, GasExchange)))


def occurrences(route: BoundRoute) -> Iterator[tuple[str, BoundStep, BoundRoute]]:
    """Id ("release_etch", "cap_wafer/cavity_etch"), step and route of each occurrence, those of consumed routes too."""
    for step in route.steps:
        yield f"{route.inner}{step.key}", step, route
        if step.consumes is not None:
            yield from occurrences(step.consumes)


def pace_of(step: Step, gas: str) -> Pace:
    """What sets the time for which a gas is fed.

    Rates from which the amount of the gas follows; without any, times from which it follows. A step whose effect on
    the wafer (silicon etched or left) itself follows from them would do another job at another pace.
    """
    fed = [entry for entry in step.exchanges if isinstance(entry, GasExchange) and entry.gas == gas]
    behind = _behind(step, (entry.amount for entry in fed))
    per = dimension_of(step.per)
    rates = _having(step, behind, {dimension_of("m/s"), dimension_of("m/s") / per})
    times = _having(step, behind, {dimension_of("s"), dimension_of("s") / per})
    kind: Literal["rate", "time"] = "rate" if rates else "time"
    names = rates or times
    if not names:
        return Pace("", (), f"no rate and no time is among the parameters from which the amount of {gas} follows")
    done = _behind(step, [*step.leaves.values(), *(entry.silicon for entry in fed if entry.silicon is not None)])
    if bound := sorted(done & set(names)):
        return Pace("", (), f"what the step does to the wafer follows from {', '.join(bound)}, too")
    return Pace(kind, names)


def swapped_step(bound: BoundStep, swap: Swap) -> BoundStep:
    """The occurrence with the new gas; its ratios are parameters, and assumptions unless given."""
    step = bound.step
    pace = pace_of(step, swap.old)
    in_kg = _in_mass(step, swap.old)
    parameters = {FLOW: _assumed(_FLOW_NOTE, swap.equal_fluorine)}
    if pace.kind:
        parameters[RATE] = _assumed(_RATE_NOTE)
    if in_kg:
        note = f"{swap.new} over {swap.old}: the recipe gives the gas by mass, and the flow ratio counts moles."
        parameters[MASS] = Parameter(value=Quantity(swap.mass_ratio, ""), source="iupac-atomic-weights-2021", note=note)
    given = {RATE: swap.rate, FLOW: swap.flow}
    settings = {
        name: (Setting(value=Quantity(value, "")), "study")
        for name, value in given.items()
        if value is not None and name in parameters
    }

    def paced(expr: Expr) -> Expr:
        if not pace.kind:
            return expr
        return rename(expr, lambda name: _paced(name, pace))

    exchanges = tuple(_exchange(entry, swap, paced, in_kg) for entry in step.exchanges)
    changed = step.model_copy(
        update={
            "parameters": {**step.parameters, **parameters},
            "derived": {name: paced(expr) for name, expr in step.derived.items()},
            "tallies": {name: paced(expr) for name, expr in step.tallies.items()},
            "exchanges": exchanges,
        }
    )
    return replace(bound, step=changed, settings={**(bound.settings or {}), **settings})


def with_step(
    route: BoundRoute,
    step_id: str,
    change: Callable[[BoundStep], BoundStep],
    abate: Callable[[BoundRoute], Abatement | None] = lambda route: route.abatement,
) -> BoundRoute:
    """The route with one occurrence changed, and the abatement of the route that has it; consumed routes as well."""
    steps = []
    here = False
    for step in route.steps:
        if f"{route.inner}{step.key}" == step_id:
            step, here = change(step), True
        if step.consumes is not None:
            step = replace(step, consumes=with_step(step.consumes, step_id, change, abate))
        steps.append(step)
    return replace(route, steps=tuple(steps), abatement=abate(route) if here else route.abatement)


def _assumed(note: str, value: float = 1.0) -> Parameter:
    return Parameter(
        value=Quantity(value, ""), source="assumption", note=note, uncertainty=Uncertainty(lognormal=SPREAD)
    )


def _paced(name: str, pace: Pace) -> Expr | str:
    if name not in pace.names:
        return name
    return Ref(name) * Ref(RATE) if pace.kind == "rate" else Ref(name) / Ref(RATE)


def _exchange(entry: AnyExchange, swap: Swap, paced: Callable[[Expr], Expr], in_kg: bool) -> AnyExchange:
    changes: dict[str, Any] = {
        name: paced(expr)
        for name in ("amount", "silicon", "polymer", "dry")
        if isinstance(expr := getattr(entry, name, None), Expr)
    }
    if contains := getattr(entry, "contains", None):
        changes["contains"] = {element: paced(expr) for element, expr in contains.items()}
    if isinstance(entry, GasExchange) and entry.gas == swap.old:
        amount = changes["amount"] * Ref(FLOW)
        changes |= {"gas": swap.new, "amount": amount * Ref(MASS) if in_kg else amount}
    return entry.model_copy(update=changes)


def _behind(step: Step, exprs: Iterable[Expr]) -> set[str]:
    """Every name from which formulas follow, through derived quantities."""
    found: set[str] = set()
    waiting = [name for expr in exprs for name in references(expr)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(references(step.derived[name]) if name in step.derived else ())
    return found


def _having(step: Step, names: set[str], dimensions: set[Dimension]) -> tuple[str, ...]:
    return tuple(
        name for name, parameter in step.parameters.items() if name in names and parameter.value.dimension in dimensions
    )


def _in_mass(step: Step, gas: str) -> bool:
    """Whether the step gives the gas by mass; else by amount of substance."""
    known = {name: dimension_of(unit) for name, unit in _NAMES.items()}
    known |= {name: parameter.value.dimension for name, parameter in step.parameters.items()}
    for name in derived_order(step)[0]:
        known[name] = dimension(step.derived[name], known.__getitem__)
    mass = dimension_of("kg")
    amounts = [entry.amount for entry in step.exchanges if isinstance(entry, GasExchange) and entry.gas == gas]
    return any(dimension(expr, known.__getitem__) in (mass, mass / dimension_of(step.per)) for expr in amounts)
