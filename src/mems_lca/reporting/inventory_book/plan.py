"""What the sheets of an inventory workbook are, in which order, and what their drop-down lists offer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mems_lca.errors import ReportError
from mems_lca.library.library import Library
from mems_lca.library.packs import shipped_pack
from mems_lca.reporting.addresses import area
from mems_lca.reporting.inventory_book.cells import place
from mems_lca.reporting.inventory_book.data_sheet import data_list
from mems_lca.reporting.inventory_book.form_sheet import form_id
from mems_lca.reporting.inventory_book.lists import Listed, choices, library_list
from mems_lca.reporting.inventory_book.offers import Occurrence
from mems_lca.reporting.inventory_book.table_sheet import body_rows, head_row
from mems_lca.reporting.inventory_book.validations import YES_NO, said
from mems_lca.reporting.texts import Texts
from mems_lca.study.book.layout import Column, Layout, Sheet, read_layout
from mems_lca.study.records.columns import MeasuredColumns, read_columns

START, LISTS = "start", "lists"
# The list of the steps that routes pass, by their own names.
OCCURRENCES = "occurrences"
# Groups of sheets on the first page, in the order in which they are filled in; sheets of no group go to the last.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "needed": ("study", "sites", "routes"),
    "line": ("supply", "steps", "forms", "values"),
    "greener": ("measures", "changes", "abatement"),
    "company": ("factors", "performance", "vary", "circular", "evidence"),
    "measured": ("measured", "meters", "tool_groups", "datasets", "data"),
    "own": ("own_steps", "own_parameters", "own_formulas", "own_exchanges", "further"),
}
TAB_COLOURS = {"needed": "#B4481E", "line": "#1F3B57", "greener": "#548235", "company": "#7F6000",
               "measured": "#2E75B6", "own": "#7A8590"}  # fmt: skip
# Drop-downs that offer what stands in a column of the same workbook: (sheet, column).
LIVE: Mapping[str, tuple[str, str]] = {
    "sites": ("sites", "site"),
    "evidence": ("evidence", "evidence"),
    "meters": ("meters", "meter"),
    "tool_groups": ("tool_groups", "group"),
    "measures": ("measures", "measure"),
    "route_documents": ("routes", "route"),
    "study_routes": ("routes", "used_as"),
}


@dataclass(frozen=True)
class Plan:
    """The layout of a workbook, the tables of measurements that have a sheet, and sheets by group with their names."""

    layout: Layout
    measured: MeasuredColumns
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    names: Mapping[str, str]
    lists: dict[str, Listed] = field(default_factory=dict)
    of_column: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def sheets(self) -> tuple[str, ...]:
        """All sheets in their order."""
        return (START, *(sheet for _, sheets in self.groups for sheet in sheets), LISTS)

    def list_of(self, sheet: str, column: Column) -> str:
        """The name of the list that a column's drop-down offers; "" where there is none."""
        return YES_NO if column.kind == YES_NO else self.of_column.get((sheet, column.id), "")


def shipped_layout() -> Layout:
    """The layout that workbooks are written in. Raises ReportError when it is missing."""
    return read_layout(_report_file("inventory_workbook.yaml"))


def make_plan(
    layout: Layout, library: Library, texts: Texts, *, forms: Collection[str], passed: Sequence[Occurrence] = ()
) -> Plan:
    """The plan of a workbook in the language of the texts; `forms` are steps for which a form can be written, `passed`
    the steps that its routes pass.
    """
    measured = read_columns(_report_file("measured_columns.yaml"))
    shown = [form for form in layout.forms if form.step in forms]
    ids = [sheet.id for sheet in layout.sheets]
    parts = {"forms": [form_id(form) for form in shown], "data": [sheet.id for sheet in layout.data_sheets]}
    grouped = {group: [part for name in names for part in parts.get(name, [name])] for group, names in GROUPS.items()}
    known = {name for names in grouped.values() for name in names}
    grouped["own"] += [sheet for sheet in ids if sheet not in known]
    names = {sheet.id: said(sheet.name, texts.lang) for sheet in layout.sheets}
    names |= {other.id: said(other.name, texts.lang) for other in (*layout.pages, *layout.data_sheets)}
    names |= {form_id(form): said(form.name, texts.lang) for form in shown}
    groups = tuple((group, tuple(name for name in sheets if name in names)) for group, sheets in grouped.items())
    plan = Plan(layout, measured, groups, names)
    plan.lists[OCCURRENCES] = Listed(OCCURRENCES, tuple((entry.key, entry.step) for entry in passed))
    _fill_lists(plan, library, texts)
    return plan


def live_ranges(plan: Plan, rows: Mapping[str, Sequence[Any]], lang: str) -> dict[str, str]:
    """Where the columns stand from which drop-downs take what this workbook itself names."""
    found = {}
    for name, (sheet_id, column_id) in LIVE.items():
        sheet = plan.layout.by_id[sheet_id]
        placed = place(sheet.columns)
        col = next(p.col for p in placed if p.column.id == column_id)
        first, last = body_rows(head_row(sheet, lang), len(rows.get(sheet_id, ())))
        found[name] = area(plan.names[sheet_id], (first, col), (last, col))
    return found


def _fill_lists(plan: Plan, library: Library, texts: Texts) -> None:
    plan.lists[YES_NO] = Listed(YES_NO, ((texts("inventory.yes"), ""), (texts("inventory.no"), "")))
    for sheet, column in _columns(plan.layout):
        if column.list_ in LIVE:
            plan.of_column[sheet.id, column.id] = column.list_
        elif column.choices:
            _add_choices(plan, sheet, column, texts)
        elif column.list_:
            _add_library(plan, library, sheet, column, texts)
    for data in plan.layout.data_sheets:
        table = next((table for kind, table in plan.measured.tables.items() if kind == data.id), None)
        for entry in table.columns if table else ():
            if entry.choices:
                values = tuple((said(choice.name, texts.lang), "") for choice in entry.choices)
                plan.lists[data_list(data, entry)] = Listed(data_list(data, entry), values)


def _columns(layout: Layout) -> Iterator[tuple[Sheet, Column]]:
    for sheet in layout.sheets:
        for column in (*sheet.columns, *sheet.fields):
            yield sheet, column


def _add_choices(plan: Plan, sheet: Sheet, column: Column, texts: Texts) -> None:
    """Fixed choices; columns that offer the same ones share a list."""
    for name, listed in plan.lists.items():
        if listed.values == column.choices:
            plan.of_column[sheet.id, column.id] = name
            return
    name = f"{sheet.id}.{column.path[-1]}"
    plan.lists[name] = choices(texts, column.path[-1], column.choices)
    plan.of_column[sheet.id, column.id] = name


def _add_library(plan: Plan, library: Library, sheet: Sheet, column: Column, texts: Texts) -> None:
    if column.list_ not in plan.lists:
        listed = library_list(library, column.list_, texts)
        if listed is None:
            message = "the layout of the workbook asks for a list that the library does not have"
            raise ReportError.single("list", message, found=column.list_)
        plan.lists[column.list_] = listed
    plan.of_column[sheet.id, column.id] = column.list_


def _report_file(name: str) -> Any:
    file = shipped_pack().report_file(name)
    if file is None:
        raise ReportError.single(
            "layout", "the layout of the workbook is missing; install this package again", found=name
        )
    return file
