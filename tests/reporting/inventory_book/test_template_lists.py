"""Drop-down lists of the template hold what the library holds, by the library's own listings."""

from __future__ import annotations

import pytest

from mems_lca.library.carbon_prices import carbon_prices
from mems_lca.library.catalogue import listing
from mems_lca.units import dimension_of
from packs import shipped_library
from reporting.inventory_book.books import (
    book,
    column_at,
    columns,
    head_of,
    headings,
    layout,
    offered,
    page,
    validation_at,
)


def first_column(kind: str) -> set[str]:
    return {row[0] for row in listing(shipped_library(), kind).rows}


def expected(name: str) -> set[str]:
    library = shipped_library()
    factors = library.factors
    known = {
        "steps": lambda: first_column("steps"),
        "routes": lambda: first_column("routes"),
        "gases": lambda: first_column("gases"),
        "products": lambda: first_column("factors"),
        "places": lambda: first_column("places"),
        "locations": lambda: first_column("places") | first_column("locations"),
        "sources": lambda: first_column("sources") | {"measured"},
        "wastes": lambda: {name for name in factors.product_names() if factors.product(name).category == "waste"},
        "indicators": lambda: set(library.characterisation.indicators),
        "gas_tables": lambda: set(factors.utilisation_tables()),
        "destruction_sets": lambda: set(factors.destruction_sets()),
        "scarcity_versions": lambda: set(factors.aware_versions()),
        "generation": lambda: set(factors.generation_kinds()),
        "grids": lambda: {*factors.electricity_sets(), "provincial"},
        "carbon_prices": lambda: set(carbon_prices(library)),
    }
    return known[name]()


LIBRARY = (
    "steps", "routes", "gases", "products", "places", "locations", "sources", "wastes", "indicators", "gas_tables",
    "destruction_sets", "scarcity_versions", "generation", "grids", "carbon_prices",
)  # fmt: skip


def list_on_sheet(title: str, lang: str = "en") -> list[str]:
    """A list of the sheet of lists, by its title."""
    lists = book(lang)[getattr(next(entry for entry in layout().pages if entry.id == "lists").name, lang)]
    column = next(cell.column for cell in lists[4] if cell.value == title)
    found = []
    for row in range(5, lists.max_row + 1):
        if lists.cell(row, column).value is None:
            break
        found.append(str(lists.cell(row, column).value))
    return found


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", LIBRARY)
def test_list_equals_the_library(name: str, lang: str) -> None:
    from mems_lca.reporting.texts import read_texts

    found = list_on_sheet(read_texts(lang)(f"inventory.list.{name}"), lang)
    assert len(set(found)) == len(found)
    assert set(found) == expected(name)


def test_methods_are_all_understood() -> None:
    from mems_lca.inventory.shop import read_method

    sets = shipped_library().factors.gwp_sets()
    found = list_on_sheet("Methods of climate change")
    assert {read_method(name, sets).gwp_set for name in found} == set(sets)
    assert {"ipcc_ar6_gwp100", "ipcc_ar6_gwp20", "epa_2025_gwp100"} <= set(found)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_columns_offer_their_list(lang: str) -> None:
    """Choices of the layout, and lists of the library: as a range, with a warning where others are allowed."""
    seen = 0
    for sheet, column in columns():
        if column.kind not in ("choice", "name", "text") or not (column.choices or column.list_ in LIBRARY):
            continue
        one = page(sheet, lang)
        head = head_of(one, set(headings(sheet, lang)))
        rule = validation_at(one, head + 1, column_at(one, head, getattr(column.head, lang)))
        assert getattr(rule, "type", "") == "list", (sheet.id, column.id)
        wanted = set(column.choices) or expected(column.list_)
        assert set(map(str, offered(book(lang), rule))) == wanted, (sheet.id, column.id)
        assert (rule.errorStyle or "stop") == ("warning" if column.open else "stop")
        seen += 1
    assert seen > 30


def test_fields_offer_their_list() -> None:
    study = next(sheet for sheet in layout().sheets if sheet.id == "study")
    one = page(study)
    head = head_of(one, set(headings(study, "en")))
    key, value = (column_at(one, head, name) for name in ("Key", "Value"))
    rows = {one.cell(row, key).value: row for row in range(head + 1, one.max_row + 1)}
    assert set(offered(book(), validation_at(one, rows["perspective"], value))) == {"idm", "foundry", "fabless", "osat"}
    assert set(offered(book(), validation_at(one, rows["gas_table"], value))) == expected("gas_tables")
    assert set(offered(book(), validation_at(one, rows["product.mass"], value + 1))) >= {"mg", "g", "kg"}


def test_units_beside_a_quantity_have_its_dimension() -> None:
    for sheet, column in columns():
        if column.kind != "quantity":
            continue
        one = page(sheet)
        head = head_of(one, set(headings(sheet, "en")))
        at = column_at(one, head, column.head.en) + 1
        rule = validation_at(one, head + 30, at)
        assert getattr(rule, "errorStyle", "") == "warning", (sheet.id, column.id)
        if column.unit:
            assert one.cell(head + 60, at).value == column.unit
            units = offered(book(), rule)
            assert column.unit in units
            assert {dimension_of(unit) for unit in units} == {dimension_of(column.unit)}


def test_offered_parameters_have_units_of_their_own() -> None:
    values = next(sheet for sheet in layout().sheets if sheet.id == "values")
    one = page(values)
    head = head_of(one, set(headings(values, "en")))
    at = column_at(one, head, "Value") + 1
    checked = set()
    for row in range(head + 1, head + 300):
        unit = one.cell(row, at).value
        if unit and unit not in checked:
            checked.add(unit)
            units = offered(book(), validation_at(one, row, at))
            assert unit in units
            assert {dimension_of(entry) for entry in units} == {dimension_of(unit)}
    assert {"sccm", "um/min", "kW"} <= checked


def test_sites_of_this_workbook_are_offered() -> None:
    supply = next(sheet for sheet in layout().sheets if sheet.id == "supply")
    one = page(supply)
    head = head_of(one, set(headings(supply, "en")))
    rule = validation_at(one, head + 1, column_at(one, head, "Site"))
    assert offered(book(), rule) == ["fab", "penang", "customer"]
