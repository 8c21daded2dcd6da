"""Uptime of abatement from its logs."""

from __future__ import annotations

from datetime import datetime

import pytest

from mems_lca.errors import Place
from mems_lca.inventory.measured.uptime import logged, uptime_of
from mems_lca.study.records.kinds import Uptime


def log(unit: str, running: float, up: float) -> Uptime:
    return Uptime(unit, datetime(2025, 1, 1), datetime(2025, 2, 1), running, up, Place())


LOGS = [log("a", 600, 540), log("a", 400, 400), log("b", 3000, 2760), log("c", 500, 0)]


def test_units_weigh_by_the_time_that_gas_flows() -> None:
    assert uptime_of(LOGS, ["a", "b"]) == pytest.approx((540 + 400 + 2760) / 4000, abs=1e-15)


def test_units_without_gas_have_no_uptime() -> None:
    assert uptime_of([log("a", 0, 0)], ["a"]) is None
    assert uptime_of(LOGS, ["z"]) is None


def test_what_was_logged_is_named() -> None:
    found = logged(LOGS, ["c", "a", "z"])
    assert found is not None
    assert (found.units, found.running, found.up) == (("a", "c"), 1500, 940)
