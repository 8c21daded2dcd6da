"""The shipped factor library, and a way to write a small pack."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mems_lca.library.factors import FactorLibrary
from mems_lca.library.packs import Pack, shipped_pack

SOURCES = """\
assumption:
  title: Assumption
  where: the note
  licence: own
  redistribution: yes
some-2020:
  title: A document
  where: somewhere
  licence: CC BY 4.0
  redistribution: yes
secret-2020:
  title: A closed document
  where: somewhere
  licence: all rights reserved
  redistribution: no
"""

WritePack = Callable[[dict[str, str]], Pack]


@pytest.fixture(scope="session")
def factors() -> FactorLibrary:
    """The look-ups over the shipped pack alone."""
    return FactorLibrary([shipped_pack()])


@pytest.fixture
def sources_text() -> str:
    """A small sources.yaml: an assumption, a document, and one that may not be redistributed."""
    return SOURCES


@pytest.fixture
def write_pack(tmp_path: Path) -> WritePack:
    """A function that writes files below factors/ of a new pack; sources.yaml is there unless given."""
    count = 0

    def write(files: dict[str, str]) -> Pack:
        nonlocal count
        count += 1
        root = tmp_path / f"pack{count}"
        for name, text in {"sources.yaml": SOURCES, **files}.items():
            path = root / "factors" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return Pack(root)

    return write
