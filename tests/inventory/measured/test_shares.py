"""Allocation keys: wafers started, wafer area, hours of tools."""

from __future__ import annotations

import math

import pytest

from fab import starts
from mems_lca.errors import Place, StudyError
from mems_lca.inventory.measured.shares import shares, weights

HERE = Place(path="measured.meters.main")
ROWS = [
    starts("A", 300, diameter=0.2, tool_hours=3600.0),
    starts("A", 100, diameter=0.2, tool_hours=3600.0),
    starts("B", 100, diameter=0.15, tool_hours=7200.0),
]


def test_by_wafer_starts() -> None:
    assert shares(weights(ROWS, "wafer_starts"), (), HERE) == {"A": 0.8, "B": 0.2}


def test_by_area() -> None:
    """400 wafers of 200 mm and 100 of 150 mm: 400 x 4 and 100 x 2.25 parts."""
    found = weights(ROWS, "area")
    assert found["B"] == pytest.approx(100 * math.pi / 4 * 0.15**2)
    assert shares(found, (), HERE) == pytest.approx({"A": 1600 / 1825, "B": 225 / 1825})


def test_the_models_diameter_stands_in() -> None:
    found = weights([starts("A", 10), starts("B", 10, diameter=0.1)], "area", {"A": 0.2})
    assert found["A"] / found["B"] == pytest.approx(4.0)


def test_by_tool_hours() -> None:
    assert shares(weights(ROWS, "tool_hours"), (), HERE) == {"A": 0.5, "B": 0.5}


def test_only_the_products_that_a_meter_serves() -> None:
    assert shares(weights(ROWS, "wafer_starts"), ("B",), HERE) == {"B": 1.0}


def test_a_key_that_the_table_does_not_have() -> None:
    with pytest.raises(StudyError) as error:
        weights([starts("A"), starts("B")], "tool_hours")
    assert len(error.value.findings) == 2
    assert "allocation by tool_hours needs tool hours in each row" in str(error.value)


def test_a_product_that_nobody_started() -> None:
    with pytest.raises(StudyError, match=r"no wafers of this product were started; found 'AB'; expected A, B"):
        shares({"A": 1.0, "B": 1.0}, ("AB",), HERE)


def test_nothing_to_share_by() -> None:
    with pytest.raises(StudyError, match="nothing to share by"):
        shares({"A": 0.0}, (), HERE)
