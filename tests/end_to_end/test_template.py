"""`mems-lca template`: a workbook that can be calculated as it stands, and gives back the study it was made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from command import run
from mems_lca.library.book_packs import layout_of
from mems_lca.study.book.read import read_book
from mems_lca.study.reading import load_yaml
from mems_lca.study.shapes import long_form, same
from packs import shipped_library


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_template_is_the_study_of_init(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("init", "ours").code == 0
    done = run("template", "ours.xlsx", "--lang", lang)
    assert (done.code, done.errors) == (0, [])
    assert "mems-lca check ours.xlsx" in done.out
    book = read_book(tmp_path / "ours.xlsx", layout_of(shipped_library().packs))
    assert book.findings == ()
    text = load_yaml(tmp_path / "ours.yaml").data
    assert same(long_form("studies", text), long_form("studies", book.documents["studies", "ours"].data))
    assert {name for kind, name in book.documents if kind == "routes"} == {
        "accelerometer_grey", "accelerometer_green", "cap_wafer"
    }  # fmt: skip
    for key, document in book.documents.items():
        if key[0] == "routes":
            shipped = shipped_library().document(*key).data
            assert same(long_form("routes", shipped), long_form("routes", document.data)), key
    assert run("check", "ours.xlsx").code == 0


def test_template_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "ours.xlsx"
    target.write_bytes(b"mine")
    done = run("template", target)
    assert done.code == 2
    assert "is there already" in done.err
    assert target.read_bytes() == b"mine"
    assert run("template", target, "--force").code == 0
    assert target.read_bytes()[:2] == b"PK"
    assert [path.name for path in tmp_path.iterdir()] == ["ours.xlsx"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ours.txt"], "NAME.xlsx"),
        (["ours.xlsx", "--lang", "fr"], "en, zh"),
        (["ours.xlsx", "--study", "acelerometer"], "accelerometer"),
    ],
)
def test_wrong_requests_write_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("template", *arguments)
    assert done.code == 2
    assert says in done.err
    assert len(done.errors) == 1
    assert list(tmp_path.iterdir()) == []


def test_ending_is_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("template", "ours").code == 0
    assert (tmp_path / "ours.xlsx").is_file()
