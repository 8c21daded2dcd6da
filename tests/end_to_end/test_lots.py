"""The command `lots`: figures by hand on a small study, its files, and its refusals."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path

import pytest

from command import Done, run
from lot_line import BARE, KWH, MONITORS, line
from packs import write

TABLE = """Lot,Date,Wafers started,Steps passed,Rework,Scrap,Wafers out
A1,2025-03-04,20,all,coat x 6,coat@1 x 4; bond x 1,15
A2,2025-03-05,10,up to coat,,,10
"""
FACTOR = 0.6205
"""kg CO2e/kWh of the grid of CN-JS by its life-cycle factor, to which the study's accounting leads."""
# By hand: passes of coat and bond, and the overhead that goes with their minutes (6 and 12 of 24).
COAT, BOND = 20 + 16 + 6, 16
FIRST = KWH["coat"] * COAT * (1 + MONITORS / 2) + (KWH["bond"] + KWH["cap"]) * BOND
FIRST += KWH["facility"] * (6 * COAT + 12 * BOND) / 24
SECOND = KWH["coat"] * 20 * (1 + MONITORS / 2) + KWH["facility"] * 6 * 20 / 24


def made(root: Path, table: str = TABLE) -> tuple[Path, Path]:
    """The study and the table of lots."""
    write(root / "pack", **line())
    (root / "lots.csv").write_text(table, encoding="utf-8")
    return root / "pack" / "inventories" / "studies" / "made_up.yaml", root / "lots.csv"


def asked(root: Path, *more: str | Path, table: str = TABLE) -> Done:
    study, lots = made(root, table)
    return run("lots", study, lots, "--pack", root / "pack", *more)


@cache
def shipped(*more: str) -> Done:
    return run("lots", "accelerometer", "accelerometer", *more)


def test_figures_by_hand(tmp_path: Path) -> None:
    done = asked(tmp_path, "--json")
    assert done.code == 0
    found = json.loads(done.out)
    first, second = found["lots"]
    assert first["total"]["electricity"] == pytest.approx(FIRST, rel=1e-12)
    bare = BARE * (1 + MONITORS / 2)
    assert first["total"]["climate_change_location"] == pytest.approx(20 * bare + FACTOR * FIRST, rel=1e-12)
    assert first["per_wafer_out"]["electricity"] == pytest.approx(FIRST / 15, rel=1e-12)
    assert second["per_wafer_out"]["electricity"] == pytest.approx(SECOND / 10, rel=1e-12)
    assert found["totals"]["total"]["electricity"] == pytest.approx(FIRST + SECOND, rel=1e-12)
    assert found["totals"]["per_wafer_out"]["electricity"] == pytest.approx((FIRST + SECOND) / 25, rel=1e-12)
    (site,) = found["electricity"]
    assert site["factors"]["location"] == pytest.approx(FACTOR)
    assert found["table"]["file"] == "lots.csv"
    assert str(tmp_path) not in done.out


def test_it_prints_a_table_of_lots_a_mix_and_gases() -> None:
    done = shipped()
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == "accelerometer: 9 lots, 211 wafers in, 180 out; per wafer out"
    assert next(line.split()[0] for line in lines if line.startswith("A25-")) == "A25-0101"
    assert any(line.startswith("fab ") and "60 % grid (2023)" in line for line in lines)
    assert any(line.split()[:1] == ["SF6"] and "25200" in line and "ar6, 100 years" in line for line in lines)
    assert [line.split()[5] for line in lines if line.startswith("A25-0701")] == ["–"]


def test_the_shipped_whole_lot_is_the_wafer_of_the_model_but_for_its_losses() -> None:
    whole = json.loads(shipped("--json").out)["lots"][0]
    assert whole["lot"] == "A25-0101"
    assert 455 < whole["per_wafer_out"]["climate_change_location"] < 465


def test_files_appear_together(tmp_path: Path) -> None:
    done = asked(tmp_path, "--out", tmp_path / "out", "--lang", "zh")
    assert done.code == 0
    names = ["lots_footprint.csv", "lots_footprint.json", "lots_footprint.xlsx"]
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == names
    rows = list(csv.DictReader((tmp_path / "out" / names[0]).open(encoding="utf-8")))
    assert float(rows[0]["electricity_kWh"]) == pytest.approx(FIRST, rel=1e-12)
    assert json.loads((tmp_path / "out" / names[1]).read_text(encoding="utf-8"))["schema"] == "mems-lca/lots/1"


def test_every_error_of_the_table_at_once_and_nothing_written(tmp_path: Path) -> None:
    table = "Lot,Date,Wafers started,Steps passed,Scrap\nA,2025-03-04,20,up to caot,\nA,soon,x,all,bond x 3 x\n"
    done = asked(tmp_path, "--out", tmp_path / "out", table=table)
    assert (done.code, done.out) == (2, "")
    shown = [line.partition("lots.csv:")[2].split(": error: ")[0] for line in done.errors]
    assert shown == ["2 (Steps passed)", "3 (Date)", "3 (Wafers started)", "3 (Scrap)", "3 (Lot)"]
    assert "did you mean 'coat'?" in done.errors[0]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--route", "lien"), "did you mean 'line'?"),
        (("--format", "pdf", "--out", "out"), "found 'pdf'; expected csv or json or xlsx"),
        (("--format", "csv"), "--format needs a folder"),
        (("--lang", "de"), "found 'de'; expected en, zh"),
    ],
)
def test_options_that_will_not_do(tmp_path: Path, more: tuple[str, ...], said: str) -> None:
    done = asked(tmp_path, *more)
    assert done.code == 2
    assert said in done.err


def test_tables_that_are_not_there() -> None:
    assert "did you mean 'accelerometer'?" in run("lots", "accelerometer", "acelerometer").err
    gone = run("lots", "accelerometer", "gone.csv")
    assert gone.code == 2
    assert "cannot read the file" in gone.err


def test_a_route_and_dates_by_option(tmp_path: Path) -> None:
    table = TABLE.replace("2025-03-04", "04/03/2025").replace("2025-03-05", "05/03/2025")
    done = asked(tmp_path, "--route", "line", "--date-format", "%d/%m/%Y", "--json", table=table)
    assert [entry["date"] for entry in json.loads(done.out)["lots"]] == ["2025-03-04", "2025-03-05"]


def test_evidence_from_study_to_workbook(tmp_path: Path) -> None:
    import openpyxl

    given = {"evidence": {"log": {"file": "log.csv"}}, "set": {"coat.energy": {"value": "3 kWh", "evidence": "log"}}}
    write(tmp_path, **line(uncertainty={"samples": 0}, **given))
    folder = tmp_path / "inventories" / "studies"
    missing = run("check", folder / "made_up.yaml", "--pack", tmp_path)
    assert (missing.code, "[evidence_file]" in missing.err + missing.out) == (2, True)
    (folder / "log.csv").write_text("42\n", encoding="utf-8")
    done = run("assess", folder / "made_up.yaml", "--pack", tmp_path, "--out", tmp_path / "out", "--quiet")
    assert done.code == 0
    book = openpyxl.load_workbook(tmp_path / "out" / "made_up.xlsx")
    cells = [cell.value for row in book["Evidence"].iter_rows() for cell in row]
    assert {"log", "log.csv", "coat.energy", "1 of 1 primary values name evidence."} <= set(cells)
