"""The shipped study, calculated once."""

from __future__ import annotations

import pytest

from mems_lca.analysis.assess import calculate
from mems_lca.analysis.calculated import Calculated
from mems_lca.face import bind_study
from packs import shipped


@pytest.fixture(scope="session")
def accelerometer() -> Calculated:
    """Both routes of the shipped study."""
    return calculate(bind_study(shipped()))
