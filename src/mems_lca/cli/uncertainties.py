"""The command `uncertainty`."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mems_lca.cli.files import staged
from mems_lca.cli.group import INTERRUPTED
from mems_lca.cli.terminal import say, say_paragraph, say_table, ticking
from mems_lca.cli.uncertainty_tables import indices_table, intervals, tornado_table
from mems_lca.cli.values import asked

if TYPE_CHECKING:
    from mems_lca.analysis.uncertainty_report import Uncertainty


def run(
    source: str,
    *,
    samples: int | None,
    seed: int | None,
    method: str,
    processes: int,
    indices: str,
    indicator: str,
    as_json: bool,
    out: Path | None,
    packs: Sequence[Path] | None,
    values: Sequence[str] | None,
    moved: Sequence[str] | None,
    measures: str | None,
) -> None:
    """Prints the uncertainty of a study and writes its samples; ends with 130 when interrupted. Raises MemsLcaError."""
    from mems_lca.face_whatif import uncertainty

    question = asked(source, packs=packs, values=values, measures=measures, moved=moved)
    # The folder is made before the work, so that one that cannot be written to is refused at once.
    with nullcontext(None) if out is None else staged(out) as folder:
        with ticking(f"Sampling {question.study.name}") as tick:
            found = uncertainty(
                question.study,
                samples=samples,
                seed=seed,
                method=method,
                processes=processes,
                indicator=indicator or "climate_change",
                indices=indices,
                values=question.values,
                measures=question.measures,
                progress=tick,
            )
        file = None if out is None or folder is None else out / _write(found, folder)
    if as_json:
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        _print(found, only=indicator)
        if file is not None:
            say(f"Samples: {file}")
    if found.sampling["partial"]:
        raise typer.Exit(INTERRUPTED)


def _write(found: Uncertainty, folder: Path) -> str:
    """Writes every total of every sample as a table with one row for each; returns its name, "partial" where it is."""
    import numpy as np

    samples = found.samples
    numbers = np.flatnonzero(samples.ensemble.evaluated.possible).tolist()
    heads = [f"{route} {view} [{samples.units[view]}]" for route in samples.routes for view in samples.views]
    name = f"{found.study}_samples{'.partial' if found.sampling['partial'] else ''}.csv"
    with (folder / name).open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(["sample", *heads])
        for number, row in zip(numbers, samples.found.values.T, strict=True):
            table.writerow([number, *map(repr, row.tolist())])
    return name


def _print(found: Uncertainty, *, only: str) -> None:
    from mems_lca.analysis.uncertainty_text import sentences

    sampling = found.sampling
    say(f"{found.study}, for {found.functional_unit}: {_drawn(sampling)}")
    say()
    heads, rows = intervals(found, only=only)
    say_table(heads, rows, right=range(3, len(heads)), labels=3)
    say()
    for text in sentences(found):
        say_paragraph(text)
    for route in found.samples.routes:
        title, heads, rows = tornado_table(found, route)
        say()
        say(title)
        say_table(heads, rows, right=range(1, len(heads)))
    for entry in found.indices:
        title, heads, rows, note = indices_table(found, entry)
        say()
        say(title)
        say_table(heads, rows, right=range(1, len(heads)))
        say_paragraph(note)


def _drawn(sampling: dict[str, object]) -> str:
    kinds = {"sobol": "points of a Sobol sequence", "lhs": "points of a Latin hypercube"}
    asked = f"{sampling['samples']:,} {kinds[str(sampling['method'])]}, seed {sampling['seed']}"
    text = f"{asked}, {sampling['facts']:,} facts that vary"
    if sampling["partial"]:
        return f"INTERRUPTED after {sampling['finished']:,} of {text}"
    return text
