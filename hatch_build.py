"""Build hook: the wheel carries the repository's own pack as mems_lca/_pack.

A plain `force-include` table would also copy the data into site-packages for an editable install, where the
copy goes stale; an editable checkout reads the folders at the root instead.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACK_FOLDERS = ("inventories", "factors", "reports")


class PackHook(BuildHookInterface[Any]):
    """Map each folder of the pack that exists into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Extend `force_include`, unless the build is an editable one."""
        if version == "editable":
            return
        for folder in PACK_FOLDERS:
            if (Path(self.root) / folder).is_dir():
                build_data["force_include"][folder] = f"mems_lca/_pack/{folder}"
