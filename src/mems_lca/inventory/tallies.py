"""What a route's steps add up to (mask layers, tool time, etch time), and the key that gives a wafer its overhead."""

from __future__ import annotations

from collections.abc import Sequence

from mems_lca.inventory.shop import Shop
from mems_lca.inventory.step_build import StepBuild, per_unit
from mems_lca.library.bound import BoundRoute, BoundStep
from mems_lca.study.formula import Expr, Num, Ref
from mems_lca.study.step import ALLOCATION_NAMES, FACILITY_KEYS, ROUTE_TALLIES, TALLIES, Step
from mems_lca.units import Quantity

_LABELS = {"mask_layers": "Mask layers", "tool_time": "Tool time", "etch_time": "Deep silicon etch time"}


def needs_route(step: Step) -> bool:
    """Whether a formula of the step takes what the other steps of its route add up to."""
    return not step.named.isdisjoint(ROUTE_TALLIES)


def shares_facility(step: Step) -> bool:
    """Whether the step is the overhead of a site, given to wafers by the study's key."""
    return not step.named.isdisjoint(ALLOCATION_NAMES)


def enter_tallies(build: StepBuild) -> None:
    """What one pass of a step adds to its route, as cells."""
    for name, formula in build.step.tallies.items():
        label = f"{_LABELS[name]} of one pass, {build.step.name.en}"
        build.shop.ledger.derive(
            _key(build.route, build.key, name), per_unit(build, formula, TALLIES[name]), TALLIES[name], label
        )


def route_tallies(shop: Shop, route: BoundRoute, steps: Sequence[BoundStep]) -> dict[str, Ref]:
    """The sums over the steps of a route, repeats included, for one wafer that passes them all."""
    found: dict[str, Ref] = {}
    for name, unit in TALLIES.items():
        total: Expr = Num(0.0)
        for step in steps:
            if name in step.step.tallies:
                part: Expr = Ref(_key(route, step.key, name))
                total = total + (part if step.repeat == 1 else part * step.repeat)
        key = f"{route.id}.wafer.{name}"
        found[f"route_{name}"] = shop.ledger.derive(key, total, unit, f"{_LABELS[name]} per wafer, route {route.id}")
    return found


def allocation_switches(shop: Shop) -> dict[str, Ref]:
    """1 for the key by which the study gives facility overhead to wafers, 0 for the others."""
    chosen = shop.bound.study.allocation.facility
    return {
        name: shop.ledger.enter(
            f"allocation.facility.{key}",
            Quantity(float(key == chosen), ""),
            label=f"Facility overhead given by {key.replace('_', ' ')}",
            group="choice",
            source="definition",
            note="1 for the key that the study chose, 0 for the others.",
            origin="definition",
        )
        for name, key in zip(ALLOCATION_NAMES, FACILITY_KEYS, strict=True)
    }


def _key(route: BoundRoute, step: str, name: str) -> str:
    return f"{route.step_id(step)}/tally/{name}"
