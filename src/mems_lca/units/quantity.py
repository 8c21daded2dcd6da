"""Quantities as people write them: a finite number and a unit."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final, NoReturn

from mems_lca.errors import UnitError
from mems_lca.units.dimensions import Dimension
from mems_lca.units.registry import conversion, convert, dimension_of

_LONGEST_QUANTITY: Final = 300
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_EXPECTED: Final = "a number and a unit, such as '300 sccm'"
_NOT_A_NUMBER: Final = re.compile(r"[+-]?(?:nan|inf(?:inity)?)\b", re.IGNORECASE)
_ODD_SIGNS: Final = {"−": "-", "–": "-", "—": "-", "，": ".", "．": ".", "＋": "+", "－": "-"}


@dataclass(frozen=True)
class Quantity:
    """A finite magnitude in a unit, both as written; the unit is known to be readable."""

    magnitude: float
    unit: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.magnitude, bool) or not isinstance(self.magnitude, int | float):
            raise _error("a quantity has a number", repr(self.magnitude))
        object.__setattr__(self, "magnitude", _finite(self.magnitude))
        if not math.isfinite(self.canonical):
            raise _error("this quantity is too large to calculate with", str(self))

    @property
    def canonical(self) -> float:
        """The value in the coherent unit of its dimension (W, mol/s, kg, 1 ...)."""
        rule = conversion(self.unit)
        return self.magnitude * rule.factor + rule.offset

    @property
    def canonical_unit(self) -> str:
        """The coherent unit that `canonical` is in."""
        return conversion(self.unit).canonical_unit

    @property
    def dimension(self) -> Dimension:
        """The dimension of the unit."""
        return dimension_of(self.unit)

    def to(self, unit: str) -> float:
        """The value expressed in another unit of the same dimension; UnitError otherwise."""
        return convert(self.magnitude, self.unit, unit)

    def __str__(self) -> str:
        return f"{format_number(self.magnitude)} {self.unit}".rstrip()


def parse_quantity(text: str | int | float) -> Quantity:
    """A quantity from what a file or a cell holds: "300 sccm", "12 %", or a plain number (dimensionless).

    UnitError for what is not a finite decimal number with a known unit; it advises on decimal commas,
    full-width digits and units with two meanings.
    """
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        raise _error("this is not a quantity", repr(text))
    if not isinstance(text, str):
        return Quantity(_finite(text))
    if len(text) > _LONGEST_QUANTITY:
        raise _error(f"a quantity has at most {_LONGEST_QUANTITY} characters", text)
    written = text.strip()
    match = _NUMBER.match(written)
    if match is None:
        _refuse_number(written, text)
    rest = written[match.end() :]
    _check_rest(rest, text)
    return Quantity(_finite(float(match.group()), text), rest.strip())


def show(value: float, unit: str, digits: int = 4) -> str:
    """A value for people, with that many significant digits and its unit: "25200 kg CO2e/kg"."""
    number = f"{value:.{digits}g}" if _needs_power(value) else _fixed(value, digits)
    spelled = re.sub(r"([A-Za-z]+)_CO2e", r"\1 CO2e", unit).replace("m3_world_eq", "m3 world eq")
    pretty = spelled.replace("**", "^")
    return f"{number} {pretty}".rstrip()


def format_number(value: float) -> str:
    """The shortest decimal text that reads back as the same float; whole numbers without a point."""
    if math.isfinite(value) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(float(value))


def _needs_power(value: float) -> bool:
    return not math.isfinite(value) or (value != 0 and not 1e-4 <= abs(value) < 1e9)


def _fixed(value: float, digits: int) -> str:
    """Rounded to significant digits, without an exponent and without trailing zeros."""
    if value == 0:
        return "0"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals else text


def _finite(value: float, text: str = "") -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise _error("a quantity is a finite number", text or str(number))
    return number


def _check_rest(rest: str, text: str) -> None:
    """Refuse what a wrongly written number leaves behind where the unit should be."""
    if rest[:1] in (",", "，"):
        raise _error("a comma has no place in a number", text, "a decimal point, no separators: '1.5 kg'")
    if rest[:1] in ("_", "'", "’") or re.match(r"\s+(?!1\s*(?:/|per\b))[0-9]", rest):
        raise _error("a number has no separators inside", text, "digits without gaps, such as '1500 kg'")
    if re.match(r"\s*(±|\+)", rest):
        raise _error("a quantity is one number", text, "the number; a spread goes under 'uncertainty'")
    _check_width(rest[:1], text)


def _refuse_number(written: str, text: str) -> NoReturn:
    if not written:
        raise _error("a quantity is missing", text)
    if _NOT_A_NUMBER.match(written):
        raise _error("a quantity is a finite number", text)
    if written[0] in _ODD_SIGNS:
        raise _error(f"'{written[0]}' is not an ASCII sign", text, f"'{_ODD_SIGNS[written[0]]}' instead")
    _check_width(written[0], text)
    raise _error("a quantity begins with a number", text)


def _check_width(char: str, text: str) -> None:
    if char and not char.isascii() and (char.isdecimal() or char in "．，"):
        raise _error("these digits are not ASCII", text, "the digits 0 to 9 in half width (ASCII)")


def _error(message: str, found: str, expected: str = _EXPECTED) -> UnitError:
    return UnitError.single("quantity-syntax", message, found=found, expected=expected)
