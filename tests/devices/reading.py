"""Readings of a result that the tests of devices share."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import floor
from typing import Any

import numpy as np

from mems_lca.analysis.result import Result
from mems_lca.face import StudyFile
from packs import shipped, shipped_library

CHINA = 0.6205  # kg CO2e per kWh, national life-cycle factor for 2023
YEAR_HOURS = 8766.0


def shipped_study(name: str) -> StudyFile:
    """A shipped study over the library whose files are read once for all tests."""
    return replace(shipped(name), library=shipped_library())


def effect(result: Result, measure: str, indicator: str = "climate_change") -> float:
    """What a measure alone adds to the declared unit of the grey route."""
    found: float = result.body["comparison"]["by_measure"]["green"]["alone"][measure][indicator]
    return found


def together(result: Result, indicator: str = "climate_change") -> float:
    """What all measures add together."""
    found: float = result.body["comparison"]["by_measure"]["green"]["together"][indicator]
    return found


def gain(result: Result, measure: str, indicator: str = "climate_change") -> float:
    """Share of the grey total that a measure alone saves."""
    return -effect(result, measure, indicator) / result.value("grey", indicator, "per_functional_unit")


def chain(result: Result, route: str) -> dict[str, float]:
    """Yield chain of a route by label; of consumed routes only what the route itself does not have."""
    lines = result.route(route)["yield_chain"]
    own = {line["label"]: line["value"] for line in lines if line["route"] == route}
    return {**{line["label"]: line["value"] for line in lines}, **own}


def step_kg(result: Result, route: str, *steps: str) -> float:
    """kg CO2e per device of some steps, without what they draw from suppliers."""
    by_step: dict[str, Any] = result.route(route)["by_step"]
    return sum(by_step[step]["climate_change"] for step in steps)


def cell(result: Result, key: str) -> float:
    """The value of an input or formula of the calculation, in its coherent unit."""
    cells: list[dict[str, Any]] = result.body["trace"]["cells"]
    return next(float(entry["value"]) for entry in cells if entry["key"] == key)


def counted(diameter: float, width: float, height: float, scribe: float, exclusion: float, tries: int = 24) -> int:
    """Whole dies on a wafer, each rectangle tested for many positions of the grid. Lengths in mm."""
    radius, pitch_x, pitch_y = diameter / 2 - exclusion, width + scribe, height + scribe
    columns = np.arange(-floor(radius / pitch_x) - 2, floor(radius / pitch_x) + 3)
    rows = np.arange(-floor(radius / pitch_y) - 2, floor(radius / pitch_y) + 3)
    best = 0
    for step_x, step_y in product(range(tries), repeat=2):
        left, low = (columns + step_x / tries) * pitch_x, (rows + step_y / tries) * pitch_y
        far_x = np.maximum(np.abs(left), np.abs(left + width))
        far_y = np.maximum(np.abs(low), np.abs(low + height))
        best = max(best, int(np.count_nonzero(np.hypot.outer(far_x, far_y) <= radius)))
    return best


def healthy(result: Result) -> None:
    """All checks of the result are met."""
    assert {check["id"]: check["status"] for check in result.body["checks"] if check["status"] != "ok"} == {}


def said(result: Result) -> set[str]:
    """Codes of the warnings."""
    return {warning["code"] for warning in result.body["warnings"]}
