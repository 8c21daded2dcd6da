"""Whether a file is a workbook that is safe to read: asked before anything in it is parsed, and nothing is fetched."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Final

from mems_lca.errors import Finding, Place, StudyError
from mems_lca.study.book.xml_parts import MalformedError, check_prolog

_MEGABYTE: Final = 1_000_000
_CHUNK: Final = 65_536
_SAVE_AS: Final = "an Excel workbook (.xlsx): open it in Excel or LibreOffice and save it as .xlsx"
_OTHER_SUFFIXES: Final = MappingProxyType(
    {
        ".xls": "the old Excel format .xls is not read",
        ".xlsb": "the binary Excel format .xlsb is not read",
        ".xlsm": "a workbook with macros (.xlsm) is not read",
        ".xltm": "a template with macros (.xltm) is not read",
        ".xlam": "an add-in of Excel is not read",
        ".ods": "an OpenDocument sheet (.ods) is not read",
    }
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
# What zipfile raises for archives that contradict themselves.
_UNREADABLE: Final = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError)
_LINKED: Final = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")


@dataclass(frozen=True)
class Limits:
    """What a workbook may hold at most; sizes in bytes, those of parts and of all parts uncompressed.

    `ratio` is how far a part above 1 MB may be compressed: sheets reach some 50 to 1, bombs 1000 to 1.
    """

    file_bytes: int
    part_bytes: int
    total_bytes: int
    rows: int
    columns: int
    cells: int
    parts: int = 2_000
    directory_bytes: int = _MEGABYTE
    ratio: float = 250.0


INVENTORY: Final = Limits(20 * _MEGABYTE, 20 * _MEGABYTE, 60 * _MEGABYTE, 100_000, 200, 500_000)
DATA: Final = Limits(40 * _MEGABYTE, 120 * _MEGABYTE, 200 * _MEGABYTE, 200_000, 200, 2_500_000)


@dataclass(frozen=True)
class Package:
    """A workbook whose parts were measured and found harmless: `sizes` in bytes, uncompressed, as they came out."""

    file: str
    archive: zipfile.ZipFile
    sizes: Mapping[str, int]
    limits: Limits
    notes: tuple[Finding, ...]

    def chunks(self, part: str) -> Iterator[bytes]:
        """The bytes of a part, piece by piece."""
        try:
            with self.archive.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    yield chunk
        except _UNREADABLE as error:
            raise _damaged(self.file, f"the part {part} cannot be read ({error})") from None


def open_package(path: Path, limits: Limits = INVENTORY) -> Package:
    """The parts of a workbook, after every check that can be made without reading its contents.

    Raises StudyError for what is no .xlsx file, is encrypted, damaged, larger than `limits`, declares a document type
    or entities, or carries macros.
    """
    file = str(path)
    _check_suffix(path)
    raw = _content(path, limits)
    _check_kind(raw, file)
    archive = _archive(raw, limits, file)
    entries = archive.infolist()
    _check_entries(entries, limits, file)
    _check_members({entry.filename.casefold() for entry in entries}, file)
    sizes = _measured(archive, entries, limits, file)
    return Package(file, archive, MappingProxyType(sizes), limits, tuple(_links(sizes, file)))


def _check_suffix(path: Path) -> None:
    message = _OTHER_SUFFIXES.get(path.suffix.lower())
    if message is not None:
        raise _refused("workbook_kind", message, str(path), _SAVE_AS)


def _content(path: Path, limits: Limits) -> bytes:
    try:
        with path.open("rb") as stream:
            # Room is made for what is asked for, so no more is asked for than the file says to have.
            raw = stream.read(min(os.fstat(stream.fileno()).st_size, limits.file_bytes) + 1)
    except OSError as error:
        raise _refused("file", f"cannot read the file: {error.strerror}", str(path)) from None
    if len(raw) > limits.file_bytes:
        raise _too_large(f"the file has more than {_megabytes(limits.file_bytes)}", str(path))
    return raw


def _check_kind(raw: bytes, file: str) -> None:
    """Refuse what does not begin as a zip archive, saying what it is."""
    if raw.startswith(b"PK\x03\x04"):
        return
    if not raw:
        raise _refused("workbook_kind", "the file is empty", file, _SAVE_AS)
    if raw.startswith(_OLE) and _ENCRYPTED_STREAM in raw:
        message = "the workbook is encrypted with a password"
        raise _refused("workbook_encrypted", message, file, "a workbook saved without a password")
    if raw.startswith(_OLE):
        raise _refused("workbook_kind", "this is a workbook of the old Excel format (.xls)", file, _SAVE_AS)
    is_text = b"\0" not in raw[:4096] or raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    kind = "a text file (CSV, HTML or the like)" if is_text else "a file of another kind"
    raise _refused("workbook_kind", f"this is {kind}, whatever its name says", file, _SAVE_AS)


def _archive(raw: bytes, limits: Limits, file: str) -> zipfile.ZipFile:
    if _directory_bytes(raw) > limits.directory_bytes:
        raise _too_large(f"the list of its parts has more than {_megabytes(limits.directory_bytes)}", file)
    try:
        return zipfile.ZipFile(io.BytesIO(raw))
    except _UNREADABLE as error:
        raise _damaged(file, f"it is not a whole zip archive ({error})") from None


def _directory_bytes(raw: bytes) -> int:
    """The size of the archive's directory as its end record says it, in either form of that record; 0 without one."""
    end = raw.rfind(b"PK\x05\x06", max(0, len(raw) - 65_557))
    if end < 0 or end + 16 > len(raw):
        return 0
    large = raw.rfind(b"PK\x06\x06", max(0, end - 4_096), end)
    if large >= 0 and large + 48 <= len(raw):
        return int(struct.unpack_from("<Q", raw, large + 40)[0])
    return int(struct.unpack_from("<I", raw, end + 12)[0])


def _check_entries(entries: list[zipfile.ZipInfo], limits: Limits, file: str) -> None:
    if len(entries) > limits.parts:
        raise _too_large(f"it has {len(entries)} parts, at most {limits.parts} are read", file)
    names = [entry.filename.casefold() for entry in entries]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise _damaged(file, f"the part {twice[0]} stands twice in it")
    if sum(entry.file_size for entry in entries) > limits.total_bytes:
        raise _too_large(f"unpacked it says to have more than {_megabytes(limits.total_bytes)}", file)
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise _refused("workbook_encrypted", "the archive is encrypted", file, "a workbook without a password")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _damaged(file, f"the part {entry.filename} is compressed in a way that workbooks do not use")
        _check_ratio(entry, entry.file_size, limits, file)


def _check_members(names: set[str], file: str) -> None:
    if any(PurePosixPath(name).name == "vbaproject.bin" for name in names):
        raise _refused("workbook_macros", "the workbook carries macros", file, "a workbook saved as .xlsx without them")
    if any(name.startswith(("xl/macrosheets/", "xl/activex/", "xl/dialogsheets/")) for name in names):
        message = "the workbook carries sheets of macros or active controls"
        raise _refused("workbook_macros", message, file, "a workbook saved as .xlsx without them")
    if any(PurePosixPath(name).name == "workbook.bin" for name in names):
        raise _refused("workbook_kind", "this is a binary Excel workbook (.xlsb)", file, _SAVE_AS)
    if "[content_types].xml" not in names:
        kind = "an OpenDocument file" if "content.xml" in names else "a zip archive, but no workbook"
        raise _refused("workbook_kind", f"this is {kind}", file, _SAVE_AS)


def _measured(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: Limits, file: str) -> dict[str, int]:
    """The size of each part as it comes out; stops at the first byte beyond a limit, and at a declared type."""
    sizes: dict[str, int] = {}
    left = limits.total_bytes
    for entry in entries:
        if entry.is_dir():
            continue
        sizes[entry.filename] = _size(archive, entry, min(left, limits.part_bytes), limits, file)
        left -= sizes[entry.filename]
    return sizes


def _size(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int, limits: Limits, file: str) -> int:
    name, size = entry.filename, 0
    prolog = check_prolog() if name.lower().endswith((".xml", ".rels", ".vml")) else None
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    whole = "the workbook" if most < limits.part_bytes else f"the part {name}"
                    at_most = limits.total_bytes if most < limits.part_bytes else limits.part_bytes
                    raise _too_large(f"unpacked {whole} has more than {_megabytes(at_most)}", file)
                _check_ratio(entry, size, limits, file)
                if prolog is not None and prolog(chunk):
                    prolog = None
    except MalformedError as error:
        code = "workbook_xml" if error.declares else "workbook_damaged"
        raise _refused(code, f"the part {name} {error}", file, _SAVE_AS) from None
    except _UNREADABLE as error:
        raise _damaged(file, f"the part {name} cannot be read ({error})") from None
    return size


def _check_ratio(entry: zipfile.ZipInfo, size: int, limits: Limits, file: str) -> None:
    if size > _MEGABYTE and size > limits.ratio * entry.compress_size:
        raise _too_large(f"the part {entry.filename} is compressed more than {limits.ratio:g} to 1", file)


def _links(sizes: Mapping[str, int], file: str) -> Iterator[Finding]:
    linked = [name for name in sizes if name.casefold().startswith(_LINKED) and not name.endswith(".rels")]
    if linked:
        message = f"the workbook has links to other files or data sources ({len(linked)}): none is followed"
        yield Finding("warning", "workbook_links", message, Place(file))


def _megabytes(count: int) -> str:
    return f"{count / _MEGABYTE:g} MB"


def _too_large(message: str, file: str) -> StudyError:
    return _refused("workbook_size", message, file, "a smaller workbook, with large tables in files of their own")


def _damaged(file: str, message: str) -> StudyError:
    expected = "a whole .xlsx file: copy it again, or open it in Excel or LibreOffice and save it"
    return _refused("workbook_damaged", f"the file is damaged: {message}", file, expected)


def _refused(code: str, message: str, file: str, expected: str = "") -> StudyError:
    return StudyError.single(code, message, place=Place(file), expected=expected)
