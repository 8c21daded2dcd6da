"""The sheets of the physical account: Gases, Water and waste. Amounts are live: supply × amount cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from mems_lca.library.metals import metal_and_origin
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import Record
from mems_lca.reporting.water_block import write_water


@dataclass(frozen=True)
class GasUse:
    """One gas leaving one process, from one gas fed: keys of cells in kg per unit of the process."""

    process: str
    fed: str
    gas: str
    used: str
    uncontrolled: str
    emitted: str


def gas_uses(desk: Desk) -> Iterator[GasUse]:
    """Every balance of a process gas, found by the names that the inventory gives its cells."""
    for process in desk.facts.processes:
        for exchange in process["exchanges"]:
            used, _, rest = str(exchange["amount"]).rpartition(f"/{exchange['flow']}/emitted")
            uncontrolled = f"{used}/{exchange['flow']}/uncontrolled"
            if not rest and used in desk.cells and uncontrolled in desk.cells:
                fed, gas = str(exchange["input"]), str(exchange["flow"])
                yield GasUse(process["id"], fed, gas, used, uncontrolled, str(exchange["amount"]))


def write_gases(desk: Desk) -> None:
    """Writes the sheet Gases: by gas, and each use."""
    page, texts, facts, labels = desk.sheets["gases"], desk.texts, desk.facts, desk.labels
    head = desk.title("gases", texts("note.gases"))
    uses = list(gas_uses(desk))
    gases = list(
        dict.fromkeys((facts.process[use.process]["route"], gas) for use in uses for gas in (use.fed, use.gas))
    )
    gases.sort(key=lambda pair: facts.routes.index(pair[0]))
    detail = head + len(gases) + 4
    at = _write_uses(desk, uses, detail)
    columns = [(kind, basis) for basis in facts.bases for kind in ("used", "uncontrolled", "emitted", "destroyed")]
    titles = [texts(f"head.{kind}") + "\n" + texts(f"basis.{basis}") for kind, basis in columns]
    page.head(head, [texts("head.route"), "", "", "", texts("head.unit"), *titles])
    page.merged(head, 1, 3, texts("head.gas"), "head")
    for row, (route, gas) in enumerate(gases, head + 1):
        page.text(row, 0, labels.route(route))
        page.merged(row, 1, 3, gas, "strong")
        page.text(row, 4, "kg")
        for col, (kind, basis) in enumerate(columns, 5):
            terms, value = [], 0.0
            for use in uses:
                known = at.get((use, kind, basis))
                mine = use.fed == use.gas == gas if kind == "used" else use.gas == gas
                if facts.process[use.process]["route"] == route and mine and known is not None:
                    terms.append(known[0])
                    value += known[1]
            page.formula(row, col, f"SUM({','.join(terms)})" if terms else "0", value, "total")
    page.widths(24, 14, 46, 20, 9, *(14 for _ in columns))
    desk.finish("gases", (detail + max(1, len(uses)), 4 + len(columns)), head=head, frozen_col=2)


def _write_uses(desk: Desk, uses: list[GasUse], head: int) -> dict[tuple[GasUse, str, str], tuple[str, float]]:
    """One row for each gas leaving a process; returns where each amount stands, with its value."""
    page, texts, facts, labels = desk.sheets["gases"], desk.texts, desk.facts, desk.labels
    page.text(head - 1, 0, texts("section.gas_uses"), "section")
    kinds = ("used", "uncontrolled", "emitted", "destroyed")
    titles = [texts(f"head.{kind}") + "\n" + texts(f"basis.{basis}") for basis in facts.bases for kind in kinds]
    page.head(head, [texts(f"head.{name}") for name in ("route", "gas", "step", "fed", "unit")] + titles)
    found: dict[tuple[GasUse, str, str], tuple[str, float]] = {}
    for row, use in enumerate(uses, head + 1):
        process = facts.process[use.process]
        for col, text in enumerate((labels.route(process["route"]), use.gas, labels.process(process), use.fed, "kg")):
            page.text(row, col, text)
        for number, basis in enumerate(facts.bases):
            supply, amount = str(desk.supply[use.process, basis]), facts.supply(use.process, basis)
            cells = {kind: (desk.at(getattr(use, kind)), facts.values[getattr(use, kind)]) for kind in kinds[:3]}
            before, after = cells["uncontrolled"], cells["emitted"]
            cells["destroyed"] = (f"({before[0]}-{after[0]})", before[1] - after[1])
            if use.fed != use.gas:
                cells["used"] = ("0", 0.0)
            for index, kind in enumerate(kinds):
                formula, value = cells[kind]
                address = page.formula(row, 5 + number * len(kinds) + index, f"{supply}*{formula}", amount * value)
                found[use, kind, basis] = (str(address).rpartition("!")[2], amount * value)
    return found


def write_water_waste(desk: Desk) -> None:
    """Writes the sheet Water and waste."""
    page, texts = desk.sheets["water_waste"], desk.texts
    head = desk.title("water_waste", texts("note.water_waste"))
    row = write_water(desk, head)
    row = _write_waste(desk, row + 2)
    row = _write_metals(desk, row + 2)
    page.widths(22, 46, 40, 22, 9, *(14 for _ in range(4)), 12, 22, 18, 10)
    desk.finish("water_waste", (row, 12))


def _amounts(desk: Desk, row: int, col: int, process: str, key: str, sign: int = 1) -> None:
    """Supply × amount, for each basis."""
    for index, basis in enumerate(desk.facts.bases):
        formula = f"{'-' if sign < 0 else ''}{desk.supply[process, basis]}*{desk.at(key)}"
        value = desk.facts.supply(process, basis) * sign * desk.facts.values[key]
        desk.sheets["water_waste"].formula(row, col + index, formula, value)


def _write_waste(desk: Desk, top: int) -> int:
    """Waste records with their codes; the wet and dry mass live where the record's cells are found."""
    page, texts, facts, labels = desk.sheets["water_waste"], desk.texts, desk.facts, desk.labels
    page.text(top, 0, texts("section.waste"), "section")
    names = ("route", "waste", "step", "site", "unit")
    masses = [f"{kind}_{basis}" for kind in ("wet", "dry") for basis in facts.bases]
    titles = [texts(f"head.{name}") for name in (*names, *masses, "hazardous", "codes", "treatment", "on_site")]
    page.head(top + 1, titles)
    row = top + 1
    for route in facts.routes:
        waiting = _waste_cells(desk, route)
        for record in facts.route(route)["waste"]:
            row += 1
            shown = (
                labels.route(route), labels.of(record), labels.step(record["step"]), labels.site(record["site"]), "kg",
            )  # fmt: skip
            for col, text in enumerate(shown):
                page.text(row, col, text)
            found = waiting[record["step"], record["name"]]
            _write_masses(desk, row, record, found.pop(0) if found else None)
            last = 5 + len(masses)
            page.text(row, last, texts("answer.yes" if record["hazardous"] else "answer.no"))
            codes = (f"{region.upper()} {code}" for region, code in record["codes"].items())
            page.text(row, last + 1, "\n".join(codes))
            page.text(row, last + 2, texts.label("treatment", str(record["treatment"])))
            page.text(row, last + 3, texts("answer.yes" if record["on_site"] else "answer.no"))
    return row


def _write_metals(desk: Desk, top: int) -> int:
    """Metals bought, net of what the site returns to its purchase, one row for each route of each; the last row."""
    page, texts, facts, labels = desk.sheets["water_waste"], desk.texts, desk.facts, desk.labels
    page.text(top, 0, texts("section.metals"), "section")
    titles = [texts(f"head.{name}") for name in ("route", "metal", "step", "site", "unit")]
    page.head(top + 1, [*titles, *(texts(f"basis.{basis}") for basis in facts.bases)])
    row = top + 1
    for process in facts.processes:
        metals = facts.route(process["route"])["materials"]
        for exchange in process["exchanges"]:
            if exchange["kind"] != "product" or metal_and_origin(str(exchange["input"]))[0] not in metals:
                continue
            row += 1
            shown = (
                labels.route(process["route"]), labels.input(exchange["input"]), labels.process(process),
                labels.site(process["site"]), labels.unit(exchange["unit"]),
            )  # fmt: skip
            for col, text in enumerate(shown):
                page.text(row, col, text)
            _amounts(desk, row, 5, process["id"], exchange["amount"], exchange["sign"])
    return row


def _waste_cells(desk: Desk, route: str) -> defaultdict[tuple[str, str], list[tuple[str, str]]]:
    """Process and key of the wet mass, by step and waste, in the order of the exchanges."""
    found: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for process in desk.facts.processes:
        for exchange in process["exchanges"] if process["route"] == route else ():
            key = str(exchange["amount"])
            if exchange["kind"] in ("product", "process") and f"{key}/dry" in desk.cells:
                found[process["step"], exchange["input"]].append((process["id"], key))
    return found


def _write_masses(desk: Desk, row: int, record: Record, found: tuple[str, str] | None) -> None:
    facts = desk.facts
    number = len(facts.bases)
    if found is not None:
        process, key = found
        _amounts(desk, row, 5, process, key)
        _amounts(desk, row, 5 + number, process, f"{key}/dry")
        return
    declared = facts.bases.index(facts.declared)
    page = desk.sheets["water_waste"]
    for index in range(2 * number):
        page.text(row, 5 + index, "", "snapshot")
    page.number(row, 5 + declared, record["wet_kg"], "snapshot_number")
    page.number(row, 5 + number + declared, record["dry_kg"], "snapshot_number")
