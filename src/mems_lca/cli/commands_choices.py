"""The command that tries the choices of a method; imported beside the others so that all stand in one list."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mems_lca.cli.commands import JsonOption, MeasuresOption, PackOption, SetOption, SiteOption, app


@app.command()
def envelope(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="A study file, or the name of a shipped study.")],
    choices: Annotated[
        str | None,
        typer.Option(
            "--choices",
            metavar="A,B",
            help="gwp, gas_table, destruction, grid, accounting, allocation, yield_model; all by default.",
        ),
    ] = None,
    indicator: Annotated[
        str, typer.Option("--indicator", metavar="NAME,NAME", help="climate_change by default; all for all of them.")
    ] = "climate_change",
    samples: Annotated[
        int | None, typer.Option("--samples", metavar="N", min=0, help="For the interval by data; 0: none.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="S", min=0, help="Of the samples, and of the combinations checked.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder for the table of all combinations.")
    ] = None,
    pack: PackOption = None,
    values: SetOption = None,
    site: SiteOption = None,
    measures: MeasuresOption = None,
    as_json: JsonOption = False,
) -> None:
    """Try every defensible combination of method choices: the range, and which choice flips the ranking."""
    from mems_lca.cli.enveloping import run

    run(
        study,
        choices=choices,
        indicator=indicator,
        samples=samples,
        seed=seed,
        as_json=as_json,
        out=out,
        packs=pack,
        values=values,
        moved=site,
        measures=measures,
    )
