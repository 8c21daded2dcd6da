"""Every headline leads back, cell by cell, to inputs that a reader may change; and no formula leads to itself."""

from __future__ import annotations

from pathlib import Path

from end_to_end.precedents import Precedents


def test_every_headline_rests_on_inputs(workbook: Path) -> None:
    graph = Precedents(workbook)
    assert len(graph.headlines) > 250
    idle = [name for name, place in graph.headlines.items() if not graph.reached(place) & graph.inputs]
    assert idle == []


def test_climate_change_rests_on_most_inputs_of_its_route(workbook: Path) -> None:
    graph = Precedents(workbook)
    reached = graph.reached(graph.headlines["r_grey_climate_change_per_device"]) & graph.inputs
    assert len(reached) > 300


def test_no_reference_is_circular(workbook: Path) -> None:
    assert Precedents(workbook).circular() == []
