"""The command that writes a workbook to fill in; imported beside the others so that all stand in one list."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mems_lca.cli.commands import LangOption, PackOption, app


@app.command()
def template(
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="The workbook that is written.")],
    study: Annotated[
        str, typer.Option("--study", metavar="STUDY", help="Filled in with this study; else with one to start from.")
    ] = "",
    lang: LangOption = "en",
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,
    pack: PackOption = None,
) -> None:
    """Write a workbook to fill in, with drop-downs of the library; every command reads it like YAML."""
    from mems_lca.cli.templating import run

    run(out, study=study, lang=lang, force=force, packs=pack)
