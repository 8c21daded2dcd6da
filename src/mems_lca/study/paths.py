"""Paths such as `grey.release_etch.sf6_flow` or `factors."c-C4F8O".gwp`: splitting, joining, pattern matching."""

from __future__ import annotations

import re

from mems_lca.errors import StudyError

_PART = re.compile(r'"((?:[^"\\]|\\.)*)"|([^."]+)')


def split(path: str) -> tuple[str, ...]:
    """The parts of a path; a part with a dot stands in double quotes.

    Raises StudyError for an empty part or an open quote.
    """
    parts: list[str] = []
    position = 0
    while position <= len(path):
        match = _PART.match(path, position)
        end = match.end() if match else position
        if match is None or (end < len(path) and path[end] != "."):
            raise StudyError.single("path", f"path {path!r} is not of the form A.B.C", found=path, expected='A.B."C.d"')
        parts.append((match.group(1) if match.group(1) is not None else match.group(2)).strip())
        position = end + 1
    return tuple(parts)


def join(*parts: str) -> str:
    """The path of parts, quoting those that contain a dot."""
    return ".".join(f'"{part}"' if "." in part else part for part in parts)
