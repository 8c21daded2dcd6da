"""Cells to typed values: what a cell shows is what it means, and what Excel may have changed is refused.

Every function gives None for a cell that is not there, and None with a finding for one that cannot be meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from typing import Final

from mems_lca.errors import Finding, nearest
from mems_lca.study.book.amounts import Number, number, quantity, unit, whole
from mems_lca.study.book.asking import refuse, refuse_date, shown, value_of
from mems_lca.study.book.cell import Cell, Unreadable, place_of
from mems_lca.study.book.numbers import fold, read_number

__all__ = [
    "choice",
    "day",
    "fold",
    "formula",
    "label",
    "name",
    "names",
    "number",
    "quantity",
    "read_number",
    "shown",
    "text",
    "unit",
    "whole",
    "yes_no",
]

_YES: Final = frozenset({"yes", "true", "y", "是"})
_NO: Final = frozenset({"no", "false", "n", "否"})
_SEPARATORS: Final = re.compile("[,;\n，；、]")
_ISO: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AS_TEXT: Final = "the text: format the cell as text and type it again, or type an apostrophe before it ('007)"
_MOST_CHOICES: Final = 40


def text(cell: Cell | None, file: str, findings: list[Finding]) -> str | None:
    """A text as it is shown; numbers and dates are texts, too (a note may be 2024)."""
    value = value_of(cell, file, findings)
    if cell is None or value is None:
        return None
    if isinstance(value, bool):
        refuse(cell, file, findings, "cell_kind", "a text is expected here, not TRUE or FALSE", "the text")
        return None
    return shown(cell)


def name(cell: Cell | None, file: str, findings: list[Finding]) -> str | None:
    """A name or a code: what Excel took for a number, a date or TRUE is refused, as it may not be what was typed."""
    value = value_of(cell, file, findings)
    if cell is None or value is None:
        return None
    if isinstance(value, str):
        return _visible(cell, value, file, findings)
    if isinstance(value, bool):
        refuse(cell, file, findings, "cell_kind", "Excel made TRUE or FALSE of this name", _AS_TEXT)
    elif isinstance(value, int | float):
        hidden = ", with zeros in front that the cell does not hold" if cell.leading_zeros else ""
        refuse(cell, file, findings, "name_number", f"Excel made a number of this name{hidden}", _AS_TEXT)
    else:
        refuse_date(cell, file, findings, _AS_TEXT)
    return None


def label(cell: Cell | None, file: str, findings: list[Finding]) -> str | None:
    """A name that may consist of digits, such as a bottle's number: whole numbers are read as they are shown."""
    if cell is None or cell.percent or isinstance(cell.value, bool) or not isinstance(cell.value, int):
        return name(cell, file, findings)
    return shown(cell)


def formula(cell: Cell | None, file: str, findings: list[Finding]) -> str | Number | None:
    """A formula over parameters, such as flow * time, or a plain number; a formula of Excel is not taken for one."""
    if cell is not None and isinstance(cell.value, str):
        return _visible(cell, fold(cell.value), file, findings)
    if cell is not None and isinstance(cell.value, Unreadable):
        expected = "a text such as flow * time, without = before it"
        refuse(cell, file, findings, cell.value.code, cell.value.message, expected)
        return None
    return number(cell, file, findings)


def yes_no(cell: Cell | None, file: str, findings: list[Finding]) -> bool | None:
    """Yes or no, in English or Chinese, or Excel's TRUE and FALSE."""
    value = value_of(cell, file, findings)
    if cell is None or value is None or isinstance(value, bool):
        return value if isinstance(value, bool) else None
    word = fold(value).casefold() if isinstance(value, str) else ""
    if word in _YES | _NO:
        return word in _YES
    refuse(cell, file, findings, "cell_kind", "yes or no is expected here", "yes, no")
    return None


def day(cell: Cell | None, file: str, findings: list[Finding]) -> str | None:
    """A date as ISO text: a cell that Excel holds as a date, or the text 2025-01-31."""
    value = value_of(cell, file, findings)
    if cell is None or value is None:
        return None
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    written = fold(value) if isinstance(value, str) else ""
    if _ISO.fullmatch(written) and _is_day(written):
        return written
    refuse(cell, file, findings, "cell_date", "a date is expected here", "a date cell, or a text such as 2025-01-31")
    return None


def names(cell: Cell | None, file: str, findings: list[Finding]) -> list[str] | None:
    """A list of names: between commas or semicolons, or on lines of their own."""
    found = name(cell, file, findings)
    if found is None:
        return None
    return [item.strip() for item in _SEPARATORS.split(found) if item.strip()]


def choice(
    cell: Cell | None,
    choices: Mapping[str, str] | Collection[str],
    file: str,
    findings: list[Finding],
    *,
    is_open: bool = False,
) -> str | None:
    """One of the choices, whatever its case; `choices` may map what is shown to what is meant.

    With `is_open` other names are taken, too.
    """
    known = dict(choices) if isinstance(choices, Mapping) else {item: item for item in choices}
    found = shown(cell) if _is_number_among(cell, known) and cell is not None else name(cell, file, findings)
    if cell is None or found is None:
        return None
    folded = {fold(item).casefold(): meant for item, meant in known.items()}
    meant = known.get(found, folded.get(fold(found).casefold()))
    if meant is not None or is_open:
        return found if meant is None else meant
    near, expected = nearest(found, known), ", ".join(list(known)[:_MOST_CHOICES])
    findings.append(Finding("error", "choice", "not one of the choices", place_of(file, cell), found, expected, near))
    return None


def _is_number_among(cell: Cell | None, known: Mapping[str, str]) -> bool:
    """Choices may be numbers, such as years and diameters."""
    return cell is not None and isinstance(cell.value, int | float) and shown(cell) in known


def _visible(cell: Cell, value: str, file: str, findings: list[Finding]) -> str | None:
    """A text in which everything can be seen: names that differ in what nobody sees are different names."""
    unseen = next((char for char in value if unicodedata.category(char) == "Cf"), "")
    if not unseen:
        return value
    message = f"the text holds U+{ord(unseen):04X}, which cannot be seen"
    refuse(cell, file, findings, "invisible_character", message, "the text typed anew")
    return None


def _is_day(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True
