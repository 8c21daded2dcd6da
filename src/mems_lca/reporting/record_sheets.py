"""Sheets that list what the result says in words: Coverage and data quality, Sources, Assumptions, Warnings, About."""

from __future__ import annotations

import json

from mems_lca.reporting.contributions_sheet import CONTRACT
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import Record

_QUALITIES = ("primary", "secondary", "assumed")
_SHARES = ("count", "mass", "cost")


def write_coverage(desk: Desk) -> None:
    """Writes the sheet Coverage and data quality: a snapshot, labelled."""
    page, texts, facts, labels = desk.sheets["coverage"], desk.texts, desk.facts, desk.labels
    top = desk.title("coverage", texts("note.coverage"))
    head = desk.snapshot("coverage", top, texts("section.coverage"))
    names = ("route", "indicator", "perimeter", "covered_count", "covered_mass", "covered_cost", *_QUALITIES, "missing")
    page.head(head, [texts(f"head.{name}") for name in names])
    row = head
    for route in facts.routes:
        record = facts.route(route)
        for name, entry in record["per_functional_unit"].items():
            row += 1
            shown = (labels.route(route), labels.indicator(name), texts.label("perimeter", entry["perimeter"]))
            for col, text in enumerate(shown):
                page.text(row, col, text, "snapshot")
            for col, share in enumerate(_SHARES, 3):
                _share(desk, row, col, entry["coverage"].get(share))
            for col, quality in enumerate(_QUALITIES, 6):
                _share(desk, row, col, record["data_quality"].get(name, {}).get(quality))
            page.text(row, 9, "; ".join(entry["coverage"]["missing"]), "snapshot")
    row = _write_cut_off(desk, row + 2)
    page.widths(34, 38, 27, *(13 for _ in range(6)), 100)
    desk.finish("coverage", (row, 9))


def _share(desk: Desk, row: int, col: int, share: float | None) -> None:
    page = desk.sheets["coverage"]
    if share is None:
        page.text(row, col, desk.texts("answer.not_applicable"), "snapshot")
    else:
        page.number(row, col, share, "snapshot_number", "0.0%")


def _write_cut_off(desk: Desk, top: int) -> int:
    """Classes that the boundary leaves out, and inputs without a factor."""
    page, texts, facts, labels = desk.sheets["coverage"], desk.texts, desk.facts, desk.labels
    page.text(top, 0, texts("section.cut_off"), "section")
    page.head(top + 1, [texts("head.cut_off"), texts("head.reason")])
    row = top + 1
    excluded = facts.route(facts.routes[0])["cut_off"]["excluded"]
    for entry in excluded:
        row += 1
        page.text(row, 0, entry.get(f"name_{texts.lang}") or entry["name_en"])
        page.merged(row, 1, 8, entry.get(f"reason_{texts.lang}") or entry["reason_en"])
    for route in facts.routes:
        row += 1
        page.text(row, 0, texts("cut_off.no_factor", route=labels.route(route)))
        missing = facts.route(route)["cut_off"]["inputs_without_factor"]
        page.merged(row, 1, 8, "; ".join(missing) or texts("answer.none"))
    return row


def write_sources(desk: Desk) -> None:
    """Writes the sheet Sources."""
    page, texts, facts = desk.sheets["sources"], desk.texts, desk.facts
    head = desk.title("sources", texts("note.sources"))
    names = ("id", "title", "authors", "year", "where", "licence")
    page.head(head, [texts(f"head.{name}") for name in names])
    row = head
    for row, (source, record) in enumerate(facts.body["sources"].items(), head + 1):
        page.text(row, 0, source, "id")
        for col, name in enumerate(names[1:], 1):
            page.text(row, col, record.get(name))
    page.widths(28, 60, 40, 8, 60, 36)
    desk.finish("sources", (max(row, head + 1), 5), head=head, filtered=True)


def write_assumptions(desk: Desk) -> None:
    """Writes the sheet Assumptions: every input that nobody published, with its live value and the reasoning."""
    page, texts, facts, labels = desk.sheets["assumptions"], desk.texts, desk.facts, desk.labels
    head = desk.title("assumptions", texts("note.assumptions"))
    page.head(head, [texts(f"head.{name}") for name in ("path", "label", "value", "unit", "reasoning")])
    row = head
    records = (entry for entry in facts.inputs("parameter", "factor", "choice") if entry["origin"] == "assumption")
    for row, record in enumerate(records, head + 1):
        page.text(row, 0, record["path"] or record["key"], "id")
        page.text(row, 1, labels.cell(record))
        given = record["given"]
        page.formula(row, 2, str(desk.values[record["key"]]), given["value"], number_format="General")
        page.text(row, 3, given["unit"] or labels.unit(""))
        page.text(row, 4, record["note"])
    page.widths(44, 52, 13, 16, 100)
    desk.finish("assumptions", (max(row, head + 1), 4), head=head, filtered=True, large=True)


def write_warnings(desk: Desk) -> None:
    """Writes the sheet Warnings."""
    page, texts, facts = desk.sheets["warnings"], desk.texts, desk.facts
    head = desk.title("warnings", texts("note.warnings"))
    page.head(head, [texts(f"head.{name}") for name in ("code", "warning", "place")])
    row = head
    for row, record in enumerate(facts.body["warnings"], head + 1):
        page.text(row, 0, record["code"], "id")
        page.text(row, 1, record["text"])
        page.text(row, 2, record["place"], "id")
    if row == head:
        row = head + 1
        for col, text in enumerate(("", texts("answer.no_warnings"), "")):
            page.text(row, col, text)
    page.widths(24, 110, 46)
    desk.finish("warnings", (row, 2), head=head)


def write_about(desk: Desk) -> None:
    """Writes the sheet About."""
    page, texts = desk.sheets["about"], desk.texts
    row = desk.title("about", texts("note.about"))
    for section, entries in _about(desk).items():
        page.text(row, 0, texts(f"section.{section}"), "section")
        for name, text in entries.items():
            row += 1
            page.text(row, 0, texts.label("about", name), "strong")
            page.text(row, 1, text)
        row += 2
    page.widths(36, 110)
    desk.finish("about", (row - 2, 1))


def _about(desk: Desk) -> dict[str, dict[str, str]]:
    facts, texts = desk.facts, desk.texts
    study = facts.study
    verification: Record = facts.body["verification"]
    period = study.get("period") or {}
    return {
        "about_study": {
            "study": str(facts.body["study"]),
            **{name: str(study.get(name) or "") for name in ("goal", "application", "audience", "commissioner")},
            "reporting_company": str(study.get("reporting_company") or ""),
            "period": f"{period.get('start', '')} – {period.get('end', '')}",
            "verification": texts.label("verification", str(verification["status"])),
            "statement": str(verification.get("statement") or ""),
        },
        "about_choices": {name: _choice(desk, name, value) for name, value in facts.choices.items()},
        "about_result": {
            "result_id": facts.id,
            "hash": facts.hash,
            "created": facts.created,
            "contract": CONTRACT,
        },
        "about_software": {name: str(version) for name, version in facts.body["software"].items()},
    }


def _choice(desk: Desk, name: str, value: object) -> str:
    """A choice with its name as the study gives it, and what it means where the texts know it."""
    plain = _plain(value)
    key = f"choice.{name}.{plain}"
    return f"{desk.texts(key)} ({plain})" if desk.texts.has(key) else plain


def _plain(value: object) -> str:
    """A choice as text; a map as its entries."""
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_plain(entry)}" for name, entry in value.items()) or "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
