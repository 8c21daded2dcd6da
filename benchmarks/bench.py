"""Measure speed as ratios, both sides of which run in turns on the same machine.

Run it with `make bench`, or as `python benchmarks/bench.py [--only b,e] [--repeats N]`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterable
from importlib import import_module

from table import Row, head

# Each module has `rows(repeats)`, which measures and gives the rows of its part.
PARTS = {
    "a": "monte_carlo",
    "b": "algebraic",
    "c": "growth",
    "d": "limit",
    "e": "start_up",
    "size": "route_size",
}


def rows(part: str, repeats: int) -> Iterable[Row]:
    """The rows of one part, measured as they are asked for."""
    found: Iterable[Row] = import_module(PARTS[part]).rows(repeats)
    return found


def main() -> int:
    """Print every ratio; 1 if a command that is measured fails."""
    parser = argparse.ArgumentParser(description="Measure speed as ratios.")
    parser.add_argument("--only", default=",".join(PARTS), help=f"parts, of {', '.join(PARTS)} (default: all)")
    parser.add_argument("--repeats", type=int, default=11, help="runs of each side (default: 11)")
    given = parser.parse_args()
    chosen = given.only.split(",")
    unknown = [part for part in chosen if part not in PARTS]
    if unknown or given.repeats < 1:
        parser.error(f"unknown part: {unknown[0]}" if unknown else "--repeats is at least 1")
    print(f"{given.repeats} runs of each side, in turns\n{head()}", flush=True)
    try:
        for part in chosen:
            for row in rows(part, given.repeats):
                print(row.line(), flush=True)
    except subprocess.CalledProcessError as failure:
        print(f"failed: {' '.join(failure.cmd)}\n{failure.stderr.decode()}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
