"""The command `sweep`."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from command import Done, run
from mems_lca.analysis.sweep import Prepared, Sweep
from packs import parameter, route, step, study, write

ETCH = step(
    {"emission": "CO2", "amount": "rate * time"}, parameters={"rate": parameter("2 kg/h", max="3 kg/h"), "time": "1 h"}
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    routes = {"line": route("etch"), "other": route("etch")}
    write(tmp_path, steps={"etch": ETCH}, routes=routes, study=study({"line": "line", "other": "other"}))
    return tmp_path / "inventories" / "studies" / "made_up.yaml"


def swept(path: Path, *more: Any) -> Done:
    return run("sweep", path, "--pack", path.parents[2], *more)


def test_one_path_prints_all_values(path: Path) -> None:
    done = swept(path, "--vary", "line.etch.rate=1 kg/h : 3 kg/h : 3")
    assert (done.code, done.err) == (0, "")
    rows = {line.split("  ")[0]: line.split()[-4:] for line in done.out.splitlines() if "%" in line}
    assert rows["1"] == ["1", "2", "+100.0", "%"]
    assert rows["3"] == ["3", "2", "-33.3", "%"]
    assert "as it stands (2 kg/h)" in done.out
    assert "line.etch.rate moves climate change (location) most" in done.out
    assert "Calculated again with Brightway: 3 scenarios" in done.out


def test_two_paths_print_a_map_and_three_the_ends(path: Path) -> None:
    done = swept(path, "--vary", "etch.rate=1 kg/h:3 kg/h:3", "--vary", "line.etch.time=1 h,2 h")
    assert done.code == 0
    assert "line: climate change (location), kg CO2e (as it stands 2); to the right line.etch.time, h" in done.out
    assert ["3", "3", "6"] in [line.split() for line in done.out.splitlines()]
    done = swept(path, "--vary", "etch.rate=1 kg/h,3 kg/h", "--vary", "line.etch.time=1 h,2 h", "--vary",
                 "accounting=location,market", "--indicator", "climate_change,electricity")  # fmt: skip
    assert done.code == 0
    assert "highest (number 7)" in done.out
    assert "elasticity" in done.out


def test_files_are_written_together(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = swept(path, "--vary", "etch.rate=1 kg/h:3 kg/h:3", "--out", out, "--format", "csv,xlsx")
    assert done.code == 0
    assert {file.name for file in out.iterdir()} == {"made_up_sweep.csv", "made_up_sweep.xlsx"}
    with (out / "made_up_sweep.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    wanted = ("scenario", "etch.rate", "etch.rate unit", "route", "value")
    assert [tuple(row[name] for name in wanted) for row in rows][:2] == [
        ("1", "1.0", "kg/h", "line", "1.0"), ("1", "1.0", "kg/h", "other", "1.0"),
    ]  # fmt: skip


def test_json_and_quiet(path: Path) -> None:
    done = swept(path, "--vary", "etch.rate=1 kg/h:9 kg/h", "--sample", "lhs", "--n", "8", "--seed", "3", "--json")
    found = json.loads(done.out)
    assert (found["sample"], found["scenarios"], found["finished"], len(found["table"])) == ("lhs", 8, 8, 16)
    assert "outside the limits of validity" in done.err
    assert swept(path, "--vary", "etch.rate=1 kg/h,2 kg/h", "--quiet") == Done(0, "", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "something to vary"),
        (("--vary", "etch.rate"), "PATH=VALUES"),
        (("--vary", "etch.rte=1 kg/h,2 kg/h"), "did you mean 'etch.rate'"),
        (("--vary", "etch.rate=1 kg,2 kg"), "wrong dimension"),
        (("--vary", "etch.rate="), "no value to try"),
        (("--vary", "etch.rate=5:1:0"), "the range is empty"),
        (("--vary", "etch.rate=3 kg/h:1 kg/h:4"), "runs backwards"),
        (("--vary", "etch.rate=a,b"), "begins with a number"),
        (("--vary", "etch.rate=-1 kg/h,2 kg/h"), "zero or more"),
        (("--vary", "etch.rate=1 kg/h", "--vary", "etch.rate=2 kg/h"), "twice"),
        (("--vary", "etch.rate=1 kg/h:2 kg/h:1000000", "--vary", "etch.time=1 h:2 h:1000000"), "1,000,000,000,000"),
        (("--vary", "accounting=location,market", "--sample", "sobol", "--n", "4"), "names cannot be drawn"),
        (("--vary", "accounting=location,markt"), "did you mean 'market'"),
        (("--vary", "etch.rate=1 kg/h,2 kg/h", "--indicator", "clmate_change"), "did you mean 'climate_change'"),
        (("--vary", "etch.rate=1 kg/h,2 kg/h", "--format", "ods"), "csv or parquet or xlsx"),
        (("--vary", "etch.rate=1 kg/h:2 kg/h:600000", "--format", "xlsx"), "cannot hold so many rows"),
        (("--vary", "etch.rate=1 kg/h:2 kg/h:60000", "--json"), "too many rows to print"),
        (("--vary", "etch.rate=1 kg/h:2 kg/h", "--sample", "lhs"), "needs a number"),
    ],
)
def test_wrong_input_is_one_line_and_leaves_nothing(path: Path, tmp_path: Path, arguments: Any, said: str) -> None:
    out = tmp_path / "out"
    done = swept(path, *arguments, "--out", out) if "--json" not in arguments else swept(path, *arguments)
    assert done.code == 2
    assert len(done.errors) == 1
    assert said in done.err
    assert done.out == ""
    assert not out.exists()


def test_an_interrupted_sweep_leaves_what_is_finished(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Prepared.run

    def interrupted(self: Prepared, receive: Any = None) -> Sweep:
        def stop(sweep: Sweep, start: int, end: int) -> None:
            if start >= 4:
                raise KeyboardInterrupt
            receive(sweep, start, end)

        return whole(self, stop, block=2)

    monkeypatch.setattr(Prepared, "run", interrupted)
    out = tmp_path / "out"
    done = swept(path, "--vary", "etch.rate=1 kg/h:3 kg/h:9", "--out", out)
    assert done.code == 130
    (file,) = out.iterdir()
    assert file.name == "made_up_sweep.partial.csv"
    assert len(file.read_text(encoding="utf-8").splitlines()) == 1 + 4 * 2
    assert "4 of 9 scenarios are finished and kept in" in done.err
    assert "INTERRUPTED after 4 of 9 scenarios" in done.out
