"""Packs are found, their file names are names, and a folder that is none is refused."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from mems_lca.errors import LibraryError
from mems_lca.library import packs
from mems_lca.library.library import Library
from mems_lca.library.packs import Pack, find_packs, shipped_pack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    steps = tmp_path / "mine" / "inventories" / "steps"
    steps.mkdir(parents=True)
    (steps / "etch.yaml").write_text("this is: [not parsed", encoding="utf-8")
    (steps / "clean.yaml").touch()
    (steps / "notes.txt").touch()
    return tmp_path / "mine"


def plugins(monkeypatch: pytest.MonkeyPatch, *points: EntryPoint) -> None:
    monkeypatch.setattr(packs, "entry_points", lambda group: points)


def test_shipped_pack_has_sources() -> None:
    assert shipped_pack().factor_file("sources.yaml")


def test_names_are_listed_without_parsing(folder: Path) -> None:
    assert Pack(folder).names("steps") == ("clean", "etch")
    assert Pack(folder).names("routes") == ()


def test_files_by_name(folder: Path) -> None:
    assert Pack(folder).files("steps")["etch"] == folder / "inventories" / "steps" / "etch.yaml"


@pytest.mark.parametrize("name", ["ecth", "../steps/etch", "notes"])
def test_only_a_listed_name_has_a_file(folder: Path, name: str) -> None:
    with pytest.raises(LibraryError, match="etch" if name == "ecth" else "there is no step of this name"):
        Library([Pack(folder)]).file("steps", name)


def test_missing_files_are_none(folder: Path) -> None:
    assert Pack(folder).factor_file("sources.yaml") is None
    assert Pack(folder).report_file("report.yaml") is None


def test_given_packs_come_last(folder: Path) -> None:
    found = find_packs([folder])
    assert found[0] == shipped_pack()
    assert found[-1] == Pack(folder)


@pytest.mark.parametrize("name", ["empty", "missing"])
def test_folder_that_is_no_pack_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(LibraryError, match="not a pack"):
        find_packs([tmp_path / name])


def test_plugins_stand_between_by_name(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other"
    (other / "factors").mkdir(parents=True)
    (tmp_path / "plugin_of_test.py").write_text(
        f"A = {str(other)!r}\ndef b():\n    return {str(folder)!r}\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    group = packs.ENTRY_POINT_GROUP
    plugins(
        monkeypatch,
        EntryPoint("two", "plugin_of_test:b", group),
        EntryPoint("one", "plugin_of_test:A", group),
    )
    assert find_packs() == (shipped_pack(), Pack(other), Pack(folder))


def test_package_may_itself_be_the_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "package_of_test"
    (root / "factors").mkdir(parents=True)
    (root / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    plugins(monkeypatch, EntryPoint("one", "package_of_test", packs.ENTRY_POINT_GROUP))
    assert find_packs()[1] == Pack(root)


def test_broken_plugin_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    plugins(monkeypatch, EntryPoint("acme", "no_such_package_anywhere", packs.ENTRY_POINT_GROUP))
    with pytest.raises(LibraryError, match="plugin acme"):
        find_packs()
