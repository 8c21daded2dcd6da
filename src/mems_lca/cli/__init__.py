"""The command line: each command parses, calls the public face, and prints."""

from __future__ import annotations

import gc
from typing import NoReturn

from mems_lca.cli import commands_choices as _commands_choices  # noqa: F401  registers its command
from mems_lca.cli import commands_convert as _commands_convert  # noqa: F401  registers its command
from mems_lca.cli import commands_lots as _commands_lots  # noqa: F401  registers its command
from mems_lca.cli import commands_measured as _commands_measured  # noqa: F401  registers its commands
from mems_lca.cli import commands_template as _commands_template  # noqa: F401  registers its command
from mems_lca.cli import commands_whatif as _commands_whatif  # noqa: F401  registers its commands
from mems_lca.cli.commands import app

__all__ = ["app", "main"]


def main() -> NoReturn:
    """Runs the command line and exits: 0 done, 1 warnings under --strict, 2 errors."""
    # A study makes hundreds of thousands of small objects that stay: looking for cycles among them takes a tenth of the
    # time of a run and finds none.
    gc.set_threshold(100_000, 50, 50)
    app(prog_name="mems-lca")
    raise SystemExit(0)
