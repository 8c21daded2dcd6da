"""The live workbook of a result: every figure a formula that leads back to the cells of the inputs."""

from __future__ import annotations

import os
import secrets
import warnings
from errno import EISDIR
from pathlib import Path

from mems_lca.analysis.result import Result
from mems_lca.errors import Place, ReportError
from mems_lca.reporting.abatement_curve_sheet import write_abatement_curve
from mems_lca.reporting.accounts_sheets import write_gases, write_water_waste
from mems_lca.reporting.book import Book
from mems_lca.reporting.checks_sheet import write_checks
from mems_lca.reporting.comparison_sheet import write_comparison
from mems_lca.reporting.concern_sheet import write_concern
from mems_lca.reporting.contributions_sheet import write_contributions
from mems_lca.reporting.desk import Desk, present
from mems_lca.reporting.elements_sheet import write_elements
from mems_lca.reporting.end_of_life_sheet import write_end_of_life
from mems_lca.reporting.envelope_sheet import write_envelope
from mems_lca.reporting.evidence_sheet import write_evidence
from mems_lca.reporting.facts import Facts
from mems_lca.reporting.gas_ledger_sheet import write_gas_ledger
from mems_lca.reporting.inputs_sheets import write_inputs
from mems_lca.reporting.inventory_sheet import write_inventory
from mems_lca.reporting.labels import Labels
from mems_lca.reporting.measured_sheet import write_measured
from mems_lca.reporting.plausibility_sheet import write_plausibility
from mems_lca.reporting.processes_sheet import write_processes
from mems_lca.reporting.quality_sheet import write_quality
from mems_lca.reporting.record_sheets import (
    write_about,
    write_assumptions,
    write_coverage,
    write_sources,
    write_warnings,
)
from mems_lca.reporting.results_sheet import write_results
from mems_lca.reporting.sensitivity_sheet import write_sensitivity
from mems_lca.reporting.summary_sheet import write_summary
from mems_lca.reporting.texts import read_texts
from mems_lca.reporting.uncertainty_sheet import write_uncertainty
from mems_lca.reporting.what_if_sheet import write_what_if
from mems_lca.reporting.yields_sheet import write_yields

# Each writer needs what those before it have placed on the desk; the order of the sheets is another.
_WRITERS = (
    write_inputs, write_inventory, write_processes, write_contributions, write_results, write_comparison,
    write_abatement_curve, write_envelope,
    write_what_if, write_uncertainty, write_sensitivity, write_yields,
    write_gases, write_water_waste, write_elements, write_end_of_life,
    write_concern, write_plausibility, write_measured, write_gas_ledger, write_coverage, write_quality,
    write_sources, write_evidence,
    write_assumptions, write_warnings, write_checks, write_about, write_summary,
)  # fmt: skip


def write_workbook(result: Result, path: Path, *, lang: str = "en") -> Path:
    """Writes the workbook of a result to `path` and returns it.

    The file is written beside its target and renamed, so that there is never half a file; a folder that does not
    exist is made. Raises ReportError when the target cannot be written or replaced; the old file then stays whole.
    """
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            raise IsADirectoryError(EISDIR, "it is a folder")
    except OSError as error:
        raise _refused(target, error) from error
    beside = target.with_name(f".{target.stem[:40]}-{secrets.token_hex(6)}.part")
    try:
        _write(result, beside, lang)
        os.replace(beside, target)
    except OSError as error:
        raise _refused(target, error) from error
    finally:
        beside.unlink(missing_ok=True)
    return target


def _write(result: Result, file: Path, lang: str) -> None:
    """Writes all sheets; what the library would only warn of is an error."""
    from xlsxwriter.exceptions import FileCreateError, XlsxWriterException

    texts = read_texts(lang)
    facts = Facts(result)
    with warnings.catch_warnings():
        warnings.filterwarnings("error", module="xlsxwriter")
        try:
            book = Book(file, texts("book.font"))
            names = {sheet: book.sheet(texts(f"sheet.{sheet}")) for sheet in present(facts)}
            desk = Desk(book, facts, texts, Labels(facts, texts), names)
            title = texts("book.title", study=str(facts.body["study"]))
            book.properties(title, texts("book.subject"), texts("label.internal"), facts.created)
            for write in _WRITERS:
                write(desk)
            book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error
        except (UserWarning, XlsxWriterException) as warning:
            raise ReportError.single("workbook", f"the spreadsheet library refused this: {warning}") from warning


def _refused(target: Path, error: OSError) -> ReportError:
    message = "the workbook cannot be written here; is it open in another program, or is the folder protected?"
    return ReportError.single("write", message, place=Place(file=str(target)), found=error.strerror or str(error))
