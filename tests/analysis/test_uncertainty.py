"""Intervals, probabilities and their errors, on two routes of which all is known in closed form."""

from __future__ import annotations

import math
import statistics
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mems_lca.analysis.assess import assess_bound
from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.ensemble import model_of
from mems_lca.analysis.statistics import skewed
from mems_lca.analysis.uncertainty import Sampled, paired_record, uncertainty_record
from mems_lca.analysis.watched import Run, watched
from mems_lca.errors import StudyError
from mems_lca.face import bind_study, check_file
from packs import UNPUBLISHED, parameter, read, route, run, step, study, supply, write
from uncertain import COMMON, OTHER, OWN, RATIO, calculated, correlation_of_lognormals, parts, samples_of

CLIMATE = "climate_change"
NORMAL = statistics.NormalDist()


@cache
def pack() -> Calculated:
    return calculated()


@cache
def drawn(method: str = "sobol", shared: tuple[str, ...] = (), seed: int = 1, samples: int = 8192) -> Sampled:
    return samples_of(pack(), Run(samples, seed, method), shared)  # type: ignore[arg-type]


def pair(found: Sampled) -> dict[str, Any]:
    return paired_record(found, "first")["second"][CLIMATE]  # type: ignore[no-any-return]


@pytest.mark.parametrize("method", ["sobol", "lhs"])
def test_interval_is_that_of_a_product_of_lognormals(method: str) -> None:
    entry = uncertainty_record(drawn(method))["first"][CLIMATE]
    sigma = math.hypot(COMMON, OWN)
    expected = {
        "median": 1.0,
        "mean": math.exp(sigma**2 / 2),
        "p2_5": math.exp(-1.959964 * sigma),
        "p97_5": math.exp(1.959964 * sigma),
    }
    for name, value in expected.items():
        assert abs(entry[name] - value) < 5 * entry["standard_error"][name], name
    assert entry["deterministic"] == pytest.approx(1.0)
    assert entry["gsd"] == pytest.approx(math.exp(sigma), rel=0.01)
    assert entry["below"] == pytest.approx(0.5, abs=0.01)
    assert entry["n"] == 8192
    assert entry["unit"] == "kg CO2e"


def test_pairs_have_the_correlation_that_sharing_implies() -> None:
    expected = correlation_of_lognormals(COMMON, OWN, OTHER)
    assert 0.5 < expected < 0.9
    assert pair(drawn())["correlation"] == pytest.approx(expected, abs=0.01)


def test_probability_of_being_better() -> None:
    """ln(second / first) is normal with mean ln 0.9: the shared factor cancels."""
    expected = NORMAL.cdf(-math.log(RATIO) / math.hypot(OWN, OTHER))
    found = pair(drawn())
    assert found["p_better"] == pytest.approx(expected, abs=0.005)
    assert found["p_better"] + found["p_worse"] == pytest.approx(1.0)
    assert abs(found["p_better"] - expected) < 5 * found["p_standard_error"]
    assert found["percent"]["median"] == pytest.approx(100 * (RATIO - 1), abs=0.3)
    ends = [100 * (RATIO * math.exp(z * math.hypot(OWN, OTHER)) - 1) for z in (-1.959964, 1.959964)]
    assert [found["percent"][name] for name in ("p2_5", "p97_5")] == pytest.approx(ends, rel=0.03)


def test_what_a_study_shares_is_drawn_as_one() -> None:
    """Both own factors on one draw z: ln(second / first) is ln 0.9 - 0.080 z, below zero where z is above -1.31."""
    found = pair(drawn(shared=("emit.own",)))
    expected = NORMAL.cdf(math.log(RATIO) / (OTHER - OWN))
    assert found["p_better"] == pytest.approx(expected, abs=0.005)
    assert found["correlation"] > 0.98


def test_stated_errors_are_not_too_small() -> None:
    """The scatter of the figures over seeds is no larger than what one run says of itself."""
    records = [uncertainty_record(drawn(seed=seed, samples=2048))["first"][CLIMATE] for seed in range(1, 21)]
    for name in ("mean", "median", "p2_5", "p97_5"):
        scatter = statistics.stdev(record[name] for record in records)
        stated = statistics.fmean(record["standard_error"][name] for record in records)
        assert scatter < 1.3 * stated, name


def test_few_samples_have_no_errors() -> None:
    entry = uncertainty_record(drawn(samples=100))["first"][CLIMATE]
    assert entry["standard_error"] is None
    assert pair(drawn(samples=100))["p_standard_error"] is None


def test_equal_routes_are_neither_better_nor_worse() -> None:
    plain = parts()
    plain["routes"]["second"] = plain["routes"]["first"]
    found = samples_of(run(None, **plain), Run(512, 1))
    entry = pair(found)
    assert (entry["p_better"], entry["p_worse"]) == (0.0, 0.0)
    assert entry["correlation"] == pytest.approx(1.0)
    assert entry["difference"]["p97_5"] == 0.0


@pytest.mark.parametrize("method", ["sobol", "lhs"])
@pytest.mark.parametrize(("chunk", "processes"), [(100, 1), (4096, 2), (333, 2)])
def test_same_seed_same_bytes(method: Any, chunk: int, processes: int) -> None:
    model = model_of(pack())
    plain = watched(model, Run(3000, 7, method)).evaluated
    other = watched(model, Run(3000, 7, method, chunk=chunk, processes=processes)).evaluated
    assert plain.values.tobytes() == other.values.tobytes()
    assert plain.possible.tobytes() == other.possible.tobytes()


def test_another_seed_another_sample() -> None:
    model = model_of(pack())
    found = [watched(model, Run(64, seed)).evaluated.values.tobytes() for seed in (1, 2)]
    assert found[0] != found[1]


def test_a_run_is_told_and_leaves_what_is_finished() -> None:
    told: list[tuple[int, int]] = []

    def stop(done: int, whole: int) -> None:
        told.append((done, whole))
        if done >= 300:
            raise KeyboardInterrupt

    model = model_of(pack())
    found = watched(model, Run(1000, 1, chunk=100), stop)
    assert told == [(100, 1000), (200, 1000), (300, 1000)]
    whole = watched(model, Run(1000, 1))
    assert len(found.evaluated.possible) == 300
    assert np.array_equal(found.evaluated.values, whole.evaluated.values[:, :300])


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (Run(100_000_000, 1, "lhs"), "a Latin hypercube of this size does not fit into memory"),
        (Run(10**9, 1), "the totals of so many samples do not fit into memory"),
    ],
)
def test_runs_beyond_memory_are_refused(asked: Run, text: str) -> None:
    narrow = model_of(pack())
    outputs = narrow.compiled.outputs[:2]
    with pytest.raises(StudyError, match=text) as refused:
        watched(replace(narrow, compiled=replace(narrow.compiled, outputs=outputs, cells=())), asked)
    assert len(refused.value.findings) == 1
    assert "at most" in refused.value.findings[0].expected


def test_shared_parameters_must_be_there(tmp_path: Path) -> None:
    wrong = write(tmp_path, **parts(uncertainty={"shared": ["emit.owm"]}))
    with pytest.raises(StudyError, match=r"uncertainty\.shared.*emit\.owm.*emit\.own"):
        assess_bound(bind_study(read(wrong)), "0.0.0")
    file = wrong / "inventories" / "studies" / "made_up.yaml"
    assert [entry.code for entry in check_file(file, packs=[wrong]) if entry.severity == "error"] == ["unknown_path"]


def test_every_result_has_its_uncertainty(tmp_path: Path) -> None:
    found = assess_bound(bind_study(read(write(tmp_path, **parts()))), "0.0.0").body
    assert found["uncertainty"]["second"][CLIMATE]["n"] == 8192
    assert found["comparison"]["p_green_better"]["second"][CLIMATE] == pair(drawn())["p_better"]
    assert found["sampling"]["facts"] == 3
    assert found["sampling"]["left_out"]["count"] == 0
    assert found["checks"][-1]["id"] == "samples_equal_brightway"
    assert found["checks"][-1]["found"] <= 1e-9
    moved = {entry["cell"] for entry in found["sensitivity"]["second"][CLIMATE]}
    assert moved == {"second.emit.common", "second.emit.own"}


def test_a_study_may_ask_for_no_samples(tmp_path: Path) -> None:
    found = assess_bound(bind_study(read(write(tmp_path, **parts(uncertainty={"samples": 0})))), "0.0.0").body
    for name in ("uncertainty", "sampling", "sensitivity"):
        assert found[name] is None
    assert found["comparison"]["p_green_better"] is None
    assert found["comparison"]["paired"] is None


def test_the_study_chooses_number_seed_and_method(tmp_path: Path) -> None:
    wanted = {"samples": 600, "seed": 5, "method": "lhs", "shared": ["emit.own"]}
    sampling = assess_bound(bind_study(read(write(tmp_path, **parts(uncertainty=wanted)))), "0.0.0").body["sampling"]
    assert [sampling[name] for name in wanted] == list(wanted.values())
    assert sampling["facts"] == 2


def test_skew_is_told_where_it_is() -> None:
    assert skewed(uncertainty_record(drawn())["first"][CLIMATE])
    assert not skewed({"deterministic": 1.0, "mean": 1.01, "below": 0.51, "sd": 0.1})
    assert not skewed({"deterministic": 1.0, "mean": 1.0, "below": 0.0, "sd": 0.0})


def test_shares_of_a_histogram_are_all_samples(tmp_path: Path) -> None:
    found = assess_bound(bind_study(read(write(tmp_path, **parts()))), "0.0.0").body["sampling"]["histogram"]
    assert len(found["edges"]) == 31
    for shares in found["shares"].values():
        assert sum(shares) == pytest.approx(1.0)


def test_what_was_left_out_is_explained(tmp_path: Path) -> None:
    """More of a product comes back than is drawn in about half of the samples: its supply would run backwards."""
    make = supply("unpublished_acid", "kg", {"emission": "CO2", "amount": "1 kg/kg * 1 kg"})
    use = step(
        {"input": "unpublished_acid", "amount": "drawn"},
        {"output": "unpublished_acid", "amount": "back"},
        {"emission": "CO2", "amount": "drawn"},
        parameters={
            "drawn": parameter("1 kg", uncertainty={"lognormal": 1.5}),
            "back": parameter("0.9 kg", uncertainty={"lognormal": 1.5}),
        },
    )
    body = assess_bound(
        bind_study(
            read(
                write(
                    tmp_path,
                    steps={"unpublished_acid_supply": make, "use": use},
                    routes={"line": route("use")},
                    study=study("line"),
                    files=UNPUBLISHED,
                )
            )
        ),
        "0.0.0",
    ).body
    left_out = body["sampling"]["left_out"]
    expected = NORMAL.cdf(math.log(0.9) / (math.sqrt(2) * math.log(1.5)))
    assert left_out["share"] == pytest.approx(expected, abs=0.01)
    assert left_out["count"] + body["sampling"]["n"] == 8192
    assert left_out["looked_at"] == 20
    assert set(left_out["reasons"]) & {"supplies", "pools"}
