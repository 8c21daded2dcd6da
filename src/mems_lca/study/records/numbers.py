"""Numbers as exports write them: full-width digits, groups of thousands, decimal points and commas, trailing signs."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

Mark = Literal[".", ","]

_PLAIN: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_NUMBER: Final = re.compile(r"([+-]?)\s*((?:[0-9]|[.,](?=[0-9]))(?:[0-9.,]|[ '](?=[0-9]{3}))*)([eE][+-]?[0-9]+)?")
# Folding the width would make 103 of 10³.
_RAISED: Final = re.compile(r"\d[\u2070-\u2079\u00b2\u00b3\u00b9]|[½¼¾⅓⅔]")
_SPACES: Final = {ord(char): " " for char in "\u00a0\u2009\u202f\u3000\t"}
_SIGNS: Final = {ord("−"): "-", ord("–"): "-", ord("’"): "'", ord("‘"): "'", ord("、"): ","}


class Written(NamedTuple):
    """A number as text, taken apart: sign and digits with their marks, exponent, and what stands behind (a unit)."""

    sign: str
    digits: str
    exponent: str
    behind: str


def take_apart(text: str) -> Written | None:
    """A number and what stands behind it; None where the text does not begin with a number.

    A minus may stand behind ("5-", as some systems export), or round brackets around (a negative in accounts).
    """
    if _RAISED.search(text):
        return None
    clean = unicodedata.normalize("NFKC", text).translate(_SPACES).translate(_SIGNS).strip()
    bracketed = clean.startswith("(") and clean.endswith(")")
    match = _NUMBER.match(clean[1:-1].strip() if bracketed else clean)
    if match is None:
        return None
    behind = (clean[1:-1].strip() if bracketed else clean)[match.end() :].strip()
    sign = "-" if bracketed or match[1] == "-" else ""
    if behind == "-" and not sign:
        sign, behind = "-", ""
    return Written(sign, match[2], match[3] or "", behind)


def mark_of(digits: str) -> Mark | None:
    """The decimal mark that a number must have, whatever the others are: "12,5" and "1.234,5" a comma, "0.125" a point.

    None where it has none, or could have either ("1,234").
    """
    point, comma = digits.count("."), digits.count(",")
    if point and comma:
        last: Mark = "." if digits.rfind(".") > digits.rfind(",") else ","
        return last if digits.count(last) == 1 else None
    if point > 1 or comma > 1:
        grouped = all(len(group) == 3 for group in re.split(r"[.,]", digits)[1:])
        return ("," if point else ".") if grouped else None
    if not point and not comma:
        return None
    mark: Mark = "." if point else ","
    before, _, after = digits.replace(" ", "").replace("'", "").partition(mark)
    grouped = len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith("0")
    return None if grouped else mark


def common_mark(texts: Iterable[str]) -> tuple[Mark | None, bool]:
    """The decimal mark that all numbers of a table share where one shows it, and whether any of them shows one.

    (None, True) where some show a point and others a comma.
    """
    shown: set[Mark] = set()
    for text in texts:
        if _PLAIN.fullmatch(text) and (len(text) < 5 or text[-4] != "."):
            mark: Mark | None = "." if "." in text else None
        else:
            written = take_apart(text)
            mark = mark_of(written.digits) if written else None
        if mark:
            shown.add(mark)
            if len(shown) == 2:
                return None, True
    return (shown.pop(), True) if shown else (None, False)


def value_of(written: Written, mark: Mark | None, *, points: bool) -> float:
    """The number, with the table's decimal mark where it is known.

    `points` says that a single mark before three digits ("1.234") is a decimal point where the table shows no mark.
    Raises ValueError, with advice, where the number could be two things or is none.
    """
    own = mark or mark_of(written.digits)
    if own is None and "," in written.digits:
        raise ValueError("this comma may be a decimal mark or part thousands: say `decimal` in the study")
    if own is None and "." in written.digits and not points:
        raise ValueError("this point may be a decimal mark or part thousands: say `decimal` in the study")
    decimal: Mark = own or "."
    whole, _, part = written.digits.partition(decimal)
    if part and not part.isdigit():
        raise ValueError(f"'{decimal}' is the decimal mark here, and this is no number with it")
    number = float(f"{written.sign}{_ungrouped(whole, decimal) or '0'}.{part or '0'}{written.exponent}")
    if not math.isfinite(number):
        raise ValueError("this number is too large")
    return number


def _ungrouped(whole: str, decimal: Mark) -> str:
    """The digits before the decimal mark without marks between thousands (or, as in India, lakhs)."""
    if whole.isdigit() or not whole:
        return whole
    marks = {char for char in whole if not char.isdigit()}
    groups = re.split(r"[^0-9]", whole)
    regular = 1 <= len(groups[0]) <= 3 and all(len(group) in (2, 3) for group in groups[1:-1]) and len(groups[-1]) == 3
    if len(marks) > 1 or decimal in marks or not regular:
        raise ValueError(f"with '{decimal}' as decimal mark this is no number")
    return "".join(groups)
