"""What stands in cells: nothing of a user's becomes a formula, gaps are marked and counted, forms preview live."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from libreoffice import recalculate, requires_libreoffice
from mems_lca.reporting.inventory_book.write import write_inventory_book
from mems_lca.study.reading import load_yaml
from packs import shipped_library
from reporting.inventory_book.books import book, book_file, column_at, head_of, headings, layout, page

ODD = '=HYPERLINK("http://example.org","+1")'


def study_of(name: str = "accelerometer") -> dict[str, Any]:
    return dict(load_yaml(shipped_library().file("studies", name)).data)


def written(tmp_path: Path, **changes: Any) -> Any:
    from openpyxl import load_workbook

    documents = {("studies", "ours"): {**study_of(), **changes}}
    return load_workbook(write_inventory_book(documents, shipped_library(), tmp_path / "ours.xlsx"))


def test_text_of_a_user_is_never_a_formula(tmp_path: Path) -> None:
    found = written(tmp_path, goal=ODD, audience="@SUM(A1)", commissioner="http://example.org", application="007")
    study = next(sheet for sheet in layout().sheets if sheet.id == "study")
    one = found["Study"]
    head = head_of(one, set(headings(study, "en")))
    key, value = (column_at(one, head, name) for name in ("Key", "Value"))
    cells = {one.cell(row, key).value: one.cell(row, value) for row in range(head + 1, one.max_row + 1)}
    for name, text in (("goal", ODD), ("audience", "@SUM(A1)"), ("commissioner", "http://example.org"),
                       ("application", "007")):  # fmt: skip
        assert (cells[name].value, cells[name].data_type, cells[name].hyperlink) == (text, "s", None)


def test_quantities_stand_as_number_and_unit() -> None:
    study = next(sheet for sheet in layout().sheets if sheet.id == "study")
    one = page(study)
    head = head_of(one, set(headings(study, "en")))
    key, value = (column_at(one, head, name) for name in ("Key", "Value"))
    cells = {
        one.cell(row, key).value: (one.cell(row, value).value, one.cell(row, value + 1).value)
        for row in range(head + 1, one.max_row + 1)
    }
    assert cells["product.mass"] == (30, "mg")
    assert cells["device.yield"] == (0.88, None)
    assert cells["functional_unit.amount"] == (1, "device")


def test_values_of_a_form_leave_the_sheet_of_values(tmp_path: Path) -> None:
    own = {"drie_bosch.etch_rate": {"value": "5 um/min", "source": "measured"}, "lithography.resist_volume": "3 mL"}
    found = written(tmp_path, set=own)
    at, rows = form_rows(found)
    row = rows["etch_rate"]
    assert (found["DRIE"].cell(row, at["Value"]).value, found["DRIE"].cell(row, at["Source"]).value) == (5, "measured")
    steps = {cell.value for cell in found["Values"]["C"]}
    assert "drie_bosch" not in steps
    assert "lithography" in steps


def test_a_form_speaks_of_the_one_pass_of_its_step(tmp_path: Path) -> None:
    """A value that the study gives for the pass by its own name stands on the form, where another would be typed; else
    the one on the form, for the step, would lose against it unseen.
    """
    found = written(tmp_path, set={"release_etch.etch_depth": "30 um", "drie_bosch.sf6_flow": "350 sccm"})
    at, rows = form_rows(found)
    one = found["DRIE"]
    shown = {
        name: [one.cell(rows[name], at[head]).value for head in ("Step", "Value", "Library value")] for name in rows
    }
    assert shown["etch_depth"] == ["release_etch", 30, "50 um"]
    assert shown["sf6_flow"] == ["drie_bosch", 350, "400 sccm"]
    assert shown["etch_rate"] == ["release_etch", None, "3.84 um/min"]
    offered = {(row[2].value, row[3].value) for row in found["Values"].iter_rows() if row[0].value is None}
    assert not {key for key in offered if key[0] in ("release_etch", "drie_bosch", "anodic_bonding")}


def test_of_two_values_the_form_shows_the_one_that_counts(tmp_path: Path) -> None:
    found = written(tmp_path, set={"drie_bosch.etch_depth": "40 um", "release_etch.etch_depth": "30 um"})
    at, rows = form_rows(found)
    assert found["DRIE"].cell(rows["etch_depth"], at["Value"]).value == 30
    values = [[cell.value for cell in row[:5]] for row in found["Values"].iter_rows()]
    assert [None, None, "drie_bosch", "etch_depth", 40] in values


def test_a_form_shows_what_the_route_gives() -> None:
    """Where the route sets a value of the pass, that holds without an own one: not the one of the library."""
    library = shipped_library()
    for name in library.names("studies"):
        found = book(study=name)
        if "DRIE" not in found.sheetnames:
            continue
        at, rows = form_rows(found)
        for entry in (e for route in study_of(name)["routes"].values() for e in library.route(route).steps):
            if entry.step != "drie_bosch" or found["DRIE"].cell(rows["etch_depth"], at["Step"]).value != entry.key:
                continue
            for parameter, given in entry.set.items():
                assert found["DRIE"].cell(rows[parameter], at["Library value"]).value == str(given.value), (name, entry)


def test_an_empty_field_of_the_study_stands_empty() -> None:
    """It takes what is typed there: no further key gives it a second time."""
    assert not [row for row in book()["Further keys"].iter_rows(min_row=7, max_col=4) if any(c.value for c in row)]


def form_rows(found: Any) -> tuple[dict[str, int], dict[str, int]]:
    one = found["DRIE"]
    head = head_of(one, {"Parameter", "Value", "Library value"})
    at = {cell.value: cell.column for cell in one[head] if cell.value}
    return at, {one.cell(row, at["Parameter"]).value: row for row in range(head + 1, one.max_row + 1)}


def test_form_has_every_parameter_of_its_step() -> None:
    step = shipped_library().step("drie_bosch")
    at, rows = form_rows(book())
    assert set(step.parameters) <= set(rows)
    row = rows["sf6_flow"]
    found = {name: book()["DRIE"].cell(row, at[name]).value for name in ("Library value", "Limits", "Explanation")}
    assert found == {
        "Library value": "400 sccm",
        "Limits": "0 … 2000 sccm",
        "Explanation": "SF6 flow: During the etch phase [simit-drie]",
    }
    assert book()["DRIE"].cell(row, at["Unit"]).value == "sccm"


@pytest.mark.parametrize("step", ["drie_bosch", "anodic_bonding"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_parameter_of_a_form_has_its_words(step: str, lang: str) -> None:
    from mems_lca.reporting.inventory_book.preview import preview_lines, step_words
    from mems_lca.units import Quantity

    words = step_words(step, lang)
    parameters = {name for kind, name in words if kind == "parameter"}
    assert parameters == set(shipped_library().step(step).parameters)
    lines = preview_lines(shipped_library(), step, shipped_library().step(step), lang, Quantity(200.0, "mm"))
    assert len(lines) == sum(kind == "preview" for kind, _ in words) >= 5


def test_preview_by_hand() -> None:
    """Etch time 50 um / 3.84 um/min; SF6 400 sccm over the etch duty 6.5 / 10.5 of it, at 44.6150 umol/cm3 and
    146.055 g/mol; silicon pi/4 (200 mm)2 x 50 um x 0.2 x 2.329 g/cm3."""
    one = book()["DRIE"]
    shown = {one.cell(row, 2).value: row for row in range(1, 15)}
    # The first number behind the label is that with the values filled in, the next that of the library.
    library = {label: one.cell(row, 6).value for label, row in shown.items() if label}
    assert library["Etch time"] == pytest.approx(13.020833, rel=1e-6)
    assert library["SF6 fed"] == pytest.approx(400 * 6.5 / 10.5 * 13.020833 * 44.6150e-6 * 146.055, rel=1e-4)
    assert library["Silicon etched"] == pytest.approx(3.14159265 / 4 * 400 * 50e-4 * 0.2 * 2.329, rel=1e-6)


@requires_libreoffice
@pytest.mark.libreoffice
def test_preview_and_counters_follow_what_is_typed(tmp_path: Path) -> None:
    """768 nm/min at the 50 um that the study gives make 65.1 min; a site without a name is missing."""
    from openpyxl import load_workbook

    found = load_workbook(book_file())
    at, rows = form_rows(found)
    found["DRIE"].cell(rows["etch_rate"], at["Value"]).value = 768
    found["DRIE"].cell(rows["etch_rate"], at["Unit"]).value = "nm/min"
    sites = next(sheet for sheet in layout().sheets if sheet.id == "sites")
    head = head_of(found["Sites"], set(headings(sites, "en")))
    found["Sites"].cell(head + 6, column_at(found["Sites"], head, "Location")).value = "DE"
    found.save(tmp_path / "typed.xlsx")
    back = load_workbook(recalculate(tmp_path / "typed.xlsx", tmp_path / "out"), data_only=True)
    shown = {back["DRIE"].cell(row, 2).value: back["DRIE"].cell(row, 4).value for row in range(1, 15)}
    assert shown["Etch time"] == pytest.approx(50 / 0.768, rel=1e-9)
    start = back["Start"]
    row = next(cell.row for cell in start["B"] if cell.value == "Sites")
    assert [start.cell(row, column).value for column in (4, 5, 6)] == [4, 1, "to do"]
    row = next(cell.row for cell in start["B"] if cell.value == "DRIE")
    assert [start.cell(row, column).value for column in (4, 5, 6)] == [2, 0, "complete"]


@requires_libreoffice
@pytest.mark.libreoffice
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_libreoffice_keeps_lists_and_formulas(tmp_path: Path, lang: str) -> None:
    """A round trip keeps every drop-down, no formula is an error, and the counters say what they said."""
    from openpyxl import load_workbook

    path = recalculate(book_file(lang), tmp_path / "out")
    back, values = load_workbook(path), load_workbook(path, data_only=True)
    before = load_workbook(book_file(lang), data_only=True)
    assert back.sheetnames == before.sheetnames
    for one in book(lang).worksheets:
        assert lists_of(back[one.title]) >= lists_of(one), one.title
        assert back[one.title].protection.sheet
    for one in before.worksheets:
        for line in one.iter_rows():
            for cell in line:
                after = values[one.title].cell(cell.row, cell.column).value
                assert not (isinstance(after, str) and after.startswith("#")), (one.title, cell.coordinate)
                if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                    assert after == pytest.approx(cell.value, rel=1e-9), (one.title, cell.coordinate)


def lists_of(one: Any) -> set[tuple[str, str]]:
    """Where drop-downs stand (each cell that begins an area), and their range."""
    found = set()
    for rule in one.data_validations.dataValidation:
        if rule.type == "list":
            for area in rule.sqref.ranges:
                found.add((f"{area.min_row},{area.min_col}", rule.formula1.replace("$", "").replace("'", "")))
    return found


def test_gaps_are_marked() -> None:
    """Required cells and units have a conditional format that looks at the row."""
    sites = page(next(sheet for sheet in layout().sheets if sheet.id == "sites"))
    rules = [rule for area in sites.conditional_formatting for rule in area.rules]
    assert any("LEN($A" in rule.formula[0] and "COUNTA(" in rule.formula[0] for rule in rules)
