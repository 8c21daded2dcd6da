"""The sheet Checks: live tests of the workbook itself, the count of changed inputs, and the engine's own checks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from mems_lca.library.rests import EXCESS
from mems_lca.reporting.addresses import Address, cell, literal
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import CLIMATE, VIEWS
from mems_lca.reporting.lines import view_name

TOLERANCE = "1E-9"
_TINY = "1E-300"


@dataclass(frozen=True)
class Check:
    """A live check: the formula gives a deviation that may be at most the tolerance."""

    label: str
    formula: str
    value: float = 0.0


def write_checks(desk: Desk) -> None:
    """Writes the sheet; everything but the summary must have been written."""
    page, texts = desk.sheets["checks"], desk.texts
    top = desk.title("checks", texts("note.checks"))
    good, bad = texts("state.ok"), texts("state.failed")
    assert (desk.count.row, desk.count.col) == (top + 1, 2)
    page.text(top + 1, 0, texts("check.changed"), "strong")
    page.text(top + 1, 1, texts("check.changed_note"))
    page.formula(top + 1, 2, "+".join(f"SUM({area})" for area in desk.changed), 0, "total", "0")
    desk.stale("checks", top + 1, 3)
    head = top + 3
    page.head(head, [texts(f"head.{name}") for name in ("check", "meaning", "deviation", "state")])
    row = head
    for row, check in enumerate(_live(desk), head + 1):
        page.text(row, 0, texts("check.live"))
        page.text(row, 1, check.label)
        found = page.formula(row, 2, check.formula, check.value, number_format="0.0E+00")
        test = f"IF({cell(found.row, found.col)}<={TOLERANCE},{literal(good)},{literal(bad)})"
        page.formula(row, 3, test, good if check.value <= float(TOLERANCE) else bad, "state")
    page.states((head + 1, 3), (row, 3), good, bad)
    states = f"{cell(head + 1, 3)}:{cell(row, 3)}"
    all_good = f"IF(COUNTIF({states},{literal(good)})=ROWS({states}),{literal(good)},{literal(bad)})"
    page.text(row + 1, 0, texts("check.all"), "strong")
    page.text(row + 1, 1, "")
    page.text(row + 1, 2, "")
    desk.verdicts["checks"] = page.formula(row + 1, 3, all_good, good, "state")
    page.states((row + 1, 3), (row + 1, 3), good, bad)
    last = _write_engine(desk, row + 3)
    page.widths(34, 96, 16, 16)
    desk.finish("checks", (last, 3))


def _write_engine(desk: Desk, top: int) -> int:
    """What the engine checked when it made the result."""
    page, texts = desk.sheets["checks"], desk.texts
    head = desk.snapshot("checks", top, texts("section.engine"))
    page.head(head, [texts(f"head.{name}") for name in ("check", "expected", "found", "state")])
    row = head
    good, bad = texts("state.ok"), texts("state.failed")
    for row, check in enumerate(desk.facts.body["checks"], head + 1):
        page.text(row, 0, texts.label("check", check["id"]), "snapshot")
        page.text(row, 1, texts.sentence(str(check["expected"])), "snapshot")
        if isinstance(check["found"], float | int):
            page.number(row, 2, float(check["found"]), "snapshot_number", "0.0E+00")
        else:
            page.text(row, 2, check["found"], "snapshot")
        page.text(row, 3, good if check["status"] == "ok" else bad, "state")
    page.states((head, 3), (row, 3), good, bad)
    return row


def _live(desk: Desk) -> Iterator[Check]:
    texts, facts, labels = desk.texts, desk.facts, desk.labels
    for route in facts.routes:
        yield Check(texts("check.shipped", route=labels.route(route)), _shipped(desk, route))
        yield from _sums(desk, route)
    for (route, site), shares in _supply_shares(desk).items():
        label = texts("check.shares", route=labels.route(route), site=labels.site(site))
        yield Check(label, f"ABS({'+'.join(shares)}-1)")
    for (route, site), deviation in desk.balances.items():
        yield Check(texts("check.water", route=labels.route(route), site=labels.site(site)), deviation)
    # What is modelled beyond a measurement is taken off: below zero, and the only supply that may be.
    lowest = f"SMALL({desk.areas['supply']},{off + 1})" if (off := _taken_off(desk)) else f"MIN({desk.areas['supply']})"
    yield Check(texts("check.supply"), f"MAX(0,-{lowest})")
    yield Check(texts("check.errors"), f"SUMPRODUCT(ISERROR({desk.areas['inventory']})*1)")
    idle = _idle(desk)
    yield Check(texts("check.idle", number=len(idle)), "+".join(f"ABS({address})" for address in idle) or "0")


def _sums(desk: Desk, route: str) -> Iterator[Check]:
    """Breakdowns against their totals, of every indicator that is covered."""
    texts, facts, name = desk.texts, desk.facts, desk.labels.route(route)
    covered = [indicator for indicator in facts.indicators if facts.covered(route, indicator)]
    pairs = [
        (_sum(desk, route, [f"stage_{stage}_{indicator}" for stage in facts.stages()]), _total(desk, route, indicator))
        for indicator in covered
    ]
    yield Check(texts("check.stages", route=name), _worst(pairs))
    if CLIMATE not in covered:
        return
    parts = [f"part_{part}" for part in ("fossil", "biogenic_emissions", "biogenic_removals", "dluc")]
    climate = _total(desk, route, CLIMATE)
    yield Check(texts("check.parts", route=name), _worst([(_sum(desk, route, parts), climate)]))
    for view in VIEWS:
        prefix = f"scope_{view}_"
        scopes = list(dict.fromkeys(line for r, line, _ in desk.results if r == route and line.startswith(prefix)))
        pair = (_sum(desk, route, scopes), _total(desk, route, view_name(view)))
        yield Check(texts(f"check.scopes_{view}", route=name), _worst([pair]))
    if f"steps values {route}" in desk.areas:
        steps = f"SUM({desk.areas[f'steps values {route}']})"
        yield Check(texts("check.steps", route=name), _worst([(steps, f"{climate}*{desk.at(facts.scale)}")]))


def _sum(desk: Desk, route: str, lines: list[str]) -> str:
    return "+".join(_total(desk, route, line) for line in lines) or "0"


def _total(desk: Desk, route: str, line: str) -> str:
    return str(desk.results[route, line, desk.facts.declared])


def _worst(pairs: list[tuple[str, str]]) -> str:
    """The largest relative deviation of (sum, total) pairs."""
    terms = (f"ABS({found}-({total}))/MAX(ABS({total}),{_TINY})" for found, total in pairs)
    return f"MAX(0,{','.join(terms)})" if pairs else "0"


def _shipped(desk: Desk, route: str) -> str:
    """With shipped inputs, every total is the one of the result; with changed inputs there is nothing to compare."""
    facts = desk.facts
    terms = []
    for name in facts.indicators:
        shipped = facts.headline(route, f"per_{facts.declared}", name)
        if shipped is not None:
            number = repr(shipped).upper()
            terms.append(f"ABS({_total(desk, route, name)}-({number}))/MAX(ABS({number}),{_TINY})")
    return f"IF({desk.count}=0,MAX({','.join(terms)}),0)" if terms else "0"


def _taken_off(desk: Desk) -> int:
    """Number of supplies that are below zero because what they hold is taken off."""
    facts = desk.facts
    nodes = [process["id"] for process in facts.processes if process["step"] == EXCESS]
    return sum(facts.supply(node, basis) < 0 for node in nodes for basis in facts.bases)


def _supply_shares(desk: Desk) -> dict[tuple[str, str], list[str]]:
    """Addresses of the shares of each site's electricity supply."""
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for record in desk.facts.inputs("parameter"):
        kind, _, rest = str(record["key"]).partition(":")
        parts = rest.split("/")
        if kind == "supply" and len(parts) == 3:
            found[parts[0], parts[1]].append(desk.at(record["key"]))
    return dict(found)


def _idle(desk: Desk) -> list[Address]:
    """Supplies of processes without a row of contributions: they must stay zero, or a row would be missing."""
    facts = desk.facts
    active = {row.process["id"] for row in facts.rows}
    counted = {
        process["id"]
        for process in facts.processes
        if any(facts.target.get(x["target"], {}).get("impacts") for x in process["exchanges"])
    }
    idle = [node for node in facts.process if node in counted - active]
    return [desk.supply[node, basis] for node in idle for basis in facts.bases]
