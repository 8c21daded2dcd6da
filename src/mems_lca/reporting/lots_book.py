"""The workbook of lots: one row for each lot, its gases and electricity, the factors, and what was counted how."""

from __future__ import annotations

import os
import secrets
import warnings
from pathlib import Path

from mems_lca.analysis.lots.burdens import CLIMATE
from mems_lca.analysis.lots.footprint import LotFootprint, LotFootprints
from mems_lca.errors import Place, ReportError
from mems_lca.lca.system import METHOD_ACCOUNTS
from mems_lca.reporting.addresses import cell
from mems_lca.reporting.book import Book, Sheet
from mems_lca.reporting.lots_desk import HEAD, NAMED, LotsDesk
from mems_lca.reporting.lots_details_sheets import write_lot_electricity, write_lot_gases
from mems_lca.reporting.lots_factors_sheet import write_factors
from mems_lca.reporting.texts import Texts, read_texts

SHEETS = ("lots", "gases", "electricity", "factors", "about")
_TOTALS = (
    "electricity", "water_withdrawal", "water_consumption", "hazardous_waste_generated", "nonhazardous_waste_generated",
)  # fmt: skip
_PER_WAFER = ("per_location", "per_market", "per_electricity", "per_water", "per_hazardous")
_SUMS = ("location", "market", "direct", "energy", "others", *_TOTALS)
_COLUMNS = (*NAMED, *_PER_WAFER, *_SUMS)
# What each column per wafer out divides.
_OF = {"per_location": "location", "per_market": "market", "per_electricity": "electricity",
       "per_water": "water_withdrawal", "per_hazardous": "hazardous_waste_generated"}  # fmt: skip


def write_lots_book(found: LotFootprints, path: Path, lang: str) -> Path:
    """Writes the workbook beside its target and renames it. Raises ReportError; an old file then stays whole."""
    beside = path.with_name(f".{path.stem[:40]}-{secrets.token_hex(6)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(found, beside, read_texts(lang))
        os.replace(beside, path)
    except OSError as error:
        message = "the workbook cannot be written here; is it open in another program, or is the folder protected?"
        reason = error.strerror or str(error)
        raise ReportError.single("write", message, place=Place(file=str(path)), found=reason) from error
    finally:
        beside.unlink(missing_ok=True)
    return path


def _write(found: LotFootprints, file: Path, texts: Texts) -> None:
    from xlsxwriter.exceptions import FileCreateError, XlsxWriterException

    with warnings.catch_warnings():
        warnings.filterwarnings("error", module="xlsxwriter")
        try:
            book = Book(file, texts("book.font"))
            sheets = {name: book.sheet(texts.entries[f"lots.sheet.{name}"]) for name in SHEETS}
            desk = LotsDesk(found, texts, book, sheets)
            desk.warming, desk.power = write_factors(found, sheets["factors"], texts)
            _write_lots(desk)
            write_lot_gases(desk)
            write_lot_electricity(desk)
            _write_about(desk)
            book.properties(texts("lots.title", study=found.study), texts("lots.subject"), "", "")
            book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error
        except (UserWarning, XlsxWriterException) as warning:
            raise ReportError.single("workbook", f"the spreadsheet library refused this: {warning}") from warning


# ------------------------------------------------------------ lots


def _columns(desk: LotsDesk) -> tuple[str, ...]:
    """The columns; that of the measured rest stands only where the study has one."""
    rest = any(any(entry.rest.values()) for entry in desk.found.lots)
    return (*_COLUMNS, *(("rest",) if rest else ()), "mix")


def _write_lots(desk: LotsDesk) -> None:
    page, texts, found = desk.sheets["lots"], desk.texts, desk.found
    columns = _columns(desk)
    page.text(0, 0, texts("lots.title", study=found.study), "title")
    page.text(1, 0, texts("lots.note.lots"), "note")
    page.text(2, 0, texts("lots.note.accounts", accounting=texts(f"choice.accounting.{found.accounting}")), "note")
    for first, last, name in _groups(columns):
        page.merged(HEAD - 1, first, last, texts.entries[f"lots.group.{name}"], "head")
    page.head(HEAD, desk.heads(columns))
    row = HEAD
    for row, entry in enumerate(found.lots, HEAD + 1):
        _write_lot(desk, page, row, entry, columns)
    _write_sums(desk, page, row + 1, columns)
    page.widths(*(_width(name) for name in columns))
    desk.finish("lots", (row + 1, len(columns) - 1), frozen_col=1, filtered=False)


def _groups(columns: tuple[str, ...]) -> list[tuple[int, int, str]]:
    """Headings over several columns: of the lot, per wafer out, and of the whole lot."""
    wafer, whole = len(NAMED), len(NAMED) + len(_PER_WAFER)
    return [(0, wafer - 1, "lot"), (wafer, whole - 1, "per_wafer"), (whole, len(columns) - 1, "whole")]


def _width(name: str) -> float:
    return {"lot": 16.0, "date": 12.0, "route": 16.0, "mix": 46.0}.get(name, 13.0)


def _write_lot(desk: LotsDesk, page: Sheet, row: int, entry: LotFootprint, columns: tuple[str, ...]) -> None:
    lot, totals = entry.lot, entry.totals
    page.text(row, 0, lot.name, "strong")
    page.text(row, 1, lot.day.isoformat())
    page.text(row, 2, desk.texts.label("route", lot.route))
    for col, count in enumerate((lot.started, lot.scrapped, lot.reworked, lot.out), 3):
        page.number(row, col, count, number_format="#,##0")
    account = desk.found.accounting
    sums = {
        **{view: totals[f"{CLIMATE}_{view}"] for view in METHOD_ACCOUNTS},
        "direct": entry.direct,
        "energy": entry.energy[account],
        **{name: totals[name] for name in _TOTALS},
    }
    at = {name: cell(row, columns.index(name)) for name in columns}
    for name, value in sums.items():
        page.number(row, columns.index(name), value)
    others = sums[account] - sums["direct"] - sums["energy"]
    page.formula(row, columns.index("others"), f"{at[account]}-{at['direct']}-{at['energy']}", others)
    _write_per_wafer(desk, page, row, columns, {**sums}, lot.out, "number")
    sites = [site for site in desk.found.electricity if site.id in entry.electricity]
    page.text(row, columns.index("mix"), "\n".join(f"{desk.site(site)}: {desk.mix(site)}" for site in sites))
    if "rest" in columns:
        page.number(row, columns.index("rest"), entry.rest_share(account), number_format="0.0%")


def _write_per_wafer(
    desk: LotsDesk, page: Sheet, row: int, columns: tuple[str, ...], sums: dict[str, float], out: int, style: str
) -> None:
    """The columns per wafer out; empty for lots of which none came out."""
    for name, whole in _OF.items():
        col = columns.index(name)
        if not out:
            page.text(row, col, desk.texts("answer.not_applicable"), style)
            continue
        formula = f"{cell(row, columns.index(whole))}/{cell(row, columns.index('out'))}"
        page.formula(row, col, formula, sums[whole] / out, style)


def _write_sums(desk: LotsDesk, page: Sheet, row: int, columns: tuple[str, ...]) -> None:
    """The last row: all lots together."""
    found, first = desk.found, HEAD + 1
    page.text(row, 0, desk.texts("lots.all", number=len(found.lots)), "strong")
    for col in (1, 2, columns.index("mix")):
        page.text(row, col, "", "strong")
    totals, account = found.totals, found.accounting
    sums: dict[str, float] = {view: totals[f"{CLIMATE}_{view}"] for view in METHOD_ACCOUNTS}
    sums |= {name: totals[name] for name in _TOTALS}
    sums["direct"] = sum(entry.direct for entry in found.lots)
    sums["energy"] = sum(entry.energy[account] for entry in found.lots)
    sums["others"] = sums[account] - sums["direct"] - sums["energy"]
    sums |= {"started": found.started, "out": found.out}
    sums["scrapped"] = sum(entry.lot.scrapped for entry in found.lots)
    sums["reworked"] = sum(entry.lot.reworked for entry in found.lots)
    for name, value in sums.items():
        col = columns.index(name)
        whole = "#,##0" if name in NAMED else ""
        page.formula(row, col, f"SUM({cell(first, col)}:{cell(row - 1, col)})", value, "total", whole)
    _write_per_wafer(desk, page, row, columns, sums, found.out, "total")
    if "rest" in columns:
        rest = sum(entry.rest[account] for entry in found.lots)
        page.number(row, columns.index("rest"), rest / sums[account] if sums[account] else 0.0, "total", "0.0%")


# ------------------------------------------------------------ about


def _write_about(desk: LotsDesk) -> None:
    page, texts, found = desk.sheets["about"], desk.texts, desk.found
    study = found.calculated.bound.study
    page.text(0, 0, texts("lots.sheet.about"), "title")
    facts = {
        "study": found.study,
        "table": str(found.file.get("file", "")),
        "hash": str(found.file.get("sha256", "")),
        "period": f"{study.period.start} – {study.period.end}",
        "method": study.method,
        "gas_table": study.gas_table,
        "accounting": texts(f"choice.accounting.{study.accounting}"),
    }
    row = 1
    for row, (name, value) in enumerate(facts.items(), 2):
        page.text(row, 0, texts.entries[f"lots.about.{name}"], "strong")
        page.text(row, 1, value)
    for name in ("counted", "left_out", "overhead", "monitors", "consumed", "scrap"):
        row += 1
        page.text(row, 0, texts.entries[f"lots.about.{name}"], "strong")
        page.text(row, 1, texts.entries[f"lots.how.{name}"])
    row += 2
    page.text(row, 0, texts("sheet.warnings"), "section")
    for finding in found.findings:
        row += 1
        page.merged(row, 0, 1, finding.message)
    page.widths(30, 110)
    page.finish((row, 1), printed=1, footer=found.study)
