"""What one unit of each process carries of climate change, all that it draws included: live, and never circular."""

from __future__ import annotations

from collections import defaultdict

from mems_lca.reporting.addresses import Address, cell, literal
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import CLIMATE, Facts, Link
from mems_lca.reporting.loops import components

_OWN, _CARRIED = 3, 4
# What the solver leaves of processes that carry nothing.
_NOISE = 1e-14


def carried_values(facts: Facts) -> dict[str, float]:
    """kg CO2e per unit of each process, by the accounting of the study."""
    import numpy as np

    nodes = list(facts.process)
    position = {node: index for index, node in enumerate(nodes)}
    matrix, own = np.eye(len(nodes)), np.zeros(len(nodes))
    for link in facts.links:
        matrix[position[link.consumer], position[link.supplier]] -= link.sign * facts.values[link.amount]
    for node, value in own_values(facts).items():
        own[position[node]] = value
    found = (value if abs(value) > _NOISE else 0.0 for value in np.linalg.solve(matrix, own).tolist())
    return dict(zip(nodes, found, strict=True))


def own_values(facts: Facts) -> dict[str, float]:
    """kg CO2e per unit of each process by what it emits and buys itself."""
    found: defaultdict[str, float] = defaultdict(float)
    for row in facts.rows:
        if row.ids["indicator"] == CLIMATE and row.ids["accounting"] in ("both", facts.accounting):
            amount = row.exchange["sign"] * facts.values[row.exchange["amount"]]
            found[row.process["id"]] += amount * facts.values[row.impact["cell"]]
    return dict(found)


def write_carried(desk: Desk, sheet: str, top: int, values: dict[str, float]) -> int:
    """Writes the block from row `top` on; the last row. `carried_rows` says before where each process will stand."""
    page, texts, facts, labels = desk.sheets[sheet], desk.texts, desk.facts, desk.labels
    rows, own = carried_rows(facts, top), own_values(facts)
    page.text(top, 0, texts("section.carried_per_unit"), "section")
    titles = ("route", "process", "unit", "own_per_unit", "carried_per_unit")
    page.head(top + 1, [texts(f"head.{name}") for name in titles])
    groups = components(facts.process, facts.links)
    draws: defaultdict[str, list[Link]] = defaultdict(list)
    for link in facts.links:
        draws[link.consumer].append(link)
    blocks = _write_loops(desk, sheet, rows, [group for group in groups if len(group) > 1], draws, values, own)
    for node, row in rows.items():
        process = facts.process[node]
        shown = (labels.route(process["route"]), labels.process(process), labels.unit(process["unit"]))
        for col, text in enumerate(shown):
            page.text(row, col, text)
        page.formula(row, _OWN, _own(desk, node), own.get(node, 0.0))
        formula = blocks.get(node) or _sum(desk, rows, node, draws[node], {node})
        inside = [_amount(desk, link) for link in draws[node] if link.supplier == node]
        if inside and node not in blocks:
            formula = f"({formula})/(1-({'+'.join(inside)}))"
        page.formula(row, _CARRIED, formula, values[node])
    return _last(rows, groups)


def carried_rows(facts: Facts, top: int) -> dict[str, int]:
    """The row of each process in a block that begins in row `top`."""
    return {node: top + 2 + index for index, node in enumerate(facts.process)}


def carried_at(desk: Desk, sheet: str, row: int) -> Address:
    """Where a process of that row has what it carries."""
    return desk.sheets[sheet].address(row, _CARRIED)


def _last(rows: dict[str, int], groups: list[tuple[str, ...]]) -> int:
    first = max(rows.values(), default=0) + 2
    return first + sum(len(group) + 3 for group in groups if len(group) > 1)


def _own(desk: Desk, node: str) -> str:
    """The contributions of a process, each amount × factor."""
    facts, route = desk.facts, desk.facts.process[node]["route"]
    if not facts.rows_of(route):
        return "0"
    column = {
        name: desk.contributions[route, name] for name in ("process", "indicator", "accounting", "amount", "factor")
    }
    views = "+".join(f"({column['accounting']}={literal(view)})" for view in ("both", facts.accounting))
    mine = f"({column['process']}={literal(node)})*({column['indicator']}={literal(CLIMATE)})"
    return f"SUMPRODUCT({mine}*({views})*{column['amount']}*{column['factor']})"


def _amount(desk: Desk, link: Link) -> str:
    return f"{'-' if link.sign < 0 else ''}{desk.at(link.amount)}"


def _sum(desk: Desk, rows: dict[str, int], node: str, links: list[Link], without: set[str]) -> str:
    """What a process has itself, and what it draws from outside of its loop."""
    terms = [
        f"{_amount(desk, link)}*{cell(rows[link.supplier], _CARRIED)}" for link in links if link.supplier not in without
    ]
    return "+".join([cell(rows[node], _OWN), *terms]).replace("+-", "-")


def _write_loops(
    desk: Desk,
    sheet: str,
    rows: dict[str, int],
    groups: list[tuple[str, ...]],
    draws: dict[str, list[Link]],
    values: dict[str, float],
    own: dict[str, float],
) -> dict[str, str]:
    """A matrix for each loop: carried = (1 - A)⁻¹ × what the processes have themselves and draw from outside."""
    page, texts, facts = desk.sheets[sheet], desk.texts, desk.facts
    found: dict[str, str] = {}
    first = max(rows.values(), default=0) + 2
    for group in groups:
        size = len(group)
        page.text(first, 0, texts("section.block"), "section")
        for down, consumer in enumerate(group):
            row = first + 1 + down
            page.text(row, 0, consumer, "id")
            for right, supplier in enumerate(group):
                links = [link for link in draws[consumer] if link.supplier == supplier]
                unit = 1 if consumer == supplier else 0
                formula = str(unit) + "".join(f"-({_amount(desk, link)})" for link in links)
                value = unit - sum(link.sign * facts.values[link.amount] for link in links)
                page.formula(row, 1 + right, formula, float(value))
            outside = [link for link in draws[consumer] if link.supplier not in group]
            value = own.get(consumer, 0.0) + sum(
                link.sign * facts.values[link.amount] * values[link.supplier] for link in outside
            )
            page.formula(row, 1 + size, _sum(desk, rows, consumer, draws[consumer], set(group)), value)
            found[consumer] = cell(row, 2 + size)
        matrix = f"{cell(first + 1, 1)}:{cell(first + size, size)}"
        drawn = f"{cell(first + 1, 1 + size)}:{cell(first + size, 1 + size)}"
        page.array(first + 1, 2 + size, f"MMULT(MINVERSE({matrix}),{drawn})", [[values[node]] for node in group])
        first += size + 3
    return found
