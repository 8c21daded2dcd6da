"""What a number format makes of a number: a percentage, a date, a clock time, or digits with zeros in front."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, Literal, NamedTuple

Moment = Literal["", "day", "moment", "clock", "elapsed"]

# Formats that a file names by number alone (ECMA-376 part 1, 18.8.30); 27 to 36 and 50 to 58 are those of Chinese,
# Japanese and Korean installations, of which a file says no more than the number.
_DAYS: Final = frozenset({14, 15, 16, 17, *range(27, 32), 36, *range(50, 55), 57, 58})
_CLOCKS: Final = frozenset({18, 19, 20, 21, *range(32, 36), 45, 47, 55, 56})
_PERCENTAGES: Final = frozenset({9, 10})
_MOMENT: Final = 22
_ELAPSED: Final = 46

_ASIDE: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|General|E[+-]', re.IGNORECASE)
_SPENT: Final = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"\[[^\]]*\]")
# A comma after the last digit divides by a thousand; one between digits only separates.
_SCALED: Final = re.compile("[0#?.],+(?![0#?,])")
_MS_PER_DAY: Final = 86_400_000
_FIRST_DAY_AFTER_LEAP: Final = 60
_LAST_SERIAL: Final = 2_958_466


class Format(NamedTuple):
    """What a number format says: `zeros` counts the digits that it always shows (000 shows 7 as 007), 0 without any.

    `scaled` when it shows thousands or millions (0.0, shows 1200 as 1.2).
    """

    percent: bool = False
    zeros: int = 0
    moment: Moment = ""
    scaled: bool = False


PLAIN: Final = Format()


@lru_cache(maxsize=2_000)
def read_format(number: int, code: str = "") -> Format:
    """The format of that number, with its code where the file gives one."""
    if code:
        return _of_code(code)
    if number in _PERCENTAGES:
        return Format(percent=True)
    if number in _DAYS:
        return Format(moment="day")
    if number in _CLOCKS:
        return Format(moment="clock")
    if number == _MOMENT:
        return Format(moment="moment")
    return Format(moment="elapsed") if number == _ELAPSED else PLAIN


def _of_code(code: str) -> Format:
    first = _ASIDE.sub("", code).split(";")[0]
    if _SPENT.search(first):
        return Format(moment="elapsed")
    signs = _BRACKETS.sub("", first).lower()
    has_time = any(sign in signs for sign in "hs")
    has_day = any(sign in signs for sign in "yd") or "aaa" in signs or ("m" in signs and not has_time)
    # Places for digits make it a number, but for fractions of a second.
    is_number = re.search("[0#?]", re.sub(r"s\.0+", "s", signs)) is not None
    if (has_time or has_day) and not is_number:
        return Format(moment="moment" if has_time and has_day else "clock" if has_time else "day")
    if "%" in signs:
        return Format(percent=True)
    if _SCALED.search(signs):
        return Format(scaled=True)
    return Format(zeros=len(signs)) if re.fullmatch("0{2,}", signs) else PLAIN


def moment_of(serial: float, moment: Moment, from_1904: bool) -> date | datetime | time | timedelta | None:
    """The day, clock time or duration that a serial number of days stands for, to the millisecond; None for no date.

    Whole numbers shown as days are days; a number below 1 shown as a clock time has no day.
    """
    if not 0 <= serial < _LAST_SERIAL:
        return None
    days, rest = divmod(round(serial * _MS_PER_DAY), _MS_PER_DAY)
    if moment == "elapsed":
        return timedelta(days=days, milliseconds=rest)
    if moment == "clock" and days == 0:
        return (datetime(1900, 1, 1) + timedelta(milliseconds=rest)).time()
    # The 29th of February 1900, which never was, is day 60 of the calendar that begins in 1900.
    begin = date(1904, 1, 1) if from_1904 else date(1899, 12, 30 if days >= _FIRST_DAY_AFTER_LEAP else 31)
    try:
        day = begin + timedelta(days=days)
    except OverflowError:
        return None
    if moment == "day" and not rest:
        return day
    return datetime(day.year, day.month, day.day) + timedelta(milliseconds=rest)
