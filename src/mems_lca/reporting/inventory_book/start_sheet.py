"""The first page: what to do in which order, what the colours mean, and what is still missing on which sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mems_lca.reporting.inventory_book.cells import wide
from mems_lca.reporting.inventory_book.marks import Count
from mems_lca.reporting.inventory_book.table_sheet import Desk
from mems_lca.reporting.inventory_book.wrapping import wrapped

# Sheets without which there is no study.
NEEDED = frozenset({"study", "sites", "routes"})
_STEPS = 6
_LEGEND = ("text", "prefilled", "info", "head_required", "missing", "doubt")
_WIDTHS = (4, 24, 62, 13, 13, 15)


def write_start(
    desk: Desk, title: str, counts: Mapping[str, Count], groups: Sequence[tuple[str, Sequence[str]]]
) -> None:
    """Writes the first page; `groups` are headings of the table of sheets with the sheets below them."""
    page, styles, texts = desk.pages["start"], desk.styles, desk.texts
    for col, width in enumerate(_WIDTHS):
        page.set_column(col, col, width)
    page.write_string(0, 1, texts("inventory.start.title"), styles("title"))
    page.set_row(0, 30)
    page.write_string(1, 1, title, styles("subtitle"))
    row = 3
    for line in wrapped(texts("inventory.start.what"), 140):
        page.write_string(row, 1, line, styles("plain"))
        row += 1
    row = _write_steps(desk, page, row + 1)
    row = _write_legend(desk, page, row + 1)
    last = _write_sheets(desk, page, row + 1, counts, groups)
    page.set_portrait()
    page.set_paper(9)
    page.fit_to_pages(1, 1)
    page.set_margins(0.4, 0.4, 0.6, 0.6)
    page.print_area(0, 0, last, len(_WIDTHS) - 1)
    page.set_footer("&C&A&R&P / &N")
    page.hide_gridlines(2)
    page.protect("", {"format_columns": True, "format_rows": True})
    page.activate()
    page.set_first_sheet()


def _write_steps(desk: Desk, page: Any, row: int) -> int:
    styles, texts = desk.styles, desk.texts
    page.write_string(row, 1, texts("inventory.start.order"), styles("section"))
    _line(desk, page, row)
    for number in range(1, _STEPS + 1):
        lines = wrapped(texts(f"inventory.start.step{number}"), 146)
        page.write_number(row + 1, 0, number, styles("strong"))
        for line in lines:
            row += 1
            page.write_string(row, 1, line, styles("plain"))
    return row + 1


def _write_legend(desk: Desk, page: Any, row: int) -> int:
    styles, texts = desk.styles, desk.texts
    page.write_string(row, 1, texts("inventory.start.legend"), styles("section"))
    _line(desk, page, row)
    for name in _LEGEND:
        row += 1
        sample = texts(f"inventory.legend.{name}_sample")
        page.write_string(row, 1, sample, styles(name if name != "text" else "text_sample"))
        page.write_string(row, 2, texts(f"inventory.legend.{name}"), styles("plain"))
    return row + 1


def _line(desk: Desk, page: Any, row: int) -> None:
    for col in range(2, len(_WIDTHS)):
        page.write_blank(row, col, None, desk.styles("section"))


def _write_sheets(
    desk: Desk, page: Any, row: int, counts: Mapping[str, Count], groups: Sequence[tuple[str, Sequence[str]]]
) -> int:
    """A line for each sheet: a link, what it is for, rows filled in, cells missing, and how it stands."""
    styles, texts = desk.styles, desk.texts
    page.write_string(row, 1, texts("inventory.start.sheets"), styles("section"))
    _line(desk, page, row)
    row += 1
    for col, key in enumerate(("sheet", "for", "rows", "missing", "state"), 1):
        page.write_string(row, col, texts(f"inventory.start.head_{key}"), styles("head"))
    first = row + 1
    for group, sheets in groups:
        row += 1
        page.write_string(row, 1, texts(f"inventory.group.{group}"), styles("group"))
        for col in range(2, len(_WIDTHS)):
            page.write_blank(row, col, None, styles("group"))
        for sheet in sheets:
            row += 1
            _write_sheet(desk, page, row, sheet, counts[sheet])
    good, bad, quiet = (texts(f"inventory.state.{key}") for key in ("complete", "to_do", "empty"))
    library = texts("inventory.state.library")
    for text, mark in ((good, "good"), (bad, "bad"), (quiet, "quiet"), (library, "quiet")):
        rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": styles.mark(mark)}
        page.conditional_format(first, 5, row, 5, rule)
    missing = {"type": "cell", "criteria": ">", "value": 0, "format": styles.mark("missing")}
    page.conditional_format(first, 4, row, 4, missing)
    return row


def _write_sheet(desk: Desk, page: Any, row: int, sheet: str, count: Count) -> None:
    styles, texts, name = desk.styles, desk.texts, desk.names[sheet]
    page.write_url(row, 1, f"internal:'{name}'!A1", styles("link_cell"), name)
    purpose = texts(f"inventory.for.{sheet.replace(':', '_')}")
    page.write_string(row, 2, purpose, styles("cell"))
    if wide(purpose) > 1.2 * _WIDTHS[2]:
        page.set_row(row, 28)
    page.write_formula(row, 3, f"={count.rows}", styles("count"), count.rows_now)
    page.write_formula(row, 4, f"={count.missing}", styles("count"), count.missing_now)
    good, bad, quiet = (texts(f"inventory.state.{key}") for key in ("complete", "to_do", "empty"))
    none = bad if sheet in NEEDED else texts("inventory.state.library") if sheet.startswith("form:") else quiet
    rows, missing = f"D{row + 1}", f"E{row + 1}"
    formula = f'=IF({missing}>0,"{bad}",IF({rows}=0,"{none}","{good}"))'
    now = bad if count.missing_now else none if not count.rows_now else good
    page.write_formula(row, 5, formula, styles("state"), now)
