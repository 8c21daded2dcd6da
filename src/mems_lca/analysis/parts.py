"""Parts of a result that are calculated only when they are asked for: they take long, or few read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from mems_lca.errors import StudyError, nearest
from mems_lca.library.bound import BoundStudy

# By the key of the part in the result, the module and function that calculate it from a bound study.
PARTS: Mapping[str, tuple[str, str]] = {
    "abatement_curve": ("mems_lca.analysis.abatement_curve", "curve_part"),
    "envelope": ("mems_lca.analysis.envelope", "envelope_part"),
}


def known_parts(names: Sequence[str]) -> tuple[str, ...]:
    """Names of parts, each once. Raises StudyError for one that does not exist."""
    for name in names:
        if name not in PARTS:
            message, expected = "a result has no part of this name", ", ".join(PARTS)
            raise StudyError.single("part", message, found=name, expected=expected, nearest=nearest(name, PARTS))
    return tuple(dict.fromkeys(names))


def parts_of(bound: BoundStudy, names: Sequence[str]) -> dict[str, Any]:
    """The parts asked for, by name."""
    found = {}
    for name in known_parts(names):
        module, function = PARTS[name]
        found[name] = getattr(import_module(module), function)(bound)
    return found
