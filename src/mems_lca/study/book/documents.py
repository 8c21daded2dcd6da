"""Documents (a study, routes, steps) as the tables of a workbook; what no table has a place for is kept as it is."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from mems_lca.errors import Finding, StudyError
from mems_lca.study.book import entities, route_tables, step_tables, study_tables
from mems_lca.study.book.joining import from_tables
from mems_lca.study.book.layout import Layout
from mems_lca.study.book.rows import Path, Rest, TableRow, Written, columns_of
from mems_lca.study.book.texts import UnsayableError, write_text
from mems_lca.study.paths import join
from mems_lca.study.shapes import long_form, same

Key = tuple[str, str]
Tables = dict[str, list[Written]]
_NO_SPOT = "a workbook cannot say this: write it shorter, or leave it in a YAML file"


def to_tables(documents: Mapping[Key, Mapping[str, Any]], layout: Layout) -> Tables:
    """The tables of documents: rows of scalars by the ids of columns, by the ids of sheets. Read back, they are equal.

    At most one of the documents is a study. Raises StudyError for what a workbook cannot hold.
    """
    whole = {key: long_form(key[0], data) for key, data in documents.items()}
    if sum(kind == "studies" for kind, _ in whole) > 1:
        raise StudyError.single("workbook", "a workbook holds one study", found=", ".join(name for _, name in whole))
    study = next((name for kind, name in whole if kind == "studies"), "study")
    kept: dict[Key, set[Path]] = {key: set() for key in whole}
    while True:
        tables = _apart(whole, kept, layout)
        findings: list[Finding] = []
        rows = {sheet: [TableRow(row) for row in written] for sheet, written in tables.items()}
        back = from_tables(rows, layout, findings, study=study)
        lost = {key: _changed(data, back[key].data if key in back else {}) for key, data in whole.items()}
        if not any(lost.values()):
            return tables
        for key, paths in lost.items():
            _keep(kept[key], paths, key)


def _apart(whole: Mapping[Key, dict[str, Any]], kept: Mapping[Key, set[Path]], layout: Layout) -> Tables:
    """The tables of documents, with the paths in `kept` on the sheet of further keys."""
    tables: Tables = {}
    rests: dict[Key, Rest] = {}
    for key, data in whole.items():
        rests[key] = rest = Rest(copy.deepcopy(data))
        rest.data.pop("schema", None) if ("schema",) not in kept[key] else None
        for path in sorted(kept[key], key=str):
            rest.drop(path)
    for sheet, row in _rows(rests, layout):
        tables.setdefault(sheet, []).append(row)
    for (kind, name), rest in rests.items():
        source = whole[kind, name]
        paths = [*kept[kind, name], *_left(rest.data, source, ())]
        for path in sorted(paths, key=lambda path: (len(path), str(path))):
            document = {} if kind == "studies" else {"document": name}
            row = {"kind": kind} | document | {"key": join(*map(str, path)), "value": _yaml(source, path)}
            tables.setdefault("further", []).append(row)
    return {sheet.id: tables[sheet.id] for sheet in layout.all_sheets() if sheet.id in tables}


def _rows(rests: Mapping[Key, Rest], layout: Layout) -> Iterator[tuple[str, Written]]:
    """Every row of all documents with its sheet; what they say is taken out."""
    studies = [rest for (kind, _), rest in rests.items() if kind == "studies"]
    routes = {name: rest for (kind, name), rest in rests.items() if kind == "routes"}
    yield from (("routes", row) for row in _take_names(layout, studies, dict(routes)))
    for rest in studies:
        yield from _take_study(layout, rest)
    for name, rest in routes.items():
        yield from route_tables.take_route(layout, rest, name)
    for (kind, name), rest in rests.items():
        if kind == "steps":
            yield from step_tables.take(layout, rest, name)


def _take_names(layout: Layout, studies: list[Rest], routes: dict[str, Rest]) -> Iterator[Written]:
    """The rows of the sheet of routes: those that the study names, and the others."""
    columns = columns_of(layout.by_id["routes"], "route", "used_as")
    for study in studies:
        for label in study.names(("routes",)):
            row = study.cell_row(("routes", label), layout.by_id["routes"].by_id["route"], {"used_as": label})
            name = row.get("route", "")
            if name in routes:
                row |= routes.pop(name).row((), columns, {})
            if row:
                yield row
    yield from (rest.row((), columns, {"route": name}) for name, rest in routes.items())


def _take_study(layout: Layout, rest: Rest) -> Iterator[tuple[str, Written]]:
    sheets = layout.by_id
    yield from (("sites", row) for row in study_tables.take_sites(sheets["sites"], rest))
    yield from (("supply", row) for row in study_tables.take_supply(sheets["supply"], rest, (), {}))
    yield from (("values", row) for row in study_tables.take_settings(sheets["values"], rest))
    for name, entity in entities.OF_STUDY.items():
        yield from ((name, row) for row in entities.take(entity, layout, rest, {}))
    yield from (("datasets", row) for row in study_tables.take_datasets(sheets["datasets"], rest))
    for name in study_tables.FIELD_SHEETS:
        yield from ((name, row) for row in study_tables.take_fields(sheets[name], rest))


def _left(data: Any, source: Any, path: Path) -> Iterator[Path]:
    """The paths of what no table has taken; `source` is the data as it was."""
    if isinstance(data, dict) and data and path:
        for key, entry in data.items():
            yield from _left(entry, source[key], (*path, key))
    elif isinstance(data, dict) and not path:
        for key, entry in data.items():
            yield from _left(entry, source[key], (key,))
    elif isinstance(data, list) and data != source:
        for number, entry in enumerate(data):
            if entry != {}:
                yield from _left(entry, source[number], (*path, number))
    else:
        yield path


def _changed(one: Any, other: Any, path: Path = ()) -> Iterator[Path] | list[Path]:
    """The paths at which data that was read back is another: of the smallest parts that can be given by themselves."""
    if same(one, other):
        return []
    if isinstance(one, dict) and isinstance(other, dict) and not other.keys() - one.keys():
        below = [found for key in one for found in _changed(one[key], other.get(key), (*path, key))]
        return below or [path]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        below = [found for number in range(len(one)) for found in _changed(one[number], other[number], (*path, number))]
        return [found if isinstance(found[-1], str) else path for found in below]
    return [path]


def _keep(kept: set[Path], paths: Any, key: Key) -> None:
    """Adds paths to those that are kept as they are; one that did not help gives way to what holds it."""
    for path in paths:
        while path and (path in kept or isinstance(path[-1], int)):
            path = path[:-1]
        if not path:
            raise StudyError.single("workbook", _NO_SPOT, found=f"{key[0]}/{key[1]}")
        kept.difference_update({other for other in kept if other[: len(path)] == path})
        if not any(path[: len(other)] == other for other in kept):
            kept.add(path)


def _yaml(source: Any, path: Path) -> Any:
    value = source
    for part in path:
        value = value[part]
    try:
        return write_text("yaml", value)
    except UnsayableError:
        raise StudyError.single("workbook", _NO_SPOT, found=join(*map(str, path))) from None
