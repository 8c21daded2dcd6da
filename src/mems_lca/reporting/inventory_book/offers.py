"""Rows that the template offers: each parameter of the steps that a study's routes pass, as the library has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mems_lca.errors import MemsLcaError
from mems_lca.library.library import Library
from mems_lca.reporting.inventory_book.table_sheet import Prefilled
from mems_lca.study.route import Measure, Route, RouteStep
from mems_lca.study.step import Parameter, Setting, Step
from mems_lca.units import Quantity

Documents = Mapping[tuple[str, str], Mapping[str, Any]]


@dataclass(frozen=True)
class Occurrence:
    """A step where a route passes it: `key` is the name by which the study's values speak of it."""

    key: str
    step: str
    given: Mapping[str, Setting]


class Reader:
    """Routes and steps of the documents of a workbook, else of the library; None for what cannot be read."""

    def __init__(self, documents: Documents, library: Library) -> None:
        self._documents, self.library = documents, library

    def route(self, name: str) -> Route | None:
        """A route by name."""
        try:
            data = self._documents.get(("routes", name))
            return self.library.route(name) if data is None else Route.model_validate(dict(data))
        except (MemsLcaError, ValueError):
            return None

    def step(self, name: str) -> Step | None:
        """A step by name."""
        try:
            data = self._documents.get(("steps", name))
            return self.library.step(name) if data is None else Step.model_validate(dict(data))
        except (MemsLcaError, ValueError):
            return None


def routes_of(study: Mapping[str, Any]) -> dict[str, str]:
    """The routes of a study: its name of each, and the route."""
    routes = study.get("routes")
    return {str(key): str(name) for key, name in routes.items()} if isinstance(routes, Mapping) else {}


def reached(reader: Reader, names: Sequence[str]) -> list[str]:
    """Names of routes with those that they rest on and whose wafers they take, each once."""
    found: list[str] = []
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        route = reader.route(name)
        if name in found or route is None:
            continue
        found.append(name)
        waiting += [route.base] if route.base else []
        waiting += [step.with_ for step in _all_steps(route) if step.with_]
    return found


def occurrences(reader: Reader, names: Sequence[str]) -> list[Occurrence]:
    """Every step that routes pass, with and without their measures, each once by its key."""
    found: dict[str, Occurrence] = {}
    for name in names:
        for entry in _passed(reader, name, "", ()):
            found.setdefault(entry.key, entry)
    return list(found.values())


def spoken_of(found: Sequence[Occurrence], step: str) -> Occurrence | None:
    """The one pass that all routes make of a step, by the name that values take; None where there are others."""
    passes = [entry for entry in found if entry.step == step]
    return passes[0] if len(passes) == 1 else None


def _passed(reader: Reader, name: str, prefix: str, above: tuple[str, ...]) -> Iterator[Occurrence]:
    route = reader.route(name)
    if route is None or name in above:
        return
    if route.base:
        yield from _passed(reader, route.base, prefix, (*above, name))
    for step in _all_steps(route):
        yield Occurrence(f"{prefix}{step.key}", step.step, step.set)
        if step.with_:
            yield from _passed(reader, step.with_, f"{prefix}{step.with_}/", (*above, name))


def _all_steps(route: Route) -> list[RouteStep]:
    return [*route.steps, *(step for measure in route.measures.values() for step in _steps_of(measure))]


def _steps_of(measure: Measure) -> list[RouteStep]:
    replaced = [step for steps in measure.replace.values() for step in steps]
    return [*replaced, *(step for added in measure.add for step in added.steps)]


def offered(
    reader: Reader, found: Sequence[Occurrence], taken: frozenset[tuple[str, str]] = frozenset()
) -> list[Prefilled]:
    """A row for each parameter of each occurrence, except those `taken` by (key, parameter)."""
    rows = []
    for number, entry in enumerate(found):
        step = reader.step(entry.step)
        for name, parameter in step.parameters.items() if step else ():
            if (entry.key, name) not in taken:
                cells = {"step": entry.key, "parameter": name, **described(parameter, entry.given.get(name))}
                rows.append(Prefilled(cells, _unit(parameter, entry.given.get(name)), number % 2))
    return rows


def with_information(
    reader: Reader, found: Sequence[Occurrence], rows: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Rows of values with what the library says of their parameters beside them."""
    steps = {name: entry.step for entry in found for name in (entry.step, entry.key.rpartition("/")[2], entry.key)}
    told = []
    for row in rows:
        name = str(row.get("step") or "")
        step = reader.step(steps.get(name, name))
        parameter = step.parameters.get(str(row.get("parameter"))) if step else None
        told.append({**row, **(described(parameter) if parameter else {})})
    return told


def described(parameter: Parameter, given: Setting | None = None) -> dict[str, str]:
    """What holds without an own value: the value of the route, else of the library; limits; where it comes from."""
    holds = given or parameter
    about = ": ".join(part for part in (holds.source, holds.note) if part)
    return {"default": str(holds.value), "limits": limits(parameter), "about": about}


def limits(parameter: Parameter) -> str:
    """The limits of validity: "0.5 … 800 um", "≥ 0", or nothing."""
    low, high = parameter.min, parameter.max
    if low is not None and high is not None:
        if low.unit == high.unit:
            return f"{Quantity(low.magnitude)} … {high}"
        return f"{low} … {high}"
    return f"≥ {low}" if low is not None else f"≤ {high}" if high is not None else ""


def _unit(parameter: Parameter, given: Setting | None) -> str:
    return (given or parameter).value.unit
