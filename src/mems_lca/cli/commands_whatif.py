"""Commands that ask what would be if; imported beside the others so that all stand in one list."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mems_lca.cli.commands import JsonOption, MeasuresOption, PackOption, QuietOption, SetOption, SiteOption, app


@app.command()
def swap(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="A study file, or the name of a shipped study.")],
    step: Annotated[str, typer.Option("--step", metavar="ID", help="The step in its route: release_etch.")],
    gas: Annotated[str, typer.Option("--gas", metavar="GAS", help="The gas of the step that is replaced.")],
    others: Annotated[str, typer.Option("--with", metavar="GAS,GAS", help="The gases that take its place in turn.")],
    route: Annotated[str, typer.Option("--route", metavar="ROUTE", help="The study's baseline by default.")] = "",
    table: Annotated[
        str, typer.Option("--table", metavar="TABLE", help="Emission table; the study's own by default.")
    ] = "",
    rate_ratio: Annotated[
        list[str] | None,
        typer.Option(
            "--rate-ratio", metavar="GAS=R", help="Rate with the new gas over that with the old; 1 if not given."
        ),
    ] = None,
    flow_ratio: Annotated[
        list[str] | None,
        typer.Option(
            "--flow-ratio",
            metavar="GAS=R",
            help='Moles of new gas per mole of old, or masses as "1.1 kg/kg"; as much fluorine if not given.',
        ),
    ] = None,
    gwp_value: Annotated[
        list[str] | None,
        typer.Option("--gwp-value", metavar="GAS=GWP", help="A GWP in place of that of the study's set."),
    ] = None,
    price: Annotated[
        list[str] | None, typer.Option("--price", metavar="GAS=PRICE", help='A price of a gas: C4F6="900 CNY/kg".')
    ] = None,
    carbon_price: Annotated[
        str | None, typer.Option("--carbon-price", metavar="PRICE", help='Adds it: "100 CNY/t", or china_ets_2025.')
    ] = None,
    pack: PackOption = None,
    values: SetOption = None,
    measures: MeasuresOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put other gases in place of one at a step: the same depth or film, ranked, with break-even values."""
    from mems_lca.cli.substituting import run

    run(
        study,
        step=step,
        gas=gas,
        others=others,
        route=route,
        table=table,
        rate_ratio=rate_ratio,
        flow_ratio=flow_ratio,
        gwp_value=gwp_value,
        price=price,
        carbon_price=carbon_price,
        packs=pack,
        values=values,
        measures=measures,
        as_json=as_json,
    )


@app.command()
def uncertainty(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="A study file, or the name of a shipped study.")],
    samples: Annotated[
        int | None, typer.Option("--samples", metavar="N", help="How many; the study's own number by default.")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", metavar="S", help="The study's own by default.")] = None,
    method: Annotated[
        str, typer.Option("--method", metavar="METHOD", help="sobol or lhs; the study's own by default.")
    ] = "",
    processes: Annotated[
        int, typer.Option("--processes", metavar="P", help="They share the work; the result is the same.")
    ] = 1,
    indices: Annotated[
        str, typer.Option("--indices", metavar="KIND", help="Sensitivity indices as well: sobol or morris.")
    ] = "",
    indicator: Annotated[
        str, typer.Option("--indicator", metavar="NAME", help="Only this one: water_consumption; all by default.")
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder for a CSV of all samples.")] = None,
    pack: PackOption = None,
    values: SetOption = None,
    site: SiteOption = None,
    measures: MeasuresOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how sure a study is: intervals, the probability of being better, and the inputs behind them."""
    from mems_lca.cli.uncertainties import run

    run(
        study,
        samples=samples,
        seed=seed,
        method=method,
        processes=processes,
        indices=indices,
        indicator=indicator,
        as_json=as_json,
        out=out,
        packs=pack,
        values=values,
        moved=site,
        measures=measures,
    )


@app.command()
def measures(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="A study file, or the name of a shipped study.")],
    route: Annotated[
        str, typer.Option("--route", metavar="ROUTE", help="A route with measures; may be left out if there is one.")
    ] = "",
    target: Annotated[
        str, typer.Option("--target", metavar="TARGET", help='The fewest measures that reach it: "-30 %" or "40 g".')
    ] = "",
    indicator: Annotated[
        str, typer.Option("--indicator", metavar="NAME", help="climate_change by default; water_consumption …")
    ] = "climate_change",
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Draws orders where there are too many.")] = 1,
    pack: PackOption = None,
    values: SetOption = None,
    chosen: MeasuresOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what each measure of a route does in every order, or which few reach a target."""
    from mems_lca.cli.measuring import run

    run(
        study,
        route=route,
        target=target,
        indicator=indicator,
        seed=seed,
        packs=pack,
        values=values,
        measures=chosen,
        as_json=as_json,
    )


@app.command()
def abate(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="A study file, or the name of a shipped study.")],
    route: Annotated[
        str, typer.Option("--route", metavar="ROUTE", help="A route with measures; may be left out if there is one.")
    ] = "",
    carbon_price: Annotated[
        str, typer.Option("--carbon-price", metavar="PRICE", help='china_ets_2025, eu_ets_2025 … or "100 CNY/t".')
    ] = "",
    volume: Annotated[
        str, typer.Option("--volume", metavar="N", help='What is made in a year: "1e6 device" or "1e4 wafer".')
    ] = "",
    interest: Annotated[
        str, typer.Option("--interest", metavar="I", help='Of investments, per year: "8 %" by default.')
    ] = "",
    pack: PackOption = None,
    values: SetOption = None,
    chosen: MeasuresOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the marginal abatement cost curve of a route: its measures, the best first."""
    from mems_lca.cli.abating import run

    run(
        study,
        route=route,
        carbon_price=carbon_price,
        volume=volume,
        interest=interest,
        packs=pack,
        values=values,
        measures=chosen,
        as_json=as_json,
    )


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(metavar="A.json", help="A result, as assess writes it.")],
    after: Annotated[Path, typer.Argument(metavar="B.json", help="Another, of the same unit, boundary and method.")],
    route: Annotated[
        list[str] | None,
        typer.Option("--route", metavar="A=B", help="A route of each; those that both have by default."),
    ] = None,
    indicator: Annotated[
        str, typer.Option("--indicator", metavar="NAME", help="What is told by stage, step and flow.")
    ] = "climate_change",
    same_function: Annotated[
        str, typer.Option("--same-function", metavar="WHY", help="Why two different products serve the same.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Hold two results against each other, by stage, step and flow; refused where they answer other questions."""
    from mems_lca.cli.comparing import run

    run(before, after, routes=route, indicator=indicator, same_function=same_function, as_json=as_json)


@app.command()
def sweep(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="A study file, or the name of a shipped study.")],
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            metavar="PATH=VALUES",
            help='A list (0.8,0.9) or LOW:HIGH:NUMBER, such as "200 sccm:400 sccm:5" (then :log for equal ratios).',
        ),
    ] = None,
    sample: Annotated[
        str, typer.Option("--sample", metavar="HOW", help="grid: every combination; lhs or sobol: points drawn.")
    ] = "grid",
    number: Annotated[
        int | None, typer.Option("--n", metavar="N", help="How many points are drawn by lhs or sobol.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Of the points drawn, and of those checked.")] = 1,
    indicator: Annotated[
        list[str] | None,
        typer.Option("--indicator", metavar="NAME,NAME", help="climate_change by default; all for all of them."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder for the table of all scenarios.")
    ] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", metavar="FORMAT", help="csv, parquet or xlsx, several with commas; csv by default."),
    ] = None,
    pack: PackOption = None,
    values: SetOption = None,
    site: SiteOption = None,
    measures: MeasuresOption = None,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Calculate a study at many values of some parameters: a table, and what moved the result."""
    from mems_lca.cli.sweeping import run

    run(
        study,
        vary=vary,
        sample=sample,
        number=number,
        seed=seed,
        indicator=indicator,
        out=out,
        formats=formats,
        packs=pack,
        values=values,
        moved=site,
        measures=measures,
        quiet=quiet,
        as_json=as_json,
    )
