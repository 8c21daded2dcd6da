"""Substances of concern: what lists say of gases, chemicals and metals, from `reports/concern.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

from mems_lca.errors import LibraryError, nearest
from mems_lca.library.library import Library

ConcernList = Literal["pfas", "svhc", "rohs", "conflict", "critical"]
# "exempt": restricted, and allowed by a named exemption; "possible": depends on the grade or supplier.
Status = Literal["yes", "possible", "exempt", "no"]
LISTS: tuple[ConcernList, ...] = get_args(ConcernList)
STATUSES: tuple[Status, ...] = get_args(Status)
GAS_PRODUCT = "gas_"
NameT = TypeVar("NameT", bound=str)


@dataclass(frozen=True)
class Flag:
    """What one list says of one substance, and why."""

    status: Status
    note_en: str
    note_zh: str
    source: str


def concerns(library: Library) -> Mapping[str, Mapping[ConcernList, Flag]]:
    """Flags by substance (a gas, or a product) and list. Raises LibraryError for a list or status that is unknown.

    A substance that stands on none of the rows of a list was not assessed for it, which is not a "no".
    """
    found: dict[str, dict[ConcernList, Flag]] = {}
    for row in library.concern_rows():
        name = _one_of(row["list"], LISTS, row["name"])
        status = _one_of(row["status"], STATUSES, row["name"])
        found.setdefault(row["name"], {})[name] = Flag(status, row["note_en"], row["note_zh"], row["source"])
    return found


def flags_of(known: Mapping[str, Mapping[ConcernList, Flag]], name: str) -> Mapping[ConcernList, Flag]:
    """The flags of a substance; the product `gas_SF6` has those of the gas SF6."""
    return known.get(name) or known.get(name.removeprefix(GAS_PRODUCT), {})


def _one_of(text: str, allowed: tuple[NameT, ...], substance: str) -> NameT:
    for each in allowed:
        if each == text:
            return each
    raise LibraryError.single(
        "concern",
        f"reports/concern.csv says of {substance} what it cannot say",
        found=text,
        expected=", ".join(allowed),
        nearest=nearest(text, allowed),
    )
