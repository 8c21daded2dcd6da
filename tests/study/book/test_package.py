"""Which files are opened as workbooks: what is refused, why, and how little of it is read."""

from __future__ import annotations

import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from unittest import mock

import pytest

from mems_lca.errors import StudyError
from mems_lca.study.book.cells import read_cells, sheet_names
from mems_lca.study.book.package import DATA, INVENTORY, Limits, open_package
from study.book.broken import (
    DOCTYPE,
    EXTERNAL,
    LAUGHS,
    SHEET,
    bomb,
    cut,
    declaring,
    locked,
    lying_bomb,
    many_parts,
    ole,
    patched,
    replaced,
    with_links,
    workbook,
)

ROWS = {"Sites": [["Site", "Share"], ["fab", 0.5]]}
PARTS = [
    "[Content_Types].xml",
    "_rels/.rels",
    "docProps/core.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "xl/theme/theme1.xml",
    SHEET,
]
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"


def refusal(path: Path) -> tuple[str, str]:
    """The code and the line with which reading the file is refused; no second finding."""
    with pytest.raises(StudyError) as caught:
        read_cells(path, findings=[])
    (finding,) = caught.value.findings
    assert finding.severity == "error"
    assert finding.place.file == str(path)
    return finding.code, finding.line()


@dataclass(frozen=True)
class Watched:
    """A refusal, and what it took: bytes unpacked, and bytes of memory at most."""

    code: str
    line: str
    unpacked: int
    peak: int


def watched(path: Path, limits: Limits = INVENTORY) -> Watched:
    """How reading the file is refused, with every byte counted that comes out of the archive."""
    unpacked, read = 0, zipfile.ZipExtFile.read

    def counting(stream: zipfile.ZipExtFile, size: int | None = -1) -> bytes:
        nonlocal unpacked
        piece = read(stream, size)
        unpacked += len(piece)
        return piece

    refusal_of_plain_text(path.parent / "warm.xlsx")
    tracemalloc.start()
    try:
        with mock.patch.object(zipfile.ZipExtFile, "read", counting), pytest.raises(StudyError) as caught:
            read_cells(path, findings=[], limits=limits)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    (finding,) = caught.value.findings
    return Watched(finding.code, finding.line(), unpacked, peak)


def refusal_of_plain_text(path: Path) -> None:
    """Import what reading needs, so that memory is that of reading alone."""
    read_cells(plain(path), findings=[])


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def plain(path: Path) -> Path:
    return workbook(path, ROWS)


REFUSED: dict[str, tuple[Callable[[Path], Path], str, str, str]] = {
    # name: (builder, file name, code, what the line says)
    "text": (lambda path: write(path, b"Site,Share\nfab,0.5\n"), "a.xlsx", "workbook_kind", "this is a text file (CSV"),
    "text-utf16": (
        lambda path: write(path, "Site\tShare\n".encode("utf-16")),
        "a.xlsx",
        "workbook_kind",
        "this is a text file (CSV",
    ),
    "empty": (lambda path: write(path, b""), "a.xlsx", "workbook_kind", "the file is empty"),
    "picture": (
        lambda path: write(path, b"\x89PNG\r\n\x1a\n" + bytes(100)),
        "a.xlsx",
        "workbook_kind",
        "a file of another kind",
    ),
    "old-format": (lambda path: ole(path, encrypted=False), "a.xlsx", "workbook_kind", "old Excel format (.xls)"),
    "xls": (plain, "a.xls", "workbook_kind", "the old Excel format .xls is not read"),
    "xlsb": (plain, "a.xlsb", "workbook_kind", "the binary Excel format .xlsb is not read"),
    "xlsm": (plain, "a.xlsm", "workbook_kind", "a workbook with macros (.xlsm) is not read"),
    "xlsb-inside": (
        lambda path: patched(plain(path), {"xl/workbook.bin": b"x"}),
        "a.xlsx",
        "workbook_kind",
        "this is a binary Excel workbook (.xlsb)",
    ),
    "encrypted": (lambda path: ole(path, encrypted=True), "a.xlsx", "workbook_encrypted", "encrypted with a password"),
    "zip-encrypted": (lambda path: locked(plain(path)), "a.xlsx", "workbook_encrypted", "the archive is encrypted"),
    "macros": (
        lambda path: patched(plain(path), {"xl/vbaProject.bin": b"x"}),
        "a.xlsx",
        "workbook_macros",
        "the workbook carries macros",
    ),
    "macro-type": (
        lambda path: patched(plain(path), {"[Content_Types].xml": replaced(CONTENT_TYPE, MACRO_TYPE)}),
        "a.xlsx",
        "workbook_macros",
        "of a kind that carries macros",
    ),
    "macro-sheet": (
        lambda path: patched(plain(path), {"xl/macrosheets/sheet1.xml": b"<a/>"}),
        "a.xlsx",
        "workbook_macros",
        "sheets of macros",
    ),
    "truncated": (lambda path: cut(plain(path)), "a.xlsx", "workbook_damaged", "it is not a whole zip archive"),
    "not-xml": (
        lambda path: patched(plain(path), {SHEET: b"<worksheet><sheetData>"}),
        "a.xlsx",
        "workbook_damaged",
        f"the part {SHEET} is not well-formed XML",
    ),
    "no-sheet": (
        lambda path: patched(plain(path), {SHEET: None}),
        "a.xlsx",
        "workbook_damaged",
        f"the part {SHEET} is missing",
    ),
    "zip-of-something": (
        lambda path: patched(plain(path), {"[Content_Types].xml": None}),
        "a.xlsx",
        "workbook_kind",
        "this is a zip archive, but no workbook",
    ),
    "document": (
        lambda path: patched(plain(path), {"xl/workbook.xml": b"<document/>"}),
        "a.xlsx",
        "workbook_kind",
        "this is an Office file, but no workbook",
    ),
    "many-parts": (
        lambda path: many_parts(plain(path), 2_000),
        "a.xlsx",
        "workbook_size",
        "it has 2010 parts, at most 2000 are read",
    ),
    "opendocument": (
        lambda path: patched(plain(path), {"[Content_Types].xml": None, "content.xml": b"<a/>"}),
        "a.xlsx",
        "workbook_kind",
        "this is an OpenDocument file",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_is_refused_with_advice(case: str, tmp_path: Path) -> None:
    build, file, code, says = REFUSED[case]
    found, line = refusal(build(tmp_path / file))
    assert found == code
    assert says in line
    assert "; expected " in line


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.xlsx") == (
        "file",
        f"{tmp_path / 'none.xlsx'}: error: cannot read the file: No such file or directory [file]",
    )


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("doctype", [DOCTYPE, EXTERNAL, LAUGHS], ids=["doctype", "external", "laughs"])
def test_a_document_type_in_any_part_is_refused(part: str, doctype: bytes, tmp_path: Path) -> None:
    found = watched(patched(plain(tmp_path / "a.xlsx"), {part: declaring(doctype)}))
    assert found.code == "workbook_xml"
    assert f"the part {part} declares a document type or entities" in found.line
    assert found.unpacked < 30_000
    assert found.peak < 1_000_000


def test_a_document_type_in_utf_16_is_refused(tmp_path: Path) -> None:
    path = patched(plain(tmp_path / "a.xlsx"), {"docProps/app.xml": declaring(LAUGHS, "utf-16")})
    assert refusal(path)[0] == "workbook_xml"


def test_a_document_type_in_a_part_of_another_name_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(plain(tmp_path / "a.xlsx")) as archive:
        sheet = archive.read(SHEET)
    path = patched(
        tmp_path / "a.xlsx",
        {
            "xl/worksheets/sheet.dat": declaring(LAUGHS)(sheet),
            "xl/_rels/workbook.xml.rels": replaced("worksheets/sheet1.xml", "worksheets/sheet.dat"),
        },
    )
    code, line = refusal(path)
    assert code == "workbook_xml"
    assert "xl/worksheets/sheet.dat" in line


def test_an_entity_without_a_document_type_is_not_well_formed(tmp_path: Path) -> None:
    path = patched(plain(tmp_path / "a.xlsx"), {"xl/sharedStrings.xml": replaced("Site", "&l9;")})
    code, line = refusal(path)
    assert code == "workbook_damaged"
    assert "undefined entity" in line


def test_a_zip_bomb_is_refused_without_unpacking_it(tmp_path: Path) -> None:
    path = bomb(plain(tmp_path / "a.xlsx"), 50)
    assert path.stat().st_size < 100_000
    found = watched(path)
    assert found.code == "workbook_size"
    assert f"the part {SHEET} is compressed more than 250 to 1" in found.line
    assert found.unpacked == 0
    assert found.peak < 1_000_000


def test_a_bomb_that_says_its_size_is_refused_without_unpacking(tmp_path: Path) -> None:
    found = watched(bomb(plain(tmp_path / "a.xlsx"), 61))
    assert found.code == "workbook_size"
    assert "unpacked it says to have more than 60 MB" in found.line
    assert found.unpacked == 0


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    found = watched(lying_bomb(plain(tmp_path / "a.xlsx"), 50))
    assert found.code == "workbook_damaged"
    assert SHEET in found.line
    assert found.unpacked < 100_000
    assert found.peak < 2_000_000


def test_a_part_above_its_limit_is_refused_at_the_limit(tmp_path: Path) -> None:
    limits = replace(INVENTORY, part_bytes=200_000, total_bytes=300_000)
    path = patched(plain(tmp_path / "a.xlsx"), {"xl/media/a.bin": bytes(range(256)) * 1_000})
    found = watched(path, limits)
    assert found.code == "workbook_size"
    assert "unpacked the part xl/media/a.bin has more than 0.2 MB" in found.line
    assert found.unpacked < 300_000


def test_parts_above_the_limit_of_all_are_refused(tmp_path: Path) -> None:
    limits = replace(INVENTORY, part_bytes=200_000, total_bytes=300_000)
    path = patched(plain(tmp_path / "a.xlsx"), {f"xl/media/{n}.bin": bytes(range(256)) * 700 for n in range(2)})
    with pytest.raises(StudyError, match=r"unpacked it says to have more than 0.3 MB"):
        open_package(path, limits)


def test_a_file_above_its_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"the file has more than 0.001 MB"):
        open_package(plain(tmp_path / "a.xlsx"), replace(INVENTORY, file_bytes=1_000))


def test_a_long_directory_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"the list of its parts has more than 0.0001 MB"):
        open_package(plain(tmp_path / "a.xlsx"), replace(INVENTORY, directory_bytes=100))


def test_links_to_other_files_are_said_and_not_followed(tmp_path: Path) -> None:
    findings = []
    read = read_cells(with_links(plain(tmp_path / "a.xlsx")), findings=findings)
    assert read["Sites"].rows[1].cells["B"].value == 0.5
    (finding,) = findings
    assert (finding.severity, finding.code) == ("warning", "workbook_links")
    assert finding.message == "the workbook has links to other files or data sources (1): none is followed"


def test_limits_are_those_that_the_manual_names() -> None:
    assert (INVENTORY.part_bytes, INVENTORY.total_bytes) == (20_000_000, 60_000_000)
    assert (DATA.rows, DATA.columns) == (200_000, 200)


def test_names_of_sheets_are_in_the_order_of_the_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Sites": [], "设备": [], "_notes": []}, hidden=["设备"])
    assert sheet_names(path) == ("Sites", "设备", "_notes")


def test_an_encoding_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    path = patched(plain(tmp_path / "a.xlsx"), {"xl/styles.xml": replaced("UTF-8", "bogus")})
    assert refusal(path)[0] == "workbook_damaged"
