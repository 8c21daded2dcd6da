"""Paths such as `grey.release_etch.sf6_flow` or `factors."c-C4F8O".gwp`: splitting and joining."""

from __future__ import annotations

import re
from functools import lru_cache

from mems_lca.errors import StudyError

_PART = re.compile(r'"((?:[^"\\]|\\.)*)"|([^."]+)')
_BARE = re.compile(r'[^."\\\s](?:[^."\\]*[^."\\\s])?')
_ESCAPED = re.compile(r"\\(.)")


def split(path: str) -> tuple[str, ...]:
    """The parts of a path; a part with a dot or a quote stands in double quotes, a quote in it after a backslash.

    Raises StudyError for an empty part or an open quote.
    """
    parts: list[str] = []
    position = 0
    while position <= len(path):
        match = _PART.match(path, position)
        end = match.end() if match else position
        part = "" if match is None else _plain(match)
        if not part or (end < len(path) and path[end] != "."):
            message = "a path is of the form A.B.C"
            raise StudyError.single("path", message, found=path, expected='A.B."C.d"')
        parts.append(part)
        position = end + 1
    return tuple(parts)


@lru_cache(maxsize=65536)
def join(*parts: str) -> str:
    """The path of parts, quoting those that would not be read back as they are."""
    return ".".join(part if _BARE.fullmatch(part) else _quoted(part) for part in parts)


def _plain(match: re.Match[str]) -> str:
    quoted, bare = match.group(1), match.group(2)
    return bare.strip() if quoted is None else _ESCAPED.sub(r"\1", quoted)


def _quoted(part: str) -> str:
    return '"' + part.replace("\\", "\\\\").replace('"', '\\"') + '"'
