"""The command `sweep`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from mems_lca.cli.files import staged
from mems_lca.cli.group import INTERRUPTED
from mems_lca.cli.sweep_tables import print_sweep
from mems_lca.cli.terminal import say, say_error, say_findings, ticking, working
from mems_lca.cli.values import asked, names
from mems_lca.errors import StudyError

if TYPE_CHECKING:
    from mems_lca.analysis.sweep import Prepared, Receive, Sweep

# Rows that are printed as JSON; more of them belong into a file.
MOST_JSON = 100_000


def run(
    source: str,
    *,
    vary: Sequence[str] | None,
    sample: str,
    number: int | None,
    seed: int,
    indicator: Sequence[str] | None,
    out: Path | None,
    formats: Sequence[str] | None,
    packs: Sequence[Path] | None,
    values: Sequence[str] | None,
    moved: Sequence[str] | None,
    measures: str | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Calculates a sweep, prints what moved the result, and writes its table; ends with 130 when interrupted.

    Raises MemsLcaError before anything is calculated for whatever is wrong.
    """
    from mems_lca.analysis.sweep_design import read_design
    from mems_lca.face_whatif import prepare_sweep
    from mems_lca.reporting.sweep_files import known_formats
    from mems_lca.study.vary import read_axes

    varied = _varied(vary)
    chosen = known_formats(formats) if out is not None or formats else ()
    read_design(read_axes(varied, place="--vary "), sample, number, seed)
    question = asked(source, packs=packs, values=values, measures=measures, moved=moved)
    study = question.study
    with working(f"Trying the paths in {study.name} …", quiet=quiet):
        prepared = prepare_sweep(
            study,
            varied,
            sample=sample,
            n=number,
            seed=seed,
            indicators=[name for entry in indicator or () for name in names(entry) or ()] or ("climate_change",),
            values=question.values,
            measures=question.measures,
            place="--vary ",
        )
    _fits(prepared, chosen, as_json)
    say_findings(prepared.blank.findings)
    folder = out or Path("out")
    with ticking(f"Calculating {study.name}", quiet=quiet or as_json) as tick:

        def told(sweep: Sweep, start: int, stop: int) -> None:
            tick(stop, sweep.design.count)

        sweep, files = _written(prepared, folder, chosen, told) if chosen else (prepared.run(told), [])
    if as_json:
        print(json.dumps(_json(sweep), ensure_ascii=False, indent=2))
    elif not quiet:
        print_sweep(sweep)
        if files:
            say()
            say(f"Table: {', '.join(map(str, files))}")
    if sweep.partial:
        done = f"{sweep.finished:,} of {sweep.design.count:,} scenarios are finished"
        kept = f" and kept in {', '.join(map(str, files))}" if files else ""
        say_error(f"interrupted: {done}{kept}")
        raise typer.Exit(INTERRUPTED)


def _varied(given: Sequence[str] | None) -> dict[str, str]:
    """Values by path from PATH=VALUES. Raises StudyError for a text that is none, and a path given twice."""
    found: dict[str, str] = {}
    for text in given or ():
        path, sign, values = (part.strip() for part in text.partition("="))
        if not sign or not path:
            expected = 'PATH=VALUES, such as green.abatement.uptime="0.8:0.95:4"'
            raise StudyError.single("usage", "--vary needs a path and values", found=text, expected=expected)
        if path in found:
            raise StudyError.single("usage", f"--vary varies {path} twice", found=text, expected="each path once")
        found[path] = values
    return found


def _fits(prepared: Prepared, formats: Sequence[str], as_json: bool) -> None:
    """Raises StudyError for more rows than a workbook, or a print of JSON, takes."""
    from mems_lca.reporting.sweep_book import MOST_ROWS

    rows = prepared.blank.design.count * len(prepared.blank.rows)
    if "xlsx" in formats and rows > MOST_ROWS:
        expected = f"at most {MOST_ROWS:,}; or --format csv"
        raise StudyError.single("too_many", "a workbook cannot hold so many rows", found=f"{rows:,}", expected=expected)
    if as_json and rows > MOST_JSON:
        expected = f"at most {MOST_JSON:,}; or --out DIR for a file"
        raise StudyError.single("too_many", "these are too many rows to print", found=f"{rows:,}", expected=expected)


def _written(prepared: Prepared, folder: Path, formats: Sequence[str], told: Receive) -> tuple[Sweep, list[Path]]:
    """Calculates and writes block by block; what an interrupted sweep leaves has `partial` in its names."""
    from mems_lca.reporting.sweep_book import write_sweep_book
    from mems_lca.reporting.sweep_files import CsvTable, ParquetTable

    kinds: dict[str, Callable[[Path, Sweep], Any]] = {"csv": CsvTable, "parquet": ParquetTable}
    name = f"{prepared.blank.study}_sweep"
    with staged(folder) as inside:
        tables = {form: kinds[form](inside / f"{name}.{form}", prepared.blank) for form in formats if form in kinds}

        def receive(sweep: Sweep, start: int, stop: int) -> None:
            for table in tables.values():
                table.write(sweep, start, stop)
            told(sweep, start, stop)

        try:
            sweep = prepared.run(receive)
        finally:
            for table in tables.values():
                table.close()
        if sweep.partial and not sweep.finished:
            raise KeyboardInterrupt
        if "xlsx" in formats:
            write_sweep_book(sweep, inside / f"{name}.xlsx")
        if sweep.partial:
            for form in formats:
                (inside / f"{name}.{form}").rename(inside / f"{name}.partial.{form}")
    middle = ".partial" if sweep.partial else ""
    return sweep, [folder / f"{name}{middle}.{form}" for form in formats]


def _json(sweep: Sweep) -> dict[str, Any]:
    from mems_lca.analysis.sweep_table import columns

    found = {name: values.tolist() for name, values in columns(sweep, 0, sweep.finished).items()}
    rows = [
        {name: None if value != value else value for name, value in zip(found, row, strict=True)}
        for row in zip(*found.values(), strict=True)
    ]
    return {**sweep.to_dict(), "table": rows}
