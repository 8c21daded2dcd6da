"""Parameters that repeat one of another step: the film that a reclaim step strips is the film that another put on."""

from __future__ import annotations

from collections.abc import Iterator

from mems_lca.errors import Finding, MemsLcaError, nearest
from mems_lca.library.library import Library
from mems_lca.study.step import Step
from mems_lca.units import describe


def check_repeated(name: str, step: Step, library: Library) -> Iterator[Finding]:
    """A finding for each `same_as` that names no parameter, or one of another dimension."""
    for key, parameter in step.parameters.items():
        if not parameter.same_as:
            continue
        place = library.place("steps", name, "parameters", key, "same_as")
        other, _, repeated = parameter.same_as.partition(".")
        try:
            found = library.step(other).parameters
        except MemsLcaError:
            message, near = (
                "a parameter repeats one of a step that is not there",
                nearest(other, library.names("steps")),
            )
            yield Finding("error", "same_as", message, place, parameter.same_as, "STEP.PARAMETER", near)
            continue
        if repeated not in found:
            message, near = f"the step {other} has no such parameter", nearest(repeated, found)
            yield Finding("error", "same_as", message, place, parameter.same_as, ", ".join(found), near)
        elif found[repeated].value.dimension != parameter.value.dimension:
            message = "a parameter repeats one of another dimension"
            expected = describe(parameter.value.dimension)
            yield Finding("error", "same_as", message, place, str(found[repeated].value), expected)
