"""Pages of the catalogue as Markdown: what `mems-lca show` prints, with tables and links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from mems_lca.library.catalogue_factors import source_page
from mems_lca.library.catalogue_pages import Item, Page, Section
from mems_lca.library.catalogue_steps import step_page
from mems_lca.library.library import Library
from mems_lca.study.stages import STAGES

STAGE_TITLES = {
    "raw_materials": "Raw materials",
    "wafer_fabrication": "Wafer fabrication",
    "packaging_test": "Packaging and test",
    "distribution": "Distribution",
    "use": "Use",
    "end_of_life": "End of life",
}
_LINKED = frozenset({"source", "made by"})
_CODE = re.compile(r"equation|amount\b.*")
_CITED = re.compile(r"\\\[([a-z0-9-]+)\\\]")
_SPECIAL = re.compile(r"([\\`*|<~\[\]])")
_MADE = "<!-- Made by `make pages` from {files}: edit there, and make it again. -->"


def step_markdown(library: Library, name: str) -> str:
    """The page of a step below docs/steps/, without figures that need a calculation."""
    page = step_page(library, name)
    links = _links(library)
    file = f"inventories/steps/{name}.yaml"
    facts = [*(f"- {key}: {value}" for key, value in page.facts if key != "file"), f"- file: [{file}](../../{file})"]
    blocks = [made_from(file), f"# {escaped(page.title)}", f"`{name}`", escaped(page.text), "\n".join(facts)]
    for section in page.sections:
        blocks += [f"## {section.title}", _section(section, links)]
    return joined(blocks)


def index_markdown(library: Library) -> str:
    """The list of all steps, by stage: of a wafer or device first, then the supply steps."""
    steps = {name: library.step(name) for name in library.names("steps")}
    blocks = [
        made_from("inventories/steps/"),
        "# Steps",
        f"The library has {len(steps)} steps. Each page says what the step models, with its parameters, formulas, "
        "exchanges and sources, and what it takes and emits at its defaults. How much of that rests on assumptions "
        "stands in [assumptions](../assumptions.md); the documents are in [sources](../sources.md).",
    ]
    for stage in STAGES:
        for supply in (False, True):
            names = [name for name, step in steps.items() if step.stage == stage and (step.makes is not None) == supply]
            if names:
                title = f"{STAGE_TITLES[stage]}{': supply steps' if supply else ''}"
                rows = [(f"[{name}]({name}.md)", escaped(steps[name].name.en), steps[name].per) for name in names]
                blocks += [f"## {title} ({len(names)})", table(("step", "what it is", "per"), rows)]
    return joined(blocks)


def sources_markdown(library: Library) -> str:
    """All sources, each under a heading that links can name."""
    names = sorted(library.factors.source_ids())
    blocks = [
        made_from("factors/sources.yaml"),
        "# Sources",
        f"The {len(names)} documents that the numbers of this library come from, with their terms. "
        "Redistribution `yes`: the numbers may be passed on; `cite_only`: single figures are quoted, always with this "
        "reference.",
    ]
    for name in names:
        blocks += [f"## {name}", _source(source_page(library, name))]
    return joined(blocks)


def _source(page: Page) -> str:
    lines = [escaped(page.title), "", *(f"- {key}: {escaped(value)}" for key, value in page.facts)]
    if page.text:
        lines.append(f"- note: {escaped(page.text)}")
    return "\n".join(lines)


# ---------------------------------------------------------------- pieces of a page


def made_from(files: str) -> str:
    """The first line of a page, which says where to change it."""
    return _MADE.format(files=files)


def joined(blocks: Iterable[str]) -> str:
    """Blocks with an empty line between them."""
    return "\n\n".join(block for block in blocks if block) + "\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def escaped(text: str) -> str:
    """Text on one line in which no sign means anything to Markdown."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def source_link(name: str, folder: str = "") -> str:
    """A link to the entry of a source on the page of sources, which lies in `folder`."""
    return f"[{name}]({folder}sources.md#{name})"


def _links(library: Library) -> Mapping[str, str]:
    """Names of sources and steps as links from the page of a step."""
    sources = {name: source_link(name, "../") for name in library.factors.source_ids()}
    return {name: f"[{name}]({name}.md)" for name in library.names("steps")} | sources


def _section(section: Section, links: Mapping[str, str]) -> str:
    notes = any(item.note for item in section.items)
    columns = ["name", *section.columns, *(["note"] if notes else [])]
    rows = [[*_cells(item, section, links), *([_cited(item.note, links)] if notes else [])] for item in section.items]
    return table(columns, rows)


def _cells(item: Item, section: Section, links: Mapping[str, str]) -> Iterator[str]:
    yield links.get(item.name, f"`{item.name}`") if section.title == "Sources" else f"`{item.name}`"
    for column, cell in zip(section.columns, item.cells, strict=True):
        if column in _LINKED and cell in links:
            yield links[cell]
        elif cell and _CODE.fullmatch(column):
            yield f"`{cell}`"
        else:
            yield _cited(cell, links)


def _cited(text: str, links: Mapping[str, str]) -> str:
    """Escaped text in which a source in brackets is a link."""
    return _CITED.sub(lambda match: links.get(match[1], match[0]), escaped(text))
