"""Cells to numbers and quantities: a cell means what it shows, and its unit stands beside it or in its text."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from mems_lca.errors import Finding, UnitError
from mems_lca.study.book.asking import Readable, refuse, refuse_date, shown, value_of
from mems_lca.study.book.cell import Cell, place_of
from mems_lca.study.book.numbers import fold, percent_text, percent_value, read_number
from mems_lca.units import conversion, format_number, parse_unit

Number = int | float

_NO_UNIT = frozenset({"", "-", "–", "—", "1", "/"})


def number(cell: Cell | None, file: str, findings: list[Finding]) -> Number | None:
    """A number without a unit; a cell that shows 12 % is 0.12."""
    value = value_of(cell, file, findings)
    if cell is None or value is None:
        return None
    found, unit_text = _number_in(cell, value, file, findings)
    if found is None or not unit_text:
        return found
    if unit_text == "%":
        return percent_value(found)
    message, expected = "a number without a unit is expected here", f"such as {format_number(found)}"
    refuse(cell, file, findings, "unit_given", message, expected)
    return None


def whole(cell: Cell | None, file: str, findings: list[Finding]) -> int | None:
    """A whole number."""
    found = number(cell, file, findings)
    if cell is None or found is None:
        return None
    if _is_percentage(cell) or found != int(found):
        refuse(cell, file, findings, "cell_kind", "a whole number is expected here", "such as 25")
        return None
    return int(found)


def quantity(cell: Cell | None, unit_cell: Cell | None, file: str, findings: list[Finding]) -> str | Number | None:
    """A quantity from its cell and the cell of its unit, as YAML would hold it: "300 sccm", "12 %", or a plain number.

    A text may carry its own unit where the cell beside it has none or the same. Without a value the unit is not read.
    """
    if cell is None:
        return None
    value = value_of(cell, file, findings)
    found, own = (None, "") if value is None else _number_in(cell, value, file, findings)
    own_unit = _readable(own, cell, file, findings)
    beside = unit(unit_cell, file, findings)
    if found is None or own_unit is None or beside is None:
        return None
    if _is_percentage(cell):
        return _percentage(cell, found, beside, file, findings)
    if own_unit and beside and conversion(own_unit) != conversion(beside):
        message = f"two units are given: {own_unit} here and {beside} beside it"
        refuse(cell, file, findings, "unit_twice", message, "one of them")
        return None
    written = own_unit or beside
    if written == "%" and 0 < found < 1:
        message = f"{format_number(found)} % is less than one in a hundred"
        expected = f"{percent_text(found)}, if that is what is meant"
        findings.append(Finding("warning", "low_percent", message, place_of(file, cell), expected=expected))
    return f"{format_number(found)} {written}" if written else found


def unit(cell: Cell | None, file: str, findings: list[Finding]) -> str | None:
    """The unit that a cell names, "" for none (a dash or 1 says the same); None and a finding for what is no unit."""
    if cell is None:
        return ""
    value = value_of(cell, file, findings)
    if value is None:
        return None
    if isinstance(value, str):
        return "" if value in _NO_UNIT else _readable(value, cell, file, findings)
    if value == 1 and not isinstance(value, bool) and not cell.percent:
        return ""
    refuse(cell, file, findings, "unit_kind", "a unit is a text", "a unit such as sccm, or nothing")
    return None


def _readable(written: str, cell: Cell, file: str, findings: list[Finding]) -> str | None:
    """A unit that the package can read, full-width letters folded; its advice becomes a finding at the cell."""
    folded = fold(written)
    try:
        parse_unit(folded)
    except UnitError as error:
        findings.extend(error.at(place_of(file, cell)).findings)
        return None
    return folded


def _number_in(cell: Cell, value: Readable, file: str, findings: list[Finding]) -> tuple[Number | None, str]:
    """The number that a cell holds, and what follows it in a text; (None, "") with a finding otherwise."""
    if isinstance(value, bool):
        refuse(cell, file, findings, "cell_kind", "a number is expected here, not TRUE or FALSE", "a number")
    elif isinstance(value, int | float):
        return value, ""
    elif isinstance(value, date | datetime | time | timedelta):
        refuse_date(cell, file, findings, "a number: format the cell as a number and type it again")
    else:
        try:
            return read_number(value)
        except UnitError as error:
            findings.extend(error.at(place_of(file, cell)).findings)
    return None, ""


def _percentage(cell: Cell, value: Number, beside: str, file: str, findings: list[Finding]) -> str | None:
    if beside in ("", "%"):
        return percent_text(value)
    message = f"the cell shows a percentage, and the unit beside it is {beside}"
    expected = "the number format General, or the unit %"
    refuse(cell, file, findings, "unit_percent", message, expected, shown(cell))
    return None


def _is_percentage(cell: Cell) -> bool:
    """A number shown as a percentage; a text in such a cell is shown as it was typed."""
    return cell.percent and not isinstance(cell.value, str)
