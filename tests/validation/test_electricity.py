"""Electricity of places through a whole calculation, against the published factors."""

from __future__ import annotations

import pytest

from mems_lca.analysis.groups import scopes
from packs import route, run, step, study, total

ETCH = step({"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh"})
# Place: footprint, direct part (scope 2), market-based, all in kg CO2e/kWh.
NATIONAL_REST = 0.6205 - 0.5306
PUBLISHED = {
    "CN": (0.6205, 0.5306, 0.6096 + NATIONAL_REST),
    "CN-JS": (0.6205, 0.5827, 0.6096 + NATIONAL_REST),
    "CN-SH": (0.6205, 0.5737, 0.6096 + NATIONAL_REST),
    "CN-YN": (0.6205, 0.1333, 0.6096 + NATIONAL_REST),
    "GB": (0.177 + 0.01853 + 0.0459 + 0.00397, 0.177, None),
    "MY": (0.605831, 0.605831, None),
    "DE": (0.380950, 0.380950, None),
    "TW": (0.642378, 0.642378, None),
    "JP": (0.485392, 0.485392, None),
    "US": (0.369473, 0.34967, None),
    "US-CA": (0.369473, 0.17906, None),
}


@pytest.mark.parametrize("place", sorted(PUBLISHED))
def test_place(place: str) -> None:
    footprint, direct, market = PUBLISHED[place]
    calculated = run(
        steps={"etch": ETCH},
        routes={"line": route("etch")},
        study=study(sites={"fab": {"location": place, "control": "own"}}),
    )
    assert total(calculated) == pytest.approx(footprint, rel=1e-12)
    assert scopes(calculated.rows, "wafer", "location")["2"] == pytest.approx(direct, rel=1e-12)
    assert total(calculated, accounting="market") == pytest.approx(footprint if market is None else market, rel=1e-12)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("cn_pv", 0.0545), ("cn_wind", 0.0336), ("hydro", 0.024), ("nuclear", 0.012), ("wind", 0.0336)],
)
def test_generation_in_china(kind: str, value: float) -> None:
    """The life-cycle factors of China's announcement come before those of the IPCC."""
    supply = {"fab": [{"share": 1.0, "kind": "direct_ppa", "factor": kind}]}
    calculated = run(steps={"etch": ETCH}, routes={"line": route("etch")}, study=study(supply=supply))
    assert total(calculated, accounting="market") == pytest.approx(value, rel=1e-12)
