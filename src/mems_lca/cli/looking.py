"""The commands `list` and `show`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mems_lca.cli.terminal import say, say_items, say_paragraph, say_table

if TYPE_CHECKING:
    from mems_lca.library.catalogue_pages import Page


def run_list(kind: str, *, packs: Sequence[Path] | None, as_json: bool) -> None:
    """Prints the entries of a kind. Raises LibraryError."""
    from mems_lca.library.catalogue import listing
    from mems_lca.library.library import open_library

    found = listing(open_library(packs or ()), kind)
    if as_json:
        print(json.dumps(found.to_records(), ensure_ascii=False, indent=2))
    elif found.rows:
        say_table(found.columns, found.rows)
    else:
        say(f"There are no {kind}.")


def run_show(name: str, *, packs: Sequence[Path] | None, as_json: bool) -> None:
    """Prints all that is known of a name. Raises LibraryError."""
    from mems_lca.library.catalogue import pages
    from mems_lca.library.library import open_library

    found = pages(open_library(packs or ()), name)
    if as_json:
        print(json.dumps([page.to_dict() for page in found], ensure_ascii=False, indent=2))
        return
    for index, page in enumerate(found):
        if index:
            say()
        _print(page)


def _print(page: Page) -> None:
    say(f"{page.name} ({page.kind})")
    if page.title != page.name:
        say(page.title)
    if page.text:
        say()
        say_paragraph(page.text)
    if page.facts:
        say()
        say_items((name, text, "") for name, text in page.facts)
    for section in page.sections:
        say()
        say(section.title)
        say_items((item.name, item.text, item.note) for item in section.items)
