"""Numbers that people typed as text: full-width digits, commas, separators, and what is ambiguous about them."""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal
from typing import Final, Literal

from mems_lca.errors import UnitError
from mems_lca.units import format_number

Decimals = Literal[".", ","]

_EXPECTED: Final = "a number such as 1234.5, with its unit in the column beside it"
_LONGEST: Final = 300
# A run of digits with the signs that separate them; what follows it is the unit.
_RUN: Final = re.compile(r"([+-]?)\s?((?:[0-9]|[.,'](?=[0-9])| (?=[0-9]{3}(?![0-9])))+)(?:[eE]([+-]?[0-9]+))?")
_GROUPS: Final = re.compile(r"[0-9]{1,3}(?:([.,' ])[0-9]{3})(?:\1[0-9]{3})*")
_MINUS: Final = "\u2212\u2013\u2014\u2010\u2011"
_QUOTES: Final = "\u2018\u2019"


def fold(text: str) -> str:
    """Full-width letters, digits and signs as ASCII, and every kind of blank as a plain one; nothing else changes.

    Superscripts stay: m² is a unit, and 10² is not 102.
    """
    if text.isascii():
        return text
    return "".join(_folded(char) for char in text).strip()


def read_number(text: str, decimal: Decimals | None = None) -> tuple[int | float, str]:
    """A number at the beginning of a text, and what follows it (its unit, stripped); whole numbers stay whole.

    `decimal` settles what a comma or point means where a text alone is ambiguous (1,234). Without it a single point is
    a decimal point, and a comma counts where it can mean one thing: 0,5; 1.234,5; 1,234.5. Raises UnitError.
    """
    written = _signs(fold(text))
    match = _RUN.match(written)
    if len(text) > _LONGEST or match is None:
        raise _refused("this is not a number", text)
    sign, digits, power = match.groups()
    rest = written[match.end() :]
    if rest[:1] in (".", ",", "'", "_") or re.match(r"\s+[0-9](?!\s*/|\s*per\b)", rest):
        raise _refused("a sign in this number has no meaning", text)
    if rest and (rest[0].isdigit() or unicodedata.decomposition(rest[0]).startswith("<super>")):
        raise _refused("a raised digit is not read as a power of the number", text, "1e-3 for 10⁻³")
    plain = _plain(digits, text, decimal)
    whole = "." not in plain and power is None
    value: int | float = int(sign + plain) if whole else float(f"{sign}{plain}e{power or 0}")
    if not math.isfinite(value):
        raise _refused("a quantity is a finite number", text)
    return value, rest.strip()


def percent_text(value: float) -> str:
    """A number as its percentage without a rounding error: 0.07 is "7 %"."""
    return f"{format_number(float(Decimal(repr(float(value))).scaleb(2)))} %"


def percent_value(value: float) -> float:
    """The number that so many per cent are, without a rounding error: 7 is 0.07."""
    return float(Decimal(repr(float(value))).scaleb(-2))


def _folded(char: str) -> str:
    if unicodedata.category(char) == "Zs":
        return " "
    if unicodedata.decomposition(char).startswith(("<wide>", "<narrow>")):
        return unicodedata.normalize("NFKC", char)
    return char


def _signs(text: str) -> str:
    """Minus signs and apostrophes as ASCII at the beginning and between digits, which is where a number has them."""
    begun = "-" + text[1:] if text[:1] in tuple(_MINUS) else text
    return re.sub(f"(?<=[0-9])[{_QUOTES}](?=[0-9])", "'", re.sub(f"(?<=[0-9][eE])[{_MINUS}](?=[0-9])", "-", begun))


def _plain(digits: str, text: str, decimal: Decimals | None) -> str:
    """The digits with a decimal point or without one, and no other sign."""
    used = sorted({sign for sign in digits if not sign.isdigit()})
    marks = [sign for sign in used if sign in ".,"]
    if not marks:
        return _grouped(digits, text) if used else digits
    mark = ""
    if decimal is not None:
        mark = decimal if decimal in marks else ""
    elif len(marks) == 2:
        mark = max(marks, key=digits.rfind)
    elif digits.count(marks[0]) == 1:
        mark = marks[0]
        _refuse_ambiguous(digits, mark, text)
    if not mark:
        return _grouped(digits, text)
    before, _, after = digits.partition(mark)
    if not after.isdigit():
        raise _refused("the signs in this number contradict each other", text)
    return f"{_grouped(before, text) if before and not before.isdigit() else before or '0'}.{after}"


def _grouped(digits: str, text: str) -> str:
    """The digits of a number in groups of three."""
    if not _GROUPS.fullmatch(digits):
        raise _refused("the signs in this number do not separate thousands", text)
    return re.sub("[^0-9]", "", digits)


def _refuse_ambiguous(digits: str, mark: str, text: str) -> None:
    """A comma before three digits may separate thousands, or be a decimal comma."""
    before, _, after = digits.partition(",")
    if mark == "," and len(after) == 3 and re.fullmatch("[1-9][0-9]{0,2}", before):
        whole, fraction = f"{before}{after}", f"{before}.{after}"
        message = f"this may be {whole} or {fraction}"
        raise _refused(message, text, f"{whole} without a comma, or {fraction} with a point")


def _refused(message: str, text: str, expected: str = _EXPECTED) -> UnitError:
    return UnitError.single("number", message, found=text, expected=expected)
