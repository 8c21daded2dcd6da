from __future__ import annotations

from typing import Any

import pytest

from mems_lca.errors import MemsLcaError
from mems_lca.study.vary import Span, read_axes, read_axis


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("200 sccm : 400 sccm : 5", (200, 250, 300, 350, 400), "sccm"),
        ("200:400 sccm:3", (200, 300, 400), "sccm"),
        ("200 sccm:0.4 slm:2", (200, 400), "sccm"),
        ("1:100:3:log", (1, 10, 100), ""),
        ("0.8:0.95:4:linear", (0.8, 0.85, 0.9, 0.95), ""),
        ("80 %:0.95:2", (80, 95), "%"),
        ("0.8:95 %:2", (80, 95), "%"),
        ("0.7:0.7:1", (0.7,), ""),
        ("20 degC:30 degC:3", (20, 25, 30), "degC"),
        ("0.8, 0.95", (0.8, 0.95), ""),
        ("1 mm,20 um", (1, 0.02), "mm"),
        (["200 sccm", "300 sccm"], (200, 300), "sccm"),
        ([0.8, 1], (0.8, 1), ""),
        (0.9, (0.9,), ""),
        (["0.8:0.9:2"], (0.8, 0.9), ""),
    ],
)
def test_lists_and_ranges(text: Any, values: tuple[float, ...], unit: str) -> None:
    axis = read_axis(text)
    assert axis.numeric
    assert axis.unit == unit
    assert axis.magnitudes() == pytest.approx(values)
    assert axis.count == len(axis.written()) == len(values)


def test_names_are_a_list_without_numbers() -> None:
    axis = read_axis("epa-i5, epa-i11")
    assert not axis.numeric
    assert (axis.texts, axis.unit, axis.ends()) == (("epa-i5", "epa-i11"), "", ("epa-i5", "epa-i11"))


def test_range_without_a_number_is_for_points() -> None:
    axis = read_axis("1 mm : 2 mm")
    assert axis.count is None
    assert axis.ends() == ("1 mm", "2 mm")
    assert Span(1.0, 100.0, "", None, "log").at(0.5) == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "no value to try"),
        ([], "no value to try"),
        ("5:1:0", "the range is empty"),
        ("1:5:-3", "the range is empty"),
        ("1:5:2.5", "whole number"),
        ("1:5:many", "whole number"),
        ("5:1:3", "runs backwards"),
        ("2:2:3", "from a value to itself"),
        ("1:2:1", "both ends"),
        ("0:1:3:log", "above zero"),
        ("1::3", "no range"),
        ("1:2:3:4", "no range"),
        ("1 kg:2 m:3", "one dimension"),
        ("1 kg, 2 m", "one dimension"),
        ("1,nan", "finite number"),
        ("1,abc", "begins with a number"),
        ("a:b:3", "begins with a number"),
        ("1,,2", "a value is missing"),
        ("1,2:3:4", "not ranges"),
        ("1 mm,1000 um", "stands twice"),
        ("a,b,a", "stands twice"),
        (True, "a list or a range"),
        ([True], "no value"),
        ([None, 1], "no value"),
        ({"a": 1}, "a list or a range"),
        (None, "a list or a range"),
    ],
)
def test_what_is_no_list_and_no_range(given: Any, said: str) -> None:
    with pytest.raises(MemsLcaError, match=said) as caught:
        read_axis(given)
    assert len(caught.value.findings) == 1


def test_every_wrong_path_is_told_at_once() -> None:
    with pytest.raises(MemsLcaError) as caught:
        read_axes({"a.b": "1:0:2", 'a."b"': "1,2", "a..c": "1", "d.e": "1"}, place="--vary ")
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("--vary a.b: error: the range runs backwards")
    assert lines[1].startswith("--vary a..c: error: a path is of the form")
    with pytest.raises(MemsLcaError, match="varied twice"):
        read_axes({"a.b": "1,2", 'a."b"': "1,2"})
    with pytest.raises(MemsLcaError, match="something to vary"):
        read_axes({})


def test_a_huge_range_is_counted_and_not_made() -> None:
    (axis,) = read_axes({"a.b": "1:2:1000000000000"})
    assert axis.count == 10**12
