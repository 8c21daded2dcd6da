"""The whole published Bosch recipe on a 100 mm wafer, beside what Tier 1 and the average of fabs give per area.

Recipe: Wang et al. (SIMIT, deep reactive-ion etching), 275 sccm c-C4F8 for 20.0 min and 400 sccm SF6 for 32.5 min.
Derived figures (84.7 g, 49.1 g, 721.2 kg CO2e unabated, 288.5 at 60 %): arithmetic with Table I-5 and AR6.
Average of 28 corporations over all their steps: 0.84 kg CO2e/cm2 (Wang et al. 2023, Water Cycle).
"""

from __future__ import annotations

import math

import pytest

from mems_lca import gas_footprint

RECIPE = (("SF6", "400 sccm", "32.5 min"), ("c-C4F8", "275 sccm", "20 min"))
AREA = math.pi * 10.0**2 / 4


def test_masses_of_the_run() -> None:
    used = [gas_footprint(gas, flow, time).used * 1e3 for gas, flow, time in RECIPE]
    assert used == pytest.approx([84.7, 49.1], abs=0.05)


@pytest.mark.parametrize(
    ("abatement", "expected"),
    [({}, 721.2), ({"treated": 1.0, "destruction": 0.6, "uptime": 1.0}, 288.5)],
)
def test_climate_change_of_the_run(abatement: dict[str, object], expected: float) -> None:
    total = sum(gas_footprint(gas, flow, time, **abatement).climate_change or 0.0 for gas, flow, time in RECIPE)
    assert total == pytest.approx(expected, abs=0.15)


def test_far_above_the_average_of_fabs_and_for_a_reason() -> None:
    """One etch of 52 minutes gives eleven times what a fab emits per area: a run through the wafer is rare."""
    total = sum(gas_footprint(gas, flow, time).climate_change or 0.0 for gas, flow, time in RECIPE)
    assert total / AREA == pytest.approx(9.18, abs=0.01)
    assert total / AREA / 0.84 == pytest.approx(10.9, abs=0.1)
