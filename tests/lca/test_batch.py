"""The batch solver against Brightway, at sets that are possible and at sets that are not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mems_lca.analysis.calculated import Calculated
from mems_lca.errors import SolveError
from mems_lca.inventory.cells import values
from mems_lca.lca.batch import Evaluated, compile_inventory, deviation, given
from mems_lca.lca.brightway import demand_key, solve
from mems_lca.lca.residuals import floored
from mems_lca.lca.system import build_system
from packs import device, route, run, step, study, supply


def inputs_of(calculated: Calculated, *words: str) -> list[str]:
    """Keys of the inputs whose keys end with one of the words."""
    return [key for key, cell in calculated.inventory.cells.items() if cell.expr is None and key.endswith(words)]


def at(calculated: Calculated, evaluated: Evaluated, column: int, inputs: dict[str, float]) -> None:
    """Asserts that a column holds what Brightway gives for these inputs."""
    inventory = calculated.inventory
    scores = solve(build_system(replace(inventory, values=values(inventory.cells, inputs)))).scores
    for output in evaluated.compiled.outputs:
        expected = scores[demand_key(output.route, output.basis)][output.view]
        found = evaluated.total(output.route, output.basis, output.view)[column]
        assert found == pytest.approx(expected, rel=1e-11), output


def test_nothing_varied_gives_the_scores_of_brightway(accelerometer: Calculated) -> None:
    compiled = compile_inventory(accelerometer.inventory, {}, bases=("wafer", "device"))
    found = compiled.run(given({}), 1)
    assert compiled.operations == 0
    assert found.possible.all()
    assert len(compiled.outputs) == 4 * len(accelerometer.system.characterisation)
    at(accelerometer, found, 0, {})


def test_varied_inputs_of_both_routes(accelerometer: Calculated) -> None:
    keys = inputs_of(
        accelerometer, ".etch_depth", ".wafer_yield", "device.yield", "SF6/gwp", "lithography.resist_thickness"
    )
    rng = np.random.default_rng(5)
    base = accelerometer.inventory.values
    leaves = {key: base[key] * rng.uniform(0.6, 1.0, 50) for key in keys}
    compiled = compile_inventory(accelerometer.inventory, {key: key for key in keys}, bases=("wafer", "device"))
    found = compiled.run(given(leaves), 50, chunk=16)
    assert found.possible.all()
    for column in (0, 17, 49):
        at(accelerometer, found, column, {key: float(leaves[key][column]) for key in keys})
    sets = {column: {key: float(leaves[key][column]) for key in keys} for column in (3, 31)}
    assert deviation(accelerometer.inventory, found, sets) < 1e-12


def test_inputs_of_one_leaf_are_equal(accelerometer: Calculated) -> None:
    keys = inputs_of(accelerometer, "release_etch.etch_depth")
    assert len(keys) == 2
    leaf = {"depth": np.array([3e-5, 4e-5])}
    found = compile_inventory(accelerometer.inventory, dict.fromkeys(keys, "depth"), bases=("device",)).run(
        given(leaf), 2
    )
    at(accelerometer, found, 1, dict.fromkeys(keys, 4e-5))


def test_a_part_of_the_sets_is_that_part_of_the_whole(accelerometer: Calculated) -> None:
    keys = inputs_of(accelerometer, ".etch_depth")
    leaves = {key: accelerometer.inventory.values[key] * np.linspace(0.5, 1.5, 40) for key in keys}
    compiled = compile_inventory(accelerometer.inventory, {key: key for key in keys}, bases=("device",))
    whole = compiled.run(given(leaves), 40, chunk=11)
    part = compiled.run(given(leaves), 13, chunk=5, start=20)
    assert part.values.tobytes() == np.ascontiguousarray(whole.values[:, 20:33]).tobytes()


def looped(copper: float = 0.3, titanium: float = 0.5) -> Calculated:
    """Two supply steps that draw each other, and themselves."""
    return run(
        steps={
            "etch": step({"input": "copper", "amount": "m"}, parameters={"m": "1 kg"}),
            "copper": supply(
                "copper",
                "kg",
                {"input": "titanium", "amount": "x"},
                {"input": "copper", "amount": "y"},
                parameters={"x": titanium, "y": 0.1},
            ),
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


def test_a_loop_has_its_closed_form_and_too_much_of_it_no_solution() -> None:
    calculated = looped()
    back, own = "line.titanium@fab.x", "line.copper@fab.y"
    compiled = compile_inventory(calculated.inventory, {back: "back", own: "own"}, bases=("wafer",))
    leaves = {"back": np.array([0.3, 0.0, 0.9, 2.5, 0.4]), "own": np.array([0.1, 0.0, 0.2, 0.1, 1.2])}
    found = compiled.run(given(leaves), 5)
    expected = 0.5 / (1 - leaves["own"] - 0.5 * leaves["back"])
    assert found.possible.tolist() == [True, True, True, False, False]
    total = found.total("line", "wafer", "climate_change_location")
    assert total[:3] == pytest.approx(expected[:3], rel=1e-13)
    for column in (0, 2):
        at(calculated, found, column, {back: leaves["back"][column], own: leaves["own"][column]})
    with pytest.raises(SolveError):
        deviation(calculated.inventory, found, {3: {back: 2.5, own: 0.1}})


def leftover() -> Calculated:
    """A step whose waste is what it draws less what it keeps."""
    parameters = {"drawn": "5 kg", "kept": "4 kg"}
    waste = {"waste": "spent_acid", "amount": "drawn - kept", "hazardous": True, "code": {"eu": "11 01 06*"}}
    return run(
        steps={"etch": step({"emission": "CO2", "amount": "drawn"}, waste, parameters=parameters)},
        routes={"line": route("etch")},
        study=study(),
    )


def test_a_negative_amount_has_no_solution() -> None:
    calculated = leftover()
    compiled = compile_inventory(calculated.inventory, {"line.etch.kept": "kept"}, bases=("wafer",))
    assert compiled.run(given({"kept": np.array([4.0, 5.0, 5.1])}), 3).possible.tolist() == [True, True, False]


def test_a_floored_residue_counts_as_zero() -> None:
    calculated = leftover()
    varied = {"line.etch.kept": "kept"}
    found = floored(calculated.inventory, varied, {"kept": (0.0, np.inf)})
    assert list(found.residuals) == ["line.etch/1", "line.etch/1/dry"]
    compiled = compile_inventory(found.inventory, varied, bases=("wafer",), cells=("line.etch/1/residual",))
    evaluated = compiled.run(given({"kept": np.array([4.0, 5.1])}), 2)
    assert evaluated.possible.all()
    assert evaluated.cell("line.etch/1/residual") == pytest.approx([1.0, -0.1])
    assert evaluated.total("line", "wafer", "hazardous_waste_generated") == pytest.approx([1.0, 0.0])
    assert deviation(found.inventory, evaluated, {1: {"line.etch.kept": 5.1}}) < 1e-12


def test_what_cannot_be_negative_is_not_floored() -> None:
    found = floored(leftover().inventory, {"line.etch.drawn": "drawn"}, {"drawn": (4.5, np.inf)})
    assert list(found.residuals) == ["line.etch/1", "line.etch/1/dry"]
    assert not floored(leftover().inventory, {}, {}).residuals


def test_no_die_on_the_wafer_has_no_solution() -> None:
    calculated = run(
        steps={"etch": step({"emission": "CO2", "amount": "m"}, parameters={"m": "1 kg"})},
        routes={"line": route("etch")},
        study=study(device=device(), functional_unit={"amount": "1 device"}),
    )
    compiled = compile_inventory(calculated.inventory, {"device.die.width": "width"}, bases=("device",))
    assert compiled.run(given({"width": np.array([1e-3, 0.3])}), 2).possible.tolist() == [True, False]
