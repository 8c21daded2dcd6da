"""The command that converts; imported beside the others so that all stand in one list."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mems_lca.cli.commands import LangOption, PackOption, app


@app.command()
def convert(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="A study file, a workbook, or the name of a shipped study.")
    ],
    target: Annotated[
        Path, typer.Argument(metavar="TARGET", help="NAME.xlsx, NAME.yaml (the study alone), or a folder for a pack.")
    ],
    lang: LangOption = "en",
    with_steps: Annotated[
        bool, typer.Option("--with-steps", help="A workbook or pack gets the steps of its routes, too.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")] = False,
    pack: PackOption = None,
) -> None:
    """Turn YAML into a workbook to fill in, or a workbook into YAML, with routes and steps."""
    from mems_lca.cli.converting import run

    run(source, target, lang=lang, with_steps=with_steps, force=force, packs=pack)
