"""What can go wrong, and where: every error is a list of findings, and every finding knows its place."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, Self

Severity = Literal["error", "warning"]

_LONGEST_QUOTE = 120


@dataclass(frozen=True)
class Place:
    """Where a finding was made: a file and line, or a sheet and cell, and the path of the key inside it."""

    file: str = ""
    line: int | None = None
    sheet: str = ""
    cell: str = ""
    path: str = ""

    def __str__(self) -> str:
        spot = self._spot()
        if not spot:
            return one_line(self.path)
        return one_line(f"{spot} ({self.path})" if self.path else spot)

    def _spot(self) -> str:
        position = "!".join(part for part in (self.sheet, self.cell) if part)
        if not position and self.line is not None:
            position = str(self.line) if self.file else f"line {self.line}"
        return ":".join(part for part in (self.file, position) if part)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong (or doubtful): what was found, what was expected, and the nearest match."""

    severity: Severity
    code: str
    message: str
    place: Place = field(default_factory=Place)
    found: str = ""
    expected: str = ""
    nearest: str = ""

    def line(self) -> str:
        """The finding as ONE line of text: place, severity, message, found, expected, nearest match."""
        place = str(self.place)
        parts = [one_line(self.message)]
        if self.found:
            parts.append(f"found {quoted(self.found)}")
        if self.expected:
            parts.append(f"expected {one_line(self.expected)}")
        if self.nearest:
            parts.append(f"did you mean {quoted(self.nearest)}?")
        return f"{place + ': ' if place else ''}{self.severity}: {'; '.join(parts)} [{self.code}]"


class MemsLcaError(Exception):
    """Base of every error that this package raises on purpose."""

    findings: tuple[Finding, ...]

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(self.findings)

    @classmethod
    def single(
        cls,
        code: str,
        message: str,
        *,
        place: Place | None = None,
        found: str = "",
        expected: str = "",
        nearest: str = "",
    ) -> Self:
        """An error with exactly one finding of severity "error"."""
        where = Place() if place is None else place
        return cls((Finding("error", code, message, where, found, expected, nearest),))

    def at(self, place: Place) -> Self:
        """The same error with `place` given to every finding that has none yet."""
        return type(self)(
            Finding(f.severity, f.code, f.message, place, f.found, f.expected, f.nearest) if f.place == Place() else f
            for f in self.findings
        )

    def __str__(self) -> str:
        return "\n".join(finding.line() for finding in self.findings)


class UnitError(MemsLcaError):
    """A quantity or a unit cannot be read, or two units do not have the same dimension."""


class FormulaError(MemsLcaError):
    """A formula cannot be read, or its dimensions do not fit together."""


class StudyError(MemsLcaError):
    """A study, route, device or step file is not written as its schema asks."""


class LibraryError(MemsLcaError):
    """A name cannot be found in the packs, or a pack contradicts itself."""


class InventoryError(MemsLcaError):
    """A bound study does not give a physical inventory."""


class SolveError(MemsLcaError):
    """The system of processes has no acceptable solution."""


class ReportError(MemsLcaError):
    """A result cannot be written in the form that was asked for."""


def nearest(word: str, choices: Iterable[str]) -> str:
    """The choice most like `word` (a difference in case alone always counts), or "" when none is near."""
    names = sorted(set(choices))
    folded = word.casefold()
    same = [name for name in names if name.casefold() == folded]
    if same:
        return same[0]
    found = difflib.get_close_matches(word[:_LONGEST_QUOTE], names, n=1)
    return found[0] if found else ""


def one_line(text: str) -> str:
    """`text` with line breaks and other unprintable characters escaped, so that it stays on one line."""
    return "".join(char if char.isprintable() else _escaped(char) for char in text)


def quoted(text: str) -> str:
    """`text` on one line, between single quotes, cut when it is very long."""
    cut = text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"
    return f"'{one_line(cut)}'"


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
