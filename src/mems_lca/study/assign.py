"""Values put into a study's data by path, as `--set PATH=VALUE` gives them."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from mems_lca.errors import StudyError
from mems_lca.study.paths import split
from mems_lca.study.reading import OFFSET_KEYS
from mems_lca.study.study import Study

# What a path may begin with besides the name of a step or route: keys of the study itself.
_KEYS = frozenset(field.alias or name for name, field in Study.model_fields.items()) - {
    "set",
    "routes",
    "schema",
}


def is_study_key(part: str) -> bool:
    """Whether a path that begins with this part leads to a key of the study, not to a value of a step or route."""
    return part in _KEYS


def assign(data: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    """The study's data with each value in place: a key of the study is changed there, anything else goes to `set:`.

    Raises StudyError for a path that is malformed or runs through a plain value.
    """
    found: dict[str, Any] = copy.deepcopy(dict(data))
    for path, value in values.items():
        parts = split(path)
        if parts[0].lower() in OFFSET_KEYS:
            message = "offsets are not accepted: they are never subtracted from a footprint"
            raise StudyError.single("offset", message, found=path)
        if parts[0] not in _KEYS:
            found.setdefault("set", {})[path] = value
        elif parts[0] == "factors" and len(parts) == 3:
            found.setdefault("factors", {}).setdefault(parts[1], {})[parts[2]] = value
        else:
            _put(found, parts, value, path)
    return found


def _put(node: Any, parts: tuple[str, ...], value: str, path: str) -> None:
    for part in parts[:-1]:
        inner = node[_index(node, part, path)] if _has(node, part) else node.setdefault(part, {})
        if not isinstance(inner, dict | list):
            raise StudyError.single("path", f"path {path} runs through a plain value", found=part)
        node = inner
    last = _index(node, parts[-1], path)
    node[last] = _in_place(node.get(last), value) if isinstance(node, dict) else value


def _in_place(former: Any, value: str) -> Any:
    """The value, or the sourced entry that stood there with it: what is given for one run is an assumption."""
    if not isinstance(former, dict) or not {"value", "source"} <= former.keys():
        return value
    note = f"Given for this run in place of {former['value']} ({former['source']})."
    return {**former, "value": value, "source": "assumption", "note": note}


def _has(node: Any, part: str) -> bool:
    return part in node if isinstance(node, dict) else True


def _index(node: Any, part: str, path: str) -> Any:
    if not isinstance(node, list):
        return part
    if not part.isdigit() or int(part) >= len(node):
        raise StudyError.single(
            "path", f"path {path} names no item of a list", found=part, expected=f"0 to {len(node) - 1}"
        )
    return int(part)
