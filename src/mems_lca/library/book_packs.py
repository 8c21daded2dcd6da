"""Workbooks as packs: the study, routes and steps of one workbook, read once, on top of the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mems_lca.errors import Finding
from mems_lca.library.packs import Pack
from mems_lca.study.reading import Document

if TYPE_CHECKING:
    from mems_lca.study.book.layout import Layout
    from mems_lca.study.book.read import Book

LAYOUT_FILE = "inventory_workbook.yaml"
SUFFIX = ".xlsx"
# Sheets by which a workbook is known to be an inventory, and no report.
_OF_EVERY_INVENTORY = frozenset({"study", "sites", "routes", "values"})


@dataclass(frozen=True)
class WorkbookPack(Pack):
    """One workbook, as a pack that holds its documents and nothing else; `root` is the file."""

    book: Book

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What cells and tables of the workbook gave rise to."""
        return self.book.findings

    def files(self, kind: str) -> dict[str, Path]:
        """The workbook by the names of the documents of a kind."""
        return {name: self.root for of_kind, name in self.book.documents if of_kind == kind}

    def document(self, kind: str, name: str) -> Document:
        """One document of the workbook."""
        return self.book.documents[kind, name]

    def factor_file(self, relative: str) -> Path | None:
        """None: tables of factors are not part of a workbook."""
        return None

    def report_file(self, relative: str) -> Path | None:
        """None: a workbook brings no report data."""
        return None


def is_workbook(path: Path) -> bool:
    """Whether a file is read as a workbook."""
    return path.suffix.lower() == SUFFIX


def layout_of(packs: Sequence[Pack]) -> Layout:
    """The layout of inventory workbooks, of the last pack that has one. Raises StudyError."""
    from mems_lca.study.book.layout import read_layout

    return read_layout([file for pack in packs if (file := pack.report_file(LAYOUT_FILE))][-1])


def holds_inventory(path: Path, packs: Sequence[Pack]) -> bool:
    """Whether a file is an inventory workbook: one with the sheets of study, sites, routes and values."""
    if not is_workbook(path):
        return False
    from mems_lca.errors import StudyError
    from mems_lca.study.book.cells import sheet_names
    from mems_lca.study.book.heads import folded

    known = {folded(name): sheet.id for name, sheet in layout_of(packs).named() if sheet is not None}
    try:
        held = {known.get(folded(name), "") for name in sheet_names(path)}
    except StudyError:
        return False
    return held >= _OF_EVERY_INVENTORY


def with_workbook(path: Path, packs: Sequence[Pack]) -> tuple[Pack, ...]:
    """The packs with a workbook on top, or as they are for any other file.

    Raises StudyError for a workbook that cannot be opened; what is wrong inside stands in the pack's findings.
    """
    if not is_workbook(path) or any(pack.root == path for pack in packs):
        return tuple(packs)
    from mems_lca.study.book.read import read_book

    return (*packs, WorkbookPack(path, read_book(path, layout_of(packs))))
