"""Rules that hold for every file of the repository."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tree import ROOT, files

LONGEST_MODULE = 300

# Written with character classes, so that this file does not break its own rules.
INDEX = re.compile(r"pypi[.]org|pythonhosted[.]org|index[-]url|find[-]links|trusted[-]host|://[^\s\"']*/simple[/]")
MACHINE = re.compile(r"(?<![\w.}~-])/(?:home|opt|private|root|tmp|Users|work)/[A-Za-z0-9]|\b[A-Z]:\\\\?Users\b")
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E)\b")


def texts() -> list[tuple[Path, str]]:
    """Every file that is text, with its content."""
    found = []
    for path in files():
        content = (ROOT / path).read_bytes()
        if b"\0" not in content:
            found.append((path, content.decode("utf-8")))
    return found


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """`file:line: text` of every line in which the pattern occurs."""
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    """The project table of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def test_no_file_names_a_registry() -> None:
    assert lines_with(INDEX) == []


def test_no_file_names_a_path_of_a_machine() -> None:
    assert lines_with(MACHINE) == []


def test_nothing_is_marked_unfinished() -> None:
    assert lines_with(UNFINISHED) == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (INDEX, "--extra-index" + "-url https://example.com"),
        (INDEX, "https://mirror.example.com/root" + "/simple/numpy"),
        (MACHINE, "cd /ho" + "me/someone/mems"),
        (MACHINE, '"C:' + "\\\\Users" + '\\\\someone"'),
        (UNFINISHED, "# TO" + "DO: later"),
    ],
)
def test_rule_finds_what_it_forbids(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


@pytest.mark.parametrize("line", ["src/mems_lca/work/plan", "kWh/work/hour", "~/opt/x", "$(HOME)/opt"])
def test_rule_on_paths_lets_relative_paths_be(line: str) -> None:
    assert not MACHINE.search(line)


def test_modules_are_short() -> None:
    modules = [path for path in files("src") if path.suffix == ".py"]
    lengths = {str(path): len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in modules}
    assert lengths
    assert {name: length for name, length in lengths.items() if length >= LONGEST_MODULE} == {}


def test_one_version_everywhere(project: dict[str, Any]) -> None:
    import mems_lca

    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    latest = re.search(r"^## (\d+\.\d+\.\d+)", changes, re.MULTILINE)
    cited = re.search(r"^version: (\S+)$", citation, re.MULTILINE)
    assert latest is not None
    assert cited is not None
    assert {latest[1], cited[1], mems_lca.__version__} == {project["version"]}


def test_each_supported_python_has_pins_with_hashes() -> None:
    names = [path.name for path in files("requirements") if path.suffix == ".txt"]
    assert names == ["py311.txt", "py312.txt", "py313.txt"]
    for name in names:
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
        assert len(entries) > 50
        assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_pins_cover_every_direct_dependency(project: dict[str, Any]) -> None:
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    wanted = {_canonical(re.split(r"[<>=!~ \[;]", line)[0]) for group in groups for line in group}
    for path in files("requirements"):
        pinned = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
        assert wanted - {_canonical(name) for name in pinned} == set(), path


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
