"""Totals of a period: nested meters, bottles, stock changes, manifests."""

from __future__ import annotations

import pytest

from fab import bottle, bought, manifest, reading, water
from mems_lca.errors import StudyError
from mems_lca.inventory.measured.totals import (
    chemicals_used,
    gas_used,
    metered,
    outer,
    own_totals,
    wastes_handed_over,
)
from mems_lca.study.measured import Meter


def meter(part_of: str = "", *steps: str, carrier: str = "electricity") -> Meter:
    return Meter.model_validate({"carrier": carrier, "part_of": part_of, "steps": steps})


METERS = {
    "main": meter(),
    "bay": meter("main", "etching", "cleaning"),
    "tool": meter("bay", "etching"),
    "water": meter(carrier="water"),
}


def test_readings_add_up_by_meter() -> None:
    """1000 + 500 kWh in J, and m3 as they are; a meter without readings is not zero but left out."""
    found = metered([reading("main", 1000), reading("main", 500), water("water", 12.5)], METERS)
    assert found == pytest.approx({"main": 1500, "water": 12.5}, rel=1e-14)


def test_a_part_is_counted_once() -> None:
    """1000 in all: 100 of the tool, 400 - 100 of the rest of its bay, 1000 - 400 of the rest of the site."""
    own = own_totals({"main": 1000, "bay": 400, "tool": 100, "water": 7}, METERS)
    assert own == {"main": 600, "bay": 300, "tool": 100, "water": 7}
    assert sum(own.values()) - 7 == 1000


def test_a_part_without_readings_hides_nothing() -> None:
    """The tool is part of a bay that nobody read: it is taken off the main meter."""
    own = own_totals({"main": 1000, "tool": 100}, METERS)
    assert own == {"main": 900, "tool": 100}
    assert outer("tool", {"main": 1.0, "tool": 1.0}, METERS) == "main"


def test_meters_that_are_parts_of_each_other() -> None:
    meters = {"a": meter("b", "etching"), "b": meter("a", "etching")}
    with pytest.raises(StudyError, match=r"parts of each other: a -> b -> a"):
        own_totals({"a": 1.0}, meters)


def test_a_part_of_nothing() -> None:
    with pytest.raises(StudyError, match=r"no meter of this name; found 'mian'; expected a, main"):
        own_totals({"a": 1.0}, {"a": meter("mian", "etching"), "main": meter()})


def test_a_part_of_another_carrier() -> None:
    with pytest.raises(StudyError, match="a meter of water cannot be part of one of electricity"):
        own_totals({"w": 1.0, "main": 2.0}, {"w": meter("main", "etching", carrier="water"), "main": meter()})


def test_gas_is_what_the_bottles_lost() -> None:
    """3 + 2.5 kg; what is left in them, heel or not, was not used."""
    found = gas_used([bottle(3.0), bottle(2.5, name="b2"), bottle(1.0, gas="CF4")])
    assert found == pytest.approx({("tools", "SF6"): 5.5, ("tools", "CF4"): 1.0})


def test_chemicals_by_stock_change() -> None:
    """Bought 60 kg and 5 kg, 8 kg at the start, 10 kg at the end, 3000 g given back: 60 kg."""
    entries = [
        bought(60),
        bought(5, material="IPA"),
        bought(8, "stock at start"),
        bought(10, "stock at end"),
        bought(3000, "return", unit="g"),
    ]
    names = {"isopropanol": "isopropanol", "IPA": "isopropanol"}
    assert chemicals_used(entries, names, {"isopropanol": "kg"}) == pytest.approx({"isopropanol": 60.0})


def test_chemicals_in_a_unit_that_does_not_fit() -> None:
    """Litres are no kilograms without a density; both rows are told."""
    entries = [bought(60, unit="L"), bought(1, unit="m2"), bought(1)]
    with pytest.raises(StudyError) as error:
        chemicals_used(entries, {"isopropanol": "isopropanol"}, {"isopropanol": "kg"})
    assert [finding.found for finding in error.value.findings] == ["L", "m2"]


def test_wastes_by_name() -> None:
    found = wastes_handed_over(
        [manifest(30), manifest(12.5, waste="old")], {"spent_solvent": "spent_solvent", "old": "spent_solvent"}
    )
    assert found == {"spent_solvent": 42.5}
