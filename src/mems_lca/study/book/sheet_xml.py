"""The cells of one sheet as its part streams by: values with their formats, formulas, merged ranges, hidden rows."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from mems_lca.study.book.cell import Cell, Row, Unreadable, Value
from mems_lca.study.book.formats import PLAIN, Format, moment_of
from mems_lca.study.book.parts import Book, SheetPart, damaged, unescaped

ERRORS: Final = frozenset(
    ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)
_TEXTS: Final = re.compile(r'"[^"]*"')
# Another workbook stands as [1] before a sheet's name; [2024] of a table's column has no ! after it.
_OUTSIDE: Final = re.compile(r"\[\d+\][^\[\]]*!|\[[^\[\]]+\.xl\w+\]")
_INTEGER: Final = re.compile(r"-?[0-9]{1,17}")
_FLOAT: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SPREAD: Final = 26


class SheetEvents:
    """Hears the elements of a sheet; finished rows gather in `rows`, from where whoever reads takes them."""

    def __init__(self, book: Book, sheet: SheetPart) -> None:
        self.book, self.sheet = book, sheet
        self.limits = book.package.limits
        self.rows: list[Row] = []
        self.merged: list[str] = []
        self.outside: list[Cell] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.in_data = False
        self.row, self.column = 0, 0
        self.in_row, self.row_hidden = False, False
        self.cells: dict[str, Cell] = {}
        self.held = 0
        self.columns: dict[str, int] = {}
        self.outside_shared: set[str] = set()
        self.into: list[str] | None = None
        self.source: list[str] = []
        self.guide = False
        self._begin({})

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if not self.in_data:
            self._outside_data(name, attributes)
        elif name == "c":
            self._begin(attributes)
        elif name in ("v", "t"):
            self.into = None if self.guide else self.value
        elif name == "f":
            self.formula, self.shared, self.source = True, attributes.get("si", ""), []
            self.into = self.source
        elif name == "rPh":
            self.guide = True
        elif name == "row":
            self._begin_row(attributes)

    def text(self, text: str) -> None:
        """A piece of text of a value or a formula."""
        if self.into is not None:
            self.into.append(text)

    def end(self, name: str) -> None:
        """An element ends."""
        self.into = None
        if name == "c":
            self._finish()
        elif name == "row" and self.in_data:
            self.in_row = False
            if self.cells:
                self.rows.append(Row(self.row, self.cells, self.row_hidden))
                self.held += 1
                if self.held > self.limits.rows:
                    raise TooManyError(f"the sheet has more than {self.limits.rows} rows that hold something", self.row)
        elif name == "rPh":
            self.guide = False
        elif name == "sheetData":
            self.in_data = False

    def _outside_data(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheetData":
            self.in_data = True
        elif name == "mergeCell":
            self.merged.append(attributes["ref"].replace("$", ""))
        elif name == "col" and attributes.get("hidden", "0") in ("1", "true"):
            self.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        number = int(attributes.get("r", self.row + 1))
        if number <= self.row:
            raise damaged(self.book.package.file, f"row {number} stands after row {self.row}", self.sheet.name)
        self.row, self.cells, self.column, self.in_row = number, {}, 0, True
        self.row_hidden = attributes.get("hidden", "0") in ("1", "true")

    def _begin(self, attributes: Mapping[str, str]) -> None:
        self.at = attributes.get("r", "")
        self.kind = attributes.get("t", "n")
        self.style = attributes.get("s", "0")
        self.value: list[str] = []
        self.formula, self.shared = False, ""

    def _finish(self) -> None:
        letters = self._letters()
        text = "".join(self.value)
        format_ = self._format()
        value: Value = self._value(text, format_) if text else ""
        if self.formula and (self.book.recalculates or (not text and self.kind != "str")):
            value = _NOT_CALCULATED
        if value == "":
            return
        if not self.in_row:
            raise damaged(self.book.package.file, "a cell stands in no row", self.sheet.name, self.at)
        if letters in self.cells:
            raise damaged(self.book.package.file, "the cell stands twice", self.sheet.name, f"{letters}{self.row}")
        if self.columns[letters] > self.limits.columns:
            raise TooManyError(f"the sheet has more than {self.limits.columns} columns", self.row, letters)
        cell = Cell(value, self.sheet.name, letters, self.row, format_.percent, format_.zeros)
        self.cells[letters] = cell
        if self.formula:
            self._note_outside(cell)

    def _format(self) -> Format:
        number, known = int(self.style), self.book.formats
        return known[number] if number < len(known) else PLAIN

    def _letters(self) -> str:
        """The column of the cell at hand; cells without an address follow each other."""
        letters = self.at.rstrip("0123456789") if self.at else column_letters(self.column + 1)
        known = self.columns.get(letters)
        if known is None:
            # One text for all cells of a column.
            known = self.columns[letters] = column_number(letters)
        if self.at and self.at[len(letters) :] != str(self.row):
            raise damaged(self.book.package.file, f"the cell stands in row {self.row}", self.sheet.name, self.at)
        self.column = known
        return letters

    def _value(self, text: str, format_: Format) -> Value:
        kind = self.kind
        if kind == "n":
            return _number(text, format_, self.book.from_1904)
        if kind == "s":
            return _text(self.book.strings[int(text)])
        if kind == "b":
            return text == "1"
        if kind == "e":
            return _error(text)
        if kind == "d":
            return _iso(text)
        return _text(unescaped(text))

    def _note_outside(self, cell: Cell) -> None:
        """Formulas that lead into other workbooks; those of a shared formula but its first have no text."""
        if _OUTSIDE.search(_TEXTS.sub("", "".join(self.source))):
            self.outside_shared.add(self.shared)
            self.outside.append(cell)
        elif self.shared and not self.source and self.shared in self.outside_shared:
            self.outside.append(cell)


class TooManyError(Exception):
    """The sheet has more rows or columns than are read."""

    def __init__(self, message: str, row: int, column: str = "A") -> None:
        super().__init__(message)
        self.cell = f"{column}{row}"


def column_number(letters: str) -> int:
    """The number of a column by its letters: 1 for A. Raises ValueError for what is no column."""
    if not re.fullmatch("[A-Z]{1,3}", letters):
        raise ValueError(f"{letters!r} is no column")
    number = 0
    for letter in letters:
        number = number * _SPREAD + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """The letters of a column by its number: A for 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, _SPREAD)
        letters = chr(ord("A") + rest) + letters
    return letters


_NOT_CALCULATED: Final = Unreadable(
    "formula_uncalculated",
    "the cell holds a formula without a calculated value",
    expected="its value: open the workbook in Excel or LibreOffice and save it",
)


def _error(text: str) -> Unreadable:
    return Unreadable("cell_error", "the cell holds an error of Excel", found=text, expected="a value")


def _number(text: str, format_: Format, from_1904: bool) -> Value:
    """A number as it is stored: whole numbers stay whole, others keep their float; formats of dates make dates."""
    number: int | float
    if _INTEGER.fullmatch(text):
        number = int(text)
    elif _FLOAT.fullmatch(text):
        number = float(text)
    else:
        return Unreadable("cell_number", "the cell says to hold a number and does not", found=text)
    if not math.isfinite(number):
        return Unreadable("cell_number", "the cell holds no finite number", found=text)
    if format_.scaled:
        expected = "the number format General, which shows what the cell holds"
        return Unreadable("number_scaled", "the cell shows its number in thousands or more", text, expected)
    if not format_.moment:
        return number
    found = moment_of(number, format_.moment, from_1904)
    if found is None:
        expected = "a date from 1900 on, or a number format that is no date"
        return Unreadable("cell_date", "the cell is formatted as a date and holds none", found=text, expected=expected)
    return found


def _iso(text: str) -> Value:
    try:
        found = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return Unreadable("cell_date", "the cell says to hold a date and does not", found=text)
    return found if "T" in text else found.date()


def _text(text: str) -> Value:
    """A text without the blanks around it; errors that an export wrote as text are errors."""
    stripped = text.strip()
    if stripped in ERRORS:
        return _error(stripped)
    if stripped.isascii() and stripped.isprintable():
        return stripped
    bad = next((char for char in stripped if unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t"), "")
    if bad:
        message = f"the text holds the control character U+{ord(bad):04X}, which cannot be seen"
        return Unreadable("control_character", message, found=stripped, expected="the text typed anew")
    return stripped
