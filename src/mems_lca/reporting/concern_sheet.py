"""The sheet Substances of concern: flagged gases, chemicals and metals of each route, and what swaps change."""

from __future__ import annotations

from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import Record

_ORIGINS = ("mined", "scrap", "electronic")
_LAST = 7


def write_concern(desk: Desk) -> None:
    """Writes the sheet: a snapshot, because flags are words and not figures."""
    page, texts, facts = desk.sheets["concern"], desk.texts, desk.facts
    row = desk.title("concern", texts("note.concern")) - 1
    for route in facts.routes:
        row = _write_substances(desk, route, row + 1) + 1
    for route in facts.routes:
        if route != facts.baseline:
            row = _write_swaps(desk, route, row + 1) + 1
    for route in facts.routes:
        row = _write_metals(desk, route, row + 1) + 1
    if any(facts.route(route)["device_metals"] for route in facts.routes):
        row = _write_contents(desk, row + 1)
    page.widths(40, 14, 26, 12, 14, 52, 22, 40)
    desk.finish("concern", (row, _LAST))


def _write_substances(desk: Desk, route: str, top: int) -> int:
    """One row for each substance and list, but for those that a list clears."""
    page, texts, labels = desk.sheets["concern"], desk.texts, desk.labels
    record = desk.facts.route(route)["concern"]
    head = desk.snapshot("concern", top, texts("section.concern", route=labels.route(route)))
    names = ("substance", "cas", "list", "status", "used", "why", "source", "used_in")
    titles = [texts(f"head.{name}") for name in names]
    titles[4] = f"{titles[4]}, kg"
    page.head(head, titles)
    row = head
    for entry in record["substances"]:
        for name, flag in entry["flags"].items():
            if flag["status"] == "no":
                continue
            row += 1
            page.text(row, 0, _label(desk, entry), "strong")
            page.text(row, 1, entry["cas"], "snapshot")
            page.text(row, 2, texts(f"list.{name}"), "snapshot")
            page.text(row, 3, texts(f"concern.{flag['status']}"), "snapshot")
            page.number(row, 4, entry["kg"], "snapshot_number")
            page.text(row, 5, flag["note_zh" if texts.lang == "zh" else "note"], "snapshot")
            page.text(row, 6, flag["source"], "snapshot")
            page.text(row, 7, "; ".join(labels.step(step) for step in entry["steps"]), "snapshot")
    for key, found in (("clear", record["clear"]), ("not_assessed", record["not_assessed"])):
        if found:
            row += 1
            page.merged(row, 0, _LAST, texts(f"concern.{key}", names="; ".join(_name(desk, name) for name in found)))
    return row


def _label(desk: Desk, entry: Record) -> str:
    return str((entry["label_zh"] if desk.texts.lang == "zh" else "") or entry["label"])


def _name(desk: Desk, name: str) -> str:
    """A gas or a product, for readers."""
    return desk.labels.input(name)


def _write_swaps(desk: Desk, route: str, top: int) -> int:
    """By list, what the route does without, brings in and keeps."""
    page, texts, labels, facts = desk.sheets["concern"], desk.texts, desk.labels, desk.facts
    base = labels.route(facts.baseline)
    head = desk.snapshot("concern", top, texts("section.swaps", base=base, route=labels.route(route)))
    for first, last, name in ((0, 1, "list"), (2, 4, "gone"), (5, 6, "brought_in")):
        page.merged(head, first, last, texts(f"head.{name}"), "head")
    page.text(head, _LAST, texts("head.kept"), "head")
    row = head
    for row, (name, found) in enumerate(facts.comparison["concern"][route].items(), head + 1):
        page.merged(row, 0, 1, texts(f"list.{name}"), "strong")
        for (first, last), key in zip(((2, 4), (5, 6), (7, 7)), ("gone", "new", "kept"), strict=True):
            page.merged(row, first, last, "; ".join(_name(desk, each) for each in found[key]) or "–", "snapshot")
    return row


def _write_contents(desk: Desk, top: int) -> int:
    """mg of each metal in one finished device, routes side by side."""
    page, texts, facts = desk.sheets["concern"], desk.texts, desk.facts
    head = desk.snapshot("concern", top, texts("section.device_metals"))
    page.head(head, [texts("head.element"), texts("head.unit"), *(desk.labels.route(route) for route in facts.routes)])
    records = [facts.route(route)["device_metals"] for route in facts.routes]
    row = head
    for row, element in enumerate(sorted({name for record in records for name in record}), head + 1):
        page.text(row, 0, element, "strong")
        page.text(row, 1, "mg", "snapshot")
        for col, record in enumerate(records, 2):
            page.number(row, col, record.get(element, 0.0), "snapshot_number")
    return row


def _write_metals(desk: Desk, route: str, top: int) -> int:
    """mg of each metal per declared unit, with its origins as the study has them, and its flags."""
    page, texts, labels = desk.sheets["concern"], desk.texts, desk.labels
    record = desk.facts.route(route)
    flags = {entry["name"]: entry["flags"] for entry in record["concern"]["substances"]}
    head = desk.snapshot("concern", top, texts("section.metals_origin", route=labels.route(route)))
    titles = [texts("head.metal"), "mg", *(texts(f"origin.{origin}") for origin in _ORIGINS)]
    page.head(head, [*titles, texts("head.list"), texts("head.smelter"), ""])
    row = head
    for row, (metal, found) in enumerate(record["materials"].items(), head + 1):
        page.text(row, 0, labels.input(metal), "strong")
        page.number(row, 1, found["mg"], "snapshot_number")
        for col, origin in enumerate(_ORIGINS, 2):
            share = found["origin"][origin] if found["origin"] else None
            page.number(row, col, share, "snapshot_number", "0.0%")
        listed = [
            f"{texts(f'list.{name}')}: {texts('concern.' + flag['status'])}"
            for name, flag in flags.get(metal, {}).items()
            if flag["status"] != "no"
        ]
        page.text(row, 5, "; ".join(listed) or "–", "snapshot")
        page.merged(row, 6, _LAST, texts("answer.not_declared"), "snapshot")
    return row
