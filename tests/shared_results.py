"""Results of shipped studies that tests share: each is assessed once in a run, by the worker that asks first."""

from __future__ import annotations

import os
import time
from functools import cache
from pathlib import Path

import pytest

from mems_lca.analysis.result import Result
from mems_lca.face import assess, read_study

# Seconds after which a worker no longer waits for another, which may have been ended.
_PATIENCE = 120.0


def run_folder(temporary: pytest.TempPathFactory) -> Path:
    """A folder of this run alone that its workers share."""
    own = temporary.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared_results"
    folder.mkdir(exist_ok=True)
    return folder


@cache
def shared_result(folder: Path, name: str) -> Result:
    """The result of a shipped study as it ships, read from the file that the first worker wrote."""
    file, claim = folder / f"{name}.json", folder / f"{name}.claimed"
    started = time.monotonic()
    while not file.exists():
        try:
            claim.touch(exist_ok=False)
        except FileExistsError:
            if time.monotonic() - started < _PATIENCE:
                time.sleep(0.1)
                continue
        try:
            own = folder / f"{name}.{os.getpid()}"
            own.write_text(assess(read_study(name)).to_json(), encoding="utf-8")
            own.replace(file)
        finally:
            claim.unlink(missing_ok=True)
    return Result.from_json(file.read_text(encoding="utf-8"))
