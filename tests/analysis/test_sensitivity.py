"""One input at a time: ends, swings and elasticities, on a product whose answers are known."""

from __future__ import annotations

import math
from functools import cache

import pytest

from mems_lca.analysis.ensemble import model_of
from mems_lca.analysis.gradients import gradients
from mems_lca.analysis.headline_totals import totals_of
from mems_lca.analysis.reader_labels import input_name, reader_label
from mems_lca.analysis.sensitivity import Ends, ends_of, sensitivity_record
from packs import parameter, route, run, step, study
from uncertain import COMMON, OTHER, OWN, RATIO, calculated

CLIMATE = "climate_change"
Z = 1.959963984540054


@cache
def ends() -> Ends:
    return ends_of(model_of(calculated()))


def record() -> dict[str, dict[str, list[dict[str, object]]]]:
    found = ends().model.calculated
    indicators, slopes = gradients(found, found.basis)
    stated = {name: totals_of(found, name) for name in found.bound.routes}
    return sensitivity_record(ends(), indicators, slopes, stated)


@pytest.mark.parametrize(
    ("name", "median", "sigmas"),
    [("first", 1.0, {"common": COMMON, "own": OWN}), ("second", RATIO, {"common": COMMON, "own": OTHER})],
)
def test_tornado_of_a_product(name: str, median: float, sigmas: dict[str, float]) -> None:
    rows = record()[name][CLIMATE]
    assert len(rows) == 2
    whole = sum(sigma**2 for sigma in sigmas.values())
    for row, (label, sigma) in zip(rows, sigmas.items(), strict=True):
        assert str(row["label"]).startswith(label)
        assert row["total_at_low"] == pytest.approx(median * math.exp(-Z * sigma), rel=1e-9)
        assert row["total_at_high"] == pytest.approx(median * math.exp(Z * sigma), rel=1e-9)
        assert row["elasticity"] == pytest.approx(1.0)
        assert row["variance"] == pytest.approx(sigma**2 / whole)


def test_values_are_in_the_unit_in_which_they_are_given() -> None:
    row = record()["first"][CLIMATE][0]
    assert (row["value"], row["unit"]) == (1.0, "kg")
    assert row["high"] == pytest.approx(math.exp(Z * COMMON))


def test_inputs_of_one_fact_move_together() -> None:
    """A parameter that enters twice, once to add and once to take away, moves nothing."""
    made = step(
        {"emission": "CO2", "amount": "rise - rise + base"},
        parameters={
            "rise": parameter("1 kg", uncertainty={"lognormal": 1.5}),
            "base": parameter("2 kg", uncertainty={"normal": "0.2 kg"}),
        },
    )
    found = run(None, steps={"emit": made}, routes={"line": route("emit")}, study=study("line"))
    indicators, slopes = gradients(found, found.basis)
    rows = sensitivity_record(ends_of(model_of(found)), indicators, slopes, {"line": totals_of(found, "line")})
    assert [str(row["label"]).split(",")[0] for row in rows["line"][CLIMATE]] == ["base"]
    assert rows["line"][CLIMATE][0]["total_at_low"] == pytest.approx(2 - Z * 0.2)


def test_largest_is_by_swing() -> None:
    common = ends().largest([("first", "climate_change_location")], 1)
    assert [ends().model.draws.facts[fact] for fact in common] == ["first.emit.common"]


@pytest.mark.parametrize(
    ("label", "path", "shown"),
    [
        ("sf6 flow, Deep etch", "grey.release_etch.sf6_flow", "SF6 flow, Deep etch [grey, release etch]"),
        ("mpa, Circuit (ASIC die)", "", "MPA, Circuit (ASIC die)"),
        ("Climate change of Gold", "factors.gold_mined.climate_change", "Climate change of Gold"),
        ("co2 per teos, Oxide", "oxide.co2_per_teos", "CO2 per TEOS, Oxide [oxide]"),
    ],
)
def test_labels_for_readers(label: str, path: str, shown: str) -> None:
    assert reader_label(label, path) == shown
    assert shown.startswith(input_name(label))
