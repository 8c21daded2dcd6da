"""The result: the same bytes for the same inputs, whole after a round trip, and refused when tampered with."""

from __future__ import annotations

import contextlib
import json
import uuid
from typing import Any

import pytest

from mems_lca.analysis.assess import assess_bound
from mems_lca.analysis.result import SCHEMA, Result
from mems_lca.errors import ReportError
from mems_lca.face import bind_study
from packs import route, shipped, step, study

PARTS = {
    "steps": {"etch": step({"gas": "SF6", "amount": "m"}, parameters={"m": "1 g"})},
    "routes": {"line": route("etch")},
    "study": study(),
}


def test_round_trip(result: Result) -> None:
    again = Result.from_json(result.to_json())
    assert again == result
    assert again.to_json() == result.to_json()
    assert again.body == result.body
    assert (again.id, again.hash, again.created) == (result.id, result.hash, result.created)


def test_head(result: Result) -> None:
    data = json.loads(result.to_json())
    assert list(data)[:4] == ["schema", "id", "hash", "created"]
    assert data["schema"] == SCHEMA
    assert uuid.UUID(data["id"]).version == 5


def test_same_inputs_give_the_same_bytes(result: Result) -> None:
    again = assess_bound(bind_study(shipped()), result.body["software"]["mems_lca"])
    assert again.text == result.text
    assert again.id == result.id


def test_other_inputs_give_others(assessed: Any) -> None:
    first = assessed(**PARTS)
    second = assessed(**{**PARTS, "study": study(set={"etch.m": "2 g"})})
    assert first.hash != second.hash
    assert first.id != second.id


def test_time_stands_outside_the_hash(assessed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for epoch in ("0", "1735689600"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        found.append(assessed(**PARTS))
    assert [entry.created for entry in found] == ["1970-01-01T00:00:00Z", "2025-01-01T00:00:00Z"]
    assert found[0].hash == found[1].hash
    assert found[0].to_json() != found[1].to_json()


def test_time_without_an_epoch(assessed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert assessed(**PARTS).created >= "2025"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert assessed(**PARTS).created >= "2025"


def test_folder_of_the_pack_is_not_in_the_result(assessed: Any, tmp_path: Any) -> None:
    assert str(tmp_path) not in assessed(**PARTS).to_json()


def tampered(result: Result, change: dict[str, Any]) -> str:
    return json.dumps({**json.loads(result.to_json()), **change})


def test_changed_number_is_refused(assessed: Any) -> None:
    result = assessed(**PARTS)
    data = json.loads(result.to_json())
    data["routes"]["line"]["per_wafer"]["climate_change"]["value"] *= 0.5
    with pytest.raises(ReportError, match="hash"):
        Result.from_json(json.dumps(data))


@pytest.mark.parametrize(
    "change",
    [
        {"extra": 1},
        {"warnings": []},
        {"hash": "0" * 64},
        {"hash": None},
        {"study": "other"},
        {"schema": "mems-lca/result/2"},
    ],
)
def test_changed_text_is_refused(assessed: Any, change: dict[str, Any]) -> None:
    result = assessed(**{**PARTS, "study": study(gas_table="epa-i11")})
    with pytest.raises(ReportError):
        Result.from_json(tampered(result, change))


def test_changed_id_is_not_believed(assessed: Any) -> None:
    """The id follows from the body; that of the file is either refused or left aside."""
    result = assessed(**PARTS)
    with contextlib.suppress(ReportError):
        assert Result.from_json(tampered(result, {"id": str(uuid.uuid4())})).id == result.id


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1]", "null", '"text"', "{}", '{"schema": "mems-lca/result/1"}', "[" * 100_000, "\x00"],
)
def test_text_that_is_no_result_is_refused(text: str) -> None:
    with pytest.raises(ReportError):
        Result.from_json(text)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_number_that_is_none_is_refused(number: str) -> None:
    with pytest.raises(ReportError):
        Result.from_json(f'{{"schema": "{SCHEMA}", "hash": "x", "value": {number}}}')


def test_layout_does_not_matter(result: Result) -> None:
    assert Result.from_json(json.dumps(json.loads(result.to_json()))) == result


def test_body_is_a_copy(result: Result) -> None:
    result.body["routes"].clear()
    assert set(result.body["routes"]) == {"grey", "green"}


def test_unknown_route(result: Result) -> None:
    with pytest.raises(ReportError, match="grey, green"):
        result.route("gray")


def test_values_and_frames(result: Result) -> None:
    frame = result.frame("per_device")
    assert frame.loc["grey", "climate_change"] == result.value("grey", "climate_change")
    table = result.frame()
    rows = table[
        (table.route == "grey") & (table.indicator == "climate_change") & table.accounting.isin(["both", "location"])
    ]
    assert rows.per_device.sum() == pytest.approx(result.value("grey", "climate_change"), rel=1e-9)


def test_non_ascii_text_survives(assessed: Any) -> None:
    given = study(product={"name": "加速度计 · µ"})
    result = assessed(**{**PARTS, "study": given})
    assert "加速度计" in result.to_json()
    assert Result.from_json(result.to_json()) == result


def test_checks_of_the_shipped_study_are_ok(result: Result) -> None:
    found = result.body["checks"]
    assert {check["id"] for check in found} >= {
        "contributions_add_up_to_brightway",
        "brightway_equals_dense_solve",
        "scopes_add_up",
        "climate_parts_add_up",
        "breakdowns_add_up",
    }
    assert {check["status"] for check in found} == {"ok"}


def test_every_source_of_a_cell_is_listed(result: Result) -> None:
    body = result.body
    cited = {cell["source"] for cell in body["trace"]["cells"] if cell.get("source")}
    assert {source for source in cited if not source.startswith("given:")} <= set(body["sources"])


def test_trace_recomputes_the_headline(result: Result) -> None:
    """Supply x sign x amount x factor over the trace alone, without the library."""
    body = result.body
    values = {cell["key"]: cell["value"] for cell in body["trace"]["cells"]}
    targets = {target["id"]: target for target in body["trace"]["targets"]}
    for route_name in ("grey", "green"):
        supply = body["trace"]["supply"][f"{route_name}/device"]
        found = 0.0
        for process in body["trace"]["processes"]:
            if process["route"] != route_name:
                continue
            for exchange in process["exchanges"]:
                for impact in targets.get(exchange["target"], {"impacts": []})["impacts"]:
                    if impact["indicator"] == "climate_change" and impact["accounting"] in ("both", "location"):
                        amount = exchange["sign"] * values[exchange["amount"]]
                        found += supply[process["id"]] * amount * values[impact["cell"]]
        assert found == pytest.approx(result.value(route_name, "climate_change"), rel=1e-9)


def test_formulas_of_the_trace_give_its_values(result: Result) -> None:
    from mems_lca.study.formula import evaluate, from_tree

    cells = result.body["trace"]["cells"]
    values = {cell["key"]: cell["value"] for cell in cells}
    for cell in cells:
        if "formula" in cell:
            assert evaluate(from_tree(cell["formula"]), values.__getitem__) == pytest.approx(cell["value"], rel=1e-12)
