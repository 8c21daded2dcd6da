"""Shipped studies of devices, each assessed once."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pytest

from devices.reading import shipped_study
from mems_lca.analysis.assess import assess_bound
from mems_lca.analysis.result import Result
from mems_lca.face import bind_study


class Kept(Result):
    """A result that is read from its text once, for tests that change nothing."""

    @cached_property
    def body(self) -> dict[str, Any]:
        """The body."""
        return super().body


def _assessed(name: str) -> Result:
    found = assess_bound(bind_study(shipped_study(name)), "0.0.0")
    return Kept(found.text, found.created)


@pytest.fixture(scope="session")
def gyroscope() -> Result:
    """The gyroscope, cradle to grave."""
    return _assessed("gyroscope")


@pytest.fixture(scope="session")
def pressure_sensor() -> Result:
    """The pressure sensor, cradle to grave, per pascal of resolution."""
    return _assessed("pressure_sensor")


@pytest.fixture(scope="session")
def thermopile() -> Result:
    """The thermopile, cradle to gate."""
    return _assessed("thermopile")


@pytest.fixture(scope="session")
def microphone() -> Result:
    """The microphone in its lid package, greener, and in a wafer-level package, cradle to gate."""
    return _assessed("microphone")


@pytest.fixture(scope="session")
def fbar_filter() -> Result:
    """The filter, cradle to grave."""
    return _assessed("fbar_filter")
