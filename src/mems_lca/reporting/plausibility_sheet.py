"""The sheet Plausibility: electricity per area with its split, and screenings, beside published figures; a snapshot."""

from __future__ import annotations

from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import Record
from mems_lca.reporting.summary_story import explanations, ratio

_USES = ("process", "idle", "facility", "total")
_PARTS = ("gases", "electricity", "rest", "total")
_LITRES = 1e3
_RATIOS = 8
_REASONS = ("reason.electricity", "reason.allocation", "reason.tier1", "reason.threshold", "reason.layers")


def write_plausibility(desk: Desk) -> None:
    """Writes the sheet Plausibility."""
    page, texts = desk.sheets["plausibility"], desk.texts
    top = desk.title("plausibility", texts("note.plausibility"))
    row = _electricity(desk, desk.snapshot("plausibility", top, texts("section.fab_electricity")))
    row = _screenings(desk, row + 2)
    row = _published(desk, row + 2)
    page.text(row + 2, 0, texts("section.why_apart"), "section")
    row += 2
    said = [text for route in desk.facts.routes for text in explanations(desk, route)]
    for text in (*said, *(texts(name) for name in _REASONS)):
        row += 1
        page.merged(row, 0, 7, text)
    last = _RATIOS + len(desk.facts.routes) - 1
    page.widths(34, 62, *(15 for _ in range(last - 1)))
    desk.finish("plausibility", (row, last))


def _electricity(desk: Desk, head: int) -> int:
    """kWh per finished wafer and per cm2, for the tools at work, idling, and the facility."""
    page, texts, facts, labels = desk.sheets["plausibility"], desk.texts, desk.facts, desk.labels
    page.head(head, [texts("head.route"), texts("head.unit"), *(texts(f"use.{use}") for use in _USES)])
    row = head
    for route in facts.routes:
        found = facts.route(route)["plausibility"]["electricity"]
        for unit, values in (("kWh/wafer", found), ("kWh/cm2", found["per_cm2"])):
            row += 1
            page.text(row, 0, labels.route(route), "snapshot")
            page.text(row, 1, labels.unit(unit), "snapshot")
            for col, use in enumerate(_USES, 2):
                page.number(row, col, values[use], "snapshot_number")
    return row


def _screenings(desk: Desk, top: int) -> int:
    """kg CO2e of wafer fabrication per finished wafer: from the recipes, and by each screening."""
    page, texts, facts, labels = desk.sheets["plausibility"], desk.texts, desk.facts, desk.labels
    page.text(top, 0, texts("section.screening"), "section")
    titles = (*(texts(f"part.{part}") for part in _PARTS), texts("head.over_recipe"))
    page.head(top + 1, [texts("head.route"), texts("head.way"), *titles])
    row = top + 1
    for route in facts.routes:
        found = facts.route(route)["plausibility"]["screening"]
        recipe = {**found["recipe"], "over_recipe": 1.0, "label": texts("screening.recipe")}
        for entry in (recipe, *(_named(texts.lang, entry) for entry in found["screenings"])):
            row += 1
            page.text(row, 0, labels.route(route), "snapshot")
            page.text(row, 1, entry["label"], "snapshot")
            for col, part in enumerate((*_PARTS, "over_recipe"), 2):
                page.number(row, col, entry[part], "snapshot_number") if entry[part] is not None else page.text(
                    row, col, texts("answer.not_applicable"), "snapshot"
                )
        row += 1
        size = texts("screening.size", layers=f"{found['mask_layers']:g}", minutes=f"{found['etch_minutes']:.3g}")
        page.merged(row, 0, 7, f"{labels.route(route)}: {size}", "note")
    return row


def _named(lang: str, entry: Record) -> Record:
    return {**entry, "label": entry["name_zh" if lang == "zh" else "name"]}


def _own(desk: Desk, row: int) -> int:
    """The figures of the study's routes, in the same terms."""
    page, texts, facts, labels = desk.sheets["plausibility"], desk.texts, desk.facts, desk.labels
    for route in facts.routes:
        record = facts.route(route)
        found, area = record["plausibility"], record["plausibility"]["electricity"]["processed_area_cm2"]
        water = record["per_wafer"]["water_withdrawal"]["value"]
        for measure, value, unit in (
            ("electricity", found["electricity"]["per_cm2"]["total"], "kWh/cm2"),
            ("climate_change", found["screening"]["recipe"]["total"] / area, "kg CO2e/cm2"),
            ("water_withdrawal", None if water is None else water * _LITRES / area, "L/cm2"),
        ):
            if value is None:
                continue
            row += 1
            page.text(row, 0, texts(f"measure.{measure}"))
            page.text(row, 1, texts("screening.own", route=labels.route(route)), "strong")
            page.number(row, 2, value, "snapshot_number")
            page.text(row, 3, unit)
            page.text(row, 4, "")
            page.merged(row, 5, 7, texts(f"own.{measure}"))
    return row


def _published(desk: Desk, top: int) -> int:
    """Published figures per wafer area and of devices, and how many times each the routes are."""
    page, texts, facts = desk.sheets["plausibility"], desk.texts, desk.facts
    page.text(top, 0, texts("section.published"), "section")
    page.head(top + 1, [texts(f"head.{name}") for name in ("measure", "label", "value", "unit", "source")])
    page.merged(top + 1, 5, 7, texts("head.note"), "head")
    page.head(top + 1, [texts("head.ratio_of", route=desk.labels.route(route)) for route in facts.routes], _RATIOS)
    own = _own(desk, top + 1)
    row = own
    for row, entry in enumerate(facts.body["benchmarks"], own + 1):
        page.text(row, 0, texts(f"measure.{entry['measure']}"))
        page.text(row, 1, entry[f"name_{texts.lang}"])
        page.number(row, 2, entry["value"], "snapshot_number")
        page.text(row, 3, entry["unit"])
        page.text(row, 4, entry["source"], "id")
        page.merged(row, 5, 7, entry[f"note_{texts.lang}"])
        for col, route in enumerate(facts.routes, _RATIOS):
            page.number(row, col, ratio(desk, route, entry), "snapshot_number", "0.00")
    return row
