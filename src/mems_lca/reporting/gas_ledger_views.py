"""The blocks of the ledger of gases that follow from its emissions: fluorine, and the three readings."""

from __future__ import annotations

from mems_lca.reporting.addresses import cell
from mems_lca.reporting.gas_ledger_blocks import Layout, Record
from mems_lca.reporting.number_formats import in_full


def write_fluorine(layout: Layout, row: int) -> int:
    """Where the fluorine went: fed + excess = emitted + polymer + scrubbed. Returns the next free row."""
    columns = ("tool_group", "gas", "fluorine_fed", "polymer", "fluorine_before", "converted", "excess")
    more = ("fluorine_emitted", "fluorine_destroyed", "fluorine_formed", "scrubbed", "open")
    head = layout.head(row, "fluorine", (*columns, *more))
    page, at = layout.page, head
    for entry in layout.record["rows"]:
        found = entry["fluorine"]
        if found is None:
            continue
        at += 1
        page.text(at, 0, entry["tool_group"], "strong")
        page.text(at, 1, entry["gas"], "strong")
        used = cell(layout.rows["balance", entry["tool_group"], entry["gas"]], 4)
        share = repr(layout.record["fluorine_shares"][entry["gas"]]).upper()
        same = ((0, entry["tool_group"]), (1, entry["gas"]))
        before = found["emitted"] - found["formed"] + found["destroyed"]
        page.formula(at, 2, f"{used}*{share}", found["fed"])
        page.number(at, 3, found["polymer"], layout.entry)
        page.formula(at, 4, layout.sumifs("emissions", 13, *same), before)
        left = f"{cell(at, 2)}-{cell(at, 3)}-{cell(at, 4)}"
        page.formula(at, 5, f"MAX({left},0)", found["converted"])
        page.formula(at, 6, f"MAX(-({left}),0)", found["excess"])
        page.formula(at, 7, layout.sumifs("emissions", 15, *same), found["emitted"])
        page.formula(at, 8, layout.sumifs("emissions", 14, *same), found["destroyed"])
        page.formula(at, 9, f"{cell(at, 7)}-({cell(at, 4)}-{cell(at, 8)})", found["formed"])
        page.formula(at, 10, f"{cell(at, 5)}+{cell(at, 8)}-{cell(at, 9)}", found["scrubbed"], "total")
        balance = f"{cell(at, 2)}+{cell(at, 6)}-{cell(at, 7)}-{cell(at, 3)}-{cell(at, 10)}"
        page.formula(at, 11, f"IF(ABS({balance})>1E-9*{cell(at, 2)},{balance},0)", 0.0)
    return at + 2


def write_supplies(layout: Layout, row: int) -> int:
    """From the store to the tools: missing = bought - into the store - onto tools; nothing where no bill is known."""
    if not layout.record["supplies"]:
        return row
    head = layout.head(row, "supplies", ("gas", "bought", "stored", "mounted", "missing"))
    page, at = layout.page, head
    for entry in layout.record["supplies"]:
        at += 1
        page.text(at, 0, entry["gas"], "strong")
        for col, name in enumerate(("bought", "stored", "mounted"), 1):
            page.number(at, col, entry[name], layout.entry)
        page.formula(at, 4, f"{cell(at, 1)}-{cell(at, 2)}-{cell(at, 3)}", entry["missing"], "total")
    return at + 2


def write_views(layout: Layout, row: int) -> int:
    """Each reading: kg fed, what leaves, CO2e; then what leads from the ledger to it, reason by reason."""
    page, texts = layout.page, layout.texts
    page.text(row, 0, texts("ledger.head.default_heel"), "strong")
    page.number(row, 1, layout.record["heel"], layout.entry)
    page.text(row, 2, layout.record["heel_source"], "id")
    layout.rows["heel",] = row
    row += 2
    totals: dict[str, str] = {}
    for view in layout.record["views"]:
        row, totals[view["name"]] = _view(layout, view, row)
    columns = ("reading", "reason", "co2e")
    head = layout.head(row, "differences", columns)
    at = head
    for view in layout.record["views"]:
        at = _differences(layout, view, at, totals[view["name"]])
    return at + 2


def _view(layout: Layout, view: Record, row: int) -> tuple[int, str]:
    """The rows of one reading; the next free row, and the cell of its total."""
    columns = ("tool_group", "gas", "table", "fed", "vented", "leaving", "rate_kg", "treated", "destruction", "uptime")
    head = layout.head(row, f"view.{view['name']}", (*columns, "formed", "emitted", "gwp", "co2e"))
    page, at = layout.page, head
    for entry in view["rows"]:
        feed = None
        for leaves in entry["leaving"]:
            at += 1
            for col, text in enumerate((entry["tool_group"], entry["gas"], entry["table"])):
                page.text(at, col, text)
            if feed is None:
                feed = at
                page.formula(at, 3, _fed(layout, view["name"], entry), entry["fed"])
            else:
                page.formula(at, 3, cell(feed, 3), entry["fed"])
            vented = entry["vented"] if leaves["gas"] == entry["gas"] else 0.0
            page.number(at, 4, vented)
            page.text(at, 5, leaves["gas"])
            for col, value in enumerate((leaves["rate"], entry["treated"], leaves["destruction"], entry["uptime"]), 6):
                page.number(at, col, value, layout.entry)
            page.number(at, 10, leaves["formed"], layout.entry)
            passed = f"(1-{cell(at, 7)}*{cell(at, 8)}*{cell(at, 9)})"
            emitted = leaves["emitted"] + vented
            page.formula(at, 11, f"{cell(at, 3)}*{cell(at, 6)}*{passed}+{cell(at, 10)}+{cell(at, 4)}", emitted)
            gwp = leaves["gwp"]
            page.number(at, 12, gwp, layout.entry)
            co2e = emitted * (gwp or 0.0)
            page.formula(at, 13, f"{cell(at, 11)}*N({cell(at, 12)})", co2e, "total", in_full(co2e))
    last = at
    at += 1
    page.merged(at, 0, 12, layout.texts("ledger.total"), "strong")
    total = f"SUM({cell(head + 1, 13)}:{cell(max(last, head + 1), 13)})"
    page.formula(at, 13, total, view["co2e"], "total", in_full(view["co2e"]))
    return at + 2, cell(at, 13)


def _fed(layout: Layout, name: str, entry: Record) -> str:
    """The gas that a reading takes as fed, as arithmetic on the balance."""
    balance = layout.rows["balance", entry["tool_group"], entry["gas"]]
    used, returned, vented = (cell(balance, col) for col in (4, 5, 7))
    row = next(
        line
        for line in layout.record["rows"]
        if (line["tool_group"], line["gas"]) == (entry["tool_group"], entry["gas"])
    )
    heel = layout.record["heel"]
    if name == "recipe":
        formula, value = cell(balance, 9), row["recipe"]
    elif name == "ipcc":
        formula = f"({used}+{returned}+{vented})*(1-{cell(layout.rows['heel',], 1)})"
        value = (row["used"] + row["returned"] + row["vented"]) * (1 - heel)
    else:
        formula, value = f"{used}+{vented}", row["used"] + row["vented"]
    missing = entry["fed"] - value
    return formula if abs(missing) <= 1e-12 * abs(value) else f"{formula}+({repr(missing).upper()})"


def _differences(layout: Layout, view: Record, at: int, total: str) -> int:
    """From the ledger's emissions to those of a reading; each step is a figure of now, their sum is live."""
    page, texts = layout.page, layout.texts
    label = texts(f"ledger.section.view.{view['name']}")
    first = at + 1
    page.text(first, 0, label, "strong")
    page.text(first, 1, texts("ledger.reason.ledger"))
    ledger = cell(layout.rows["total",], 11)
    emitted = layout.record["total"]["emitted"]
    page.formula(first, 2, ledger, emitted, number_format=in_full(emitted))
    at = first
    for entry in view["differences"]:
        at += 1
        page.text(at, 0, label)
        page.text(at, 1, texts(f"ledger.reason.{entry['reason']}"), "snapshot")
        page.number(at, 2, entry["co2e"], "snapshot_number", in_full(entry["co2e"]))
    at += 1
    page.text(at, 0, label, "strong")
    page.text(at, 1, texts("ledger.reason.sum"))
    page.formula(at, 2, f"SUM({cell(first, 2)}:{cell(at - 1, 2)})", view["co2e"], "total", in_full(view["co2e"]))
    agrees, stale = texts("state.current"), texts("state.stale")
    test = f"ABS({cell(at, 2)}-{total})<=1E-9*ABS({total})"
    page.formula(at, 3, f'IF({test},"{agrees}","{stale}")', agrees, "state")
    page.states((at, 3), (at, 3), agrees, stale)
    return at
