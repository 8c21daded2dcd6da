"""Elements that cross the bounds of a step: from the composition of what it exchanges, and from what it states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mems_lca.inventory.processes import ElementFlow, Exchange, Way
from mems_lca.inventory.step_build import StepBuild, per_unit
from mems_lca.study.elements import Element
from mems_lca.study.exchange import AnyExchange, GasExchange
from mems_lca.study.formula import Expr, Num

# What an elementary flow does with its elements, by compartment; gases go to air.
_COMPARTMENTS: Mapping[str, Way] = {"water": "water", "resource": "bought"}


def enter_exchange(build: StepBuild, index: int, exchange: AnyExchange, made: Sequence[Exchange]) -> None:
    """The elements in what one exchange of a step file stands for: `made` holds itself first, then what follows."""
    stated: Mapping[Element, Expr] = {}
    if isinstance(exchange, GasExchange):
        _enter_heel(build, made)
    else:
        stated = exchange.contains
        _enter_masses(build, f"{index}", stated, _way(build, made[0]))
    for flow in made:
        composition = build.shop.factors.composition(flow.flow or flow.input) or {}
        for element, share in composition.items():
            if flow is not made[0] or element not in stated:
                way: Way = "treated" if share < 0 else _way(build, flow)
                _enter(build, element, way, flow.amount, abs(share))


def enter_own(build: StepBuild) -> None:
    """The elements that go on with the wafer or the device, and those in the product of a supply step."""
    _enter_masses(build, "leaves", build.step.leaves, "on_wafer")
    if build.step.makes is None:
        return
    product, unit = build.step.makes.product, build.step.makes.unit
    for element, share in (build.shop.factors.composition(product) or {}).items():
        one = build.shop.ledger.derive(f"{build.process}/made", Num(1.0), unit, f"One unit of {product}")
        _enter(build, element, "product" if share > 0 else "received", one.key, abs(share))


def _enter_heel(build: StepBuild, made: Sequence[Exchange]) -> None:
    """A gas is bought with the heel of its bottle, which goes back to the supplier: bought less used."""
    flows = {flow.amount: flow for flow in made}
    for record in build.shop.gases:
        if record.bought in flows:
            for element, share in (build.shop.factors.composition(flows[record.bought].input) or {}).items():
                _enter(build, element, "recovered", record.bought, share)
                _enter(build, element, "recovered", record.used, -share)


def _enter_masses(build: StepBuild, name: str, masses: Mapping[Element, Expr], way: Way) -> None:
    for element, mass in masses.items():
        key, label = f"{build.process}/{name}/{element}", f"{element} {way.replace('_', ' ')}, {build.step.name.en}"
        cell = build.shop.ledger.derive(key, per_unit(build, mass, "kg"), "kg", label)
        _enter(build, element, way, cell.key, 1.0, stated=True)


def _enter(build: StepBuild, element: str, way: Way, amount: str, share: float, *, stated: bool = False) -> None:
    build.shop.elements.append(ElementFlow(build.process, element, way, amount, share, stated))


def _way(build: StepBuild, flow: Exchange) -> Way:
    """Where an exchange takes its elements, or whether it brings them."""
    factors = build.shop.factors
    if flow.kind == "elementary":
        return _COMPARTMENTS.get(getattr(factors.emission(flow.flow), "compartment", ""), "air")
    if flow.sign < 0 or flow.kind == "recovered":
        return "recovered"
    known = flow.input in factors.product_names()
    return "waste" if known and factors.product(flow.input).category == "waste" else "bought"
