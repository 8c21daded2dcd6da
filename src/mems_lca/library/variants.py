"""Studies of the library with other choices for one value of a claim: each bound once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mems_lca.errors import MemsLcaError, StudyError, nearest
from mems_lca.library.bind import bind
from mems_lca.library.bound import BoundStudy
from mems_lca.library.library import Library
from mems_lca.library.overrides import Overrides
from mems_lca.study.assign import assign
from mems_lca.study.claim_values import StudyValue
from mems_lca.study.paths import join
from mems_lca.study.reading import Document, validate
from mems_lca.study.study import Study

Key = tuple[str, tuple[str, ...] | None, tuple[tuple[str, str], ...]]


def changes(value: StudyValue) -> dict[str, str]:
    """What a value changes in its study, by path, as `--set` takes it."""
    found = {path: str(entry) for path, entry in value.set.items()}
    found |= {join("sites", site, "location"): place for site, place in value.sites.items()}
    if value.perspective is not None:
        found["perspective"] = value.perspective
    if value.gwp:
        prefix = "" if value.gwp.startswith("epa") else "ipcc_"
        found["method"] = f"{prefix}{value.gwp.replace('-', '_')}_gwp100"
    return found


def variant_key(value: StudyValue) -> Key:
    """Values with the same key come from one calculation."""
    return value.study, value.measures, tuple(sorted(changes(value).items()))


def _move_sites(changed: dict[str, Any], data: Mapping[str, Any], value: StudyValue) -> None:
    """A site that is moved loses the set of electricity factors chosen for its former place.

    Raises StudyError for a site that the study does not declare.
    """
    known = tuple(data.get("sites", {}))
    for site in value.sites:
        if site not in known:
            message = f"the study {value.study} declares no site of this name"
            near = nearest(site, known)
            raise StudyError.single("unknown_site", message, found=site, expected=", ".join(known), nearest=near)
        changed.get("grid", {}).pop(site, None)


class Variants:
    """Reads studies of the library, changes them, and binds them; nothing is done twice, errors included."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._files: dict[str, Document] = {}
        self._studies: dict[Key, Study] = {}
        self._bound: dict[Key, BoundStudy | MemsLcaError] = {}

    def study(self, value: StudyValue) -> Study:
        """The study with its changes. Raises LibraryError or StudyError."""
        key = variant_key(value)
        if key not in self._studies:
            data, positions = self._data(value.study)
            changed = assign(data, changes(value))
            _move_sites(changed, data, value)
            self._studies[key] = validate(changed, positions, Study, str(self.library.file("studies", value.study)))
        return self._studies[key]

    def bound(self, value: StudyValue) -> BoundStudy:
        """The study bound. Raises LibraryError or StudyError, the same one each time."""
        key = variant_key(value)
        if key not in self._bound:
            try:
                self._bound[key] = self._bind(value)
            except MemsLcaError as error:
                self._bound[key] = error
        found = self._bound[key]
        if isinstance(found, MemsLcaError):
            raise type(found)(found.findings)
        return found

    def route_alone(self, value: StudyValue) -> BoundStudy:
        """The bound study with the route of a value only: the others are not calculated for it."""
        bound = self.bound(value)
        items = bound.overrides.items
        chosen = {value.route: bound.study.routes[value.route]}
        of_others = {path for path in items if path[0] in bound.study.routes and path[0] != value.route}
        return replace(
            bound,
            study=bound.study.model_copy(update={"routes": chosen, "baseline": ""}),
            routes={value.route: bound.routes[value.route]},
            overrides=Overrides(items, bound.overrides.optional | of_others),
        )

    def route(self, value: StudyValue) -> str:
        """The name of the route in the study. Raises StudyError with the nearest name."""
        routes: Mapping[str, str] = self.study(value).routes
        if value.route not in routes:
            message = f"the study {value.study} has no route of this name"
            near = nearest(value.route, routes)
            expected = ", ".join(routes)
            raise StudyError.single("unknown_route", message, found=value.route, expected=expected, nearest=near)
        return value.route

    def _bind(self, value: StudyValue) -> BoundStudy:
        data, positions = self._data(value.study)
        return bind(
            self.study(value),
            self.library,
            name=value.study,
            raw=data,
            file=str(self.library.file("studies", value.study)),
            positions=positions,
            measures=value.measures,
        )

    def _data(self, name: str) -> Document:
        if name not in self._files:
            self._files[name] = self.library.document("studies", name)
        return self._files[name]
