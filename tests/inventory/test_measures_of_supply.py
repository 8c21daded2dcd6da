"""Measures that change a supply step, which no route lists: who draws the product draws the step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mems_lca.analysis.assess import assess_bound, calculate
from mems_lca.analysis.calculated import Calculated
from mems_lca.errors import MemsLcaError
from mems_lca.face import bind_study
from packs import greener, parameter, read, route, step, study, supply, total, write

STEPS = {
    "etch": step({"input": "compressed_air", "amount": "air"}, parameters={"air": "10 m3"}),
    "compressed_air": supply(
        "compressed_air", "m3", {"input": "electricity", "amount": "use"}, parameters={"use": "0.2 kWh/m3"}
    ),
}
BETTER = {"set": {"compressed_air@fab.use": parameter("0.1 kWh/m3")}}


def written(root: Path, measure: Any = BETTER, given: Any = None, **more: Any) -> Path:
    """A pack with a grey route of one step, and a green one with the measure on its supply of air."""
    routes = {"line": route("etch"), "better": greener("line", dry_air=measure)}
    chosen = study({"grey": "line", "green": "better"}, baseline="grey", set=given or {}, **more)
    return write(root, steps=STEPS, routes=routes, study=chosen)


def calculated(root: Path, measures: tuple[str, ...] | None = None, **more: Any) -> Calculated:
    return calculate(bind_study(read(written(root, **more)), measures=measures))


def energy(found: Calculated, name: str) -> float:
    return total(found, "electricity", route=name)


def test_measure_changes_the_supply_of_its_own_route(tmp_path: Path) -> None:
    """10 m3 at 0.2 and at 0.1 kWh/m3."""
    found = calculated(tmp_path)
    assert energy(found, "grey") == pytest.approx(2.0)
    assert energy(found, "green") == pytest.approx(1.0)


def test_measure_that_is_off_changes_nothing(tmp_path: Path) -> None:
    assert energy(calculated(tmp_path, measures=()), "green") == pytest.approx(2.0)


@pytest.mark.parametrize("path", ["green.compressed_air@fab.use", "compressed_air@fab.use", "compressed_air.use"])
def test_value_of_the_study_stands_above_the_measure(tmp_path: Path, path: str) -> None:
    found = calculated(tmp_path, given={path: "0.3 kWh/m3"})
    assert energy(found, "green") == pytest.approx(3.0)


def test_effect_of_the_measure_alone(tmp_path: Path) -> None:
    both = {"set": {**BETTER["set"], "etch.air": parameter("8 m3")}}
    result = assess_bound(bind_study(read(written(tmp_path, measure=both))), "0.0.0")
    effects = result.body["comparison"]["by_measure"]["green"]
    assert effects["alone"]["dry_air"]["electricity"] == pytest.approx(0.8 - 2.0)
    assert effects["together"]["electricity"] == pytest.approx(0.8 - 2.0)


def test_other_measure_alone_leaves_the_supply_as_it_is(tmp_path: Path) -> None:
    routes = {"line": route("etch"), "better": greener("line", a=BETTER, b={"set": {"etch.air": parameter("8 m3")}})}
    given = study({"grey": "line", "green": "better"}, baseline="grey")
    pack = write(tmp_path, steps=STEPS, routes=routes, study=given)
    alone = assess_bound(bind_study(read(pack)), "0.0.0").body["comparison"]["by_measure"]["green"]["alone"]
    assert alone["a"]["electricity"] == pytest.approx(1.0 - 2.0)
    assert alone["b"]["electricity"] == pytest.approx(1.6 - 2.0)


@pytest.mark.parametrize("path", ["compressed_air@fab.used", "compressed_airs@fab.use", "compressed_air@plant.use"])
def test_misspelt_path_is_an_error(tmp_path: Path, path: str) -> None:
    measure = {"set": {path: parameter("0.1 kWh/m3")}}
    with pytest.raises(MemsLcaError, match=r"compressed_air@fab\.use"):
        calculated(tmp_path, measure=measure)


def test_unknown_source_is_an_error(tmp_path: Path) -> None:
    measure = {"set": {"compressed_air@fab.use": {"value": "0.1 kWh/m3", "source": "nobody-1900"}}}
    with pytest.raises(MemsLcaError, match="nobody-1900"):
        calculated(tmp_path, measure=measure)
