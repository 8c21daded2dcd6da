"""The sheet Results: every total and breakdown of every route per wafer, device and functional unit, live."""

from __future__ import annotations

from mems_lca.reporting.addresses import cell
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.lines import Line, Section, formula, sections, value

_FIRST = 4
UNIT = "functional_unit"


def write_results(desk: Desk) -> None:
    """Writes the sheet; the contributions must have been written. Addresses go to `desk.results`."""
    page, texts, facts, labels = desk.sheets["results"], desk.texts, desk.facts, desk.labels
    top = desk.title("results", texts("note.results", accounting=texts.label("choice.accounting", facts.accounting)))
    head = top + 1
    page.head(head, [texts(f"head.{name}") for name in ("item", "indicator", "unit", "perimeter")])
    columns = (*facts.bases, UNIT)
    for number, route in enumerate(facts.routes):
        first = _FIRST + number * len(columns)
        page.merged(top, first, first + len(columns) - 1, labels.route(route), "head")
        page.head(head, [labels.basis(basis) for basis in columns], first)
    row = head + 1
    last = row
    for section in sections(desk):
        page.text(row, 0, texts(f"section.{section.name}"), "section")
        last = row = row + 1
        row = _write_section(desk, section, row) + 1
    width = _FIRST + len(facts.routes) * len(columns)
    page.widths(60, 36, 14, 26, *(14 for _ in range(width - _FIRST)), *(8 for _ in facts.routes))
    desk.finish("results", (max(row - 2, last), width + len(facts.routes) - 1), head=head, frozen_col=1)


def _write_section(desk: Desk, section: Section, first: int) -> int:
    """Writes the lines from row `first` on; returns the row after the last."""
    page, facts, labels, texts = desk.sheets["results"], desk.facts, desk.labels, desk.texts
    row = first
    for row, line in enumerate(section.lines, first):
        page.text(row, 0, line.label, "strong" if section.name in ("totals", "views") else "text")
        page.text(row, 1, labels.indicator(line.indicator))
        page.text(row, 2, labels.unit_of(line.indicator))
        page.text(row, 3, texts.label("perimeter", str(facts.indicators[line.indicator]["perimeter"])))
        for number, route in enumerate(facts.routes):
            _write_route(desk, section, line, row, number, route)
    if section.ranked and section.lines:
        _write_ranks(desk, section, first, row)
    return row + 1


def _write_route(desk: Desk, section: Section, line: Line, row: int, number: int, route: str) -> None:
    page, facts = desk.sheets["results"], desk.facts
    first = _FIRST + number * (len(facts.bases) + 1)
    style = "total" if section.name in ("totals", "views") else "number"
    covered = facts.covered(route, line.indicator)
    for index, basis in enumerate((*facts.bases, UNIT)):
        address = desk.results[route, line.name, basis] = page.address(row, first + index)
        if not covered:
            desk.now[route, line.name, basis] = None
            page.text(row, first + index, desk.texts("answer.not_covered"), "snapshot")
            continue
        if basis == UNIT:
            declared = desk.results[route, line.name, facts.declared]
            text = f"{cell(declared.row, declared.col)}*{desk.at(facts.scale)}"
            found = value(facts, line, route, facts.declared) * facts.values[facts.scale]
        else:
            text, found = formula(desk, line, route, basis), value(facts, line, route, basis)
        desk.now[route, line.name, basis] = found
        page.formula(row, first + index, text, found, style)
        if section.named:
            desk.book.define("r", (route, line.name, f"per_{basis}"), address)


def _write_ranks(desk: Desk, section: Section, first: int, last: int) -> None:
    """The rank of each line by its value per functional unit; the earlier one of two equal lines comes first."""
    page, facts, texts = desk.sheets["results"], desk.facts, desk.texts
    at = _FIRST + len(facts.routes) * (len(facts.bases) + 1)
    desk.ranked[section.name] = [(line.name, line.label) for line in section.lines]
    desk.areas[f"{section.name} labels"] = desk.area("results", (first, 0), (last, 0))
    for number, route in enumerate(facts.routes):
        if not facts.covered(route, section.lines[0].indicator):
            continue
        col = desk.results[route, section.lines[0].name, UNIT].col
        order = by_size(desk, section.name, route)
        whole = f"{cell(first, col)}:{cell(last, col)}"
        page.text(first - 1, at + number, texts("head.rank"), "note")
        for row, line in enumerate(section.lines, first):
            own = cell(row, col)
            rank = f"RANK({own},{whole})+COUNTIF({cell(first, col)}:{own},{own})-1"
            page.formula(row, at + number, rank, order.index((line.name, line.label)) + 1, "id", "0")
        desk.areas[f"{section.name} values {route}"] = desk.area("results", (first, col), (last, col))
        desk.areas[f"{section.name} ranks {route}"] = desk.area("results", (first, at + number), (last, at + number))


def by_size(desk: Desk, section: str, route: str) -> list[tuple[str, str]]:
    """Names and labels of ranked lines, the largest first."""
    return sorted(desk.ranked[section], key=lambda line: -(desk.now[route, line[0], UNIT] or 0.0))
