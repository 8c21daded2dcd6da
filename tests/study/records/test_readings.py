from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from records_kit import COUNTER, KWH, METERS, readings, records, refused, told

MONTHS = "Meter,Month,Amount,Unit\nmain,2025-01,100,kWh\nmain,2025-02,0.2,MWh\nmain,2025-03,300,kWh\n"


def amounts(folder: Path, text: str, meters: dict[str, Any] = METERS, **dataset: Any) -> list[float]:
    """kWh (or m3) by row."""
    found = records(folder, meters=meters, **readings(text, **dataset))
    factor = KWH if meters["main"]["carrier"] == "electricity" else 1.0
    return [round(reading.amount / factor, 9) for reading in found.readings]


def test_months_with_mixed_units(tmp_path: Path) -> None:
    found = records(tmp_path, meters=METERS, **readings(MONTHS))
    assert [reading.amount for reading in found.readings] == [100 * KWH, 0.2e3 * KWH, 300 * KWH]
    assert (found.readings[1].start, found.readings[1].end) == (datetime(2025, 2, 1), datetime(2025, 3, 1))
    assert str(found.readings[1].place) == "r.csv:3 (Amount)"
    assert found.findings == ()


@pytest.mark.parametrize(
    ("text", "dataset"),
    [
        ("Meter;Month;Consumption (kWh)\nmain;Jan 2025;100,0\nmain;Feb 2025;200\nMAIN;Mar 2025;300,0\n", {}),
        ("Meter,Month,kWh\nmain,2025-01,100\nmain,2025-02,200\nmain,2025-03,300\n", {}),
        ("Meter,Month,Amount\nmain,2025-01,100 kWh\nmain,2025-02,0.2 MWh\nmain,2025-03,1.08 GJ\n", {}),
        ("表号,年月,用电量,单位\nmain,2025年1月,１００,度\nmain,2025年2月,0.02,万度\nmain,2025年3月,300,千瓦时\n", {}),
        ("Export of 1 April\n\nMeter,Month,Amount\nmain,2025-01,100\nmain,2025-02,200\nmain,2025-03,300\n",
         {"unit": "kWh"}),
        ("Pt,Mon,Val\nmain,2025-01,100\nmain,2025-02,200\nmain,2025-03,300\n",
         {"unit": "kWh", "columns": {"meter": "Pt", "month": "Mon", "amount": "Val"}}),
        ("Meter,Start,End,Amount,Unit\nmain,2025-01-01,2025-01-31,100,kWh\nmain,2025-02-01,2025-02-28,200,kWh\n"
         "main,2025-03-01,2025-03-31,300,kWh\n", {}),
        ("Meter,Start,End,Amount,Unit\nmain,2025-01-01,2025-02-01,100,kWh\nmain,2025-02-01,2025-03-01,200,kWh\n"
         "main,2025-03-01,2025-04-01,300,kWh\n", {"ends": "excluded"}),
        ("Meter,Start,End,Previous reading,Current reading,Multiplier,Unit\nmain,2025-01-01,2025-02-01,1,1.5,200,kWh\n"
         "main,2025-02-01,2025-03-01,1.5,2.5,200,kWh\nmain,2025-03-01,2025-04-01,2.5,4,200,kWh\n", {}),
    ],
)  # fmt: skip
def test_the_same_readings_in_many_forms(tmp_path: Path, text: str, dataset: dict[str, Any]) -> None:
    assert amounts(tmp_path, text, **dataset) == [100.0, 200.0, 300.0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = "表号,月份,用电量（度）\nmain,2025-01,100\nmain,2025-02,200\nmain,2025-03,300\n".encode(encoding)
    found = records(tmp_path, {"r.csv": text}, meters=METERS, readings={"file": "r.csv"})
    assert sum(reading.amount for reading in found.readings) == 600 * KWH


def test_western_text(tmp_path: Path) -> None:
    text = "Meter;Month;Amount;Unit;Gerät für\nmain;2025-01;1;m³;Zähler\nmain;2025-02;2;m³;ü\nmain;2025-03;3;m³;\n"
    found = records(
        tmp_path, {"r.csv": text.encode("cp1252")}, meters={"main": {"carrier": "water"}}, readings={"file": "r.csv"}
    )
    assert [reading.amount for reading in found.readings] == [1.0, 2.0, 3.0]


def test_water_in_tonnes_is_cubic_metres(tmp_path: Path) -> None:
    text = "水表,月份,用水量,单位\nmain,2025-01,100,吨\nmain,2025-02,20,m3\nmain,2025-03,3,t\n"
    assert amounts(tmp_path, text, {"main": {"carrier": "water"}}) == [100.0, 20.0, 3.0]


def test_a_counter_with_a_multiplier_read_in_the_evening(tmp_path: Path) -> None:
    text = "Meter,Date,Reading,Multiplier,Unit\nmain,2024-12-31,10,200,kWh\nmain,2025-01-31,11.5,200,kWh\n"
    text += "main,2025-03-31,12,200,kWh\n"
    found = records(tmp_path, meters=COUNTER, **readings(text, stamp="end"))
    assert [(entry.start, entry.end, entry.amount) for entry in found.readings] == [
        (datetime(2025, 1, 1), datetime(2025, 2, 1), 300 * KWH),
        (datetime(2025, 2, 1), datetime(2025, 4, 1), 100 * KWH),
    ]


def test_a_counter_that_falls_is_refused(tmp_path: Path) -> None:
    text = "Meter,Date,Reading,Unit\nmain,2025-01-01,900,kWh\nmain,2025-02-01,20,kWh\nmain,2025-04-01,40,kWh\n"
    assert told(refused(tmp_path, meters=COUNTER, **readings(text))) == [("counter", "r.csv:3 (Reading)")]


def test_counters_and_amount_of_a_row_must_agree(tmp_path: Path) -> None:
    text = "Meter,Start,End,Amount,Previous reading,Current reading,Unit\nmain,2025-01-01,2025-04-01,70,1,61,kWh\n"
    assert told(refused(tmp_path, meters=METERS, **readings(text))) == [("counter", "r.csv:2 (Current reading)")]


@pytest.mark.parametrize(("stamp", "first"), [("start", "2025-01-01 00:00"), ("end", "2025-01-01 06:00")])
def test_a_load_profile(tmp_path: Path, stamp: str, first: str) -> None:
    begin = datetime.fromisoformat(first)
    rows = [f"main,{begin + timedelta(hours=6 * index):%Y-%m-%d %H:%M},1.5" for index in range(90 * 4)]
    found = records(tmp_path, meters=METERS, **readings("\n".join(["Meter,Timestamp,kWh", *rows]), stamp=stamp))
    assert len(found.readings) == 360
    assert sum(entry.amount for entry in found.readings) == 540 * KWH
    missing = "\n".join(["Meter,Timestamp,kWh", *rows[:7], *rows[8:]])
    [finding] = refused(tmp_path, meters=METERS, **readings(missing, stamp=stamp))
    assert finding.message == "meter `main` has no row from 2025-01-02 18:00 to 2025-01-03"


def test_a_double_entry_is_refused_with_both_places(tmp_path: Path) -> None:
    text = MONTHS + "main,2025-02,200,kWh\n"
    [finding] = refused(tmp_path, meters=METERS, **readings(text))
    assert (finding.code, str(finding.place)) == ("double", "r.csv:5 (Amount)")
    assert finding.message == "double entry: meter `main` from 2025-02-01 to 2025-03-01 stands also in r.csv:3 (Amount)"


def test_a_double_entry_is_dropped_where_the_study_says_so(tmp_path: Path) -> None:
    found = records(tmp_path, meters=METERS, **readings(MONTHS + "main,2025-02,200,kWh\n", duplicates="drop"))
    assert sum(entry.amount for entry in found.readings) == 600 * KWH
    assert told(found.findings) == [("double", "r.csv:5 (Amount)")]
    assert "stands also in r.csv:3 (Amount); this row was dropped" in found.findings[0].message


def test_a_double_entry_with_another_amount_is_never_dropped(tmp_path: Path) -> None:
    [finding] = refused(tmp_path, meters=METERS, **readings(MONTHS + "main,2025-02,201,kWh\n", duplicates="drop"))
    assert (finding.code, finding.found, finding.expected) == ("double", "201 kWh", "200 kWh as there, or one row only")


def test_a_double_entry_in_two_files(tmp_path: Path) -> None:
    files = {"a.csv": MONTHS, "b.csv": "Meter,Month,kWh\nmain,2025-03,300\n"}
    tables = [{"file": "a.csv"}, {"file": "b.csv"}]
    [finding] = refused(tmp_path, files, meters=METERS, readings=tables)
    assert (str(finding.place), "a.csv:4 (Amount)" in finding.message) == ("b.csv:2 (kWh)", True)


GAP = "Meter,Month,Amount,Unit\nmain,2025-01,310,kWh\nmain,2025-03,310,kWh\n"


def test_a_gap_is_refused(tmp_path: Path) -> None:
    [finding] = refused(tmp_path, meters=METERS, **readings(GAP))
    assert (finding.code, str(finding.place)) == ("gap", "r.csv:2 (Amount)")
    assert finding.message == "meter `main` has no row from 2025-02-01 to 2025-03-01"


def test_a_gap_is_accepted_and_counts_nothing(tmp_path: Path) -> None:
    found = records(tmp_path, meters=METERS, **readings(GAP, gaps="accept"))
    assert [entry.amount for entry in found.readings] == [310 * KWH, 310 * KWH]
    assert "counts nothing for that time" in found.findings[0].message


def test_a_gap_is_given_the_mean_rate_of_the_rest(tmp_path: Path) -> None:
    found = records(tmp_path, meters=METERS, **readings(GAP, gaps="interpolate"))
    assert [(entry.amount, entry.filled) for entry in found.readings] == [
        (310 * KWH, False), (280 * KWH, True), (310 * KWH, False),
    ]  # fmt: skip
    assert "filled with 280 kWh at the mean rate of the rest" in found.findings[0].message


def test_overlaps_are_refused(tmp_path: Path) -> None:
    text = "Meter,Start,End,kWh\nmain,2025-01-01,2025-02-10,1\nmain,2025-02-10,2025-03-31,1\n"
    [finding] = refused(tmp_path, meters=METERS, **readings(text))
    assert (finding.code, str(finding.place)) == ("overlap", "r.csv:3 (kWh)")
    assert "overlaps 2025-01-01 to 2025-02-11 of r.csv:2 (kWh)" in finding.message


def test_rows_outside_the_period_are_left_out_and_those_across_its_edge_refused(tmp_path: Path) -> None:
    outside = MONTHS + "main,2024-12,9,kWh\n"
    found = records(tmp_path, meters=METERS, **readings(outside))
    assert told(found.findings) == [("outside", "r.csv:5 (Amount)")]
    across = "Meter,Start,End,kWh\nmain,2024-12-22,2025-01-31,41\nmain,2025-02-01,2025-03-31,1\n"
    assert told(refused(tmp_path, meters=METERS, **readings(across))) == [("edge", "r.csv:2 (kWh)")]
    found = records(tmp_path, meters=METERS, **readings(across, edges="pro_rata"))
    assert found.readings[0].amount == pytest.approx(31 * KWH, rel=1e-14)
    assert "2025-01-01 to 2025-02-01 was counted pro rata: 31 kWh" in found.findings[0].message


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = """Meter,Start,End,Amount,Unit
main,2025-01-01,2025-01-31,-5,kWh
main,2025-02-01,2025-02-28,5,m3
main,2025-03-31,2025-03-01,5,kWh
mian,2025-03-01,2025-03-31,5,kWh
main,2025-03-01,2025-03-31,5,
main,2025-03-01,2025-03-31,5,kWhh
main,2025-03-01,2025-03-31,#REF!,kWh
main,2025-03-01,03/04/2025,5,kWh
main,2025-03-01,2025-03-31,,kWh
,2025-03-01,2025-03-31,5,kWh
main,2025-03-01,2025-03-31,5,kWh,6
"""
    meters = {**METERS, "wet": {"carrier": "water"}}
    assert sorted(told(refused(tmp_path, meters=meters, **readings(text)))) == sorted([
        ("cell", "r.csv:2 (Amount)"), ("dimension", "r.csv:3 (Amount)"), ("order", "r.csv:4 (Amount)"),
        ("unknown", "r.csv:5 (Meter)"), ("no_unit", "r.csv:6 (Amount)"), ("unit", "r.csv:7 (Amount)"),
        ("cell", "r.csv:8 (Amount)"), ("cell", "r.csv:9 (End)"), ("empty_cell", "r.csv:10 (Amount)"),
        ("empty_cell", "r.csv:11 (Meter)"), ("row", "r.csv:12"), ("no_rows", "r.csv"),
    ])  # fmt: skip


def test_rows_of_totals_are_left_out_with_a_warning(tmp_path: Path) -> None:
    text = MONTHS + "Total,,600,kWh\n合计,,600,kWh\nmain Total,,600,kWh\nGrand total 2025,,600,kWh\n"
    found = records(tmp_path, meters=METERS, **readings(text))
    assert sum(entry.amount for entry in found.readings) == 600 * KWH
    assert told(found.findings) == [("total", f"r.csv:{line} (Meter)") for line in (5, 6, 7, 8)]


def test_a_meter_whose_name_is_a_word_for_totals_is_a_meter(tmp_path: Path) -> None:
    found = records(tmp_path, meters={"total": METERS["main"]}, **readings(MONTHS.replace("main", "Total")))
    assert [entry.meter for entry in found.readings] == ["total"] * 3


def test_rows_of_other_meters_are_left_out_where_the_study_says_so(tmp_path: Path) -> None:
    found = records(tmp_path, meters=METERS, **readings(MONTHS + "chiller,2025-01,5,kWh\n", others="leave"))
    assert (len(found.readings), told(found.findings)) == (3, [("unknown", "r.csv:5 (Meter)")])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "Meter;Month;kWh\nmain;2025-01;1.234\nmain;2025-02;2.345\nmain;2025-03;7\n",
            "this point may be a decimal mark",
        ),
        ('Meter,Month,kWh\nmain,2025-01,"1,234"\nmain,2025-02,5\nmain,2025-03,6\n', "this comma may be a decimal mark"),
    ],
)
def test_marks_that_could_be_two_things_are_refused_until_the_study_says(
    tmp_path: Path, text: str, message: str
) -> None:
    assert message in refused(tmp_path, meters=METERS, **readings(text))[0].message
    assert amounts(tmp_path, text, decimal=".")[0] in (1.234, 1234.0)


def test_a_unit_that_is_told_twice_must_agree(tmp_path: Path) -> None:
    text = "Meter,Month,Amount (kWh),Unit\nmain,2025-01,5,MWh\nmain,2025-02,5,kWh\nmain,2025-03,5,kWh\n"
    assert told(refused(tmp_path, meters=METERS, **readings(text))) == [("unit", "r.csv:2 (Amount (kWh))")]


def test_more_errors_than_anyone_reads_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"main,2025-01,-{index},kWh\n" for index in range(1, 500))
    found = refused(tmp_path, meters=METERS, **readings("Meter,Month,Amount,Unit\n" + rows))
    assert len(found) == 201
    assert found[-1].message == "and 299 more findings like these, in other rows"
