"""The shipped study, assessed and written as workbooks once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mems_lca.analysis.result import Result
from mems_lca.reporting.workbook import write_workbook


@pytest.fixture(scope="session")
def result(shipped_result: Callable[[str], Result]) -> Result:
    return shipped_result("accelerometer")


@pytest.fixture(scope="session")
def workbook(result: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbook(result, tmp_path_factory.mktemp("english") / "accelerometer.xlsx")


@pytest.fixture(scope="session")
def chinese(result: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbook(result, tmp_path_factory.mktemp("chinese") / "accelerometer.xlsx", lang="zh")
