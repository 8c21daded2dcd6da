"""Errors: one line each, always with a place, and picklable."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mems_lca import errors
from mems_lca.errors import Finding, MemsLcaError, Place, StudyError, nearest


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place(), ""),
        (Place(file="study.yaml"), "study.yaml"),
        (Place(file="study.yaml", line=12), "study.yaml:12"),
        (Place(file="study.yaml", line=12, path="device.yield"), "study.yaml:12 (device.yield)"),
        (Place(path="device.yield"), "device.yield"),
        (Place(line=3, path="a"), "line 3 (a)"),
        (Place(file="book.xlsx", sheet="Steps", cell="B4"), "book.xlsx:Steps!B4"),
        (Place(sheet="Steps", cell="B4", path="a.b"), "Steps!B4 (a.b)"),
        (Place(file="book.xlsx", sheet="Steps"), "book.xlsx:Steps"),
    ],
)
def test_place_text(place: Place, text: str) -> None:
    assert str(place) == text


def test_line_has_everything() -> None:
    place = Place(file="s.yaml", line=2, path="x.unit")
    finding = Finding("error", "unit-unknown", "unknown unit", place, "scmm", "a flow", "sccm")
    assert finding.line() == (
        "s.yaml:2 (x.unit): error: unknown unit; found 'scmm'; expected a flow; did you mean 'sccm'? [unit-unknown]"
    )


def test_line_without_place_and_details() -> None:
    assert Finding("warning", "old", "is old", Place()).line() == "warning: is old [old]"


@given(st.text(), st.text(), st.text())
def test_line_is_one_line(message: str, found: str, path: str) -> None:
    line = Finding("error", "c", message, Place(path=path), found).line()
    assert len(line.splitlines()) == 1


def test_long_text_is_cut() -> None:
    assert len(Finding("error", "c", "m", Place(), "x" * 10_000).line()) < 200


def test_str_joins_lines_and_single_has_one() -> None:
    error = StudyError.single("a", "first", place=Place(file="f"), found="1", expected="2", nearest="3")
    assert type(error) is StudyError
    assert len(error.findings) == 1
    assert error.findings[0].severity == "error"
    two = StudyError((*error.findings, Finding("warning", "b", "second", Place())))
    assert str(two).splitlines() == [finding.line() for finding in two.findings]


def test_at_fills_only_empty_places() -> None:
    here, there = Place(file="here"), Place(file="there")
    error = StudyError((Finding("error", "a", "x", Place()), Finding("error", "b", "y", here)))
    assert [finding.place for finding in error.at(there).findings] == [there, here]


def test_errors_survive_pickling() -> None:
    error = StudyError.single("a", "first", place=Place(file="f", line=1))
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is StudyError
    assert again.findings == error.findings
    assert str(again) == str(error)


def test_each_error_is_one_sentence() -> None:
    classes = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, MemsLcaError)]
    assert len(classes) == 8
    for one in classes:
        assert one.__doc__ is not None
        assert one.__doc__.count("\n") == 0
        assert one.__doc__.endswith(".")


@pytest.mark.parametrize(
    ("word", "choices", "answer"),
    [
        ("scmm", ["sccm", "slm"], "sccm"),
        ("KWH", ["kWh", "W"], "kWh"),
        ("zzz", ["sccm"], ""),
        ("", ["a"], ""),
        ("a", [], ""),
    ],
)
def test_nearest(word: str, choices: list[str], answer: str) -> None:
    assert nearest(word, choices) == answer
