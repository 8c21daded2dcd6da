"""What scalars share: asking a cell for its value, showing it, and refusing it at its place."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from mems_lca.errors import Finding
from mems_lca.study.book.cell import Cell, Unreadable, Value, place_of, unreadable
from mems_lca.study.book.numbers import percent_text
from mems_lca.units import format_number

Readable = str | int | float | bool | date | datetime | time | timedelta


def value_of(cell: Cell | None, file: str, findings: list[Finding]) -> Readable | None:
    """What the cell holds; None without a cell, and with a finding for what cannot be read."""
    if cell is None:
        return None
    if isinstance(cell.value, Unreadable):
        findings.append(unreadable(file, cell, cell.value))
        return None
    return cell.value


def refuse(
    cell: Cell, file: str, findings: list[Finding], code: str, message: str, expected: str, found: str = ""
) -> None:
    """A finding at the cell, with what it shows unless `found` says something else."""
    findings.append(Finding("error", code, message, place_of(file, cell), found or shown(cell), expected))


def refuse_date(cell: Cell, file: str, findings: list[Finding], expected: str) -> None:
    """A finding for a date where Excel took a name (MAR1) or a number (3/4, 1-2) for one."""
    refuse(cell, file, findings, "cell_is_date", "Excel made a date of this", expected)


def shown(cell: Cell) -> str:
    """What the cell shows: percentages as such, numbers with the zeros that a format such as 000 puts in front."""
    value: Value = cell.value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return percent_text(value) if cell.percent else _digits(value, cell.leading_zeros)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return value.found if isinstance(value, Unreadable) else str(value)


def _digits(value: int | float, zeros: int) -> str:
    if isinstance(value, float):
        return format_number(value)
    return f"{value:0{zeros + (value < 0)}d}" if zeros else str(value)
