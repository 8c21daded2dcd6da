"""One assessment that the tests of this folder share."""

from __future__ import annotations

from pathlib import Path

import pytest

from command import Done, run


@pytest.fixture(scope="session")
def assessed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """The folder and output of an assessment of the shipped study, as JSON."""
    folder = tmp_path_factory.mktemp("assessed")
    return folder, run("assess", "accelerometer", "--out", folder / "out", "--format", "json")
