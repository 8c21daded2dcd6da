"""The sheet Measured: what was measured beside what the model says, account by account, and what neither explains."""

from __future__ import annotations

from typing import Any

from mems_lca.reporting.addresses import cell
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import Record
from mems_lca.reporting.number_formats import in_full
from mems_lca.units import conversion

SHEET = "measured"
_COLUMNS = (
    "account", "counted_by", "unit", "total", "key", "share", "per_wafer", "modelled", "rest", "percent",
    "of_measured", "beyond", "evidence",
)  # fmt: skip
_WIDTHS = (34, 30, 9, 15, 17, 10, 15, 15, 15, 12, 13, 13, 22)
_TOTAL, _SHARE, _PER_WAFER, _MODELLED, _REST, _PERCENT, _OF, _BEYOND = 3, 5, 6, 7, 8, 9, 10, 11


def write_measured(desk: Desk) -> None:
    """Writes the sheet, where the result has measurements. The rests are live: they are inputs of the workbook."""
    if SHEET not in desk.sheets:
        return
    page, texts, body = desk.sheets[SHEET], desk.texts, desk.facts.body[SHEET]
    period = body["period"]
    where = texts("measured.where", site=desk.labels.site(body["site"]), start=period["start"], end=period["end"])
    row = desk.title(SHEET, texts("note.measured"), where)
    for route, record in body["routes"].items():
        row = _write_route(desk, row, route, record)
    row = _write_kept(desk, row, body["keeps"])
    row = _write_files(desk, row, body["files"])
    page.widths(*_WIDTHS)
    desk.finish(SHEET, (row, len(_COLUMNS) - 1), large=True)


def _write_route(desk: Desk, top: int, route: str, record: Record) -> int:
    """The accounts of a route with their chart; the next free row."""
    page, texts = desk.sheets[SHEET], desk.texts
    title = texts("measured.route", route=desk.labels.route(route), product=record["product"])
    head = desk.snapshot(SHEET, top, title)
    page.head(head, [texts(f"measured.{name}") for name in _COLUMNS])
    row = head
    for row, account in enumerate(record["accounts"], head + 1):
        _write_account(desk, row, account)
    first, last = head + 1, row
    row = _write_line(desk, row + 1, record)
    if last < first:
        return row + 1
    height = 130 + 34 * (last - first + 1)
    page.chart(row, 0, _chart(desk, route, head, first, last), (900, height))
    return row + 2 + height // 18


def _write_account(desk: Desk, row: int, account: Record) -> None:
    page, texts, labels = desk.sheets[SHEET], desk.texts, desk.labels
    page.text(row, 0, _name(desk, account), "strong")
    page.text(row, 1, _counted_by(desk, account))
    page.text(row, 2, labels.unit(account["unit"]))
    page.number(row, _TOTAL, account["measured_total"], "snapshot_number", in_full(account["measured_total"]))
    keys = (texts(f"measured.key.{key}") for key in account["allocation"].split(", "))
    page.text(row, 4, ", ".join(keys))
    page.number(row, _SHARE, account["share"], "snapshot_number", "0.0%")
    page.number(row, _PER_WAFER, account["per_wafer"], "snapshot_number")
    page.number(row, _MODELLED, account["modelled"], "snapshot_number")
    if account["cell"] is None:
        page.number(row, _REST, 0.0)
    else:
        sign, factor = "-" if account["rest"] < 0 else "", conversion(f"{account['unit']}/wafer").factor
        page.formula(row, _REST, f"{sign}{desk.at(account['cell'])}/{factor!r}", account["rest"])
    measured, rest, modelled = (cell(row, col) for col in (_PER_WAFER, _REST, _MODELLED))
    if account["per_wafer"]:
        page.formula(row, _PERCENT, f"{rest}/{measured}", account["rest"] / account["per_wafer"], number_format="0.0%")
        of_measured = account["modelled"] / account["per_wafer"]
        page.formula(row, _OF, f"{modelled}/{measured}", of_measured, number_format="0.0%")
        page.formula(row, _BEYOND, "1", 1.0, number_format="0%")
    else:
        for col in (_PERCENT, _OF, _BEYOND):
            page.text(row, col, "")
    page.text(row, len(_COLUMNS) - 1, account["evidence"])


def _name(desk: Desk, account: Record) -> str:
    """Electricity, or the gas, chemical or waste; with the steps that a meter or group of tools covers."""
    kind, labels = account["kind"], desk.labels
    what = desk.texts(f"measured.kind.{kind}")
    if kind in ("gas", "vented", "chemical", "waste"):
        name = account["name"] if kind in ("gas", "vented") else labels.input(account["name"])
        what = desk.texts("measured.named", kind=what, name=name)
    if account["outside"] and not account["steps"]:
        return desk.texts("measured.all_else", what=what)
    known = {process["step"] for process in desk.facts.processes}
    steps = ", ".join(labels.step(step) if step in known else labels.input(step) for step in account["steps"])
    return desk.texts("measured.of_steps", what=what, steps=steps) if steps else what


def _counted_by(desk: Desk, account: Record) -> str:
    """Meters and groups of tools by their names; the tables of chemicals and wastes in words."""
    if account["kind"] in ("chemical", "waste"):
        return ", ".join(desk.texts.label("measured.table", name) for name in account["meters"])
    return ", ".join(account["meters"])


def _write_line(desk: Desk, row: int, record: Record) -> int:
    """Wafers, line yields and uptime below the accounts; the next row."""
    page, texts, line, uptime = desk.sheets[SHEET], desk.texts, record["line_yield"], record["uptime"]
    known = "" if line["measured"] is None else f"{100 * line['measured']:.4g} %"
    said = texts(
        "measured.line",
        started=f"{line['started']:,.6g}",
        finished=f"{line['finished']:,.6g}",
        measured=known or texts("measured.not_stated"),
        modelled=f"{100 * line['modelled']:.4g} %",
    )
    page.merged(row, 0, len(_COLUMNS) - 1, said)
    if uptime is None:
        return row + 1
    groups = ", ".join(uptime["groups"])
    value, written = (f"{100 * uptime[name]:.4g} %" for name in ("value", "as_written"))
    said = texts("measured.uptime", value=value, written=written, groups=groups)
    page.merged(row + 1, 0, len(_COLUMNS) - 1, said)
    return row + 2


def _chart(desk: Desk, route: str, head: int, first: int, last: int) -> Any:
    """Modelled beside measured amounts of each account, in percent of what was measured."""
    page, texts = desk.sheets[SHEET], desk.texts
    chart = desk.book.chart({"type": "bar"})
    for col, colour in ((_BEYOND, "#1F3B57"), (_OF, "#D9A441")):
        chart.add_series({
            "name": texts("measured.bar_measured" if col == _BEYOND else "measured.bar_modelled"),
            "categories": [page.name, first, 0, last, 0],
            "values": [page.name, first, col, last, col],
            "fill": {"color": colour}, "gap": 50,
        })  # fmt: skip
    title = texts("measured.chart", route=desk.labels.route(route))
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_x_axis({
        "name": texts("measured.axis"), "num_format": "0%", "min": 0,
        "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}},
    })  # fmt: skip
    chart.set_y_axis({
        "reverse": True, "crossing": "max", "interval_unit": 1, "label_position": "low", "num_font": {"size": 8},
        "major_gridlines": {"visible": False},
    })  # fmt: skip
    chart.set_legend({"position": "bottom"})
    return chart


def _write_kept(desk: Desk, row: int, keeps: Record) -> int:
    """Routes that did not run and have the rests of one that did; the next row."""
    page, texts, labels = desk.sheets[SHEET], desk.texts, desk.labels
    for root, other in keeps.items():
        said = texts("measured.keeps", route=labels.route(root), other=labels.route(other))
        page.merged(row, 0, len(_COLUMNS) - 1, said)
        row += 1
    return row


def _write_files(desk: Desk, top: int, files: list[Record]) -> int:
    """The data files; the last row."""
    page, texts = desk.sheets[SHEET], desk.texts
    if not files:
        return top
    page.text(top + 1, 0, texts("measured.files"), "section")
    names = ("table", "file", "sheet", "rows", "sha256")
    page.head(top + 2, [texts(f"measured.file_{name}") for name in names])
    row = top + 2
    for row, entry in enumerate(files, top + 3):
        page.text(row, 0, texts.label("measured.table", entry["kind"]), "strong")
        page.text(row, 1, entry["file"])
        page.text(row, 2, entry["sheet"])
        page.number(row, 3, entry["rows"])
        page.merged(row, 4, len(_COLUMNS) - 1, entry["sha256"], "id")
    return row
