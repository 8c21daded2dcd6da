"""Where the file goes: beside its target and renamed; a target that cannot be replaced stays whole."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from mems_lca.analysis.result import Result
from mems_lca.errors import ReportError
from mems_lca.reporting.workbook import write_workbook


def test_folder_is_made_and_path_returned(result: Result, tmp_path: Path) -> None:
    target = tmp_path / "new" / "deep" / "报告.xlsx"
    assert write_workbook(result, target) == target
    assert [path.name for path in target.parent.iterdir()] == ["报告.xlsx"]


def test_old_file_is_replaced(result: Result, tmp_path: Path) -> None:
    target = tmp_path / "book.xlsx"
    target.write_text("old")
    write_workbook(result, target)
    assert target.read_bytes()[:2] == b"PK"


def test_old_file_stays_whole_when_it_cannot_be_replaced(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "book.xlsx"
    target.write_text("old")

    def locked(source: object, destination: object) -> None:
        raise PermissionError(13, "the file is open in another program")

    monkeypatch.setattr(os, "replace", locked)
    with pytest.raises(ReportError, match=r"book\.xlsx.*cannot be written.*open in another program"):
        write_workbook(result, target)
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]


def test_target_that_is_a_folder_is_refused(result: Result, tmp_path: Path) -> None:
    target = tmp_path / "book.xlsx"
    target.mkdir()
    with pytest.raises(ReportError, match="cannot be written"):
        write_workbook(result, target)
    assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]


def test_folder_that_cannot_be_made_is_refused(result: Result, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(ReportError, match="cannot be written"):
        write_workbook(result, tmp_path / "file" / "book.xlsx")


def test_error_while_writing_leaves_nothing_behind(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mems_lca.reporting import book

    monkeypatch.setattr(book, "LONGEST_FORMULA", 100)
    with pytest.raises(ReportError, match="longer than a spreadsheet takes"):
        write_workbook(result, tmp_path / "book.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_unknown_language_is_refused(result: Result, tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="no texts in this language"):
        write_workbook(result, tmp_path / "book.xlsx", lang="fr")


@pytest.mark.slow
def test_writing_takes_seconds(result: Result, tmp_path: Path) -> None:
    started = time.process_time()
    write_workbook(result, tmp_path / "book.xlsx")
    assert time.process_time() - started < 5
