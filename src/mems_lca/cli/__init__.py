"""The command line: each command parses, calls the public face, and prints."""

from __future__ import annotations

from typing import NoReturn

from mems_lca.cli.commands import app

__all__ = ["app", "main"]


def main() -> NoReturn:
    """Runs the command line and exits: 0 done, 1 warnings under --strict, 2 errors."""
    app(prog_name="mems-lca")
    raise SystemExit(0)
