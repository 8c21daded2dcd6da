"""Bottles, recipes and stocks of the ledger, by hand numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from mems_lca.errors import Place, StudyError
from mems_lca.inventory.measured.ledger import (
    Stock,
    check_bottles,
    check_model,
    in_kg,
    recipe_lines,
    recipes_without_bottles,
    supplies,
    wafers_started,
    weighed,
)
from mems_lca.inventory.measured.ledger_kinds import LedgerRow
from mems_lca.study.records.kinds import Bottle, RecipeUse, Starts

HERE = Place(file="made_up.csv", line=2)
NEW_YEAR, LAST_DAY = date(2025, 1, 1), date(2025, 12, 31)


def bottle(name: str, first: float, last: float, **more: Any) -> Bottle:
    """A bottle with a tare of 15 kg that was on the tools all year and went back."""
    made = Bottle(name, "SF6", "etchers", NEW_YEAR, LAST_DAY, first, last, 15.0, True, HERE)
    return replace(made, **more)


def recipe(product: str, per_wafer: float, **more: Any) -> RecipeUse:
    """What a product uses of SF6 on the etchers."""
    made = RecipeUse(product=product, tool_group="etchers", gas="SF6", per_wafer=per_wafer, unit="kg", place=HERE)
    return replace(made, **more)


def row(*bottles: Bottle) -> LedgerRow:
    """The row of these bottles, without recipes and emissions."""
    lines = weighed(bottles, LAST_DAY)
    return LedgerRow("etchers", "SF6", "etch", lines["etchers", "SF6"], (), (), None)


def test_used_is_weight_at_the_start_less_weight_at_the_end() -> None:
    found = row(bottle("a", 27.5, 16.2), bottle("b", 28.0, 19.5, returned=False))
    assert found.used == pytest.approx(11.3 + 8.5, abs=1e-12)
    assert found.content == pytest.approx(12.5 + 13.0, abs=1e-12)


def test_what_is_left_has_one_of_four_fates() -> None:
    summer, autumn = date(2025, 6, 1), date(2025, 9, 1)
    found = row(
        bottle("back", 27.5, 16.2, end=summer),
        bottle("stays", 28.0, 19.5, returned=False),
        bottle("lost", 27.0, 15.4, end=summer, returned=False),
        bottle("moves", 29.0, 21.0, end=summer, returned=False),
        bottle("moves", 21.0, 16.0, start=autumn),
    )
    assert [line.fate for line in found.bottles] == ["returned", "vented", "moved", "on tool", "returned"]
    assert found.rest("returned") == pytest.approx(1.2 + 1.0, abs=1e-12)
    assert found.rest("on tool") == pytest.approx(4.5, abs=1e-12)
    assert found.rest("vented") == pytest.approx(0.4, abs=1e-12)
    assert found.rest("moved") == pytest.approx(6.0, abs=1e-12)


def test_content_is_used_or_left() -> None:
    found = row(bottle("a", 27.5, 16.2), bottle("b", 28.0, 19.5, returned=False))
    left = sum(found.rest(fate) for fate in ("returned", "on tool", "moved", "vented"))
    assert found.content == pytest.approx(found.used + left, abs=1e-12)


def test_measured_heel_is_what_went_back_over_what_was_supplied() -> None:
    found = row(bottle("a", 27.5, 16.2), bottle("b", 28.0, 19.5, returned=False))
    assert found.supplied == pytest.approx(19.8 + 1.2, abs=1e-12)
    assert found.heel == pytest.approx(1.2 / 21.0, abs=1e-12)


def test_bottles_that_gain_weight_or_weigh_less_than_empty_are_all_found() -> None:
    found = check_bottles([bottle("up", 20.0, 21.0), bottle("light", 20.0, 14.0), bottle("fine", 20.0, 16.0)])
    assert [(entry.code, entry.severity) for entry in found] == [
        ("bottle_gained", "error"),
        ("bottle_below_tare", "error"),
    ]
    assert str(found[0].place).startswith("made_up.csv")


def test_recipes_times_wafers_started() -> None:
    started = {"A": 100.0, "B": 50.0, "C": 10.0}
    lines = recipe_lines(
        "etchers", "SF6", [recipe("A", 0.02), recipe("A", 0.01)], {("B", "etchers", "SF6"): 0.04}, started
    )
    assert [(line.product, line.origin) for line in lines] == [("A", "recipes"), ("B", "model")]
    assert [line.use for line in lines] == pytest.approx([3.0, 2.0], abs=1e-12)


def test_a_recipe_of_the_table_comes_before_the_model() -> None:
    (line,) = recipe_lines("etchers", "SF6", [recipe("A", 0.02)], {("A", "etchers", "SF6"): 0.5}, {"A": 10.0})
    assert (line.origin, line.per_wafer) == ("recipes", 0.02)


def test_recipes_in_moles_become_masses() -> None:
    (found,) = in_kg([recipe("A", 0.2, unit="mol")], lambda _: 0.146)
    assert (found.per_wafer, found.unit) == (pytest.approx(0.0292, abs=1e-12), "kg")
    with pytest.raises(StudyError, match="molar mass"):
        in_kg([recipe("A", 0.2, unit="mol")], lambda _: None)


def test_wafers_of_all_months_add_up() -> None:
    month = Starts("A", NEW_YEAR, date(2025, 1, 31), 40, None, None, None, HERE)
    assert wafers_started([month, replace(month, started=60), replace(month, product="B")]) == {"A": 100, "B": 40}


def test_store_against_bottles_put_on() -> None:
    spring = date(2025, 3, 1)
    lines = weighed([bottle("old", 20.0, 16.0, end=spring), bottle("new", 27.0, 16.0, start=spring)], LAST_DAY)
    (found,) = supplies(lines, {"SF6": Stock(bought=30.0, returned=5.0, at_start=2.0, at_end=14.0)}, NEW_YEAR)
    # 30 - 5 bought and kept, 12 of it into the store, 12 onto the tools: 1 kg is nowhere.
    assert (found.bought, found.stored, found.mounted) == (25.0, 12.0, 12.0)
    assert found.missing == pytest.approx(1.0, abs=1e-12)


def test_a_moved_bottle_left_the_store_once() -> None:
    spring, summer = date(2025, 3, 1), date(2025, 6, 1)
    lines = weighed(
        [
            bottle("new", 27.0, 20.0, start=spring, end=summer, returned=False),
            bottle("new", 20.0, 16.0, start=summer, tool_group="others"),
        ],
        LAST_DAY,
    )
    (found,) = supplies(lines, {"SF6": Stock(12.0, 0.0, 0.0, 0.0)}, NEW_YEAR)
    assert found.mounted == pytest.approx(12.0, abs=1e-12)


def test_recipe_without_bottle_is_told_once() -> None:
    found = recipes_without_bottles([recipe("A", 0.1, gas="CF4"), recipe("B", 0.1, gas="CF4")], [("etchers", "SF6")])
    assert [entry.code for entry in found] == ["recipe_without_bottle"]


@pytest.mark.parametrize(("recipe_use", "told"), [(80.0, False), (79.6, False), (79.0, True), (121.0, True)])
def test_model_within_a_fifth_of_actual_use_to_two_figures(recipe_use: float, told: bool) -> None:
    found = check_model({"SF6": 100.0, "CF4": 3.0}, {"SF6": recipe_use})
    assert bool(found) == told


def test_a_bottle_that_moves_twice_in_a_day_is_not_let_out() -> None:
    """Put on the wrong tools and, the same day, on the right ones: its gas is on its way, not in the air."""
    day, later = date(2025, 2, 6), date(2025, 2, 25)
    lines = weighed(
        [
            bottle("S", 28.0, 28.0, start=day, end=day, returned=False, tool_group="wrong"),
            bottle("S", 28.0, 16.0, start=day, end=later),
        ],
        LAST_DAY,
    )
    assert [line.fate for line in lines["wrong", "SF6"]] == ["moved"]
    assert [line.fate for line in lines["etchers", "SF6"]] == ["returned"]
    (found,) = supplies(lines, {"SF6": Stock(13.0, 0.0, 0.0, 0.0)}, NEW_YEAR)
    assert found.mounted == pytest.approx(13.0, abs=1e-12)


def test_a_number_that_comes_again_full_was_filled_and_did_not_move() -> None:
    """Suppliers fill the same bottles again: the heel that did not go back was let out, and 13 kg came twice."""
    spring, summer, autumn = date(2025, 3, 1), date(2025, 6, 1), date(2025, 9, 1)
    lines = weighed(
        [
            bottle("S", 28.0, 16.5, start=spring, end=summer, returned=False),
            bottle("S", 28.0, 16.0, start=summer, end=autumn),
        ],
        LAST_DAY,
    )
    assert [line.fate for line in lines["etchers", "SF6"]] == ["vented", "returned"]
    (found,) = supplies(lines, {"SF6": Stock(26.0, 0.0, 0.0, 0.0)}, NEW_YEAR)
    assert (found.mounted, found.missing) == pytest.approx((26.0, 0.0), abs=1e-12)
