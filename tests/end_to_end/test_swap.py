"""The command `swap`: its tables, its sentence, its JSON, and its refusals."""

from __future__ import annotations

import json
from functools import cache

import pytest

from command import Done, run

CLEAN = ("swap", "gas_substitution", "--step", "mask_oxide", "--gas", "c-C4F8", "--with", "c-C4F8O")
ETCH = ("swap", "accelerometer", "--step", "release_etch", "--gas", "c-C4F8")


@cache
def clean(*more: str) -> Done:
    return run(*CLEAN, *more)


def test_it_prints_tables_and_a_sentence() -> None:
    done = clean()
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0].startswith("gas_substitution, route reference: c-C4F8 at mask_oxide (clean_in_situ)")
    assert "table epa-i5, GWP-100 of ar6" in lines[0]
    gases = [line.split() for line in lines if line.startswith(("1  ", "2  "))]
    assert [entry[1] for entry in gases] == ["c-C4F8", "c-C4F8O"]
    assert any(line.startswith("c-C4F8 ") and "1,758.0" in line for line in lines)
    assert any(line.startswith("c-C4F8O ") and "5,844.0" in line and "+232.4 %" in line for line in lines)
    assert lines[-1].startswith("c-C4F8O in place of c-C4F8: ")
    assert " more per wafer (" in lines[-1]
    assert "it would gain from a destruction efficiency of 0.6" in lines[-1]


def test_lines_fit_a_terminal() -> None:
    lines = clean("--carbon-price", "100 CNY/t").out.splitlines()
    assert max(len(line) for line in lines[:-1] if "A scenario:" not in line) <= 120


def test_a_cost_that_is_not_known_is_not_covered() -> None:
    assert "not covered" in clean().out
    priced = clean("--price", "c-C4F8=900 CNY/kg,c-C4F8O=999 CNY/kg")
    assert "not covered" not in priced.out
    assert "at no price: it is not cheaper and does not emit less" in priced.out


def test_assumptions_and_given_potentials_are_warnings() -> None:
    done = clean("--gwp-value", "c-C4F8=8700", "--gwp-value", "c-C4F8O=320", "--table", "epa-i11")
    assert done.code == 0
    assert "-34.5 %" in done.out
    for code in ("[gwp_not_of_the_set]", "[rate_assumed]", "[flow_assumed]"):
        assert any(code in line for line in done.errors)
    given = clean("--rate-ratio", "c-C4F8O=0.9", "--flow-ratio", "c-C4F8O=1.1")
    assert not any("_assumed]" in line or "_decides]" in line for line in given.errors)


def test_as_json() -> None:
    found = json.loads(clean("--json", "--carbon-price", "100 CNY/t").out)
    assert [entry["gas"] for entry in found["options"]] == ["c-C4F8", "c-C4F8O"]
    worse = found["options"][1]
    assert worse["per_kg_of_gas"]["climate_change"] == pytest.approx(5844)
    assert worse["per_wafer"]["cost"] is None
    assert worse["per_wafer"]["carbon_cost"] == pytest.approx(0.1 * worse["per_wafer"]["climate_change"])
    assert worse["concern"]["pfas"] == "yes"
    assert set(worse["break_even"]) == {
        "destruction", "destruction_of_exhaust", "rate_ratio", "flow_ratio", "carbon_price",
    }  # fmt: skip
    sets = {(entry["set"], entry["horizon"]): entry["per_kg"] for entry in worse["per_kg_of_gas"]["by_gwp"]}
    assert sets["ar6", 100] == pytest.approx(5844)
    assert sets["ar5", 100] is None


def test_other_routes_measures_and_values() -> None:
    options = ("--route", "proposed", "--measures", "abatement_default", "--set", "proposed.abatement.uptime=0.5")
    found = json.loads(clean("--json", *options).out)
    assert found["abated"]
    figures = found["options"][0]["per_wafer"]
    assert figures["gas_emission"] / figures["gas_emission_unabated"] == pytest.approx(1 - 0.6 * 0.5)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*ETCH, "--with", "c-C4F8O"), "[gas_not_in_table]"),
        ((*ETCH, "--with", "C4F6", "--rate-ratio", "0.8"), "GAS=VALUE, such as C4F6=0.8"),
        ((*ETCH, "--with", "C4F6", "--rate-ratio", "C4F6=0.8,C4F6=1"), "names C4F6 twice"),
        ((*ETCH, "--with", ""), "--with GAS,GAS"),
        ((*ETCH, "--with", "C4F6", "--set", "grey.release_etch.sf7_flow=1 sccm"), "did you mean"),
    ],
)
def test_bad_input_is_one_line(arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert len(done.errors) == 1
    assert done.errors[0].startswith(("error: ", "/")) or "error: " in done.errors[0]
    assert said in done.errors[0]
