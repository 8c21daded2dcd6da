"""Where findings on amounts belong: they know the path of a value, and files know where that stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mems_lca.errors import Finding, Place, StudyError
from mems_lca.library.bound import BoundStudy
from mems_lca.study.paths import join, split
from mems_lca.study.reading import Positions, place_in


def placed(findings: Iterable[Finding], bound: BoundStudy, positions: Positions) -> list[Finding]:
    """The findings, those that have a path and neither line nor cell with the place of what the path names.

    `positions` are those of the study; values of steps stand in its `set`, or in the file of the route.
    """
    return [replace(entry, place=_place(entry.place, bound, positions)) for entry in findings]


def _place(place: Place, bound: BoundStudy, positions: Positions) -> Place:
    if not place.path or place.line is not None or place.cell or place.file not in ("", bound.file):
        return place
    if ("set", place.path) in positions:
        return replace(place_in(bound.file, positions, ("set", place.path, "value")), path=place.path)
    try:
        path = split(place.path)
    except StudyError:
        return place
    route = bound.routes.get(path[0])
    for step in route.steps if route is not None and len(path) > 2 else ():
        if join(*path[1:-1]) == step.key and path[-1] in step.given_at:
            return replace(bound.library.place(*step.given_at[path[-1]], "value"), path=place.path)
    known = next((path[:length] for length in range(len(path), 0, -1) if tuple(path[:length]) in positions), None)
    return place if known is None else replace(place_in(bound.file, positions, known), path=place.path)
