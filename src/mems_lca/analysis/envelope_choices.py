"""The choices of a method that a study makes, and what else each could defensibly be.

Options come from the library: its sets of warming potentials, emission tables, destruction efficiencies and electricity
factors, with what it says of their use. What may not be chosen is left out by name, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import get_args

from mems_lca.analysis.envelope_grid import grid_choices
from mems_lca.analysis.envelope_options import (
    MIXED,
    Apply,
    Choice,
    Choices,
    LeftOut,
    Option,
    own_option,
    setting_option,
)
from mems_lca.errors import StudyError, nearest
from mems_lca.inventory.shop import Method, read_method
from mems_lca.library.bound import BoundRoute, BoundStep, BoundStudy
from mems_lca.study.route import Destruction
from mems_lca.study.step import FacilityKey
from mems_lca.study.study import Study, YieldModel

FAMILIES = ("gwp", "gas_table", "destruction", "grid", "accounting", "allocation", "yield_model")
OWN = "efficiencies of the route"


def known_families(given: Sequence[str] | None) -> tuple[str, ...]:
    """The families asked for, all by default. Raises StudyError for an unknown one, or for none."""
    for name in given or ():
        if name not in FAMILIES:
            raise StudyError.single(
                "unknown_choice", "there is no choice of this name", found=name, expected=", ".join(FAMILIES),
                nearest=nearest(name, FAMILIES),
            )  # fmt: skip
    if given is not None and not given:
        raise StudyError.single("no_choice", "no choice is named", expected=", ".join(FAMILIES))
    return FAMILIES if given is None else tuple(name for name in FAMILIES if name in given)


def choices_of(bound: BoundStudy, families: Sequence[str]) -> Choices:
    """The choices of a study in some families, with their options."""
    makers: dict[str, Callable[[BoundStudy], Iterator[Choice | str]]] = {
        "gwp": _gwp,
        "gas_table": _gas_table,
        "destruction": _destruction,
        "grid": grid_choices,
        "accounting": _accounting,
        "allocation": _allocation,
        "yield_model": _yield_model,
    }
    choices: list[Choice] = []
    fixed: dict[str, str] = {}
    for family in families:
        for found in makers[family](bound):
            if isinstance(found, Choice):
                choices.append(found)
            else:
                fixed[family] = found
    return Choices(tuple(choices), fixed)


# ------------------------------------------------------------ warming potentials and gases


def _gwp(bound: BoundStudy) -> Iterator[Choice]:
    """Other sets over the study's own horizon: another horizon asks another question."""
    factors = bound.library.factors
    own = read_method(bound.study.method, factors.gwp_sets())
    options, left_out = [own_option(own.gwp_set, _described(bound, "gwp", own.gwp_set)[0])], []
    for name in factors.gwp_sets():
        title, reason = _described(bound, "gwp", name)
        if name == own.gwp_set:
            continue
        if reason:
            left_out.append(LeftOut("gwp", name, reason))
        else:
            options.append(setting_option("method", _method(name, own), name, title))
    yield Choice("gwp", tuple(options), tuple(left_out))


def _method(name: str, own: Method) -> str:
    return f"{name.replace('-', '_')}_gwp{own.horizon}"


def _described(bound: BoundStudy, choice: str, name: str) -> tuple[str, str]:
    """What a set is called, and why it may not be chosen ("": it may)."""
    found = bound.library.factors.choice_option(choice, name)
    if found is None:
        return name, "the library does not say where it may be used (choices.csv)"
    return found.title, "" if found.in_range else found.reason


def _gas_table(bound: BoundStudy) -> Iterator[Choice]:
    """The tables between which a MEMS study may choose, for wafers of its diameters."""
    factors, own = bound.library.factors, bound.study.gas_table
    known = {name: factors.utilisation_table(name) for name in factors.utilisation_tables()}
    titles = {name: table.title if table else name for name, table in known.items()}
    options, left_out = [own_option(own, titles[own])], []
    for name, table in known.items():
        if name == own:
            continue
        reason = "the library does not say where it may be used (utilisation_tables.csv)"
        if table is not None:
            reason = "" if table.in_range else f"not for MEMS: {re.split(r'[.:;] ', table.use)[0]}"
            wrong = [] if reason else _other_diameters(bound, table.wafer)
            reason = reason or (f"for wafers of {table.wafer}, not of {', '.join(wrong)}" if wrong else "")
        if reason:
            left_out.append(LeftOut("gas_table", name, reason.rstrip(".")))
        else:
            options.append(setting_option("gas_table", name, name, titles[name]))
    yield Choice("gas_table", tuple(options), tuple(left_out))


def _other_diameters(bound: BoundStudy, covered: str) -> list[str]:
    """Diameters of the study's wafers that are not among those of a text such as "150 mm and 200 mm"."""
    sizes = [int(size) for size in re.findall(r"(\d+) mm", covered)]
    own = {round(1000 * route.wafer.diameter.canonical) for route in bound.routes.values()}
    return [f"{size} mm" for size in sorted(own) if sizes and size not in sizes]


def _destruction(bound: BoundStudy) -> Iterator[Choice | str]:
    """For each route with abatement, the sets that may be used for MEMS."""
    treated = {name: rules for name, route in bound.routes.items() if (rules := _rules(route))}
    for name, rules in treated.items():
        choice, (own, title) = f"destruction.{name}", _own_rule(bound, rules)
        options, left_out = [own_option(own, title)], []
        for set_ in bound.library.factors.destruction_sets():
            title, reason = _described(bound, "destruction", set_)
            if set_ == own:
                continue
            if reason:
                left_out.append(LeftOut(choice, set_, reason))
            else:
                options.append(Option(set_, title, _destroying(name, set_)))
        yield Choice(choice, tuple(options), tuple(left_out))
    if not treated:
        yield "no route has abatement"


def _own_rule(bound: BoundStudy, rules: list[Destruction]) -> tuple[str, str]:
    """Name and title of the rule that a route and the routes in it follow."""
    own = {rule if isinstance(rule, str) else OWN for rule in rules}
    name = own.pop() if len(own) == 1 else MIXED
    return name, name if name in (OWN, MIXED) else _described(bound, "destruction", name)[0]


def _rules(route: BoundRoute) -> list[Destruction]:
    """The rules of destruction of a route and of the routes that it consumes."""
    own = [] if route.abatement is None else [route.abatement.destruction]
    inner = [step.consumes for step in route.steps if step.consumes is not None]
    return [*own, *(rule for consumed in inner for rule in _rules(consumed))]


def _destroying(root: str, set_: str) -> Apply:
    return lambda bound: replace(bound, routes={**bound.routes, root: _with_set(bound.routes[root], set_)})


def _with_set(route: BoundRoute, set_: str) -> BoundRoute:
    abatement = route.abatement and route.abatement.model_copy(update={"destruction": set_})
    return replace(route, abatement=abatement, steps=tuple(_step_with_set(step, set_) for step in route.steps))


def _step_with_set(step: BoundStep, set_: str) -> BoundStep:
    return step if step.consumes is None else replace(step, consumes=_with_set(step.consumes, set_))


# ------------------------------------------------------------ accounts and models


def _accounting(bound: BoundStudy) -> Iterator[Choice]:
    own = bound.study.accounting
    names = get_args(Study.model_fields["accounting"].annotation)
    others = (name for name in names if name != own)
    yield Choice("accounting", (own_option(own), *(setting_option("accounting", name, name) for name in others)))


def _allocation(bound: BoundStudy) -> Iterator[Choice]:
    rules = bound.study.allocation
    others = (name for name in get_args(FacilityKey) if name != rules.facility)
    options = (setting_option("allocation", rules.model_copy(update={"facility": name}), name) for name in others)
    yield Choice("allocation", (own_option(rules.facility), *options))


def _yield_model(bound: BoundStudy) -> Iterator[Choice | str]:
    """Other models at the same defect density, where the study gives a model."""
    device = bound.study.device
    if device is None:
        yield "the study declares no device"
        return
    own = device.die_yield
    if not isinstance(own, YieldModel):
        yield f"the study gives the yield itself ({own}), not a model"
        return
    options, left_out = [own_option(own.model)], []
    for name in get_args(YieldModel.model_fields["model"].annotation):
        if name == own.model:
            continue
        if name == "negative_binomial":
            reason = "needs a clustering parameter, which the study does not give"
            left_out.append(LeftOut("yield_model", name, reason))
            continue
        other = own.model_copy(update={"model": name, "clustering": None})
        options.append(setting_option("device", device.model_copy(update={"die_yield": other}), name))
    yield Choice("yield_model", tuple(options), tuple(left_out))
