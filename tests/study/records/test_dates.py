from __future__ import annotations

from datetime import date, datetime

import pytest

from mems_lca.study.records.dates import as_day, as_moment, as_month

DAY = date(2025, 1, 31)


@pytest.mark.parametrize(
    "text",
    [
        "2025-01-31", "2025/1/31", "2025.01.31", "20250131", "31.01.2025", "31/01/2025", "01/31/2025", "31-Jan-25",
        "31 January 2025", "Jan 31, 2025", "2025年1月31日", "２０２５－０１－３１", "31. Januar 2025",
    ],
)  # fmt: skip
def test_days(text: str) -> None:
    assert as_day(text, "") == DAY


def test_days_of_other_types() -> None:
    assert as_day(20250131, "") == as_day(datetime(2025, 1, 31, 8), "") == as_day(45688, "excel") == DAY
    assert as_day("45688", "excel") == DAY


@pytest.mark.parametrize(
    "value",
    [
        "2025-01", "2025-1", "2025/01", "2025.01", "202501", 202501, "01/2025", "Jan 2025", "Jan-25", "January 2025",
        "2025年1月", "2025年01月份", "2025M01", "2025-01-15", date(2025, 1, 1), datetime(2025, 1, 31),
    ],
)  # fmt: skip
def test_months(value: object) -> None:
    assert as_month(value, "") == (date(2025, 1, 1), DAY)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-01-31 13:45", datetime(2025, 1, 31, 13, 45)), ("2025-01-31T13:45:10", datetime(2025, 1, 31, 13, 45, 10)),
        ("31.01.2025 24:00", datetime(2025, 2, 1)), ("01/31/2025 1:45 PM", datetime(2025, 1, 31, 13, 45)),
        ("31/01/2025 12:05 am", datetime(2025, 1, 31, 0, 5)),
    ],
)  # fmt: skip
def test_times(text: str, moment: datetime) -> None:
    assert as_moment(text, "") == (moment, True)


def test_a_format_that_is_said_decides() -> None:
    assert as_day("03/02/2025", "%d/%m/%Y") == date(2025, 2, 3)
    assert as_moment("03/02/2025 07", "%m/%d/%Y %H") == (datetime(2025, 3, 2, 7), True)


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ("03/02/2025", "cannot be told apart"),
        (45688, "Excel's number of a day"), ("45688", "Excel's number of a day"),
        ("2025-02-30", "no such day"), ("31.01.25", "not a date"), ("2025-01-31T13:45Z", "time zone"),
        ("2025-01-31 13:45+08:00", "time zone"), ("2025-01-31 25:00", "no such time"), ("yesterday", "not a date"),
        (12, "not a date"), (True, "not a date"),
    ],
)  # fmt: skip
def test_what_could_be_two_days_or_none_is_refused(value: object, advice: str) -> None:
    with pytest.raises(ValueError, match=advice):
        as_day(value, "")


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ("January", "no year"),
        ("3月", "no year"),
        ("2025", "a year"),
        ("2025-13", "no such month"),
        ("2025.1", "not a date"),
        ("45688", "Excel's number"),
    ],
)
def test_what_is_no_month_is_refused(value: str, advice: str) -> None:
    with pytest.raises(ValueError, match=advice):
        as_month(value, "")
