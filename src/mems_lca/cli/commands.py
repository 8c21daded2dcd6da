"""The commands and their options; what each does stands in a module of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mems_lca.cli.group import Commands

app = typer.Typer(
    cls=Commands,
    name="mems-lca",
    help="Footprint of MEMS devices: greenhouse gases, water, waste and electricity, per wafer and per device.",
    epilog="Exit codes: 0 done, 1 warnings under --strict, 2 errors. --debug shows the traceback of an error.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

OutOption = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the report.")]
FormatOption = Annotated[
    list[str] | None,
    typer.Option("--format", metavar="FORMAT", help="xlsx or json, several with commas or repeated; both by default."),
]
LangOption = Annotated[str, typer.Option("--lang", metavar="LANG", help="Language of the workbook: en or zh.")]
PackOption = Annotated[
    list[Path] | None,
    typer.Option("--pack", metavar="DIR", help="Folder with inventories/ and factors/ of your own; may be repeated."),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help='A value in place of another: grey.release_etch.sf6_flow="250 sccm".'
    ),
]
SiteOption = Annotated[
    list[str] | None,
    typer.Option(
        "--site", metavar="SITE=LOCATION", help="Another location for a site: fab=western_china; may be repeated."
    ),
]
MeasuresOption = Annotated[
    str | None,
    typer.Option("--measures", metavar="A,B", help='Measures to apply; "" for none; all by default.'),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")]


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Prints the version, or the help when no command is named; `--debug` is read before anything else."""
    if version:
        from mems_lca import __version__

        typer.echo(f"mems-lca {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def demo(out: OutOption = Path("out"), lang: LangOption = "en", quiet: QuietOption = False) -> None:
    """Assess the shipped accelerometer study; write its workbook and JSON."""
    from mems_lca.cli.assessing import run

    run("accelerometer", out=out, lang=lang, quiet=quiet)


@app.command()
def init(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the study: NAME.yaml is made here.")],
) -> None:
    """Write a commented study to start from."""
    from mems_lca.cli.starting import run

    run(name)


@app.command()
def assess(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="A study file, or the name of a shipped study.")],
    out: OutOption = Path("out"),
    formats: FormatOption = None,
    lang: LangOption = "en",
    pack: PackOption = None,
    values: SetOption = None,
    site: SiteOption = None,
    measures: MeasuresOption = None,
    parts: Annotated[
        str | None, typer.Option("--with", metavar="PART,PART", help="Calculated besides: abatement_curve, envelope.")
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Assess a study: a summary here, the report in a folder."""
    from mems_lca.cli.assessing import run

    run(
        study,
        out=out,
        formats=formats,
        lang=lang,
        packs=pack,
        values=values,
        measures=measures,
        moved=site,
        parts=parts,
        quiet=quiet,
    )


@app.command()
def locations(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="A study file, or the name of a shipped study.")],
    site: Annotated[
        str, typer.Option("--site", metavar="SITE", help="The site that moves; the first of the study by default.")
    ] = "",
    pack: PackOption = None,
    values: SetOption = None,
    measures: MeasuresOption = None,
    as_json: JsonOption = False,
) -> None:
    """Calculate a study with one of its sites at every location preset."""
    from mems_lca.cli.locating import run

    run(study, site=site, packs=pack, values=values, measures=measures, as_json=as_json)


@app.command()
def check(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A study, route, step or file of claims: a file, or a name.")
    ],
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 when there are warnings.")] = False,
    pack: PackOption = None,
    values: SetOption = None,
) -> None:
    """Print every finding of a file with its place."""
    from mems_lca.cli.checking import run

    raise typer.Exit(run(file, strict=strict, packs=pack, values=values))


@app.command()
def gas(
    gas: Annotated[str, typer.Argument(metavar="GAS", help="A process gas, such as SF6, c-C4F8 or NF3.")],
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help='A flow ("120 sccm") or a mass ("1 kg").')],
    time: Annotated[str, typer.Argument(metavar="TIME", help='How long the flow lasts ("1 min").')] = "",
    process: Annotated[str, typer.Option(help="etch, clean_in_situ, clean_remote or clean_thermal.")] = "etch",
    table: Annotated[str, typer.Option(help="Emission table: epa-i5, epa-i11 …")] = "epa-i5",
    gwp: Annotated[str, typer.Option(help="GWP set: ar6, ar5, ar4, sar, epa-2025, epa-2024 …; 100 years.")] = "ar6",
    treated: Annotated[str | None, typer.Option(metavar="F", help="Share of the gas that passes abatement.")] = None,
    destruction: Annotated[
        str | None,
        typer.Option(
            metavar="D",
            help="Share destroyed: one number for every gas that leaves the tool, by-products included; "
            "or by gas (c-C4F8=0.9,CF4=0.5); or a set such as ipcc2006-tier2.",
        ),
    ] = None,
    uptime: Annotated[str | None, typer.Option(metavar="U", help="Uptime of the abatement.")] = None,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """What a flow or a mass of a process gas emits from a plasma tool."""
    from mems_lca.cli.gases import run

    run(
        gas,
        amount,
        time,
        process=process,
        table=table,
        gwp=gwp,
        treated=treated,
        destruction=destruction,
        uptime=uptime,
        packs=pack,
        as_json=as_json,
    )


@app.command()
def screen(
    diameter: Annotated[str, typer.Argument(metavar="DIAMETER", help='Of the wafer: "200 mm".')],
    layers: Annotated[float, typer.Option(metavar="N", help="Mask layers, those of a cap wafer included.")],
    etch: Annotated[str, typer.Option(metavar="TIME", help='Deep silicon etch per wafer: "20 min".')],
    place: Annotated[
        str, typer.Option(metavar="PLACE", help="Where the fab stands: a location preset, or a code such as CN-JS.")
    ] = "CN-JS",
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Estimate a wafer line without recipes, from its area, mask layers and etch minutes."""
    from mems_lca.cli.screens import run

    run(diameter, layers=layers, etch=etch, place=place, packs=pack, as_json=as_json)


@app.command()
def claims(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A file of claims, or the name of a shipped one.")
    ] = "industry",
    only: Annotated[
        str | None, typer.Option("--only", metavar="ID,ID", help="Judge these, and print the arithmetic of each.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder for the workbook and the JSON.")
    ] = None,
    lang: LangOption = "en",
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hold claims about the industry against the library: a verdict on each, with its arithmetic."""
    from mems_lca.cli.claiming import run

    run(file, only=only, out=out, lang=lang, packs=pack, as_json=as_json)


@app.command(name="list")
def list_(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help="steps, routes, devices, studies, claims, factors, gases, sources, units, locations or places.",
        ),
    ],
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the entries of the library."""
    from mems_lca.cli.looking import run_list

    run_list(kind, packs=pack, as_json=as_json)


@app.command()
def show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="A step, route, study, file of claims, gas, product, source, location, place, table or unit.",
        ),
    ],
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print all that is known of one entry of the library."""
    from mems_lca.cli.looking import run_show

    run_show(name, packs=pack, as_json=as_json)


@app.command()
def schema(kind: Annotated[str, typer.Argument(metavar="KIND", help="study, route, step or claims.")]) -> None:
    """Print the JSON Schema of a kind of file, for editors."""
    from mems_lca.cli.checking import run_schema

    run_schema(kind)
