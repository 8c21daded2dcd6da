"""Recovery of a silicon film by laser lift-off against a new wafer: where it breaks even, in money and in gases.

A market study reports 28 million yuan of equipment, a yield of 65 % and a line that was stopped in 2024. The cost and
footprint of a good wafer are a / yield + b, as what is lost at the lift-off takes all before it along.
"""

from __future__ import annotations

from functools import cache

import pytest

from alone import alone
from mems_lca.analysis.assess import calculate
from mems_lca.analysis.calculated import Calculated
from mems_lca.face import bind_study
from packs import shipped, total

PRICE, LIFE, MAINTENANCE = 28e6, 7.0, 0.08
YEAR = 365.25 * 86_400
AREA = 0.0314159265
"""m2 of a wafer of 200 mm."""
KEPT = 0.995
"""Good wafers over those that come through the lift-off: the polish after it."""


@cache
def study(**settings: str) -> Calculated:
    """The study with other parameters of the recovery; two underscores stand for a point."""
    values = {f"recovered.{name.replace('__', '.')}": value for name, value in settings.items()}
    return calculate(bind_study(shipped("silicon_film_recovery"), values=values))


def recovered(indicator: str, **settings: str) -> float:
    """An indicator of a good wafer with a recovered film, in kg CO2e or CNY."""
    return total(study(**settings), indicator, route="recovered")


def bought(indicator: str) -> float:
    """The same of a new wafer."""
    return total(study(), indicator, route="new")


def straight_line(indicator: str) -> tuple[float, float]:
    """a and b of a / yield + b, from two yields."""
    full, half = recovered(indicator, lift_off__wafer_yield="1"), recovered(indicator, lift_off__wafer_yield="0.5")
    return half - full, 2 * full - half


def break_even_yield(indicator: str) -> float:
    """The yield at which the recovered film costs what a new wafer does; above 1 there is none."""
    a, b = straight_line(indicator)
    return a / (bought(indicator) - b)


def charge(starts: float, machines: int = 1) -> float:
    """CNY per wafer that enters the lift-off, at a number of starts a year."""
    return PRICE * machines * (1 / LIFE + MAINTENANCE) / starts


def without_machine() -> float:
    """CNY of a good wafer at 65 %, all but the charge for the machine."""
    return recovered("cost", lift_off__equipment_price="0 CNY")


@pytest.mark.parametrize("indicator", ["cost", "climate_change"])
def test_a_good_wafer_is_a_over_the_yield_and_b(indicator: str) -> None:
    a, b = straight_line(indicator)
    assert recovered(indicator) == pytest.approx(a / 0.65 + b, rel=1e-9)


def test_the_capital_charge_by_hand() -> None:
    """28 M CNY over seven years, with 8 % of it a year for maintenance, over 43,800 starts a year: 142 CNY a start."""
    assert charge(43_800) == pytest.approx(142.5, abs=0.1)
    assert recovered("cost") - without_machine() == pytest.approx(charge(43_800) / 0.65 / KEPT, rel=1e-9)


@pytest.mark.parametrize(("starts", "machines"), [(2_000, 1), (70_000, 1), (70_200, 2), (140_500, 3)])
def test_another_machine_is_bought_above_the_highest_utilisation(starts: float, machines: int) -> None:
    """6 min a wafer: 70,128 starts fill one machine to 0.8 of the 8,766 hours of a year."""
    step = alone("laser_liftoff")
    found = step.amounts(step.at(wafers_per_year=starts / YEAR))
    assert found["equipment_capital"] == pytest.approx(charge(starts, machines), rel=1e-9)


def test_prices_of_wafers_by_hand() -> None:
    """11.5 billion USD over 12,266 million square inches; 500 USD for an insulator wafer of 300 mm, by area."""
    mean = 11.5e9 / (12_266e6 * 0.0254**2)
    insulator = 500 / (0.3**2 * 3.14159265 / 4)
    assert mean == pytest.approx(1453, abs=1)
    assert bought("cost") == pytest.approx(insulator * AREA * 7.1957, rel=0.002)


def test_in_gases_the_reported_yield_just_fails() -> None:
    """Half of a new wafer is its donor; handle, bond and lift-off spend two thirds of what a new one takes."""
    assert break_even_yield("climate_change") == pytest.approx(0.667, abs=0.01)
    assert recovered("climate_change") > bought("climate_change")


def test_with_the_clean_room_no_yield_suffices() -> None:
    """A share of 0.15 of a whole line's overhead is more than what the film saves."""
    found = recovered("climate_change", facility_overhead__complexity="0.15", lift_off__wafer_yield="1")
    assert found > bought("climate_change")


def test_in_money_it_is_the_number_of_films() -> None:
    """At 65 % the machine pays for itself from some 9,000 starts a year; with 2,000 rejects of a line a film costs over
    three times a new wafer. A machine that runs half of the time pays even at a yield of 31 %.
    """
    room = bought("cost") - without_machine()
    starts = charge(1) / 0.65 / KEPT / room
    assert starts == pytest.approx(9_020, rel=0.01)
    found = recovered("cost", lift_off__wafers_per_year="2000 wafer/year")
    assert found / bought("cost") == pytest.approx(3.36, abs=0.05)
    assert break_even_yield("cost") == pytest.approx(0.304, abs=0.01)
