"""The shipped study, assessed once, and a small made-up one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mems_lca.analysis.assess import assess_bound, calculate
from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.result import Result
from mems_lca.face import bind_study
from packs import read, shipped, write


@pytest.fixture(scope="session")
def accelerometer() -> Calculated:
    """Both routes of the shipped study."""
    return calculate(bind_study(shipped()))


@pytest.fixture(scope="session")
def result(shipped_result: Callable[[str], Result]) -> Result:
    """The result of the shipped study."""
    return shipped_result("accelerometer")


@pytest.fixture
def assessed(tmp_path: Path) -> Any:
    """Assesses a study of a pack written from parts."""

    def assess(*, measures: tuple[str, ...] | None = None, **parts: Any) -> Result:
        return assess_bound(bind_study(read(write(tmp_path, **parts)), measures=measures), "0.0.0")

    return assess
