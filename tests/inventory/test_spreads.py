"""Spreads of inputs: nothing counts twice, shares stay shares, and what is no data has none."""

from __future__ import annotations

import math
from typing import Any

import pytest

from mems_lca.inventory.cells import Cell
from mems_lca.inventory.evidence import is_share
from mems_lca.inventory.spreads import Spread, spread_of
from mems_lca.library.pedigree import Evidence, Pedigree
from mems_lca.study.step import Parameter
from mems_lca.study.uncertainty import AXES, Uncertainty
from mems_lca.units import conversion, parse_quantity
from packs import shipped_factors

SCORES: Pedigree = (2, 3, 1, 2, 4)
ADDED = {"reliability": 0.0006, "completeness": 0.0006, "geographical": 0.000025, "technological": 0.04}


def spread(value: str, kind: str = "published", *, stated: dict[str, Any] | None = None, **more: Any) -> Spread:
    given = parse_quantity(value)
    cell = Cell(
        key="line.etch.x",
        label="x",
        unit=conversion(given.unit).canonical_unit,
        group="parameter",
        given=given,
        uncertainty=None if stated is None else Uncertainty.model_validate(stated),
        **{"evidence": Evidence(), **more},
    )
    return spread_of(cell, kind, SCORES, shipped_factors().pedigree)  # type: ignore[arg-type]


def test_nothing_stated_takes_basic_uncertainty_and_all_axes() -> None:
    found = spread("3 kW")
    variance = 0.0006 + sum(ADDED.values())
    assert found.distribution == "lognormal"
    assert not found.stated
    assert found.gsd == pytest.approx(math.exp(math.sqrt(variance)))
    assert found.gsd == pytest.approx(1.2269, abs=1e-4)
    assert found.added_axes == tuple(ADDED)
    assert found.deviation == pytest.approx(3000 * math.sqrt(variance))


@pytest.mark.parametrize(
    ("flow", "basic"), [("demand", 0.0006), ("transport", 0.12), ("emission", 0.04), ("co2", 0.0006)]
)
def test_basic_uncertainty_goes_by_kind_of_flow(flow: Any, basic: float) -> None:
    found = spread("3 kg", evidence=Evidence(flow=flow))
    assert math.log(found.gsd or 0) ** 2 == pytest.approx(basic + sum(ADDED.values()))


def test_an_assumption_covers_all_axes() -> None:
    found = spread("3 kW", "assumption", stated={"lognormal": 1.3})
    assert (found.gsd, found.added_axes, found.stated) == (pytest.approx(1.3), (), True)


@pytest.mark.parametrize("kind", ["published", "derived", "given", "route"])
def test_another_stated_spread_covers_reliability_and_completeness(kind: str) -> None:
    found = spread("3 kW", kind, stated={"lognormal": 1.3})
    assert found.added_axes == ("geographical", "technological")
    assert math.log(found.gsd or 0) ** 2 == pytest.approx(math.log(1.3) ** 2 + 0.040025)


@pytest.mark.parametrize("kind", ["published", "assumption"])
def test_a_spread_that_says_what_it_covers(kind: str) -> None:
    found = spread("3 kW", kind, stated={"lognormal": 1.3, "covers": ["technological"]})
    assert found.added_axes == ("reliability", "completeness", "geographical")
    assert math.log(found.gsd or 0) ** 2 == pytest.approx(math.log(1.3) ** 2 + 0.001225)
    assert spread("3 kW", stated={"lognormal": 1.3, "covers": list(AXES)}).gsd == pytest.approx(1.3)


def test_a_normal_spread_grows_by_the_coefficient_of_variation() -> None:
    found = spread("100 um", stated={"normal": "10 um"})
    assert found.sd == pytest.approx(math.hypot(1e-5, 1e-4 * math.sqrt(math.expm1(0.040025))))
    assert found.sd == pytest.approx(22.53e-6, rel=1e-3)


def test_limits_grow_until_the_variance_has() -> None:
    stated = {"uniform": {"min": "2 kW", "max": "4 kW"}}
    found = spread("3 kW", stated=stated)
    assert found.limits is not None
    low, high = found.limits
    assert low + high == pytest.approx(6000)
    cv = math.sqrt((1000**2 / 3) / 3000**2 + math.expm1(0.040025))
    assert (high - low) / math.sqrt(12) / 3000 == pytest.approx(cv)
    assert spread("3 kW", "assumption", stated=stated).limits == pytest.approx((2000, 4000))


def test_a_triangle_keeps_its_mode_and_no_amount_falls_below_zero() -> None:
    found = spread("3 kW", stated={"triangular": {"min": "0.1 kW", "max": "9 kW"}})
    assert found.distribution == "triangular"
    assert found.mode == 3000
    assert found.limits is not None
    assert found.limits[0] >= 0
    assert found.limits[1] > 9000


def test_shares_stay_between_0_and_1() -> None:
    found = spread("0.9", bounded=True)
    sigma = math.sqrt(0.0006 + sum(ADDED.values()))
    assert (found.distribution, found.limits) == ("logit_normal", (0.0, 1.0))
    assert found.gsd == pytest.approx(math.exp(sigma))
    assert found.deviation == pytest.approx(0.9 * 0.1 * sigma)
    assert spread("0.9", bounded=True, stated={"lognormal": 1.2}).limits == (0.0, 1.0)
    wide = spread("0.9", bounded=True, stated={"uniform": {"min": 0.5, "max": 1}}).limits
    assert wide is not None
    assert wide[1] == 1
    assert spread("1", bounded=True).distribution == "none"


def test_zero_and_temperatures_and_exact_numbers() -> None:
    assert spread("0 W").distribution == "none"
    heat = spread("300 degC")
    assert (heat.distribution, heat.pedigree) == ("none", SCORES)
    assert spread("300 degC", stated={"normal": "20 K"}).sd == pytest.approx(20)
    assert spread("28.0855 g/mol", "exact") == Spread()


@pytest.mark.parametrize("what", ["design", "method"])
def test_what_is_no_data_has_no_spread(what: Any) -> None:
    assert spread("200 mm", "given", evidence=Evidence(what)) == Spread()


def test_a_negative_factor_varies_as_its_magnitude() -> None:
    assert spread("-2 kg", "assumption", stated={"lognormal": 1.2}).deviation == pytest.approx(2 * math.log(1.2))


@pytest.mark.parametrize(
    ("name", "value", "limits", "expected"),
    [
        ("dark_field", 0.3, {"min": 0, "max": 1}, True),
        ("dark_field", 0.3, {}, False),
        ("acid_share", 0.85, {}, True),
        ("acid_share", 0.85, {"max": 2}, False),
        ("rinses", 3, {}, False),
        ("shift_share", 0.2, {"min": -1, "max": 1}, False),
        ("power_share", "1 kW", {}, False),
    ],
)
def test_which_parameters_are_shares(name: str, value: Any, limits: dict[str, Any], expected: bool) -> None:
    data = {"value": value, "source": "assumption", "note": "made up", **limits}
    found = Parameter.model_validate(data)
    assert is_share(name, found.value, found) is expected
