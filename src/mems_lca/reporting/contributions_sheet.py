"""The sheet Contributions: one tidy row for each flow of each process and each indicator, a live product."""

from __future__ import annotations

from mems_lca.reporting.addresses import cell
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import CLIMATE, Row

# The contract of the columns: a change of a name, or of what a column means, changes the version.
CONTRACT = "mems-lca/contributions/1"
LABELS = ("route_label", "stage_label", "step_label", "site_label", "input_label", "flow_label", "indicator_label")
MARKS = ("scope", "part", "accounting", "quality")
AMOUNTS = ("amount", "amount_unit", "factor", "unit")
IDS = ("route", "stage", "step", "site", "input", "flow", "indicator", "process", "exchange", "impact")


def columns(bases: tuple[str, ...]) -> tuple[str, ...]:
    """Names of all columns, in order."""
    supplies = (f"supply_per_{basis}" for basis in bases)
    return (*LABELS, *MARKS, *supplies, *AMOUNTS, *(f"per_{basis}" for basis in bases), *IDS)


def ids(row: Row) -> dict[str, str | int]:
    """The identifiers of a row; what was not bought is `direct`, a climate row without a part is fossil."""
    return {name: identifier(row, name) for name in (*IDS, *MARKS)}


def identifier(row: Row, name: str) -> str | int:
    """One of the identifiers of a row."""
    found: str | int = row.ids[name]
    if name == "input":
        return found or "direct"
    return found or "fossil" if name == "part" and row.ids["indicator"] == CLIMATE else found


def write_contributions(desk: Desk) -> None:
    """Writes the sheet; the processes must have been written. The ranges of each route are noted on the desk."""
    page, texts, facts = desk.sheets["contributions"], desk.texts, desk.facts
    names = columns(facts.bases)
    labels_row = desk.title("contributions", texts("note.contributions", contract=CONTRACT))
    head = labels_row + 1
    page.head(labels_row, [texts(f"head.{name}") for name in names])
    for col, name in enumerate(names):
        page.text(head, col, name, "code")
    row = head
    for row, record in enumerate(facts.rows, head + 1):
        _write_row(desk, row, record, names)
    _note_ranges(desk, head + 1, names)
    shown = len(names) - len(IDS)
    numbers = shown - len(LABELS) - len(MARKS)
    page.widths(10, 18, 44, 15, 26, 26, 24, 7, 15, 10, 10, *(13 for _ in range(numbers)), *(18 for _ in IDS))
    last = (max(row, head + 1), len(names) - 1)
    desk.finish("contributions", last, head=head, filtered=True, large=True, printed=shown - 1)


def _write_row(desk: Desk, row: int, record: Row, names: tuple[str, ...]) -> None:
    page, facts, labels, texts = desk.sheets["contributions"], desk.facts, desk.labels, desk.texts
    identifiers = ids(record)
    at = {name: col for col, name in enumerate(names)}
    for name in (*MARKS, *IDS):
        value = identifiers[name]
        if isinstance(value, int):
            page.number(row, at[name], value, number_format="0")
        else:
            page.text(row, at[name], value, "id")
    shown = (
        labels.route(record.ids["route"]), texts.label("stage", record.ids["stage"]), labels.process(record.process),
        labels.site(record.ids["site"]), labels.input(str(identifiers["input"])), labels.flow(record.ids["flow"]),
        labels.indicator(record.ids["indicator"]),
    )  # fmt: skip
    for name, text in zip(LABELS, shown, strict=True):
        page.text(row, at[name], text)
    sign, key = record.exchange["sign"], record.exchange["amount"]
    amount = page.formula(row, at["amount"], ("-" if sign < 0 else "") + desk.at(key), sign * facts.values[key])
    page.text(row, at["amount_unit"], labels.unit(record.exchange["unit"]))
    factor = page.formula(row, at["factor"], desk.at(record.impact["cell"]), facts.values[record.impact["cell"]])
    page.text(row, at["unit"], labels.unit_of(record.ids["indicator"]))
    for basis in facts.bases:
        source = desk.supply[record.process["id"], basis]
        supply = page.formula(row, at[f"supply_per_{basis}"], str(source), facts.supply(record.process["id"], basis))
        product = "*".join(cell(address.row, address.col) for address in (supply, amount, factor))
        page.formula(row, at[f"per_{basis}"], product, record.value(basis))


def _note_ranges(desk: Desk, first: int, names: tuple[str, ...]) -> None:
    """The rows of a route stand together: sums over a route take its own block (the headings, if it has no row)."""
    headings = first - 1
    for route in desk.facts.routes:
        number = len(desk.facts.rows_of(route))
        top, bottom = (first, first + number - 1) if number else (headings, headings)
        for col, name in enumerate(names):
            desk.contributions[route, name] = desk.area("contributions", (top, col), (bottom, col))
        first += number
