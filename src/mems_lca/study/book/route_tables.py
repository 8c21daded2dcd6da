"""The sheets of routes: routes, their steps, measures, what measures change, abatement; in both directions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mems_lca.errors import StudyError, nearest
from mems_lca.study.book.layout import Layout, Sheet
from mems_lca.study.book.rows import Draft, Findings, Path, Rest, TableRow, Written, columns_of, fill
from mems_lca.study.book.study_tables import give_item, setting_columns, take_items, take_supply
from mems_lca.study.paths import join, split

_PASS = ("route", "measure", "change", "target")


def give_route(sheet: Sheet, draft: Draft, row: TableRow, findings: Findings) -> None:
    """Puts what a row says of a route into its document."""
    fill(draft, (), columns_of(sheet, "route", "used_as"), row, findings)


def says_more(sheet: Sheet, row: TableRow) -> bool:
    """Whether a row of the sheet of routes says more than a name."""
    return any(column.id in row.values for column in columns_of(sheet, "route", "used_as"))


def give_step(sheet: Sheet, draft: Draft, row: TableRow, findings: Findings) -> None:
    """Appends a step to a route."""
    draft.unsure = draft.unsure or bool(row.unread & {"step", "id"})
    if row.text("step"):
        give_item(sheet, draft, ("steps",), row, findings, ("route",))


def give_measure(sheet: Sheet, draft: Draft, row: TableRow, findings: Findings) -> None:
    """Puts a measure into its route."""
    if name := row.text("measure"):
        draft.begin(("measures", name), row, "measure", findings)
        fill(draft, ("measures", name), columns_of(sheet, "route", "measure"), row, findings)


def give_abatement(sheet: Sheet, draft: Draft, row: TableRow, findings: Findings) -> None:
    """Puts the abatement of a route or measure into its route."""
    base = (*owner(row), "abatement")
    draft.begin(base, row, "gases", findings)
    fill(draft, base, columns_of(sheet, "route", "measure"), row, findings)


def owner(row: TableRow) -> Path:
    """The part of a route to which a row belongs: a measure, or the route itself."""
    return ("measures", row.text("measure")) if row.text("measure") else ()


def give_change(sheet: Sheet, draft: Draft, row: TableRow, before: TableRow | None, findings: Findings) -> None:
    """Puts a change into its measure; steps added after the same one as in the row before belong together."""
    change, target = row.text("change"), row.text("target")
    if not (row.text("measure") and change and target):
        return
    base = (*owner(row), change)
    if change == "remove":
        if extra := next((column.id for column in columns_of(sheet, *_PASS) if column.id in row.values), ""):
            message = "a removed step takes no other: leave the cell empty, or replace the step"
            findings.add(row, extra, "change", message, found=row.text(extra))
        draft.append(base, target, row, "target", findings)
        return
    if not row.text("step"):
        if "step" not in row.unread:
            findings.add(row, "step", "missing", f"what to {change} is missing: name the step")
        return
    if change == "replace":
        give_item(sheet, draft, (*base, target), row, findings, _PASS)
        return
    entries = draft.at(base) or []
    if not entries or before is None or _target(before) != _target(row):
        entry = draft.append(base, {"after": target}, row, "target", findings)
    else:
        entry = (*base, len(entries) - 1)
    give_item(sheet, draft, (*entry, "steps"), row, findings, _PASS)


def _target(row: TableRow) -> tuple[str, ...]:
    return tuple(map(row.text, _PASS))


def give_value(sheet: Sheet, draft: Draft, row: TableRow, findings: Findings) -> None:
    """Puts a value into the step of a route or measure that it is for, else into the measure."""
    step, parameter = row.text("step"), row.text("parameter")
    if not parameter:
        return
    known = passes(draft.data, owner(row))
    if step in known:
        place = (*known[step], "set", parameter)
    elif owner(row):
        place = (*owner(row), "set", f"{step}.{parameter}" if step else parameter)
        draft.begin(owner(row), row, "measure", findings)
    elif draft.unsure:
        return
    else:
        message = "the route has no such step on the sheet of steps; a route with a base changes values by its measures"
        findings.add(row, "step", "unknown_step", message, found=step, nearest=nearest(step, known))
        return
    if draft.put(place, {}, row, "parameter", findings):
        fill(draft, place, setting_columns(sheet), row, findings)


def passes(data: dict[str, Any], base: Path) -> dict[str, Path]:
    """The places of the steps that a route has, or that a measure brings, by name: of two of a name, the first."""
    found: dict[str, Path] = {}
    draft = Draft(data)
    if not base:
        lists: list[Path] = [("steps",)]
    else:
        replaced, added = draft.at((*base, "replace")), draft.at((*base, "add"))
        lists = [(*base, "replace", name) for name in (replaced if isinstance(replaced, dict) else ())]
        lists += [(*base, "add", number, "steps") for number in range(len(added) if isinstance(added, list) else 0)]
    for path in lists:
        entries = draft.at(path)
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict) and isinstance(name := entry.get("id") or entry.get("step"), str):
                # Of two alike, one that takes another's place alone takes its name, too.
                if name in found and path[-2:-1] == ("replace",) and len(entries) == 1:
                    name = str(path[-1])
                found.setdefault(name, (*path, number))
    return found


def take_route(layout: Layout, rest: Rest, name: str) -> Iterator[tuple[str, Written]]:
    """The rows of a route beside its own on the sheet of routes, each with its sheet."""
    yield from _take_part(layout, rest, name, ())
    for row in take_items(layout.by_id["steps"], rest, ("steps",), {"route": name}, ("route",)):
        yield "steps", row
    for measure in rest.names(("measures",)):
        base: Path = ("measures", measure)
        if not isinstance(rest.at(base), dict):
            continue
        keys: Written = {"route": name, "measure": measure}
        yield "measures", rest.row(base, columns_of(layout.by_id["measures"], "route", "measure"), keys)
        yield from _take_part(layout, rest, name, base)
        for row in _take_changes(layout.by_id["changes"], rest, base, keys):
            yield "changes", row
        if rest.at(base) == {}:
            rest.drop(base)


def _take_part(layout: Layout, rest: Rest, name: str, base: Path) -> Iterator[tuple[str, Written]]:
    """What a route and a measure both may have: values, abatement, electricity."""
    keys: Written = {"route": name} | ({"measure": base[-1]} if base else {})
    for step, place in passes(rest.data, base).items():
        for row in _take_set(layout, rest, (*place, "set"), keys | {"step": step}):
            yield "values", row
    if base:
        for row in _take_set(layout, rest, (*base, "set"), keys):
            yield "values", row
    if isinstance(rest.at((*base, "abatement")), dict):
        yield (
            "abatement",
            rest.row((*base, "abatement"), columns_of(layout.by_id["abatement"], "route", "measure"), keys),
        )
    for row in take_supply(layout.by_id["supply"], rest, base, keys) if base else ():
        yield "supply", row


def _take_set(layout: Layout, rest: Rest, path: Path, keys: Written) -> Iterator[Written]:
    for name in rest.names(path):
        node = rest.at((*path, name))
        if not isinstance(node, dict) or "value" not in node:
            continue
        step: Written = {}
        parameter = name
        if "step" not in keys:
            try:
                *before, last = split(name)
            except StudyError:
                continue
            step, parameter = ({"step": join(*before)} if before else {}), join(last)
        yield rest.row((*path, name), setting_columns(layout.by_id["values"]), keys | step | {"parameter": parameter})


def _take_changes(sheet: Sheet, rest: Rest, base: Path, keys: Written) -> Iterator[Written]:
    for target in rest.names((*base, "replace")):
        yield from take_items(sheet, rest, (*base, "replace", target), keys | _change("replace", target), _PASS)
    for number in rest.items((*base, "add")):
        place = (*base, "add", number)
        after = rest.at((*place, "after"))
        if not isinstance(after, str) or not rest.items((*place, "steps")):
            continue
        yield from take_items(sheet, rest, (*place, "steps"), keys | _change("add", after), _PASS)
        rest.drop((*place, "after"))
    removed = rest.at((*base, "remove"))
    if isinstance(removed, list) and removed and all(isinstance(name, str) and name for name in removed):
        yield from (keys | _change("remove", name) for name in removed)
        rest.drop((*base, "remove"))


def _change(change: str, target: str) -> Written:
    return {"change": change, "target": target}
