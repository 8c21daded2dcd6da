"""The packaging pair: a moulded package beside a wafer-level one, in operations, electricity and volume.

A market study claims that eight back-end operations become three, with 54 % less energy for each device and 60 % less
volume.
"""

from __future__ import annotations

import pytest

from mems_lca.analysis.assess import calculate
from mems_lca.analysis.calculated import Calculated
from mems_lca.face import bind_study
from packs import shipped

TRANSPORT = "inter_site_transport"


@pytest.fixture(scope="module")
def pair() -> Calculated:
    return calculate(bind_study(shipped("packaging_pair")))


def operations(calculated: Calculated, route: str) -> list[str]:
    """Whether each back-end operation of a route is on wafers or on single devices."""
    steps = calculated.bound.routes[route].steps
    return [entry.step.per for entry in steps if entry.step.stage == "packaging_test" and entry.name != TRANSPORT]


def electricity(calculated: Calculated, route: str) -> float:
    """Wh of packaging and test for each device, with the water and gases that they draw."""
    rows = calculated.of(route)
    return 1e3 * sum(row.per_device for row in rows if row.indicator == "electricity" and row.stage == "packaging_test")


def test_eight_operations_become_five(pair: Calculated) -> None:
    assert len(operations(pair, "lga")) == 8
    assert len(operations(pair, "wlp")) == 5
    assert len(operations(pair, "wlp_tested")) == 6


def test_single_devices_are_handled_less(pair: Calculated) -> None:
    count = {route: operations(pair, route).count("device") for route in pair.bound.routes}
    assert count == {"lga": 5, "wlp": 1, "wlp_tested": 2}


def test_claimed_saving_of_electricity_lies_between_the_two_variants(pair: Calculated) -> None:
    """-43 % where devices are still calibrated one by one, -73 % where the test on the wafer is enough."""
    lga = electricity(pair, "lga")
    saved = {route: 1 - electricity(pair, route) / lga for route in ("wlp", "wlp_tested")}
    assert lga == pytest.approx(5.79, rel=0.02)
    assert saved["wlp"] == pytest.approx(0.73, abs=0.03)
    assert saved["wlp_tested"] == pytest.approx(0.43, abs=0.05)
    assert saved["wlp_tested"] < 0.54 < saved["wlp"]


def test_volume() -> None:
    """2 x 2 x 0.9 mm against 1.2 x 1.1 mm with 325 um of silicon, 40 um of coat and 200 um of balls: -79 %."""
    lga, wlp = 2 * 2 * 0.9, 1.2 * 1.1 * (0.325 + 0.04 + 0.2)
    assert 1 - wlp / lga == pytest.approx(0.79, abs=0.005)
