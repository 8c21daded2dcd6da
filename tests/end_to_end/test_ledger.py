"""The command `ledger`, on the made-up fab year and on a small study."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command import Done, run


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    folder = tmp_path_factory.mktemp("ledger") / "out"
    return folder, run("ledger", "fab_year", "--out", folder)


def test_ledger_is_printed_in_eighty_columns(done: tuple[Path, Done]) -> None:
    _, found = done
    assert found.code == 0
    lines = found.out.splitlines()
    (sf6,) = [line for line in lines if line.startswith("DRIE") and "SF6" in line]
    assert sf6.split() == ["DRIE", "SF6", "20", "221.8", "22.78", "3.34", "0", "220.5", "1.25", "(0.6", "%)"]
    tables = lines[: next(index for index, line in enumerate(lines) if line.startswith("  "))]
    assert max(map(len, tables)) <= 80
    assert any("certified, evidence abatement_test" in line for line in lines)
    assert any(line.startswith("201.306 t CO2e emitted of 2,013.220") for line in lines)


def test_heel_that_did_not_go_back_is_told(done: tuple[Path, Done]) -> None:
    assert [line for line in done[1].errors if "F-104" in line and "[heel_vented]" in line]


def test_files_are_written_together(done: tuple[Path, Done]) -> None:
    folder, _ = done
    names = {"fab_year_gas_ledger.xlsx", "fab_year_gas_ledger.json"}
    assert {file.name for file in folder.iterdir()} == names
    record = json.loads((folder / "fab_year_gas_ledger.json").read_text(encoding="utf-8"))
    assert record["schema"] == "mems-lca/gas-ledger/1"
    assert record["rows"][0]["unexplained"] == pytest.approx(1.25, abs=1e-9)


def test_json_is_printed_alone() -> None:
    found = run("ledger", "fab_year", "--json")
    assert json.loads(found.out)["total"]["abatement_rate"] == pytest.approx(0.9000079099262454, rel=1e-9)


def test_study_without_bottles_is_refused(tmp_path: Path) -> None:
    found = run("ledger", "accelerometer", "--out", tmp_path / "out")
    assert (found.code, found.out) == (2, "")
    (line,) = found.errors
    assert "the study has no gas bottles" in line
    assert not (tmp_path / "out").exists()


def test_unknown_format_and_language_are_refused() -> None:
    assert run("ledger", "fab_year", "--format", "pdf").code == 2
    assert run("ledger", "fab_year", "--lang", "fr").code == 2


def test_bottles_that_gain_weight_are_refused_with_their_places(tmp_path: Path) -> None:
    import shutil

    from packs import shipped_library

    study = shipped_library().file("studies", "fab_year")
    shutil.copytree(study.parent / "fab_year", tmp_path / "fab_year")
    shutil.copy(study, tmp_path / "fab_year.yaml")
    table = tmp_path / "fab_year" / "bottles.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace(";27.90;16.62;15.40;", ";16.62;27.90;15.40;", 1), encoding="utf-8")
    found = run("ledger", tmp_path / "fab_year.yaml")
    assert (found.code, found.out) == (2, "")
    assert any("bottles.csv:3" in line and "27.9 kg" in line for line in found.errors)
