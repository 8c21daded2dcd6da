"""Workbooks as people, exports and attackers make them: a builder for tests, and patches of what it built."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

Patch = bytes | Callable[[bytes], bytes] | None

DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY l0 "ha">'
    + b"".join(b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10))
    + b"]>"
)
SHEET = "xl/worksheets/sheet1.xml"

_NOT_STORED = "no-value-was-stored"
_BLANK = "an-empty-text-was-stored"


@dataclass(frozen=True)
class Shown:
    """A value with a number format: Shown(0.12, "0%")."""

    value: Any
    number_format: str


@dataclass(frozen=True)
class Formula:
    """A formula with the value that was stored with it; None for none."""

    text: str
    value: Any = None


def error(code: str) -> Formula:
    """A cell that shows an error: error("#N/A")."""
    return Formula("=NA()", code)


def workbook(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[Any]]],
    *,
    merged: Mapping[str, Iterable[str]] = {},
    hidden_rows: Mapping[str, Iterable[int]] = {},
    hidden_columns: Mapping[str, Iterable[str]] = {},
    hidden: Iterable[str] = (),
    calculated: bool = True,
    from_1904: bool = False,
) -> Path:
    """A workbook of rows of cells (None leaves one empty), as Excel saves it.

    Not `calculated` leaves the mark by which a program asks Excel to calculate its formulas when it opens the file.
    """
    book = xlsxwriter.Workbook(str(path), {"date_1904": from_1904})
    formats: dict[str, Any] = {}
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for ranged in merged.get(name, ()):
            sheet.merge_range(ranged, "")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                _write(book, sheet, formats, number, column, value)
        for number in hidden_rows.get(name, ()):
            sheet.set_row(number - 1, None, None, {"hidden": True})
        for letter in hidden_columns.get(name, ()):
            sheet.set_column(f"{letter}:{letter}", None, None, {"hidden": True})
    book.close()
    stored = {part: _as_stored for part in parts(path) if part.startswith("xl/worksheets/sheet")}
    done: dict[str, Patch] = {**stored, **({"xl/workbook.xml": _as_calculated} if calculated else {})}
    return patched(path, done)


def patched(path: Path, changes: Mapping[str, Patch]) -> Path:
    """The workbook with parts replaced, added, changed by a function, or left out (None); nothing else is touched."""
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    for name, change in changes.items():
        if change is None:
            del held[name]
        else:
            held[name] = change(held[name]) if callable(change) else change
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    return path


def parts(path: Path) -> list[str]:
    """The names of the parts of a workbook."""
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    """A patch that puts `new` where `old` stood; `old` must stand there."""

    def change(content: bytes) -> bytes:
        assert old.encode() in content, f"{old} is not in the part"
        return content.replace(old.encode(), new.encode())

    return change


def declaring(doctype: bytes, encoding: str = "utf-8") -> Callable[[bytes], bytes]:
    """A patch that puts a document type after the XML declaration."""

    def change(content: bytes) -> bytes:
        declaration, _, rest = content.partition(b"?>")
        text = declaration + b"?>" + doctype + rest
        if encoding == "utf-8":
            return text
        return text.replace(b"UTF-8", encoding.upper().encode()).decode().encode(encoding)

    return change


def bomb(path: Path, megabytes: int, part: str = SHEET) -> Path:
    """The workbook with a part that unpacks to so many megabytes of blanks, and that says so."""
    return _with_raw(path, part, *_blanks(megabytes))


def lying_bomb(path: Path, megabytes: int, part: str = SHEET) -> Path:
    """The same, but the directory says that the part has 100 bytes."""
    packed, size, checksum = _blanks(megabytes)
    del size
    return _with_raw(path, part, packed, 100, checksum)


def many_parts(path: Path, count: int) -> Path:
    """The workbook with that many small parts more."""
    return patched(path, {f"xl/media/{number}.bin": b"x" for number in range(count)})


def locked(path: Path) -> Path:
    """The workbook with every part marked as encrypted, as zip programs do."""
    raw = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(signature)
        while at >= 0:
            raw[at + offset] |= 1
            at = raw.find(signature, at + 4)
    path.write_bytes(raw)
    return path


def cut(path: Path, kept: float = 0.6) -> Path:
    """The workbook without its end."""
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * kept)])
    return path


def ole(path: Path, *, encrypted: bool) -> Path:
    """The beginning of an OLE file, which is what .xls files and encrypted workbooks are."""
    stream = "EncryptedPackage".encode("utf-16-le") if encrypted else "Workbook".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"Root Entry".ljust(512, b"\0") + stream)
    return path


def with_links(path: Path) -> Path:
    """The workbook with a part that names another workbook, somewhere on the network."""
    link = b'<?xml version="1.0"?><externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    rels = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" TargetMode="External" Target="https://example.invalid/prices.xlsx" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"/></Relationships>'
    )
    return patched(
        path,
        {"xl/externalLinks/externalLink1.xml": link, "xl/externalLinks/_rels/externalLink1.xml.rels": rels},
    )


def _write(book: Any, sheet: Any, formats: dict[str, Any], row: int, column: int, value: Any) -> None:
    shown = value.number_format if isinstance(value, Shown) else _usual_format(value)
    plain = value.value if isinstance(value, Shown) else value
    if shown and shown not in formats:
        formats[shown] = book.add_format({"num_format": shown})
    style = formats.get(shown)
    if plain is None:
        if style is not None:
            sheet.write_blank(row, column, None, style)
    elif isinstance(plain, Formula):
        stored = _NOT_STORED if plain.value is None else _BLANK if plain.value == "" else plain.value
        sheet.write_formula(row, column, plain.text, style, stored)
    elif isinstance(plain, bool):
        sheet.write_boolean(row, column, plain, style)
    elif isinstance(plain, str):
        sheet.write_string(row, column, plain, style)
    elif isinstance(plain, datetime | date | time | timedelta):
        sheet.write_datetime(row, column, plain, style)
    else:
        sheet.write_number(row, column, plain, style)


def _usual_format(value: Any) -> str:
    if isinstance(value, datetime):
        return "yyyy-mm-dd hh:mm:ss"
    if isinstance(value, date):
        return "yyyy-mm-dd"
    if isinstance(value, timedelta):
        return "[h]:mm:ss"
    return "hh:mm:ss" if isinstance(value, time) else ""


def _as_stored(content: bytes) -> bytes:
    """Formulas without the values that were never stored, and with empty texts, both of which xlsxwriter makes 0."""
    without = re.sub(rb' t="str"><f>([^<]*)</f><v>%s</v>' % _NOT_STORED.encode(), rb"><f>\1</f>", content)
    return without.replace(f"<v>{_BLANK}</v>".encode(), b"<v></v>")


def _as_calculated(content: bytes) -> bytes:
    return content.replace(b' fullCalcOnLoad="1"', b"")


def _blanks(megabytes: int) -> tuple[bytes, int, int]:
    """Deflated blanks, their size and checksum, made without holding them."""
    packer, piece = zlib.compressobj(9, zlib.DEFLATED, -15), b" " * 1_000_000
    packed, checksum = [], 0
    for _ in range(megabytes):
        packed.append(packer.compress(piece))
        checksum = zlib.crc32(piece, checksum)
    packed.append(packer.flush())
    return b"".join(packed), megabytes * len(piece), checksum


def _with_raw(path: Path, part: str, packed: bytes, size: int, checksum: int) -> Path:
    """The workbook with one part whose deflated bytes, size and checksum are given."""
    patched(path, {part: b"PLACE-OF-THE-PART"})
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist() if name != part}
    local, directory, count = io.BytesIO(), io.BytesIO(), 0
    for name, content in [*held.items(), (part, None)]:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        body = packed if content is None else packer.compress(content) + packer.flush()
        sizes = (checksum, len(body), size) if content is None else (zlib.crc32(content), len(body), len(content))
        raw = name.encode()
        at = local.tell()
        local.write(struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0x21, *sizes, len(raw), 0) + raw + body)
        directory.write(
            struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 0x21, *sizes, len(raw), 0, 0, 0, 0, 0, at) + raw
        )
        count += 1
    listed, at = directory.getvalue(), local.tell()
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(listed), at, 0)
    path.write_bytes(local.getvalue() + listed + end)
    return path
