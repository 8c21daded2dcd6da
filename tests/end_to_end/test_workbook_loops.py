"""Processes that draw each other: the workbook solves them without a circular reference, and stays live."""

from __future__ import annotations

from pathlib import Path

import pytest

import packs
from end_to_end import headlines
from end_to_end.precedents import Precedents
from end_to_end.workbook_files import Package, changed, recalculated
from libreoffice import requires_libreoffice
from mems_lca.analysis.assess import assess_bound, calculate
from mems_lca.analysis.result import Result
from mems_lca.face import StudyFile, bind_study
from mems_lca.reporting.workbook import write_workbook

TOLERANCE = 1e-9


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> StudyFile:
    """A route that tests its own wafers to destruction, fed by two plants that draw each other."""
    grid = {"input": "electricity", "amount": "energy"}
    steps = {
        "etch": packs.step(
            grid,
            {"input": "nitrogen", "amount": "purge"},
            {"gas": "SF6", "amount": "gas", "process": "etch"},
            parameters={"energy": "5 kWh", "purge": "2 Nm3", "gas": "3 g"},
        ),
        "pull_test": packs.step(grid, parameters={"energy": "1 kWh", "wafer_yield": 0.9}),
        "nitrogen": packs.supply(
            "nitrogen",
            "Nm3",
            grid,
            {"input": "compressed_air", "amount": "air"},
            parameters={"energy": "0.3 kWh/Nm3", "air": "0.2 m3/Nm3"},
        ),
        "compressed_air": packs.supply(
            "compressed_air",
            "m3",
            grid,
            {"input": "nitrogen", "amount": "seal"},
            {"input": "ultrapure_water", "amount": "water"},
            parameters={"energy": "0.2 kWh/m3", "seal": "0.1 Nm3/m3", "water": "0.01 m3/m3"},
        ),
    }
    routes = {"line": packs.route("etch", {"step": "pull_test", "with": "line", "draws": 0.02})}
    folder = packs.write(tmp_path_factory.mktemp("loops"), steps=steps, routes=routes, study=packs.study())
    return packs.read(folder)


@pytest.fixture(scope="module")
def result(study: StudyFile) -> Result:
    return assess_bound(bind_study(study), "0")


@pytest.fixture(scope="module")
def workbook(result: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbook(result, tmp_path_factory.mktemp("loops_book") / "loops.xlsx")


def test_loops_are_solved_without_circular_references(workbook: Path) -> None:
    formulas = [cell.formula for cell in Package(workbook).cells("Processes").values()]
    assert [formula for formula in formulas if "/(1-SUM(" in formula]
    assert [formula for formula in formulas if formula.startswith("MMULT(MINVERSE(")]
    assert Precedents(workbook).circular() == []


@pytest.mark.libreoffice
@requires_libreoffice
def test_loops_recalculate_to_the_engine(study: StudyFile, result: Result, workbook: Path, tmp_path: Path) -> None:
    values = {
        "line.pull_test.draws": "0.05",
        "line.nitrogen@fab.air": "0.31 m3/Nm3",
        "line.compressed_air@fab.seal": "0.17",
    }
    places = Package(workbook).names
    inputs = {path: places[f"p_{path.replace('.', '_').replace('@', '_')}"] for path in values}
    files = [changed(workbook, tmp_path / "shipped.xlsx", {})]
    files += [
        changed(workbook, tmp_path / f"{number}.xlsx", {inputs[path]: float(text.split()[0])})
        for number, (path, text) in enumerate(values.items())
    ]
    fresh = recalculated(files, tmp_path / "out", workers=1)
    units = {"line.compressed_air@fab.seal": " Nm3/m3"}
    settings = [{}, *({path: text + units.get(path, "")} for path, text in values.items())]
    for path, setting in zip(fresh, settings, strict=True):
        expected = headlines.of_calculation(calculate(bind_study(study, values=setting)))
        expected = {name: value for name, value in expected.items() if not name.endswith("_per_device")}
        found = Package(path).named("r_")
        off = {name: headlines.deviation(found[name], value) for name, value in expected.items()}
        assert max(off.values()) <= TOLERANCE, max(off, key=lambda name: off[name])
