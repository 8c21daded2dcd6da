"""Brightway against a dense solution; loops; and what is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mems_lca.errors import SolveError
from mems_lca.lca.brightway import ROUNDING, demand_key, solve
from mems_lca.lca.dense import dense_scores
from mems_lca.lca.system import build_system
from packs import UNPUBLISHED, Calculated, device, greener, route, run, step, study, supply, supply_of, total


def consuming(draws: float) -> Calculated:
    """A line whose test step consumes `draws` of its own finished wafers per wafer."""
    return run(
        steps={
            "etch": step({"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh"}),
            "destroy": step({"emission": "CO2", "amount": "m"}, parameters={"m": "1 kg"}),
        },
        routes={"line": route("etch", {"step": "destroy", "with": "line", "draws": draws})},
        study=study(),
    )


def looped(copper: float, titanium: float) -> Calculated:
    """Two supply steps that draw each other."""
    return run(
        steps={
            "etch": step({"input": "copper", "amount": "m"}, parameters={"m": "1 kg"}),
            "copper": supply("copper", "kg", {"input": "titanium", "amount": "x"}, parameters={"x": titanium}),
            "titanium": supply(
                "titanium",
                "kg",
                {"input": "copper", "amount": "x"},
                {"emission": "CO2", "amount": "m"},
                parameters={"x": copper, "m": "1 kg/kg"},
            ),
        },
        routes={"line": route("etch")},
        study=study(),
    )


def assert_equal_to_dense(calculated: Calculated) -> None:
    dense = dense_scores(calculated.system)
    assert set(dense) == set(calculated.solution.scores)
    for key, scores in dense.items():
        assert set(scores) == set(calculated.solution.scores[key])
        for indicator, score in scores.items():
            found = calculated.solution.scores[key][indicator]
            assert found == pytest.approx(score, rel=1e-12, abs=1e-300), (key, indicator)


def test_shipped_study_equals_the_dense_solution(accelerometer: Calculated) -> None:
    assert_equal_to_dense(accelerometer)


@pytest.mark.parametrize("draws", [0.02, 0.5, 0.9, 0.999])
def test_loop_equals_the_dense_solution(draws: float) -> None:
    assert_equal_to_dense(consuming(draws))


def test_supply_satisfies_the_equations(accelerometer: Calculated) -> None:
    """Supply = demand + what consumers draw, node by node."""
    system = accelerometer.system
    matrix = system.technosphere()
    for demand in system.demands:
        supply_array = np.array(accelerometer.solution.supply[demand_key(demand.route, demand.basis)])
        left = matrix @ supply_array - system.demand_vector(demand)
        scale = np.abs(matrix) @ np.abs(supply_array)
        assert np.all(np.abs(left) <= 1e-12 * scale + ROUNDING)


def test_every_number_is_float64(accelerometer: Calculated) -> None:
    """A float32 package would round a tenth: the supply of a wafer would not be one to the last digit."""
    values = accelerometer.solution.supply["grey/wafer"]
    assert values[accelerometer.system.nodes.index("grey.wafer")] == pytest.approx(1.0, abs=1e-14)
    third = run(
        steps={"etch": step({"emission": "CO2", "amount": "m"}, parameters={"m": f"{1 / 3!r} kg"})},
        routes={"line": route("etch")},
        study=study(),
    )
    assert third.solution.scores["line/wafer"]["climate_change_location"] == pytest.approx(1 / 3, rel=1e-15)


# ---------------------------------------------------------------- loops


def test_route_that_consumes_its_own_wafers() -> None:
    calculated = consuming(0.25)
    assert supply_of(calculated, "line.wafer") == pytest.approx(4 / 3)
    assert total(calculated, "electricity") == pytest.approx(4 / 3)


@pytest.mark.parametrize("draws", [1.0, 1.2, 3.0])
def test_route_that_consumes_all_that_it_makes_is_refused(draws: float) -> None:
    with pytest.raises(SolveError) as caught:
        consuming(draws)
    assert "loop" in str(caught.value)


def test_loop_of_supply_steps() -> None:
    calculated = looped(0.5, 0.5)
    assert supply_of(calculated, "line.copper@fab") == pytest.approx(4 / 3)
    assert total(calculated) == pytest.approx(2 / 3)


@pytest.mark.parametrize(("copper", "titanium"), [(1, 1), (2, 1), (1.2, 1.0), (10, 0.2)])
def test_loop_of_supply_steps_that_never_ends_is_refused(copper: float, titanium: float) -> None:
    with pytest.raises(SolveError):
        looped(copper, titanium)


def test_more_water_used_again_than_drained_is_told_with_both_amounts() -> None:
    drained, reused = ({key: "site_drainage", "amount": f"{n} * v"} for key, n in (("input", 1), ("output", 3)))
    made = step(drained, reused, parameters={"v": "1 m3"})
    told = r"site_drainage@fab .*returned or used again \(3\) than is drawn or drained \(1\)"
    with pytest.raises(SolveError, match=told):
        run(steps={"etch": made}, routes={"line": route("etch")}, study=study())


def test_rounding_of_a_return_is_no_negative_supply() -> None:
    made = step(
        {"input": "gold_mined", "amount": "0.1 * m + 0.2 * m"},
        {"output": "gold_mined", "amount": "0.3 * m"},
        {"emission": "CO2", "amount": "m"},
        parameters={"m": "1 kg"},
    )
    calculated = run(steps={"etch": made}, routes={"line": route("etch")}, study=study())
    assert abs(supply_of(calculated, "product:gold_mined")) < ROUNDING


# ---------------------------------------------------------------- the system


def test_system_without_any_flow_is_solved() -> None:
    made = step({"input": "unpublished_primer", "amount": "m"}, parameters={"m": "1 kg"})
    calculated = run(steps={"etch": made}, routes={"line": route("etch")}, study=study(), files=UNPUBLISHED)
    assert set(calculated.solution.scores["line/wafer"].values()) <= {0.0}


def test_routes_are_solved_apart() -> None:
    steps = {"etch": step({"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh"})}
    routes = {"line": route("etch"), "green": greener("line", less={"set": {"etch.e": "0.5 kWh"}})}
    calculated = run(steps=steps, routes=routes, study=study({"line": "line", "green": "green"}, device=device()))
    assert set(calculated.solution.supply) == {"line/wafer", "line/device", "green/wafer", "green/device"}
    assert all(calculated.supply("line", "wafer")[f"green.{name}"] == 0 for name in ("etch", "wafer", "device"))
    assert total(calculated, "electricity", route="green") == pytest.approx(
        0.5 * total(calculated, "electricity"), rel=1e-12
    )


def test_order_of_the_system_does_not_matter(accelerometer: Calculated) -> None:
    again = solve(build_system(accelerometer.inventory))
    assert again.scores == accelerometer.solution.scores


def test_climate_change_is_there_by_location_and_by_market(accelerometer: Calculated) -> None:
    names = set(accelerometer.system.characterisation)
    assert {"climate_change_location", "climate_change_market"} <= names
    assert "climate_change" not in names


def test_no_folder_appears_in_the_home(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from packs import run, route, step, study\n"
        "run(steps={'a': step({'emission': 'CO2', 'amount': 'm'}, parameters={'m': '1 kg'})},"
        " routes={'line': route('a')}, study=study())\n"
    )
    environment: dict[str, Any] = {name: value for name, value in os.environ.items() if name != "BRIGHTWAY2_DIR"}
    environment |= {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "USERPROFILE": str(tmp_path)}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parents[1])],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []
