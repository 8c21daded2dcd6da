"""However a table of measurements is written, its totals are the same; what is doubled or missing is found."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mems_lca.errors import StudyError
from mems_lca.study.records.kinds import Records
from records_kit import QUARTER, records

MONTHS = ((date(2025, 1, 1), 31), (date(2025, 2, 1), 28), (date(2025, 3, 1), 31))
METERS = {"main": {"carrier": "electricity"}, "annex": {"carrier": "electricity"}}
UNITS = {"kWh": 3.6e6, "MWh": 3.6e9, "度": 3.6e6, "GJ": 1e9}
Line = tuple[str, date, date, float]

# Whole watt-hours: each of them can be written in every unit with few digits.
AMOUNTS = st.integers(0, 10**9).map(lambda value: value / 1000)
LINES = st.lists(AMOUNTS, min_size=6, max_size=6).map(
    lambda values: [
        (meter, first, first + timedelta(days=days - 1), values[3 * index + month])
        for index, meter in enumerate(METERS)
        for month, (first, days) in enumerate(MONTHS)
    ]
)


def total(found: Records, meter: str) -> float:
    return sum(entry.amount for entry in found.readings if entry.meter == meter)


def expected(lines: list[Line], meter: str) -> float:
    return sum(amount * 3.6e6 for name, _, _, amount in lines if name == meter)


def written(value: float, decimal: str, grouped: bool) -> str:
    """Eight decimals, so that no comma can be taken for one between thousands."""
    text = f"{value:,.8f}" if grouped else f"{value:.8f}"
    return text.translate({ord("."): decimal, ord(","): "." if decimal == "," else ","})


def table(lines: list[Line], order: list[str], units: list[str], decimal: str, grouped: bool) -> list[list[Any]]:
    rows: list[list[Any]] = [order]
    for (meter, first, last, amount), unit in zip(lines, units, strict=True):
        cells = {
            "Meter": meter, "Start": first.isoformat(), "End": last.isoformat(), "Unit": unit,
            "Amount": written(amount * 3.6e6 / UNITS[unit], decimal, grouped),
        }  # fmt: skip
        rows.append([cells[name] for name in order])
    return rows


def as_csv(rows: list[list[Any]], delimiter: str = ",") -> str:
    text = StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def read(text: str, **dataset: Any) -> Records:
    with TemporaryDirectory() as folder:
        return records(Path(folder), {"r.csv": text}, QUARTER, meters=METERS, readings={"file": "r.csv", **dataset})


def codes(text: str, **dataset: Any) -> set[str]:
    with pytest.raises(StudyError) as caught:
        read(text, **dataset)
    return {finding.code for finding in caught.value.findings}


ORDER = st.permutations(["Meter", "Start", "End", "Amount", "Unit"])


@given(
    LINES.flatmap(st.permutations), ORDER, st.lists(st.sampled_from(sorted(UNITS)), min_size=6, max_size=6),
    st.sampled_from(".,"), st.booleans(), st.sampled_from(",;\t|"),
)  # fmt: skip
@settings(max_examples=60)
def test_order_units_marks_and_delimiters_change_nothing(
    lines: list[Line], order: list[str], units: list[str], decimal: str, grouped: bool, delimiter: str
) -> None:
    found = read(as_csv(table(lines, order, units, decimal, grouped), delimiter))
    for meter in METERS:
        # Eight decimals of a GJ are 10 J.
        assert total(found, meter) == pytest.approx(expected(lines, meter), rel=1e-12, abs=40)


@given(LINES, st.data())
@settings(max_examples=30)
def test_months_split_into_rows_are_the_months(lines: list[Line], data: st.DataObject) -> None:
    split: list[Line] = []
    for meter, first, last, amount in lines:
        days = (last - first).days + 1
        cut = data.draw(st.integers(1, days - 1))
        part = round(amount * cut / days, 3)
        split.append((meter, first, first + timedelta(days=cut - 1), part))
        split.append((meter, first + timedelta(days=cut), last, round(amount - part, 3)))
    order = ["Meter", "Start", "End", "Amount", "Unit"]
    found = read(as_csv(table(data.draw(st.permutations(split)), order, ["kWh"] * 12, ".", False)))
    for meter in METERS:
        assert total(found, meter) == pytest.approx(expected(lines, meter), rel=1e-12, abs=1e-3)


@given(LINES, ORDER)
@settings(max_examples=15)
def test_a_workbook_holds_what_a_text_holds(lines: list[Line], order: list[str]) -> None:
    import xlsxwriter

    with TemporaryDirectory() as folder:
        with xlsxwriter.Workbook(Path(folder) / "r.xlsx") as workbook:
            sheet, day = workbook.add_worksheet(), workbook.add_format({"num_format": "dd.mm.yyyy"})
            sheet.write_row(0, 0, order)
            for number, (meter, first, last, amount) in enumerate(lines, 1):
                cells = {"Meter": meter, "Start": first, "End": last, "Amount": amount, "Unit": "kWh"}
                for column, name in enumerate(order):
                    if name in ("Start", "End"):
                        sheet.write_datetime(number, column, cells[name], day)
                    else:
                        sheet.write(number, column, cells[name])
        found = records(Path(folder), {}, QUARTER, meters=METERS, readings={"file": "r.xlsx"})
    text = read(as_csv(table(lines, order, ["kWh"] * 6, ".", False)))
    assert [(entry.meter, entry.start, entry.end) for entry in found.readings] == [
        (entry.meter, entry.start, entry.end) for entry in text.readings
    ]
    assert [entry.amount for entry in found.readings] == [entry.amount for entry in text.readings]


@given(LINES.flatmap(st.permutations), st.integers(0, 5), st.integers(0, 6))
@settings(max_examples=30)
def test_a_row_that_stands_twice_is_found(lines: list[Line], which: int, where: int) -> None:
    doubled = [*lines[:where], lines[which], *lines[where:]]
    order = ["Meter", "Start", "End", "Amount", "Unit"]
    text = as_csv(table(doubled, order, ["kWh"] * 7, ".", False))
    assert codes(text) == {"double"}
    found = read(text, duplicates="drop")
    assert [finding.code for finding in found.findings] == ["double"]
    for meter in METERS:
        assert total(found, meter) == pytest.approx(expected(lines, meter), rel=1e-12, abs=1e-3)


@given(LINES.flatmap(st.permutations), st.integers(0, 5))
@settings(max_examples=30)
def test_a_month_that_is_missing_is_found(lines: list[Line], which: int) -> None:
    order = ["Meter", "Start", "End", "Amount", "Unit"]
    kept = [line for index, line in enumerate(lines) if index != which]
    text = as_csv(table(kept, order, ["kWh"] * 5, ".", False))
    assert codes(text) == {"gap"}
    assert [finding.code for finding in read(text, gaps="accept").findings] == ["gap"]
    meter, first, last, _ = lines[which]
    rest = expected(kept, meter)
    days = (last - first).days + 1
    filled = total(read(text, gaps="interpolate"), meter)
    assert filled == pytest.approx(rest * 90 / (90 - days), rel=1e-12, abs=1e-3)
