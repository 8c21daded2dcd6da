"""Electricity: each factor names its parts, and a place without its own gets a stated substitute."""

from __future__ import annotations

import pytest

from mems_lca.errors import LibraryError
from mems_lca.library.factors import FactorLibrary


def test_china_has_a_national_footprint_and_a_provincial_direct_factor(factors: FactorLibrary) -> None:
    found = factors.electricity("CN-JS")
    assert found.set == "cn-mee-2023"
    assert {part: (entry.place, entry.text) for part, entry in found.parts.items()} == {
        "direct": ("CN-JS", "582.7"),
        "life_cycle": ("CN", "0.6205"),
    }
    assert found.footprint == pytest.approx(0.6205)
    assert found.includes_losses
    assert found.findings == ()
    assert found.direct is not None
    assert found.direct.gwp_set == "co2-only"
    assert "CO2 only" in found.direct.boundary
    assert {entry.source for entry in found.parts.values()} == {"mee-2025-3", "mee-2025-47"}


def test_provincial_footprint_is_the_direct_factor_and_the_national_difference(
    factors: FactorLibrary,
) -> None:
    assert factors.electricity("CN-JS").local_footprint == pytest.approx(0.5827 + 0.6205 - 0.5306)
    assert factors.electricity("CN").local_footprint == pytest.approx(0.6205)
    assert factors.electricity("DE").local_footprint is None


def test_tibet_takes_the_national_direct_factor_with_a_warning(factors: FactorLibrary) -> None:
    found = factors.electricity("CN-XZ")
    assert found.direct is not None
    assert (found.direct.place, found.direct.text) == ("CN", "530.6")
    assert [(entry.severity, entry.code) for entry in found.findings] == [("warning", "electricity_place")]
    assert "CN-XZ" in found.findings[0].message


def test_footprint_of_2024_stands_beside_the_direct_factor_of_2023_with_a_warning(
    factors: FactorLibrary,
) -> None:
    found = factors.electricity("CN-JS", "cn-mee-2024")
    assert found.footprint == pytest.approx(0.5777)
    assert found.parts["life_cycle"].year == 2024
    assert found.direct is not None
    assert (found.direct.text, found.direct.year) == ("582.7", 2023)
    assert [entry.code for entry in found.findings] == ["electricity_year"]


@pytest.mark.parametrize(
    ("place", "set_", "value"),
    [
        ("CN", "cn-mee-2022", "536.6"),
        ("CN", "cn-mee-2023-residual", "609.6"),
        ("CN-JS", "cn-mee-2023-residual", "609.6"),
        ("CN", "cn-mee-2023-fossil", "827.3"),
        ("CN-GRID-NE", "cn-mee-2023", "512.2"),
        ("CN-GRID-SW", "cn-mee-2023", "247.2"),
        ("US-TX", "egrid-2023", "349.80"),
        ("US", "egrid-2023", "349.67"),
    ],
)
def test_direct_factor_of_a_set(factors: FactorLibrary, place: str, set_: str, value: str) -> None:
    found = factors.electricity(place, set_)
    assert found.direct is not None
    assert found.direct.text == value


def test_united_kingdom_publishes_all_parts(factors: FactorLibrary) -> None:
    found = factors.electricity("GB")
    assert found.set == "desnz-2025"
    assert {part: entry.text for part, entry in found.parts.items()} == {
        "direct": "0.177",
        "upstream": "0.0459",
        "grid_losses": "0.01853",
        "upstream_of_losses": "0.00397",
    }
    assert found.footprint == pytest.approx(0.177 + 0.0459 + 0.01853 + 0.00397)
    assert found.includes_losses
    assert factors.electricity("GB", "desnz-2024").parts["direct"].text == "0.20705"


@pytest.mark.parametrize(
    ("place", "value"), [("DE", 380.950), ("JP", 485.392), ("TW", 642.378), ("FR", 56.039), ("US", 369.473)]
)
def test_other_countries_have_the_life_cycle_of_generation(factors: FactorLibrary, place: str, value: float) -> None:
    found = factors.electricity(place)
    assert found.set == "ember"
    assert found.parts["generation_life_cycle"].to("g CO2e/kWh") == pytest.approx(value)
    assert found.footprint == pytest.approx(value / 1000)
    assert not found.includes_losses


def test_state_has_its_direct_factor_and_the_national_footprint_with_a_warning(
    factors: FactorLibrary,
) -> None:
    found = factors.electricity("US-CA")
    assert {part: entry.place for part, entry in found.parts.items()} == {
        "direct": "US-CA",
        "generation_life_cycle": "US",
    }
    assert [entry.code for entry in found.findings] == ["electricity_place"]


def test_ember_of_china_only_by_name(factors: FactorLibrary) -> None:
    assert factors.electricity("CN", "ember").footprint == pytest.approx(0.582317)
    assert "ember" in factors.electricity_sets("CN")


@pytest.mark.parametrize("place", ["GLO", "EU"])
def test_place_without_a_factor_is_refused(factors: FactorLibrary, place: str) -> None:
    with pytest.raises(LibraryError, match="no electricity factor"):
        factors.electricity(place)


def test_set_of_another_country_is_refused_with_those_that_there_are(factors: FactorLibrary) -> None:
    with pytest.raises(LibraryError, match=r"expected .*cn-mee-2023"):
        factors.electricity("CN-JS", "desnz-2025")
    with pytest.raises(LibraryError, match="cn-mee-2023"):
        factors.electricity("CN-JS", "cn-mee-23")


def test_generation(factors: FactorLibrary) -> None:
    assert factors.generation("onsite_pv")["life_cycle"].to("g CO2e/kWh") == pytest.approx(41)
    assert factors.generation("wind")["life_cycle"].value == 11
    assert factors.generation("cn_pv")["life_cycle"].to("g CO2e/kWh") == pytest.approx(54.5)
    assert factors.generation("wind")["direct"].value == 0
    assert factors.generation("wind")["direct"].kind == "assumption"
    with pytest.raises(LibraryError, match="onsite_pv"):
        factors.generation("on_site_pv")
