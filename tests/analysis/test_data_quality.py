"""Data quality of a result: slopes against a changed study, ratings, shares by basis and site, and priorities."""

from __future__ import annotations

import math
from typing import Any

import pytest

from mems_lca.analysis.assess import calculate
from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.data_quality import LARGEST, DataQuality, data_quality
from mems_lca.analysis.gradients import gradients
from mems_lca.analysis.groups import totals
from mems_lca.analysis.result import Result
from mems_lca.analysis.summary import summarise
from mems_lca.face import bind_study
from mems_lca.study.uncertainty import AXES
from packs import device, parameter, route, run, shipped, step, study, supply

POWER = {"input": "electricity", "amount": "power * time"}
BEST, WORST = [1, 1, 1, 1, 1], [5, 5, 5, 5, 5]


@pytest.fixture(scope="module")
def graded(accelerometer: Calculated) -> DataQuality:
    return data_quality(accelerometer)


# ------------------------------------------------------------ slopes


@pytest.mark.parametrize(
    ("path", "key", "less", "more"),
    [
        ("grey.release_etch.sf6_flow", "grey.release_etch.sf6_flow", "399.96 sccm", "400.04 sccm"),
        ("device.yield", "device.yield", "0.879912", "0.880088"),
        ("factors.gold_mined.climate_change", "factor:gold_mined/climate_change/as_given", "15998.4 kg CO2e/kg",
         "16001.6 kg CO2e/kg"),
        ("grey.dicing.wafer_yield", "grey.dicing.wafer_yield", None, None),
    ],
)  # fmt: skip
def test_slopes_are_those_of_a_changed_study(
    accelerometer: Calculated, path: str, key: str, less: str | None, more: str | None
) -> None:
    cells = accelerometer.inventory.cells
    given = cells[key].given
    assert given is not None
    width = 2e-4 * given.magnitude
    texts = (
        less or f"{given.magnitude - width / 2!r} {given.unit}",
        more or f"{given.magnitude + width / 2!r} {given.unit}",
    )
    low, high = (calculate(bind_study(shipped(), values={path: text})) for text in texts)
    indicators, slopes = gradients(accelerometer, "device")
    moved = high.inventory.cells[key].given, low.inventory.cells[key].given
    assert moved[0] is not None
    assert moved[1] is not None
    change = moved[0].canonical - moved[1].canonical
    before, after = (totals(found.of("grey"), "device", "location") for found in (low, high))
    for indicator in ("climate_change", "water_withdrawal", "hazardous_waste_generated", "electricity", "cost"):
        slope = slopes[key][0, indicators.index(indicator)] if key in slopes else 0.0
        difference = (after.get(indicator, 0.0) - before.get(indicator, 0.0)) / change
        scale = max(abs(after.get(indicator, 0.0) / moved[0].canonical), 1e-12)
        assert slope == pytest.approx(difference, rel=1e-4, abs=1e-5 * scale)


def test_slopes_through_a_loop() -> None:
    """1 kWh for a unit that takes half a unit of itself: two units, 2 kWh; d/dhalf = 1/(1-h)² = 4 kWh."""
    water = supply("ultrapure_water", "m3", {"input": "electricity", "amount": "need"},
                   {"input": "ultrapure_water", "amount": "half"},
                   parameters={"need": "1 kWh/m3", "half": 0.5})  # fmt: skip
    rinse = step({"input": "ultrapure_water", "amount": "use"}, parameters={"use": "1 m3"})
    found = run(steps={"rinse": rinse, "ultrapure_water": water}, routes={"line": route("rinse")}, study=study())
    indicators, slopes = gradients(found, "wafer")
    at = indicators.index("electricity")
    key = "line.ultrapure_water@fab"
    assert totals(found.of("line"), "wafer", "location")["electricity"] == pytest.approx(2)
    assert slopes[f"{key}.half"][0, at] == pytest.approx(4)
    assert slopes[f"{key}.need"][0, at] == pytest.approx(2 / 3.6e6)
    assert slopes["line.rinse.use"][0, at] == pytest.approx(2)


# ------------------------------------------------------------ ratings and shares


def rated(power: Any, time: Any, **more: Any) -> dict[str, Any]:
    etch = step(POWER, parameters={"power": parameter("1 kW", **power), "time": parameter("1 h", **time)})
    found = run(steps={"etch": etch}, routes={"line": route("etch")}, study=study(**more))
    rating: dict[str, Any] = data_quality(found).routes["line"]["data_quality_rating"]["electricity"]
    return rating


def test_a_rating_is_the_mean_of_the_inputs_by_weight() -> None:
    """Power and time weigh alike in their product: between 1 and 5 lies 3."""
    assert rated({"pedigree": BEST}, {"pedigree": WORST}) == pytest.approx({**dict.fromkeys(AXES, 3.0), "overall": 3.0})
    mixed = rated({"pedigree": [1, 2, 3, 4, 5]}, {"pedigree": [1, 2, 3, 4, 5]})
    assert mixed == pytest.approx(dict(zip((*AXES, "overall"), (1, 2, 3, 4, 5, 3), strict=True)))


def test_the_study_may_state_a_pedigree() -> None:
    given = {"line.etch.power": {"value": "1 kW", "pedigree": BEST}, "line.etch.time": {"value": "1 h"}}
    assert rated({}, {}, set=given)["overall"] == pytest.approx((1 + 7 / 5) / 2)
    assert rated({}, {})["overall"] == pytest.approx(22 / 5)


@pytest.mark.parametrize("name", ["grey", "green"])
def test_ratings_and_shares_of_the_shipped_study(result: Result, name: str) -> None:
    record = result.route(name)
    assert set(record["data_quality_rating"]) == set(record["data_quality"])
    assert record["data_quality_by_basis"]["device"] == record["data_quality"]
    for rating in record["data_quality_rating"].values():
        assert set(rating) == {*AXES, "overall"}
        assert all(1 <= score <= 5 for score in rating.values())
        assert rating["overall"] == pytest.approx(sum(rating[axis] for axis in AXES) / 5)
    listed = [*record["data_quality_by_site"].values(), *record["data_quality_by_basis"].values()]
    assert all(sum(shares.values()) == pytest.approx(1) for found in listed for shares in found.values())
    assert 3 < record["data_quality_rating"]["climate_change"]["overall"] < 5


def test_shares_of_a_site_add_up_to_those_of_the_route(result: Result) -> None:
    record = result.route("grey")
    sums: dict[str, float] = dict.fromkeys(("primary", "secondary", "assumed"), 0.0)
    whole = 0.0
    for row in result.contributions():
        if (
            row["route"] == "grey"
            and row["indicator"] == "climate_change"
            and row["accounting"] in ("both", "location")
        ):
            share = record["data_quality_by_site"][row["site"]]["climate_change"]
            whole += abs(row["per_device"])
            for name in sums:
                sums[name] += share[name] * abs(row["per_device"])
    assert {name: amount / whole for name, amount in sums.items()} == pytest.approx(
        record["data_quality"]["climate_change"]
    )


def test_figures_of_the_companion_table_are_not_primary(accelerometer: Calculated, graded: DataQuality) -> None:
    cell = graded.inputs["grey.companion_asic.epa"]
    assert (cell.cell.origin, cell.kind) == ("default", "published")
    rows = [row for row in accelerometer.of("grey") if row.step == "companion_asic"]
    assert rows
    assert all(row.quality != "primary" for row in rows)


# ------------------------------------------------------------ spreads in the trace


def test_every_input_of_the_trace_has_a_spread(result: Result) -> None:
    for cell in result.body["trace"]["cells"]:
        assert ("spread" in cell) is ("formula" not in cell)
        if "spread" in cell:
            spread = cell["spread"]
            assert {"distribution", "stated", "pedigree", "added_axes"} <= set(spread)
            if spread["distribution"] in ("lognormal", "logit_normal"):
                assert spread["gsd"] > 1
            if spread["distribution"] in ("uniform", "triangular"):
                assert spread["limits"][0] < spread["limits"][1]


def test_methods_and_sizes_have_none(result: Result) -> None:
    cells = {cell["key"]: cell for cell in result.body["trace"]["cells"]}
    for key in ("gwp:SF6", "device.die.width", "grey.wafer.diameter", "supply:grey/fab/0", "functional_unit.amount"):
        assert cells[key]["spread"] == {"distribution": "none", "stated": False, "pedigree": None, "added_axes": []}


def test_background_factors_carry_what_their_table_states(graded: DataQuality) -> None:
    """Published, GSD 1.4, of 2020 and no place: (2, 3, 2, 5, 3), widened by age, place and technology."""
    gold = graded.inputs["factor:gold_mined/climate_change/as_given"].spread
    assert gold.pedigree == (2, 3, 2, 5, 3)
    assert gold.added_axes == ("temporal", "geographical", "technological")
    stated = graded.inputs["factor:gold_mined/climate_change/as_given"].cell.uncertainty
    assert stated is not None
    assert stated.lognormal is not None
    variance = math.log(stated.lognormal) ** 2 + 0.0002 + 0.002 + 0.008
    assert gold.gsd == pytest.approx(math.exp(math.sqrt(variance)))


def test_electricity_of_the_country_for_a_province(graded: DataQuality) -> None:
    found = graded.inputs["grid:CN/cn-mee-2023/life_cycle"].spread
    assert found.pedigree == (2, 1, 1, 2, 1)
    assert found.gsd == pytest.approx(math.exp(math.sqrt(0.0006 + 0.0006 + 0.000025)))
    assert graded.inputs["grid:CN-JS/cn-mee-2023/direct"].spread.pedigree == (2, 1, 1, 1, 1)


def test_two_runs_give_the_same_bytes(result: Result, assessed: Any) -> None:
    parts = {
        "steps": {"etch": step(POWER, parameters={"power": "1 kW", "time": "1 h"})},
        "routes": {"line": route("etch")},
    }
    first, second = (assessed(**parts, study=study()).text for _ in range(2))
    assert first == second


# ------------------------------------------------------------ priorities and words


def test_priorities_carry_the_most_spread(accelerometer: Calculated, graded: DataQuality) -> None:
    indicators, slopes = gradients(accelerometer, "device")
    at = indicators.index("climate_change")
    listed = graded.routes["grey"]["data_quality_priorities"]
    assert len(listed) == LARGEST
    carried = [entry["carried"] for entry in listed]
    assert carried == sorted(carried, reverse=True)
    squares = sum(
        (slopes[key][0, at] * entry.spread.deviation) ** 2 for key, entry in graded.inputs.items() if key in slopes
    )
    for entry in listed:
        graded_input = graded.inputs[entry["cell"]]
        assert entry["carried"] == pytest.approx(abs(slopes[entry["cell"]][0, at]) * graded_input.spread.deviation)
        assert entry["variance"] == pytest.approx(entry["carried"] ** 2 / squares)
        if graded_input.spread.distribution == "lognormal":
            log_gsd = math.log(graded_input.spread.gsd or 0)
            assert entry["carried"] == pytest.approx(abs(entry["contribution"]) * log_gsd)
    assert sum(entry["variance"] for entry in listed) > 0.8


def test_summary_says_what_data_climate_change_rests_on(assessed: Any) -> None:
    etch = step(POWER, parameters={"power": parameter("1 kW"), "time": parameter("1 h")})
    parts = {"steps": {"etch": etch}, "routes": {"line": route("etch")}}
    notes = summarise(assessed(**parts, study=study(device=device()))).notes
    assert "Data behind climate change: line primary 0 %, secondary 0 %, assumed 100 %" in notes
