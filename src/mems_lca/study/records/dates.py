"""Days, months and times as exports write them; what could be two days is refused with advice."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Final, NoReturn

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar", "feb february februar", "mar march märz mrz", "apr april", "may mai", "jun june juni",
            "jul july juli", "aug august", "sep sept september", "oct october okt oktober", "nov november",
            "dec december dez dezember",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DOTTED: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})")
_NAMED: Final = re.compile(r"(\d{1,2})[-. /]*([^\W\d]+)[-. /,]*(\d{4}|\d{2})")
_NAMED_FIRST: Final = re.compile(r"([^\W\d]+)[-. ]*(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})")
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]m)?")
_ZONE: Final = re.compile(r"(?:z|utc|gmt|[+-]\d{2}:?\d{2})$")
_MONTH_FIRST: Final = re.compile(r"([^\W\d]+)[-. /']*(\d{4}|\d{2})")
# 2025.1 may have been 2025.10 before a spreadsheet saw it.
_YEAR_MONTH: Final = re.compile(r"(\d{4})(?:(?:[-/年 ]|m)(\d{1,2})月?份?|\.?(\d{2}))")
_MONTH_YEAR: Final = re.compile(r"(\d{1,2})[-/.](\d{4})")
_EXCEL_DAY_ZERO: Final = datetime(1899, 12, 30)
# Years in which anything can have been measured, and Excel's numbers of their days.
_YEARS: Final = (1990, 2099)
_SERIALS: Final = (32_874, 73_050)
EXCEL: Final = "excel"


def as_moment(value: object, date_format: str) -> tuple[datetime, bool]:
    """A time, and whether a clock is written (a day alone is its beginning). ValueError, with advice, otherwise."""
    if isinstance(value, datetime):
        moment = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
        return moment.replace(tzinfo=None), True
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day), False
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(value, date_format)
    if not isinstance(value, str):
        raise ValueError("this is not a date")
    text = unicodedata.normalize("NFKC", value).strip()
    if date_format and date_format != EXCEL:
        return _as_told(text, date_format)
    if date_format == EXCEL and re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _from_number(float(text), date_format)
    return _moment(text.casefold())


def as_day(value: object, date_format: str) -> date:
    """A day; a clock beside it is left aside. ValueError, with advice, otherwise."""
    return as_moment(value, date_format)[0].date()


def as_month(value: object, date_format: str) -> tuple[date, date]:
    """The first and the last day of a month; any day of it stands for it. ValueError, with advice, otherwise."""
    if isinstance(value, int | float) and not isinstance(value, bool) and value == int(value):
        value = str(int(value)) if value > _SERIALS[1] or value < _SERIALS[0] else value
    if isinstance(value, str) and not (date_format and date_format != EXCEL):
        text = unicodedata.normalize("NFKC", value).strip().casefold()
        if found := _month(text):
            return _whole_month(*found)
    day = as_day(value, date_format)
    return _whole_month(day.year, day.month)


def next_day(day: date) -> datetime:
    """The end of a day: the beginning of the next."""
    return datetime(day.year, day.month, day.day) + timedelta(days=1)


def beginning(day: date) -> datetime:
    """The beginning of a day."""
    return datetime(day.year, day.month, day.day)


def _month(text: str) -> tuple[int, int] | None:
    if match := _YEAR_MONTH.fullmatch(text):
        return int(match[1]), int(match[2] or match[3])
    if match := _MONTH_YEAR.fullmatch(text):
        return int(match[2]), int(match[1])
    if (match := _MONTH_FIRST.fullmatch(text)) and match[1] in _MONTHS:
        return _year(match[2]), _MONTHS[match[1]]
    if text in _MONTHS or re.fullmatch(r"\d{1,2}月?份?|[一二三四五六七八九十]{1,2}月份?", text):
        raise ValueError("this month has no year")
    if re.fullmatch(r"\d{4}年?", text):
        raise ValueError("this is a year, not a month")
    return None


def _whole_month(year: int, month: int) -> tuple[date, date]:
    if not 1 <= month <= 12 or not _YEARS[0] <= year <= _YEARS[1]:
        raise ValueError("there is no such month")
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _moment(text: str) -> tuple[datetime, bool]:
    clock = _CLOCK.search(text)
    day_text = text[: clock.start()].strip().removesuffix("t").strip(" ,") if clock else text
    day = _day(day_text)
    if clock is None:
        return beginning(day), False
    if rest := text[clock.end() :].strip():
        if _ZONE.fullmatch(rest):
            raise ValueError("a time is that of the clock at the site, without a time zone")
        raise ValueError("this is not a time")
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if clock[4]:
        if not 1 <= hour <= 12:
            raise ValueError("there is no such time")
        hour = hour % 12 + (12 if clock[4] == "pm" else 0)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        raise ValueError("there is no such time")
    return beginning(day) + timedelta(hours=hour, minutes=minute, seconds=second), True


def _day(text: str) -> date:
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _checked(int(match[1]), int(match[2]), int(match[3]))
    if match := _DOTTED.fullmatch(text):
        return _checked(int(match[3]), int(match[2]), int(match[1]))
    if match := _YEAR_LAST.fullmatch(text):
        first, second = int(match[1]), int(match[2])
        if first <= 12 and second <= 12 and first != second:
            raise ValueError("day and month cannot be told apart: say `date_format`, such as %d/%m/%Y")
        day, month = (first, second) if first > 12 else (second, first)
        return _checked(int(match[3]), month, day)
    if (match := _NAMED.fullmatch(text)) and match[2] in _MONTHS:
        return _checked(_year(match[3]), _MONTHS[match[2]], int(match[1]))
    if (match := _NAMED_FIRST.fullmatch(text)) and match[1] in _MONTHS:
        return _checked(int(match[3]), _MONTHS[match[1]], int(match[2]))
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        _refuse_serial()
    raise ValueError("this is not a date that is known here: say `date_format`")


def _checked(year: int, month: int, day: int) -> date:
    if not _YEARS[0] <= year <= _YEARS[1]:
        raise ValueError(f"the year is not one from {_YEARS[0]} to {_YEARS[1]}")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError("there is no such day") from None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _from_number(value: float, date_format: str) -> tuple[datetime, bool]:
    if value == int(value) and 19_000_101 <= value <= 99_991_231:
        return _moment(str(int(value)))
    if not _SERIALS[0] <= value <= _SERIALS[1]:
        raise ValueError("this number is not a date")
    if date_format != EXCEL:
        _refuse_serial()
    moment = _EXCEL_DAY_ZERO + timedelta(seconds=round(value * 86_400))
    return moment, moment.time() != time(0)


def _refuse_serial() -> NoReturn:
    raise ValueError("this looks like Excel's number of a day: format the cells as dates, or say `date_format: excel`")


def _as_told(text: str, date_format: str) -> tuple[datetime, bool]:
    try:
        moment = datetime.strptime(text, date_format)
    except ValueError:
        raise ValueError(f"this is not a date written as {date_format}") from None
    clock = any(code in date_format for code in ("%H", "%I", "%X", "%c", "%T"))
    return moment.replace(tzinfo=None), clock
