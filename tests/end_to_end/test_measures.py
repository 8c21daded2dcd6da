"""The commands `measures`, `abate` and `compare`: tables, JSON and refusals on shipped studies."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from command import Done, run

THINNER = "lga_moulding.mould_height=0.5 mm"
FOUR = "pulsed_etch,dry_clean,abatement,green_power"
AVERAGES = "average over orders, g CO2e, with electricity by location and by market"
COLUMNS = re.compile(r"\s{2,}")
EXPONENT = re.compile(r"\de[-+]\d")
FEW = "fluorine_free_release,pulsed_etch,abatement_default"


def cells(lines: Sequence[str]) -> dict[str, list[str]]:
    """The cells of each row by the first one, which is a name."""
    rows = (COLUMNS.split(line.strip()) for line in lines)
    return {row[0]: row[1:] for row in rows if len(row) > 1}


@cache
def measured(*more: str) -> Done:
    return run("measures", "accelerometer", "--measures", FOUR, *more)


@cache
def abated(*more: str) -> Done:
    return run("abate", "accelerometer", "--measures", FOUR, *more)


def test_measures_of_the_accelerometer() -> None:
    lines = measured().out.splitlines()
    assert lines[0] == "accelerometer, route green: Capacitive accelerometer, greener line"
    assert lines[1].startswith("Climate change [climate_change]: ")
    assert lines[1].endswith(" with all")
    effects, averages = lines[: lines.index(AVERAGES)], lines[lines.index(AVERAGES) :]
    rows = cells(effects)
    # Gas that is not fed need not be destroyed: the later of the two does less.
    in_order, alone, last = map(float, rows["Abatement of SF6 and c-C4F8 [abatement]"][:3])
    assert alone < last
    assert in_order == pytest.approx(-5.39, rel=1e-2)
    assert rows["together"][0] == rows["together"][-1] == cells(averages)["together"][0]
    assert "Pulsed plasma in the deep etch [pulsed_etch]" in rows
    heads = next(line for line in averages if line.startswith("measure"))
    assert heads.endswith("cost, CNY per 1,000 devices")
    # Less than a thousandth of a fen for one device.
    assert float(cells(averages)["Single-wafer dry clean [dry_clean]"][-1]) == pytest.approx(-0.179, rel=1e-2)
    assert any(line.startswith("  Orders: 24, all of them.") for line in lines)
    assert lines[-1].strip() == "Internal decision support; not a comparative assertion disclosed to the public."
    assert max(map(len, lines)) <= 120


def test_a_target_and_one_beyond_reach() -> None:
    done = measured("--target", "-10 %")
    assert done.code == 0
    assert "1 needed: Abatement of SF6 and c-C4F8 [abatement]" in done.out
    [cost] = re.findall(r"cost of what has a price \+([0-9.]+) CNY per 1,000 devices", done.out)
    assert float(cost) == pytest.approx(0.0423, rel=1e-2)
    beyond = measured("--target", "-90 %")
    assert beyond.code == 2
    assert beyond.out == ""
    assert len(beyond.errors) == 1
    assert beyond.errors[0].startswith("error: no set of the measures of green reaches this target")
    assert "at best" in beyond.errors[0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("measures", "accelerometer", "--target", "+5 %"), "a target is a fall"),
        (("measures", "accelerometer", "--indicator", "carbon"), "no indicator of this name"),
        (("measures", "accelerometer", "--route", "grey"), "name a route that has measures"),
        (("abate", "accelerometer", "--carbon-price", "5 kg"), "a carbon price is money"),
        (("abate", "accelerometer", "--volume", "many"), "this is no yearly volume"),
        (("abate", "accelerometer", "--interest", "-1 %"), "this is no interest rate"),
        (("compare", "no.json", "no.json"), "the result cannot be read"),
    ],
)
def test_refusals_are_one_line(arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert len(done.errors) == 1
    assert said in done.errors[0]


def test_the_curve_of_the_accelerometer() -> None:
    done = abated("--json", "--volume", "1e6 device", "--carbon-price", "eu_ets_2025")
    found = json.loads(done.out)
    blocks = found["blocks"]
    assert {block["measure"] for block in blocks} | {block["measure"] for block in found["saves_nothing"]} == {
        "pulsed_etch", "dry_clean", "abatement", "green_power",
    }  # fmt: skip
    paying = [block["cost"] <= 0 for block in blocks]
    assert paying == sorted(paying, reverse=True)
    dear = [block["cost_per_t"] for block in blocks if block["cost"] > 0]
    assert dear == sorted(dear)
    for block in blocks:
        assert block["saved_t_per_year"] == pytest.approx(1e3 * block["saved"])
    abatement = next(block for block in blocks if block["measure"] == "abatement")
    assert abatement["uptime"] == 0.95
    assert abatement["fuel"] > 0
    assert abatement["cost"] > 3.4 * abatement["fuel"]
    assert abatement["cf4_formed"] == 0
    assert found["carbon_price"]["name"] == "eu_ets_2025"


def test_the_curve_as_a_table() -> None:
    done = abated()
    assert done.code == 0
    assert "operating cost only" in done.out
    assert "neither the national market of China nor the border adjustment" in done.out
    assert "changes without a price" in done.out
    assert "  dry_clean    Ammonia, 100 % basis; " in done.out
    heads = next(line for line in done.out.splitlines() if line.startswith("measure"))
    assert "cost, CNY per 1,000 devices" in heads
    # Nothing is invested, so that no column says so of each.
    assert heads.endswith("pays")
    assert not any(EXPONENT.search(line) for line in done.out.splitlines())
    assert "Internal decision support" in done.out


def test_a_route_of_the_micromirror() -> None:
    asked = run("measures", "micromirror", "--target", "-10 %")
    assert asked.code == 2
    assert "name a route that has measures; expected green, aluminium" in asked.errors[0]
    done = run("abate", "micromirror", "--route", "green", "--measures", FEW, "--json")
    found = json.loads(done.out)
    assert found["orders"] == 6
    assert found["saves_nothing"] == []
    assert found["cannot_stand"] == {}
    assert [block["measure"] for block in found["blocks"]] == ["pulsed_etch", "abatement_default", FEW.split(",")[0]]
    assert [block["saved"] for block in found["blocks"]] == pytest.approx([0.4544, 0.9646, 0.00745], rel=5e-3)


def test_results_are_compared(tmp_path: Path) -> None:
    for name, changed in (("a", "baseline=lga"), ("b", THINNER), ("c", "method=ipcc_ar5_gwp100")):
        settings = ("--set", "uncertainty.samples=0", "--quiet", "--format", "json")
        done = run("assess", "packaging_pair", "--out", str(tmp_path / name), *settings, "--set", changed)
        assert done.code == 0, done.errors
    files = [str(tmp_path / name / "packaging_pair.json") for name in "abc"]
    done = run("compare", *files[:2], "--route", "lga")
    assert done.code == 0, done.errors
    lines = done.out.splitlines()
    for line, word, file in zip(lines, ("first", "second"), files, strict=False):
        assert line.split()[:2] == [word, f"{file}:"]
        assert "packaging_pair (" in line
        assert line.endswith("route lga (packaging_lga)")
    assert "totals per 1 device" in lines
    assert "Climate change [climate_change] by step, g CO2e, what differs most first" in lines
    step = next(line for line in lines if "[lga_moulding]" in line)
    assert float(step.split()[-1]) < 0
    # What is equal is left out, and told.
    at = lines.index("Climate change [climate_change] by step, g CO2e, what differs most first")
    shown = lines[at + 2 : lines.index("", at) - 1]
    assert all(float(COLUMNS.split(line)[-1]) for line in shown)
    steps = len(json.loads(run("compare", *files[:2], "--route", "lga", "--json").out)[0]["by_step"])
    told = sum(map(int, re.findall(r"(\d+) steps? that", lines[lines.index("", at) - 1])))
    assert told + len(shown) == steps
    again = run("compare", files[0], files[0], "--route", "lga").out.splitlines()
    assert not [line for line in again if line.startswith(("indicator ", "stage ", "step ", "flow "))]
    assert f"  Left out: {steps} steps that are equal." in again
    assert "Internal decision support" in done.out
    assert json.loads(run("compare", *files[:2], "--json").out)[0]["routes"] == ["lga", "lga"]
    refused = run("compare", files[0], files[2])
    assert refused.code == 2
    assert refused.out == ""
    assert all("results of another" in line for line in refused.errors)
    assert any("another method" in line for line in refused.errors)
