"""The sheet Evidence: what proves each primary value, file by file, and the primary values that nothing proves."""

from __future__ import annotations

from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import Record

_COLUMNS = ("id", "supports", "status", "file", "meter", "owner", "date", "sign_off", "note", "bytes", "sha256")
_WIDTHS = (18, 34, 24, 26, 14, 18, 12, 20, 30, 10, 36)


def write_evidence(desk: Desk) -> None:
    """Writes the sheet, where the result has an index of evidence: a snapshot, labelled."""
    if "evidence" not in desk.sheets:
        return
    page, texts, body = desk.sheets["evidence"], desk.texts, desk.facts.body
    counts = body["evidence_counts"]
    said = texts("evidence.counts", proven=counts["with_evidence"], primary=counts["primary_values"])
    top = desk.title("evidence", texts("note.evidence"), said)
    head = desk.snapshot("evidence", top, texts("section.evidence"))
    page.head(head, [texts(f"head.{name}") for name in _COLUMNS])
    row = head
    for row, entry in enumerate(body["evidence"], head + 1):
        _write_entry(desk, row, entry)
    row = _write_bare(desk, row + 2, counts["without"])
    page.widths(*_WIDTHS)
    desk.finish("evidence", (row, len(_COLUMNS) - 1), head=head)


def _write_entry(desk: Desk, row: int, entry: Record) -> None:
    page, texts = desk.sheets["evidence"], desk.texts
    page.text(row, 0, entry["id"], "strong")
    page.text(row, 1, "\n".join(entry["supports"]) or texts("evidence.nothing"), "snapshot")
    page.text(row, 2, texts(f"evidence.{entry['status']}"), "snapshot")
    for col, name in enumerate(_COLUMNS[3:9], 3):
        page.text(row, col, entry[name], "snapshot")
    page.number(row, 9, entry["bytes"], "snapshot_number", "#,##0")
    page.text(row, 10, entry["sha256"], "snapshot")


def _write_bare(desk: Desk, top: int, paths: list[str]) -> int:
    """The primary values without evidence, one to a row; returns the last row."""
    page, texts = desk.sheets["evidence"], desk.texts
    page.text(top, 0, texts("section.no_evidence"), "section")
    row = top + 1
    if not paths:
        page.merged(row, 0, 1, texts("answer.none"), "snapshot")
        return row
    for row, path in enumerate(paths, top + 1):
        page.merged(row, 0, 1, path, "snapshot")
    return row
