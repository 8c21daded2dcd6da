"""The second page of the summary: why a route is better, by which accounting, what rises, and published figures."""

from __future__ import annotations

from collections.abc import Sequence

from mems_lca.reporting.comparison_sheet import burden_text
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import CLIMATE, VIEWS, Record
from mems_lca.reporting.lines import view_name
from mems_lca.reporting.results_sheet import UNIT
from mems_lca.reporting.scaled import suited
from mems_lca.reporting.uncertainty_texts import interval_line
from mems_lca.units import convert

LAST = 9
# How many published figures of each kind the summary shows; the sheet Plausibility has all.
_SHOWN = 2
_LISTS = ("pfas", "svhc", "rohs", "conflict")
_RISES = 5
_KG = "kg CO2e"


def write_story(desk: Desk, top: int) -> int:
    """Writes the tables below the page's break; returns the last row."""
    row = top - 1
    for route, record in desk.facts.comparison["by_measure"].items():
        row = _write_decomposition(desk, route, record, row + 1) + 1
    row -= bool(desk.facts.comparison["by_measure"])
    for route in desk.facts.routes:
        if route != desk.facts.baseline:
            row = _write_verdicts(desk, route, row + 1)
    for route in desk.facts.routes:
        row = _write_interval(desk, route, row + 1)
    for route in desk.facts.routes:
        row = _write_basis(desk, route, row + 1)
    row = _write_published(desk, row + 2)
    return row


def _write_decomposition(desk: Desk, route: str, record: Record, top: int) -> int:
    """Each measure alone, their interaction and all together, by both accountings; what rises with each. A snapshot."""
    page, texts, labels = desk.sheets["summary"], desk.texts, desk.labels
    unit = suited(desk, CLIMATE, (CLIMATE,), UNIT)
    head = desk.snapshot("summary", top, texts("section.measures", route=labels.route(route)))
    views = [labels.indicator(view_name(view)) for view in VIEWS]
    page.head(head, [texts("head.measure_name"), texts("head.unit"), *views, texts("head.share_of_gain")])
    page.merged(head, _RISES, LAST, texts("head.rises"), "head")
    alone, whole = record["alone"], record["together"]
    named = [(labels.measure(route, name), alone[name], record["rises"].get(name, [])) for name in alone]
    rest: list[tuple[str, Record, list[str]]] = [
        (texts("head.interaction"), record["interaction"], []),
        (texts("head.together"), whole, []),
    ]
    row = head
    for row, (label, effect, rising) in enumerate([*named, *(rest if len(named) > 1 else ())], head + 1):
        page.text(row, 0, label, "strong")
        page.text(row, 1, labels.unit(unit), "snapshot")
        for col, view in enumerate(VIEWS, 2):
            change = convert(effect[view_name(view)], _KG, unit) if effect else None
            page.number(row, col, _clean(change, whole[view_name(view)]), "snapshot_number")
        gain = whole[view_name(desk.facts.accounting)]
        share = effect[view_name(desk.facts.accounting)] / gain if effect and gain < 0 else None
        page.number(row, _RISES - 1, share, "snapshot_number", "0%")
        rises = "; ".join(labels.indicator(name) for name in rising) if effect else texts("measure.not_alone")
        page.merged(row, _RISES, LAST, rises, "snapshot")
    return row


def _clean(change: float | None, whole: float) -> float | None:
    """A change that rounding left is none."""
    return 0.0 if change is not None and abs(change) <= 1e-9 * abs(whole) else change


def _write_verdicts(desk: Desk, route: str, top: int) -> int:
    """Under which accounting of electricity the gain holds, and the burden shift; snapshots."""
    page, texts, labels, facts = desk.sheets["summary"], desk.texts, desk.labels, desk.facts
    found = facts.comparison["by_accounting"][route]
    changes = "; ".join(
        f"{labels.indicator(view_name(view))} {found[view]['percent']:+.1f} %"
        for view in VIEWS
        if found[view]["percent"] is not None
    )
    page.merged(top, 0, LAST - 1, f"{labels.route(route)}: {texts('gain.' + found['gain'])} ({changes})", "snapshot")
    desk.stale("summary", top, LAST)
    page.merged(top + 1, 0, LAST - 1, f"{labels.route(route)}: {burden_text(desk, route)}", "snapshot")
    desk.stale("summary", top + 1, LAST)
    return top + 1


def _write_interval(desk: Desk, route: str, row: int) -> int:
    """Between what 95 % of the samples lie, and how often the route is below the baseline; a snapshot."""
    line = interval_line(desk, route)
    if line is None:
        return row - 1
    desk.sheets["summary"].merged(row, 0, LAST - 1, line, "snapshot")
    desk.stale("summary", row, LAST)
    return row


def _write_basis(desk: Desk, route: str, row: int) -> int:
    """What the climate change of a route rests on, and the substances of concern that it uses; a snapshot."""
    texts, labels, record = desk.texts, desk.labels, desk.facts.route(route)
    shares = record["data_quality"].get(CLIMATE, {})
    data = texts("basis.data", **{kind: f"{share:.0%}" for kind, share in shares.items()}) if shares else ""
    listed = {
        name: [
            labels.input(entry["name"])
            for entry in record["concern"]["substances"]
            if entry["flags"].get(name, {}).get("status") in ("yes", "exempt")
        ]
        for name in _LISTS
    }
    found = [f"{texts(f'list.{name}')}: {', '.join(names)}" for name, names in listed.items() if names]
    said = f"{labels.route(route)}: {data} {'; '.join(found)}"
    desk.sheets["summary"].merged(row, 0, LAST - 1, said, "snapshot")
    desk.stale("summary", row, LAST)
    return row


def _write_published(desk: Desk, top: int) -> int:
    """This study beside the first published figures of each kind, and why they differ; a snapshot."""
    page, texts, labels, facts = desk.sheets["summary"], desk.texts, desk.labels, desk.facts
    head = desk.snapshot("summary", top, texts("section.beside_published"))
    own = [texts("head.ratio_of", route=labels.route(route)) for route in facts.routes]
    page.head(
        head, [texts("head.published_figure"), texts("head.unit"), texts("head.source"), texts("head.value"), *own]
    )
    row = head
    for entry in shown_figures(facts.body["benchmarks"], _measures(desk)):
        row += 1
        page.text(row, 0, f"{texts('measure.' + entry['measure'])}: {entry['name_' + texts.lang]}", "strong")
        page.text(row, 1, labels.unit(entry["unit"]), "snapshot")
        page.text(row, 2, entry["source"], "snapshot")
        page.number(row, 3, entry["value"], "snapshot_number")
        for col, route in enumerate(facts.routes, 4):
            page.number(row, col, ratio(desk, route, entry), "snapshot_number", "0.00")
    for route in facts.routes:
        for text in explanations(desk, route):
            row += 1
            page.merged(row, 0, LAST, text, "snapshot")
    return row


def _measures(desk: Desk) -> list[str]:
    figures = desk.facts.route(desk.facts.baseline)["reconciliation"]["figures"]
    return list(dict.fromkeys(entry["measure"] for entry in figures))


def shown_figures(published: Sequence[Record], measures: Sequence[str]) -> list[Record]:
    """The first published figures of each measure that the study has a figure for, devices first."""
    ordered = sorted(measures, key=lambda measure: measure != "device")
    return [
        entry for measure in ordered for entry in [each for each in published if each["measure"] == measure][:_SHOWN]
    ]


def ratio(desk: Desk, route: str, entry: Record) -> float | None:
    """This study's figure over a published one; None where the study has none."""
    figures = desk.facts.route(route)["reconciliation"]["figures"]
    return next(
        (each["ratio"] for each in figures if (each["measure"], each["name"]) == (entry["measure"], entry["name_en"])),
        None,
    )


def explanations(desk: Desk, route: str) -> list[str]:
    """Sentences, with the figures of this route, that say why it lies where it does beside published figures."""
    texts, labels = desk.texts, desk.labels
    record = desk.facts.route(route)
    found, name = record["reconciliation"]["device"], labels.route(route)
    energy, size = record["plausibility"]["electricity"]["per_cm2"], record["plausibility"]["screening"]
    fab = texts(
        "why.fab",
        route=name,
        total=f"{energy['total']:.3g}",
        facility=f"{energy['facility']:.3g}",
        layers=f"{size['mask_layers']:g}",
    )
    if found is None:
        return [fab]
    silicon = found["die_mm2"] + (found["companion_mm2"] or 0.0)
    total = found["wafers"] + found["companion"] + found["back_end"]
    parts = {key: f"{found[key]:.3g}" for key in ("wafers", "companion", "back_end", "die_mm2")}
    device = texts(
        "why.device",
        route=name,
        total=f"{total:.3g}",
        silicon=f"{silicon:.3g}",
        per_mm2=f"{total / silicon:.3g}",
        circuit=f"{found['companion_mm2'] or 0.0:.3g}",
        dies=f"{found['good_dies_per_wafer'] or 0.0:,.0f}",
        **parts,
    )
    return [device, fab]
