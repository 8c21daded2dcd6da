"""The sheets of gases and of electricity in the workbook of lots: one row for each lot and gas, or lot and site."""

from __future__ import annotations

from mems_lca.analysis.lots.footprint import LotFootprint
from mems_lca.lca.system import METHOD_ACCOUNTS
from mems_lca.reporting.addresses import cell
from mems_lca.reporting.book import Sheet
from mems_lca.reporting.lots_desk import HEAD, LotsDesk


def write_lot_gases(desk: LotsDesk) -> None:
    """One row for each lot and gas; CO2e is a live product with the GWP of the sheet of factors."""
    page, texts = desk.sheets["gases"], desk.texts
    page.text(0, 0, texts("lots.sheet.gases"), "title")
    page.text(1, 0, texts("lots.note.gases"), "note")
    page.text(2, 0, texts("lots.note.formed"), "note")
    names = ("lot", "date", "gas", "used", "emitted", "destroyed", "gwp", "co2e", "per_out")
    page.head(HEAD, desk.heads(names))
    known = {entry.gas: entry for entry in desk.found.gases}
    row = HEAD
    for number, entry in enumerate(desk.found.lots):
        for gas, amounts in entry.gases.items():
            row += 1
            _head(page, row, entry)
            page.text(row, 2, desk.gas(known[gas]) if gas in known else gas)
            for col, amount in enumerate((amounts.used, amounts.emitted, amounts.destroyed), 3):
                page.number(row, col, amount)
            if gas not in known:
                for col in (6, 7, 8):
                    page.text(row, col, texts("answer.not_covered"))
                continue
            page.formula(row, 6, str(desk.warming[gas]), known[gas].value)
            page.formula(row, 7, f"{cell(row, 4)}*{cell(row, 6)}", amounts.climate_change)
            _per_out(desk, page, row, cell(row, 7), amounts.climate_change, number)
    page.widths(16, 12, 34, 14, 14, 14, 12, 16, 18)
    desk.finish("gases", (max(row, HEAD + 1), len(names) - 1), frozen_col=3, filtered=True)


def write_lot_electricity(desk: LotsDesk) -> None:
    """One row for each lot and site; CO2e are live products with the factors of the mix."""
    page, texts = desk.sheets["electricity"], desk.texts
    page.text(0, 0, texts("lots.sheet.electricity"), "title")
    page.text(1, 0, texts("lots.note.electricity"), "note")
    shown = ("kwh", "factor_location", "factor_market", "co2e_location", "co2e_market", "per_kwh", "mix")
    names = ("lot", "date", "site", *shown)
    page.head(HEAD, desk.heads(names))
    sites = {entry.id: entry for entry in desk.found.electricity}
    row = HEAD
    for number, entry in enumerate(desk.found.lots):
        for target, amount in entry.electricity.items():
            row += 1
            site = sites[target]
            _head(page, row, entry)
            page.text(row, 2, desk.site(site))
            page.number(row, 3, amount)
            for col, view in enumerate(METHOD_ACCOUNTS, 4):
                page.formula(row, col, str(desk.power[target, view]), site.factors[view])
                page.formula(row, col + 2, f"{cell(row, 3)}*{cell(row, col)}", amount * site.factors[view])
            _per_out(desk, page, row, cell(row, 3), amount, number)
            page.text(row, 9, desk.mix(site))
    page.widths(16, 12, 30, 14, 16, 16, 16, 16, 18, 52)
    desk.finish("electricity", (max(row, HEAD + 1), len(names) - 1), frozen_col=3, filtered=True)


def _head(page: Sheet, row: int, entry: LotFootprint) -> None:
    page.text(row, 0, entry.lot.name, "strong")
    page.text(row, 1, entry.lot.day.isoformat())


def _per_out(desk: LotsDesk, page: Sheet, row: int, at: str, value: float, number: int) -> None:
    """A figure of a lot per wafer out, which stands on the sheet of lots."""
    out = desk.found.lots[number].lot.out
    if out:
        page.formula(row, 8, f"{at}/{desk.wafers_out(number)}", value / out)
    else:
        page.text(row, 8, desk.texts("answer.not_applicable"))
