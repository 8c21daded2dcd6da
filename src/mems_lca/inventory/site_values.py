"""What the place of a step's site gives its parameters, in place of the step's defaults.

A route's `set:`, a measure and a study's `set:` win over these.
"""

from __future__ import annotations

from collections.abc import Iterator

from mems_lca.errors import Finding, nearest
from mems_lca.inventory.step_build import StepBuild
from mems_lca.library.locations import LINE_UTILISATION, SITE, Preset, PresetValue, great_circle
from mems_lca.study.step import Setting
from mems_lca.study.uncertainty import Uncertainty
from mems_lca.units import Quantity, describe

UTILISATION = "tool_utilisation"
DISTANCE = "distance"
LOCATION = "location"
# A preset stands for a region around its coordinates.
_SPREAD_OF_DISTANCE = 1.05

Given = dict[str, tuple[Setting, str]]


def site_values(build: StepBuild) -> Given:
    """Values by parameter, each with who gave it: the location, or the study for its site's own line utilisation."""
    return {**_of_location(build), **_utilisation(build)}


def _of_location(build: StepBuild) -> Given:
    shop, bound = build.shop, build.bound
    preset = shop.preset_of(bound.site)
    if bound.destination:
        other = shop.preset_of(bound.destination)
        if preset is not None and other is not None and preset.name != other.name:
            return _between(build, preset, other)
        if preset is None or other is None:
            return {}
    if preset is None:
        return {}
    claims = shop.bound.study.sites[bound.site].claims
    return {value.parameter: (value.setting, LOCATION) for value in _fitting(build, preset, claims)}


def _between(build: StepBuild, start: Preset, end: Preset) -> Given:
    """The distance of a transport between two presets: the great circle, which the step's routing factor lengthens."""
    found = great_circle(start, end)
    if found is None or DISTANCE not in build.step.parameters:
        return {}
    points = " to ".join(f"{entry.name} ({entry.latitude:g}, {entry.longitude:g})" for entry in (start, end))
    setting = Setting(
        value=Quantity(round(found, 1), "km"),
        source=start.source,
        note=f"Great circle, {points}",
        uncertainty=Uncertainty(lognormal=_SPREAD_OF_DISTANCE),
    )
    return {DISTANCE: (setting, LOCATION)}


def _fitting(build: StepBuild, preset: Preset, claims: bool) -> Iterator[PresetValue]:
    """The preset's values for the step; one that the step cannot take becomes a finding."""
    for value in preset.of_step(build.bound.name, claims=claims):
        default = build.step.parameters.get(value.parameter)
        path, findings = f"{value.step}.{value.parameter}", build.shop.ledger.findings
        if default is None:
            near = nearest(value.parameter, build.step.parameters)
            message = "a location gives a parameter that the step does not have"
            found = Finding("error", "unknown_parameter", message, value.place, path, nearest=near)
        elif default.value.dimension != value.setting.value.dimension:
            expected = f"{describe(default.value.dimension)}, such as {default.value}"
            message = f"a location gives {path} the wrong dimension"
            found = Finding("error", "dimension", message, value.place, str(value.setting.value), expected)
        else:
            yield value
            continue
        if found not in findings:
            findings.append(found)


def _utilisation(build: StepBuild) -> Given:
    """The line utilisation of the site, the study's or else its location's, in place of each tool's."""
    if UTILISATION not in build.step.parameters:
        return {}
    site = build.bound.site
    own = build.shop.bound.study.sites[site].line_utilisation
    if own is not None:
        return {UTILISATION: (Setting(value=own, note=f"line utilisation of site {site}"), "study")}
    preset = build.shop.preset_of(site)
    values = preset.of_step(SITE, claims=False) if preset is not None else ()
    found = next((value.setting for value in values if value.parameter == LINE_UTILISATION), None)
    return {} if found is None else {UTILISATION: (found, LOCATION)}
