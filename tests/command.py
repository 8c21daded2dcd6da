"""The command line, run inside the test or as a process of its own."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Done:
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def errors(self) -> list[str]:
        """The lines on stderr."""
        return self.err.splitlines()


def run(*arguments: str | Path) -> Done:
    """A command in this process."""
    from mems_lca.cli import app

    out, err = io.StringIO(), io.StringIO()
    code: object = None
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            app([str(argument) for argument in arguments], prog_name="mems-lca")
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int)
    return Done(code, out.getvalue(), err.getvalue())


def process(*arguments: str | Path, cwd: Path) -> Done:
    """A command in a process of its own, as a user starts it."""
    command = [sys.executable, "-m", "mems_lca", *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=120)
    return Done(done.returncode, done.stdout, done.stderr)
