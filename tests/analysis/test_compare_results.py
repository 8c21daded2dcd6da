"""Two results side by side, and the refusal of results that answer other questions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mems_lca import compare
from mems_lca.analysis.result import Result, canonical
from mems_lca.errors import StudyError
from packs import greener, route, step, study

STEPS = {
    "etch": step({"emission": "CO2", "amount": "m"}, {"input": "electricity", "amount": "e"},
                 parameters={"m": "2 kg", "e": "10 kWh"}),
    "clean": step({"emission": "CO2", "amount": "m"}, parameters={"m": "1 kg"}),
}  # fmt: skip


def result(assessed: Any, **more: Any) -> Result:
    routes = {"line": route("etch", "clean"), "green": greener("line", less={"set": {"etch.m": "1 kg"}})}
    found: Result = assessed(
        steps=STEPS, routes=routes, study=study({"line": "line", "green": "green"}, baseline="line", **more)
    )
    return found


def changed(of: Result, **paths: Any) -> Result:
    body = of.body
    for path, value in paths.items():
        *keys, last = path.split("__")
        entry = body
        for key in keys:
            entry = entry[key]
        entry[last] = value
    return Result(canonical(body))


def test_routes_of_one_name(assessed: Any) -> None:
    before, after = result(assessed), result(assessed, set={"etch.m": "3 kg"})
    found = compare(before, after)
    assert [entry.routes for entry in found] == [("line", "line"), ("green", "green")]
    totals = {name: (a, b) for name, a, b in found[0].totals}
    assert totals["climate_change"][1] - totals["climate_change"][0] == pytest.approx(1)
    assert found[0].parts["by_step"][0][0] == "etch"
    for part in ("by_stage", "by_step", "by_flow"):
        rows = found[0].parts[part]
        assert sum(row[1] for row in rows) == pytest.approx(totals["climate_change"][0])
        assert sum(row[2] for row in rows) == pytest.approx(totals["climate_change"][1])
        differences = [abs(row[2] - row[1]) for row in rows]
        assert differences == sorted(differences, reverse=True)


def test_two_routes_and_another_indicator(assessed: Any) -> None:
    one = result(assessed)
    (found,) = compare(one, one, routes=[("line", "green")], indicator="electricity")
    assert found.indicator == "electricity"
    totals = {name: b - a for name, a, b in found.totals}
    assert totals["climate_change"] == pytest.approx(-1)
    assert totals["electricity"] == pytest.approx(0)
    assert json.dumps(found.to_dict())
    assert "Internal decision support" in found.to_dict()["label"]


def test_every_point_in_which_the_question_differs_is_told(assessed: Any) -> None:
    one = result(assessed)
    other = changed(
        one,
        functional_unit__label="2 wafer",
        functional_unit__boundary="cradle_to_grave",
        choices__method="ipcc_ar5_gwp100",
        choices__accounting="market",
        inputs__study__period={"start": "2024-01-01", "end": "2025-12-31"},
    )
    with pytest.raises(StudyError) as caught:
        compare(one, other)
    lines = [finding.line() for finding in caught.value.findings]
    assert len(lines) == 5
    for word in ("functional unit", "boundary", "method", "accounting", "start of the period"):
        assert any(f"results of another {word}" in line for line in lines), word
    assert any("found '2 wafer'; expected 1 wafer" in line for line in lines)


def test_what_differs_without_standing_in_the_way_is_noted(assessed: Any) -> None:
    one = result(assessed)
    other = changed(one, software__mems_lca="9.9")
    (first, _) = compare(one, other)
    assert any("different versions" in note for note in first.notes)
    moved = result(assessed, sites={"fab": {"location": "CN-SH", "control": "own"}})
    assert any("different places" in note for note in compare(one, moved)[0].notes)


def test_names_that_are_not_there(assessed: Any) -> None:
    one = result(assessed)
    with pytest.raises(StudyError, match=r"no such route; found 'gren'.*did you mean 'green'"):
        compare(one, one, routes=[("line", "gren")])
    with pytest.raises(StudyError, match="no indicator of this name"):
        compare(one, one, indicator="climate")
    body = one.body
    body["routes"] = {"other": body["routes"]["line"]}
    with pytest.raises(StudyError, match="no route of one name"):
        compare(one, Result(canonical(body)))


def test_another_product_needs_a_reason(assessed: Any) -> None:
    one = result(assessed)
    other = changed(one, inputs__study__product__name="Something else")
    with pytest.raises(StudyError, match="another product"):
        compare(one, other)
    found = compare(one, other, same_function="both sense a pressure")
    assert all("both sense a pressure" in entry.notes[0] for entry in found)
