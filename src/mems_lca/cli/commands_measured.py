"""Commands on what was measured; imported beside the others so that all stand in one list."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mems_lca.cli.commands import (
    FormatOption,
    JsonOption,
    LangOption,
    MeasuresOption,
    PackOption,
    QuietOption,
    SetOption,
    app,
)


@app.command()
def ledger(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="A study file with gas bottles, or a shipped study.")],
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder for the ledger as files.")] = None,
    formats: FormatOption = None,
    lang: LangOption = "en",
    pack: PackOption = None,
    values: SetOption = None,
    measures: MeasuresOption = None,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Reconcile a fab's gases: bottles, recipes and abatement; used, heel, emitted, destroyed, unexplained."""
    from mems_lca.cli.ledgering import run

    run(
        study,
        out=out,
        formats=formats,
        lang=lang,
        packs=pack,
        values=values,
        measures=measures,
        quiet=quiet,
        as_json=as_json,
    )
