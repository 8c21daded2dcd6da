"""The footprints of lots as files: a tidy table (CSV), JSON, and a workbook to hand to a customer."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from mems_lca.analysis.lots.footprint import LotFootprints
from mems_lca.analysis.lots.report import columns, record, rows
from mems_lca.errors import Place, ReportError, StudyError
from mems_lca.reporting.lots_book import write_lots_book
from mems_lca.reporting.sweep_files import safe

FORMATS = ("csv", "json", "xlsx")


def write_lots_file(found: LotFootprints, path: Path, version: str, lang: str) -> Path:
    """Writes the file that its ending asks for. Raises StudyError for another ending, and ReportError."""
    kind = path.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        expected = " or ".join(f".{name}" for name in FORMATS)
        raise StudyError.single("format", "lots are not written in this format", found=path.name, expected=expected)
    if kind == "xlsx":
        return write_lots_book(found, path, lang)
    try:
        if kind == "json":
            text = json.dumps(record(found, version), ensure_ascii=False, indent=1, allow_nan=False)
            path.write_text(text + "\n", encoding="utf-8")
        else:
            _write_csv(found, path)
    except OSError as error:
        message = f"cannot write there: {error.strerror or error}"
        raise ReportError.single("file", message, place=Place(file=str(path))) from None
    return path


def _write_csv(found: LotFootprints, path: Path) -> None:
    """UTF-8 with commas; numbers with all their digits, nothing for what is not there."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow([safe(head) for head in columns(found)])
        for row in rows(found):
            table.writerow(["" if cell is None else safe(cell) for cell in row])
