"""The sheet Elements: where fluorine, silicon and each metal goes. Live: supply × amount cell × share, by step."""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter

from mems_lca.reporting.addresses import cell, criterion
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import Record

WAYS = ("bought", "on_wafer", "recovered", "waste", "water", "air")
_FIRST, _STEP = 3, 5
_LAST = _FIRST + len(WAYS)


def write_elements(desk: Desk) -> None:
    """Writes the sheet: by route and element, and each flow."""
    page, texts, facts = desk.sheets["elements"], desk.texts, desk.facts
    head = desk.title("elements", texts("note.elements", basis=texts(f"basis.{facts.declared}").lower()))
    flows = [flow for route in facts.routes for flow in sorted(facts.elements_of(route), key=itemgetter("element"))]
    sums = _sums(desk, flows)
    detail = head + len(sums) + 4
    titles = [texts(f"head.{name}") for name in ("route", "element", "unit")]
    page.head(head, [*titles, *(texts(f"way.{way}") for way in WAYS), texts("way.unaccounted")])
    for row, ((route, element), masses) in enumerate(sums.items(), head + 1):
        for col, text in enumerate((desk.labels.route(route), element, "kg")):
            page.text(row, col, text, "strong" if col == 1 else "text")
        for col, way in enumerate(WAYS, _FIRST):
            page.formula(row, col, _sumifs(desk, row, way, detail, len(flows)), masses[way], "total")
        rest = f"{cell(row, _FIRST)}-SUM({cell(row, _FIRST + 1)}:{cell(row, _LAST - 1)})"
        value = masses["bought"] - sum(masses[way] for way in WAYS[1:])
        lost = abs(value) > 1e-9 * max(map(abs, masses.values()))
        formula = f"IF(ABS({rest})>1E-9*MAX({cell(row, _FIRST)}:{cell(row, _LAST - 1)}),{rest},0)"
        page.formula(row, _LAST, formula, value if lost else 0.0)
    _write_flows(desk, flows, detail)
    page.widths(30, 14, 9, 28, *(20 for _ in WAYS))
    desk.finish("elements", (detail + max(1, len(flows)), _LAST), head=head)


def _sums(desk: Desk, flows: list[Record]) -> dict[tuple[str, str], dict[str, float]]:
    """kg per declared unit by route and element, and way."""
    found: defaultdict[tuple[str, str], dict[str, float]] = defaultdict(lambda: dict.fromkeys(WAYS, 0.0))
    for flow in flows:
        found[desk.facts.process[flow["process"]]["route"], flow["element"]][flow["way"]] += _mass(desk, flow)
    return {key: found[key] for key in sorted(found, key=lambda key: (desk.facts.routes.index(key[0]), key[1]))}


def _mass(desk: Desk, flow: Record) -> float:
    supply = desk.facts.supply(flow["process"], desk.facts.declared)
    return float(supply * desk.facts.values[flow["amount"]] * flow["share"])


def _sumifs(desk: Desk, row: int, way: str, detail: int, count: int) -> str:
    """The masses of the rows below that have this route, element and way."""
    if not count:
        return "0"
    route, element, ways, masses = (f"{cell(detail + 1, col)}:{cell(detail + count, col)}" for col in (0, 1, 3, 4))
    label = criterion(desk.texts(f"way.{way}"))
    return f"SUMIFS({masses},{route},{cell(row, 0)},{element},{cell(row, 1)},{ways},{label})"


def _write_flows(desk: Desk, flows: list[Record], head: int) -> None:
    page, texts, labels = desk.sheets["elements"], desk.texts, desk.labels
    page.text(head - 1, 0, texts("section.element_flows"), "section")
    titles = [texts(f"head.{name}") for name in ("route", "element", "unit", "fate")]
    page.head(head, [*titles, texts(f"basis.{desk.facts.declared}")])
    page.merged(head, _STEP, _LAST, texts("head.step"), "head")
    for row, flow in enumerate(flows, head + 1):
        process = desk.facts.process[flow["process"]]
        shown = (labels.route(process["route"]), flow["element"], "kg", texts(f"way.{flow['way']}"))
        for col, text in enumerate(shown):
            page.text(row, col, text)
        supply = desk.supply[flow["process"], desk.facts.declared]
        share = repr(flow["share"]).upper()
        page.formula(row, _STEP - 1, f"{supply}*{desk.at(flow['amount'])}*({share})", _mass(desk, flow))
        page.merged(row, _STEP, _LAST, labels.process(process))
