"""A broken factor table is refused with file and line; every finding is reported at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mems_lca.errors import LibraryError
from mems_lca.library.factors import FactorLibrary
from mems_lca.library.packs import Pack
from mems_lca.library.schemas import FLOWS, GENERATION, UTILISATION
from mems_lca.library.sources import read_sources
from mems_lca.library.tables import Row, read_table

WritePack = Callable[[dict[str, str]], Pack]

HEADER = "kind,part,value,unit,source,note\n"
GOOD = "wind,life_cycle,11,g CO2e/kWh,some-2020,\n"


def read(pack: Pack) -> tuple[Row, ...]:
    file, sources = pack.factor_file(GENERATION.file), pack.factor_file("sources.yaml")
    assert file is not None
    assert sources is not None
    return read_table(GENERATION, [file], read_sources([sources]))


def findings(write_pack: WritePack, text: str) -> list[tuple[str, int | None]]:
    with pytest.raises(LibraryError) as caught:
        read(write_pack({GENERATION.file: text}))
    assert all(finding.place.file.endswith("generation.csv") for finding in caught.value.findings)
    return [(finding.code, finding.place.line) for finding in caught.value.findings]


def test_good_row(write_pack: WritePack) -> None:
    (row,) = read(write_pack({GENERATION.file: HEADER + GOOD}))
    assert row["kind"] == "wind"
    assert row.number("value") == 11
    assert row.place.line == 2


def test_byte_order_mark_and_windows_lines_are_read(write_pack: WritePack) -> None:
    text = "\ufeff" + (HEADER + GOOD).replace("\n", "\r\n")
    assert len(read(write_pack({GENERATION.file: text}))) == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("hydro,life_cycle,24,g CO2e/kWh,,", "empty"),
        ("hydro,life_cycle,24,g CO2e/kWh,,", "no_source"),
        ("hydro,life_cycle,24,g CO2e/kWh,some-2021,", "unknown_source"),
        ("hydro,life_cycle,24,g CO2e/kWh,secret-2020,", "redistribution"),
        ("hydro,life_cycle,24,g CO2e/kWh,assumption,", "assumption"),
        ("hydro,life_cycle,24,furlongs,some-2020,", "unit"),
        ("hydro,life_cycle,24,g CO2e/kg,some-2020,", "unit"),
        ("hydro,life_cycle,24,,some-2020,", "empty"),
        ("hydro,life_cycle,nan,g CO2e/kWh,some-2020,", "number"),
        ("hydro,life_cycle,inf,g CO2e/kWh,some-2020,", "number"),
        ("hydro,life_cycle,1e999,g CO2e/kWh,some-2020,", "number"),
        ('hydro,life_cycle,"1,000",g CO2e/kWh,some-2020,', "number"),
        ("hydro,life_cycle,<1,g CO2e/kWh,some-2020,", "number"),
        ("hydro,life_cycle,1_0,g CO2e/kWh,some-2020,", "number"),
        ("hydro,life_cycle,24 ,g CO2e/kWh,some-2020,", "space"),
        ("hydro,lifecycle,24,g CO2e/kWh,some-2020,", "choice"),
        ("hydro,life_cycle,24,g CO2e/kWh,some-2020", "cells"),
        ("hydro,life_cycle,24,g CO2e/kWh,some-2020,,", "cells"),
        (GOOD.strip(), "duplicate"),
    ],
)
def test_broken_row_is_refused_with_its_line(write_pack: WritePack, row: str, code: str) -> None:
    assert (code, 3) in findings(write_pack, HEADER + GOOD + row + "\n")


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("kind,part,value,unit,source\n", "column"),
        ("kind,part,value,unit,source,notes\n", "column"),
        ("kind,part,value,unit,source,note,note\n", "column"),
        ("", "column"),
    ],
)
def test_broken_header_is_refused(write_pack: WritePack, header: str, code: str) -> None:
    assert (code, 1) in findings(write_pack, header)


def test_every_finding_is_reported_at_once(write_pack: WritePack) -> None:
    text = HEADER + "a,direct,x,g CO2e/kWh,some-2020,\n" + GOOD + "b,direct,1,stones,nobody-1999,\n"
    assert findings(write_pack, text) == [("number", 2), ("unit", 4), ("unknown_source", 4)]


def test_line_counts_through_quoted_line_breaks(write_pack: WritePack) -> None:
    text = HEADER + 'wind,life_cycle,11,g CO2e/kWh,some-2020,"two\nlines"\n' + "b,direct,x,g CO2e/kWh,some-2020,\n"
    assert findings(write_pack, text) == [("number", 4)]


def test_open_quote_is_refused(write_pack: WritePack) -> None:
    assert findings(write_pack, HEADER + 'wind,"life_cycle,11\n')[0][0] == "csv"


def test_text_that_is_not_utf8_is_refused(write_pack: WritePack) -> None:
    pack = write_pack({GENERATION.file: HEADER})
    (pack.root / "factors" / GENERATION.file).write_bytes(HEADER.encode() + "wind,direct,1,\xb5g\n".encode("latin-1"))
    with pytest.raises(LibraryError, match="not UTF-8"):
        read(pack)


def test_later_pack_replaces_rows_and_keeps_the_others(write_pack: WritePack) -> None:
    first = write_pack({GENERATION.file: HEADER + GOOD + "hydro,life_cycle,24,g CO2e/kWh,some-2020,\n"})
    second = write_pack({GENERATION.file: HEADER + "wind,life_cycle,9,g CO2e/kWh,some-2020,own\n"})
    library = FactorLibrary([first, second])
    assert library.generation("wind")["life_cycle"].value == 9
    assert library.generation("hydro")["life_cycle"].value == 24


def test_missing_table_has_no_rows(write_pack: WritePack) -> None:
    assert FactorLibrary([write_pack({})]).generation_kinds() == ()


def test_only_the_table_that_is_asked_for_is_read(write_pack: WritePack) -> None:
    pack = write_pack({GENERATION.file: HEADER + GOOD, "scarcity/aware.csv": "broken"})
    library = FactorLibrary([pack])
    assert library.generation("wind")
    with pytest.raises(LibraryError):
        library.aware_versions()


PRODUCTS = "product,name_en,name_zh,unit,category,cas,note\nwater,water,水,m3,utility,,\n"
WORLD = "place,name_en,name_zh,level,parent,ember,mee,egrid,aware2\nGLO,World,全球,world,,,,,\n"
FACTORS = "product,indicator,part,value,unit,gwp_set,kind,gsd,place,year,source,note\n"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("wine,climate_change,fossil,1,kg CO2e/m3,ar5,published,,,2020,some-2020,", "unknown_reference"),
        (
            "water,climate_change,fossil,1,kg CO2e/m3,ar5,published,,Atlantis,2020,some-2020,",
            "unknown_reference",
        ),
        ("water,climate_change,fossil,1,kg CO2e/kg,ar5,published,,,2020,some-2020,", "unit"),
        ("water,water_consumption,fossil,1,m3/m3,,published,,,2020,some-2020,", "part"),
        ("water,climate_change,,1,kg CO2e/m3,ar5,published,,,2020,some-2020,", "part"),
        ("water,climate_change,fossil,1,kg CO2e/m3,,assumption,,,2020,assumption,because", "assumption"),
        ("water,climate_change,fossil,1,kg CO2e/m3,,assumption,2,,2020,some-2020,", "assumption"),
    ],
)
def test_factor_of_a_product_fits_it(write_pack: WritePack, row: str, code: str) -> None:
    pack = write_pack(
        {
            "places.csv": WORLD,
            "background/products.csv": PRODUCTS,
            "background/factors.csv": FACTORS + row + "\n",
        }
    )
    with pytest.raises(LibraryError) as caught:
        FactorLibrary([pack]).product_factors("water")
    assert (code, 2) in [(finding.code, finding.place.line) for finding in caught.value.findings]


def test_by_products_need_the_rate_of_their_gas(write_pack: WritePack) -> None:
    flows = ",".join(FLOWS.columns) + "\nCF4,a,甲,CF4,,88,g/mol,4,0,fluorinated,yes,some-2020,\n"
    use = ",".join(UTILISATION.columns) + "\nt,etch,CF4,B,CF4,0.1,kg/kg,some-2020,\n"
    pack = write_pack({"characterization/flows.csv": flows, "emissions/utilisation.csv": use})
    with pytest.raises(LibraryError, match=r"no 1-U.*CF4"):
        FactorLibrary([pack]).utilisation_tables()
