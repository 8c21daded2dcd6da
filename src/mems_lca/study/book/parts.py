"""What a workbook says of itself: its sheets, texts and number formats, and whether its formulas were calculated."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mems_lca.errors import Place, StudyError
from mems_lca.study.book.formats import PLAIN, Format, read_format
from mems_lca.study.book.package import Package
from mems_lca.study.book.xml_parts import Events, MalformedError, read_all

_ESCAPE: Final = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class SheetPart:
    """A sheet and the part of the package that holds its cells."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class Book:
    """A workbook that was opened: `recalculates` when whoever wrote it left its formulas to be calculated by Excel."""

    package: Package
    sheets: tuple[SheetPart, ...]
    strings: tuple[str, ...]
    formats: tuple[Format, ...]
    from_1904: bool
    recalculates: bool


def open_book(package: Package) -> Book:
    """The sheets, texts and formats of a checked package. Raises StudyError for a damaged one, and for macros."""
    types = _Types()
    _read(package, _part(package, "[Content_Types].xml"), types)
    if types.macros:
        expected = "a workbook saved as .xlsx without them"
        message = "the workbook is of a kind that carries macros"
        raise StudyError.single("workbook_macros", message, place=Place(package.file), expected=expected)
    main = _main_part(package)
    book = _Workbook()
    _read(package, main, book)
    if book.root != "workbook":
        message, expected = "this is an Office file, but no workbook", "an Excel workbook (.xlsx)"
        raise StudyError.single("workbook_kind", message, place=Place(package.file), expected=expected)
    links = _links(package, main)
    strings, styles = _Strings(), _Styles()
    for kind, part in links.values():
        if kind == "sharedStrings":
            _read(package, _part(package, part), strings)
        elif kind == "styles":
            _read(package, _part(package, part), styles)
    return Book(
        package,
        tuple(_sheets(package, book, links)),
        tuple(strings.found),
        tuple(styles.formats()),
        book.from_1904,
        book.recalculates,
    )


def damaged(file: str, message: str, sheet: str = "", cell: str = "") -> StudyError:
    """The error for a workbook that is not written as its format asks."""
    expected = "a whole .xlsx file: open it in Excel or LibreOffice and save it"
    place = Place(file, sheet=sheet, cell=cell)
    return StudyError.single("workbook_damaged", f"the file is damaged: {message}", place=place, expected=expected)


def malformed(file: str, part: str, error: MalformedError) -> StudyError:
    """The error for a part that is no XML, or that declares a document type or entities."""
    if not error.declares:
        return damaged(file, f"the part {part} {error}")
    message, expected = f"the part {part} {error}", "a workbook saved by Excel or LibreOffice"
    return StudyError.single("workbook_xml", message, place=Place(file), expected=expected)


def unescaped(text: str) -> str:
    """A text of a workbook with its escaped characters (_x000D_) put back and line ends as line feeds."""
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
    return plain.replace("\r\n", "\n").replace("\r", "\n") if "\r" in plain else plain


def _read(package: Package, part: str, events: Events) -> None:
    try:
        read_all(package.chunks(part), events)
    except MalformedError as error:
        raise malformed(package.file, part, error) from None
    except (ValueError, IndexError, KeyError) as error:
        raise damaged(package.file, f"the part {part} is not as a workbook has it ({error})") from None


def _part(package: Package, name: str) -> str:
    """The name of a part as the archive spells it; parts differ from each other in more than case."""
    wanted = name.casefold()
    found = next((part for part in package.sizes if part.casefold() == wanted), None)
    if found is None:
        raise damaged(package.file, f"the part {name} is missing")
    return found


def _main_part(package: Package) -> str:
    links = _links(package, "")
    found = next((part for kind, part in links.values() if kind == "officeDocument"), None)
    if found is None:
        raise damaged(package.file, "it does not say which of its parts is the workbook")
    return _part(package, found)


def _links(package: Package, part: str) -> Mapping[str, tuple[str, str]]:
    """What a part names by id: the kind (the last word of the relationship's type) and the part it leads to."""
    folder, name = posixpath.split(part)
    links = _Links(folder)
    _read(package, _part(package, posixpath.join(folder, "_rels", f"{name}.rels")), links)
    return links.found


def _sheets(package: Package, book: _Workbook, links: Mapping[str, tuple[str, str]]) -> list[SheetPart]:
    found: dict[str, SheetPart] = {}
    for name, link, hidden in book.sheets:
        kind, part = links.get(link, ("", ""))
        if kind not in ("worksheet", ""):
            continue
        if not part:
            raise damaged(package.file, "a sheet leads to no part", name)
        if name in found:
            raise damaged(package.file, "two sheets have this name", name)
        found[name] = SheetPart(name, _part(package, part), hidden)
    return list(found.values())


class _Reader:
    """Hears of elements and leaves all of them alone."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def text(self, text: str) -> None:
        """A piece of text."""

    def end(self, name: str) -> None:
        """An element ends."""


class _Types(_Reader):
    def __init__(self) -> None:
        self.macros = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        kind = attributes.get("ContentType", "").casefold()
        self.macros |= "macroenabled" in kind or "vbaproject" in kind or "macrosheet" in kind


class _Links(_Reader):
    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.found: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode", "Internal").casefold() != "external":
            path = posixpath.normpath(posixpath.join("/", self.folder, attributes["Target"])).lstrip("/")
            self.found[attributes["Id"]] = (attributes["Type"].rpartition("/")[2], path)


class _Workbook(_Reader):
    def __init__(self) -> None:
        self.root = ""
        self.sheets: list[tuple[str, str, bool]] = []
        self.from_1904 = False
        self.recalculates = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.root = self.root or name
        if name == "sheet":
            link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes["name"], link, attributes.get("state", "visible") != "visible"))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904", "0") in ("1", "true")
        elif name == "calcPr":
            self.recalculates = attributes.get("fullCalcOnLoad", "0") in ("1", "true")


class _Strings(_Reader):
    """The shared texts, without the phonetic guides that Japanese and Chinese workbooks carry beside them."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.pieces: list[str] = []
        self.listens = False
        self.guide = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.guide |= name == "rPh"
        self.listens = name == "t" and not self.guide

    def text(self, text: str) -> None:
        if self.listens:
            self.pieces.append(text)

    def end(self, name: str) -> None:
        self.listens = False
        if name == "rPh":
            self.guide = False
        elif name == "si":
            self.found.append(unescaped("".join(self.pieces)))
            self.pieces.clear()


class _Styles(_Reader):
    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.numbers: list[int] = []
        self.inside = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        # Conditional formats hold elements of the same names, which are not those of cells.
        if name in ("cellXfs", "numFmts"):
            self.inside = name
        elif name == "numFmt" and self.inside == "numFmts":
            self.codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name == "xf" and self.inside == "cellXfs":
            self.numbers.append(int(attributes.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        if name == self.inside:
            self.inside = ""

    def formats(self) -> list[Format]:
        """The number format of each cell style."""
        return [read_format(number, self.codes.get(number, "")) for number in self.numbers] or [PLAIN]
