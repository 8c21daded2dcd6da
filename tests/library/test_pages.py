"""The pages made from the library are those in docs/, and say what `mems-lca show` says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mems_lca.analysis.step_figures import StepFigures
from mems_lca.library.catalogue_steps import step_page
from mems_lca.library.pages import escaped, step_markdown
from mems_lca.library.searches import searches
from mems_lca.reporting.assumptions_page import figure
from mems_lca.reporting.pages import ASSUMPTIONS, FIGURES, figures, pages, structure
from mems_lca.study.formula import to_text
from packs import shipped_library
from tree import ROOT

DOCS = ROOT / "docs"
ADVICE = "docs/ is not what the library says: run `make pages`"
LINK = re.compile(r"\]\(([^)#]*)(?:#([^)]*))?\)")
ROW = re.compile(r"^\| \[([\w-]+)\]\(steps/[\w-]+\.md\) \| .* \| (\d+) of (\d+) \|$", re.MULTILINE)
NAMES = shipped_library().names("steps")


def shipped(path: str) -> str:
    file = DOCS / path
    assert file.is_file(), f"docs/{path} is missing. {ADVICE}"
    return file.read_text(encoding="utf-8")


def test_docs_have_the_structure_of_the_library() -> None:
    made = pages(shipped_library(), {})
    assert [path for path, text in made.items() if structure(text) != structure(shipped(path))] == [], ADVICE


def test_docs_have_no_page_of_a_step_that_is_gone() -> None:
    found = {file.stem for file in (DOCS / "steps").glob("*.md")}
    assert found == {*NAMES, "index"}, ADVICE


def test_every_page_of_a_step_has_figures() -> None:
    assert [name for name in NAMES if shipped(f"steps/{name}.md").count(FIGURES) != 1] == [], ADVICE


def test_assumptions_count_the_parameters_of_every_step() -> None:
    found = {name: (int(assumed), int(total)) for name, assumed, total in ROW.findall(shipped(ASSUMPTIONS))}
    library = shipped_library()
    expected = {
        name: (sum(entry.source == "assumption" for entry in parameters.values()), len(parameters))
        for name in NAMES
        for parameters in (library.step(name).parameters,)
    }
    assert found == expected, ADVICE


@pytest.fixture(scope="module")
def calculated() -> dict[str, StepFigures]:
    """The figures of every step, calculated now."""
    return figures(shipped_library())


@pytest.mark.slow
def test_figures_of_the_pages_are_those_of_a_calculation(calculated: dict[str, StepFigures]) -> None:
    made = pages(shipped_library(), calculated)
    assert [path for path, text in made.items() if text != shipped(path)] == [], ADVICE


@pytest.mark.parametrize("path", ["sources.md", ASSUMPTIONS, "steps/index.md", *(f"steps/{name}.md" for name in NAMES)])
def test_links_lead_somewhere(path: str) -> None:
    broken = []
    for target, anchor in LINK.findall(shipped(path)):
        file = (DOCS / path).parent / target if target else DOCS / path
        if not file.is_file() or (anchor and anchor not in anchors(file)):
            broken.append(f"{target}#{anchor}")
    assert broken == []


def anchors(file: Path) -> set[str]:
    return set(re.findall(r"^#+ ([a-z0-9-]+)$", file.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("name", NAMES)
def test_page_says_what_show_says(name: str) -> None:
    text = step_markdown(shipped_library(), name)
    page = step_page(shipped_library(), name)
    assert escaped(page.text) in text
    for section in page.sections:
        for item in section.items:
            assert len(item.cells) == len(section.columns)
            assert f"| `{item.name}` |" in text or f"| [{item.name}](" in text
            assert all(cell in item.text for cell in item.cells[:1])
    step = shipped_library().step(name)
    for formula in (*step.derived.values(), *(exchange.amount for exchange in step.exchanges)):
        assert f"| `{to_text(formula)}` |" in text


def test_tables_have_as_many_cells_in_every_row() -> None:
    for path, text in pages(shipped_library(), {}).items():
        for block in text.split("\n\n"):
            if block.startswith("|"):
                widths = {len(re.split(r"(?<!\\)\|", line)) for line in block.splitlines()}
                assert len(widths) == 1, (path, block[:200])


def test_text_that_would_mean_something_to_markdown() -> None:
    assert escaped("15 02 02*, a|b\n <5 [x]") == r"15 02 02\*, a\|b \<5 \[x\]"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (5.0, "5.00"),
        (184.2, "184"),
        (1577.0, "1580"),
        (0.00584, "0.00584"),
        (5.8e-4, "5.80e-04"),
        (-5.903, "-5.90"),
    ],
)
def test_figure(value: float, text: str) -> None:
    assert figure(value) == text


def test_notes_on_searches_name_steps_and_sources_that_are_there() -> None:
    library = shipped_library()
    notes = searches(library)
    assert set(notes) <= set(NAMES)
    assert {name for note in notes.values() for name in note.sources} <= library.factors.source_ids()
    assert all(note.found for note in notes.values())
