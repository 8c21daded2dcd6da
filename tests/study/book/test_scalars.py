"""What a cell means as a text, a name, a number, a quantity …: read as it shows, or refused with place and advice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mems_lca.errors import Finding, UnitError
from mems_lca.study.book import scalars
from mems_lca.study.book.cells import Cell, Unreadable, read_cells
from mems_lca.study.book.numbers import Decimals, percent_text, percent_value
from study.book.broken import Formula, Shown, error, workbook

FILE = "a.xlsx"
BROKEN = Unreadable("cell_error", "the cell holds an error of Excel", found="#N/A", expected="a value")


def cell(value: Any, column: str = "B", *, percent: bool = False, zeros: int = 0) -> Cell:
    return Cell(value, "Data", column, 5, percent, zeros)


def percent(value: Any) -> Cell:
    return cell(value, percent=True)


def asked(function: Callable[..., Any], *cells: Any) -> tuple[Any, list[tuple[str, str]]]:
    """What a scalar is, and the codes and cells of its findings, which are errors of this file and sheet."""
    findings: list[Finding] = []
    read = function(*cells, FILE, findings)
    assert all((found.severity, found.place.file, found.place.sheet) == ("error", FILE, "Data") for found in findings)
    return read, [(found.code, found.place.cell) for found in findings]


def refused(code: str, at: str = "B5") -> tuple[None, list[tuple[str, str]]]:
    return None, [(code, at)]


def same(read: Any) -> tuple[Any, list[tuple[str, str]]]:
    return read, []


NUMBERS: list[tuple[str, int | float, str]] = [
    ("300", 300, ""),
    ("300 sccm", 300, "sccm"),
    ("300sccm", 300, "sccm"),
    ("-7", -7, ""),
    ("+7", 7, ""),
    ("\u22127", -7, ""),
    ("\u20137 degC", -7, "degC"),
    ("0.5", 0.5, ""),
    (".5", 0.5, ""),
    ("0,5", 0.5, ""),
    (",5", 0.5, ""),
    ("0,500", 0.5, ""),
    ("12,25 kWh", 12.25, "kWh"),
    ("1234,567", 1234.567, ""),
    ("1.234", 1.234, ""),
    ("1.234,5", 1234.5, ""),
    ("1,234.5", 1234.5, ""),
    ("1.234.567", 1_234_567, ""),
    ("1,234,567", 1_234_567, ""),
    ("1,234,567.89", 1_234_567.89, ""),
    ("1 234,5", 1234.5, ""),
    ("1 234 567", 1_234_567, ""),
    ("1\u00a0234,5\u00a0kWh", 1234.5, "kWh"),
    ("1\u202f234\u2009567", 1_234_567, ""),
    ("1'234.5", 1234.5, ""),
    ("1\u2019234\u2019567", 1_234_567, ""),
    ("1e5", 1e5, ""),
    ("1.5E-3 m", 0.0015, "m"),
    ("1,5e\u22123", 0.0015, ""),
    ("５００", 500, ""),
    ("１２．５　ｋＷｈ", 12.5, "kWh"),
    ("－１，５", -1.5, ""),
    ("12 ％", 12, "%"),
    ("007", 7, ""),
    ("5 1/min", 5, "1/min"),
    ("5 m²", 5, "m²"),
]


@pytest.mark.parametrize(("written", "value", "rest"), NUMBERS)
def test_a_number_as_text_is_read(written: str, value: float, rest: str) -> None:
    found = scalars.read_number(written)
    assert found == (value, rest)
    assert type(found[0]) is type(value)


NOT_NUMBERS = {
    "1,234": "this may be 1234 or 1.234",
    "-12,345 kg": "this may be 12345 or 12.345",
    "１，２３４": "this may be 1234 or 1.234",
    "1,23,4": "the signs in this number do not separate thousands",
    "1,00,000": "the signs in this number do not separate thousands",
    "12345 678": "the signs in this number do not separate thousands",
    "1.23,4": "the signs in this number do not separate thousands",
    "1,234.5.6": "the signs in this number contradict each other",
    "5 12": "a sign in this number has no meaning",
    "5,": "a sign in this number has no meaning",
    "1_000": "a sign in this number has no meaning",
    "10²": "a raised digit is not read as a power of the number",
    "10⁻³ m": "a raised digit is not read as a power of the number",
    "1e999": "a quantity is a finite number",
    "nan": "this is not a number",
    "~5": "this is not a number",
    "<0.1": "this is not a number",
    "$5": "this is not a number",
    "٣": "this is not a number",
    "5" * 301: "this is not a number",
    "": "this is not a number",
    "n/a": "this is not a number",
}


@pytest.mark.parametrize("written", NOT_NUMBERS)
def test_a_text_that_is_no_clear_number_is_refused(written: str) -> None:
    with pytest.raises(UnitError) as caught:
        scalars.read_number(written)
    (finding,) = caught.value.findings
    assert (finding.code, finding.message, finding.found) == ("number", NOT_NUMBERS[written], written)
    assert finding.expected


@pytest.mark.parametrize(
    ("written", "decimal", "value"),
    [
        ("1,234", ",", 1.234),
        ("1,234", ".", 1234),
        ("1.234", ",", 1234),
        ("1.234", ".", 1.234),
        ("0,5", ",", 0.5),
        ("1.234,5", ",", 1234.5),
        ("1,234.5", ".", 1234.5),
        ("12", ",", 12),
    ],
)
def test_a_decimal_mark_that_is_named_settles_the_meaning(written: str, decimal: Decimals, value: float) -> None:
    assert scalars.read_number(written, decimal) == (value, "")


@pytest.mark.parametrize(("written", "decimal"), [("0,5", "."), ("1.5", ","), ("1,234.5", ","), ("1.234,5", ".")])
def test_a_number_of_the_other_decimal_mark_is_refused(written: str, decimal: Decimals) -> None:
    with pytest.raises(UnitError):
        scalars.read_number(written, decimal)


def test_a_percentage_means_what_it_shows() -> None:
    """0.57 shown as 57 % is what 57 % is in YAML, and back."""
    for number in range(1001):
        share = number / 1000
        assert percent_text(share) == f"{number / 10:g} %"
        assert percent_value(number / 10) == share


@given(whole=st.integers(0, 10**12), cents=st.integers(0, 99), negative=st.booleans())
def test_a_number_means_the_same_however_it_is_grouped(whole: int, cents: int, negative: bool) -> None:
    sign, exact = "-" if negative else "", float(f"{whole}.{cents:02d}")
    expected = -exact if negative else exact
    english = f"{sign}{whole:,}.{cents:02d}"
    german = english.translate(str.maketrans(",.", ".,"))
    french = english.replace(",", "\u202f").replace(".", ",")
    swiss = english.replace(",", "'")
    wide = english.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789.,-"})
    for written in (english, german, french, swiss, wide):
        assert scalars.read_number(written) == (expected, "")


PER_CENT = cell("%", "C")
SCCM = cell("sccm", "C")

QUANTITIES: dict[str, tuple[Cell | None, Cell | None, Any]] = {
    # name: (the cell, the cell of its unit, what is read or the codes and places of the findings)
    "nothing": (None, SCCM, same(None)),
    "number-and-unit": (cell(300), SCCM, same("300 sccm")),
    "float-and-unit": (cell(0.1), SCCM, same("0.1 sccm")),
    "whole-float-and-unit": (cell(300.0), SCCM, same("300 sccm")),
    "plain-whole": (cell(3), None, same(3)),
    "plain-float": (cell(0.30000000000000004), None, same(0.30000000000000004)),
    "dash-for-no-unit": (cell(3), cell("–", "C"), same(3)),
    "one-for-no-unit": (cell(3), cell(1, "C"), same(3)),
    "text-with-unit": (cell("300 sccm"), None, same("300 sccm")),
    "text-with-unit-twice": (cell("300 sccm"), SCCM, same("300 sccm")),
    "text-with-unit-spelled-otherwise": (cell("5 um"), cell("µm", "C"), same("5 um")),
    "text-with-another-unit": (cell("0.3 slm"), SCCM, refused("unit_twice")),
    "text-number": (cell("1.234,5"), SCCM, same("1234.5 sccm")),
    "text-full-width": (cell("３００"), cell("ｓｃｃｍ", "C"), same("300 sccm")),
    "text-ambiguous": (cell("1,234"), SCCM, refused("number")),
    "text-of-words": (cell("about 3"), SCCM, refused("number")),
    "percent-cell": (percent(0.12), None, same("12 %")),
    "percent-cell-and-unit": (percent(0.12), PER_CENT, same("12 %")),
    "percent-cell-whole": (percent(1), None, same("100 %")),
    "percent-cell-another-unit": (percent(0.12), SCCM, refused("unit_percent")),
    "percent-format-of-a-text": (percent("12"), PER_CENT, same("12 %")),
    "per-cent-as-unit": (cell(12), PER_CENT, same("12 %")),
    "per-cent-in-text": (cell("12 %"), None, same("12 %")),
    "per-cent-full-width": (cell("12％"), PER_CENT, same("12 %")),
    "non-breaking-unit": (cell(5), cell("kg\u00a0CO2e", "C"), same("5 kg CO2e")),
    "unknown-unit": (cell(300), cell("scm", "C"), refused("unit-unknown", "C5")),
    "mass-of-co2": (cell(5), cell("kg CO2", "C"), refused("unit-co2", "C5")),
    "mass-of-co2-in-text": (cell("5 kg CO2"), None, refused("unit-co2")),
    "unit-true": (cell(5), cell(True, "C"), refused("unit_kind", "C5")),
    "unit-error": (cell(5), cell(BROKEN, "C"), refused("cell_error", "C5")),
    "value-error": (cell(BROKEN), SCCM, refused("cell_error")),
    "both-broken": (
        cell("x"),
        cell("scm", "C"),
        (None, [("number", "B5"), ("unit-unknown", "C5")]),
    ),
    "true": (cell(True), SCCM, refused("cell_kind")),
    "date": (cell(date(2025, 3, 4)), SCCM, refused("cell_is_date")),
    "moment": (cell(datetime(2025, 3, 4, 1)), SCCM, refused("cell_is_date")),
    "clock": (cell(time(1)), SCCM, refused("cell_is_date")),
    "duration": (cell(timedelta(1)), SCCM, refused("cell_is_date")),
    "invisible": (cell("5\u200b"), SCCM, refused("unit-syntax")),
}


@pytest.mark.parametrize("case", QUANTITIES)
def test_a_quantity(case: str) -> None:
    held, unit, expected = QUANTITIES[case]
    found = asked(scalars.quantity, held, unit)
    assert found == expected
    assert type(found[0]) is type(expected[0])


def test_the_advice_of_the_units_stands_at_the_unit() -> None:
    findings: list[Finding] = []
    scalars.quantity(cell(300), cell("scm", "C"), FILE, findings)
    scalars.quantity(cell(5), cell("kg CO2", "C"), FILE, findings)
    scalars.quantity(percent(0.12), SCCM, FILE, findings)
    assert [finding.line() for finding in findings] == [
        "a.xlsx:Data!C5: error: unknown unit; found 'scm'; expected known units joined by * / ** and parentheses, "
        "such as 'kg/m**2'; did you mean 'sccm'? [unit-unknown]",
        "a.xlsx:Data!C5: error: a mass of CO2 is not CO2e; found 'kg CO2'; expected 'kg CO2e' for a climate impact, or "
        "'kg' with CO2 as the flow [unit-co2]",
        "a.xlsx:Data!B5: error: the cell shows a percentage, and the unit beside it is sccm; found '12 %'; expected "
        "the number format General, or the unit % [unit_percent]",
    ]


SCALARS: dict[str, tuple[Callable[..., Any], Cell | None, Any]] = {
    "text-none": (scalars.text, None, same(None)),
    "text": (scalars.text, cell("a\nb"), same("a\nb")),
    "text-number": (scalars.text, cell(2024), same("2024")),
    "text-float": (scalars.text, cell(0.5), same("0.5")),
    "text-percent": (scalars.text, percent(0.07), same("7 %")),
    "text-zeros": (scalars.text, cell(7, zeros=3), same("007")),
    "text-date": (scalars.text, cell(date(2025, 1, 31)), same("2025-01-31")),
    "text-moment": (scalars.text, cell(datetime(2025, 1, 31, 6)), same("2025-01-31 06:00:00")),
    "text-true": (scalars.text, cell(True), refused("cell_kind")),
    "text-error": (scalars.text, cell(BROKEN), refused("cell_error")),
    "name": (scalars.name, cell("drie_bosch"), same("drie_bosch")),
    "name-digits-as-text": (scalars.name, cell("007"), same("007")),
    "name-power": (scalars.name, cell(100_000), refused("name_number")),
    "name-zeros": (scalars.name, cell(7, zeros=3), refused("name_number")),
    "name-percent": (scalars.name, percent(0.1), refused("name_number")),
    "name-date": (scalars.name, cell(date(2025, 3, 1)), refused("cell_is_date")),
    "name-true": (scalars.name, cell(True), refused("cell_kind")),
    "name-invisible": (scalars.name, cell("f\u200bab"), refused("invisible_character")),
    "name-byte-order-mark": (scalars.name, cell("\ufefffab"), refused("invisible_character")),
    "label": (scalars.label, cell("B-17"), same("B-17")),
    "label-digits": (scalars.label, cell(100_234), same("100234")),
    "label-zeros": (scalars.label, cell(7, zeros=5), same("00007")),
    "label-float": (scalars.label, cell(1.5), refused("name_number")),
    "label-true": (scalars.label, cell(True), refused("cell_kind")),
    "formula": (scalars.formula, cell("flow * time"), same("flow * time")),
    "formula-full-width": (scalars.formula, cell("flow＊（time）"), same("flow*(time)")),
    "formula-number": (scalars.formula, cell(2), same(2)),
    "formula-percent": (scalars.formula, percent(0.12), same(0.12)),
    "formula-of-excel": (scalars.formula, cell(BROKEN), refused("cell_error")),
    "formula-date": (scalars.formula, cell(date(2025, 3, 4)), refused("cell_is_date")),
    "number": (scalars.number, cell(0.5), same(0.5)),
    "number-percent": (scalars.number, percent(0.12), same(0.12)),
    "number-text": (scalars.number, cell("1,3"), same(1.3)),
    "number-text-percent": (scalars.number, cell("57 %"), same(0.57)),
    "number-with-unit": (scalars.number, cell("5 kg"), refused("unit_given")),
    "number-true": (scalars.number, cell(True), refused("cell_kind")),
    "whole": (scalars.whole, cell(25), same(25)),
    "whole-float": (scalars.whole, cell(25.0), same(25)),
    "whole-text": (scalars.whole, cell("２５"), same(25)),
    "whole-fraction": (scalars.whole, cell(2.5), refused("cell_kind")),
    "whole-percent": (scalars.whole, percent(1), refused("cell_kind")),
    "whole-date": (scalars.whole, cell(date(2025, 1, 1)), refused("cell_is_date")),
    "yes": (scalars.yes_no, cell("Yes"), same(True)),
    "yes-zh": (scalars.yes_no, cell("是"), same(True)),
    "yes-true": (scalars.yes_no, cell(True), same(True)),
    "no": (scalars.yes_no, cell("no"), same(False)),
    "no-zh": (scalars.yes_no, cell("否"), same(False)),
    "no-false": (scalars.yes_no, cell(False), same(False)),
    "yes-one": (scalars.yes_no, cell(1), refused("cell_kind")),
    "yes-maybe": (scalars.yes_no, cell("maybe"), refused("cell_kind")),
    "day": (scalars.day, cell(date(2025, 1, 31)), same("2025-01-31")),
    "day-midnight": (scalars.day, cell(datetime(2025, 1, 31)), same("2025-01-31")),
    "day-moment": (scalars.day, cell(datetime(2025, 1, 31, 6)), refused("cell_date")),
    "day-text": (scalars.day, cell("2025-01-31"), same("2025-01-31")),
    "day-text-full-width": (scalars.day, cell("２０２５－０１－３１"), same("2025-01-31")),
    "day-none-such": (scalars.day, cell("2025-02-30"), refused("cell_date")),
    "day-of-somewhere": (scalars.day, cell("03/04/2025"), refused("cell_date")),
    "day-number": (scalars.day, cell(45658), refused("cell_date")),
    "names": (scalars.names, cell("a, b"), same(["a", "b"])),
    "names-lines": (scalars.names, cell("a\nb c\n"), same(["a", "b c"])),
    "names-zh": (scalars.names, cell("甲、乙，丙；丁"), same(["甲", "乙", "丙", "丁"])),
    "names-one": (scalars.names, cell("a"), same(["a"])),
    "names-number": (scalars.names, cell(12), refused("name_number")),
    "unit": (scalars.unit, cell("kg/m**2"), same("kg/m**2")),
}


@pytest.mark.parametrize("case", SCALARS)
def test_a_scalar(case: str) -> None:
    function, held, expected = SCALARS[case]
    found = asked(function, held)
    assert found == expected
    assert type(found[0]) is type(expected[0])


PLACES = {"上海": "CN-SH", "CN-SH": "CN-SH", "US": "US"}
YEARS = ["2024", "2025"]


@pytest.mark.parametrize(
    ("held", "choices", "is_open", "expected"),
    [
        (cell("US"), PLACES, False, same("US")),
        (cell("cn-sh"), PLACES, False, same("CN-SH")),
        (cell("上海"), PLACES, False, same("CN-SH")),
        (cell("ＵＳ"), PLACES, False, same("US")),
        (cell("UK"), PLACES, False, refused("choice")),
        (cell("UK"), PLACES, True, same("UK")),
        (cell(2024), YEARS, False, same("2024")),
        (cell(2026), YEARS, False, refused("name_number")),
        (cell(True), YEARS, True, refused("cell_kind")),
        (None, YEARS, False, same(None)),
        (cell(BROKEN), YEARS, False, refused("cell_error")),
    ],
)
def test_a_choice(held: Cell | None, choices: Any, is_open: bool, expected: Any) -> None:
    findings: list[Finding] = []
    read = scalars.choice(held, choices, FILE, findings, is_open=is_open)
    assert (read, [(found.code, found.place.cell) for found in findings]) == expected


def test_a_choice_that_is_none_says_the_nearest() -> None:
    findings: list[Finding] = []
    scalars.choice(cell("CN-SHA"), PLACES, FILE, findings)
    assert findings[0].line() == (
        "a.xlsx:Data!B5: error: not one of the choices; found 'CN-SHA'; expected 上海, CN-SH, US; "
        "did you mean 'CN-SH'? [choice]"
    )


def test_names_that_excel_changed_are_refused_with_what_to_type() -> None:
    findings: list[Finding] = []
    for held in (cell(100_000), cell(7, zeros=3), cell(date(2025, 3, 1))):
        scalars.name(held, FILE, findings)
    advice = "expected the text: format the cell as text and type it again, or type an apostrophe before it ('007)"
    assert [finding.line() for finding in findings] == [
        f"a.xlsx:Data!B5: error: Excel made a number of this name; found '100000'; {advice} [name_number]",
        "a.xlsx:Data!B5: error: Excel made a number of this name, with zeros in front that the cell does not hold; "
        f"found '007'; {advice} [name_number]",
        f"a.xlsx:Data!B5: error: Excel made a date of this; found '2025-03-01'; {advice} [cell_is_date]",
    ]


def test_every_broken_cell_of_a_sheet_is_found_at_once(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        {
            "Data": [
                ["Name", "Value", "Unit"],
                ["good", 300, "sccm"],
                [100_000, Shown(0.12, "0%"), "sccm"],
                [Shown(7, "000"), "1,234", "kg"],
                [date(2025, 3, 1), date(2025, 3, 4), "1"],
                [error("#N/A"), Formula("=1+1"), "kg CO2"],
                ["also good", "1.234,5", "ｋＷｈ"],
            ]
        },
    )
    findings: list[Finding] = []
    rows = read_cells(path, findings=findings)["Data"].rows[1:]
    read = [
        (
            scalars.name(row.cells.get("A"), str(path), findings),
            scalars.quantity(row.cells.get("B"), row.cells.get("C"), str(path), findings),
        )
        for row in rows
    ]
    assert read == [("good", "300 sccm"), *[(None, None)] * 4, ("also good", "1234.5 kWh")]
    assert [(found.code, found.place.cell) for found in findings] == [
        ("name_number", "A3"),
        ("unit_percent", "B3"),
        ("name_number", "A4"),
        ("number", "B4"),
        ("cell_is_date", "A5"),
        ("cell_is_date", "B5"),
        ("cell_error", "A6"),
        ("formula_uncalculated", "B6"),
        ("unit-co2", "C6"),
    ]


def test_a_share_typed_beside_a_percent_sign_is_asked_about() -> None:
    found: list[Finding] = []
    assert scalars.quantity(cell(0.88), cell("%", "C"), FILE, found) == "0.88 %"
    (asked,) = found
    assert (asked.severity, asked.code, asked.place.cell) == ("warning", "low_percent", "B5")
    assert asked.expected == "88 %, if that is what is meant"
    for value, unit_of in ((88, "%"), (1, "%"), (0.88, "kg")):
        none: list[Finding] = []
        assert scalars.quantity(cell(value), cell(unit_of, "C"), FILE, none) == f"{value} {unit_of}"
        assert none == []
