"""The sheet End of life: destinations, what is recovered and avoids outside the total, and the circular formula."""

from __future__ import annotations

from mems_lca.reporting.addresses import cell
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import CLIMATE, Record

AVOIDED = "avoided_climate_change"
_STAGE = "end_of_life"
_MILLIGRAM = "1E6"


def write_end_of_life(desk: Desk) -> None:
    """Writes the sheet; a study to the gate has nothing to say here and says so."""
    page, texts = desk.sheets[_STAGE], desk.texts
    top = desk.title(_STAGE, texts("note.end_of_life"))
    row = _write_ways(desk, top)
    row = _write_recovered(desk, row + 2)
    row = _write_circular(desk, row + 2)
    page.widths(30, 46, 30, 16, 18, 18, 18)
    desk.finish(_STAGE, (row, 6))


def _ends(desk: Desk, route: str) -> list[Record]:
    """Processes at the end of life of a route."""
    return [entry for entry in desk.facts.processes if entry["route"] == route and entry["stage"] == _STAGE]


def _write_ways(desk: Desk, top: int) -> int:
    """Mass of the device by destination, and the share of each; the last row."""
    page, texts, facts, labels = desk.sheets[_STAGE], desk.texts, desk.facts, desk.labels
    page.text(top, 0, texts("section.destinations"), "section")
    names = ("route", "destination", "step", "unit")
    titles = [texts(f"head.{name}") for name in names]
    page.head(top + 1, [*titles, texts(f"basis.{facts.declared}"), texts("head.share_of_mass")])
    row = top + 1
    for route in facts.routes:
        ways = [
            (process, exchange)
            for process in _ends(desk, route)
            for exchange in process["exchanges"]
            if exchange["kind"] == "product" and f"{exchange['amount']}/dry" in desk.cells
        ]
        first, last = row + 1, row + len(ways)
        whole = sum(_mass(desk, process, exchange) for process, exchange in ways)
        for process, exchange in ways:
            row += 1
            shown = (labels.route(route), labels.input(exchange["input"]), labels.process(process), "mg")
            for col, text in enumerate(shown):
                page.text(row, col, text)
            mass = _mass(desk, process, exchange)
            supply = desk.supply[process["id"], facts.declared]
            page.formula(row, 4, f"{supply}*{desk.at(exchange['amount'])}*{_MILLIGRAM}", mass * 1e6)
            total = f"SUM({cell(first, 4)}:{cell(last, 4)})"
            share = mass / whole if whole else 0.0
            page.formula(row, 5, f"IF({total}=0,0,{cell(row, 4)}/{total})", share, number_format="0.0%")
    return row if row > top + 1 else _nothing(desk, row)


def _mass(desk: Desk, process: Record, exchange: Record) -> float:
    return desk.facts.supply(process["id"], desk.facts.declared) * desk.facts.values[exchange["amount"]]


def _nothing(desk: Desk, row: int) -> int:
    """A line that says that the study stops at the gate."""
    desk.sheets[_STAGE].merged(row + 1, 0, 5, desk.texts("answer.no_end"))
    return row + 1


def _write_recovered(desk: Desk, top: int) -> int:
    """What is recovered of each metal, and what that avoids elsewhere; the last row."""
    page, texts, facts, labels = desk.sheets[_STAGE], desk.texts, desk.facts, desk.labels
    page.text(top, 0, texts("section.avoided"), "section")
    page.text(top + 1, 0, texts("note.avoided"), "note")
    titles = [
        texts(f"head.{name}") for name in ("route", "replaced", "step", "recovered_mg", "avoided_per_kg", "avoided")
    ]
    page.head(top + 2, titles)
    row = top + 2
    for route in facts.routes:
        first = row + 1
        for entry in facts.rows_of(route):
            if entry.ids["indicator"] != AVOIDED:
                continue
            row += 1
            shown = (labels.route(route), labels.of(entry.target), labels.process(entry.process))
            for col, text in enumerate(shown):
                page.text(row, col, text)
            amount, factor = entry.exchange["amount"], entry.impact["cell"]
            mass = _mass(desk, entry.process, entry.exchange)
            supply = desk.supply[entry.process["id"], facts.declared]
            page.formula(row, 3, f"{supply}*{desk.at(amount)}*{_MILLIGRAM}", mass * 1e6)
            page.formula(row, 4, desk.at(factor), facts.values[factor])
            page.formula(row, 5, f"{cell(row, 3)}*{cell(row, 4)}/{_MILLIGRAM}", mass * facts.values[factor])
        if row >= first:
            last = row
            row += 1
            page.text(row, 0, labels.route(route))
            page.merged(row, 1, 4, texts("label.avoided_total"), "strong")
            total = sum(
                entry.value(facts.declared) for entry in facts.rows_of(route) if entry.ids["indicator"] == AVOIDED
            )
            page.formula(row, 5, f"SUM({cell(first, 5)}:{cell(last, 5)})", total, "total")
    return row if row > top + 2 else _nothing(desk, row)


def _write_circular(desk: Desk, top: int) -> int:
    """Materials by the circular footprint formula beside cut-off, where the study gives it; the last row."""
    page, texts, facts, labels = desk.sheets[_STAGE], desk.texts, desk.facts, desk.labels
    flows: list[Record] = facts.trace["circular"]
    if not flows:
        return top - 2
    page.text(top, 0, texts("section.circular"), "section")
    page.text(top + 1, 0, texts("note.circular"), "note")
    names = ("route", "material", "bought_mg", "held_mg", "by_cut_off", "by_circular", "shift")
    page.head(top + 2, [texts(f"head.{name}") for name in names])
    row = top + 2
    for route in facts.routes:
        mine = [flow for flow in flows if flow["route"] == route]
        first = row + 1
        for flow in mine:
            row += 1
            _write_material(desk, row, flow)
        last = row
        row += 1
        page.text(row, 0, labels.route(route))
        page.merged(row, 1, 3, texts("label.circular_total"), "strong")
        address = desk.results[route, CLIMATE, facts.declared]
        record = facts.route(route)["circular_footprint"]["total"]
        page.formula(row, 4, str(address), record["cut_off"], "total")
        page.formula(row, 5, f"{cell(row, 4)}+{cell(row, 6)}", record["circular"], "total")
        page.formula(row, 6, f"SUM({cell(first, 6)}:{cell(last, 6)})", record["circular"] - record["cut_off"], "total")
    return row


def _write_material(desk: Desk, row: int, flow: Record) -> None:
    page, facts, labels = desk.sheets[_STAGE], desk.facts, desk.labels
    basis, route = facts.declared, flow["route"]
    record = facts.route(route)["circular_footprint"]["materials"][flow["material"]]
    bought = {process: str(desk.supply[process, basis]) for process in flow["bought"]}
    held = f"{desk.supply[f'{route}.device', basis]}*{desk.at(flow['held'])}"
    page.text(row, 0, labels.route(route))
    page.text(row, 1, labels.input(flow["material"]), "strong")
    masses = "+".join(bought.values()) or "0"
    page.formula(row, 2, f"({masses})*{_MILLIGRAM}", record["bought_kg"] * 1e6)
    page.formula(row, 3, f"{held}*{_MILLIGRAM}", record["in_device_kg"] * 1e6)
    terms = [f"{supply}*{desk.at(flow['bought'][process])}" for process, supply in bought.items()]
    page.formula(row, 4, "+".join([*terms, f"{held}*{desk.at(flow['discarded'])}"]), record["cut_off"])
    formula = f"({masses})*{desk.at(flow['content'])}+{held}*{desk.at(flow['end'])}"
    page.formula(row, 5, formula, record["circular"])
    page.formula(row, 6, f"{cell(row, 5)}-{cell(row, 4)}", record["circular"] - record["cut_off"])
