"""Location presets: each has electricity and water factors of its place, and values that the steps can take."""

from __future__ import annotations

from math import acos, cos, radians, sin
from pathlib import Path

import pytest

from mems_lca.errors import LibraryError, StudyError
from mems_lca.library.locations import SITE, great_circle
from packs import bound, open_pack, route, shipped_factors, shipped_library, step, study, write

PRESETS = shipped_factors().locations.names()
CHINESE = {"yangtze_delta": "CN-JS", "pearl_delta": "CN-GD", "central_china": "CN-HB", "western_china": "CN-SN"}
HEAD = "location,name_en,name_zh,place,grid,scarcity_place,latitude,longitude,source,note\n"
VALUES = "location,step,parameter,value,unit,low,high,kind,source,note\n"
AT_SEA = "at_sea,At sea,海上,{place},{grid},{scarcity},{latitude},{longitude},assumption,made up\n"


def test_presets_are_four_regions_of_china_and_ten_countries_or_more() -> None:
    assert CHINESE.items() <= {name: shipped_factors().locations.get(name).place for name in PRESETS}.items()
    assert (
        len({shipped_factors().places.country(shipped_factors().locations.get(name).place) for name in PRESETS}) >= 11
    )


@pytest.mark.parametrize("name", PRESETS)
def test_preset_has_an_electricity_factor_with_its_parts_named(name: str) -> None:
    factors = shipped_factors()
    preset = factors.locations.get(name)
    found = factors.electricity(preset.place, preset.grid)
    assert found.parts
    for part, factor in found.parts.items():
        assert 0.03 < factor.to("kg CO2e/kWh") < 1, part
        assert factor.source in factors.source_ids()
        assert factor.boundary


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("version", shipped_factors().aware_versions())
def test_preset_has_a_scarcity_factor(name: str, version: str) -> None:
    factors = shipped_factors()
    preset = factors.locations.get(name)
    found = factors.aware(preset.scarcity_place, version)
    assert found.value > 0
    country = factors.places.country(preset.scarcity_place)
    assert found.place in (preset.scarcity_place, country)
    assert version != "aware-2.0" or found.place == preset.scarcity_place


def test_chinese_regions_are_not_mistaken_for_their_neighbours_in_the_tables() -> None:
    """AWARE's CN-HB is Hebei and CN-SA Shaanxi; the ministry's CN-HB is Hubei."""
    factors = shipped_factors()
    aware = {name: factors.aware(factors.locations.get(name).scarcity_place).value for name in CHINESE}
    assert aware == {"yangtze_delta": 0.869, "pearl_delta": 2.91, "central_china": 0.557, "western_china": 18.3}
    direct = {name: factors.electricity(place).parts["direct"].to("g CO2e/kWh") for name, place in CHINESE.items()}
    assert direct == pytest.approx(
        {"yangtze_delta": 582.7, "pearl_delta": 441.9, "central_china": 404.4, "western_china": 633.5}
    )


@pytest.mark.parametrize("name", PRESETS)
def test_values_fit_the_steps_that_take_them(name: str) -> None:
    library = shipped_library()
    for value in library.factors.locations.get(name).values:
        if value.step == SITE:
            assert 0 < value.setting.value.canonical <= 1
            continue
        parameter = library.step(value.step).parameters[value.parameter]
        assert parameter.value.dimension == value.setting.value.dimension
        assert parameter.min is None or parameter.min.canonical <= value.setting.value.canonical
        assert parameter.max is None or value.setting.value.canonical <= parameter.max.canonical
        assert value.setting.uncertainty is not None
        assert value.setting.source in library.factors.source_ids()
        assert value.setting.source != "assumption" or value.setting.note


def test_line_efficiencies_of_a_market_study_are_assumptions_and_its_intensities_wait_to_be_asked_for() -> None:
    locations = shipped_factors().locations
    lines = {name: locations.get(name).of_step(SITE, claims=False) for name in CHINESE}
    assert {name: values[0].setting.value.magnitude for name, values in lines.items()} == {
        "yangtze_delta": 0.786,
        "pearl_delta": 0.724,
        "central_china": 0.652,
        "western_china": 0.652,
    }
    assert all(values[0].kind == "assumption" and "claims" in values[0].setting.note for values in lines.values())
    delta = locations.get("pearl_delta")
    assert not delta.of_step("facility_overhead", claims=False)
    (claim,) = delta.of_step("facility_overhead", claims=True)
    (other,) = locations.get("yangtze_delta").of_step("facility_overhead", claims=True)
    share = shipped_library().step("facility_overhead").parameters["electricity_share"].value.magnitude
    assert other.setting.value.magnitude * share == pytest.approx(1.85, rel=1e-4)
    assert claim.setting.value.magnitude / other.setting.value.magnitude == pytest.approx(1.093, rel=1e-4)


def test_collection_of_electronic_waste_is_what_is_generated_not_what_was_collected() -> None:
    """The table behind it mixes both: 85.6 % for Germany is of what was collected."""
    found = {
        name: {value.parameter: value.setting.value.magnitude for value in shipped_factors().locations.get(name).values}
        for name in ("germany", "japan", "malaysia", "usa")
    }
    assert {name: values["collected_share"] for name, values in found.items()} == {
        "germany": 0.4277,
        "japan": 0.229,
        "malaysia": 0.1562,
        "usa": 0.5213,
    }
    assert found["malaysia"]["landfill_of_rest"] == 1
    assert found["japan"]["landfill_of_rest"] == pytest.approx(1.1 / (1.1 + 80.2), abs=1e-4)


@pytest.mark.parametrize(
    ("start", "end", "kilometres"),
    [
        ("yangtze_delta", "malaysia", 3648),
        ("japan", "taiwan", 1703),
        ("germany", "usa", 8379),
        ("finland", "finland", 0),
    ],
)
def test_great_circle(start: str, end: str, kilometres: float) -> None:
    one, other = (shipped_factors().locations.get(name) for name in (start, end))
    found = great_circle(one, other)
    assert found == great_circle(other, one) == pytest.approx(kilometres, abs=1)
    assert found is not None
    if found:
        assert found == pytest.approx(_law_of_cosines(one, other), rel=1e-6)


def _law_of_cosines(one: object, other: object) -> float:
    south, west, north, east = (
        radians(getattr(entry, name)) for entry in (one, other) for name in ("latitude", "longitude")
    )
    return 6371.0088 * acos(sin(south) * sin(north) + cos(south) * cos(north) * cos(west - east))


def test_unknown_preset_has_the_nearest_name() -> None:
    with pytest.raises(LibraryError) as caught:
        shipped_factors().locations.get("yangze_delta")
    assert caught.value.findings[0].nearest == "yangtze_delta"


@pytest.mark.parametrize(("written", "near"), [("western_chin", "western_china"), ("CN-JSS", "CN-JS")])
def test_nearest_name_of_a_location_is_a_preset_or_a_code(tmp_path: Path, written: str, near: str) -> None:
    given = study(sites={"fab": {"location": written}})
    with pytest.raises(StudyError) as caught:
        bound(tmp_path, steps={"etch": step()}, routes={"line": route("etch")}, study=given)
    (found,) = [entry for entry in caught.value.findings if entry.code == "unknown_place"]
    assert (found.found, found.nearest, found.place.path) == (written, near, "sites.fab.location")


def _pack(tmp_path: Path, head: str, values: str = "") -> Path:
    files = {"factors/locations.csv": HEAD + head, "factors/location_values.csv": VALUES + values}
    return write(tmp_path, files=files)


def test_preset_of_a_pack(tmp_path: Path) -> None:
    row = AT_SEA.format(place="GB", grid="ember", scarcity="FR", latitude="0", longitude="90")
    values = "at_sea,end_of_life,collected_share,5,%,1,10,assumption,assumption,made up\n"
    found = open_pack(_pack(tmp_path, row, values)).factors.locations
    preset = found.get("at_sea")
    assert (preset.place, preset.grid, preset.scarcity_place) == ("GB", "ember", "FR")
    (value,) = preset.of_step("end_of_life", claims=False)
    assert value.setting.value.canonical == pytest.approx(0.05)
    assert len(found.names()) == len(PRESETS) + 1
    assert great_circle(preset, found.get("singapore")) == pytest.approx(1563, abs=2)


@pytest.mark.parametrize(
    ("row", "values", "code"),
    [
        ({"place": "XX"}, "", "unknown_reference"),
        ({"grid": "embers"}, "", "unknown_reference"),
        ({"scarcity": "ZZ"}, "", "unknown_reference"),
        ({"latitude": "1"}, "", "coordinates"),
        ({}, "elsewhere,etch,x,1,,,,published,desnz-2025,\n", "unknown_reference"),
        ({}, "at_sea,site,yield,0.9,,,,assumption,assumption,made up\n", "unknown_parameter"),
        ({}, "at_sea,etch,x,1,,2,3,assumption,assumption,made up\n", "limits"),
        ({}, "at_sea,etch,x,1,,0,,assumption,assumption,made up\n", "limits"),
        ({}, "at_sea,etch,x,1,,0,2,guess,assumption,made up\n", "choice"),
        ({}, "at_sea,etch,x,1,,0,2,assumption,assumption,\n", "assumption"),
    ],
)
def test_wrong_tables_are_refused(tmp_path: Path, row: dict[str, str], values: str, code: str) -> None:
    cells = {"place": "DE", "grid": "", "scarcity": "", "latitude": "", "longitude": "", **row}
    with pytest.raises(LibraryError) as caught:
        _ = open_pack(_pack(tmp_path, AT_SEA.format(**cells), values)).factors.locations
    assert code in {entry.code for entry in caught.value.findings}


def test_name_of_a_preset_is_no_code(tmp_path: Path) -> None:
    with pytest.raises(LibraryError) as caught:
        _ = open_pack(_pack(tmp_path, "DE,Germany,德国,DE,,,,,assumption,made up\n")).factors.locations
    assert caught.value.findings[0].code == "location_name"
