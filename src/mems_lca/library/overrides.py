"""Values that a study, a route or the command line put in place of defaults, looked up by path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from mems_lca.errors import Finding, Place, nearest
from mems_lca.study.paths import join, split
from mems_lca.study.step import Setting

Path = tuple[str, ...]

# A suggestion takes some milliseconds: of many wrong paths the first have one.
_MOST_SUGGESTED = 100


@dataclass(frozen=True)
class Override:
    """One value in place of a default: where it was written, and by whom (`study` or a measure's name)."""

    path: Path
    setting: Setting
    origin: str
    place: Place


@dataclass
class Overrides:
    """All overrides of a study; remembers which were used, so that a misspelt path is found.

    `optional` are paths that need not answer to a value: factors that this study, or the part of it that is built,
    does not use.
    """

    items: Mapping[Path, Override]
    optional: frozenset[Path] = frozenset()
    used: set[Path] = field(default_factory=set)
    known: set[Path] = field(default_factory=set)

    def find(self, *candidates: Path) -> Override | None:
        """The override of the first candidate that has one; all that fit count as used."""
        self.known.update(candidates)
        found = [self.items[path] for path in candidates if path in self.items]
        self.used.update(item.path for item in found)
        return found[0] if found else None

    def lenient(self) -> Overrides:
        """The same, none of which needs to answer to a value: for a part of the study."""
        return replace(self, optional=frozenset(self.items), used=set(), known=set())

    def unused(self) -> tuple[Finding, ...]:
        """A finding for each override that no value answers to, with the nearest path."""
        missing = [item for path, item in self.items.items() if path not in self.used and path not in self.optional]
        known = sorted(join(*path) for path in self.known) if missing else []
        return tuple(
            Finding(
                "error",
                "unknown_path",
                "no value has this path",
                item.place,
                found=join(*item.path),
                nearest=nearest(join(*item.path), known) if number < _MOST_SUGGESTED else "",
            )
            for number, item in enumerate(missing)
        )


def collect(settings: Iterable[tuple[str, Setting, str, Place]]) -> dict[Path, Override]:
    """Overrides by path from (path, setting, origin, place). Raises StudyError for a malformed path."""
    return {split(path): Override(split(path), setting, origin, place) for path, setting, origin, place in settings}


Supplied = Mapping[str, tuple[Setting, str, Place]]


def of_supply_step(path: str) -> bool:
    """Whether a path means a parameter of a supply step at a site, such as `polysilicon@fab.kerf_share`."""
    return "@" in split(path)[0]


def with_measures(overrides: Overrides, supplied: Mapping[str, Supplied]) -> Overrides:
    """The overrides with what each route's measures give to its supply steps; what the study itself gives stands."""
    items = dict(overrides.items)
    for root, values in supplied.items():
        for path, (setting, measure, place) in values.items():
            step, *rest = split(path)
            product = step.partition("@")[0]
            given = ((step, *rest), (root, product, *rest), (product, *rest))
            if not any(of_study in overrides.items for of_study in given):
                items.setdefault((root, step, *rest), Override((root, step, *rest), setting, measure, place))
    return replace(overrides, items=items)
