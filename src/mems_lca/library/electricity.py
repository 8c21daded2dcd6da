"""Electricity: which published factor a place gets, part by part, and what had to be substituted."""

from __future__ import annotations

from collections.abc import Mapping

from mems_lca.errors import Finding, LibraryError, nearest
from mems_lca.library.places import Places
from mems_lca.library.records import Electricity, Factor
from mems_lca.library.schemas import ELECTRICITY_PARTS

# China: the footprint factor of 2023 stands beside the direct factors of the same year, so that their
# difference has a meaning; the United Kingdom publishes all parts; Ember covers the rest.
DEFAULT_SETS = {"CN": "cn-mee-2023", "GB": "desnz-2025"}
DEFAULT_SET = "ember"

# Where a set has no direct factor, the set that has one for scope 2.
_DIRECT_FROM = {"cn-mee-2024": "cn-mee-2023", "ember": "egrid-2023"}

Key = tuple[str, str, str]


class ElectricityTable:
    """Factors by place, set and part."""

    def __init__(self, factors: Mapping[Key, Factor], places: Places) -> None:
        self._factors = factors
        self._places = places

    def sets(self, place: str = "") -> tuple[str, ...]:
        """Names of all sets, or of those that have a factor for a place or its country."""
        grids = self._grids(place) if place else None
        return tuple(sorted({set_ for at, set_, _ in self._factors if grids is None or at in grids}))

    def default_set(self, place: str) -> str:
        """The set that a place gets when the study names none."""
        return DEFAULT_SETS.get(self._places.country(place), DEFAULT_SET)

    def lookup(self, place: str, set_: str = "") -> Electricity:
        """The factors of a place. Raises LibraryError for an unknown set, or for no factor in it."""
        name = set_ or self.default_set(place)
        if name not in self.sets():
            near = nearest(name, self.sets())
            raise LibraryError.single("unknown_set", "no electricity factors of this set", found=name, nearest=near)
        grids = self._grids(place)
        found = {part: self._first(grids, name, part) for part in ELECTRICITY_PARTS}
        parts = {part: factor for part, factor in found.items() if factor is not None}
        if not parts:
            raise LibraryError.single(
                "no_electricity",
                f"the set {name} has no electricity factor for this place",
                found=place,
                expected=" or ".join(self.sets(place)) or "a factor of one's own",
            )
        direct_set = name
        if "direct" not in parts and name in _DIRECT_FROM:
            direct_set = _DIRECT_FROM[name]
            direct = self._first(grids, direct_set, "direct")
            parts = {**parts, "direct": direct} if direct else parts
        return Electricity(
            place=grids[0],
            set=name,
            parts=parts,
            national_direct=self._first(grids[-1:], direct_set, "direct"),
            findings=_findings(grids, parts),
        )

    def _grids(self, place: str) -> tuple[str, ...]:
        code, country = self._places.get(place).code, self._places.country(place)
        return (code,) if code == country else (code, country)

    def _first(self, grids: tuple[str, ...], set_: str, part: str) -> Factor | None:
        keys = ((place, set_, part) for place in grids)
        return next((self._factors[key] for key in keys if key in self._factors), None)


def _findings(grids: tuple[str, ...], parts: Mapping[str, Factor]) -> tuple[Finding, ...]:
    findings = []
    direct = parts.get("direct")
    if direct is not None and direct.place != grids[0]:
        message = f"{grids[0]} has no direct electricity factor of its own: the factor of {direct.place} is used"
        findings.append(Finding("warning", "electricity_place", message))
    whole = parts.get("life_cycle") or parts.get("generation_life_cycle")
    if direct is not None and whole is not None:
        if direct.year != whole.year:
            message = f"the direct electricity factor is of {direct.year}, the life-cycle factor of {whole.year}"
            findings.append(Finding("warning", "electricity_year", message))
        if direct.place == grids[0] != whole.place and direct.gwp_set != "co2-only":
            message = f"{grids[0]} has no life-cycle electricity factor: the factor of {whole.place} is used"
            findings.append(Finding("warning", "electricity_place", message))
    return tuple(findings)
