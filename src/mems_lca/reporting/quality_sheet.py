"""The sheet Data quality: shares and scores behind each indicator, and the inputs to improve first."""

from __future__ import annotations

import math

from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import CLIMATE, Record
from mems_lca.study.uncertainty import AXES

_SHEET = "quality"
_SHARES = ("primary", "secondary", "assumed")
_FIRST_SCORE = 5
_LAST = 13
_WIDTHS = (42, 42, 12, 15, 12, 13, 14, 11, 13, 13, 14, 12, 24, 50)


def write_quality(desk: Desk) -> None:
    """Writes the sheet: a snapshot, labelled; only the values of inputs are live."""
    page, texts = desk.sheets[_SHEET], desk.texts
    top = desk.title(_SHEET, texts("note.quality_scores"), texts("note.quality_weights"))
    row = _write_indicators(desk, desk.snapshot(_SHEET, top, texts("section.quality_indicators")))
    row = _write_sites(desk, row + 2)
    for route in desk.facts.routes:
        row = _write_priorities(desk, row + 2, route)
    page.widths(*_WIDTHS)
    desk.finish(_SHEET, (row, _LAST), large=True)


def _write_indicators(desk: Desk, head: int) -> int:
    """By route and indicator: the shares of primary, secondary and assumed data, and the score of each axis."""
    page, texts, facts, labels = desk.sheets[_SHEET], desk.texts, desk.facts, desk.labels
    titles = [texts(f"head.{name}") for name in ("route", "indicator", *_SHARES)]
    page.head(head, [*titles, *(texts(f"axis.{axis}") for axis in AXES), texts("head.overall_score")])
    row = head
    for route in facts.routes:
        record = facts.route(route)
        for indicator, shares in record["data_quality"].items():
            row += 1
            page.text(row, 0, labels.route(route), "snapshot")
            page.text(row, 1, labels.indicator(indicator), "snapshot")
            _write_shares(desk, row, shares)
            rating = record["data_quality_rating"].get(indicator, {})
            for col, axis in enumerate((*AXES, "overall"), _FIRST_SCORE):
                _number(desk, row, col, rating.get(axis), "0.0")
    return row


def _write_sites(desk: Desk, top: int) -> int:
    """The shares behind the climate change of each site."""
    page, texts, facts, labels = desk.sheets[_SHEET], desk.texts, desk.facts, desk.labels
    page.text(top, 0, texts("section.quality_sites"), "section")
    page.head(top + 1, [texts(f"head.{name}") for name in ("route", "site", *_SHARES)])
    row = top + 1
    for route in facts.routes:
        for site, found in facts.route(route)["data_quality_by_site"].items():
            if CLIMATE in found:
                row += 1
                page.text(row, 0, labels.route(route), "snapshot")
                page.text(row, 1, labels.site(site), "snapshot")
                _write_shares(desk, row, found[CLIMATE])
    return row


def _write_shares(desk: Desk, row: int, shares: Record) -> None:
    for col, name in enumerate(_SHARES, 2):
        _number(desk, row, col, shares[name], "0.0%")


def _write_priorities(desk: Desk, top: int, route: str) -> int:
    """The inputs that carry most of the spread of one route's climate change."""
    page, texts, facts, labels = desk.sheets[_SHEET], desk.texts, desk.facts, desk.labels
    page.text(top, 0, texts("section.quality_priorities", route=labels.route(route)), "section")
    names = ("path", "input", "value", "unit", "gsd")
    head = [*(texts(f"head.{name}") for name in names), *(texts(f"axis.{axis}") for axis in AXES)]
    page.head(top + 1, [*head, *(texts(f"head.{name}") for name in ("carried", "variance_share", "source", "why"))])
    page.page_break(top)
    row = top + 1
    for entry in facts.route(route)["data_quality_priorities"]:
        row += 1
        record = facts.cell[entry["cell"]]
        given, spread = record["given"], record["spread"]
        page.text(row, 0, record["path"] or record["key"], "id")
        page.text(row, 1, labels.cell(record))
        page.formula(row, 2, str(desk.values[record["key"]]), given["value"], number_format="General")
        page.text(row, 3, labels.unit(given["unit"]))
        log_gsd = entry["log_gsd"]
        _number(desk, row, 4, None if log_gsd is None else math.exp(log_gsd), "0.00")
        for col, score in enumerate(spread["pedigree"], _FIRST_SCORE):
            _number(desk, row, col, score, "0")
        _number(desk, row, 10, entry["carried"], "")
        _number(desk, row, 11, entry["variance"], "0.0%")
        page.text(row, 12, record["source"], "id")
        page.text(row, _LAST, _why(desk, entry["kind"], spread), "snapshot")
    return row


def _why(desk: Desk, kind: str, spread: Record) -> str:
    """What kind of number it is, and what its spread consists of."""
    texts = desk.texts
    axes = ("、" if texts.lang == "zh" else ", ").join(texts(f"axis.{axis}").lower() for axis in spread["added_axes"])
    if not spread["stated"]:
        basis = texts("why.unstated", axes=axes) if axes else texts("why.basic")
    else:
        basis = texts("why.widened", axes=axes) if axes else texts("why.stated")
    return texts("why.both", kind=texts(f"kind.{kind}"), basis=basis)


def _number(desk: Desk, row: int, col: int, value: float | None, number_format: str) -> None:
    page = desk.sheets[_SHEET]
    if value is None:
        page.text(row, col, "–", "snapshot")
    else:
        page.number(row, col, value, "snapshot_number", number_format)
