from __future__ import annotations

import pytest

from mems_lca.study.records.numbers import Mark, common_mark, mark_of, take_apart, value_of


@pytest.mark.parametrize(
    ("text", "value", "behind"),
    [
        ("412350", 412350.0, ""), ("12,5", 12.5, ""), ("1.234,5", 1234.5, ""), ("1,234.5", 1234.5, ""),
        ("1.234.567", 1234567.0, ""), ("1 234,5 m3", 1234.5, "m3"), ("1'234'567", 1234567.0, ""),
        ("12,34,567.8", 1234567.8, ""), ("１２３．５ kWh", 123.5, "kWh"), ("1.2e3 kWh", 1200.0, "kWh"),
        (".5", 0.5, ""), ("5-", -5.0, ""), ("(1,234.50)", -1234.5, ""), ("−3", -3.0, ""), ("10 m3", 10.0, "m3"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_they_are_meant(text: str, value: float, behind: str) -> None:
    written = take_apart(text)
    assert written is not None
    assert (value_of(written, None, points=True), written.behind) == (value, behind)


@pytest.mark.parametrize("text", ["abc", "", "kWh 3", "10³ kWh", "½"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert take_apart(text) is None


@pytest.mark.parametrize(
    ("text", "mark", "points"),
    [
        ("1,234", None, True),
        ("1.234", None, False),
        ("12,5", ".", True),
        ("12.34.5", None, True),
        ("1e400", None, True),
    ],
)
def test_a_number_that_could_be_two_is_refused(text: str, mark: Mark | None, points: bool) -> None:
    written = take_apart(text)
    assert written is not None
    with pytest.raises(ValueError, match=r"decimal|too large"):
        value_of(written, mark, points=points)


@pytest.mark.parametrize(("digits", "mark"), [("1,234", None), ("1.234", None), ("0.123", "."), ("1234,567", ",")])
def test_a_mark_shows_itself_where_it_cannot_part_thousands(digits: str, mark: Mark | None) -> None:
    assert mark_of(digits) == mark


def test_the_marks_of_a_table_are_those_of_all_its_numbers() -> None:
    assert common_mark(["1.234", "12,5"]) == (",", True)
    assert common_mark(["1,234", "0.5"]) == (".", True)
    assert common_mark(["1,234", "7"]) == (None, False)
    assert common_mark(["12,5", "3.25"]) == (None, True)
