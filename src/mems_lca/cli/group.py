"""The group of commands: every error becomes one line on stderr and exit code 2."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from typer.core import TyperGroup

from mems_lca.cli.terminal import say_error, say_findings
from mems_lca.errors import MemsLcaError

ERRORS = 2
INTERRUPTED = 130


class Commands(TyperGroup):
    """Shows no traceback unless `--debug` stands anywhere on the command line."""

    def main(self, args: Sequence[str] | None = None, *positional: Any, **extra: Any) -> Any:
        """Runs one command and exits with its code."""
        given = list(sys.argv[1:] if args is None else args)
        debug = "--debug" in given
        # Names in Chinese reach a terminal that cannot show them as question marks, not as a crash.
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")
        extra["standalone_mode"] = False
        try:
            code = super().main([entry for entry in given if entry != "--debug"], *positional, **extra)
        except Exception as error:
            if debug:
                raise
            code = _told(error)
        except KeyboardInterrupt:
            say_error("interrupted")
            code = INTERRUPTED
        sys.exit(code if isinstance(code, int) else 0)


def _told(error: Exception) -> int:
    """Says what went wrong; the exit code."""
    usage = getattr(error, "format_message", None)
    if isinstance(error, MemsLcaError):
        say_findings(error.findings)
    elif isinstance(error, BrokenPipeError):
        # Whoever read our output has had enough of it, as `head` does; what is left goes nowhere, without complaint.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    elif isinstance(error, OSError):
        say_error(f"{error.strerror or error}: {error.filename}" if error.filename else str(error), "file")
    elif usage is not None:
        say_error(usage(), "usage")
    elif type(error).__name__ == "Abort":
        say_error("interrupted")
        return INTERRUPTED
    else:
        say_error(f"{type(error).__name__}: {error} (a fault of this program; --debug shows where)", "internal")
    return ERRORS
