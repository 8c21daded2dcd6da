"""Paths of values: what they may look like, and that splitting and joining undo each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mems_lca.errors import StudyError
from mems_lca.study.paths import join, split


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("device", ("device",)),
        ("grey.release_etch.sf6_flow", ("grey", "release_etch", "sf6_flow")),
        ("grey.cap_wafer/cavity_etch.cavity_depth", ("grey", "cap_wafer/cavity_etch", "cavity_depth")),
        ('factors."c-C4F8O".gwp', ("factors", "c-C4F8O", "gwp")),
        ('factors."electricity@CN-JS".direct', ("factors", "electricity@CN-JS", "direct")),
        ('"a.b".c', ("a.b", "c")),
        (" a . b ", ("a", "b")),
    ],
)
def test_parts(path: str, parts: tuple[str, ...]) -> None:
    assert split(path) == parts


@pytest.mark.parametrize("path", ["", ".", "a.", ".a", "a..b", '"a.b', 'a"b.c', '"a"b.c', "a. .b", '""', 'a.""', "   "])
def test_malformed_path_is_refused(path: str) -> None:
    with pytest.raises(StudyError) as caught:
        split(path)
    assert [finding.code for finding in caught.value.findings] == ["path"]


def test_only_parts_with_dots_are_quoted() -> None:
    assert join("factors", "c-C4F8O", "gwp") == "factors.c-C4F8O.gwp"
    assert join("x", "1.5 um etch") == 'x."1.5 um etch"'


names = st.text(st.characters(codec="utf-8", exclude_characters='"\\', exclude_categories=["C", "Z"]), min_size=1)


@given(st.lists(names, min_size=1, max_size=4))
def test_split_undoes_join(parts: list[str]) -> None:
    assert split(join(*parts)) == tuple(parts)


@pytest.mark.parametrize("parts", [('a"b', "c"), ("a.\\", "b"), ('a."b', "c"), ("back\\slash", "b")])
def test_split_undoes_join_with_quotes_and_backslashes(parts: tuple[str, ...]) -> None:
    assert split(join(*parts)) == parts
