"""Checks of the values that a study puts in place of the parameters of its steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from mems_lca.errors import Finding, nearest
from mems_lca.library.bound import BoundRoute, BoundStep
from mems_lca.library.overrides import Override, Overrides, Path
from mems_lca.library.study_checks import Binder, check_limits
from mems_lca.study.paths import join
from mems_lca.units import describe

# Values of an occurrence of a step that are not parameters.
_OF_OCCURRENCE = frozenset({"draws"})


def check_overrides(binder: Binder, routes: Mapping[str, BoundRoute], overrides: Overrides) -> None:
    """Dimension and limits of each value given to a parameter of a step.

    A name that no parameter has is noted where there are errors already; else the inventory, which knows every path,
    finds it.
    """
    steps: defaultdict[Path, list[BoundStep]] = defaultdict(list)
    for route in routes.values():
        for owner, step in _steps(route):
            for path in owner.step_paths(step.key, step.name, ""):
                steps[path[:-1]].append(step)
    broken = any(finding.severity == "error" for finding in binder.findings)
    for path, item in overrides.items.items():
        having = [step for step in steps.get(path[:-1], ()) if path[-1] in step.step.parameters]
        for step in having:
            _check(binder, step, item)
            _warn_of_measure(binder, step, item)
        if broken and not having and path[:-1] in steps and path[-1] not in _OF_OCCURRENCE:
            _unknown(binder, steps[path[:-1]][0], item)


def _steps(route: BoundRoute) -> Iterator[tuple[BoundRoute, BoundStep]]:
    for step in route.steps:
        yield route, step
        if step.consumes is not None:
            yield from _steps(step.consumes)


def _check(binder: Binder, bound: BoundStep, item: Override) -> None:
    name, path, value = item.path[-1], join(*item.path), item.setting.value
    default = bound.step.parameters[name].value
    if default.dimension == value.dimension:
        check_limits(binder, path, bound.step, name, item.setting, item.place)
        return
    expected = f"{describe(default.dimension)}, such as {default}"
    message = f"{path} has the wrong dimension"
    binder.findings.append(Finding("error", "dimension", message, item.place, str(value), expected))


def _warn_of_measure(binder: Binder, bound: BoundStep, item: Override) -> None:
    """A warning where a value for all routes takes the place of one that a measure gives."""
    name, path = item.path[-1], join(*item.path)
    setting, giver = (bound.settings or {}).get(name, (None, "route"))
    if setting is None or giver == "route" or item.path[0] in binder.study.routes:
        return
    if setting.value != item.setting.value:
        message = f"{path} of the study stands above the value of the measure {giver}, which so changes nothing there"
        expected = "the value for the other route alone, such as " + join(next(iter(binder.study.routes)), *item.path)
        binder.findings.append(
            Finding("warning", "measure_overruled", message, item.place, str(setting.value), expected)
        )


def _unknown(binder: Binder, bound: BoundStep, item: Override) -> None:
    near = nearest(item.path[-1], bound.step.parameters)
    suggestion = join(*item.path[:-1], near) if near else ""
    path = join(*item.path)
    binder.findings.append(
        Finding("error", "unknown_path", "no value has this path", item.place, path, nearest=suggestion)
    )
