"""Die yield models and placed dies through a study, against numbers worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from mems_lca.errors import MemsLcaError
from mems_lca.inventory.geometry import exponential, murphy, negative_binomial, poisson, seeds
from mems_lca.inventory.placement import most_dies
from mems_lca.study.formula import Expr, Ref, evaluate
from packs import DIE, Calculated, device, route, run, step, study

SQUARE = {"width": "10 mm", "height": "10 mm", "scribe": "100 um", "edge_exclusion": "3 mm"}
STEPS = {"etch": step({"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh"})}


def made(values: dict[str, str] | None = None, **given: Any) -> Calculated:
    """A device with a yield or a die of its own."""
    return run(steps=STEPS, routes={"line": route("etch")}, study=study(device=device(**given)), values=values)


# ---------------------------------------------------------------- models


@pytest.mark.parametrize(
    ("model", "found"),
    [
        ("murphy", 0.8623),
        ("poisson", 0.8607),
        ("exponential", 0.8696),
        ("seeds", 0.6789),
    ],
)
def test_models_of_a_study(model: str, found: float) -> None:
    """0.15 defects per cm2 on 1 cm2."""
    calculated = made(die=SQUARE, **{"yield": {"model": model, "defect_density": "0.15 cm**-2"}})
    assert calculated.inventory.values["device.yield"] == pytest.approx(found, abs=5e-5)


def test_clustered_yield_of_a_study() -> None:
    """(1 + 0.15/2)**-2 = 1/1.155625."""
    given = {"model": "negative_binomial", "defect_density": "0.15 cm**-2", "clustering": 2}
    calculated = made(die=SQUARE, **{"yield": given})
    assert calculated.inventory.values["device.yield"] == pytest.approx(1 / 1.155625, rel=1e-12)
    changed = made({"device.yield.clustering": "1"}, die=SQUARE, **{"yield": given})
    assert changed.inventory.values["device.yield"] == pytest.approx(1 / 1.15, rel=1e-12)


def test_clustering_has_a_path_and_a_range() -> None:
    given = {"model": "negative_binomial", "defect_density": "0.15 cm**-2", "clustering": 2}
    assert made(**{"yield": given}).inventory.cells["device.yield.clustering"].path == "device.yield.clustering"
    with pytest.raises(MemsLcaError, match="above zero"):
        made({"device.yield.clustering": "-1"}, **{"yield": given})


def test_yield_that_vanishes_is_refused() -> None:
    """exp(-1000) is zero: no finite number of dies makes one good device."""
    with pytest.raises(MemsLcaError) as caught:
        made(die=SQUARE, **{"yield": {"model": "poisson", "defect_density": "1000 cm**-2"}})
    assert "not_finite" in [found.code for found in caught.value.findings]


@pytest.mark.parametrize("model", ["seeds", "exponential"])
def test_label_names_the_form(model: str) -> None:
    """Two forms are called Seeds: the label says which one counts."""
    calculated = made(**{"yield": {"model": model, "defect_density": "0.15 cm**-2"}})
    label = calculated.inventory.cells["device.yield"].label
    assert ("exp(-sqrt(A D))" if model == "seeds" else "1/(1 + A D)") in label


@pytest.mark.parametrize("rule", [murphy, poisson, seeds, exponential, lambda d, a: negative_binomial(d, a, 2.5)])
def test_models_take_arrays(rule: Any) -> None:
    densities = np.array([0.1, 0.2, 3.0])
    tree: Expr = rule(Ref("d"), Ref("a"))
    found = evaluate(tree, {"d": densities, "a": np.array(1.5)}.__getitem__)
    assert found == pytest.approx([rule(density, 1.5) for density in densities])


def test_clustering_as_a_tree() -> None:
    tree = negative_binomial(Ref("d"), Ref("a"), Ref("c"))
    found = evaluate(tree, {"d": 0.5, "a": 2.0, "c": 4.0}.__getitem__)
    assert found == pytest.approx(1.25**-4, rel=1e-14)


# ---------------------------------------------------------------- placed dies


def test_placed_dies_of_a_study() -> None:
    calculated = made(die={**SQUARE, "count": "placement"}, **{"yield": 0.5})
    cell = calculated.inventory.cells["line.device/gross_dies"]
    dies = most_dies(0.2, 0.003, 0.01, 0.01, 0.0001)
    values = calculated.inventory.values
    assert values[cell.key] == dies
    assert values["line.device/good_dies"] == 0.5 * dies
    assert (cell.is_input, cell.origin, cell.group, cell.path) == (True, "definition", "choice", "")
    assert "snapshot" in cell.note


def test_placement_follows_a_value_that_is_set() -> None:
    calculated = made({"device.die.width": "5 mm"}, die={**SQUARE, "count": "placement"})
    expected = most_dies(0.2, 0.003, 0.005, 0.01, 0.0001)
    assert calculated.inventory.values["line.device/gross_dies"] == expected


def test_formula_stays_the_default() -> None:
    assert made(die=SQUARE).inventory.cells["line.device/gross_dies"].expr is not None
    assert made(die=SQUARE).inventory.values["line.device/gross_dies"] == 247


@pytest.mark.parametrize("die", [{"width": "190 mm", "height": "190 mm"}, {"edge_exclusion": "100 mm"}])
def test_wafer_without_a_whole_die_is_refused(die: dict[str, str]) -> None:
    with pytest.raises(MemsLcaError) as caught:
        made(die={**DIE, **die, "count": "placement"})
    assert "no_dies" in [found.code for found in caught.value.findings]


def test_too_many_dies_are_refused() -> None:
    with pytest.raises(MemsLcaError, match="count them by `formula`"):
        made(die={**DIE, "width": "1 um", "scribe": "1 um", "count": "placement"})


@pytest.mark.parametrize(
    ("sizes", "dies"),
    [
        ((100.0, 0.0, 60.0, 80.0, 0.0), 1),  # its diagonal is the diameter
        ((100.0, 0.0, 60.0, 80.001, 0.0), 0),
        ((100.0, 0.0, 30.0, 40.0, 0.0), 4),  # four make one of 60 x 80
        ((100.0, 0.0, 29.95, 39.95, 0.1), 4),
        ((100.0, 0.0, 30.0, 40.0, 0.1), 3),  # with a scribe line, four no longer fit; three in a row do, 90.2 x 40
        ((100.0, 10.0, 48.0, 64.0, 5.0), 1),
        ((10.0, 0.0, 1.0, 1.0, 20.0), 1),
        ((10.0, 0.0, 1.0, 1.0, 4.0), 4),  # far apart: 6² + 6² < 10²
        ((10.0, 6.0, 1.0, 1.0, 0.0), 0),
    ],
)
def test_dies_that_can_be_drawn(sizes: tuple[float, ...], dies: int) -> None:
    """Diameter, edge exclusion, width, height, scribe line."""
    assert most_dies(*sizes) == dies


@pytest.mark.parametrize("scale", [1e-6, 1e-3, 1.0, 1e9])
def test_placement_in_any_unit(scale: float) -> None:
    sizes = (150.0, 5.0, 2.0, 3.0, 0.1)
    assert most_dies(*(scale * size for size in sizes)) == most_dies(*sizes) == 2269


def test_placement_lies_near_the_formula() -> None:
    """A grid at its best offset has 0.4 % more dies than the formula of the field for 1.2 x 1.1 mm on 200 mm."""
    assert most_dies(200.0, 3.0, 1.2, 1.1, 0.08) == 19299
    assert math.isclose(19299, 19219, rel_tol=0.005)
