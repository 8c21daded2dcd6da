"""The command `uncertainty`: its tables and sentences, its JSON and CSV, its refusals, and an interrupt."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from command import Done, run
from mems_lca.face import read_study
from mems_lca.face_whatif import uncertainty
from packs import write
from uncertain import RATIO, parts

SAMPLES = ("--samples", "1024")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write(tmp_path_factory.mktemp("pack"), **parts())
    return root / "inventories" / "studies" / "made_up.yaml"


def command(study: Path, *more: str) -> Done:
    return run("uncertainty", study, "--pack", study.parents[2], *more)


@cache
def shipped() -> Done:
    return run("uncertainty", "accelerometer", *SAMPLES)


def test_it_prints_intervals_sentences_and_inputs() -> None:
    done = shipped()
    assert done.code == 0
    assert done.errors == []
    lines = done.out.splitlines()
    assert lines[0].startswith("accelerometer, for 1 device: 1,024 points of a Sobol sequence, seed 1, ")
    heads = "indicator unit route as stated median mean 2.5 % 97.5 % P(below grey)"
    assert " ".join(lines[2].split()) == heads
    green = lines[4].split()
    assert green[0] == "green"
    stated, median, _, low, high = map(float, green[1:6])
    assert low < median < high
    assert low < stated < high
    assert green[-1] == "%"
    text = done.out
    assert "grey is skewed: the stated inputs give" in text
    assert "green against grey, on the same draws: -" in text
    assert "Standard errors: grey mean" in text
    assert "3 samples solved again with Brightway differ by" in text
    assert "Etch rate, Deep reactive-ion etching (Bosch process) [grey, release etch]" in text
    assert "grey.release_etch" not in text


def test_only_one_indicator(study: Path) -> None:
    lines = command(study, *SAMPLES, "--indicator", "climate_change_market").out.splitlines()
    assert [line for line in lines if line.startswith("Climate change")] == [lines[3]]
    assert any(line.startswith("first: what climate change, market-based answers to most") for line in lines)


def test_as_json(study: Path) -> None:
    found = json.loads(command(study, *SAMPLES, "--json", "--indices", "sobol").out)
    assert found["sampling"]["n"] == 1024
    assert found["uncertainty"]["second"]["climate_change"]["deterministic"] == pytest.approx(RATIO)
    assert 0.5 < found["comparison"]["second"]["climate_change"]["p_better"] < 0.8
    rows = found["indices"][0]["rows"]
    assert rows[0]["input"].startswith("Common, ")
    assert rows[0]["first"] > rows[1]["first"] > 0


@pytest.mark.parametrize("kind", ["sobol", "morris"])
def test_indices_are_a_table(study: Path, kind: str) -> None:
    out = command(study, *SAMPLES, "--indices", kind).out
    assert f"second: {kind.capitalize()}" in out
    assert "half of a 95 % interval" in out


def test_samples_as_a_table(study: Path, tmp_path: Path) -> None:
    done = command(study, "--samples", "100", "--method", "lhs", "--seed", "3", "--out", str(tmp_path / "new"))
    assert done.out.splitlines()[-1] == f"Samples: {tmp_path / 'new' / 'made_up_samples.csv'}"
    with (tmp_path / "new" / "made_up_samples.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["sample"] for row in rows] == [str(number) for number in range(100)]
    values = sorted(float(row["first climate_change [kg CO2e]"]) for row in rows)
    assert values[0] < 1 < values[-1]


def test_processes_do_not_matter(study: Path) -> None:
    assert command(study, *SAMPLES, "--json").out == command(study, *SAMPLES, "--json", "--processes", "2").out


def test_set_site_and_measures_are_taken(study: Path) -> None:
    halved = json.loads(command(study, *SAMPLES, "--json", "--set", "first.emit.common=0.5 kg").out)
    assert halved["uncertainty"]["first"]["climate_change"]["deterministic"] == pytest.approx(0.5)
    assert command(study, *SAMPLES, "--site", "fab=western_china").code == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--samples", "0"), "--samples; found '0'; expected a whole number from 1"),
        (("--samples", "-5"), "--samples; found '-5'"),
        (("--seed", "-1"), "--seed; found '-1'"),
        (("--processes", "0"), "--processes; found '0'"),
        (("--indicator", "water_withdrawl"), "did you mean"),
        (("--indicator", "primary_energy"), "not covered"),
        (("--method", "random"), "expected sobol, lhs"),
        (("--indices", "both"), "expected sobol, morris"),
        (("--set", "uncertainty.samples=0"), "asks for no samples"),
    ],
)
def test_nonsense_is_one_line(study: Path, options: tuple[str, ...], said: str) -> None:
    done = command(study, *options)
    assert done.code == 2
    assert len(done.errors) == 1
    assert said in done.err
    assert done.out == ""


def test_an_interrupted_run_leaves_what_is_finished(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import mems_lca.cli.uncertainties as module

    def stop(done: int, whole: int) -> None:
        assert whole == 20_000
        raise KeyboardInterrupt

    class Bar:
        def __init__(self, _: str) -> None: ...

        def __enter__(self) -> Any:
            return stop

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr(module, "ticking", Bar)
    done = command(study, "--samples", "20000")
    assert done.code == 130
    assert "INTERRUPTED after 4,096 of 20,000 points" in done.out
    assert "Standard errors" in done.out


def test_from_python() -> None:
    told: list[int] = []
    found = uncertainty(read_study("accelerometer"), samples=300, progress=lambda done, _: told.append(done))
    assert told == [300]
    assert found.uncertainty["grey"]["climate_change"]["n"] <= 300
    assert found.uncertainty["grey"]["climate_change"]["standard_error"] is None
