"""Addresses of cells, names of cells, and criteria of SUMIFS, as a spreadsheet writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

_WILDCARDS = re.compile(r"([~*?])")
LONGEST_NAME = 250


@lru_cache(maxsize=1024)
def column(index: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell(row: int, col: int) -> str:
    """The absolute address of a cell on its own sheet, such as $B$3; rows and columns count from 0."""
    return f"${column(col)}${row + 1}"


def quoted(sheet: str) -> str:
    """The name of a sheet as a formula takes it."""
    plain = sheet.isascii() and sheet.isalpha() and len(sheet) > 3
    return sheet if plain else "'" + sheet.replace("'", "''") + "'"


@dataclass(frozen=True)
class Address:
    """One cell of a sheet; `str` gives it as a formula of another sheet refers to it."""

    sheet: str
    row: int
    col: int

    def __str__(self) -> str:
        return f"{quoted(self.sheet)}!{cell(self.row, self.col)}"


def area(sheet: str, first: tuple[int, int], last: tuple[int, int]) -> str:
    """A rectangle of a sheet, from (row, column) to (row, column), both inside."""
    return f"{quoted(sheet)}!{cell(*first)}:{cell(*last)}"


def literal(text: str) -> str:
    """A text inside a formula."""
    return '"' + text.replace('"', '""') + '"'


def criterion(text: str) -> str:
    """A criterion of SUMIFS that means this very text, whatever signs it holds."""
    return literal("=" + _WILDCARDS.sub(r"~\1", text))


@dataclass
class Names:
    """Defined names that were given away: each once, whatever the case, and none that could be an address."""

    taken: set[str] = field(default_factory=set)

    def make(self, prefix: str, *parts: str) -> str:
        """A free name such as `p_grey_release_etch_sf6_flow`; the prefix (`p`, `r`) keeps it from being an address."""
        body = "_".join(_name_part(part) for part in parts)
        base = f"{prefix}_{body}"[:LONGEST_NAME]
        name, number = base, 2
        while name.lower() in self.taken:
            name, number = f"{base}_{number}", number + 1
        self.taken.add(name.lower())
        return name


def _name_part(text: str) -> str:
    kept = "".join(sign if sign.isalpha() or (sign.isascii() and sign.isdigit()) else "_" for sign in text)
    return re.sub(r"_+", "_", kept).strip("_")
