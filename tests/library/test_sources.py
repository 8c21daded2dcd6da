"""Every number has a source, every source says what may be done with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mems_lca.errors import LibraryError
from mems_lca.library.factors import FactorLibrary
from mems_lca.library.packs import shipped_pack
from mems_lca.library.sources import read_sources


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_source_is_read(tmp_path: Path) -> None:
    text = "some-2020:\n  title: T\n  where: W\n  licence: L\n  redistribution: cite_only\n  year: 2020\n"
    source = read_sources([write(tmp_path / "sources.yaml", text)])["some-2020"]
    assert (source.title, source.year, source.redistribution, source.loads) == ("T", 2020, "cite_only", True)


@pytest.mark.parametrize("word", ["yes", "no", '"no"', "cite_only"])
def test_redistribution_is_a_word_not_a_boolean(tmp_path: Path, word: str) -> None:
    text = f"a:\n  title: T\n  where: W\n  licence: L\n  redistribution: {word}\n"
    assert read_sources([write(tmp_path / "sources.yaml", text)])["a"].loads is ("no" not in word)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("some-2020", "Some 2020", 6),
        ("title: A document", "title: ''", 6),
        ("  where: somewhere\n", "", 6),
        ("CC BY 4.0", "", 6),
        ("redistribution: yes", "redistribution: maybe", 1),
        ("title: A document", "titel: A document", 6),
        ("title: A document", "title: A document\n  year: soon", 6),
        ("secret-2020", "some-2020", 11),
    ],
)
def test_broken_source_is_refused_with_its_line(
    tmp_path: Path, sources_text: str, old: str, new: str, line: int
) -> None:
    text = sources_text.replace(old, new, 1)
    assert text != sources_text
    with pytest.raises(LibraryError) as caught:
        read_sources([write(tmp_path / "sources.yaml", text)])
    assert {finding.place.line for finding in caught.value.findings} == {line}


def test_ids_stand_in_alphabetical_order() -> None:
    file = shipped_pack().factor_file("sources.yaml")
    assert file is not None
    ids = list(read_sources([file]))
    assert ids == sorted(ids)


def test_no_shipped_source_forbids_redistribution(factors: FactorLibrary) -> None:
    assert [id_ for id_ in factors.source_ids() if not factors.source(id_).loads] == []


def test_unknown_source_names_the_nearest(factors: FactorLibrary) -> None:
    with pytest.raises(LibraryError, match="epa-98-i5"):
        factors.source("epa-98-i55")


def test_every_shipped_table_loads(factors: FactorLibrary) -> None:
    assert [finding.line() for finding in factors.check()] == []
