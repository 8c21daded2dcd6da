"""The sheet Yield chain: every yield with the climate change that would vanish without its loss, live."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from mems_lca.reporting.addresses import cell
from mems_lca.reporting.carried_block import carried_at, carried_rows, carried_values, write_carried
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import Record

_AMOUNT, _PRODUCT = 3, 5
_UNIT = "kg CO2e"


@dataclass(frozen=True)
class Draw:
    """A draw of a wafer or a device: its amount and its burden stand in `row`."""

    row: int
    process: str
    supplier: str
    amount: str
    sign: int

    @property
    def own(self) -> bool:
        """Whether the process draws itself."""
        return self.process == self.supplier


def write_yields(desk: Desk) -> None:
    """Writes the sheet."""
    page, texts, facts = desk.sheets["yields"], desk.texts, desk.facts
    head = desk.title("yields", texts("note.yields"), texts("note.burdens"))
    burden = texts("head.loss_burden", basis=texts(f"basis.{facts.declared}").lower())
    page.head(
        head,
        [*(texts(f"head.{name}") for name in ("route", "yield_line", "value", "unit")), burden, texts("head.cell")],
    )
    lines = [line for route in facts.routes for line in _lines(desk, route)]
    draws_at = head + len(lines) + 3
    draws = list(_draws(desk, draws_at + 2))
    carried_top = draws_at + len(draws) + 4
    values = carried_values(facts)
    by_process: defaultdict[str, list[Draw]] = defaultdict(list)
    for draw in draws:
        by_process[draw.process].append(draw)
    for row, line in enumerate(lines, head + 1):
        _write_line(desk, row, line, by_process[line["process"]] if line["scales"] else [], values)
    _write_draws(desk, draws_at, draws, carried_rows(facts, carried_top), values)
    last = write_carried(desk, "yields", carried_top, values)
    page.widths(30, 70, 16, 18, 18, 40)
    desk.finish("yields", (max(last, head + 1), 5), head=head)


def _lines(desk: Desk, route: str) -> list[Record]:
    """The lines of a route, and wafers per device."""
    facts = desk.facts
    found = [line for line in facts.trace["yields"] if str(line["route"]).split(".")[0] == route]
    key = f"{route}.device/wafers"
    if key in desk.cells:
        label = desk.texts("yield.wafers_per_device")
        wafers = {"route": route, "label": label, "label_zh": label, "cell": key, "unit": "wafer/device"}
        found.append({**wafers, "process": "", "scales": {}})
    return found


def _write_line(desk: Desk, row: int, line: Record, draws: list[Draw], values: dict[str, float]) -> None:
    page, labels = desk.sheets["yields"], desk.labels
    page.text(row, 0, labels.route(str(line["route"])))
    page.text(row, 1, labels.of(line), "strong")
    page.formula(row, 2, desk.at(str(line["cell"])), desk.facts.values[str(line["cell"])])
    page.text(row, 3, labels.unit(str(line["unit"])))
    if draws:
        page.formula(row, 4, _burden(desk, line, draws), _burden_value(desk, line, draws, values), "total")
    else:
        page.text(row, 4, "")
    page.text(row, 5, str(line["cell"]), "id")


def _burden(desk: Desk, line: Record, draws: list[Draw]) -> str:
    """Supply × what the draws carry less what they would carry; a process that draws itself is solved for it."""
    scales: Record = line["scales"]
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for draw in draws:
        if draw.amount in scales and not draw.own:
            groups[scales[draw.amount]].append(draw.row)
    saved = "+".join(f"(1-{desk.at(scale)})*SUM({_ranges(rows)})" for scale, rows in groups.items()) or "0"
    supply = desk.supply[line["process"], desk.facts.declared]
    own = [draw for draw in draws if draw.own]
    if not own:
        return f"{supply}*({saved})"
    whole = f"SUM({_ranges([draw.row for draw in draws if not draw.own])})"
    loop = "+".join(cell(draw.row, _AMOUNT) for draw in own)
    then = "+".join(
        f"{cell(draw.row, _AMOUNT)}*{desk.at(scales[draw.amount]) if draw.amount in scales else '1'}" for draw in own
    )
    return f"{supply}*({whole}-({whole}-({saved}))*(1-({loop}))/(1-({then})))"


def _ranges(rows: Iterable[int]) -> str:
    """The burdens of draws in rows, those that stand together as one range."""
    found: list[list[int]] = []
    for row in sorted(rows):
        if found and row == found[-1][1] + 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    return ",".join(f"{cell(first, _PRODUCT)}:{cell(last, _PRODUCT)}" for first, last in found)


def _burden_value(desk: Desk, line: Record, draws: list[Draw], values: dict[str, float]) -> float:
    facts, scales = desk.facts, line["scales"]
    now = then = loop = loop_then = 0.0
    for draw in draws:
        amount = draw.sign * facts.values[draw.amount]
        shrunk = amount * facts.values[scales[draw.amount]] if draw.amount in scales else amount
        if draw.own:
            loop, loop_then = loop + amount, loop_then + shrunk
        else:
            now, then = now + amount * values[draw.supplier], then + shrunk * values[draw.supplier]
    return facts.supply(line["process"], facts.declared) * (now - then * (1 - loop) / (1 - loop_then))


def _draws(desk: Desk, first: int) -> Iterable[Draw]:
    """Every draw of a process that pays for a loss, in rows from `first` on."""
    facts = desk.facts
    paying = dict.fromkeys(str(line["process"]) for line in facts.trace["yields"] if line["scales"])
    row = first
    for process in paying:
        for exchange in facts.process[process]["exchanges"]:
            yield Draw(row, process, str(exchange["target"]), str(exchange["amount"]), int(exchange["sign"]))
            row += 1


def _write_draws(desk: Desk, top: int, draws: list[Draw], rows: dict[str, int], values: dict[str, float]) -> None:
    page, texts, facts, labels = desk.sheets["yields"], desk.texts, desk.facts, desk.labels
    page.text(top, 0, texts("section.chain_draws"), "section")
    titles = ("route", "drawn_by", "unit", "amount_each", "carried_per_unit", "burden_drawn")
    page.head(top + 1, [texts(f"head.{name}") for name in titles])
    for draw in draws:
        supplier = facts.process[draw.supplier]
        page.text(draw.row, 0, labels.route(facts.process[draw.process]["route"]))
        page.text(draw.row, 1, f"{labels.process(facts.process[draw.process])} ← {labels.process(supplier)}")
        page.text(draw.row, 2, labels.unit(supplier["unit"]))
        amount = draw.sign * facts.values[draw.amount]
        sign = "-" if draw.sign < 0 else ""
        each = page.formula(draw.row, _AMOUNT, f"{sign}{desk.at(draw.amount)}", amount)
        at = carried_at(desk, "yields", rows[draw.supplier])
        carried = page.formula(draw.row, _AMOUNT + 1, cell(at.row, at.col), values[draw.supplier])
        product = f"{cell(each.row, each.col)}*{cell(carried.row, carried.col)}"
        page.formula(draw.row, _PRODUCT, product, amount * values[draw.supplier])
