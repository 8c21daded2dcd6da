"""The sheets of own steps: names, parameters, formulas, exchanges; in both directions."""

from __future__ import annotations

from collections.abc import Iterator

from mems_lca.study.book import entities
from mems_lca.study.book.layout import Layout, Sheet
from mems_lca.study.book.rows import Draft, Findings, Rest, TableRow, Written, columns_of, fill, read_value
from mems_lca.study.book.study_tables import give_item
from mems_lca.study.book.texts import UnsayableError

SHEETS = ("own_steps", "own_parameters", "own_formulas", "own_exchanges")
_KEYS = ("step", "kind", "what")


def give(sheet: Sheet, draft: Draft, row: TableRow, findings: Findings) -> None:
    """Puts a row of one of the sheets into its step."""
    if sheet.id == "own_steps":
        fill(draft, (), columns_of(sheet, "step"), row, findings)
    elif sheet.id == "own_exchanges":
        _give_exchange(sheet, draft, row, findings)
    else:
        entities.give(entities.OF_STEP[sheet.id], sheet, draft, row, findings)


def _give_exchange(sheet: Sheet, draft: Draft, row: TableRow, findings: Findings) -> None:
    what, kind = sheet.by_id["what"], row.text("kind")
    if not kind or what.id not in row.values:
        return
    where = give_item(sheet, draft, ("exchanges",), row, findings, _KEYS)
    if spot := row.spot(what.id):
        draft.positions[where] = spot
    draft.put((*where, kind), read_value(what, row, findings), row, what.id, findings)


def take(layout: Layout, rest: Rest, name: str) -> Iterator[tuple[str, Written]]:
    """The rows of a step, each with its sheet."""
    keys: Written = {"step": name}
    yield "own_steps", rest.row((), columns_of(layout.by_id["own_steps"], "step"), keys)
    for sheet, entity in entities.OF_STEP.items():
        for row in entities.take(entity, layout, rest, keys):
            yield sheet, row
    sheet_of_exchanges = layout.by_id["own_exchanges"]
    for number in rest.items(("exchanges",)):
        kinds = [kind for kind in sheet_of_exchanges.by_id["kind"].choices if rest.at(("exchanges", number, kind))]
        try:
            what = rest.take(("exchanges", number, kinds[0]), "name")
        except (IndexError, UnsayableError):
            break
        found = keys | {"kind": kinds[0], "what": what}
        yield "own_exchanges", rest.row(("exchanges", number), columns_of(sheet_of_exchanges, *_KEYS), found)
