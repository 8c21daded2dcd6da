"""Recalculating a workbook with LibreOffice, for tests that compare formulas with our own arithmetic."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
           xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""


def program() -> str | None:
    """The path of LibreOffice, or None."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def available() -> bool:
    """Whether LibreOffice is installed."""
    return program() is not None


requires_libreoffice = pytest.mark.skipif(
    not available(), reason="LibreOffice (soffice) is not installed: its recalculation was NOT compared"
)


def recalculate(path: Path, out_dir: Path) -> Path:
    """A copy of the workbook in `out_dir`, with every formula calculated anew; cached values are not trusted.

    A conversion without this profile keeps the values that the file came with. `out_dir` is another folder
    than that of `path`. RuntimeError when LibreOffice writes nothing.
    """
    soffice = program()
    if soffice is None:
        raise RuntimeError("LibreOffice (soffice) is not installed")
    out_dir.mkdir(parents=True, exist_ok=True)
    if out_dir.resolve() == path.parent.resolve():
        raise ValueError("out_dir must not be the folder of the workbook")
    with tempfile.TemporaryDirectory(prefix="libreoffice-profile-") as profile:
        user = Path(profile) / "user"
        user.mkdir()
        (user / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        done = subprocess.run(
            [
                soffice,
                f"-env:UserInstallation={Path(profile).as_uri()}",
                "--headless",
                "--convert-to",
                "xlsx",
                "--outdir",
                str(out_dir),
                str(path),
            ],
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
    written = out_dir / f"{path.stem}.xlsx"
    if done.returncode != 0 or not written.exists():
        raise RuntimeError(f"LibreOffice wrote nothing: {done.stdout} {done.stderr}")
    return written
