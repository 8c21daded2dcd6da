"""What is left of a file when everything wrong is taken out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mems_lca.study.reading import load_yaml
from mems_lca.study.salvage import Salvaged, salvage
from mems_lca.study.step import Step

HEAD = """\
schema: mems-lca/step/1
name: {en: A step}
stage: wafer_fabrication
per: wafer
"""


def of(text: str, **options: Any) -> Salvaged[Step]:
    data, positions = load_yaml(Path("step.yaml"), text=text)
    return salvage(data, positions, Step, "step.yaml", **options)


def test_a_right_file_is_left_as_it_is() -> None:
    found = of(HEAD)
    assert found.model is not None
    assert (found.findings, found.dropped) == ((), frozenset())


def test_a_broken_parameter_goes_and_the_others_stay() -> None:
    text = HEAD + "parameters:\n  bad: {value: 1 kWx, source: s}\n  good: {value: 1 kW, source: s}\n"
    found = of(text)
    assert found.model is not None
    assert list(found.model.parameters) == ["good"]
    assert [finding.place.line for finding in found.findings] == [6]
    assert "bad" in found.dropped


def test_the_lines_of_a_list_follow_when_an_item_goes() -> None:
    text = HEAD + "exchanges:\n  - {input: a, amount: x *}\n  - {input: b, amount: x}\n  - {input: c, amount: x}\n"
    found = of(text)
    assert found.model is not None
    assert [exchange.input for exchange in found.model.exchanges if hasattr(exchange, "input")] == ["b", "c"]
    assert [found.positions[("exchanges", index)] for index in (0, 1)] == [7, 8]
    assert len(found.findings) == 1


def test_several_items_of_a_list() -> None:
    items = "".join(f"  - {{input: i{n}, amount: {'x *' if n % 2 else 'x'}}}\n" for n in range(6))
    found = of(HEAD + "exchanges:\n" + items)
    assert found.model is not None
    lines = [found.positions[("exchanges", index)] for index in range(3)]
    assert len(found.model.exchanges) == 3
    assert lines == [6, 8, 10]
    assert [finding.place.line for finding in found.findings] == [7, 9, 11]


def test_a_mistake_behind_a_mistake_is_found_too() -> None:
    text = HEAD + "parameters:\n  p: {value: 1 kW, source: assumption, nonsense: 1}\n"
    messages = [finding.message for finding in of(text).findings]
    assert "unknown key" in messages
    assert any("needs its reasoning" in message for message in messages)


def test_what_follows_from_taking_out_is_not_a_finding() -> None:
    found = of(HEAD.replace("{en: A step}", "{en: [1]}"), stand_ins={"name": {"en": "-"}})
    assert found.model is not None
    assert len(found.findings) == 1


@pytest.mark.parametrize(
    "text", [HEAD.replace("per: wafer", "per: [1]"), HEAD.replace("schema: mems-lca/step/1\n", "")]
)
def test_nothing_is_left_without_a_required_key(text: str) -> None:
    found = of(text)
    assert found.model is None
    assert len(found.findings) == 1


def test_a_stand_in_takes_the_place_of_a_required_key() -> None:
    found = of(HEAD.replace("per: wafer", "per: [1]"), stand_ins={"per": "device"})
    assert found.model is not None
    assert found.model.per == "device"


def test_a_stand_in_that_is_wrong_itself_ends_the_search() -> None:
    assert of(HEAD.replace("per: wafer", "per: [1]"), stand_ins={"per": [1]}).model is None
