"""A study with its routes and steps as a workbook that can be filled in and is read like YAML."""

from __future__ import annotations

import os
import secrets
import warnings
from collections.abc import Mapping, Sequence
from datetime import datetime
from errno import EISDIR
from pathlib import Path
from typing import Any

from mems_lca.errors import Place, ReportError
from mems_lca.library.library import Library
from mems_lca.reporting.inventory_book.cells import split
from mems_lca.reporting.inventory_book.data_sheet import write_data_sheet
from mems_lca.reporting.inventory_book.field_sheet import write_fields
from mems_lca.reporting.inventory_book.form_sheet import FormContext, form_id, write_form
from mems_lca.reporting.inventory_book.lists_sheet import place_lists, write_lists
from mems_lca.reporting.inventory_book.marks import Count
from mems_lca.reporting.inventory_book.offers import (
    Documents,
    Occurrence,
    Reader,
    occurrences,
    offered,
    reached,
    routes_of,
    spoken_of,
    with_information,
)
from mems_lca.reporting.inventory_book.plan import (
    LISTS,
    START,
    TAB_COLOURS,
    Plan,
    live_ranges,
    make_plan,
    shipped_layout,
)
from mems_lca.reporting.inventory_book.preview import USUAL_DIAMETER
from mems_lca.reporting.inventory_book.start_sheet import write_start
from mems_lca.reporting.inventory_book.styles import Styles
from mems_lca.reporting.inventory_book.table_sheet import Desk, Prefilled, write_table
from mems_lca.reporting.inventory_book.unit_list import unit_entries
from mems_lca.reporting.inventory_book.validations import Validations
from mems_lca.reporting.texts import Texts, read_texts
from mems_lca.study.book.documents import to_tables
from mems_lca.study.book.layout import Column, Layout
from mems_lca.study.step import Step
from mems_lca.units import Quantity

Tables = Mapping[str, list[dict[str, Any]]]
_VALUES = "values"


def write_inventory_book(documents: Documents, library: Library, path: Path, *, lang: str = "en") -> Path:
    """Writes a study and the routes and steps given with it as a workbook to fill in, and returns its path.

    Drop-down lists hold what `library` holds. The file is written beside its target and renamed. Raises ReportError
    where it cannot be written, and StudyError for documents that no sheet has a place for.
    """
    target = Path(path)
    beside = target.with_name(f".{target.stem[:40]}-{secrets.token_hex(6)}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            raise IsADirectoryError(EISDIR, "it is a folder")
        _write(documents, library, beside, read_texts(lang))
        os.replace(beside, target)
    except OSError as error:
        message = "the workbook cannot be written here; is it open in another program, or is the folder protected?"
        found = error.strerror or str(error)
        raise ReportError.single("write", message, place=Place(file=str(target)), found=found) from error
    finally:
        beside.unlink(missing_ok=True)
    return target


def _write(documents: Documents, library: Library, file: Path, texts: Texts) -> None:
    """Writes all sheets; what the library would only warn of is an error."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError, XlsxWriterException

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with warnings.catch_warnings():
        warnings.filterwarnings("error", module="xlsxwriter")
        try:
            workbook = xlsxwriter.Workbook(str(file), options)
            study = next((data for (kind, _), data in documents.items() if kind == "studies"), {})
            title = _title(study)
            workbook.set_properties(
                {"title": title, "subject": texts("inventory.start.title"), "created": datetime(1980, 1, 1)}
            )
            _fill(workbook, documents, study, library, texts, title)
            workbook.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error
        except (UserWarning, XlsxWriterException) as warning:
            raise ReportError.single("workbook", f"the spreadsheet library refused this: {warning}") from warning


def _title(study: Mapping[str, Any]) -> str:
    product = study.get("product")
    return str(product.get("name") or "") if isinstance(product, Mapping) else ""


def _fill(
    workbook: Any, documents: Documents, study: Mapping[str, Any], library: Library, texts: Texts, title: str
) -> None:
    reader = Reader(documents, library)
    layout = shipped_layout()
    forms = {form.step: found for form in layout.forms if (found := reader.step(form.step)) is not None}
    passed = occurrences(reader, list(routes_of(study).values()))
    plan = make_plan(layout, library, texts, forms=forms, passed=passed)
    tables = _without_empty_fields(to_tables(documents, plan.layout), plan.layout)
    units = unit_entries([*_units_of(plan.layout), *_units_in(tables), *_units_passed(reader, passed)])
    ranges = place_lists(plan.names[LISTS], plan.lists, units)
    ranges.live.update(live_ranges(plan, tables, texts.lang))
    styles = Styles(workbook, texts("book.font"))
    pages = {sheet: workbook.add_worksheet(plan.names[sheet]) for sheet in plan.sheets}
    for group, sheets in plan.groups:
        for sheet in sheets:
            pages[sheet].set_tab_color(TAB_COLOURS[group])
    pages[START].set_tab_color("#000000")
    validations = Validations(texts, ranges, plan.list_of)
    desk = Desk(workbook, styles, texts, plan.layout, validations, pages, dict(plan.names))
    write_lists(pages[LISTS], styles, texts, plan.lists, units, ranges)
    context = FormContext(library, ranges, pages[LISTS], _diameter(reader, study))
    counts = _write_sheets(desk, plan, tables, reader, study, passed, forms, context)
    write_start(desk, title, counts, plan.groups)


def _without_empty_fields(tables: Tables, layout: Layout) -> Tables:
    """The tables without further keys that give a study's field as an empty text: its own row stands empty, and takes
    what is typed there.
    """
    texts = {".".join(field.path) for field in layout.by_id["study"].fields if field.kind == "text"}
    further = [
        row
        for row in tables.get("further", [])
        if not (row["kind"] == "studies" and row["key"] in texts and row["value"] in ('""', "''"))
    ]
    return {**tables, "further": further}


def _write_sheets(
    desk: Desk, plan: Plan, tables: Tables, reader: Reader, study: Mapping[str, Any], passed: Sequence[Occurrence],
    forms: Mapping[str, Step], context: FormContext,
) -> dict[str, Count]:  # fmt: skip
    """Writes every sheet but the first and the last; returns their counters."""
    counts: dict[str, Count] = {}
    values = tables.get(_VALUES, [])
    spoken = {step: spoken_of(passed, step) for step in forms}
    on_forms = {step: _on_form(values, step, spoken[step]) for step in forms}
    taken = [row for rows in on_forms.values() for row in rows]
    rest = [row for row in values if not any(row is one for one in taken)]
    starred = {"products.*": tuple(routes_of(study)), "materials.*": (), "wastes.*": ()}
    for sheet in plan.layout.sheets:
        rows = rest if sheet.id == _VALUES else tables.get(sheet.id, [])
        if sheet.fields:
            counts[sheet.id] = write_fields(desk, sheet, rows, starred)
        else:
            offers: list[Prefilled] = []
            if sheet.id == _VALUES:
                asked = {entry.key for entry in spoken.values() if entry is not None}
                offers = _offers(reader, [entry for entry in passed if entry.key not in asked], rest)
                rows = with_information(reader, passed, rest)
            counts[sheet.id] = write_table(desk, sheet, rows, offers)
    for form in plan.layout.forms:
        if form.step in forms:
            counts[form_id(form)] = write_form(
                desk, form, forms[form.step], on_forms[form.step], context, spoken[form.step]
            )
    for data in plan.layout.data_sheets:
        table = next(table for kind, table in plan.measured.tables.items() if kind == data.id)
        counts[data.id] = write_data_sheet(desk, data, table)
    return counts


def _on_form(values: Sequence[dict[str, Any]], step: str, passed: Occurrence | None) -> list[dict[str, Any]]:
    """The study's values that stand on the form of a step: those for its one pass, then those for the step where the
    pass has none; of a parameter that is given both ways only the first, since it is the one that counts.
    """
    names = dict.fromkeys([passed.key if passed else step, step])
    found: dict[str, dict[str, Any]] = {}
    for name in names:
        for row in values:
            if row.get("step") == name and _of_study(row):
                found.setdefault(str(row["parameter"]), row)
    return list(found.values())


def _of_study(row: Mapping[str, Any]) -> bool:
    """Whether a value belongs to the study and to no route of the workbook."""
    return not row.get("route") and not row.get("measure")


def _offers(reader: Reader, passed: Sequence[Occurrence], rows: list[dict[str, Any]]) -> list[Prefilled]:
    taken = frozenset((str(row.get("step")), str(row.get("parameter"))) for row in rows if _of_study(row))
    return offered(reader, passed, taken)


def _diameter(reader: Reader, study: Mapping[str, Any]) -> Quantity:
    """The diameter of the wafer of the study's first whole route."""
    for name in reached(reader, list(routes_of(study).values())):
        route = reader.route(name)
        if route is not None and route.wafer is not None:
            return route.wafer.diameter
    return USUAL_DIAMETER


def _units_in(tables: Tables) -> list[str]:
    """The units of all quantities that are filled in."""
    found = {split(value)[1] for rows in tables.values() for row in rows for value in row.values()}
    return sorted(found - {""})


def _units_passed(reader: Reader, passed: Sequence[Occurrence]) -> list[str]:
    """The units of all parameters of the steps that routes pass."""
    steps = [step for entry in passed if (step := reader.step(entry.step)) is not None]
    return sorted({parameter.value.unit for step in steps for parameter in step.parameters.values()})


def _units_of(layout: Layout) -> list[str]:
    columns: list[Column] = [column for sheet in layout.sheets for column in (*sheet.columns, *sheet.fields)]
    return [column.unit for column in columns]
