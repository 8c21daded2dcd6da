"""The public face of what was measured: the ledger of a fab's process gases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mems_lca.errors import StudyError
from mems_lca.face import StudyFile, bind_study

if TYPE_CHECKING:
    from mems_lca.analysis.gas_ledger import GasLedger


def gas_ledger(
    study: StudyFile, *, values: Mapping[str, str] | None = None, measures: Sequence[str] | None = None
) -> GasLedger:
    """The gases of a study's fab over its period: used, heel, emitted, destroyed, unexplained, by gas and tools.

    Raises StudyError for a study without bottles, and with every finding of its tables; then as `assess` does.
    """
    from mems_lca.analysis.assess import calculate
    from mems_lca.analysis.gas_ledger import build_ledger
    from mems_lca.analysis.gas_ledger_model import ledger_records, measured_of

    # Refused before anything is calculated.
    measured_of(study.study, study.file)
    bound = bind_study(study, values=values, measures=measures)
    measured, records = ledger_records(bound)
    return build_ledger(calculate(bound), measured, records)


def write_ledger(ledger: GasLedger, path: str | Path, *, lang: str = "en") -> Path:
    """Writes the workbook of a ledger with its arithmetic. Raises ReportError."""
    from mems_lca.analysis.gas_ledger_record import ledger_record
    from mems_lca.reporting.gas_ledger_sheet import write_ledger_book

    if lang not in ("en", "zh"):
        raise StudyError.single("lang", "there is no such language", found=lang, expected="en, zh")
    return write_ledger_book(ledger_record(ledger), Path(path), lang=lang)
