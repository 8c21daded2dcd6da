from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import packs
from mems_lca.analysis.sweep import Sweep, prepare
from mems_lca.analysis.sweep_design import read_design
from mems_lca.analysis.sweep_effects import effects, extremes, sentence
from mems_lca.study.vary import read_axes

ETCH = packs.step(
    {"emission": "CO2", "amount": "rate * time ** 2"}, parameters={"rate": "1 kg/h**2", "time": "1 h", "idle": "1 h"}
)


def swept(root: Path, vary: dict[str, str], sample: str = "grid", number: int | None = None) -> Sweep:
    bound = packs.bound(root, steps={"etch": ETCH}, routes={"line": packs.route("etch")}, study=packs.study())
    return prepare(bound, read_design(read_axes(vary), sample, number)).run()


def test_elasticities_of_powers(tmp_path: Path) -> None:
    sweep = swept(tmp_path, {"etch.rate": "1 kg/h**2:2 kg/h**2:5", "etch.time": "1 h:2 h:4"})
    found = {effect.path: effect for effect in effects(sweep)}
    assert found["etch.rate"].elasticity == pytest.approx(1)
    assert found["etch.time"].elasticity == pytest.approx(2)
    assert next(iter(found)) == "etch.time"
    mean = np.mean([1, 1.25, 1.5, 1.75, 2])
    assert (found["etch.time"].lowest, found["etch.time"].highest) == (pytest.approx(mean), pytest.approx(4 * mean))
    assert (found["etch.time"].lowest_at, found["etch.time"].highest_at) == ("1 h", "2 h")


def test_extremes_and_the_sentence(tmp_path: Path) -> None:
    sweep = swept(tmp_path, {"etch.rate": "1 kg/h**2:2 kg/h**2:5", "etch.time": "1 h:2 h:4"})
    found = extremes(sweep, "line", "climate_change")
    assert found is not None
    low, high = found
    assert (low.number, low.value, low.values["etch.time"]) == (1, pytest.approx(1), "1 h")
    assert (high.number, high.value, high.values["etch.time"]) == (20, pytest.approx(8), "2 h")
    said = sentence(sweep, "climate_change", "climate change")
    assert said == (
        "etch.time moves climate change most: route line has 1.5 kg CO2e at 1 h and 6 kg CO2e at 2 h (300 % more) on "
        "average over the other values."
    )


def test_drawn_ranges_are_compared_by_their_tenths(tmp_path: Path) -> None:
    sweep = swept(tmp_path, {"etch.rate": "1 kg/h**2:2 kg/h**2", "etch.time": "1 h:2 h"}, "sobol", 4096)
    found = {effect.path: effect for effect in effects(sweep)}
    assert found["etch.time"].elasticity == pytest.approx(2, abs=0.02)
    assert found["etch.rate"].elasticity == pytest.approx(1, abs=0.02)
    assert (found["etch.time"].lowest_at, found["etch.time"].highest_at) == ("1.05 h", "1.95 h")


def test_the_summary_is_plain_data(tmp_path: Path) -> None:
    import json

    found = json.loads(json.dumps(swept(tmp_path, {"etch.time": "1 h,2 h"}).to_dict(), allow_nan=False))
    assert found["paths"] == [
        {"path": "etch.time", "unit": "h", "values": [1.0, 2.0], "low": None, "high": None, "scale": None,
         "as_it_stands": "1 h"}
    ]  # fmt: skip
    assert found["rows"][0]["highest"] == {"number": 2, "value": 4.0, "values": {"etch.time": "2 h"}}
    assert (found["scenarios"], found["no_solution"], found["brightway"]["checked"]) == (2, 0, 2)
