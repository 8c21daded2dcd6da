"""The commands about locations."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command import run
from packs import route, step, study, write

POWER = step({"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh"})


def _study(tmp_path: Path) -> str:
    write(tmp_path, steps={"etch": POWER}, routes={"line": route("etch")}, study=study())
    return str(tmp_path / "inventories" / "studies" / "made_up.yaml")


def test_presets_are_listed_and_shown() -> None:
    done = run("list", "locations")
    assert (done.code, done.err) == (0, "")
    (line,) = [line for line in done.out.splitlines() if line.startswith("western_china ")]
    assert "CN-SN" in line
    shown = run("show", "western_china")
    assert shown.code == 0
    for text in ("western_china (location)", "site.line_utilisation", "0.652 (assumption)", "18.3", "cn-mee-2023"):
        assert text in shown.out
    page = json.loads(run("show", "malaysia", "--json").out)[0]
    assert page["kind"] == "location"


def test_unknown_preset_is_a_slip_of_the_pen() -> None:
    done = run("show", "westernchina")
    assert done.code == 2
    assert "did you mean 'western_china'" in done.err


def test_site_goes_elsewhere_for_one_run(tmp_path: Path) -> None:
    path = _study(tmp_path)
    out = tmp_path / "out"
    done = run("assess", path, "--pack", tmp_path, "--site", "fab=france", "--format", "json", "--out", out)
    assert done.code == 0, done.err
    body = json.loads((out / "made_up.json").read_text(encoding="utf-8"))
    body = body.get("result", body.get("body", body))
    assert body["inputs"]["sites"]["fab"]["preset"] == "france"
    assert body["routes"]["line"]["climate_change_location"] == 0.056039
    for given, said in (
        ("fab", "SITE=LOCATION"),
        ("fob=france", "did you mean 'fab'"),
        ("fab=franc", "did you mean 'france'"),
    ):
        refused = run("assess", path, "--pack", tmp_path, "--site", given, "--out", out)
        assert refused.code == 2
        assert said in refused.err
        assert len(refused.errors) == 1


def test_table_of_a_study_at_every_location(tmp_path: Path) -> None:
    path = _study(tmp_path)
    done = run("locations", path, "--pack", tmp_path)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("made_up, route line: site fab at each location, per wafer\n")
    rows = {line.split("  ")[0]: line.split() for line in done.out.splitlines() if "  " in line}
    assert rows["france"][2:] == ["56.04", "56.04", "0", "0"]
    assert rows["CN-JS (as written)"][4:] == ["620.5", "699.5", "0", "0"]
    found = json.loads(run("locations", path, "--pack", tmp_path, "--site", "fab", "--json").out)
    assert (found["study"], found["site"], len(found["locations"])) == ("made_up", "fab", 17)
    written = found["as_written"]["routes"]["line"]["climate_change_location"]
    assert (written["value"], written["unit"]) == (pytest.approx(0.6205), "kg CO2e")


def test_screening_takes_a_preset() -> None:
    done = run("screen", "200 mm", "--layers", "6", "--etch", "20 min", "--place", "germany", "--json")
    coded = run("screen", "200 mm", "--layers", "6", "--etch", "20 min", "--place", "DE", "--json")
    assert json.loads(done.out)["screenings"] == json.loads(coded.out)["screenings"]
