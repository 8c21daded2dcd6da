"""Water scarcity, prices, the companion die and waste codes."""

from __future__ import annotations

import pytest

from mems_lca.errors import LibraryError
from mems_lca.library.factors import FactorLibrary


@pytest.mark.parametrize(
    ("place", "version", "used", "value"),
    [
        ("CN", "aware-2.0", "CN", 6.29),
        ("CN", "aware-1.2c", "CN", 27.0807),
        ("CN-JS", "aware-2.0", "CN-JS", 0.869),
        ("CN-JS", "aware-1.2c", "CN", 27.0807),
        ("CN-GRID-N", "aware-2.0", "CN", 6.29),
        ("US-CA", "aware-1.2c", "US", None),
        ("EU", "aware-2.0", "GLO", 17.9),
        ("GLO", "aware-2.0", "GLO", 17.9),
        ("GLO", "aware-1.2c", "GLO", 20.304),
        ("AW", "aware-2.0", "GLO", 17.9),
    ],
)
def test_scarcity_falls_back_and_says_to_what(
    factors: FactorLibrary, place: str, version: str, used: str, value: float | None
) -> None:
    found = factors.aware(place, version)
    assert found.place == used
    assert found.unit == "m3_world_eq/m3"
    if value is not None:
        assert found.value == pytest.approx(value, rel=1e-4)


def test_unknown_version_of_aware_is_refused(factors: FactorLibrary) -> None:
    with pytest.raises(LibraryError, match=r"aware-2\.0"):
        factors.aware("CN", "aware-2")


def test_scarcity_is_in_the_range_of_the_method(factors: FactorLibrary) -> None:
    for version in factors.aware_versions():
        for place in factors.place_codes():
            assert 0.1 <= factors.aware(place, version).value <= 100


@pytest.mark.parametrize(
    ("item", "place", "year", "value", "unit"),
    [
        ("carbon_price", "CN", None, 97.49, "CNY/t CO2e"),
        ("carbon_price", "CN-JS", None, 97.49, "CNY/t CO2e"),
        ("carbon_price", "EU", None, 75, "EUR/t CO2e"),
        ("carbon_price", "EU", 2024, 67, "EUR/t CO2e"),
        ("electricity", "CN-GD", None, 0.088, "USD/kWh"),
        ("hazardous_waste_incineration", "CN-BJ", None, 1995, "CNY/t"),
        ("exchange_usd_cny", "CN", 2024, 7.1957, "CNY/USD"),
        ("exchange_usd_eur", "GLO", 2024, 0.9242, "EUR/USD"),
        ("exchange_eur_cny", "GLO", 2024, 7.7859, "CNY/EUR"),
    ],
)
def test_price(factors: FactorLibrary, item: str, place: str, year: int | None, value: float, unit: str) -> None:
    found = factors.price(item, place, year)
    assert found is not None
    assert (found.value, found.unit) == (value, unit)
    assert found.year is not None


def test_price_that_nobody_gave(factors: FactorLibrary) -> None:
    assert factors.price("carbon_price", "JP") is None
    assert factors.price("carbon_price", "CN", 1999) is None
    with pytest.raises(LibraryError, match="carbon_price"):
        factors.price("carbon-price", "CN")


def test_exchange_rates_agree(factors: FactorLibrary) -> None:
    for year in (2024, 2025):
        cny, eur, cross = (factors.price(f"exchange_{pair}", "GLO", year) for pair in ("usd_cny", "usd_eur", "eur_cny"))
        assert cny is not None
        assert eur is not None
        assert cross is not None
        assert cross.value == pytest.approx(cny.value / eur.value, abs=5e-5)


def test_companion_die_as_published(factors: FactorLibrary) -> None:
    """A die of 145 mm2 at 10 nm, 583 g/kWh, 95 % abatement, yield 0.943543, one package: 2,608.70 g."""
    node = factors.companion(10)
    assert node is not None
    per_area = node["epa"].to("kWh/cm2") * 583 + node["gpa_95"].to("g CO2e/cm2") + node["mpa"].to("g CO2e/cm2")
    total = 1.45 * per_area / 0.943543 + factors.companion_package().to("g CO2e/piece")
    assert total == pytest.approx(2608.70, abs=0.005)


@pytest.mark.parametrize(
    ("node", "energy", "gas_95", "gas_97", "gas_99"),
    [(28, 0.9, 175, 137.5, 100), (3, 3.25, 470, 372.5, 275), (8, 1.52, 240, 195, 150)],
)
def test_companion_table(
    factors: FactorLibrary, node: int, energy: float, gas_95: float, gas_97: float, gas_99: float
) -> None:
    found = factors.companion(node)
    assert found is not None
    values = [found[name].value for name in ("epa", "gpa_95", "gpa_97", "gpa_99", "mpa")]
    assert values == [energy, gas_95, gas_97, gas_99, 500]
    assert "package" not in found


def test_companion_covers_28_to_3_nm(factors: FactorLibrary) -> None:
    assert factors.companion_nodes() == (28, 20, 14, 10, 8, 7, 5, 3)
    assert factors.companion(180) is None


def test_european_codes_keep_their_asterisk(factors: FactorLibrary) -> None:
    assert factors.waste_code("EU", "06 01 03*").description_en == "hydrofluoric acid"
    assert factors.waste_code("EU", "06 05 03").description_en.startswith("sludges")
    with pytest.raises(LibraryError, match=r"06 01 03\*"):
        factors.waste_code("EU", "06 01 03")


def test_withdrawn_chinese_codes_are_never_printed(factors: FactorLibrary) -> None:
    old = factors.waste_code("CN", "397-007-34")
    assert old.withdrawn
    assert old.replacement == "398-007-34"
    new = factors.waste_code("CN", old.replacement)
    assert not new.withdrawn
    assert new.list_edition == "2025"
    assert new.description_zh == old.description_zh
    assert not any(entry.code.startswith("397-") for entry in factors.waste_codes("CN"))
    assert sum(entry.code.startswith("398-") for entry in factors.waste_codes("CN")) == 3


def test_every_code_has_a_form(factors: FactorLibrary) -> None:
    forms = {"EU": r"\d\d \d\d \d\d\*?", "CN": r"\d{3}-\d{3}-\d{2}", "US": r"[DFKPU]\d{3}"}
    import re

    for jurisdiction, form in forms.items():
        codes = factors.waste_codes(jurisdiction)
        assert codes
        assert [entry.code for entry in codes if not re.fullmatch(form, entry.code)] == []


def test_unknown_jurisdiction_is_refused(factors: FactorLibrary) -> None:
    with pytest.raises(LibraryError, match="jurisdiction"):
        factors.waste_code("JP", "1")
