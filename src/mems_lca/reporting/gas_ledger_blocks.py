"""Blocks of the ledger of gases on a sheet: bottles, recipes, balance, abatement and emissions, as live arithmetic."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mems_lca.reporting.addresses import cell, criterion
from mems_lca.reporting.book import Sheet
from mems_lca.reporting.number_formats import in_full
from mems_lca.reporting.texts import Texts

Record = dict[str, Any]
LAST = 15


@dataclass
class Layout:
    """The sheet being written, and where each block has its rows: (first, last) row by block, a row by its key.

    `entry` is the style of what was read: cells to change in a book of its own, plain ones in the study's workbook.
    """

    page: Sheet
    texts: Texts
    record: Record
    entry: str
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    rows: dict[tuple[str, ...], int] = field(default_factory=dict)

    def head(self, row: int, section: str, columns: tuple[str, ...]) -> int:
        """The heading of a block and of its columns; returns the row of the columns."""
        self.page.text(row, 0, self.texts(f"ledger.section.{section}"), "section")
        self.page.head(row + 1, [self.texts(f"ledger.head.{name}") for name in columns])
        return row + 1

    def area(self, block: str, col: int) -> str:
        """A column of a block, as a range."""
        first, last = self.spans[block]
        return f"{cell(first, col)}:{cell(last, col)}"

    def sumifs(self, block: str, col: int, *tests: tuple[int, str]) -> str:
        """The sum of a column of a block over the rows whose cells say what every test (column, text) asks for."""
        conditions = ",".join(f"{self.area(block, at)},{criterion(text)}" for at, text in tests)
        return f"SUMIFS({self.area(block, col)},{conditions})"

    def fate(self, name: str) -> str:
        """What became of the rest of a bottle, in words."""
        return self.texts(f"ledger.fate.{name}")


def write_bottles(layout: Layout, row: int) -> int:
    """Each bottle: used = gross on - gross off, left = gross off - tare. Returns the next free row."""
    columns = ("tool_group", "gas", "bottle", "on", "off", "gross_on", "gross_off", "tare", "used", "left", "fate")
    page, head = layout.page, layout.head(row, "bottles", (*columns, "place"))
    at = head
    for entry in layout.record["rows"]:
        for line in entry["bottles"]:
            at += 1
            words = (entry["tool_group"], entry["gas"], line["bottle"], line["start"], line["end"])
            for col, text in enumerate(words):
                page.text(at, col, text)
            for col, name in enumerate(("weight_start", "weight_end", "tare"), 5):
                page.number(at, col, line[name], layout.entry, "0.000")
            page.formula(at, 8, f"{cell(at, 5)}-{cell(at, 6)}", line["used"], number_format="0.000")
            page.formula(at, 9, f"{cell(at, 6)}-{cell(at, 7)}", line["rest"], number_format="0.000")
            page.text(at, 10, layout.fate(line["fate"]))
            page.text(at, 11, line["place"], "id")
    layout.spans["bottles"] = (head + 1, max(at, head + 1))
    return at + 2


def write_recipes(layout: Layout, row: int) -> int:
    """What each product should have used: wafers started times kg per wafer."""
    head = layout.head(row, "recipes", ("tool_group", "gas", "product", "origin", "started", "per_wafer", "use"))
    page, at = layout.page, head
    for entry in layout.record["rows"]:
        for line in entry["recipes"]:
            at += 1
            origin = layout.texts(f"ledger.origin.{line['origin']}")
            for col, text in enumerate((entry["tool_group"], entry["gas"], line["product"], origin)):
                page.text(at, col, text)
            page.number(at, 4, line["started"], layout.entry)
            page.number(at, 5, line["per_wafer"], layout.entry)
            page.formula(at, 6, f"{cell(at, 4)}*{cell(at, 5)}", line["use"])
    layout.spans["recipes"] = (head + 1, max(at, head + 1))
    return at + 2


def write_balance(layout: Layout, row: int) -> int:
    """Used against recipe by gas and group: unexplained = used - recipe."""
    columns = ("tool_group", "gas", "process", "content", "used", "returned", "on_tool", "vented", "moved", "recipe")
    head = layout.head(row, "balance", (*columns, "unexplained", "percent", "heel"))
    page, at = layout.page, head
    for entry in layout.record["rows"]:
        at += 1
        layout.rows["balance", entry["tool_group"], entry["gas"]] = at
        process = layout.texts.label("ledger.process", entry["process"])
        for col, text in enumerate((entry["tool_group"], entry["gas"], process)):
            page.text(at, col, text, "strong" if col < 2 else "text")
        same = ((0, entry["tool_group"]), (1, entry["gas"]))
        content = f"{layout.sumifs('bottles', 5, *same)}-{layout.sumifs('bottles', 7, *same)}"
        page.formula(at, 3, content, entry["content"])
        page.formula(at, 4, layout.sumifs("bottles", 8, *same), entry["used"], "total")
        for col, fate in enumerate(("returned", "on_tool", "vented", "moved"), 5):
            test = (10, layout.fate(fate))
            page.formula(at, col, layout.sumifs("bottles", 9, *same, test), entry[fate])
        page.formula(at, 9, layout.sumifs("recipes", 6, *same), entry["recipe"])
        page.formula(at, 10, f"{cell(at, 4)}-{cell(at, 9)}", entry["unexplained"], "total")
        percent = entry["unexplained_percent"]
        page.formula(at, 11, f"IF({cell(at, 4)}=0,0,100*{cell(at, 10)}/{cell(at, 4)})", percent or 0.0)
        supplied = f"({cell(at, 4)}+{cell(at, 5)}+{cell(at, 7)})"
        page.formula(at, 12, f"IF({supplied}=0,0,1-{cell(at, 4)}/{supplied})", entry["heel"] or 0.0)
    layout.spans["balance"] = (head + 1, max(at, head + 1))
    return at + 2


def write_abatement(layout: Layout, row: int) -> int:
    """Abatement by group: uptime from the log, proof, and the rate that comes of it (written after the emissions)."""
    columns = ("tool_group", "certified", "evidence", "treated", "gas_on", "unit_up", "uptime", "rate")
    head = layout.head(row, "abatement", columns)
    page, at = layout.page, head
    for entry in layout.record["abatement"]:
        at += 1
        layout.rows["abatement", entry["tool_group"]] = at
        certified = layout.texts(f"ledger.certified.{'yes' if entry['certified'] else 'no'}")
        for col, text in enumerate((entry["tool_group"], certified, entry["evidence"])):
            page.text(at, col, text)
        page.number(at, 3, entry["treated"], layout.entry)
        log = entry["log"]
        page.number(at, 4, None if log is None else log["running"], layout.entry)
        page.number(at, 5, None if log is None else log["up"], layout.entry)
        if log is None:
            page.number(at, 6, entry["uptime"], layout.entry)
        else:
            page.formula(at, 6, f"{cell(at, 5)}/{cell(at, 4)}", entry["uptime"])
    layout.spans["abatement"] = (head + 1, max(at, head + 1))
    return at + 2


def write_emissions(layout: Layout, row: int) -> int:
    """What leaves the tools and bottles: before = used x rate, destroyed = before x a x d x UT, and CO2e."""
    columns = ("tool_group", "gas", "leaving", "rate_kg", "destruction", "before", "destroyed", "formed", "emitted")
    more = ("gwp", "co2e_before", "co2e", "fluorine_share", "fluorine_before", "fluorine_destroyed", "fluorine_emitted")
    head = layout.head(row, "emissions", (*columns, *more))
    at = head
    for entry in layout.record["rows"]:
        for leaves in entry["leaving"]:
            at += 1
            _emission(layout, entry, leaves, at)
        if entry["vented"] > 0:
            at += 1
            _vented(layout, entry, at)
    layout.spans["emissions"] = (head + 1, max(at, head + 1))
    total, page = layout.record["total"], layout.page
    at += 1
    page.merged(at, 0, 9, layout.texts("ledger.total"), "strong")
    for col, name in ((10, "uncontrolled"), (11, "emitted")):
        page.formula(at, col, f"SUM({layout.area('emissions', col)})", total[name], "total", in_full(total[name]))
    layout.rows["total",] = at
    rate = total["abatement_rate"]
    page.text(at + 1, 0, layout.texts("ledger.head.rate"), "strong")
    page.formula(at + 1, 1, f"IF({cell(at, 10)}=0,0,1-{cell(at, 11)}/{cell(at, 10)})", rate or 0.0, "total")
    for group in layout.record["abatement"]:
        line = layout.rows["abatement", group["tool_group"]]
        same = (0, group["tool_group"])
        before, after = (layout.sumifs("emissions", col, same) for col in (10, 11))
        page.formula(line, 7, f"IF({before}=0,0,1-{after}/{before})", group["rate"] or 0.0, "total")
    return at + 3


def _emission(layout: Layout, entry: Record, leaves: Record, at: int) -> None:
    """One gas that leaves the tools."""
    page, gas = layout.page, leaves["gas"]
    balance = layout.rows["balance", entry["tool_group"], entry["gas"]]
    unit = layout.rows["abatement", entry["tool_group"]]
    for col, text in enumerate((entry["tool_group"], entry["gas"], gas)):
        page.text(at, col, text)
    page.number(at, 3, leaves["rate"], layout.entry)
    page.number(at, 4, leaves["destruction"], layout.entry)
    page.formula(at, 5, f"{cell(balance, 4)}*{cell(at, 3)}", leaves["uncontrolled"])
    destroyed = f"{cell(at, 5)}*{cell(unit, 3)}*{cell(at, 4)}*{cell(unit, 6)}"
    page.formula(at, 6, destroyed, leaves["destroyed"])
    page.number(at, 7, leaves["formed"], layout.entry)
    page.formula(at, 8, f"{cell(at, 5)}-{cell(at, 6)}+{cell(at, 7)}", leaves["emitted"], "total")
    _warming(layout, gas, at, leaves["uncontrolled"], leaves["emitted"])
    share = layout.record["fluorine_shares"][gas] or 0.0
    page.number(at, 12, share, layout.entry)
    for col, source, value in ((13, 5, "uncontrolled"), (14, 6, "destroyed"), (15, 8, "emitted")):
        page.formula(at, col, f"{cell(at, source)}*{cell(at, 12)}", leaves[value] * share)


def _vented(layout: Layout, entry: Record, at: int) -> None:
    """What was let out of bottles, which no tool and no abatement saw."""
    page, gas = layout.page, entry["gas"]
    balance = layout.rows["balance", entry["tool_group"], gas]
    for col, text in enumerate((entry["tool_group"], layout.fate("vented"), gas, "", "")):
        page.text(at, col, text)
    page.formula(at, 5, cell(balance, 7), entry["vented"])
    page.number(at, 6, 0.0)
    page.number(at, 7, 0.0)
    page.formula(at, 8, f"{cell(at, 5)}-{cell(at, 6)}+{cell(at, 7)}", entry["vented"], "total")
    _warming(layout, gas, at, entry["vented"], entry["vented"])
    for col in range(12, LAST + 1):
        page.text(at, col, "")


def _warming(layout: Layout, gas: str, at: int, before: float, after: float) -> None:
    """GWP and CO2e before and after abatement; a gas whose effect is unknown is left empty."""
    gwp = layout.record["gwp"]["values"].get(gas)
    layout.page.number(at, 9, gwp, layout.entry)
    for col, source, mass in ((10, 5, before), (11, 8, after)):
        co2e = mass * (gwp or 0.0)
        formula = f"{cell(at, source)}*N({cell(at, 9)})"
        layout.page.formula(at, col, formula, co2e, number_format=in_full(co2e))
