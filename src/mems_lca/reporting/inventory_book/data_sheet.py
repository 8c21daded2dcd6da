"""A sheet for a table of measurements, with the headings by which such tables are read."""

from __future__ import annotations

from typing import Any, Final

from mems_lca.reporting.addresses import area, column
from mems_lca.reporting.inventory_book.cells import wide
from mems_lca.reporting.inventory_book.marks import Count
from mems_lca.reporting.inventory_book.table_sheet import Desk, finish
from mems_lca.reporting.inventory_book.validations import LONGEST_HELP, LONGEST_TITLE, said
from mems_lca.reporting.inventory_book.wrapping import wrapped
from mems_lca.study.book.layout import OtherSheet
from mems_lca.study.records.columns import Column, Table

# Rows with input cells; more may be pasted below, since the columns are open.
ROWS = 400
_STYLES: Final = {"date": "date", "datetime": "moment", "amount": "number", "number": "number", "share": "number"}


def write_data_sheet(desk: Desk, sheet: OtherSheet, table: Table) -> Count:
    """Writes the sheet of a kind of table: headings, drop-downs, and rows to fill in or to paste into."""
    page, styles, lang = desk.pages[sheet.id], desk.styles, desk.lang
    head = _write_top(desk, page, sheet, table)
    for col, entry in enumerate(table.columns):
        text = entry.heading("zh" if lang == "zh" else "en")
        page.write_string(head, col, text, styles("head_required" if entry.required else "head"))
        open_style = styles(_STYLES.get(entry.kind, "text") + "_below")
        page.set_column(col, col, max(13.0, min(26.0, wide(text) + 3.0)), open_style)
        for row in range(head + 1, head + 1 + ROWS):
            page.write_blank(row, col, None, styles(_STYLES.get(entry.kind, "text")))
        _validate(desk, page, sheet, entry, (head + 1, col, head + ROWS, col))
        if entry.required:
            _mark(desk, page, len(table.columns), (head + 1, head + ROWS), col)
    page.set_row(head, 30)
    finish(page, head, len(table.columns) - 1, head + 30, width=16.0 * len(table.columns))
    return _count(desk, sheet, table, (head + 1, head + ROWS))


def _write_top(desk: Desk, page: Any, sheet: OtherSheet, table: Table) -> int:
    styles = desk.styles
    page.write_string(0, 0, said(sheet.name, desk.lang), styles("title"))
    page.set_row(0, 26)
    blank = "" if desk.lang == "zh" else " "
    text = f"{said(table.about, desk.lang)}{blank}{desk.texts('inventory.data.about')}"
    lines = wrapped(text, 130)
    for row, line in enumerate(lines, 1):
        page.write_string(row, 0, line, styles("about"))
    row = 1 + len(lines)
    page.write_url(row, 0, f"internal:'{desk.names['start']}'!A1", styles("link"), desk.texts("inventory.back"))
    page.write_string(row + 1, 0, desk.texts("inventory.example"), styles("about"))
    for col, entry in enumerate(table.columns):
        shown = f"{entry.example:g}" if isinstance(entry.example, float) else entry.example
        page.write_string(row + 2, col, shown, styles("example"))
    return row + 3


def _validate(desk: Desk, page: Any, sheet: OtherSheet, entry: Column, span: tuple[int, int, int, int]) -> None:
    rule: dict[str, Any] = {
        "validate": "any",
        "input_title": said(entry.head, desk.lang)[:LONGEST_TITLE],
        "input_message": said(entry.help, desk.lang)[:LONGEST_HELP],
    }
    source = _source(desk, sheet, entry)
    if source:
        rule |= {
            "validate": "list",
            "source": f"={source}",
            "error_type": "warning",
            "error_title": desk.texts("inventory.error.list_title")[:LONGEST_TITLE],
            "error_message": desk.texts("inventory.error.open"),
        }
    page.data_validation(*span, rule)


def _source(desk: Desk, sheet: OtherSheet, entry: Column) -> str:
    """The range that a drop-down of this column takes; all of them are open, since exports say things their way."""
    ranges = desk.validations.ranges
    if entry.kind == "unit":
        return ranges.of_units(None)
    if entry.kind == "yes_no":
        return ranges.of("yes_no")
    if entry.kind == "choice":
        return ranges.of(data_list(sheet, entry))
    return {"gas": ranges.of("gases"), "tool_group": ranges.of("tool_groups"), "meter": ranges.of("meters")}.get(
        entry.id, ""
    )


def data_list(sheet: OtherSheet, entry: Column) -> str:
    """The name of the list of a column of choices."""
    return f"{sheet.id}.{entry.id}"


def _mark(desk: Desk, page: Any, columns: int, rows: tuple[int, int], col: int) -> None:
    top = rows[0] + 1
    formula = f"=AND(LEN(${column(col)}{top})=0,COUNTA($A{top}:${column(columns - 1)}{top})>0)"
    shape = {"type": "formula", "criteria": formula, "format": desk.styles.mark("missing")}
    page.conditional_format(rows[0], col, rows[1], col, shape)


def _count(desk: Desk, sheet: OtherSheet, table: Table, rows: tuple[int, int]) -> Count:
    name = desk.names[sheet.id]
    spans = [area(name, (rows[0], col), (rows[1], col)) for col in range(len(table.columns))]
    begun = "+".join(f"(LEN({span})>0)" for span in spans)
    required = [span for span, entry in zip(spans, table.columns, strict=True) if entry.required]
    missing = "+".join(f"SUMPRODUCT((({begun})>0)*(LEN({span})=0))" for span in required)
    return Count(f"SUMPRODUCT(--(({begun})>0))", missing or "0", 0, 0)
