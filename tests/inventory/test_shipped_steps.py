"""No shipped step fails: each is assessed alone at its defaults."""

from __future__ import annotations

import math
from typing import Any

import pytest

from mems_lca.analysis.assess import calculate
from mems_lca.face import bind_study
from mems_lca.library.step_checks import check_step
from mems_lca.study.formula import references
from packs import device, open_pack, route, run, shipped, shipped_library, step, study

NAMES = shipped_library().names("steps")
SITES = {"fab": {"location": "CN-JS", "control": "own"}, "customer": {"location": "CN", "control": "customer"}}
PRODUCT = {"name": "One step", "mass": "30 mg"}
# They take water out of the drain, which another step must have filled.
FROM_THE_DRAIN = {"cooling_tower", "silica_removal", "site_water_evaporated", "site_water_in_waste"}
# They return what the step before them has bought.
RETURNING = {"silicon_recast": "wafer_supply"}


@pytest.mark.parametrize("name", NAMES)
def test_step_alone(name: str) -> None:
    made = shipped_library().step(name)
    steps: dict[str, Any] = {}
    entries: list[Any] = [name]
    if made.makes is not None:
        drawn = f"{'1e-3' if name in (*FROM_THE_DRAIN, *RETURNING) else '1'} {made.makes.unit}"
        steps["draw"] = step({"input": made.makes.product, "amount": "m"}, parameters={"m": drawn})
        before = "wet_clean_batch" if name in FROM_THE_DRAIN else RETURNING.get(name)
        entries = [before, "draw"] if before else ["draw"]
    elif name == "liftoff_gold_reclaim":
        # It returns gold that the step before it has bought.
        entries = ["sputtering", name]
    elif made.per == "device" or made.stage == "packaging_test":
        entries = ["wafer_supply", name]
    calculated = run(
        steps=steps,
        routes={"line": route(*entries)},
        study=study(device=device(), sites=SITES, product=PRODUCT, boundary="cradle_to_grave"),
    )
    process = f"line.{name}@fab" if made.makes is not None else f"line.{name}"
    assert process in calculated.inventory.processes
    for basis in ("wafer", "device"):
        supply = calculated.supply("line", basis)
        assert all(math.isfinite(value) and value > -1e-12 for value in supply.values())
    assert calculated.supply("line", "device")[process] > 0
    assert all(math.isfinite(row.per_wafer) and math.isfinite(row.per_device) for row in calculated.rows)
    assert sum(row.per_device for row in calculated.rows if row.scope and row.accounting != "market") > 0


@pytest.mark.parametrize("name", NAMES)
def test_step_has_no_finding(name: str, tmp_path: Any) -> None:
    library = open_pack(tmp_path)
    assert check_step(name, library.step(name), library).findings == ()


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_is_used(name: str) -> None:
    """A parameter that no formula names would look as if it counted; yields are read by the chain."""
    made = shipped_library().step(name)
    named = {key for formula in made.formulas() for key in references(formula)}
    assert set(made.parameters) - named - {"wafer_yield", "step_yield"} == set()
    assert set(made.derived) <= named


@pytest.mark.parametrize("name", shipped_library().names("studies"))
def test_shipped_study(name: str) -> None:
    calculated = calculate(bind_study(shipped(name)))
    for route_name in calculated.bound.routes:
        for basis in ("wafer", "device"):
            assert all(value > -1e-12 for value in calculated.supply(route_name, basis).values())  # type: ignore[arg-type]
