from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from records_kit import METERS, records, refused, told


def test_starts_of_all_products_in_canonical_units(tmp_path: Path) -> None:
    text = """产品,月份,投片数,产出片数,晶圆直径 (mm),机时
A,2025-01,250 片,240,200,3200
A,2025-02,250,240,200,3200
A,2025-03,250,240,200,3200
B,2025-01,10,,150,
B,2025-02,0,,150,
B,2025-03,0,,150,
"""
    found = records(tmp_path, {"starts.csv": text}).starts
    assert [entry.product for entry in found] == ["A"] * 3 + ["B"] * 3
    first = found[0]
    assert (first.start, first.end) == (date(2025, 1, 1), date(2025, 1, 31))
    assert (first.started, first.finished, first.diameter, first.tool_hours) == (250.0, 240.0, 0.2, 3200 * 3600.0)
    assert (found[3].started, found[3].finished, found[3].diameter, found[3].tool_hours) == (10.0, None, 0.15, None)
    assert str(first.place) == "starts.csv:2 (投片数)"


def test_diameters_in_inches(tmp_path: Path) -> None:
    text = "Product,Start,End,Starts,Wafer size\nA,2025-01-01,2025-03-31,9,8 inch\n"
    assert records(tmp_path, {"starts.csv": text}).starts[0].diameter == pytest.approx(0.2032, rel=1e-15)


def test_a_month_without_starts_is_a_row_with_zero(tmp_path: Path) -> None:
    text = "Product,Month,Starts\nA,2025-01,100\nA,2025-03,100\n"
    [finding] = refused(tmp_path, {"starts.csv": text})
    assert finding.message == "product `A` has no row from 2025-02-01 to 2025-03-01"
    text += "A,2025-02,0\n"
    assert [entry.started for entry in records(tmp_path, {"starts.csv": text}).starts] == [100.0, 0.0, 100.0]


def test_lots_and_days_leave_gaps_of_whole_months_only(tmp_path: Path) -> None:
    lots = "Product,Lot,Date,Starts\nA,L1,2025-01-06,25\nA,L2,2025-01-06,25\nA,L3,2025-02-03,25\nA,L4,2025-03-31,25\n"
    found = records(tmp_path, {"starts.csv": lots})
    assert (sum(entry.started for entry in found.starts), found.findings) == (100.0, ())
    assert [entry.lot for entry in found.starts] == ["L1", "L2", "L3", "L4"]
    days = lots.replace("Lot,", "").replace("L1,", "").replace("A,L2,2025-01-06", "A,2025-01-07")
    days = days.replace("L3,", "").replace("L4,", "")
    assert sum(entry.started for entry in records(tmp_path, {"starts.csv": days}).starts) == 100.0
    [finding] = refused(tmp_path, {"starts.csv": days.replace("2025-02-03", "2025-03-03")})
    assert finding.code == "gap"
    filled = {"file": "starts.csv", "gaps": "interpolate"}
    found = records(tmp_path, {"starts.csv": days.replace("2025-02-03", "2025-03-03")}, wafer_starts=filled)
    # 100 wafers in the 62 days of January and March, so 28/62 of them in February.
    assert [entry.started for entry in found.starts if entry.filled] == [pytest.approx(100 * 28 / 62, rel=1e-14)]


def test_the_same_lot_twice_is_a_double_entry(tmp_path: Path) -> None:
    lots = "Product,Lot,Date,Starts\nA,L1,2025-01-06,25\nA,L1,2025-01-06,25\nA,L3,2025-02-03,25\nA,L4,2025-03-31,25\n"
    [finding] = refused(tmp_path, {"starts.csv": lots})
    assert (finding.code, str(finding.place)) == ("double", "starts.csv:3 (Starts)")
    assert "product `A`, L1 from 2025-01-06" in finding.message


def test_a_column_that_is_filled_in_some_rows_only_is_refused(tmp_path: Path) -> None:
    text = "Product,Month,Starts,Outs\nA,2025-01,100,90\nA,2025-02,100,\nA,2025-03,100,95\n"
    assert told(refused(tmp_path, {"starts.csv": text})) == [("empty_cell", "starts.csv:3 (Starts)")]


def test_products_that_the_study_names_have_starts(tmp_path: Path) -> None:
    found = refused(tmp_path, {}, products={"route": "AA"}, meters={"main": {**METERS["main"], "products": ["B"]}})
    assert [(finding.code, finding.message.split("the ")[-1]) for finding in found] == [
        ("no_rows", "product `AA`"), ("no_rows", "product `B`"),
    ]  # fmt: skip
    assert found[1].nearest == ""


def test_counts_below_zero_and_other_units_are_refused(tmp_path: Path) -> None:
    text = "Product,Month,Starts\nA,2025-01,-1\nA,2025-02,100 kg\nA,2025-03,many\n"
    assert told(refused(tmp_path, {"starts.csv": text})) == [
        ("cell", f"starts.csv:{line} (Starts)") for line in (2, 3, 4)
    ]
