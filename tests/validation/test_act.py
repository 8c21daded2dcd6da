"""The companion circuit against ACT's own example.

A 10 nm die of 145 mm², fab electricity of 583 g CO2e/kWh, 95 % gas abatement, yield 0.943543, one package:
(583 x 1.475 + 240 + 500)/0.943543 x 1.45 + 150 = 2,608.70 g CO2e.
"""

from __future__ import annotations

import pytest

from packs import Calculated, device, route, run, shipped_factors, step, study, supply_of

DIE = {"area": "145 mm**2", "node": "10 nm", "yield": 0.943543}
IDLE = step({"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh"})


def companion(asic: dict[str, object], intensity: str = "583 g CO2e/kWh") -> Calculated:
    return run(
        steps={"etch": IDLE},
        routes={"line": route("etch", "companion_asic")},
        study=study(
            device=device(companion={"asic": asic}),
            factors={"electricity@TW": {"generation_life_cycle": intensity}},
        ),
    )


def grams(calculated: Calculated) -> float:
    """g CO2e of the circuit."""
    return 1e3 * sum(row.per_device for row in calculated.rows if row.step == "companion_asic" and row.scope)


def test_example_of_the_model() -> None:
    package = shipped_factors().companion_package().to("g CO2e/piece")
    assert package == 150
    assert grams(companion(DIE)) + package == pytest.approx(2_608.70, abs=0.005)


def test_package_constant_is_never_added() -> None:
    assert grams(companion(DIE)) == pytest.approx(2_458.70, abs=0.005)


@pytest.mark.parametrize(
    ("node", "per_cm2"),
    [("28 nm", 583 * 0.9 + 175 + 500), ("7 nm", 583 * 2.15 + 350 + 500), ("3 nm", 583 * 3.25 + 470 + 500)],
)
def test_nodes(node: str, per_cm2: float) -> None:
    found = grams(companion({"area": "1 cm**2", "node": node, "yield": 0.875}))
    assert found == pytest.approx(per_cm2 / 0.875, rel=1e-9)


def test_electricity_is_that_of_taiwan() -> None:
    calculated = run(
        steps={"etch": IDLE},
        routes={"line": route("etch", "companion_asic")},
        study=study(device=device(companion={"asic": {"area": "1 cm**2", "node": "28 nm", "yield": 1.0}})),
    )
    assert grams(calculated) == pytest.approx(642.378 * 0.9 + 675, rel=1e-9)
    assert supply_of(calculated, "electricity@TW", basis="device") == pytest.approx(0.9)


def test_circuit_is_a_purchase_of_the_maker() -> None:
    rows = [row for row in companion(DIE).rows if row.step == "companion_asic" and row.scope]
    assert {(row.stage, row.scope) for row in rows} == {("raw_materials", "3.1")}
    assert {row.part for row in rows} == {"fossil", "fluorinated"}
