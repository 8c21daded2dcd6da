"""Facility overhead given to wafers evenly, by area, by mask layers or by tool time; sums over the steps of a route."""

from __future__ import annotations

from typing import Any

import pytest

from mems_lca.errors import StudyError
from packs import Calculated, route, run, step, study

MASK = step(tallies={"mask_layers": "1", "tool_time": "t"}, parameters={"t": "6 min"})
ETCH = step(
    tallies={"tool_time": "t / n", "etch_time": "t / 2"}, parameters={"t": "1 h", "n": {"value": "4 wafer"} | {
        "source": "assumption", "note": "made up for a test"}}
)  # fmt: skip
FACILITY = step(
    {"emission": "CO2", "amount": "wafers * m"},
    derived={
        "wafers": "allocated_even + allocated_area * wafer_area / (400 * a)"
        " + allocated_mask_layers * route_mask_layers / 8 + allocated_tool_time * route_tool_time / t"
    },
    parameters={"m": "1 kg", "a": "1 cm2", "t": "2 h"},
)


def line(key: str, *steps: Any, **more: Any) -> Calculated:
    return run(
        steps={"mask": MASK, "etch": ETCH, "facility": FACILITY},
        routes={"line": route(*steps, **more)},
        study=study(allocation={"facility": key}),
    )


def overhead(calculated: Calculated) -> float:
    return calculated.inventory.values["line.facility.wafers"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("even", 1.0),
        ("area", 314.159265 / 400),
        ("mask_layers", 3 / 8),
        # three masks of 0.1 h, and an hour shared by four wafers
        ("tool_time", (0.3 + 0.25) / 2),
    ],
)
def test_each_key(key: str, expected: float) -> None:
    """The facility step stands first: it knows the steps after it, and repeats count."""
    calculated = line(key, "facility", {"step": "mask", "repeat": 3}, "etch")
    assert overhead(calculated) == pytest.approx(expected, rel=1e-8)


def test_a_consumed_wafer_counts_its_own_steps() -> None:
    calculated = run(
        steps={"mask": MASK, "facility": FACILITY, "bond": step()},
        routes={
            "line": route("facility", {"step": "mask", "repeat": 4}, {"step": "bond", "with": "cap"}),
            "cap": route("facility", "mask"),
        },
        study=study(allocation={"facility": "mask_layers"}, routes={"line": "line"}),
    )
    assert overhead(calculated) == pytest.approx(0.5)
    assert calculated.inventory.values["line.cap/facility.wafers"] == pytest.approx(0.125)


def test_a_scrapped_wafer_had_its_overhead() -> None:
    """The share is that of a wafer that passes all steps; wafers lost on the way draw the facility like any step."""
    calculated = line("mask_layers", "facility", {"step": "mask", "repeat": 2}, wafer_yield=0.5)
    assert overhead(calculated) == pytest.approx(0.25)
    rows = [row for row in calculated.rows if row.step == "facility" and row.indicator == "climate_change"]
    assert sum(row.per_wafer for row in rows) == pytest.approx(0.5)


def test_etch_time_of_a_route() -> None:
    calculated = line("even", "facility", {"step": "etch", "repeat": 2})
    assert calculated.inventory.values["line.wafer.etch_time"] == pytest.approx(3600)


def test_an_unknown_key_is_one_line() -> None:
    with pytest.raises(StudyError) as caught:
        line("volume", "facility")
    assert len(caught.value.findings) == 1
    assert "tool_time" in caught.value.findings[0].line()


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (step(tallies={"tool_time": "m"}, parameters={"m": "1 kg"}), "time"),
        (step(tallies={"mask_layers": "1"}, per="device", stage="packaging_test"), "only a step that wafers pass"),
        (step(tallies={"masks": "1"}), "mask_layers"),
        (step({"emission": "CO2", "amount": "m * route_mask_layers"}, tallies={"mask_layers": "1"},
              parameters={"m": "1 kg"}), "route_mask_layers"),
    ],
)  # fmt: skip
def test_what_a_step_may_not_count(made: dict[str, Any], text: str) -> None:
    with pytest.raises(StudyError) as caught:
        run(steps={"odd": made}, routes={"line": route("odd")}, study=study())
    assert text in str(caught.value)
