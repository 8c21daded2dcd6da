"""Commands that do not calculate start without the heavy packages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

# pint imports the bare package scipy, which loads none of its parts; the parts are what is heavy.
SCIPY = ("scipy.linalg", "scipy.optimize", "scipy.sparse", "scipy.special", "scipy.stats")
HEAVY = ("bw2calc", "bw2data", "bw2io", "bw_processing", "openpyxl", "pandas", *SCIPY, "xlsxwriter")

COMMANDS = [
    ["--help"],
    ["check", "accelerometer"],
    ["list", "steps"],
    ["show", "drie_bosch"],
    ["gas", "SF6", "120 sccm", "1 min"],
    ["schema", "study"],
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_command_imports_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    assert heavy_imports("-m", "mems_lca", *arguments, cwd=tmp_path) == []


def test_public_face_imports_nothing_heavy(tmp_path: Path) -> None:
    assert heavy_imports("-c", "import mems_lca; dir(mems_lca)", cwd=tmp_path) == []


def test_a_heavy_import_is_seen(tmp_path: Path) -> None:
    assert "pandas" in heavy_imports("-c", "import pandas", cwd=tmp_path)


def heavy_imports(*arguments: str, cwd: Path) -> list[str]:
    """The heavy packages among all that a Python process imports, by its own record."""
    command = [sys.executable, "-X", "importtime", *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8")
    lines = done.stderr.splitlines()
    messages = [line for line in lines if not line.startswith("import time:")]
    assert done.returncode == 0, "\n".join([done.stdout, *messages])
    imported = {line.rsplit("|", 1)[1].strip() for line in lines if line.startswith("import time:")}
    assert "site" in imported, "the record of imports is missing"
    return sorted(imported & set(HEAVY))
