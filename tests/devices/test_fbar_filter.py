"""The filter: very small dies by hand, metals of its films, every measure alone, and its wafer-level package."""

from __future__ import annotations

import math
from typing import Any

import pytest

from mems_lca.analysis.assess import calculate
from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.result import Result
from mems_lca.face import bind_study
from packs import shipped, total

AREA = math.pi * 0.1**2


Body = dict[str, Any]


@pytest.fixture(scope="module")
def body(fbar_filter: Result) -> Body:
    """The result read once: it is large."""
    return fbar_filter.body


@pytest.fixture(scope="module")
def packaged() -> Calculated:
    """Both routes, the green one with the wafer-level package and nothing else."""
    return calculate(bind_study(shipped("fbar_filter"), measures=("wafer_level_package",)))


def cells(result: Body) -> dict[str, float]:
    return {cell["key"]: cell["value"] for cell in result["trace"]["cells"]}


def alone(result: Body, indicator: str) -> dict[str, float]:
    """What each measure changes by itself."""
    found = result["comparison"]["by_measure"]["green"]["alone"]
    return {name: values[indicator] for name, values in found.items()}


def per_device(result: Body, route: str, indicator: str = "climate_change") -> float:
    return float(result["routes"][route]["per_device"][indicator]["value"])


def steps(result: Body, route: str = "grey") -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = result["routes"][route]["by_step"]
    return found


def test_dies_by_hand(body: Body) -> None:
    """192 mm of usable diameter, a pitch of 1.06 by 0.86 mm."""
    site = 1.06 * 0.86
    by_hand = math.floor(math.pi * 192**2 / (4 * site) - math.pi * 192 / math.sqrt(2 * site))
    line = {entry["label"]: entry["value"] for entry in body["routes"]["grey"]["yield_chain"]}
    assert line["Gross dies per wafer"] == by_hand == 31_313


def test_mask_layers(body: Body) -> None:
    """Ten on the resonator wafer, three on the cap."""
    masks = [name for name in steps(body) if name.split("/")[-1].endswith("_mask")]
    assert len([name for name in masks if "/" not in name]) == 10
    assert len(masks) == 13


def test_molybdenum_on_the_wafer_by_hand(body: Body) -> None:
    """640 nm of film in four layers, of which half, a fifth, a tenth and 45 % stay."""
    found = cells(body)
    films = {"bottom": (250, 0.5), "load": (60, 0.2), "frame": (80, 0.1), "top": (250, 0.45)}
    kept = sum(AREA * nm * 1e-9 * 10_280 * share for nm, share in films.values())
    deposited = sum(
        found[f"grey.{name}.deposited"] for name in ("bottom_electrode", "mass_load", "frame_film", "top_electrode")
    )
    etched = sum(found[f"grey.{name}_etch.molybdenum_etched"] for name in films)
    assert deposited - etched == pytest.approx(kept, rel=1e-6)


def test_pads_take_more_gold_than_frames(body: Body) -> None:
    """Frames are plated where they stand, 1 um on 14 % of two wafers; pads are lifted off from 500 nm all over."""
    frames, pads = 2 * AREA * 0.14 * 1e-6 * 19_300, AREA * 500e-9 * 19_300 / 0.4
    assert cells(body)["grey.seal.gold_frames"] == pytest.approx(frames)
    assert cells(body)["grey.pad_metal.gold_sputtered"] == pytest.approx(pads)
    assert pads / frames == pytest.approx(4.46, abs=0.01)


def test_cap_window_is_the_largest_step(body: Body) -> None:
    """170 um through a whole wafer cost more than all ten masks of the resonators."""
    ranked = sorted(steps(body), key=lambda name: -steps(body)[name]["climate_change"])
    assert ranked[0] == "cap_wafer_fbar/window_etch"
    masks = sum(entry["climate_change"] for name, entry in steps(body).items() if name.endswith("_mask"))
    assert steps(body)[ranked[0]]["climate_change"] > masks


FALLING = {
    "abatement", "remote_clean", "vapour_release", "dry_clean", "monitor_reuse", "gold_reclaim", "recycled_gold",
    "copper_wire", "green_factory", "green_power", "take_back",
}  # fmt: skip


def test_each_measure_alone(body: Body) -> None:
    """Alumina takes more than a thin thermal oxide does, vias cost more than wires; what is returned is not burnt."""
    found = alone(body, "climate_change")
    assert len(found) == 13
    assert {name for name, change in found.items() if change < 0} == FALLING
    assert min(found, key=lambda name: found[name]) == "abatement"


def test_abatement_reaches_the_cap(body: Body) -> None:
    """60 % destroyed, for 95 % of the time, of what etches and cleans leave on both wafers; making the gases stays."""
    before = steps(body)["cap_wafer_fbar/window_etch"]["climate_change"]
    assert -alone(body, "climate_change")["abatement"] > 0.57 * before


def test_take_back_counts_beside_the_total(body: Body) -> None:
    """It changes the total by next to nothing, and no measure counts what others are spared."""
    assert abs(alone(body, "climate_change")["take_back"]) < 1e-6
    assert "avoided_climate_change" not in body["comparison"]["by_measure"]["green"]["together"]
    before, after = (body["routes"][name]["avoided"]["value"] for name in ROUTES)
    assert after < 0
    assert before < 0


def test_recycled_gold_is_that_of_the_fab(body: Body) -> None:
    """Mined gold bought by the fab all but vanishes from its own supply step."""
    assert -alone(body, "climate_change")["recycled_gold"] == pytest.approx(
        steps(body)["gold@fab"]["climate_change"], rel=0.02
    )


def test_use_is_nothing(body: Body) -> None:
    """A passive filter, cradle to grave."""
    assert body["routes"]["grey"]["by_stage"]["use"]["climate_change"] == 0.0


def of_stage(calculated: Calculated, route: str, indicator: str, stage: str = "packaging_test") -> float:
    rows = (row for row in calculated.of(route) if row.indicator == indicator and row.stage == stage)
    return sum(row.per_device for row in rows if row.accounting in ("both", "location"))


def test_wafer_level_package_halves_the_back_end(packaged: Calculated) -> None:
    """The claim of 54 % less energy holds for a die that is smaller than any laminate, test and taping included."""
    ratio = of_stage(packaged, "green", "electricity") / of_stage(packaged, "grey", "electricity")
    assert 0.15 < ratio < 0.46
    assert 1.0 * 0.8 * 0.35 / (1.8 * 1.4 * 0.7) < 0.4


def test_vias_of_the_cap_eat_the_gain(packaged: Calculated) -> None:
    """Copper vias are etched, lined and filled: the footprint of the device does not fall, without abatement."""
    saved = of_stage(packaged, "grey", "climate_change") - of_stage(packaged, "green", "climate_change")
    assert saved > 0.5e-3
    assert total(packaged, route="green") > 0
    device = {name: sum(of_stage(packaged, name, "climate_change", stage) for stage in STAGES) for name in ROUTES}
    assert device["green"] - device["grey"] > 0


STAGES = ("raw_materials", "wafer_fabrication", "packaging_test", "distribution", "use", "end_of_life")
ROUTES = ("grey", "green")


def test_greener_filter_under_both_accounts(body: Body) -> None:
    assert body["comparison"]["by_accounting"]["green"]["gain"] == "both"
    assert 0.55 < per_device(body, "green") / per_device(body, "grey") < 0.75


def test_checks_and_warnings(body: Body) -> None:
    assert {check["status"] for check in body["checks"]} == {"ok"}
    expected = {"gas_table_range", "gwp_not_listed", "electricity_boundaries", "gwp_set_mixed"}
    assert {entry["code"] for entry in body["warnings"]} == expected
