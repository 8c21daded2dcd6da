"""Sheets with a row for each named thing: where in a document its keys stand, in both directions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mems_lca.study.book.layout import Layout, Sheet
from mems_lca.study.book.rows import Draft, Findings, Path, Rest, TableRow, Written, columns_of, fill, read_value


@dataclass(frozen=True)
class Entity:
    """A sheet whose rows stand at a path; a part `{column}` is what the column holds.

    `cell` is the column whose value itself stands at the path; without it, the row is a mapping there.
    """

    sheet: str
    path: tuple[str, ...]
    cell: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that are parts of the path."""
        return tuple(part[1:-1] for part in self.path if part.startswith("{"))

    def place(self, keys: Mapping[str, str]) -> Path:
        """The path for the values of its key columns."""
        return tuple(part.format_map(keys) if part.startswith("{") else part for part in self.path)


_STUDY = (
    Entity("performance", ("device", "performance", "{figure}")),
    Entity("circular", ("allocation", "circular_footprint", "{material}", "{symbol}")),
    Entity("factors", ("factors", "{product}", "{indicator}")),
    Entity("vary", ("what_if", "vary", "{path}"), "values"),
    Entity("evidence", ("evidence", "{evidence}")),
    Entity("meters", ("measured", "meters", "{meter}")),
    Entity("tool_groups", ("measured", "tool_groups", "{group}")),
)
_STEP = (
    Entity("own_parameters", ("parameters", "{parameter}")),
    Entity("own_formulas", ("{kind}", "{name}"), "formula"),
)
OF_STUDY: Mapping[str, Entity] = {entity.sheet: entity for entity in _STUDY}
OF_STEP: Mapping[str, Entity] = {entity.sheet: entity for entity in _STEP}


def give(entity: Entity, sheet: Sheet, draft: Draft, row: TableRow, findings: Findings) -> None:
    """Puts a row into a document."""
    keys = {name: row.text(name) for name in entity.keys}
    if not all(keys.values()):
        return
    place, last = entity.place(keys), entity.keys[-1]
    if not entity.cell:
        draft.begin(place, row, last, findings)
        fill(draft, place, columns_of(sheet, "step", *entity.keys), row, findings)
    elif entity.cell in row.values:
        value = read_value(sheet.by_id[entity.cell], row, findings)
        if value is not None:
            draft.put(place, value, row, entity.cell, findings)


def take(entity: Entity, layout: Layout, rest: Rest, keys: Written) -> Iterator[Written]:
    """The rows of an entity, which are taken out of a document; `keys` are columns that say which document."""
    sheet = layout.by_id[entity.sheet]
    for found, place in _places(entity, sheet, rest):
        if not entity.cell:
            yield taken_row(rest, sheet, place, keys | found, (*keys, *entity.keys))
        elif row := rest.cell_row(place, sheet.by_id[entity.cell], keys | found):
            yield row


def taken_row(rest: Rest, sheet: Sheet, place: Path, keys: Written, without: tuple[str, ...]) -> Written:
    """The row of a thing, which is taken out; one of which nothing is said has a row with its name alone."""
    row = rest.row(place, columns_of(sheet, *without), keys)
    if rest.at(place) == {}:
        rest.drop(place)
    return row


def _places(entity: Entity, sheet: Sheet, rest: Rest) -> list[tuple[Written, Path]]:
    """What of the document stands at the path of an entity, with the values of its key columns."""
    found: list[tuple[Written, Path]] = [({}, ())]
    for number, part in enumerate(entity.path):
        if not part.startswith("{"):
            found = [(keys, (*path, part)) for keys, path in found]
            continue
        column = sheet.by_id[part[1:-1]]
        fixed = column.choices if number == 0 else ()
        found = [
            (keys | {column.id: name}, (*path, name))
            for keys, path in found
            for name in (fixed or rest.names(path))
            if not column.choices or name in column.choices
        ]
    last = [(keys, path) for keys, path in found if rest.at(path) is not None]
    return [(keys, path) for keys, path in last if entity.cell or isinstance(rest.at(path), dict)]
