"""The examples in the documentation are files that can be read, and the commands that it names exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from command import run
from mems_lca.face import check_file
from mems_lca.library.library import KINDS
from mems_lca.study.reading import load_yaml, validate
from mems_lca.study.study import Study
from tree import ROOT, files

PAGE = ROOT / "docs" / "study-files.md"
BLOCK = re.compile(r"^```yaml *(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
OF_SCHEMA = {"study": "studies", "route": "routes", "step": "steps"}


def blocks(kind: str) -> list[str]:
    """The YAML of the page: whole files (""), or parts of a study."""
    return [text for name, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")) if name == kind]


def merged(part: str) -> dict[str, Any]:
    """A part of a study put into the whole one of the page."""
    whole = load_yaml(PAGE, text=blocks("")[0])[0]
    return {**whole, **load_yaml(PAGE, text=part)[0]}


def test_the_page_has_examples() -> None:
    schemas = [re.search(r"mems-lca/(\w+)/1", text) for text in blocks("")]
    assert {found[1] for found in schemas if found} == set(OF_SCHEMA)
    assert len(blocks("study")) >= 3


@pytest.mark.parametrize("text", blocks(""), ids=lambda text: text.splitlines()[0])
def test_a_whole_file_is_right(text: str, tmp_path: Path) -> None:
    schema = re.search(r"mems-lca/(\w+)/1", text)
    assert schema is not None
    name = re.search(r"makes: \{product: (\w+)", text)
    file = tmp_path / f"{name[1] if name else 'example'}.yaml"
    file.write_text(text, encoding="utf-8")
    data, positions = load_yaml(file)
    assert validate(data, positions, KINDS[OF_SCHEMA[schema[1]]], str(file))
    assert [finding.line() for finding in check_file(file) if finding.severity == "error"] == []


@pytest.mark.parametrize("part", blocks("study"), ids=lambda text: text.splitlines()[0])
def test_a_part_of_a_study_is_right(part: str, tmp_path: Path) -> None:
    import json

    data = merged(part)
    assert validate(data, {}, Study, "study.yaml")
    file = tmp_path / "study.yaml"
    file.write_text(json.dumps(data), encoding="utf-8")
    assert [finding.line() for finding in check_file(file) if finding.severity == "error"] == []


def test_every_key_of_a_file_is_explained() -> None:
    text = PAGE.read_text(encoding="utf-8")
    keys = {field.alias or name for model in KINDS.values() for name, field in model.model_fields.items()}
    assert {key for key in keys if not re.search(rf"\b{key}\b", text)} - {"allocation", "die_yield", "product"} == set()


def commands() -> list[str]:
    """Commands in indented lines of the documentation, without those that show the options."""
    found = []
    for path in ["README.md", *map(str, files("docs"))]:
        if path.endswith(".md"):
            lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
            found += [line.strip() for line in lines if line.startswith("    mems-lca ") and "[" not in line]
    return found


@pytest.mark.parametrize(
    "line", [line for line in commands() if " gas " in line or " list " in line or " show " in line]
)
def test_commands_of_the_documentation_run(line: str) -> None:
    arguments = shlex.split(line, comments=True)[1:]
    if not {"KIND", "NAME", "GAS"} & set(arguments):
        assert run(*arguments).code == 0
