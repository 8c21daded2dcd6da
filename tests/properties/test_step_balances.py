"""Fluorine, silicon and metals: what comes into a shipped step goes out of it, at any value of its parameters."""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from alone import Alone, alone
from mems_lca.inventory.element_balance import TOLERANCE
from mems_lca.study.step import Parameter
from packs import codes, route, run, shipped_library, step, study

NAMES = shipped_library().names("steps")
SPREAD = 4.0
# Of a parameter without limits and without a spread that names them.
FACTOR = 2.0


def bounds(parameter: Parameter) -> tuple[float, float] | None:
    """Between which canonical values a parameter is tried; None for a constant, which has neither limit nor spread."""
    value, spread = parameter.value.canonical, parameter.uncertainty
    if spread is None and parameter.min is None and parameter.max is None:
        return None
    low, high = value / FACTOR, value * FACTOR
    if spread is not None and spread.lognormal is not None:
        low, high = value / spread.lognormal**SPREAD, value * spread.lognormal**SPREAD
    elif spread is not None and spread.normal is not None:
        low, high = value - SPREAD * spread.normal.canonical, value + SPREAD * spread.normal.canonical
    elif spread is not None and (shape := spread.uniform or spread.triangular) is not None:
        low, high = shape.min.canonical, shape.max.canonical
    least = parameter.min.canonical if parameter.min is not None else -math.inf
    most = parameter.max.canonical if parameter.max is not None else math.inf
    return max(low, least), min(high, most)


def moved(step_alone: Alone, data: st.DataObject) -> dict[str, float]:
    """Every parameter somewhere between its bounds; at 0 it stays where it is."""
    found = {}
    for name, parameter in step_alone.parameters.items():
        limits = bounds(parameter)
        if limits is None:
            continue
        way = data.draw(st.floats(-1, 1), label=name)
        value = parameter.value.canonical
        found[name] = value + abs(way) * (limits[way > 0] - value)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_step_closes(name: str) -> None:
    found = alone(name)
    assert {entry.element: entry.difference for entry in found.balances(found.at()) if not entry.closed} == {}


@pytest.mark.parametrize("name", [name for name in NAMES if alone(name).elements])
@settings(max_examples=10, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(data=st.data())
def test_step_closes_with_other_parameters(name: str, data: st.DataObject) -> None:
    found = alone(name)
    values = found.at(**moved(found, data))
    assume(found.possible(values))
    open_ = {entry.element: entry.difference for entry in found.balances(values) if abs(entry.difference) > TOLERANCE}
    assert open_ == {}


def test_most_of_what_is_drawn_has_elements() -> None:
    """The test above says something: of the steps that wafers pass, most move an element."""
    fab = [name for name in NAMES if shipped_library().step(name).per == "wafer"]
    moving = [name for name in fab if alone(name).elements]
    assert len(moving) > 0.6 * len(fab)
    assert {entry.element for name in NAMES for entry in alone(name).elements} >= {
        "Ag", "Al", "Au", "Cr", "Cu", "F", "Ge", "Hf", "Ni", "Pb", "Pt", "Sb", "Sc", "Si", "Ta", "Ti", "W", "Zr",
    }  # fmt: skip


def test_a_step_that_loses_gold_is_warned_of() -> None:
    lossy = step({"input": "gold_mined", "amount": "m"}, parameters={"m": "2 g"})
    calculated = run(steps={"lossy": lossy}, routes={"line": route("lossy")}, study=study())
    assert codes(calculated).count("element_not_stated") == 1
    stated = {**lossy, "leaves": {"Au": "m"}}
    assert "element_not_stated" not in codes(run(steps={"kept": stated}, routes={"line": route("kept")}, study=study()))
