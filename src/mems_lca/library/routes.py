"""Routes with their base resolved and measures applied: a flat list of step occurrences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from mems_lca.errors import Finding, LibraryError, Place, StudyError, nearest
from mems_lca.library.library import Keys, Library
from mems_lca.library.overrides import of_supply_step
from mems_lca.study.fields import Names
from mems_lca.study.paths import split
from mems_lca.study.route import Abatement, Measure, Monitors, Route, RouteStep, SupplyShare, Wafer
from mems_lca.study.step import Setting
from mems_lca.units import Quantity


@dataclass(frozen=True)
class Occurrence:
    """A step of a route with the values that measures gave it, and the measure that brought it in.

    `given_at` are the keys under which the library finds each value.
    """

    entry: RouteStep
    settings: dict[str, tuple[Setting, str]]
    place: Place
    measure: str = ""
    given_at: Mapping[str, Keys] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The name by which paths speak of it."""
        return self.entry.key


@dataclass(frozen=True)
class FlatRoute:
    """A route after base and measures; `bases` are the routes that it comes from, `names` what measures are called.

    `die` holds the sizes of die and `mass` that of the product that differ from the study's, each with who gave it
    ("route", or a measure's name);
    `supplied` what measures give to parameters of supply steps, by path. `abatement_at` and `supply_at` (by site) are
    the keys under which the library finds them.
    """

    name: str
    file: str
    wafer: Wafer
    occurrences: tuple[Occurrence, ...]
    abatement: Abatement | None
    monitors: Monitors | None
    wafer_yield: Quantity | None
    die_yield: Quantity | None
    supply: dict[str, tuple[SupplyShare, ...]]
    die: dict[str, tuple[Quantity, str]] = field(default_factory=dict)
    mass: tuple[Quantity, str] | None = None
    supplied: dict[str, tuple[Setting, str, Place]] = field(default_factory=dict)
    measures: tuple[str, ...] = ()
    available: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    names: dict[str, Names] = field(default_factory=dict)
    abatement_at: Keys | None = None
    supply_at: dict[str, Keys] = field(default_factory=dict)


@dataclass(frozen=True)
class _At:
    """Where a measure, or a part of it, stands in the files of the library."""

    library: Library
    keys: Keys

    def __call__(self, *inner: object) -> Place:
        return self.library.place(*self.keys, *inner)

    def of(self, *inner: object) -> _At:
        """The same, further inside."""
        kind, name, *path = self.keys
        within = (*path, *inner)
        return _At(self.library, (kind, name, *within))


def flatten(name: str, library: Library, switched: Sequence[str] | None, seen: tuple[str, ...] = ()) -> FlatRoute:
    """The route of a name; `switched` are the measures to apply (None: all).

    Raises LibraryError or StudyError with every finding of the route.
    """
    if name in seen:
        chain = " -> ".join((*seen, name))
        raise StudyError.single("route_cycle", f"the bases of routes form a cycle: {chain}", found=name)
    route = library.route(name)
    if not route.base:
        return _whole(name, route, library)
    try:
        base = flatten(route.base, library, switched, (*seen, name))
    except LibraryError as error:
        raise error.at(library.place("routes", name, "base")) from None
    findings: list[Finding] = []
    chosen = [measure for measure in route.measures if switched is None or measure in switched]
    for measure in chosen:
        at = _At(library, ("routes", name, "measures", measure))
        base = _apply(base, measure, route.measures[measure], at, findings)
    if findings:
        raise StudyError(findings)
    return replace(
        base,
        name=name,
        bases=(*base.bases, base.name),
        file=str(library.file("routes", name)),
        measures=(*base.measures, *chosen),
        available=(*base.available, *route.measures),
        names={**base.names, **{key: measure.name for key, measure in route.measures.items() if measure.name}},
    )


def _whole(name: str, route: Route, library: Library) -> FlatRoute:
    assert route.wafer is not None
    occurrences = tuple(
        Occurrence(
            entry,
            {key: (value, "route") for key, value in entry.set.items()},
            library.place("routes", name, "steps", i),
            given_at={key: ("routes", name, "steps", i, "set", key) for key in entry.set},
        )
        for i, entry in enumerate(route.steps)
    )
    findings = _repeated_keys(occurrences)
    if findings:
        raise StudyError(findings)
    return FlatRoute(
        name=name,
        file=str(library.file("routes", name)),
        wafer=route.wafer,
        occurrences=occurrences,
        abatement=route.abatement,
        abatement_at=("routes", name, "abatement"),
        monitors=route.monitors,
        wafer_yield=route.wafer_yield,
        die_yield=route.die_yield,
        supply={},
        die={size: (value, "route") for size, value in route.die.sizes.items()},
        mass=(route.product.mass, "route") if route.product.mass else None,
    )


def _repeated_keys(occurrences: Sequence[Occurrence]) -> list[Finding]:
    found: list[Finding] = []
    seen: set[str] = set()
    for occurrence in occurrences:
        if occurrence.key in seen:
            message = "two steps of the route have this name: give each an `id`"
            found.append(Finding("error", "duplicate_step", message, occurrence.place, occurrence.key))
        seen.add(occurrence.key)
    return found


def _apply(base: FlatRoute, name: str, measure: Measure, at: _At, findings: list[Finding]) -> FlatRoute:
    steps = list(base.occurrences)
    steps = _replaced(steps, name, measure, at, findings)
    steps = _added(steps, name, measure, at, findings)
    steps = _removed(steps, measure, at, findings)
    steps = _set(steps, name, measure, at, findings)
    findings.extend(_repeated_keys(steps))
    return replace(
        base,
        occurrences=tuple(steps),
        abatement=measure.abatement or base.abatement,
        abatement_at=(*at.keys, "abatement") if measure.abatement else base.abatement_at,
        monitors=measure.monitors or base.monitors,
        wafer_yield=measure.wafer_yield or base.wafer_yield,
        die={**base.die, **{size: (value, name) for size, value in measure.die.sizes.items()}},
        mass=(measure.product.mass, name) if measure.product.mass else base.mass,
        supply={**base.supply, **measure.supply},
        supply_at={**base.supply_at, **{site: (*at.keys, "supply", site) for site in measure.supply}},
        supplied={**base.supplied, **_supplied(name, measure, at)},
    )


def _supplied(name: str, measure: Measure, at: _At) -> dict[str, tuple[Setting, str, Place]]:
    """Values of supply steps, which no route lists: whoever draws the product draws the step."""
    return {path: (value, name, at("set", path)) for path, value in measure.set.items() if of_supply_step(path)}


def _unknown(key: str, steps: Sequence[Occurrence], place: Place) -> Finding:
    known = [step.key for step in steps]
    message = "the route has no step of this name"
    return Finding("error", "unknown_step", message, place, key, ", ".join(known), nearest(key, known))


def _replaced(
    steps: list[Occurrence], name: str, measure: Measure, at: _At, findings: list[Finding]
) -> list[Occurrence]:
    """Steps replaced by id, or by step name (then every occurrence of the step)."""
    for old, new in measure.replace.items():
        hits = [i for i, step in enumerate(steps) if old in (step.key, step.entry.step)]
        if not hits:
            findings.append(_unknown(old, steps, at("replace", old)))
        # From the last to the first: several steps in place of one move those behind it.
        for i in reversed(hits):
            entries = _in_place_of(steps[i].entry, new, f"_{i + 1}" if len(hits) > 1 else "")
            steps[i : i + 1] = [_brought(entry, at.of("replace", old, n), name) for n, entry in enumerate(entries)]
    return steps


def _in_place_of(former: RouteStep, new: Sequence[RouteStep], suffix: str) -> list[RouteStep]:
    """The new steps at the former one's site, as often as it; a single one takes over its id.

    `suffix` tells apart the steps that take the place of several occurrences.
    """
    found = []
    for step in new:
        own_id = f"{step.key}{suffix}" if suffix else step.id
        found.append(
            step.model_copy(
                update={
                    "id": (former.id if len(new) == 1 else "") or own_id,
                    "repeat": step.repeat if "repeat" in step.model_fields_set else former.repeat,
                    "site": step.site or former.site,
                }
            )
        )
    return found


def _brought(entry: RouteStep, at: _At, measure: str) -> Occurrence:
    """A step that a measure brings in, with the values that the measure gives it."""
    given_at = {key: (*at.keys, "set", key) for key in entry.set}
    return Occurrence(entry, {key: (value, measure) for key, value in entry.set.items()}, at(), measure, given_at)


def _added(steps: list[Occurrence], name: str, measure: Measure, at: _At, findings: list[Finding]) -> list[Occurrence]:
    for index, addition in enumerate(measure.add):
        position = next((i for i, step in enumerate(steps) if step.key == addition.after), None)
        if position is None:
            findings.append(_unknown(addition.after, steps, at("add", index, "after")))
        else:
            places = [at.of("add", index, "steps", n) for n in range(len(addition.steps))]
            added = [_brought(entry, place, name) for entry, place in zip(addition.steps, places, strict=True)]
            steps[position + 1 : position + 1] = added
    return steps


def _removed(steps: list[Occurrence], measure: Measure, at: _At, findings: list[Finding]) -> list[Occurrence]:
    """Steps left out by id, or by step name (then every occurrence of the step)."""
    for index, key in enumerate(measure.remove):
        if not any(key in (step.key, step.entry.step) for step in steps):
            findings.append(_unknown(key, steps, at("remove", index)))
    return [step for step in steps if not {step.key, step.entry.step} & set(measure.remove)]


def _set(steps: list[Occurrence], name: str, measure: Measure, at: _At, findings: list[Finding]) -> list[Occurrence]:
    for path, value in measure.set.items():
        if of_supply_step(path):
            continue
        parts = split(path)
        hits = [i for i, step in enumerate(steps) if len(parts) == 2 and parts[0] in (step.key, step.entry.step)]
        if not hits:
            findings.append(_unknown(parts[0], steps, at("set", path)))
        for i in hits:
            settings = {**steps[i].settings, parts[1]: (value, name)}
            given_at = {**steps[i].given_at, parts[1]: (*at.keys, "set", path)}
            steps[i] = replace(steps[i], settings=settings, given_at=given_at)
    return steps
