"""The sheet Gas ledger of a study's workbook, and the ledger as a workbook of its own."""

from __future__ import annotations

import warnings
from pathlib import Path

from mems_lca.errors import ReportError
from mems_lca.reporting.book import Book, Sheet
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.gas_ledger_blocks import (
    LAST,
    Layout,
    Record,
    write_abatement,
    write_balance,
    write_bottles,
    write_emissions,
    write_recipes,
)
from mems_lca.reporting.gas_ledger_views import write_fluorine, write_supplies, write_views
from mems_lca.reporting.texts import Texts, read_texts

_WIDTHS = (24, 22, 18, 16, 14, 13, 13, 13, 14, 14, 19, 16, 13, 14, 14, 14)


def write_gas_ledger(desk: Desk) -> None:
    """Writes the sheet of a result that has a ledger; its arithmetic is its own, no other sheet draws on it."""
    record = desk.facts.body.get("gas_ledger")
    if not record:
        return
    page = desk.sheets["gas_ledger"]
    last = _write(page, desk.texts, record, "number")
    desk.finish("gas_ledger", (last, LAST))


def write_ledger_book(record: Record, path: Path, *, lang: str = "en") -> Path:
    """Writes the ledger as a workbook; weights, factors and hours can be changed there, and the sums follow.

    Raises ReportError where the library of spreadsheets refuses something.
    """
    from xlsxwriter.exceptions import XlsxWriterException

    texts = read_texts(lang)
    with warnings.catch_warnings():
        warnings.filterwarnings("error", module="xlsxwriter")
        try:
            book = Book(path, texts("book.font"))
            page = book.sheet(texts("sheet.gas_ledger"))
            last = _write(page, texts, record, "input")
            page.finish((last, LAST), printed=LAST, frozen=(4, 2), footer=record["study"])
            book.properties(f"{texts('sheet.gas_ledger')}: {record['study']}", "", "", "")
            book.close()
        except (UserWarning, XlsxWriterException) as warning:
            raise ReportError.single("workbook", f"the spreadsheet library refused this: {warning}") from warning
    return path


def _write(page: Sheet, texts: Texts, record: Record, entry: str) -> int:
    """All blocks below each other; returns the last row."""
    layout = Layout(page, texts, record, entry)
    page.widths(*_WIDTHS)
    page.text(0, 0, texts("sheet.gas_ledger"), "title")
    period, gwp = record["period"], record["gwp"]
    about = texts(
        "ledger.about", study=record["study"], site=record["site"], start=period["start"], end=period["end"],
        table=record["gas_table"], gwp=f"GWP-{gwp['horizon']} {gwp['set']}",
    )  # fmt: skip
    page.text(1, 0, about, "subtitle")
    page.text(2, 0, texts("ledger.note"), "note")
    row = 4
    for write in (
        write_bottles, write_recipes, write_balance, write_abatement, write_emissions, write_fluorine,
        write_supplies, write_views,
    ):  # fmt: skip
        row = write(layout, row)
    for finding in record["findings"]:
        page.merged(row, 0, LAST, f"{finding['severity']}: {finding['message']} {finding['place']}".strip())
        row += 1
    return row
