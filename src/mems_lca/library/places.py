"""Places: the one map between ISO 3166-2 and the codes of the tables that came from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mems_lca.errors import LibraryError, nearest
from mems_lca.library.tables import Row

WORLD = "GLO"

# ISO 3166-2 lists these three also as parts of China; the tables know them by their own ISO 3166-1 codes.
_ALIASES = {"CN-HK": "HK", "CN-MO": "MO", "CN-TW": "TW"}


@dataclass(frozen=True)
class Location:
    """A place and its codes in Ember, the Chinese ministry (mee), eGRID and AWARE 2.0 ("" for none)."""

    code: str
    name_en: str
    name_zh: str
    level: str
    parent: str
    ember: str = ""
    mee: str = ""
    egrid: str = ""
    aware2: str = ""


class Places:
    """All places by code."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._places = {row["place"]: _location(row) for row in rows}

    def codes(self) -> frozenset[str]:
        """Every code that a study may write, aliases included."""
        return frozenset(self._places) | {alias for alias, code in _ALIASES.items() if code in self._places}

    def get(self, code: str) -> Location:
        """The place of a code. Raises LibraryError with the nearest code."""
        try:
            return self._places[_ALIASES.get(code, code)]
        except KeyError:
            raise LibraryError.single(
                "unknown_place",
                "no place has this code",
                found=code,
                expected="an ISO 3166 code such as CN-JS, DE or GLO",
                nearest=nearest(code, self.codes()),
            ) from None

    def chain(self, code: str) -> tuple[str, ...]:
        """The place, what contains it, and so on up to the world: CN-JS, CN, GLO."""
        place = self.get(code)
        codes = [place.code]
        while place.parent and place.parent not in codes:
            place = self.get(place.parent)
            codes.append(place.code)
        return tuple(codes) if WORLD in codes or WORLD not in self._places else (*codes, WORLD)

    def country(self, code: str) -> str:
        """The country whose grid a place is on: CN for CN-JS, but HK for HK."""
        place = self.get(code)
        return place.parent if place.level in ("province", "state", "grid") and "-" in place.code else place.code


def _location(row: Row) -> Location:
    return Location(
        code=row["place"],
        name_en=row["name_en"],
        name_zh=row["name_zh"],
        level=row["level"],
        parent=row["parent"],
        ember=row["ember"],
        mee=row["mee"],
        egrid=row["egrid"],
        aware2=row["aware2"],
    )
