"""Measure speed as ratios, both sides of which run in turns on the same machine.

Run it with `make bench`, or as `python benchmarks/bench.py [--repeats N]`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from route_size import ratios

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


@dataclass(frozen=True)
class Ratio:
    """Median wall times in seconds of a command and of what it is measured against."""

    name: str
    measured: float
    against: float

    @property
    def value(self) -> float:
        """How many times longer the measured command takes."""
        return self.measured / self.against

    def line(self) -> str:
        """One line for the terminal."""
        seconds = f"{self.measured:.3f} s against {self.against:.3f} s"
        return f"{self.name:<32} {self.value:6.2f}   ({seconds})"


def seconds(command: Sequence[str]) -> float:
    """Wall time of one run; CalledProcessError with the output if the command fails."""
    # A terminal's width and colours would be measured as well, and differ between desks.
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "100", "TERM": "dumb"}
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return time.perf_counter() - start


def compare(name: str, command: Sequence[str], against: Sequence[str], repeats: int) -> Ratio:
    """Run both commands in turns, after one run each that only warms the file cache."""
    seconds(command)
    seconds(against)
    pairs = [(seconds(command), seconds(against)) for _ in range(repeats)]
    measured, bare = zip(*pairs, strict=True)
    return Ratio(name, statistics.median(measured), statistics.median(bare))


def start_up(repeats: int) -> Ratio:
    """`python -m mems_lca --help` against a bare typer program."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "bare.py"
        program.write_text(BARE_PROGRAM, encoding="utf-8")
        return compare(
            "start-up, --help",
            [sys.executable, "-m", "mems_lca", "--help"],
            [sys.executable, str(program), "--help"],
            repeats,
        )


def route_size(repeats: int) -> list[Ratio]:
    """Routes of 60 steps against one of 30, without the time that loading the packages takes."""
    with tempfile.TemporaryDirectory() as folder:
        return [Ratio(*entry) for entry in ratios(Path(folder), repeats)]


def main() -> int:
    """Print every ratio; 1 if a command that is measured fails."""
    parser = argparse.ArgumentParser(description="Measure speed as ratios.")
    parser.add_argument("--repeats", type=int, default=11, help="runs of each side (default: 11)")
    repeats = parser.parse_args().repeats
    print(f"{'ratio of medians':<32} {'times':>6}   {repeats} runs of each side, in turns")
    try:
        print(start_up(repeats).line())
        for ratio in route_size(repeats):
            print(ratio.line())
    except subprocess.CalledProcessError as failure:
        print(f"failed: {' '.join(failure.cmd)}\n{failure.stderr.decode()}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
