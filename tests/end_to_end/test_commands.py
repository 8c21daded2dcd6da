"""Commands that calculate: what they write, what they print, and what they leave behind when they cannot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from command import Done, process, run
from mems_lca.analysis.result import Result

Assessed = tuple[Path, Done]
# For what has nothing to do with uncertainty, which takes most of the time of an assessment.
UNSAMPLED = ("--set", "uncertainty.samples=0")


def body(file: Path) -> dict[str, Any]:
    """The result in a file, which must be whole."""
    return Result.from_json(file.read_text(encoding="utf-8")).body


def test_an_assessment_writes_a_whole_result(assessed: Assessed) -> None:
    folder, done = assessed
    assert done.code == 0
    assert [file.name for file in (folder / "out").iterdir()] == ["accelerometer.json"]
    found = body(folder / "out" / "accelerometer.json")
    assert list(found["routes"]) == ["grey", "green"]
    assert {entry["status"] for entry in found["checks"]} == {"ok"}


def test_its_summary_is_for_people(assessed: Assessed) -> None:
    folder, done = assessed
    first = done.out.splitlines()[0]
    assert first.startswith("accelerometer, per device")
    assert first.endswith("green / grey")
    for label in (
        "Climate change, location-based",
        "market-based",
        "Hazardous waste",
        "Electricity",
        "Largest contributors",
    ):
        assert label in done.out
    assert str(folder / "out" / "accelerometer.json") in done.out
    assert max(len(line) for line in done.out.splitlines() if "Report" not in line) < 130


def test_the_summary_agrees_with_the_result(assessed: Assessed) -> None:
    folder, done = assessed
    grey = body(folder / "out" / "accelerometer.json")["routes"]["grey"]
    line = next(line for line in done.out.splitlines() if line.startswith("Climate change, location-based"))
    assert f"{grey['climate_change_location'] * 1e3:.3g}" in line
    step = max(grey["by_step"], key=lambda name: grey["by_step"][name]["climate_change"])
    assert f"grey   {step} " in done.out


def test_warnings_go_to_stderr(assessed: Assessed) -> None:
    _, done = assessed
    assert all("warning: " in line for line in done.errors)
    assert any("SF6" in line and "epa-i5 5,040, epa-i11 16,831" in line for line in done.errors)
    assert "warning" not in done.out


def test_quiet_prints_nothing(tmp_path: Path) -> None:
    done = run(
        "assess",
        "accelerometer",
        "--out",
        tmp_path / "a" / "b",
        "--format",
        "json",
        "--quiet",
        "--measures",
        "",
        *UNSAMPLED,
    )
    assert done == Done(0, "", "")
    found = body(tmp_path / "a" / "b" / "accelerometer.json")
    routes = found["routes"]
    assert routes["green"]["measures"] == []
    assert routes["green"]["climate_change_location"] == pytest.approx(routes["grey"]["climate_change_location"])


def test_some_measures_and_a_value(assessed: Assessed, tmp_path: Path) -> None:
    folder, _ = assessed
    chosen = ("--measures", "abatement, green_power", "--set", "grey.release_etch.sf6_flow=200 sccm")
    done = run("assess", "accelerometer", "--out", tmp_path, "--format", "json", *chosen, *UNSAMPLED)
    assert done.code == 0
    before, after = body(folder / "out" / "accelerometer.json"), body(tmp_path / "accelerometer.json")
    assert after["routes"]["green"]["measures"] == ["abatement", "green_power"]
    used = [found["routes"]["grey"]["gases"]["SF6"]["used"] for found in (before, after)]
    assert used[1] == pytest.approx(used[0] / 2)


def test_a_study_of_ones_own_from_init_to_report(tmp_path: Path) -> None:
    assert process("init", "my_sensor", cwd=tmp_path).code == 0
    assert process("check", "my_sensor.yaml", cwd=tmp_path).code == 0
    done = process("assess", "my_sensor.yaml", "--format", "json", *UNSAMPLED, cwd=tmp_path)
    assert done.code == 0, done.err
    assert "\x1b" not in done.out + done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my_sensor.yaml", "out"]
    assert body(tmp_path / "out" / "my_sensor.json")["study"] == "my_sensor"


def test_a_study_of_wafers(tmp_path: Path) -> None:
    file = tmp_path / "wafers.yaml"
    text = """\
schema: mems-lca/study/1
goal: One wafer.
sites: {fab: {location: DE}}
product: {name: A wafer with thermal oxide}
functional_unit: {amount: 25 wafer}
period: {start: 2025-01-01, end: 2025-12-31}
routes: {only: oxidised}
"""
    route = """\
schema: mems-lca/route/1
wafer: {diameter: 200 mm, thickness: 725 um}
steps: [wafer_supply, wet_clean_batch, thermal_oxidation]
"""
    file.write_text(text, encoding="utf-8")
    routes = tmp_path / "pack" / "inventories" / "routes"
    routes.mkdir(parents=True)
    (routes / "oxidised.yaml").write_text(route, encoding="utf-8")
    done = run("assess", file, "--pack", tmp_path / "pack", "--out", tmp_path, "--format", "json")
    assert done.code == 0, done.err
    assert "wafers, per wafer" in done.out
    assert "Climate change for 25 wafer" in done.out


@pytest.mark.parametrize("where", ["taken", "taken/below"])
def test_a_folder_that_cannot_be_written(where: str, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    done = run("assess", "accelerometer", "--out", tmp_path / where, "--format", "json")
    assert done.code == 2
    assert len(done.errors) == 1
    assert "not a folder" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_an_error_leaves_an_earlier_report_as_it_was(tmp_path: Path) -> None:
    earlier = tmp_path / "accelerometer.json"
    earlier.write_text("earlier", encoding="utf-8")
    done = run("assess", "accelerometer", "--out", tmp_path, "--format", "json", "--set", "supply.fab.0.share=0.9")
    assert done.code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["accelerometer.json"]
    assert earlier.read_text(encoding="utf-8") == "earlier"


def test_demo_writes_workbook_and_result(tmp_path: Path) -> None:
    done = run("demo", "--out", tmp_path)
    assert done.code == 0, done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["accelerometer.json", "accelerometer.xlsx"]
    assert (tmp_path / "accelerometer.xlsx").read_bytes().startswith(b"PK")


def test_the_same_inputs_give_the_same_hash(
    assessed: Assessed, shipped_result: Callable[[str], Result], tmp_path: Path
) -> None:
    """From the command line and from Python, which may be another process."""
    folder, _ = assessed
    text = (folder / "out" / "accelerometer.json").read_text(encoding="utf-8")
    assert Result.from_json(text).hash == shipped_result("accelerometer").hash
