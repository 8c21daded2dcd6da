"""The sheet Processes: how much of each process one wafer and one device need, live, also where processes draw
each other in a loop (closed form for a process that draws itself, a matrix for larger loops; never circular)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from mems_lca.reporting.addresses import Address, area, cell
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import Link
from mems_lca.reporting.loops import components

_PROCESS_COLUMNS = ("process", "label", "route", "stage", "site", "unit")
_LINK_COLUMNS = ("supplier", "supplier_label", "consumer_label", "note", "inside_loop", "unit", "amount_each")
_AMOUNT, _DRAWN = 6, 7


@dataclass(frozen=True)
class _Draw:
    """A draw with the row it stands in; `inside` when supplier and consumer are in one loop."""

    link: Link
    row: int
    inside: bool


class _Layout:
    """Where everything stands, known before the first formula is written."""

    def __init__(self, desk: Desk, head: int) -> None:
        facts = desk.facts
        self.groups = components(facts.process, facts.links)
        self.group_of = {node: group for group in self.groups for node in group}
        self.rows = {node: head + 1 + index for index, node in enumerate(facts.process)}
        self.link_head = head + len(self.rows) + 4
        self.draws: defaultdict[str, list[_Draw]] = defaultdict(list)
        row = self.link_head
        order = {node: index for index, node in enumerate(facts.process)}
        # The draws on one supplier stand together, those from inside its loop last: a sum takes one range.
        for link in sorted(facts.links, key=lambda link: (order[link.supplier], self._inside(link))):
            row += 1
            self.draws[link.supplier].append(_Draw(link, row, self._inside(link)))
        self.link_last = row

    def _inside(self, link: Link) -> bool:
        return self.group_of[link.supplier] == self.group_of[link.consumer]


def write_processes(desk: Desk) -> None:
    """Writes the sheet; the inventory must have been written."""
    page, texts, facts = desk.sheets["processes"], desk.texts, desk.facts
    head = desk.title("processes", texts("note.processes"), texts("note.loops"))
    layout = _Layout(desk, head)
    supply_col = len(_PROCESS_COLUMNS) + len(facts.bases)
    for node, row in layout.rows.items():
        for index, basis in enumerate(facts.bases):
            desk.supply[node, basis] = page.address(row, supply_col + index)
    titles = [texts(f"head.{name}") for name in _PROCESS_COLUMNS]
    titles += [texts(f"head.demand_{basis}") for basis in facts.bases]
    titles += [texts(f"head.supply_{basis}") for basis in facts.bases]
    page.head(head, [*titles, texts("head.solved")])
    _write_links(desk, layout)
    blocks = _write_blocks(desk, layout)
    for node, row in layout.rows.items():
        _write_process(desk, layout, blocks, node, row)
    desk.areas["supply"] = desk.area(
        "processes", (head + 1, supply_col), (head + len(layout.rows), supply_col + len(facts.bases) - 1)
    )
    page.widths(34, 46, 30, 18, 13, 12, 14, 14, 14, 14, 28)
    last = layout.link_last + sum(len(group) + 4 for group in layout.groups if len(group) > 1)
    desk.finish("processes", (last, supply_col + len(facts.bases)), head=head, frozen_col=1, large=True)


def _write_process(desk: Desk, layout: _Layout, blocks: dict[tuple[str, str], Address], node: str, row: int) -> None:
    page, facts, labels, texts = desk.sheets["processes"], desk.facts, desk.labels, desk.texts
    process = facts.process[node]
    page.text(row, 0, node, "id")
    for col, text in enumerate(
        (labels.process(process), labels.route(process["route"]), texts.label("stage", process["stage"]),
         labels.site(process["site"]), labels.unit(process["unit"])), 1,
    ):  # fmt: skip
        page.text(row, col, text)
    draws = layout.draws[node]
    inside = [draw for draw in draws if draw.inside]
    first = len(_PROCESS_COLUMNS)
    for index, basis in enumerate(facts.bases):
        demand = page.number(row, first + index, facts.demand(node, basis), number_format="General")
        target = desk.supply[node, basis]
        formula = _outside(draws, demand, _DRAWN + index)
        if (node, basis) in blocks:
            formula = str(blocks[node, basis]).rpartition("!")[2]
        elif inside:
            formula = f"({formula})/(1-SUM({cell(inside[0].row, _AMOUNT)}:{cell(inside[-1].row, _AMOUNT)}))"
        page.formula(row, target.col, formula, facts.supply(node, basis))
    how = "matrix" if len(layout.group_of[node]) > 1 else "loop" if inside else "sum"
    page.text(row, first + 2 * len(facts.bases), texts(f"solved.{how}"))


def _outside(draws: list[_Draw], demand: Address, col: int) -> str:
    """Demand, and what consumers outside of the own loop draw."""
    rows = [draw.row for draw in draws if not draw.inside]
    own = cell(demand.row, demand.col)
    return f"{own}+SUM({cell(rows[0], col)}:{cell(rows[-1], col)})" if rows else own


def _write_links(desk: Desk, layout: _Layout) -> None:
    page, texts, labels, facts = desk.sheets["processes"], desk.texts, desk.labels, desk.facts
    page.text(layout.link_head - 1, 0, texts("section.links"), "section")
    titles = [texts(f"head.{name}") for name in _LINK_COLUMNS]
    page.head(layout.link_head, [*titles, *(texts(f"head.drawn_{basis}") for basis in facts.bases)])
    for draw in (draw for draws in layout.draws.values() for draw in draws):
        row, link = draw.row, draw.link
        page.text(row, 0, link.supplier, "id")
        page.text(row, 1, labels.process(facts.process[link.supplier]))
        page.text(row, 2, labels.process(facts.process[link.consumer]))
        page.text(row, 3, link.note)
        page.text(row, 4, texts("answer.yes") if draw.inside else "")
        page.text(row, 5, labels.unit(link.unit))
        sign = "-" if link.sign < 0 else ""
        amount = page.formula(row, _AMOUNT, sign + desk.at(link.amount), link.sign * facts.values[link.amount])
        for index, basis in enumerate(facts.bases):
            supply = desk.supply[link.consumer, basis]
            formula = f"{cell(supply.row, supply.col)}*{cell(amount.row, amount.col)}"
            value = facts.supply(link.consumer, basis) * link.sign * facts.values[link.amount]
            page.formula(row, _DRAWN + index, formula, value)


def _write_blocks(desk: Desk, layout: _Layout) -> dict[tuple[str, str], Address]:
    """A matrix for each loop of more than one process: supply = (1 - A)⁻¹ × what is drawn from outside."""
    page, facts, texts = desk.sheets["processes"], desk.facts, desk.texts
    found: dict[tuple[str, str], Address] = {}
    top = layout.link_last + 2
    for group in (group for group in layout.groups if len(group) > 1):
        page.text(top, 0, texts("section.block"), "section")
        size, first = len(group), top + 2
        titles = ["", *group, *(texts(f"head.outside_{basis}") for basis in facts.bases)]
        page.head(top + 1, [*titles, *(texts(f"head.supply_{basis}") for basis in facts.bases)])
        for down, supplier in enumerate(group):
            page.text(first + down, 0, supplier, "id")
            for right, consumer in enumerate(group):
                _matrix_cell(desk, layout, supplier, consumer, first + down, 1 + right)
            for index, basis in enumerate(facts.bases):
                demand = Address(page.name, layout.rows[supplier], len(_PROCESS_COLUMNS) + index)
                outside = _outside(layout.draws[supplier], demand, _DRAWN + index)
                page.formula(first + down, 1 + size + index, outside, _outside_value(desk, layout, supplier, basis))
        bases = len(facts.bases)
        matrix = area(page.name, (first, 1), (first + size - 1, size)).rpartition("!")[2]
        drawn = area(page.name, (first, size + 1), (first + size - 1, size + bases)).rpartition("!")[2]
        values = [[facts.supply(node, basis) for basis in facts.bases] for node in group]
        page.array(first, 1 + size + bases, f"MMULT(MINVERSE({matrix}),{drawn})", values)
        for down, node in enumerate(group):
            for index, basis in enumerate(facts.bases):
                found[node, basis] = Address(page.name, first + down, 1 + size + bases + index)
        top = first + size + 1
    return found


def _matrix_cell(desk: Desk, layout: _Layout, supplier: str, consumer: str, row: int, col: int) -> None:
    """One on the diagonal, less what one unit of the consumer draws of the supplier."""
    draws = [draw for draw in layout.draws[supplier] if draw.link.consumer == consumer]
    unit = 1 if supplier == consumer else 0
    formula = str(unit) + "".join(f"-{cell(draw.row, _AMOUNT)}" for draw in draws)
    value = unit - sum(draw.link.sign * desk.facts.values[draw.link.amount] for draw in draws)
    desk.sheets["processes"].formula(row, col, formula, float(value))


def _outside_value(desk: Desk, layout: _Layout, node: str, basis: str) -> float:
    facts = desk.facts
    return facts.demand(node, basis) + sum(
        facts.supply(draw.link.consumer, basis) * draw.link.sign * facts.values[draw.link.amount]
        for draw in layout.draws[node]
        if not draw.inside
    )
