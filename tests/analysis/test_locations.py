"""A study at other locations: one run with another site, and one run for each preset."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mems_lca import at_each_location, with_sites
from mems_lca.analysis.assess import assess_bound
from mems_lca.errors import StudyError
from mems_lca.face import bind_study
from packs import read, route, step, study, total, write
from packs import run as calculated

STEPS = {
    "etch": step(
        {"input": "electricity", "amount": "e"},
        {"emission": "water_withdrawn", "amount": "w"},
        {"waste": "spent_solvent", "amount": "m", "hazardous": True, "treatment": "incineration"},
        parameters={"e": "1 kWh", "w": "1 m3", "m": "2 kg"},
    )
}
SITES = {"fab": {"location": "CN-JS", "control": "own"}, "other": {"location": "MY"}}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    given = study(sites=SITES, grid={"fab": "cn-mee-2024"})
    return write(tmp_path, steps=STEPS, routes={"line": route("etch")}, study=given)


def test_site_is_put_elsewhere_for_one_run(pack: Path) -> None:
    moved = with_sites(read(pack), {"fab": "germany"})
    assert moved.study.sites["fab"].location == "germany"
    assert moved.study.sites["fab"].control == "own"
    assert moved.study.grid == {}
    assert moved.data["sites"]["fab"]["location"] == "germany"
    assert read(pack).study.sites["fab"].location == "CN-JS"


def test_grid_of_a_site_that_stays_is_kept(pack: Path) -> None:
    assert with_sites(read(pack), {"other": "japan"}).study.grid == {"fab": "cn-mee-2024"}
    assert with_sites(read(pack), {}).study == read(pack).study


def test_unknown_site_and_unknown_location_are_named(pack: Path) -> None:
    with pytest.raises(StudyError) as caught:
        with_sites(read(pack), {"fob": "germany"})
    assert (caught.value.findings[0].code, caught.value.findings[0].nearest) == ("unknown_site", "fab")
    with pytest.raises(StudyError) as caught:
        bind_study(with_sites(read(pack), {"fab": "germani"}))
    assert caught.value.findings[0].nearest == "germany"


def test_result_keeps_the_preset_and_the_place_of_each_site(pack: Path) -> None:
    result = assess_bound(bind_study(with_sites(read(pack), {"fab": "western_china"})), "0")
    assert result.body["inputs"]["sites"] == {
        "fab": {"preset": "western_china", "place": "CN-SN", "scarcity_place": "CN-SN", "control": "own"},
        "other": {"preset": None, "place": "MY", "scarcity_place": "MY", "control": None},
    }


def test_each_preset_gives_the_figures_of_its_place(pack: Path) -> None:
    found = list(at_each_location(read(pack)))
    names = read(pack).library.factors.locations.names()
    assert [entry.location for entry in found] == ["CN-JS", *names]
    figures = {entry.location: {key: figure.value for key, figure in entry.routes["line"].items()} for entry in found}
    solvent = figures["CN-JS"]["climate_change_location"] - 0.5777  # type: ignore[operator]
    assert solvent > 0
    expected = {"western_china": (0.6205, 0.6995, 18.3), "france": (0.056039, 0.056039, 4.99)}
    for name, (location, market, scarcity) in expected.items():
        assert figures[name] == pytest.approx(
            {
                "climate_change_location": location + solvent,
                "climate_change_market": market + solvent,
                "water_scarcity": scarcity,
                "hazardous_waste_generated": 2,
            }
        )
    assert json.dumps([entry.to_dict() for entry in found])


def test_another_site_than_the_first_may_move(pack: Path) -> None:
    found = list(at_each_location(read(pack), "other"))
    climate = {entry.routes["line"]["climate_change_location"].value for entry in found}
    assert len(climate) == 1


def test_location_at_which_the_study_cannot_stand_says_why(pack: Path) -> None:
    found = {entry.location: entry for entry in at_each_location(read(pack), values={"grid.fab": "cn-mee-2023"})}
    assert "cn-mee-2023 has no electricity factor" in found["japan"].problem
    assert found["japan"].routes == {}
    assert found["pearl_delta"].routes


def test_provincial_factor_tells_regions_of_one_country_apart(pack: Path) -> None:
    found = {entry.location: entry for entry in at_each_location(read(pack), values={"grid.fab": "provincial"})}
    own = calculated(steps=STEPS, routes={"line": route("etch")}, study=study(sites=SITES))
    for name, direct in (("western_china", 0.6335), ("central_china", 0.4044), ("CN-JS", 0.5827)):
        value = found[name].routes["line"]["climate_change_location"].value
        assert value == pytest.approx(total(own) - 0.5306 + direct)
