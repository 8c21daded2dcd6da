"""What is left of a file when everything wrong in it is taken out, so that one mistake does not hide the others."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic

from pydantic import ValidationError

from mems_lca.errors import Finding
from mems_lca.study.reading import ModelT, Positions, Spot, findings_of, in_data

_ROUNDS = 50
Location = tuple[Any, ...]


@dataclass(frozen=True)
class Salvaged(Generic[ModelT]):
    """The model of what is left (None when nothing is), every finding, and the keys that were taken out.

    `positions` are those of what is left: an item taken out of a list moves the ones after it.
    """

    model: ModelT | None
    findings: tuple[Finding, ...]
    dropped: frozenset[str]
    positions: Positions


def salvage(
    data: Mapping[str, Any],
    positions: Positions,
    model: type[ModelT],
    file: str,
    *,
    stand_ins: Mapping[str, Any] | None = None,
) -> Salvaged[ModelT]:
    """The model of as much of the data as is right; `stand_ins` take the place of required keys that are wrong."""
    left: Any = copy.deepcopy(dict(data))
    lines = dict(positions)
    findings: dict[Finding, None] = {}
    dropped: set[str] = set()
    for turn in range(_ROUNDS):
        try:
            return Salvaged(model.model_validate(left), tuple(findings), frozenset(dropped), lines)
        except ValidationError as error:
            wrong = {_wrong(item, left) for item in error.errors()}
            found = findings_of(error, left, lines, model, file)
            findings.update(dict.fromkeys(found if turn == 0 else filter(_not_a_consequence, found)))
        # From the end, so that the places of earlier items of a list stay valid.
        for location in sorted(wrong, key=_order, reverse=True):
            if len(location) == 0 or not _take_out(left, lines, location, stand_ins or {}):
                return Salvaged(None, tuple(findings), frozenset(dropped), lines)
            dropped.add(str(location[-1]))
    return Salvaged(None, tuple(findings), frozenset(dropped), lines)


def _not_a_consequence(finding: Finding) -> bool:
    """Whether a finding of a later round is one of its own, and not that something was taken out."""
    return finding.code != "missing" and "." in finding.place.path


def _wrong(item: Any, data: Any) -> Location:
    """The smallest part of the data that cannot stay: for a key that lacks, what should hold it."""
    location = in_data(item["loc"], data)
    if item["type"] == "missing" and len(location) > 1:
        return location[:-1]
    return location


def _order(location: Location) -> tuple[tuple[str, int], ...]:
    return tuple(("", part) if isinstance(part, int) else (str(part), 0) for part in location)


def _take_out(data: Any, positions: dict[Location, Spot], location: Location, stand_ins: Mapping[str, Any]) -> bool:
    """Removes a part of the data; False when it is required and nothing stands in for it."""
    node = data
    for part in location[:-1]:
        try:
            node = node[part]
        except (KeyError, IndexError, TypeError):
            return True  # went with what held it
    last = location[-1]
    if len(location) == 1 and last in stand_ins:
        usable: bool = data.get(last) != stand_ins[last]
        data[last] = copy.deepcopy(stand_ins[last])
        return usable
    if isinstance(node, list):
        if not isinstance(last, int) or last >= len(node):
            return True
        del node[last]
        _shift(positions, location)
        return True
    return isinstance(node, dict) and (node.pop(last, _NOTHING) is not _NOTHING or len(location) > 1)


_NOTHING = object()


def _shift(positions: dict[Location, Spot], location: Location) -> None:
    """Gives the items of a list after the one taken out their new places."""
    depth = len(location) - 1
    moved = {}
    for key, line in positions.items():
        if len(key) <= depth or key[:depth] != location[:-1] or key[depth] < location[depth]:
            moved[key] = line
        elif key[depth] > location[depth]:
            moved[(*key[:depth], key[depth] - 1, *key[depth + 1 :])] = line
    positions.clear()
    positions.update(moved)
