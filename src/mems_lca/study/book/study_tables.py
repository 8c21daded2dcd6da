"""The sheets of a study: fields, sites, electricity, tables of measurements; in both directions."""

from __future__ import annotations

from collections.abc import Iterator

from mems_lca.errors import StudyError, nearest
from mems_lca.study.book.layout import Column, Sheet
from mems_lca.study.book.rows import (
    Draft,
    Findings,
    Path,
    Rest,
    TableRow,
    Written,
    columns_of,
    fill,
    read_value,
)
from mems_lca.study.book.texts import UnsayableError
from mems_lca.study.paths import join, split

# The mapping that holds the fields of a sheet.
FIELD_SHEETS: dict[str, Path] = {"study": (), "measured": ("measured",)}


def give_field(sheet: Sheet, draft: Draft, row: TableRow, findings: Findings) -> None:
    """Puts the field of a row into the study."""
    if "key" not in row.values:
        return None
    try:
        path = split(row.text("key"))
    except StudyError as error:
        return findings.take(error, row, "key")
    field = sheet.field(path)
    if "value" not in row.values:
        # What is missing is found later, and then has its place.
        return draft.mark((*FIELD_SHEETS[sheet.id], *path), row, "value")
    if field is None:
        return unknown_field(sheet, row, findings)
    column = Column(id="value", head=field.head, kind=field.kind)
    value = read_value(column, row, findings)
    if value is not None:
        draft.put((*FIELD_SHEETS[sheet.id], *path), value, row, "value", findings)
    return None


def unknown_field(sheet: Sheet, row: TableRow, findings: Findings) -> None:
    """The error for a key that is none of the fields of a sheet."""
    known = [field.id for field in sheet.fields]
    key = row.text("key")
    message = "no field has this key; what no sheet has a place for stands on the sheet of further keys"
    findings.add(row, "key", "unknown_key", message, found=key, nearest=nearest(key, known))


def take_fields(sheet: Sheet, rest: Rest) -> Iterator[Written]:
    """The rows of the fields that a study has."""
    base = FIELD_SHEETS[sheet.id]
    for field in sheet.fields:
        for path in _matching(rest, base, field.path):
            if rest.at((*base, *path)) is None:
                continue
            try:
                yield {"key": join(*path), "value": rest.take((*base, *path), field.kind)}
            except UnsayableError:
                continue


def _matching(rest: Rest, base: Path, pattern: Path) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]
    for part in pattern:
        found = [(*path, name) for path in found for name in (rest.names((*base, *path)) if part == "*" else [part])]
    return found


def give_site(sheet: Sheet, draft: Draft, row: TableRow, findings: Findings) -> None:
    """Puts a site into the study."""
    name = row.text("site")
    if not name:
        return
    draft.begin(("sites", name), row, "site", findings)
    fill(draft, ("sites", name), columns_of(sheet, "site", "grid"), row, findings)
    if "grid" in row.values:
        draft.put(("grid", name), row.values["grid"], row, "grid", findings)


def take_sites(sheet: Sheet, rest: Rest) -> Iterator[Written]:
    """The rows of sites."""
    for name in rest.names(("sites",)):
        if not isinstance(rest.at(("sites", name)), dict):
            continue
        row = rest.row(("sites", name), columns_of(sheet, "site", "grid"), {"site": name})
        if rest.at(("sites", name)) == {}:
            rest.drop(("sites", name))
        if rest.at(("grid", name)) is not None:
            row |= rest.cell_row(("grid", name), sheet.by_id["grid"], {})
        yield row


def give_supply(sheet: Sheet, draft: Draft, base: Path, row: TableRow, findings: Findings) -> None:
    """Appends a share to the electricity of a site, of the study or of a measure."""
    if row.text("site"):
        give_item(sheet, draft, (*base, "supply", row.text("site")), row, findings, ("route", "measure", "site"))


def take_supply(sheet: Sheet, rest: Rest, base: Path, keys: Written) -> Iterator[Written]:
    """The rows of electricity, of the study or of a measure."""
    for site in rest.names((*base, "supply")):
        yield from take_items(sheet, rest, (*base, "supply", site), keys | {"site": site}, ("route", "measure", "site"))


def give_item(sheet: Sheet, draft: Draft, path: Path, row: TableRow, findings: Findings, keys: tuple[str, ...]) -> Path:
    """Appends what a row holds to a list."""
    item = Draft()
    first = next((column.id for column in columns_of(sheet, *keys) if column.id in row.values), keys[-1])
    fill(item, (), columns_of(sheet, *keys), row, findings)
    where = draft.append(path, item.data, row, first, findings)
    draft.positions.update({(*where, *inner): spot for inner, spot in item.positions.items()})
    return where


def take_items(sheet: Sheet, rest: Rest, path: Path, keys: Written, without: tuple[str, ...]) -> Iterator[Written]:
    """A row for each item of a list; what a row cannot hold stays."""
    for number in rest.items(path):
        yield rest.row((*path, number), columns_of(sheet, *without), keys)


def give_dataset(sheet: Sheet, draft: Draft, row: TableRow, findings: Findings) -> None:
    """Appends a table of measurements."""
    if row.text("table"):
        give_item(sheet, draft, ("measured", row.text("table")), row, findings, ("table",))


def take_datasets(sheet: Sheet, rest: Rest) -> Iterator[Written]:
    """The rows of tables of measurements."""
    for table in sheet.by_id["table"].choices:
        yield from take_items(sheet, rest, ("measured", table), {"table": table}, ("table",))


def give_setting(sheet: Sheet, draft: Draft, step: str, row: TableRow, findings: Findings) -> None:
    """Puts a value that the study gives to its `set`."""
    parameter = row.text("parameter")
    if not parameter:
        return
    path = f"{step}.{parameter}" if step else parameter
    draft.begin(("set",), row, "parameter", findings)
    if draft.put(("set", path), {}, row, "parameter", findings):
        fill(draft, ("set", path), setting_columns(sheet), row, findings)


def take_settings(sheet: Sheet, rest: Rest) -> Iterator[Written]:
    """The rows of what the study gives."""
    for path in rest.names(("set",)):
        node = rest.at(("set", path))
        try:
            *step, parameter = split(path)
        except StudyError:
            continue
        if isinstance(node, dict) and "value" in node:
            keys = ({"step": join(*step)} if step else {}) | {"parameter": join(parameter)}
            yield rest.row(("set", path), setting_columns(sheet), keys)


def setting_columns(sheet: Sheet) -> tuple[Column, ...]:
    """The columns of a value and of what is said of it."""
    return columns_of(sheet, "route", "measure", "step", "parameter")
