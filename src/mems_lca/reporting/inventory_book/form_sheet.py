"""A sheet ready for one step: its parameters with their meaning, a place for own values, and what these lead to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mems_lca.library.library import Library
from mems_lca.reporting.addresses import cell, quoted
from mems_lca.reporting.inventory_book.cells import Placed, last_col, place, split
from mems_lca.reporting.inventory_book.lists_sheet import FIRST_ROW, TITLES_ROW, Ranges
from mems_lca.reporting.inventory_book.marks import Body, Count, count, mark_missing
from mems_lca.reporting.inventory_book.offers import Occurrence, described
from mems_lca.reporting.inventory_book.preview import Line, Words, preview_lines, step_words
from mems_lca.reporting.inventory_book.table_sheet import (
    Desk,
    Prefilled,
    Row,
    finish,
    validate,
    width_of,
    write_heads,
    write_offer,
    write_row,
)
from mems_lca.reporting.inventory_book.validations import said
from mems_lca.reporting.inventory_book.wrapping import wrapped
from mems_lca.reporting.number_formats import significant
from mems_lca.study.book.layout import Form, Sheet
from mems_lca.study.step import Parameter, Step
from mems_lca.units import DIMENSIONLESS, Quantity

# Columns of the sheet of values as a form shows them; its step is always the same, and no route or measure is asked.
_ORDER = (
    "step", "parameter", "about", "value", "default", "limits", "source", "note", "evidence", "uncertainty", "same_as",
    "pedigree",
)  # fmt: skip
_STEP_WIDTH = 16


@dataclass(frozen=True)
class FormContext:
    """What forms need besides the desk: the library, the lists sheet, and the wafer of the first route."""

    library: Library
    ranges: Ranges
    lists_page: Any
    diameter: Quantity


def form_id(form: Form) -> str:
    """The id of a form's sheet."""
    return f"form:{form.step}"


def write_form(
    desk: Desk, form: Form, step: Step, rows: Sequence[Row], context: FormContext, passed: Occurrence | None = None
) -> Count:
    """Writes the form of a step; `rows` are values that the study gives for it.

    Where routes make one pass of it only, `passed`, rows speak of that by its own name and show what the route gives.
    """
    values = desk.layout.by_id["values"]
    columns = tuple(column for key in _ORDER if (column := values.by_id.get(key)) is not None)
    page, placed = desk.pages[form_id(form)], place(columns)
    lines = preview_lines(context.library, form.step, step, desk.lang, context.diameter)
    top = _write_top(desk, page, form)
    head = top + len(lines) + 2
    write_heads(desk, page, placed, head)
    page.set_column(0, 0, _STEP_WIDTH, desk.styles("text_below"))
    name, holds = (passed.key, _holding(step, passed)) if passed else (form.step, step)
    written, units = _write_rows(desk, page, placed, name, form, holds, rows, head + 1)
    body = Body(desk.names[form_id(form)], placed, head + 1, head + len(written))
    sheet = Sheet(id="values", name=form.name, about=form.about, columns=columns)
    validate(desk, page, sheet, body, units, [])
    mark_missing(page, desk.styles, body)
    _write_preview(desk, page, placed, body, holds, rows, lines, top, context)
    finish(page, head, last_col(placed), body.last, width=width_of(placed), frozen=2)
    return count(body, written)


def _write_top(desk: Desk, page: Any, form: Form) -> int:
    page.write_string(0, 0, said(form.name, desk.lang), desk.styles("title"))
    page.set_row(0, 26)
    lines = wrapped(said(form.about, desk.lang), 130)
    for row, line in enumerate(lines, 1):
        page.write_string(row, 0, line, desk.styles("about"))
    back = f"internal:'{desk.names['start']}'!A1"
    page.write_url(1 + len(lines), 0, back, desk.styles("link"), desk.texts("inventory.back"))
    return 2 + len(lines)


def _write_rows(
    desk: Desk,
    page: Any,
    placed: Sequence[Placed],
    spoken: str,
    form: Form,
    step: Step,
    rows: Sequence[Row],
    first: int,
) -> tuple[list[dict[int, object]], list[str | None]]:
    """A row for each parameter, then values of names that the step does not have; returns cells and units."""
    given = {str(row["parameter"]): row for row in rows}
    words = step_words(form.step, desk.lang)
    written: list[dict[int, object]] = []
    units: list[str | None] = []
    for name, parameter in step.parameters.items():
        info = described(parameter)
        info["about"] = _about(words.get(("parameter", name)), parameter, info["about"])
        row = first + len(written)
        if name in given:
            filled = {**given[name], **info}
            written.append(write_row(desk, page, placed, row, filled))
        else:
            offer = Prefilled({"step": spoken, "parameter": name, **info}, parameter.value.unit, 1)
            written.append(write_offer(desk, page, placed, row, offer))
        units.append(parameter.value.unit)
    for name, unknown in given.items():
        if name not in step.parameters:
            written.append(write_row(desk, page, placed, first + len(written), unknown))
            units.append(split(unknown.get("value"))[1])
    return written, units


def _about(words: Words | None, parameter: Parameter, otherwise: str) -> str:
    """Name and meaning of a parameter, and where its default comes from."""
    if words is None:
        return otherwise
    meaning = f": {words.about}" if words.about else ""
    source = f" [{parameter.source}]" if parameter.source else ""
    return f"{words.name}{meaning}{source}"


def _holding(step: Step, passed: Occurrence) -> Step:
    """The step with the values that the route gives this pass of it, since these hold where the study gives none."""
    parameters = {}
    for name, parameter in step.parameters.items():
        given = passed.given.get(name)
        same = given is not None and given.value.dimension == parameter.value.dimension
        changes = {"value": given.value, "source": given.source, "note": given.note} if given and same else {}
        parameters[name] = parameter.model_copy(update=changes)
    return step.model_copy(update={"parameters": parameters})


# ---------------------------------------------------------------- preview


def _write_preview(
    desk: Desk, page: Any, placed: Sequence[Placed], body: Body, step: Step, rows: Sequence[Row],
    lines: Sequence[Line], top: int, context: FormContext,
) -> None:  # fmt: skip
    """Amounts with the values filled in, beside those of the library; canonical values stand on the lists sheet."""
    at = {p.column.id: p for p in placed}
    value, default = at["value"], at["default"]
    assert value.unit_col is not None
    own = {str(row["parameter"]): row.get("value") for row in rows}
    usual = {name: entry.value.canonical for name, entry in step.parameters.items()}
    now = {name: _canonical(own.get(name), entry) for name, entry in step.parameters.items()}
    used = _write_used(desk, body, step, value.col, now, context)
    texts, styles = desk.texts, desk.styles
    title = texts("inventory.preview.title", diameter=str(context.diameter))
    page.write_string(top, 1, title, styles("head_preview"))
    page.write_blank(top, 2, None, styles("head_preview"))
    page.write_string(top, value.col, texts("inventory.preview.yours"), styles("head_info"))
    page.write_blank(top, value.unit_col, None, styles("head_info"))
    page.write_string(top, default.col, texts("inventory.preview.library"), styles("head_info"))
    for row, line in enumerate(lines, top + 1):
        page.write_string(row, 1, line.label, styles("result_text"))
        page.write_blank(row, 2, None, styles("result_text"))
        formula = f'=IFERROR({line.formula(used.__getitem__)},"{texts("inventory.preview.unit")}")'
        shown = significant(line.value(usual))
        page.write_formula(row, value.col, formula, styles("result", shown), line.value(now))
        page.write_string(row, value.unit_col, line.unit, styles("result_text"))
        page.write_number(row, default.col, line.value(usual), styles("info_number", shown))


def _canonical(scalar: object, parameter: Parameter) -> float:
    value, unit = split(scalar)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Quantity(float(value), unit).canonical
    return parameter.value.canonical


def _write_used(
    desk: Desk, body: Body, step: Step, value_col: int, now: Mapping[str, float], context: FormContext
) -> Mapping[str, str]:
    """Canonical values that hold now, on the lists sheet: the own value in the unit beside it, else the library's."""
    page, ranges, styles = context.lists_page, context.ranges, desk.styles
    col = ranges.next_col
    ranges.next_col += 3
    page.write_string(TITLES_ROW, col, body.sheet, styles("head_info"))
    page.write_string(TITLES_ROW, col + 1, desk.texts("inventory.preview.used"), styles("head_info"))
    page.set_column(col, col, 26)
    page.set_column(col + 1, col + 1, 16)
    addresses = {}
    for index, (name, parameter) in enumerate(step.parameters.items()):
        row, at = FIRST_ROW + index, body.first + index
        value, unit = (f"{quoted(body.sheet)}!{cell(at, c)}" for c in (value_col, value_col + 1))
        names, factors, offsets = (ranges.of_units(parameter.value.unit, column) for column in (0, 1, 2))
        known = f"SUMPRODUCT(--EXACT({names},{unit}))"
        own = f"{value}*SUMPRODUCT(EXACT({names},{unit})*{factors})+SUMPRODUCT(EXACT({names},{unit})*{offsets})"
        plain = f"IF(LEN({unit})=0,{value}*1," if parameter.value.dimension == DIMENSIONLESS else "("
        usual = repr(parameter.value.canonical)
        formula = f'=IF(LEN({value})=0,{usual},{plain}IF({known}=0,"?",{own})))'
        page.write_string(row, col, name, styles("list_label"))
        page.write_formula(row, col + 1, formula, styles("list_number"), now[name])
        addresses[name] = f"{quoted(ranges.sheet)}!{cell(row, col + 1)}"
    return addresses
