"""A small line whose figures can be worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from lot_line import line
from mems_lca.analysis.assess import calculate
from mems_lca.analysis.calculated import Calculated
from mems_lca.face import bind_study
from packs import read, write


@pytest.fixture
def calculated(tmp_path: Any) -> Any:
    """Calculates the line with changes to its parts."""

    def run(**more: Any) -> Calculated:
        return calculate(bind_study(read(write(tmp_path, **line(**more)))))

    return run
