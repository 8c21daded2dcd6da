"""The workbook's shape: sheets, names, protection, formulas, texts, charts; nothing here is recalculated."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from end_to_end.headlines import deviation, of_result
from end_to_end.workbook_files import Package
from mems_lca.analysis.result import Result, canonical
from mems_lca.reporting.workbook import write_workbook

ENGLISH = [
    "Summary", "Parameters", "Units", "Factors", "Inventory", "Processes", "Contributions", "Results", "Comparison",
    "What if", "Uncertainty", "Sensitivity", "Charts", "Yield chain", "Gases", "Water and waste", "Elements",
    "End of life",
    "Substances of concern", "Plausibility", "Coverage and data quality", "Data quality", "Sources",
    "Assumptions", "Warnings", "Checks", "About",
]  # fmt: skip
FUNCTIONS = {
    "ABS", "COS", "COUNTIF", "EXP", "IF", "INDEX", "INT", "ISERROR", "LN", "MATCH", "MAX", "MIN", "MINVERSE", "MMULT",
    "N", "POWER", "RANK", "ROUND", "ROWS", "SIN", "SQRT", "SUM", "SUMIFS", "SUMPRODUCT",
}  # fmt: skip
PARTED = {"Summary": 1, "Uncertainty": 2, "Sensitivity": 1}
"""Sheets that are printed part by part, with their page breaks."""
READER_SHEETS = ("Summary", "Results", "Comparison")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def formulas(package: Package) -> dict[tuple[str, str], str]:
    """Every formula of a workbook."""
    return {
        (sheet, place): cell.formula
        for sheet in package.sheets
        for place, cell in package.cells(sheet).items()
        if cell.formula
    }


def texts(package: Package, sheet: str) -> list[str]:
    """Every text that a sheet shows."""
    return [cell.value for cell in package.cells(sheet).values() if isinstance(cell.value, str)]


def test_sheets_stand_in_order(workbook: Path, chinese: Path) -> None:
    assert list(Package(workbook).sheets) == ENGLISH
    names = list(Package(chinese).sheets)
    assert len(names) == len(ENGLISH)
    assert all(1 < len(name) <= 31 and re.search("[\u4e00-\u9fff]", name) for name in names)


def test_cached_headlines_are_those_of_the_result(result: Result, workbook: Path, chinese: Path) -> None:
    expected = of_result(result)
    for path in (workbook, chinese):
        found = Package(path).named("r_")
        assert max(deviation(found[name], value) for name, value in expected.items()) < 1e-12


def test_defined_names_are_no_addresses(workbook: Path) -> None:
    names = [name for name in Package(workbook).names if not name.startswith("_xlnm")]
    assert names
    assert len({name.lower() for name in names}) == len(names)
    assert all(re.fullmatch(r"[pr]_[A-Za-z0-9_]{1,250}", name) for name in names)


def test_every_input_with_a_path_is_named_and_unlocked(result: Result, workbook: Path) -> None:
    package = Package(workbook)
    paths = [cell["path"] for cell in result.body["trace"]["cells"] if cell.get("path")]
    named = {place for name, place in package.names.items() if name.startswith("p_")}
    assert len(named) == len(paths)
    assert named == {(sheet, place) for sheet in package.sheets for place in unlocked(package, sheet)}


def unlocked(package: Package, sheet: str) -> set[str]:
    """Cells that may be changed while the sheet is protected."""
    styles = ElementTree.fromstring(package.part("xl/styles.xml")).find(f"{MAIN}cellXfs")
    assert styles is not None
    open_styles = {
        str(number)
        for number, style in enumerate(styles)
        for protection in style.iter(f"{MAIN}protection")
        if protection.attrib.get("locked") == "0"
    }
    page = ElementTree.fromstring(package.part(package.sheets[sheet]))
    return {cell.attrib["r"] for cell in page.iter(f"{MAIN}c") if cell.attrib.get("s") in open_styles}


def test_every_sheet_is_protected_without_password_and_made_for_paper(workbook: Path) -> None:
    package = Package(workbook)
    for sheet, part in package.sheets.items():
        page = ElementTree.fromstring(package.part(part))
        protection, setup = page.find(f"{MAIN}sheetProtection"), page.find(f"{MAIN}pageSetup")
        assert protection is not None, sheet
        assert "password" not in protection.attrib
        assert setup is not None, sheet
        assert setup.attrib["orientation"] == "landscape"
        if sheet in PARTED:
            assert 40 <= int(setup.attrib["scale"]) <= 100
            assert len(page.findall(f"{MAIN}rowBreaks/{MAIN}brk")) == PARTED[sheet]
        else:
            assert setup.attrib["fitToHeight"] == "0"
    defined = package.part("xl/workbook.xml")
    assert defined.count("_xlnm.Print_Area") == len(ENGLISH)
    assert defined.count("_xlnm.Print_Titles") >= 10


def test_formulas_use_only_functions_that_both_programs_share(workbook: Path) -> None:
    found = formulas(Package(workbook))
    assert len(found) > 5000
    for place, formula in found.items():
        assert len(formula) < 8192, place
        bare = re.sub(r'"[^"]*"|\'[^\']*\'', "", formula)
        assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", bare)) <= FUNCTIONS, place
        assert _depth(bare) <= 64, place
        assert "#" not in bare, place
        assert "[" not in bare, place


def _depth(formula: str) -> int:
    depth = deepest = 0
    for sign in formula:
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
    return deepest


def test_every_formula_has_a_cached_value(workbook: Path) -> None:
    package = Package(workbook)
    for sheet in package.sheets:
        assert [place for place, cell in package.cells(sheet).items() if cell.formula and cell.value is None] == []


def test_readers_see_labels_and_units(result: Result, workbook: Path) -> None:
    body, package = result.body, Package(workbook)
    steps = {process["step"] for process in body["trace"]["processes"]}
    products = {target["name"] for target in body["trace"]["targets"]}
    raw = {name for name in (*body["indicators"], *steps, *products, *body["routes"]) if name.islower()}
    for sheet in READER_SHEETS:
        shown = texts(package, sheet)
        assert sorted({text for text in shown if text in raw or re.search(r"\w_\w|#+$", text)}) == []
        # The summary shows a device in grams and millilitres, the others in the units of the indicators.
        small = {"g CO₂e", "mL", "Wh", "mg"}
        assert (small if sheet == "Summary" else {"kg CO₂e", "m³", "kWh", "kg"}) <= set(shown)


def test_summary_says_what_it_is(workbook: Path, chinese: Path) -> None:
    shown = " ".join(texts(Package(workbook), "Summary"))
    for part in ("Partial product carbon footprint", "Internal decision support", "1 device", "IPCC AR6", "Checks"):
        assert part in shown
    shown = " ".join(texts(Package(chinese), "摘要"))
    for part in ("部分产品碳足迹", "仅供内部决策支持", "气候变化", "晶圆制造", "深反应离子刻蚀"):
        assert part in shown


def test_native_charts_have_titles_axes_and_units(workbook: Path) -> None:
    import zipfile

    with zipfile.ZipFile(workbook) as package:
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) >= 5
    for chart in charts:
        assert chart.count("<c:title>") == 3
        assert "g CO₂e" in chart or "Percent of" in chart
    kinds = [re.findall(r"<c:(barDir|grouping) val=\"(\w+)\"", chart) for chart in charts]
    assert [("barDir", "col"), ("grouping", "stacked")] in kinds


@pytest.fixture(scope="module")
def hostile(result: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of a result whose texts look like formulas."""
    body = result.body
    body["inputs"]["study"]["product"]["name"] = "=1+1"
    body["inputs"]["study"]["goal"] = "@SUM(A1)"
    body["warnings"] = [{"code": "=cmd|' /C calc'!A0", "text": "\t=2+5", "place": "-3"}, _long()]
    inputs = [cell for cell in body["trace"]["cells"] if "formula" not in cell]
    inputs[0] |= {"note": '=HYPERLINK("http://example.com","x")', "label": "+4", "source": "http://example.com"}
    body["trace"]["processes"][0]["label"] = '=WEBSERVICE("x")'
    folder = tmp_path_factory.mktemp("hostile")
    return write_workbook(Result(canonical(body)), folder / "hostile.xlsx")


def _long() -> dict[str, str]:
    return {"code": "long", "text": "x" * 40_000, "place": "\x01 & < > _x0041_"}


def test_text_of_users_is_never_a_formula(hostile: Path) -> None:
    package = Package(hostile)
    shown = {text for sheet in package.sheets for text in texts(package, sheet)}
    assert {"=1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=2+5", "-3", "+4"} <= shown
    assert any(text.startswith("=HYPERLINK") for text in shown)
    written = formulas(package).values()
    assert not [text for text in written if re.search("HYPERLINK|WEBSERVICE|cmd|SUM\\(A1\\)", text)]
    links = [package.part(part) for part in package.sheets.values()]
    assert not any("<hyperlink" in link for link in links)


def test_a_text_that_is_too_long_is_cut_and_says_so(hostile: Path) -> None:
    longest = max(texts(Package(hostile), "Warnings"), key=len)
    assert len(longest) == 32767
    assert longest.endswith("…")


def test_measure_that_cannot_stand_alone_and_indicator_that_is_not_covered(result: Result, tmp_path: Path) -> None:
    body: dict[str, Any] = result.body
    alone = body["comparison"]["by_measure"]["green"]["alone"]
    alone["dry_clean"] = None
    for record in body["routes"].values():
        for basis in ("per_wafer", "per_device", "per_functional_unit"):
            record[basis]["climate_change"]["value"] = None
    path = write_workbook(Result(canonical(body)), tmp_path / "book.xlsx")
    package = Package(path)
    for sheet in READER_SHEETS:
        assert "not covered" in texts(package, sheet)
    assert "r_grey_climate_change_per_device" not in package.names


def test_same_result_gives_the_same_bytes(result: Result, workbook: Path, tmp_path: Path) -> None:
    again = write_workbook(result, tmp_path / "again.xlsx")
    assert again.read_bytes() == workbook.read_bytes()
