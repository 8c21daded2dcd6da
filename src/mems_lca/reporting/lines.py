"""The lines of the results: what each sums up, as SUMIFS over the contributions and as a number of now."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from mems_lca.analysis.comparison import AVOIDED
from mems_lca.reporting.addresses import criterion
from mems_lca.reporting.contributions_sheet import identifier
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import CLIMATE, VIEWS, Facts

PARTS = ("fossil", "fluorinated", "biogenic_emissions", "biogenic_removals", "dluc")


@dataclass(frozen=True)
class Line:
    """A sum of the contributions to an indicator that meet every criterion (a column, and the values it may have).

    `view` says which accounting of electricity counts. `name` is unique, and part of the cell's defined name.
    """

    name: str
    indicator: str
    label: str
    criteria: tuple[tuple[str, tuple[str, ...]], ...] = ()
    view: str = ""


@dataclass(frozen=True)
class Section:
    """Lines under one heading; `named` gives their cells defined names, `ranked` orders them for charts."""

    name: str
    lines: tuple[Line, ...]
    named: bool = True
    ranked: bool = False


def sections(desk: Desk) -> list[Section]:
    """All sections of the sheet Results."""
    facts, labels, texts = desk.facts, desk.labels, desk.texts
    totals = tuple(Line(name, name, labels.indicator(name)) for name in facts.indicators)
    views = tuple(Line(view_name(v), CLIMATE, labels.indicator(view_name(v)), view=v) for v in VIEWS)
    parts = tuple(Line(f"part_{part}", CLIMATE, texts(f"part.{part}"), (("part", _of_part(part)),)) for part in PARTS)
    stages = tuple(
        Line(f"stage_{stage}_{name}", name, texts.label("stage", stage), (("stage", (stage,)),))
        for name in facts.indicators
        for stage in facts.stages()
    )
    steps = _by_column(facts, "step", labels.step)
    inputs = _by_column(facts, "input", labels.input)
    scopes = [Section(f"scopes_{view}", _scopes(desk, view)) for view in VIEWS]
    return [
        Section("totals", totals), Section("views", views), Section("parts", parts), *scopes,
        Section("stages", stages), Section("steps", steps, named=False, ranked=True),
        Section("inputs", inputs, named=False),
    ]  # fmt: skip


def headlines(facts: Facts) -> list[str]:
    """Names of the headline lines: the indicators, and climate change by both accountings after the first."""
    names = [name for name in facts.indicators if not _beyond(facts, name)]
    return [*names[:1], *(view_name(view) for view in VIEWS), *names[1:]]


def _beyond(facts: Facts, name: str) -> bool:
    """Whether an indicator stands outside the total and no route has anything in it: nothing reaches its end."""
    if facts.indicators[name]["perimeter"] != AVOIDED:
        return False
    return all(facts.route(route)["per_functional_unit"][name]["value"] is None for route in facts.routes)


def view_name(view: str) -> str:
    """The name of the line of climate change by one accounting of electricity."""
    return f"{CLIMATE}_{view}"


def _of_part(part: str) -> tuple[str, ...]:
    """Fossil holds the fluorinated gases, which are given beside it, too."""
    return ("fossil", "fluorinated") if part == "fossil" else (part,)


def _scopes(desk: Desk, view: str) -> tuple[Line, ...]:
    known = {row.ids["scope"] for row in desk.facts.rows if row.ids["indicator"] == CLIMATE}
    ordered = sorted(known, key=lambda scope: [int(part) for part in scope.split(".")])
    return tuple(
        Line(f"scope_{view}_{scope}", CLIMATE, desk.labels.scope(scope), (("scope", (scope,)),), view)
        for scope in ordered
    )


def _by_column(facts: Facts, column: str, label: object) -> tuple[Line, ...]:
    """A line of climate change for each value of a column, in order of appearance."""
    assert callable(label)
    found = dict.fromkeys(str(identifier(row, column)) for row in facts.rows if row.ids["indicator"] == CLIMATE)
    return tuple(Line(f"{column}_{value}", CLIMATE, label(value), ((column, (value,)),)) for value in found)


def formula(desk: Desk, line: Line, route: str, basis: str) -> str:
    """The sum as SUMIFS over the block of a route."""
    view = line.view or desk.facts.accounting
    choices = [("indicator", (line.indicator,)), *line.criteria, ("accounting", ("both", view))]
    columns = [name for name, _ in choices]
    terms = []
    for values in itertools.product(*(values for _, values in choices)):
        pairs = zip(columns, values, strict=True)
        tests = ",".join(f"{desk.contributions[route, name]},{criterion(value)}" for name, value in pairs)
        terms.append(f"SUMIFS({desk.contributions[route, f'per_{basis}']},{tests})")
    return "+".join(terms)


def value(facts: Facts, line: Line, route: str, basis: str) -> float:
    """The sum as a number."""
    views = ("both", line.view or facts.accounting)
    return sum(
        row.value(basis)
        for row in facts.rows_with(route, line.indicator)
        if row.ids["accounting"] in views and all(identifier(row, column) in values for column, values in line.criteria)
    )
