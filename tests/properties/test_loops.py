"""Loops: a route that consumes its own wafers, and supply steps that draw each other, have a closed form."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mems_lca.errors import SolveError
from packs import Calculated, route, run, step, study, supply, supply_of, total


def consuming(draws: float) -> Calculated:
    return run(
        steps={
            "etch": step({"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh"}),
            "destroy": step(parameters={}),
        },
        routes={"line": route("etch", {"step": "destroy", "with": "line", "draws": draws})},
        study=study(),
    )


@settings(max_examples=12)
@given(draws=st.floats(0.02, 0.9))
@example(draws=0.02)
@example(draws=0.9)
def test_own_wafers_cost_a_geometric_series(draws: float) -> None:
    calculated = consuming(draws)
    assert supply_of(calculated, "line.wafer") == pytest.approx(1 / (1 - draws), rel=1e-9)
    assert total(calculated, "electricity") == pytest.approx(1 / (1 - draws), rel=1e-9)


@settings(max_examples=6)
@given(draws=st.floats(1.0, 50.0))
def test_own_wafers_beyond_one_are_refused(draws: float) -> None:
    with pytest.raises(SolveError):
        consuming(draws)


@settings(max_examples=10)
@given(forth=st.floats(0, 0.95), back=st.floats(0, 0.95))
def test_supply_steps_in_a_circle(forth: float, back: float) -> None:
    calculated = run(
        steps={
            "etch": step({"input": "copper", "amount": "m"}, parameters={"m": "1 kg"}),
            "copper": supply("copper", "kg", {"input": "titanium", "amount": "x"}, parameters={"x": forth}),
            "titanium": supply(
                "titanium",
                "kg",
                {"input": "copper", "amount": "x"},
                {"emission": "CO2", "amount": "m"},
                parameters={"x": back, "m": "1 kg/kg"},
            ),
        },
        routes={"line": route("etch")},
        study=study(),
    )
    assert supply_of(calculated, "line.copper@fab") == pytest.approx(1 / (1 - forth * back), rel=1e-9)
    assert total(calculated) == pytest.approx(forth / (1 - forth * back), rel=1e-9)


@settings(max_examples=8)
@given(share=st.floats(0, 2))
@example(share=1.0)
def test_return_is_taken_up_to_the_use(share: float) -> None:
    made = step(
        {"input": "gold_mined", "amount": "m"},
        {"output": "gold_mined", "amount": "r * m"},
        {"emission": "CO2", "amount": "m"},
        parameters={"m": "1 kg", "r": share},
    )
    parts = {"steps": {"etch": made}, "routes": {"line": route("etch")}, "study": study()}
    if share <= 1:
        assert supply_of(run(**parts), "product:gold_mined") == pytest.approx(1 - share, abs=1e-9)
    elif share > 1 + 1e-9:
        with pytest.raises(SolveError):
            run(**parts)
