"""One map of places: every Chinese province, by name, in every table (their codes clash between tables)."""

from __future__ import annotations

import csv

import pytest

from mems_lca.errors import LibraryError
from mems_lca.library.factors import FactorLibrary
from mems_lca.library.packs import shipped_pack

# ISO 3166-2 code: name, name in Chinese, direct g CO2/kWh of 2023, AWARE 2.0 outside agriculture; both
# numbers looked up by the name of the province in the published tables.
PROVINCES = {
    "CN-AH": ("Anhui", "安徽", "655.3", "0.407"),
    "CN-BJ": ("Beijing", "北京", "555.4", "4.5"),
    "CN-CQ": ("Chongqing", "重庆", "558.1", "1.74"),
    "CN-FJ": ("Fujian", "福建", "421.1", "3.92"),
    "CN-GD": ("Guangdong", "广东", "441.9", "2.91"),
    "CN-GS": ("Gansu", "甘肃", "447.1", "24.8"),
    "CN-GX": ("Guangxi", "广西", "447.6", "2.24"),
    "CN-GZ": ("Guizhou", "贵州", "568.3", "1.53"),
    "CN-HA": ("Henan", "河南", "589.7", "6.04"),
    "CN-HB": ("Hubei", "湖北", "404.4", "0.557"),
    "CN-HE": ("Hebei", "河北", "651.6", "5.58"),
    "CN-HI": ("Hainan", "海南", "364.8", "19.1"),
    "CN-HL": ("Heilongjiang", "黑龙江", "522.9", "4.64"),
    "CN-HN": ("Hunan", "湖南", "497.6", "0.692"),
    "CN-JL": ("Jilin", "吉林", "467.1", "15"),
    "CN-JS": ("Jiangsu", "江苏", "582.7", "0.869"),
    "CN-JX": ("Jiangxi", "江西", "583.6", "0.398"),
    "CN-LN": ("Liaoning", "辽宁", "487.8", "35.4"),
    "CN-NM": ("Inner Mongolia", "内蒙古", "647.9", "38.2"),
    "CN-NX": ("Ningxia", "宁夏", "618.7", "22.2"),
    "CN-QH": ("Qinghai", "青海", "179.6", "23.2"),
    "CN-SC": ("Sichuan", "四川", "156.4", "1.79"),
    "CN-SD": ("Shandong", "山东", "619.1", "8.03"),
    "CN-SH": ("Shanghai", "上海", "573.7", "0.373"),
    "CN-SN": ("Shaanxi", "陕西", "633.5", "18.3"),
    "CN-SX": ("Shanxi", "山西", "663.4", "15"),
    "CN-TJ": ("Tianjin", "天津", "679.6", "4.93"),
    "CN-XJ": ("Xinjiang", "新疆", "602.1", "78.9"),
    "CN-XZ": ("Tibet", "西藏", None, "14.8"),
    "CN-YN": ("Yunnan", "云南", "133.3", "1.79"),
    "CN-ZJ": ("Zhejiang", "浙江", "497.4", "0.66"),
}

# Codes of the AWARE workbook that mean another province in ISO 3166-2.
AWARE_CODES = {"CN-HE": "CN-HB", "CN-HA": "CN-HE", "CN-HB": "CN-HU", "CN-HI": "CN-HA", "CN-SN": "CN-SA"}


def test_there_are_31_provinces_of_the_mainland() -> None:
    assert len(PROVINCES) == 31


@pytest.mark.parametrize("code", PROVINCES)
def test_province_in_all_tables(factors: FactorLibrary, code: str) -> None:
    name, chinese, direct, scarcity = PROVINCES[code]
    place = factors.places.get(code)
    assert (place.name_en, place.name_zh, place.level, place.parent) == (name, chinese, "province", "CN")
    assert place.aware2 == AWARE_CODES.get(code, code)
    assert place.mee == (code if direct else "")
    aware = factors.aware(code)
    assert (aware.place, aware.text) == (code, scarcity)
    electricity = factors.electricity(code)
    assert electricity.direct is not None
    assert electricity.direct.place == (code if direct else "CN")
    assert electricity.direct.text == (direct or "530.6")


@pytest.mark.parametrize(
    ("code", "carbon", "scarcity"), [("HK", 699.499, 10.8), ("MO", 448.98, 1.02), ("TW", 642.378, 6.88)]
)
def test_three_places_with_tables_of_their_own(
    factors: FactorLibrary, code: str, carbon: float, scarcity: float
) -> None:
    for name in (code, f"CN-{code}"):
        assert name in factors.place_codes()
        electricity = factors.electricity(name)
        assert electricity.place == code
        assert electricity.parts["generation_life_cycle"].to("g CO2e/kWh") == pytest.approx(carbon)
        assert factors.aware(name).value == scarcity
    assert factors.places.get(code).parent == "CN"


def test_no_two_places_share_a_code_of_another_table(factors: FactorLibrary) -> None:
    for table in ("ember", "mee", "egrid", "aware2"):
        codes = [
            used
            for code in factors.place_codes() - {"CN-HK", "CN-MO", "CN-TW"}
            if (used := getattr(factors.places.get(code), table))
        ]
        assert len(codes) == len(set(codes)), table


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("CN-JS", ("CN-JS", "CN", "GLO")),
        ("DE", ("DE", "EU", "GLO")),
        ("GLO", ("GLO",)),
        ("CN-TW", ("TW", "CN", "GLO")),
    ],
)
def test_chain_of_places(factors: FactorLibrary, code: str, chain: tuple[str, ...]) -> None:
    assert factors.places.chain(code) == chain


@pytest.mark.parametrize(
    "code", ["JP", "KR", "MY", "SG", "PH", "TH", "VN", "IN", "IL", "IT", "FR", "DE", "NL", "CH", "FI", "NO"]
)
def test_countries_that_make_mems(factors: FactorLibrary, code: str) -> None:
    assert factors.electricity(code).footprint > 0
    assert factors.aware(code).place == code


def test_many_countries_and_all_states(factors: FactorLibrary) -> None:
    levels = [factors.places.get(code).level for code in factors.place_codes()]
    assert levels.count("country") > 200
    assert levels.count("state") == 51


def test_unknown_place_names_the_nearest(factors: FactorLibrary) -> None:
    with pytest.raises(LibraryError, match="CN-JS"):
        factors.places.get("CN_JS")


@pytest.mark.parametrize("name", ["background/electricity.csv", "scarcity/aware.csv", "prices/prices.csv"])
def test_places_of_other_tables_are_on_the_map(factors: FactorLibrary, name: str) -> None:
    file = shipped_pack().factor_file(name)
    assert file is not None
    with file.open(encoding="utf-8", newline="") as lines:
        assert {row["place"] for row in csv.DictReader(lines)} <= factors.place_codes()
