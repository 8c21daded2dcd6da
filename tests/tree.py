"""The files of the repository, as git knows them, or as they lie there where git is absent."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MADE_BY_TOOLS = {
    ".git", ".hypothesis", ".import_linter_cache", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".venv",
    ".venv-bench", ".venv-lower", "__pycache__", "build", "dist", "out",
}  # fmt: skip


def files(*folders: str) -> list[Path]:
    """Paths relative to the root of every file that is, or would be, committed; sorted."""
    tracked = (ROOT / ".git").exists() and shutil.which("git")
    found = _from_git(folders) if tracked else _from_disk(folders or (".",))
    return sorted(path for path in found if (ROOT / path).is_file())


def _from_git(folders: tuple[str, ...]) -> set[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *folders]
    listing = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8")
    return {Path(name) for name in listing.stdout.split("\0") if name}


def _from_disk(folders: tuple[str, ...]) -> set[Path]:
    found: set[Path] = set()
    for folder in folders:
        for place, below, names in os.walk(ROOT / folder):
            below[:] = [name for name in below if name not in MADE_BY_TOOLS]
            found.update((Path(place) / name).relative_to(ROOT) for name in names)
    return found
