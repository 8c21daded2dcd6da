"""Start-up: whole processes of the command line against processes that only load what it cannot do without."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from table import Row, Target, figures, in_turns

BARE_PROGRAM = '''"""The least that a command-line program with sub-commands costs."""
import typer

app = typer.Typer()


@app.command()
def hello(name: str) -> None:
    """Greet."""


@app.command()
def goodbye(name: str) -> None:
    """Take leave."""


app()
'''
BARE_IMPORTS = "import bw2calc, pandas, pint, xlsxwriter\n"
SLOWEST = Target("at most", 1.5)


def rows(repeats: int) -> Iterator[Row]:
    """`--help` against a bare program, and `demo` against importing the packages that it calculates and writes with."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        program, imports = folder / "bare.py", folder / "imports.py"
        program.write_text(BARE_PROGRAM, encoding="utf-8")
        imports.write_text(BARE_IMPORTS, encoding="utf-8")
        # Otherwise importing bw2calc alone makes a project in the user's home; mems_lca sees to that by itself.
        brightway = {"BRIGHTWAY2_DIR": str(folder)}
        yield _row("start-up, --help", ["--help"], [str(program), "--help"], {}, repeats)
        demo = ["demo", "--out", str(folder / "out")]
        yield _row("start-up, demo", demo, [str(imports)], brightway, repeats)


def _row(name: str, ours: Sequence[str], bare: Sequence[str], bare_only: Mapping[str, str], repeats: int) -> Row:
    measured, against = in_turns(
        repeats,
        lambda: seconds([sys.executable, "-m", "mems_lca", *ours], {}),
        lambda: seconds([sys.executable, *bare], bare_only),
    )
    return Row(name, measured / against, figures(measured, against), SLOWEST)


def seconds(command: Sequence[str], settings: Mapping[str, str]) -> float:
    """Wall time of one run; CalledProcessError with the output if the command fails."""
    # A terminal's width and colours would be measured as well, and differ between desks.
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "100", "TERM": "dumb", **settings}
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return time.perf_counter() - start
