"""The workbook of judged claims: verdicts as live formulas over the arithmetic of every claim, and the sources."""

from __future__ import annotations

import os
import secrets
import warnings
from pathlib import Path

from mems_lca.analysis.claims import JudgedClaim, JudgedClaims
from mems_lca.analysis.claims_text import filled
from mems_lca.errors import Place, ReportError
from mems_lca.library.library import Library, open_library
from mems_lca.reporting.book import Book, Sheet
from mems_lca.reporting.claims_arithmetic import Block, write_arithmetic
from mems_lca.reporting.texts import Texts, read_texts
from mems_lca.study.fields import Names

_COLUMNS = ("id", "claim", "verdict", "check", "from", "to", "least", "most", "unit", "text", "remark")


def write_claims_book(judged: JudgedClaims, path: Path, *, lang: str = "en", library: Library | None = None) -> Path:
    """Writes the workbook beside its target and renames it. Raises ReportError; the old file then stays whole."""
    beside = path.with_name(f".{path.stem[:40]}-{secrets.token_hex(6)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(judged, beside, read_texts(lang), library or open_library())
        os.replace(beside, path)
    except OSError as error:
        message = "the workbook cannot be written here; is it open in another program, or is the folder protected?"
        found = error.strerror or str(error)
        raise ReportError.single("write", message, place=Place(file=str(path)), found=found) from error
    finally:
        beside.unlink(missing_ok=True)
    return path


def said(names: Names, texts: Texts) -> str:
    """A name in the language of the workbook; English where there is no other."""
    return (names.zh if texts.lang == "zh" else "") or names.en


def _write(judged: JudgedClaims, file: Path, texts: Texts, library: Library) -> None:
    from xlsxwriter.exceptions import FileCreateError, XlsxWriterException

    with warnings.catch_warnings():
        warnings.filterwarnings("error", module="xlsxwriter")
        try:
            book = Book(file, texts("book.font"))
            verdicts = book.sheet(texts("claims.sheet.verdicts"))
            arithmetic = book.sheet(texts("claims.sheet.arithmetic"))
            sources = book.sheet(texts("claims.sheet.sources"))
            blocks = write_arithmetic(judged, arithmetic, texts)
            _write_verdicts(judged, blocks, verdicts, texts)
            _write_sources(judged, sources, texts, library)
            book.properties(said(judged.claims.name, texts), "", "", "")
            book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error
        except (UserWarning, XlsxWriterException) as warning:
            raise ReportError.single("workbook", f"the spreadsheet library refused this: {warning}") from warning


def _write_verdicts(judged: JudgedClaims, blocks: dict[str, Block], page: Sheet, texts: Texts) -> None:
    """One row for each claim: its live verdict, and the check that decides."""
    page.text(0, 0, said(judged.claims.name, texts), "title")
    page.text(1, 0, texts("claims.note.verdicts"), "note")
    page.text(2, 0, texts("claims.note.rule"), "note")
    head = 4
    page.head(head, [texts(f"claims.head.{name}") for name in _COLUMNS])
    row = head
    for entry in judged.judged:
        row += 1
        _write_verdict(entry, blocks[entry.id], page, row, texts)
    page.states((head + 1, 2), (row, 2), texts("claims.verdict.holds"), texts("claims.verdict.contradicted"))
    page.widths(6, 30, 16, 44, 12, 12, 12, 12, 14, 60, 70)
    page.finish((row, len(_COLUMNS) - 1), printed=len(_COLUMNS) - 1, repeat=head, frozen=(head + 1, 2), large=True)


def _write_verdict(entry: JudgedClaim, block: Block, page: Sheet, row: int, texts: Texts) -> None:
    claim, decisive = entry.claim, entry.decisive
    page.text(row, 0, entry.id, "strong")
    page.text(row, 1, said(claim.short, texts), "strong")
    word = texts(f"claims.verdict.{entry.verdict}")
    if block.verdict is None:
        page.text(row, 2, word, "state")
    else:
        page.formula(row, 2, str(block.verdict), word, "state")
    cells = None if decisive is None else block.checks[entry.checks.index(decisive)]
    page.text(row, 3, "" if decisive is None else said(decisive.check.name, texts))
    for col in range(4, 8):
        cell = None if cells is None else cells.numbers[col - 4]
        if cell is None:
            page.text(row, col, "")
        else:
            page.formula(row, col, cell[0], cell[1])
    page.text(row, 8, "" if decisive is None else decisive.unit)
    page.text(row, 9, said(claim.text, texts))
    remarks = [entry.reason, claim.left_out, claim.note]
    page.text(row, 10, "\n".join(filled(said(text, texts), entry) for text in remarks if text is not None))


def _write_sources(judged: JudgedClaims, page: Sheet, texts: Texts, library: Library) -> None:
    """The documents that the claims and their figures come from."""
    page.text(0, 0, texts("claims.sheet.sources"), "title")
    columns = ("source", "title", "where", "licence")
    page.head(2, [texts(f"claims.head.{name}") for name in columns])
    named = {name for entry in judged.judged for found in entry.entries for name in found.source.split(", ")}
    known = library.factors.source_ids()
    row = 2
    for name in sorted((named | {entry.source for entry in judged.judged}) & known):
        row += 1
        source = library.factors.source(name)
        for col, text in enumerate((source.id, source.title, source.where, source.licence)):
            page.text(row, col, text)
    page.widths(26, 70, 80, 40)
    page.finish((row, 3), printed=3, repeat=2, frozen=(3, 0))
