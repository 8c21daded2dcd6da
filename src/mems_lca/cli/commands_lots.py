"""The command on lots of wafers; imported beside the others so that all stand in one list."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mems_lca.cli.commands import JsonOption, LangOption, MeasuresOption, PackOption, SetOption, SiteOption, app


@app.command()
def lots(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="A study file, or the name of a shipped study.")],
    table: Annotated[
        Path, typer.Argument(metavar="LOTS", help="A table of lots, .csv or .xlsx, or the name of a shipped one.")
    ],
    route: Annotated[
        str, typer.Option("--route", metavar="ROUTE", help="Of lots that name none; the study's baseline by default.")
    ] = "",
    sheet: Annotated[str, typer.Option("--sheet", metavar="NAME", help="Of a workbook with several.")] = "",
    date_format: Annotated[
        str, typer.Option("--date-format", metavar="FORMAT", help="Of dates that can be read two ways: %d/%m/%Y.")
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder for the files.")] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", metavar="FORMAT", help="csv, json or xlsx, several with commas; all by default."),
    ] = None,
    lang: LangOption = "en",
    pack: PackOption = None,
    values: SetOption = None,
    site: SiteOption = None,
    measures: MeasuresOption = None,
    as_json: JsonOption = False,
) -> None:
    """Footprint of each lot of wafers by the steps it passed: gases with their GWP, electricity with its mix."""
    from mems_lca.cli.lotting import run

    run(
        study,
        table,
        route=route,
        sheet=sheet,
        date_format=date_format,
        out=out,
        formats=formats,
        lang=lang,
        packs=pack,
        values=values,
        moved=site,
        measures=measures,
        as_json=as_json,
    )
