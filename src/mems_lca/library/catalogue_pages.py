"""A page of the catalogue: facts and sections of items, which a terminal or a program prints as it likes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from mems_lca.library.records import Factor

_LONGEST_NUMBER = 10


@dataclass(frozen=True)
class Item:
    """A named value with a note, which may be long; `cells` say what `text` says, one for each column of a table."""

    name: str
    text: str
    note: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """Items under a heading; `columns` are the heads of the cells of its items."""

    title: str
    items: tuple[Item, ...]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """All that is known of one entry."""

    name: str
    kind: str
    title: str
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The page for JSON."""
        return asdict(self)


def filled(*facts: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """The facts that say something."""
    return tuple((name, text) for name, text in facts if text)


def sections(*found: Section) -> tuple[Section, ...]:
    """The sections that hold something."""
    return tuple(section for section in found if section.items)


def both(english: str, chinese: str) -> str:
    """A name in the languages in which there is one."""
    return f"{english} · {chinese}" if chinese and chinese != english else english


def factor_text(factor: Factor, unit: str = "") -> str:
    """Value as printed, unit, and what else is known: "2.2 kg CO2e/kg (assumption, GSD 1.4) [assumption]"."""
    details = [
        factor.kind if factor.kind != "published" else "",
        f"GSD {factor.gsd:g}" if factor.gsd else "",
        factor.place,
        str(factor.year or ""),
        f"GWP set {factor.gwp_set}" if factor.gwp_set else "",
    ]
    said = ", ".join(entry for entry in details if entry)
    written = unit or factor.unit
    text = factor.text if len(factor.text) <= _LONGEST_NUMBER else f"{factor.value:.6g}"
    number = f"{text} {written}" if written not in ("1", "kg/kg") else text
    return f"{number}{f' ({said})' if said else ''} [{factor.source}]"
