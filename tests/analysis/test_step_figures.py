"""Figures of one step alone, against the calculation of a study, and elasticities of formulas that are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from mems_lca.analysis.elasticity import sensitivity
from mems_lca.analysis.one_step import PLACE, one_step
from mems_lca.analysis.step_figures import step_figures
from mems_lca.library.library import Library
from packs import open_pack, parameter, route, run, shipped_library, step, study, total, write


def pack(root: Path, **parameters: object) -> Library:
    made = step({"input": "electricity", "amount": "power * time / batch"}, parameters=parameters)
    return open_pack(write(root, steps={"made": made}))


def test_a_step_alone_is_the_step_in_a_study() -> None:
    """A route of one step that loses no wafer gives the same by Brightway."""
    name = "wet_clean_batch"
    calculated = run(
        routes={"line": route(name)},
        study=study(sites={"fab": {"location": PLACE, "control": "own"}}),
    )
    found = step_figures(shipped_library(), name)
    assert found.climate_change == pytest.approx(total(calculated), rel=1e-9)
    assert found.electricity == pytest.approx(total(calculated, "electricity"), rel=1e-9)
    assert found.water == pytest.approx(1e3 * total(calculated, "water_withdrawal"), rel=1e-9)
    assert found.hazardous_waste == pytest.approx(total(calculated, "hazardous_waste_generated"), rel=1e-9)


def test_elasticities_of_a_product(tmp_path: Path) -> None:
    published = {"value": "2 h", "source": "simit-drie"}
    library = pack(tmp_path, power=parameter("1 kW"), time=published, batch=parameter(4))
    alone = one_step(library, "made")
    found = sensitivity(alone.inventory, alone.process).elasticities
    by_name = {key.split(".")[-1]: value for key, value in found.items()}
    assert by_name["power"] == pytest.approx(1, abs=1e-6)
    assert by_name["time"] == pytest.approx(1, abs=1e-6)
    assert by_name["batch"] == pytest.approx(-1, abs=1e-6)
    # Power and batch are assumed; time and the grid's factor are published: two of four.
    assert step_figures(library, "made").assumed_share == pytest.approx(0.5, abs=1e-6)
    assert (step_figures(library, "made").assumed, step_figures(library, "made").parameters) == (2, 3)


def test_a_number_that_is_rounded_up_has_no_slope(tmp_path: Path) -> None:
    made = step(
        {"input": "electricity", "amount": "energy * ceil(layers)"}, parameters={"energy": "1 kWh", "layers": 2}
    )
    library = open_pack(write(tmp_path, steps={"made": made}))
    alone = one_step(library, "made")
    found = sensitivity(alone.inventory, alone.process).elasticities
    assert next(value for key, value in found.items() if key.endswith("layers")) == 0


def test_a_step_without_footprint_has_no_share(tmp_path: Path) -> None:
    library = open_pack(write(tmp_path, steps={"made": step(parameters={})}))
    found = step_figures(library, "made")
    assert found.climate_change == 0
    assert found.assumed_share is None


def test_a_supply_step_per_unit_of_its_product() -> None:
    found = step_figures(shipped_library(), "ultrapure_water")
    made = shipped_library().step("ultrapure_water").parameters
    assert found.per == "m3"
    assert found.water == pytest.approx(1e3 * made["feed_ratio"].value.canonical)
