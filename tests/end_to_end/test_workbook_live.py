"""The workbook is the model: recalculated by another program it says what the engine says, also after changes."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest

from end_to_end import changes, headlines
from end_to_end.workbook_files import WRONG, Package, Sheets, changed, differing, recalculated, recalculated_values
from libreoffice import requires_libreoffice
from mems_lca.analysis.assess import calculate
from mems_lca.analysis.result import Result
from mems_lca.face import bind_study, read_study
from mems_lca.reporting.workbook import write_workbook

TOLERANCE = 1e-9
SEED = 20250101
# Sheets that say beside their snapshots whether these still hold, and what they say.
SNAPSHOTS = ("Comparison", "Coverage and data quality", "Checks")
STATES = {"current", "STALE"}

pytestmark = [pytest.mark.libreoffice, requires_libreoffice]


@pytest.fixture(scope="module")
def result(shipped_result: Callable[[str], Result]) -> Result:
    return shipped_result("accelerometer")


@pytest.fixture(scope="module")
def workbook(result: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbook(result, tmp_path_factory.mktemp("workbook") / "accelerometer.xlsx")


@pytest.fixture(scope="module")
def fresh(workbook: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook with every cached value spoiled first, and then calculated anew."""
    folder = tmp_path_factory.mktemp("fresh")
    spoiled = changed(workbook, folder / "spoiled.xlsx", {})
    assert set(Package(spoiled).named("r_").values()) == {WRONG}
    [found] = recalculated([spoiled], folder / "out", workers=1)
    return found


@cache
def _errors(path: Path) -> list[str]:
    package = Package(path)
    return [
        f"{sheet}!{place} {cell.value}"
        for sheet in package.sheets
        for place, cell in package.cells(sheet).items()
        if cell.kind == "e" or (isinstance(cell.value, str) and cell.value.startswith(("#", "Err:")))
    ]


def test_every_headline_recalculates_to_the_result(result: Result, fresh: Path) -> None:
    found = Package(fresh).named("r_")
    expected = headlines.of_calculation(calculate(bind_study(read_study("accelerometer"))))
    expected |= headlines.of_result(result)
    assert len(expected) > 250
    assert set(expected) <= set(found)
    off = {name: headlines.deviation(found[name], value) for name, value in expected.items()}
    worst = max(off, key=lambda name: off[name])
    print(f"{len(expected)} headlines, largest deviation {off[worst]:.1e} ({worst})")
    assert off[worst] <= TOLERANCE
    assert _errors(fresh) == []


def test_cached_values_are_those_that_a_recalculation_gives(workbook: Path, fresh: Path) -> None:
    assert differing(workbook, fresh) == []


def test_fifty_changes_in_the_file_equal_fifty_assessments(result: Result, workbook: Path, tmp_path: Path) -> None:
    started = time.monotonic()
    drawn = changes.draw(result, SEED)
    assert len(drawn) == 50
    places = _input_places(result, workbook)
    files = [
        changed(workbook, tmp_path / f"change_{number:02d}.xlsx", {places[change.key]: change.value})
        for number, change in enumerate(drawn)
    ]
    study = read_study("accelerometer")
    with ThreadPoolExecutor(1) as background:
        waiting = background.submit(recalculated_values, files, tmp_path / "out")
        shipped = headlines.of_calculation(calculate(bind_study(study)))
        engine = [
            headlines.of_calculation(calculate(bind_study(study, values={change.path: change.text})))
            for change in drawn
        ]
        fresh = waiting.result()
    names = Package(workbook).names
    results = names["r_grey_climate_change_per_device"][0]
    worst, moved, failures = 0.0, 0, []
    for change, expected, sheets in zip(drawn, engine, fresh, strict=True):
        page = sheets.cells(results)
        off = {name: headlines.deviation(page[names[name][1]], value) for name, value in expected.items()}
        name = max(off, key=lambda key: off[key])
        worst, moved = max(worst, off[name]), moved + (expected != shipped)
        if off[name] > TOLERANCE:
            failures.append(f"{change.path} = {change.text}: {name} is off by {off[name]:.1e}")
        if _states(sheets) != {"STALE"}:
            failures.append(f"{change.path} = {change.text}: not every snapshot says that it is stale")
    seconds = time.monotonic() - started
    print(f"50 changes, {moved} of which move a headline, largest deviation {worst:.1e}, {seconds:.0f} s")
    assert failures == []
    assert moved >= 40


def _input_places(result: Result, workbook: Path) -> dict[str, tuple[str, str]]:
    """Sheet and cell of the value of every input, found by what stands in the column of paths."""
    paths = {cell["path"]: cell["key"] for cell in result.body["trace"]["cells"] if cell.get("path")}
    found = {}
    for sheet in ("Parameters", "Factors"):
        for place, cell in Package(workbook).cells(sheet).items():
            if place.startswith("A") and cell.value in paths:
                found[paths[cell.value]] = (sheet, f"C{place[1:]}")
    return found


def _states(sheets: Sheets) -> set[object]:
    """What the live cells beside snapshots say."""
    return {value for name in SNAPSHOTS for value in sheets.cells(name).values()} & STATES


def test_nothing_is_stale_as_shipped(workbook: Path) -> None:
    package = Package(workbook)
    assert {cell.value for name in SNAPSHOTS for cell in package.cells(name).values()} & STATES == {"current"}
