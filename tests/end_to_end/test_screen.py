"""The command `screen`, and the sheet that puts a study beside screenings and published figures."""

from __future__ import annotations

import json

import pytest

from command import run


def test_screen_prints_three_ways() -> None:
    done = run("screen", "200 mm", "--layers", "6", "--etch", "20 min", "--place", "DE")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Wafer of 200 mm, 6 mask layers, 20 min of deep etch, at DE\n")
    lines = [line for line in done.out.splitlines() if line.startswith("Screening of a w")]
    assert len(lines) == 3
    assert all(line.count("kg CO2e") >= 3 for line in lines)


def test_screen_as_json_adds_up() -> None:
    done = run("screen", "150 mm", "--layers", "4", "--etch", "0 s", "--json")
    found = json.loads(done.out)
    assert found["wafer_diameter"] == {"value": 150.0, "unit": "mm"}
    assert set(found["screenings"]) == {"screening_area", "screening_threshold", "screening_layers"}
    for entry in found["screenings"].values():
        assert entry["total"] == pytest.approx(entry["gases"] + entry["electricity"] + entry["rest"])
    assert found["screenings"]["screening_layers"]["gases"] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("200 kg", "--layers", "6", "--etch", "20 min"), "DIAMETER"),
        (("0 mm", "--layers", "6", "--etch", "20 min"), "DIAMETER"),
        (("200 mm", "--layers", "6", "--etch", "20 mm"), "--etch"),
        (("200 mm", "--layers", "6", "--etch", "-20 min"), "--etch"),
        (("200 mm", "--layers", "-1", "--etch", "20 min"), "--layers"),
        (("200 mm", "--layers", "nan", "--etch", "20 min"), "--layers"),
        (("200 mm", "--layers", "6", "--etch", "20 min", "--place", "CN-JSS"), "did you mean 'CN-JS'"),
        (("200 mm", "--layers", "6", "--etch", "20 mim"), "--etch: error: unknown unit"),
    ],
)
def test_bad_input_is_one_line(arguments: tuple[str, ...], said: str) -> None:
    done = run("screen", *arguments)
    assert (done.code, done.out) == (2, "")
    assert len(done.errors) == 1
    assert said in done.errors[0]
