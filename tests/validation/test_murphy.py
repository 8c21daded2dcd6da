"""Murphy's die yield against published figures, alone and through a study."""

from __future__ import annotations

import pytest

from mems_lca.inventory.geometry import murphy
from packs import device, route, run, step, study


@pytest.mark.parametrize(
    ("density", "area", "found"),
    [
        (0.15, 1.0, 0.8623),
        (0.1, 1.0, 0.9056),
        (0.5, 1.0, 0.6193),
        (1.0, 1.0, 0.3996),
        (0.15, 2.0, 0.7464),
    ],
)
def test_defects_per_cm2(density: float, area: float, found: float) -> None:
    assert murphy(density, area) == pytest.approx(found, abs=5e-5)


def test_through_a_study() -> None:
    die = {"width": "1 cm", "height": "10 mm", "scribe": "100 um", "edge_exclusion": "3 mm"}
    given = device(die=die, **{"yield": {"model": "murphy", "defect_density": "0.15 cm**-2"}})
    calculated = run(
        steps={"etch": step({"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh"})},
        routes={"line": route("etch")},
        study=study(device=given),
    )
    values = calculated.inventory.values
    assert values["device.yield"] == pytest.approx(0.8623, abs=5e-5)
    assert values["line.device/good_dies"] == pytest.approx(0.8623 * values["line.device/gross_dies"], rel=1e-4)
    # floor(29,559.25/102.01 - 609.47/14.2836) = floor(289.77 - 42.67)
    assert values["line.device/gross_dies"] == 247
