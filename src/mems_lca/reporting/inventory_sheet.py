"""The sheet Inventory: every formula of the result as a live formula over input cells and other formulas."""

from __future__ import annotations

from mems_lca.reporting.desk import Desk
from mems_lca.reporting.excel_formula import to_excel
from mems_lca.study.formula import from_tree, to_text

_COLUMNS = ("key", "label", "value", "unit", "group", "formula")


def write_inventory(desk: Desk) -> None:
    """Writes the sheet; the inputs must have been written."""
    page, texts = desk.sheets["inventory"], desk.texts
    head = desk.title("inventory", texts("note.inventory"))
    page.head(head, [texts(f"head.{name}") for name in _COLUMNS])
    records = list(desk.facts.formulas())
    # A formula may refer to one further down: all addresses are known before the first is written.
    for row, record in enumerate(records, head + 1):
        desk.cells[record["key"]] = page.address(row, 2)
    for row, record in enumerate(records, head + 1):
        expr = from_tree(record["formula"])
        page.text(row, 0, record["key"], "id")
        page.text(row, 1, desk.labels.cell(record))
        page.formula(row, 2, to_excel(expr, lambda key: _local(desk, key)), float(record["value"]))
        page.text(row, 3, desk.labels.unit(str(record["unit"])))
        page.text(row, 4, texts.label("group", str(record["group"])))
        page.text(row, 5, to_text(expr), "formula")
    page.widths(50, 64, 14, 16, 11, 100)
    last = head + max(1, len(records))
    desk.areas["inventory"] = desk.area("inventory", (head + 1, 2), (last, 2))
    desk.finish("inventory", (last, len(_COLUMNS) - 1), head=head, filtered=True, frozen_col=1, large=True)


def _local(desk: Desk, key: str) -> str:
    """The address of a cell; without the sheet when it stands on this one."""
    address = desk.cells[key]
    here = address.sheet == desk.sheets["inventory"].name
    return str(address).rpartition("!")[2] if here else str(address)
