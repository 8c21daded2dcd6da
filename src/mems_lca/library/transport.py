"""Transports drawn in wherever the chain of a route moves to another site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mems_lca.library.bound import BoundStep
from mems_lca.study.step import Step

TRANSPORT = "inter_site_transport"
CHAIN_STAGES = frozenset({"raw_materials", "wafer_fabrication", "packaging_test"})


def with_transport(steps: Sequence[BoundStep], transport: Step | None, destination: str) -> tuple[BoundStep, ...]:
    """The steps with a transport before each that runs at another site than the one before it.

    A transport belongs to the stage that it leads to. `destination` is where the finished wafer is consumed ("" for
    a route that is no other's).
    """
    steps = _with_customers(steps)
    if transport is None:
        return tuple(steps)
    found: list[BoundStep] = []
    former = ""
    for step in steps:
        if _moves(step):
            if former and step.site != former:
                found.append(_between(former, step.site, transport, step.step.stage, found))
            former = step.site
        found.append(step)
    if destination and former and destination != former:
        found.append(_between(former, destination, transport, "wafer_fabrication", found))
    return tuple(found)


def _with_customers(steps: Sequence[BoundStep]) -> list[BoundStep]:
    """The steps with the place that each distribution leads to: where the device is used, else discarded."""
    found: list[BoundStep] = []
    customer = ""
    for step in reversed(steps):
        if step.step.stage in ("use", "end_of_life"):
            customer = step.site
        found.append(replace(step, destination=customer) if step.step.stage == "distribution" else step)
    return found[::-1]


def _moves(step: BoundStep) -> bool:
    """Whether the wafer or device itself is at the step's site; a companion circuit is made elsewhere."""
    return step.step.stage in CHAIN_STAGES and step.name != "companion_asic"


def _between(site: str, other: str, transport: Step, stage: str, before: Sequence[BoundStep]) -> BoundStep:
    """The transport between two sites; a second one of the same way gets a number."""
    key = f"transport_{site}_{other}"
    number = 1 + sum(step.name == TRANSPORT and step.key.startswith(key) for step in before)
    step = transport.model_copy(update={"stage": stage})
    return BoundStep(key if number == 1 else f"{key}_{number}", TRANSPORT, step, site, settings={}, destination=other)
