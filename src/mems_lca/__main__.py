"""`python -m mems_lca` is the command `mems-lca`."""

from __future__ import annotations

import sys

from mems_lca.cli import main

if __name__ == "__main__":
    sys.exit(main())
