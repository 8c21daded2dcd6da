"""The command `envelope`, the part of a result, its sheet, and refusals."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from command import Done, run
from mems_lca import write_report
from mems_lca.analysis.result import Result
from packs import greener, route, step, study, write

LEAK = step(
    {"emission": "SF6", "amount": "m"}, {"input": "electricity", "amount": "e"}, parameters={"m": "1 g", "e": "10 kWh"}
)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    green = greener("grey", tight={"set": {"etch.m": "0 g", "etch.e": "51 kWh"}})
    routes = {"grey": route("etch"), "green": green}
    given = study({"grey": "grey", "green": "green"}, baseline="grey", uncertainty={"samples": 64})
    return write(tmp_path_factory.mktemp("pack"), steps={"etch": LEAK}, routes=routes, study=given)


def made_up(pack: Path, command: str, *more: str | Path) -> Done:
    return run(command, pack / "inventories" / "studies" / "made_up.yaml", "--pack", pack, *more)


def test_it_says_ranges_flips_and_what_was_left_out(pack: Path) -> None:
    done = made_up(pack, "envelope")
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert lines[0] == "made_up, for 1 wafer: 48 combinations of 3 choices"
    assert any("kg CO2e by choice, " in line and "kg CO2e by data; " in line for line in lines)
    assert any("green is more than grey as chosen, and not so in " in line for line in lines)
    for text in (
        "31.4",
        "cn-mee-2024",
        "superseded by four later reports",
        "no route has abatement",
        "solved again whole",
    ):
        assert text in done.out
    assert "95 % of 64 samples" in done.out


def test_choices_indicators_and_files(pack: Path, tmp_path: Path) -> None:
    options = ("--choices", "gwp,grid", "--indicator", "climate_change,electricity,cod", "--samples", "0")
    done = made_up(pack, "envelope", *options, "--out", tmp_path / "out")
    assert done.code == 0, done.err
    assert "24 combinations of 2 choices" in done.out
    assert "by data" not in done.out
    assert "cod: zero or not covered" in done.out
    with (tmp_path / "out" / "made_up_envelope.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 24
    first = next(row for row in rows if (row["gwp"], row["grid.CN"]) == ("ar4", "cn-mee-2024"))
    assert float(first["grey climate_change [kg CO2e]"]) == pytest.approx(22.8 + 5.777)
    body = json.loads((tmp_path / "out" / "made_up_envelope.json").read_text(encoding="utf-8"))
    assert body == json.loads(made_up(pack, "envelope", *options, "--json").out)
    found = body["routes"]["grey"]["climate_change"]
    assert (found["by_choice"]["low"], found["by_data"]) == (pytest.approx(28.577), None)


def test_values_sites_and_measures(pack: Path) -> None:
    options = ("--choices", "gwp", "--samples", "0", "--json")
    given = made_up(pack, "envelope", *options, "--set", "grey.etch.m=2 g", "--site", "fab=france", "--measures", "")
    found = json.loads(given.out)["routes"]["grey"]["climate_change"]
    assert found["chosen"] == pytest.approx(2 * 25.2 + 10 * 0.056039)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--choices", "grids"), "did you mean 'grid'"),
        (("--choices", ""), "no choice is named"),
        (("--indicator", "climate"), "there is no indicator of this name"),
        (("--indicator", ""), "no indicator is named"),
        (("--set", "gas_table=epa-i55"), "epa-i5"),
        (("--site", "fob=france"), "did you mean 'fab'"),
    ],
)
def test_bad_input_is_one_line(pack: Path, options: tuple[str, str], said: str) -> None:
    done = made_up(pack, "envelope", *options)
    assert (done.code, done.out) == (2, "")
    assert len(done.errors) == 1
    assert "error: " in done.err
    assert said in done.err


def test_an_unknown_part_is_refused(pack: Path, tmp_path: Path) -> None:
    done = made_up(pack, "assess", "--with", "envelop", "--out", tmp_path)
    assert done.code == 2
    assert "did you mean 'envelope'" in done.err


@pytest.fixture(scope="module")
def result(pack: Path, tmp_path_factory: pytest.TempPathFactory) -> Result:
    out = tmp_path_factory.mktemp("out")
    done = made_up(pack, "assess", "--with", "envelope", "--format", "json", "--out", out, "--quiet")
    assert done.code == 0, done.err
    return Result.from_json((out / "made_up.json").read_text(encoding="utf-8"))


def cells(result: Result, path: Path, sheet: str, lang: str) -> list[list[Any]]:
    book = openpyxl.load_workbook(write_report(result, path, lang=lang), data_only=True)
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]


def test_the_sheet(result: Result, tmp_path: Path) -> None:
    found = cells(result, tmp_path / "en.xlsx", "Choice envelope", "en")
    text = " ".join(str(value) for row in found for value in row if isinstance(value, str))
    for part in (
        "Internal decision support",
        "current",
        "Snapshot",
        "48 combinations of 3 choices",
        "AR5 with feedbacks",
    ):
        assert part in text
    head = next(index for index, row in enumerate(found) if row[0] == "Indicator")
    climate = next(row for row in found[head:] if row[:2] == ["Climate change", "Grey"])
    entry = result.body["envelope"]["routes"]["grey"]["climate_change"]
    data = entry["by_data"]
    assert climate[3:8] == pytest.approx(
        [entry["chosen"], entry["by_choice"]["low"], entry["by_choice"]["high"], data["low"], data["high"]]
    )
    assert climate[8] == "Warming potentials"
    flips = next(index for index, row in enumerate(found) if row[0] == "Which choice flips Green and Grey")
    line = next(row for row in found[flips:] if row[0] == "Climate change")
    flip = result.body["envelope"]["flips"]["green"]["climate_change"]
    assert line[1:4] == ["more", flip["flipped"], 48]
    assert "Electricity factors · CN: cn-mee-2024" in line[4]
    chinese = cells(result, tmp_path / "zh.xlsx", "方法选择包络", "zh")
    assert "气候变化" in {row[0] for row in chinese}


def test_the_sheet_is_live_about_being_stale(result: Result, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_report(result, tmp_path / "book.xlsx"))
    page = book["Choice envelope"]
    states = [cell.value for row in page.iter_rows() for cell in row if "STALE" in str(cell.value)]
    assert len(states) == 5
    assert all(str(state).startswith("=IF(") for state in states)
    assert len(page._charts) == 2


def test_no_sheet_without_the_part(pack: Path, tmp_path: Path) -> None:
    done = made_up(pack, "assess", "--format", "xlsx", "--out", tmp_path, "--quiet")
    assert done.code == 0, done.err
    assert "Choice envelope" not in openpyxl.load_workbook(tmp_path / "made_up.xlsx").sheetnames
