"""The sheet Abatement curve: measures of each route, the best first, with savings, cost and charts; a snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mems_lca.analysis.summary import readable_unit
from mems_lca.reporting.carbon_block import price_text
from mems_lca.reporting.charts import COLOURS, axis_format
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import Record
from mems_lca.units import convert

SHEET = "abatement_curve"
_KG = "kg CO2e"
# Figures of money after those of emissions, with their style.
_COSTS = ("operating_cost", "investment", "cost", "cost_per_t", "average_cost_per_t")
_BESIDE = (
    ("electricity", "kWh"),
    ("fuel", "m3"),
    ("water_withdrawal", "m3"),
    ("hazardous_waste_generated", "kg"),
    ("nonhazardous_waste_generated", "kg"),
    ("cf4_formed", "kg"),
)
_SAVED, _PER_TONNE = 1, 7
_PAYS = 9
_FIRST_BESIDE = 10
_UPTIME = _FIRST_BESIDE + len(_BESIDE)
_UNPRICED = _UPTIME + 1
_WIDTHS = (44, 12, 13, 11, 13, 13, 13, 13, 13, 9, *(12 for _ in _BESIDE), 9, 70)
_CHART = (600, 330)
# Changes without a price that are named; the rest is counted.
_NAMED = 8
_CHART_ROWS = 19


def write_abatement_curve(desk: Desk) -> None:
    """Writes the sheet where the result has a curve."""
    found: Record | None = desk.facts.body.get(SHEET)
    if not found:
        return
    page, texts = desk.sheets[SHEET], desk.texts
    page.widths(*_WIDTHS)
    row = desk.title(SHEET, texts("label.internal"), texts("abate.order"), texts("abate.cost_note"))
    for route, record in found.items():
        row = _write_route(desk, route, record, row) + 2
    desk.finish(SHEET, (row - 2, _UNPRICED), large=True)


def _write_route(desk: Desk, route: str, record: Record, top: int) -> int:
    page, texts, labels = desk.sheets[SHEET], desk.texts, desk.labels
    heading = texts("abate.route", route=labels.route(route), unit=labels.functional_unit())
    head = desk.snapshot(SHEET, top, heading)
    page.text(head, 0, _price(desk, record), "note")
    page.text(head + 1, 0, _orders(desk, record), "note")
    head += 2
    blocks: list[Record] = record["blocks"]
    shown = readable_unit([block["saved"] for block in blocks], _KG)
    wafer = readable_unit([block["saved_per_wafer"] for block in blocks], _KG)
    listed = [*blocks, *record["saves_nothing"]]
    beside = {name: readable_unit([block[name] for block in listed], unit) for name, unit in _BESIDE}
    page.head(head, _titles(desk, shown, wafer, beside))
    for row, block in enumerate(listed, head + 1):
        _write_block(desk, route, record, block, row, (shown, wafer, beside))
    last = head + len(blocks)
    row = head + len(listed)
    for measure, why in record["cannot_stand"].items():
        row += 1
        page.merged(row, 0, _PAYS, texts("abate.cannot", measure=labels.measure(route, measure), why=why), "note")
    if not blocks:
        return row
    units = (labels.unit(shown), texts("abate.cny_per_t"))
    for number, (col, title) in enumerate(((_SAVED, "abate.chart_saved"), (_PER_TONNE, "abate.chart_cost"))):
        chart = _bars(desk, (head + 1, last), col, texts(title), units[number], number)
        page.chart(row + 2, number * 5, chart, _CHART)
    return row + 2 + _CHART_ROWS


def _price(desk: Desk, record: Record) -> str:
    """The carbon price, what it covers, and that nobody owes it for these products."""
    price, lang = record["carbon_price"], desk.texts.lang
    return f"{price_text(desk, price)} {price['scenario'][lang]}{'。' if lang == 'zh' else '.'}"


def _orders(desk: Desk, record: Record) -> str:
    number, seed = f"{record['orders']:,}", record["seed"]
    if seed is None:
        return desk.texts("abate.orders_all", number=number)
    return desk.texts("abate.orders_drawn", number=number, seed=seed)


def _titles(desk: Desk, shown: str, wafer: str, beside: dict[str, str]) -> list[str]:
    texts, labels = desk.texts, desk.labels
    saved = texts("abate.saved")
    return [
        texts("head.measure_name"),
        f"{saved}, {labels.unit(shown)}",
        f"{saved}, {labels.unit(wafer)}/{labels.unit('wafer')}",
        f"{saved}, {texts('abate.t_per_year')}",
        *(texts(f"abate.{name}") for name in _COSTS),
        texts("abate.pays"),
        *(f"{texts(f'abate.{name}')}, {labels.unit(beside[name])}" for name, _ in _BESIDE),
        texts("abate.uptime"),
        texts("abate.unpriced"),
    ]


def _write_block(
    desk: Desk, route: str, record: Record, block: Record, row: int, units: tuple[str, str, dict[str, str]]
) -> None:
    page, texts = desk.sheets[SHEET], desk.texts
    shown, wafer, beside = units
    page.text(row, 0, desk.labels.measure(route, block["measure"]), "snapshot")
    amounts: list[float | None] = [
        convert(block["saved"], _KG, shown),
        convert(block["saved_per_wafer"], _KG, wafer),
        block["saved_t_per_year"],
        *(block[name] for name in _COSTS),
    ]
    for col, amount in enumerate(amounts, _SAVED):
        _number(desk, row, col, amount)
    saves = block["saved"] > 0
    answer = {True: "answer.yes", False: "answer.no", None: "abate.not_known"}[block["pays_at_carbon_price"]]
    page.text(row, _PAYS, texts(answer) if saves else texts("abate.saves_nothing"), "snapshot")
    for col, (name, unit) in enumerate(_BESIDE, _FIRST_BESIDE):
        size = max(abs(other[name]) for other in (*record["blocks"], *record["saves_nothing"]))
        # What rounding leaves beside the changes of other measures is none.
        amount = block[name] if abs(block[name]) > 1e-9 * size else 0.0
        _number(desk, row, col, convert(amount, unit, beside[name]))
    _number(desk, row, _UPTIME, block["uptime"])
    page.text(row, _UNPRICED, _unpriced(desk, block["unpriced"]), "snapshot")


def _unpriced(desk: Desk, entries: list[Record]) -> str:
    chinese = desk.texts.lang == "zh"
    labels = [str((entry["label_zh"] if chinese else "") or entry["label"]) for entry in entries]
    listed = ("；" if chinese else "; ").join(labels[:_NAMED])
    more = len(labels) - _NAMED
    return listed + (f" {desk.texts('abate.more', number=more)}" if more > 0 else "")


def _number(desk: Desk, row: int, col: int, amount: float | None) -> None:
    page = desk.sheets[SHEET]
    if amount is None:
        page.text(row, col, "–", "snapshot")
    else:
        page.number(row, col, amount, "snapshot_number")


def _bars(desk: Desk, rows: tuple[int, int], col: int, title: str, unit: str, number: int) -> Any:
    """Measures as bars in the order of the curve, the best on top; those below zero save money."""
    page, chart = desk.sheets[SHEET], desk.book.chart({"type": "bar"})
    first, last = rows
    chart.add_series({
        "name": title,
        "categories": [page.name, first, 0, last, 0],
        "values": [page.name, first, col, last, col],
        "fill": {"color": COLOURS[number]}, "gap": 40,
    })  # fmt: skip
    chart.set_title({"name": title, "name_font": {"size": 12}})
    values = _column(desk, col)
    chart.set_x_axis({
        "name": unit, "num_format": axis_format(max(map(abs, values), default=0.0)),
        "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}},
    })  # fmt: skip
    chart.set_y_axis({"reverse": True, "label_position": "low", "num_font": {"size": 8}, "crossing": "max"})
    chart.set_legend({"none": True})
    return chart


def _column(desk: Desk, col: int) -> Sequence[float]:
    """The values of a column of a chart over all routes."""
    name = "cost_per_t" if col == _PER_TONNE else "saved"
    blocks = [block for record in desk.facts.body[SHEET].values() for block in record["blocks"]]
    shown = [float(block[name]) for block in blocks]
    if name == "saved":
        unit = readable_unit(shown, _KG)
        return [convert(value, _KG, unit) for value in shown]
    return shown
