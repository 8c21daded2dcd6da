from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import packs
from mems_lca.analysis.assess import assess_bound
from mems_lca.errors import MemsLcaError
from mems_lca.face import check_file

ETCH = packs.step(
    {"emission": "CO2", "amount": "rate * time"},
    parameters={"rate": packs.parameter("2 kg/h", max="3 kg/h"), "time": "1 h"},
)
GREEN = packs.greener(
    "line", halved={"set": {"etch.time": {"value": "0.5 h", "source": "assumption", "note": "made up"}}}
)


def record(root: Path, vary: dict[str, Any], measures: tuple[str, ...] | None = None, **more: Any) -> dict[str, Any]:
    study = packs.study({"line": "line", "green": "green"}, what_if={"vary": vary}, uncertainty={"samples": 0}, **more)
    routes = {"line": packs.route("etch"), "green": GREEN}
    bound = packs.bound(root, measures=measures, steps={"etch": ETCH}, routes=routes, study=study)
    return assess_bound(bound, "0").body


def test_each_path_alone_and_two_together(tmp_path: Path) -> None:
    found = record(tmp_path, {"etch.rate": "1 kg/h:3 kg/h:3", "line.etch.time": ["1 h", "2 h"]})["what_if"]
    alone = found["one_way"]
    assert alone["etch.rate"]["line"]["climate_change"] == pytest.approx([1, 2, 3])
    assert alone["etch.rate"]["green"]["climate_change"] == pytest.approx([0.5, 1, 1.5])
    assert alone["line.etch.time"]["line"]["climate_change"] == pytest.approx([2, 4])
    assert found["as_it_stands"]["line"]["climate_change"] == pytest.approx(2)
    two = found["two_way"]
    assert (two["down"], two["across"]) == ("etch.rate", "line.etch.time")
    assert two["totals"]["line"] == [pytest.approx([1, 2]), pytest.approx([2, 4]), pytest.approx([3, 6])]
    assert [path["as_it_stands"] for path in found["paths"]] == ["2 kg/h", "1 h"]
    assert found["brightway"]["checked"] == 3
    assert found["brightway"]["deviation"] <= 1e-9


def test_the_two_paths_that_move_it_most(tmp_path: Path) -> None:
    vary = {"etch.rate": "1.9 kg/h:2 kg/h:3", "line.etch.time": "1 h:2 h:2", "green.etch.time": "0.1 h:0.9 h:4"}
    two = record(tmp_path, vary)["what_if"]["two_way"]
    assert (two["down"], two["across"]) == ("green.etch.time", "line.etch.time")


def test_one_path_has_no_map_and_none_no_record(tmp_path: Path) -> None:
    assert record(tmp_path, {"etch.rate": ["1 kg/h", "2 kg/h"]})["what_if"]["two_way"] is None
    assert record(tmp_path, {})["what_if"] is None


def test_values_outside_limits_warn_in_the_result(tmp_path: Path) -> None:
    warnings = record(tmp_path, {"etch.rate": "1 kg/h:9 kg/h:3"})["warnings"]
    assert [(entry["code"], entry["place"]) for entry in warnings] == [("limits", "what_if.vary.etch.rate")]


def test_paths_of_measures_that_are_off_are_left_out(tmp_path: Path) -> None:
    added = packs.greener(
        "line",
        extra={
            "add": [{"after": "etch", "steps": [{"step": "etch", "id": "more"}]}],
            "source": "assumption",
            "note": "made up",
        },
    )
    study = packs.study({"line": "line", "green": "green"}, what_if={"vary": {"green.more.rate": ["1 kg/h", "2 kg/h"]}},
                        uncertainty={"samples": 0})  # fmt: skip
    parts: dict[str, Any] = {
        "steps": {"etch": ETCH}, "routes": {"line": packs.route("etch"), "green": added}, "study": study,
    }  # fmt: skip
    off = assess_bound(packs.bound(tmp_path, measures=(), **parts), "0").body["what_if"]
    assert (off["paths"], off["left_out"]) == ([], ["green.more.rate"])


def test_unknown_paths_are_errors_and_check_finds_them(tmp_path: Path) -> None:
    with pytest.raises(MemsLcaError, match=r"did you mean 'etch\.rate'"):
        record(tmp_path, {"etch.rte": ["1 kg/h", "2 kg/h"]})
    found = check_file(tmp_path / "inventories" / "studies" / "made_up.yaml", packs=[tmp_path])
    (error,) = [entry for entry in found if entry.severity == "error"]
    assert (error.code, error.nearest, error.place.path) == ("unknown_path", "etch.rate", "what_if.vary.etch.rte")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ("5:1:0", "the range is empty"),
        ("1:2", "at most 60 values"),
        ("1:2:61", "at most 60 values"),
        ([], "no value to try"),
    ],
)
def test_values_are_read_with_the_study(tmp_path: Path, values: Any, said: str) -> None:
    with pytest.raises(MemsLcaError, match=said) as caught:
        record(tmp_path, {"etch.rate": values})
    assert caught.value.findings[0].place.path == "what_if.vary.etch.rate"
