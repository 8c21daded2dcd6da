from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import packs
from mems_lca.analysis import sweep_check
from mems_lca.analysis.sweep import Prepared, Sweep, prepare
from mems_lca.analysis.sweep_design import read_design
from mems_lca.analysis.sweep_shapes import Shapes
from mems_lca.errors import MemsLcaError, SolveError
from mems_lca.face import bind_study
from mems_lca.study.vary import read_axes

# 1 kWh of electricity in CN-JS.
KWH = 0.6205


def parts(**more: Any) -> dict[str, Any]:
    """Two routes: electricity with an efficiency, and an emission of CO2; the second route takes less power."""
    power = packs.step(
        {"input": "electricity", "amount": "power * time / efficiency"},
        {"emission": "CO2", "amount": "co2"},
        parameters={
            "power": packs.parameter("1 kW", min="0.5 kW", max="4 kW"),
            "time": "1 h",
            "efficiency": packs.parameter(0.5, max=1),
            "co2": "1 kg",
        },
    )
    less = {"schema": "mems-lca/route/1", "base": "line", "measures": {}}
    rest = packs.step(
        {"input": "electricity", "amount": "e * (1 - first_share - second_share)"},
        parameters={"e": "1 kWh", "first_share": 0.2, "second_share": 0.2},
    )
    return {
        "steps": {"etch": power, "rest": rest},
        "routes": {"line": packs.route("etch", "rest"), "other": less},
        "study": packs.study({"line": "line", "other": "other"}, set={"other.etch.power": "0.8 kW"}, **more),
    }


def prepared(
    root: Path, vary: dict[str, Any], indicators: tuple[str, ...] = ("climate_change",), **asked: Any
) -> Prepared:
    bound = packs.bound(root, **parts())
    return prepare(bound, read_design(read_axes(vary), **asked), indicators)


def ran(root: Path, vary: dict[str, Any], **asked: Any) -> Sweep:
    return prepared(root, vary, **asked).run()


def refused(root: Path, vary: dict[str, Any], **asked: Any) -> list[str]:
    with pytest.raises(MemsLcaError) as caught:
        prepared(root, vary, **asked)
    return [finding.line() for finding in caught.value.findings]


def test_totals_of_a_grid_by_hand(tmp_path: Path) -> None:
    sweep = ran(tmp_path, {"line.etch.power": "1 kW:3 kW:3", "etch.co2": "1 kg,2 kg"})
    expected = [KWH * (2 * power + 0.6) + co2 for power in (1, 2, 3) for co2 in (1, 2)]
    assert sweep.total("line").tolist() == pytest.approx(expected, rel=1e-12)
    assert sweep.total("other").tolist() == pytest.approx([KWH * 2.2 + co2 for _ in range(3) for co2 in (1, 2)])
    assert (sweep.stands("line"), sweep.unit("climate_change"), sweep.per) == (
        pytest.approx(KWH * 2.6 + 1), "kg CO2e", "1 wafer",
    )  # fmt: skip
    assert (sweep.checked, sweep.finished, sweep.partial) == (3, 6, False)
    assert sweep.deviation <= 1e-12
    assert sweep.standing == {"line.etch.power": "1 kW", "etch.co2": "1 kg"}


def test_a_value_that_one_route_has_already_is_varied_there_too(tmp_path: Path) -> None:
    sweep = ran(tmp_path, {"etch.efficiency": [0.5, 1.0]})
    assert [len(axis.cells or ()) for axis in sweep.axes] == [2]
    assert sweep.total("line").tolist() == pytest.approx([KWH * 2.6 + 1, KWH * 1.6 + 1])


def test_the_path_of_a_route_comes_before_that_of_all_as_with_set(tmp_path: Path) -> None:
    sweep = ran(tmp_path, {"etch.power": "1 kW, 2 kW"})
    assert sweep.total("other").tolist() == pytest.approx([KWH * 2.2 + 1] * 2)


def test_choices_give_the_study_another_shape(tmp_path: Path) -> None:
    sweep = ran(
        tmp_path, {"sites.fab.location": "CN-JS, FR", "line.etch.power": "1 kW:2 kW:2", "accounting": "location,market"}
    )
    assert [axis.shapes for axis in sweep.axes] == [True, False, True]
    for number in range(sweep.design.count):
        values = sweep.design.texts(number)
        again = packs.run(tmp_path, values=values, **parts())
        accounting = values["accounting"]
        for route in sweep.routes:
            found = sweep.total(route)[number]
            assert found == pytest.approx(packs.total(again, route=route, accounting=accounting), rel=1e-9)
    assert sweep.standing["sites.fab.location"] == "CN-JS"


def test_a_scenario_without_solution_has_no_value(tmp_path: Path) -> None:
    sweep = ran(tmp_path, {"rest.first_share": [0.2, 0.9], "rest.second_share": [0.05, 0.3]})
    assert sweep.possible.tolist() == [True, True, True, False]
    assert np.isnan(sweep.total("line")).tolist() == [False, False, False, True]
    frame = sweep.frame()
    lost = frame[frame["status"] == "no solution"]
    assert lost["scenario"].tolist() == [4, 4]
    assert lost["value"].isna().all()


def test_the_tidy_table(tmp_path: Path) -> None:
    frame = ran(tmp_path, {"line.etch.power": "1 kW:2 kW:2", "accounting": "location,market"}).frame()
    assert list(frame.columns) == [
        "scenario", "line.etch.power", "line.etch.power unit", "accounting", "accounting unit",
        "route", "indicator", "value", "unit", "per", "status",
    ]  # fmt: skip
    assert len(frame) == 2 * 2 * 2
    assert frame.iloc[0].tolist()[:7] == [1, 1.0, "kW", "location", "", "line", "climate_change"]
    assert set(frame["per"]) == {"1 wafer"}


def test_drawn_points_are_the_same_whatever_the_blocks(tmp_path: Path) -> None:
    vary = {"line.etch.power": "1 kW:3 kW", "etch.efficiency": "0.2:1"}
    ready = prepared(tmp_path, vary, sample="sobol", number=100, seed=3)
    whole, parts_ = ready.run().values.copy(), prepared(tmp_path, vary, sample="sobol", number=100, seed=3).run(block=7)
    assert whole.tobytes() == parts_.values.tobytes()


def test_values_are_refused_before_anything_is_calculated(tmp_path: Path) -> None:
    lines = refused(
        tmp_path,
        {
            "line.etch.powr": "1 kW,2 kW",
            "etch.time": "1 kg,2 kg",
            "etch.efficiency": "0.5,1.5",
            "etch.co2": "-1 kg:2 kg:3",
            "sites.fob.location": "FR,DE",
            "sites.fab.location": "FR,Frannce",
        },
    )  # fmt: skip
    assert len(lines) == 5
    assert "did you mean 'line.etch.power'" in lines[0]
    assert "wrong dimension" in lines[1]
    assert "a share between 0 and 1" in lines[2]
    assert "zero or more" in lines[3]
    assert "did you mean 'sites.fab.location'" in lines[4]
    (line,) = refused(tmp_path, {"sites.fab.location": "FR,Frannce"})
    assert "no place of this name" in line
    (line,) = refused(
        tmp_path, {"line.etch.power": "1 kW,2 kW", "line.etch.time": "1 h", "line.etch.co2": "1 kg"}, number=3
    )
    assert "as many scenarios" in line


def test_two_paths_of_one_value_are_refused(tmp_path: Path) -> None:
    (line,) = refused(tmp_path, {"line.etch.co2": "1 kg,2 kg", "etch.co2": "1 kg,3 kg"})
    assert "both give the value of co2" in line


def test_points_are_not_drawn_from_a_range_that_shapes(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    given = parts(device=packs.device(die={**packs.DIE, "count": "placement"}))
    bound = packs.bound(tmp_path / "one", **given)
    with pytest.raises(MemsLcaError, match="another shape"):
        prepare(bound, read_design(read_axes({"device.die.width": "1 mm:2 mm"}), "lhs", 10))
    sweep = prepare(bound, read_design(read_axes({"device.die.width": "1 mm:2 mm:3"}))).run()
    assert [axis.shapes for axis in sweep.axes] == [True]
    assert np.diff(sweep.total("line")).min() > 0
    with pytest.raises(MemsLcaError, match="at most 200 combinations"):
        prepare(bound, read_design(read_axes({"device.die.width": "1 mm:2 mm:201"})))


def test_values_outside_the_limits_warn(tmp_path: Path) -> None:
    sweep = ran(tmp_path, {"line.etch.power": "0.1 kW:2 kW:3"})
    (finding,) = sweep.findings
    assert (finding.severity, finding.found, finding.expected) == ("warning", "0.1 kW", "0.5 kW to 4 kW")


def test_unknown_indicators_and_too_many_totals(tmp_path: Path) -> None:
    bound = packs.bound(tmp_path, **parts())
    design = read_design(read_axes({"line.etch.power": "1 kW:2 kW:2"}))
    with pytest.raises(MemsLcaError, match="did you mean 'water_consumption'"):
        prepare(bound, design, ("water_consumptoin",))
    assert set(prepare(bound, design, ("all",)).run().indicators) > {"climate_change", "climate_change_market", "cost"}
    large = read_design(read_axes({"line.etch.power": "1 kW:2 kW:10000000"}))
    with pytest.raises(MemsLcaError, match="do not fit into memory"):
        prepare(bound, large, ("all",))


def test_a_deviation_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = prepared(tmp_path, {"line.etch.power": "1 kW:2 kW:2"})
    right = Shapes.evaluate

    def off(shapes: Shapes, start: int, stop: int) -> Any:
        values, possible = right(shapes, start, stop)
        return values * (1 + 1e-8), possible

    monkeypatch.setattr(Shapes, "evaluate", off)
    with pytest.raises(SolveError, match="differs from Brightway by 1e-08 in scenario"):
        ready.run()
    monkeypatch.setattr(Shapes, "evaluate", right)
    monkeypatch.setattr(sweep_check, "_again", lambda *_: None)
    with pytest.raises(SolveError, match="do not agree"):
        ready.run()


def test_an_interrupted_sweep_keeps_what_is_finished(tmp_path: Path) -> None:
    def stop(sweep: Sweep, start: int, end: int) -> None:
        if start == 4:
            raise KeyboardInterrupt

    sweep = prepared(tmp_path, {"line.etch.power": "1 kW:2 kW:10"}).run(stop, block=2)
    assert (sweep.finished, sweep.partial, len(sweep.total("line"))) == (4, True, 4)
    assert len(sweep.frame()) == 8
    assert sweep.to_dict()["partial"]


@pytest.mark.slow
def test_a_shipped_study_against_single_assessments() -> None:
    bound = bind_study(packs.shipped())
    design = read_design(
        read_axes({"release_etch.sf6_flow": "200 sccm:400 sccm", "device.yield": "0.7:0.9"}), "lhs", 50
    )
    sweep = prepare(bound, design).run()
    assert sweep.deviation <= 1e-9
    assert (sweep.total("green") < sweep.total("grey")).all()
