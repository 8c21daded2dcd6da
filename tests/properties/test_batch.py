"""The batch solver against Brightway: shipped studies at random inputs, and loops of any strength."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given as having
from hypothesis import settings
from hypothesis import strategies as st

from mems_lca.analysis.assess import calculate
from mems_lca.analysis.ensemble import TOLERANCE, model_of, sample
from mems_lca.face import bind_study
from mems_lca.lca.batch import compile_inventory, deviation, given
from packs import Calculated, route, run, shipped, step, study, supply


@pytest.mark.parametrize("name", ["micromirror", "microfluidic_chip", "silicon_film_recovery"])
def test_samples_of_shipped_studies_are_those_of_brightway(name: str) -> None:
    ensemble = sample(model_of(calculate(bind_study(shipped(name)))), 64, 7)
    assert ensemble.deviation <= TOLERANCE
    assert ensemble.count >= 0.9 * 64
    for row in ensemble.model.calculated.bound.routes:
        for view in ("climate_change_location", "climate_change_market"):
            totals = ensemble.total(row, view)
            stated = ensemble.model.calculated.solution.scores[f"{row}/{ensemble.model.calculated.basis}"][view]
            # No study's spread reaches further than this: a factor of a thousand would be an exponent gone wild.
            assert totals.min() > stated * ensemble.model.scale / 30
            assert totals.max() < stated * ensemble.model.scale * 30


def ring(size: int) -> Calculated:
    """Supply steps each of which draws the next, and the last the first."""
    products = ("copper", "titanium", "nickel", "aluminium")[:size]
    steps = {
        name: supply(
            name,
            "kg",
            {"input": products[(index + 1) % size], "amount": "x"},
            {"emission": "CO2", "amount": "m"},
            parameters={"x": 0.1, "m": "1 kg/kg"},
        )
        for index, name in enumerate(products)
    }
    etch = step({"input": products[0], "amount": "m"}, parameters={"m": "1 kg"})
    return run(steps={"etch": etch, **steps}, routes={"line": route("etch")}, study=study())


RINGS = {size: ring(size) for size in (2, 3, 4)}


@settings(max_examples=20)
@having(size=st.sampled_from([2, 3, 4]), data=st.data())
def test_a_ring_of_supplies_has_its_closed_form(size: int, data: st.DataObject) -> None:
    calculated = RINGS[size]
    products = ("copper", "titanium", "nickel", "aluminium")[:size]
    draws = [data.draw(st.floats(0, 0.95)) for _ in products]
    keys = {f"line.{name}@fab.x": name for name in products}
    compiled = compile_inventory(calculated.inventory, keys, bases=("wafer",))
    found = compiled.run(given({name: np.array([x]) for name, x in zip(products, draws, strict=True)}), 1)
    along = np.cumprod([1.0, *draws])
    expected = along[:-1].sum() / (1 - along[-1])
    assert found.possible.all()
    assert found.total("line", "wafer", "climate_change_location")[0] == pytest.approx(expected, rel=1e-12)
    inputs = dict(zip(keys, draws, strict=True))
    assert deviation(calculated.inventory, found, {0: inputs}) < 1e-9
