"""Text of a CSV file: its encoding and its delimiter are found, not asked for."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from itertools import islice
from typing import Final

from mems_lca.errors import Place, StudyError

DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE_ROWS: Final = 30
_SAMPLE_CHARACTERS: Final = 60_000


def decoded(raw: bytes, file: str) -> tuple[str, str]:
    """The text of a file and its encoding: UTF-8 or UTF-16 (with or without a mark), GB 18030, or Windows-1252.

    Every byte must belong to it. Raises StudyError otherwise.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return _strict(raw, encoding, file), encoding
    if b"\x00" in raw[:200]:
        little = raw[1:200:2].count(0) > raw[0:200:2].count(0)
        return _strict(raw, "utf-16-le" if little else "utf-16-be", file), "utf-16"
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    encoding = "gb18030" if _looks_chinese(raw) else "cp1252"
    return _strict(raw, encoding, file), encoding


def delimiter_of(text: str, score: Callable[[Sequence[str]], int]) -> str:
    """The delimiter with which some row near the top scores highest (as a row of headings); the commonest otherwise."""
    sample = text[:_SAMPLE_CHARACTERS]

    def merit(delimiter: str) -> tuple[int, int]:
        rows = list(islice(csv.reader(StringIO(sample), delimiter=delimiter), _SAMPLE_ROWS))
        return max(map(score, rows), default=0), max(map(len, rows), default=0)

    try:
        return max(DELIMITERS, key=merit)
    except csv.Error:
        return ","


def rows_of(text: str, delimiter: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV text that hold something, each with the line on which it begins.

    Raises StudyError for a quote that is never closed and the like.
    """
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell and not cell.isspace() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        message = f"the table cannot be read from this line on: {error}"
        raise StudyError.single("csv", message, place=Place(file, line=line)) from None


def _strict(raw: bytes, encoding: str, file: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = "the text is in no encoding that is read here"
        expected = "UTF-8 (or UTF-16, GB 18030): in a spreadsheet, save as CSV UTF-8"
        raise StudyError.single("encoding", message, place=Place(file, line=line), expected=expected) from None


def _looks_chinese(raw: bytes) -> bool:
    """Whether bytes above 127 come in pairs, as in GB 18030; in Western texts a letter follows most of them."""
    pairs = alone = 0
    position = 0
    while position < len(raw) and pairs + alone < 2000:
        if raw[position] < 0x80:
            position += 1
        elif position + 1 < len(raw) and raw[position + 1] >= 0x80:
            pairs, position = pairs + 1, position + 2
        else:
            alone, position = alone + 1, position + 1
    return pairs > alone
