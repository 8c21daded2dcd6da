"""Sheets as tables: headings, rows, and everything that is wrong in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from book_sheets import layout, table
from mems_lca.errors import Finding
from mems_lca.study.book.layout import names_of
from mems_lca.study.book.rows import TableRow
from mems_lca.study.reading import CellSpot

SITES = ("Site", "Location", "Control", "Line utilisation", "Unit")


def values(rows: list[TableRow]) -> list[dict[str, Any]]:
    return [dict(row.values) for row in rows]


def seen(findings: list[Finding]) -> list[tuple[str, str, str, str]]:
    return [(entry.code, entry.place.cell, entry.found, entry.nearest) for entry in findings]


def test_a_table_below_a_title_in_any_order_and_either_language() -> None:
    rows, findings = table(
        "sites",
        ("Sites",),
        ("One row for each place.",),
        (),
        ("控制方", "LOCATION ", "产线利用率", "单位", "Site *"),
        ("own", "CN-JS", 65, "%", "fab"),
        (),
        ("customer", "china", None, "%", "customer"),
    )
    assert findings == []
    assert values(rows) == [
        {"site": "fab", "location": "CN-JS", "control": "own", "line_utilisation": "65 %"},
        {"site": "customer", "location": "china", "control": "customer"},
    ]
    assert rows[0].spots["line_utilisation"] == CellSpot("Sites", "C5")
    assert rows[1].spots["line_utilisation"] == CellSpot("Sites", "C7")


def test_unknown_and_duplicated_headings_name_their_cells() -> None:
    rows, findings = table(
        "sites",
        ("Site", "Locaton", "Control", "Control", "_mine", "Colour"),
        ("fab", "CN-JS", "own", "supplier", "my note", "blue"),
    )
    assert seen(findings) == [
        ("unknown_heading", "B1", "Locaton", "Location"),
        ("duplicate_heading", "D1", "Control", ""),
        ("unknown_heading", "F1", "Colour", ""),
    ]
    assert values(rows) == [{"site": "fab", "control": "own"}]


def test_a_needed_heading_that_is_missing_is_one_finding() -> None:
    rows, findings = table("steps", ("Route", "Own name", "Site"), ("line", "etch", "fab"), ("line", "ash", "fab"))
    assert seen(findings) == [("missing_heading", "A1", "", "")]
    assert findings[0].expected == "Step or 工序"
    assert len(rows) == 2


def test_a_sheet_without_headings_is_refused_unless_it_is_empty() -> None:
    assert table("sites") == ([], [])
    rows, findings = table("sites", ("Here stand our sites",), ("fab", "CN-JS"))
    assert (rows, [entry.code for entry in findings]) == ([], ["no_headings"])


def test_needed_cells_that_are_missing_are_named_each() -> None:
    rows, findings = table("steps", ("Route", "Step", "Times"), ("line", None, 2), (None, "etch", None))
    assert seen(findings) == [("missing", "B2", "", ""), ("missing", "A3", "", "")]
    assert [entry.message for entry in findings] == ["`Step` is missing", "`Route` is missing"]
    assert len(rows) == 2


def test_rows_of_units_keys_and_explanations_say_nothing() -> None:
    head = ("Route", "Step", "Parameter", "Value", "Unit", "Library value", "Source")
    rows, findings = table(
        "values",
        head,
        ("line", "etch", "depth", None, "um", "2 um", None),
        ("line", "etch", "rate", "  ", "um/min", None, "assumption"),
        ("line", "etch", "power", 3, "kW", "2 kW", None),
    )
    assert findings == []
    assert values(rows) == [{"route": "line", "step": "etch", "parameter": "power", "value": "3 kW"}]


def test_two_rows_of_the_same_thing_are_refused_with_both_cells() -> None:
    rows, findings = table("sites", SITES, ("fab", "CN-JS", "own"), ("penang", "MY", None), ("fab", "CN-SH", None))
    assert seen(findings) == [("duplicate_row", "A4", "fab", "")]
    assert "A2" in findings[0].message
    assert [row.values["site"] for row in rows] == ["fab", "penang"]


def test_a_value_without_a_heading_is_not_lost_silently() -> None:
    _, findings = table("sites", SITES, ("fab", "CN-JS", "own", None, None, "seen"), ("x", "MY", "own", 1, None, "too"))
    assert seen(findings) == [("no_heading", "F2", "seen", "")]


def test_units_belong_to_the_quantity_on_their_left() -> None:
    head = ("Step", "Parameter", "Value", "Unit", "Lowest", "Unit", "Highest", "Source", "Note")
    rows, findings = table(
        "own_parameters", head, ("trim", "depth", 2, "um", 100, "nm", "20 um", "assumption", "made up")
    )
    assert findings == []
    assert values(rows)[0] | {"min": "100 nm", "max": "20 um", "value": "2 um"} == values(rows)[0]
    _, findings = table("own_parameters", ("Unit", *head[:4]), ("um", "trim", "depth", 2, "um"))
    assert seen(findings) == [("unit_heading", "A1", "Unit", "")]


def test_fields_are_read_as_their_key_says() -> None:
    rows, findings = table(
        "study",
        ("Field", "Key", "Value", "Unit", "Explanation"),
        ("Product", "product.name", 2025, None, "text"),
        (None, "product.mass", 30, "mg"),
        (None, "period.start", datetime(2025, 1, 1), None),
        (None, "uncertainty.samples", 1024.0, None),
        (None, "goal", None, None),
        (None, "boundary", "Cradle_to_gate", None),
    )
    assert findings == []
    assert {row.values["key"]: row.values.get("value") for row in rows} == {
        "product.name": "2025",
        "product.mass": "30 mg",
        "period.start": "2025-01-01",
        "uncertainty.samples": 1024,
        "goal": None,
        "boundary": "cradle_to_gate",
    }


def test_wrong_scalars_are_found_with_their_cells_and_all_at_once() -> None:
    rows, findings = table(
        "supply",
        ("Site", "Share", "Unit", "Kind", "Vintage"),
        ("fab", "a lot", None, "gird", 2025),
        ("fab", 50, "furlong", "grid", 2025.5),
    )
    assert [(entry.place.cell, entry.severity) for entry in findings] == [
        ("B2", "error"), ("D2", "error"), ("C3", "error"), ("E3", "error"),
    ]  # fmt: skip
    assert findings[1].nearest == "grid"
    assert [row.unread for row in rows] == [frozenset({"share", "kind"}), frozenset({"share", "vintage"})]


def test_merged_cells_in_a_table_are_refused() -> None:
    _, findings = table("sites", ("Sites",), SITES, ("fab", "CN-JS"), ("penang", "MY"), merged=("A1:E1", "B3:B4"))
    assert [(entry.code, entry.place.cell) for entry in findings] == [("merged", "B3")]


def test_lists_spreads_and_scores_are_texts_that_excel_may_not_change() -> None:
    head = ("Route", "Gases", "Share treated", "Destruction", "Uptime", "Dilution", "Uncertainty of the dilution")
    rows, findings = table(
        "abatement", head, ("line", "SF6，c-C4F8", 0.6, "SF6＝0.9, CF4=0.5", 0.95, 3, "lognormal 1.3")
    )
    assert findings == []
    assert rows[0].values["gases"] == "SF6,c-C4F8"
    _, findings = table("abatement", head, ("line", datetime(2025, 1, 2), 0.6, 0.9, 0.95, None, None))
    assert [entry.place.cell for entry in findings] == ["B2", "D2"]


def test_the_layout_has_one_meaning_for_every_heading() -> None:
    for sheet in layout().all_sheets():
        for language in ("en", "zh"):
            heads = [getattr(column.head, language) for column in sheet.columns]
            assert all(heads)
            assert len(set(heads)) == len(heads), sheet.id
            assert not set(heads) & set(names_of(layout().unit_head)), sheet.id
        assert sheet.about.en
        assert sheet.about.zh
        assert len(sheet.name.en) <= 31
