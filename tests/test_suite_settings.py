"""The suite's own settings: a LibreOffice test must not be skipped unseen where LibreOffice is required."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tree import ROOT

SKIPPED = """
import pytest

@pytest.mark.libreoffice
@pytest.mark.skipif(True, reason="no soffice here")
def test_recalculates(): ...
"""
RUNS = """
import pytest

@pytest.mark.libreoffice
def test_recalculates(): ...
"""
NONE = """
def test_adds():
    assert 1 + 1 == 2
"""


@pytest.mark.parametrize("workers", ["0", "2"])
@pytest.mark.parametrize(
    ("module", "required", "passes", "said"),
    [
        (SKIPPED, "0", True, "1 skipped"),
        (SKIPPED, "1", False, "but this test was skipped: Skipped: no soffice here"),
        (RUNS, "1", True, "LibreOffice tests that ran: 1"),
        (NONE, "0", True, "1 passed"),
        (NONE, "1", False, "LibreOffice tests that ran: 0"),
    ],
)
def test_libreoffice_is_required_where_the_environment_says_so(
    module: str, required: str, passes: bool, said: str, workers: str, tmp_path: Path
) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_sample.py").write_text(module, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = libreoffice\n", encoding="utf-8")
    # Settings of the run that this test is part of would be inherited by its workers' workers.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", workers]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=environment | {"MEMS_LCA_REQUIRE_LIBREOFFICE": required},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert said in done.stdout
    assert (done.returncode == 0) is passes, done.stdout
    assert done.stdout.splitlines()[-1].startswith("===")
