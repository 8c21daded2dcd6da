"""A workbook being written: styles, safe cells, names; what the library would only warn of is an error."""

from __future__ import annotations

import itertools
import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mems_lca.errors import ReportError
from mems_lca.reporting.addresses import Address, Names, cell, quoted
from mems_lca.reporting.number_formats import significant

LONGEST_FORMULA = 8192
LONGEST_TEXT = 32767
LONGEST_SHEET_NAME = 31
LINE_HEIGHT = 13.5
HIGHEST_ROW = 405.0
# Points inside the margins of a landscape page of A4, less what programs add: some draw columns a fifth wider.
PAGE_WIDTH, PAGE_HEIGHT = 640.0, 498.0

_INK, _PALE, _LINE = "#1F3B57", "#E8EEF4", "#B8C4CF"
_FRAME = {"border": 1, "border_color": _LINE, "valign": "top"}
_SNAPSHOT = {"italic": True, "font_color": "#5A6570", "bg_color": "#F3F3F3", **_FRAME}
STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 18, "font_color": _INK},
    "subtitle": {"font_size": 12, "font_color": "#44546A"},
    "section": {"bold": True, "font_size": 13, "font_color": _INK, "bottom": 2, "bottom_color": _INK},
    "note": {"italic": True, "font_color": "#5A6570", "valign": "top"},
    "head": {
        "bold": True, "font_color": "#FFFFFF", "bg_color": _INK, "text_wrap": True, "valign": "vcenter",
        "align": "center", "border": 1, "border_color": "#FFFFFF",
    },
    "formula": {"font_size": 9, "font_color": "#44546A", "text_wrap": True, **_FRAME},
    "code": {"font_size": 8, "font_color": "#5A6570", "bg_color": _PALE, **_FRAME},
    "text": {"text_wrap": True, "align": "left", "indent": 1, **_FRAME},
    "strong": {"text_wrap": True, "bold": True, "align": "left", "indent": 1, **_FRAME},
    "id": {"font_size": 9, "font_color": "#44546A", **_FRAME},
    "number": {"align": "right", **_FRAME},
    "total": {"align": "right", "bold": True, "bg_color": _PALE, **_FRAME},
    "input": {"align": "right", "locked": False, "bg_color": "#FFF8DC", "font_color": "#0B3D91", **_FRAME},
    "snapshot": {"text_wrap": True, "align": "left", "indent": 1, **_SNAPSHOT},
    "snapshot_number": {"align": "right", **_SNAPSHOT},
    "state": {"bold": True, "align": "center", **_FRAME},
}  # fmt: skip
_BAD = {"bg_color": "#F8CBAD", "font_color": "#9C0006", "bold": True}
_GOOD = {"bg_color": "#E2EFDA", "font_color": "#375623"}


class Book:
    """The file being written, by xlsxwriter; `close` writes it."""

    def __init__(self, path: Path, font: str) -> None:
        import xlsxwriter

        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._font = font
        self._formats: dict[tuple[str, str], Any] = {}
        self.names = Names()

    def properties(self, title: str, subject: str, comments: str, created: str) -> None:
        """What the file says of itself; `created` is ISO time, so that the same result gives the same bytes."""
        try:
            moment = datetime.fromisoformat(created)
        except ValueError:
            moment = datetime(1980, 1, 1, tzinfo=UTC)
        self._book.set_properties(
            {"title": title, "subject": subject, "comments": comments, "created": moment.replace(tzinfo=None)}
        )

    def sheet(self, name: str) -> Sheet:
        """A new sheet at the end. Raises ReportError for a name that Excel does not take."""
        if len(name) > LONGEST_SHEET_NAME:
            raise ReportError.single("sheet", "the name of a sheet is too long", found=name, expected="31 characters")
        return Sheet(self, name, self._book.add_worksheet(name))

    def style(self, name: str, number_format: str = "") -> Any:
        """The format of a style, made once."""
        key = (name, number_format)
        if key not in self._formats:
            shape = {"font_name": self._font, "font_size": 10, **STYLES[name]}
            if number_format:
                shape["num_format"] = number_format
            self._formats[key] = self._book.add_format(shape)
        return self._formats[key]

    def warn_style(self, good: bool) -> Any:
        """The format of a conditional mark."""
        return self._book.add_format(_GOOD if good else _BAD)

    def define(self, prefix: str, parts: tuple[str, ...], address: Address) -> str:
        """Gives a cell a name; returns it."""
        name = self.names.make(prefix, *parts)
        _done(self._book.define_name(name, f"={address}"), name)
        return name

    def chart(self, shape: dict[str, str]) -> Any:
        """A new native chart."""
        return self._book.add_chart(shape)

    def close(self) -> None:
        """Writes the file."""
        self._book.close()


class Sheet:
    """One sheet; rows and columns count from 0. Text is always text, whatever it begins with."""

    def __init__(self, book: Book, name: str, worksheet: Any) -> None:
        self.book, self.name, self.raw = book, name, worksheet
        self._widths: dict[int, float] = {}
        self._breaks: list[int] = []
        self._wrapped: dict[int, list[tuple[int, int, str]]] = {}
        self._heights: dict[int, float] = {}

    def address(self, row: int, col: int) -> Address:
        """The address of a cell of this sheet."""
        return Address(self.name, row, col)

    def text(self, row: int, col: int, text: object, style: str = "text") -> None:
        """A text, never read as a formula, a number or a link; None is empty."""
        shown = "" if text is None else str(text)
        if len(shown) > LONGEST_TEXT:
            shown = shown[: LONGEST_TEXT - 1] + "…"
        if not shown:
            _done(self.raw.write_blank(row, col, None, self.book.style(style)), cell(row, col))
            return
        if STYLES[style].get("text_wrap"):
            self._wrapped.setdefault(row, []).append((col, col, shown))
        _done(self.raw.write_string(row, col, shown, self.book.style(style)), cell(row, col))

    def merged(self, row: int, first: int, last: int, text: object, style: str = "text") -> None:
        """A text over several columns of one row."""
        if last > first:
            _done(self.raw.merge_range(row, first, row, last, "", self.book.style(style)), cell(row, first))
        self.text(row, first, text, style)
        self._wrapped[row] = [entry for entry in self._wrapped.get(row, []) if entry[0] != first]
        self._wrapped[row].append((first, last, str(text)))

    def merged_formula(self, row: int, first: int, last: int, formula: str, value: float | str) -> Address:
        """A live formula over several columns of one row."""
        _done(self.raw.merge_range(row, first, row, last, "", self.book.style("text")), cell(row, first))
        address = self.formula(row, first, formula, value, "text")
        self._wrapped[row] = [entry for entry in self._wrapped.get(row, []) if entry[0] != first]
        self._wrapped[row].append((first, last, str(value)))
        return address

    def number(
        self, row: int, col: int, value: float | None, style: str = "number", number_format: str = ""
    ) -> Address:
        """A constant; None is empty."""
        if value is None:
            self.text(row, col, "", style)
        else:
            shape = self.book.style(style, number_format or significant(value))
            _done(self.raw.write_number(row, col, value, shape), cell(row, col))
        return self.address(row, col)

    def formula(
        self, row: int, col: int, formula: str, value: float | str, style: str = "number", number_format: str = ""
    ) -> Address:
        """A live formula (without "=") with its value of now. Raises ReportError above 8,192 characters."""
        self._check(formula)
        shown = number_format or ("" if isinstance(value, str) else significant(value))
        if isinstance(value, str) and STYLES[style].get("text_wrap"):
            self._wrapped.setdefault(row, []).append((col, col, value))
        code = self.raw.write_formula(row, col, f"={formula}", self.book.style(style, shown), value)
        _done(code, cell(row, col))
        return self.address(row, col)

    def array(self, row: int, col: int, formula: str, values: list[list[float]]) -> None:
        """An array formula over as many cells as it has values."""
        self._check(formula)
        style = self.book.style("number", significant(values[0][0]))
        last = (row + len(values) - 1, col + len(values[0]) - 1)
        code = self.raw.write_array_formula(row, col, *last, f"{{={formula}}}", style, values[0][0])
        _done(code, cell(row, col))
        for down, line in enumerate(values):
            for right, value in enumerate(line):
                if down or right:
                    self.raw.write_number(row + down, col + right, value, style)

    def head(self, row: int, labels: list[str], col: int = 0) -> None:
        """A row of column headings."""
        for index, label in enumerate(labels):
            self.text(row, col + index, label, "head")

    def widths(self, *widths: float) -> None:
        """Column widths from the first column on, in characters."""
        for index, width in enumerate(widths):
            self._widths[index] = width
            _done(self.raw.set_column(index, index, width), self.name)

    def page_break(self, row: int) -> None:
        """A new page begins with this row, in programs that mind it when a sheet is fitted to the width of a page."""
        self._breaks.append(row)
        self.raw.set_h_pagebreaks(self._breaks)

    def chart(self, row: int, col: int, chart: Any, size: tuple[int, int]) -> None:
        """Places a chart of this width and height in pixels."""
        chart.set_size({"width": size[0], "height": size[1]})
        self.raw.insert_chart(row, col, chart, {"y_offset": 4})

    def states(self, first: tuple[int, int], last: tuple[int, int], good: str, bad: str) -> None:
        """Marks cells that say `good` or `bad`."""
        for text, is_good in ((good, True), (bad, False)):
            rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": self.book.warn_style(is_good)}
            _done(self.raw.conditional_format(*first, *last, rule), self.name)

    def finish(
        self,
        last: tuple[int, int],
        *,
        printed: int,
        repeat: int | None = None,
        frozen: tuple[int, int] | None = None,
        filtered: tuple[int, int, int, int] | None = None,
        large: bool = False,
        parted: bool = False,
        footer: str = "",
    ) -> None:
        """Page, panes and protection: landscape, one page wide, headings on every page, protected without password.

        A `parted` sheet is printed with one page for each part between its page breaks: a program that fits to a width
        does not mind breaks.
        """
        raw = self.raw
        self._fit_rows()
        raw.set_landscape()
        raw.set_paper(8 if large else 9)
        if parted:
            raw.set_print_scale(self._scale(last[0], printed))
        else:
            raw.fit_to_pages(1, 0)
        raw.set_margins(0.4, 0.4, 0.6, 0.6)
        raw.print_area(0, 0, last[0], printed)
        raw.set_footer(f"&L{footer.replace('&', '&&')[:180]}&C&A&R&P / &N")
        raw.hide_gridlines(2)
        if repeat is not None:
            raw.repeat_rows(0 if repeat < 6 else repeat, repeat)
        if frozen is not None:
            raw.freeze_panes(*frozen)
        if filtered is not None:
            raw.autofilter(*filtered)
        raw.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})

    def _fit_rows(self) -> None:
        """Rows as high as their wrapped texts need: not every program fits them when it opens a file."""
        for row, texts in self._wrapped.items():
            lines = max(_lines(text, sum(self._widths.get(c, 8.5) for c in range(a, b + 1))) for a, b, text in texts)
            if lines > 1:
                self._heights[row] = min(LINE_HEIGHT * lines + 2, HIGHEST_ROW)
                self.raw.set_row(row, self._heights[row])

    def _scale(self, last_row: int, last_col: int) -> int:
        """The scale in percent at which each part between page breaks fits on a landscape page of A4."""
        width = sum(0.75 * (7 * self._widths.get(col, 8.43) + 5) for col in range(last_col + 1))
        bounds = [0, *self._breaks, last_row + 1]
        highest = max(
            sum(self._heights.get(row, 15.0) for row in range(first, end)) for first, end in itertools.pairwise(bounds)
        )
        return max(10, min(100, math.floor(100 * min(PAGE_WIDTH / width, PAGE_HEIGHT / highest))))

    def _check(self, formula: str) -> None:
        if len(formula) + 1 > LONGEST_FORMULA:
            message = f"a formula of the sheet {quoted(self.name)} is longer than a spreadsheet takes"
            expected = f"{LONGEST_FORMULA} characters"
            raise ReportError.single("formula", message, found=f"{len(formula) + 1} characters", expected=expected)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of this many characters; a Chinese character is as wide as two."""
    room = max(1.0, width * 1.15 - 2)
    sizes = (len(line) + sum(ord(sign) > 0x2E7F for sign in _wide(line)) for line in text.split("\n"))
    return sum(max(1, math.ceil(size / room)) for size in sizes)


def _wide(line: str) -> str:
    """The part of a line that may hold wide signs: nothing of a line of ASCII, which most are."""
    return "" if line.isascii() else line


def _done(code: int | None, what: str) -> None:
    if code:
        raise ReportError.single("workbook", "the spreadsheet library refused to write this", found=what)
