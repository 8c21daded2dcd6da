"""Plain data as readable YAML: short forms, keys in the order of the models, long texts folded, short parts inline."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mems_lca.study.shapes import short_form

# Room for what stands in one line, and for folded text.
_LINE = 150
_NESTED_LINE = 90
_FOLD = 150
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# Texts that are not read back as they were without double quotes: signs of YAML at the beginning or inside, and
# characters that cannot be seen.
_QUOTED = re.compile(r"^[:?-]|:\S|[\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]")


def document_text(kind: str, data: Mapping[str, Any]) -> str:
    """The YAML of a document ("studies", "routes", "steps") in short forms."""
    return text_of(short_form(kind, data))


def text_of(data: Mapping[str, Any]) -> str:
    """The YAML of plain data, as it is; read back it is the same data."""
    import io

    from ruamel.yaml import YAML

    yaml = YAML(typ="rt", pure=True)
    yaml.width = 1_000_000
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    yaml.dump(_styled(dict(data), 0), out)
    return out.getvalue()


def _styled(data: Any, depth: int) -> Any:
    """The data with the style in which each part is written."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(data, dict):
        found: Any = CommentedMap()
        flow = depth > 0 and _fits(data, depth)
        for key, entry in data.items():
            found[_scalar(key)] = _inline(entry) if flow else _styled(entry, depth + 1)
        if flow:
            found.fa.set_flow_style()
        return found
    if isinstance(data, list):
        found = CommentedSeq()
        flow = _fits(data, depth) and not any(_is_entry(entry) for entry in data)
        found.extend(_inline(entry) if flow else _styled(entry, depth + 1) for entry in data)
        if flow:
            found.fa.set_flow_style()
        return found
    return _folded(data, depth)


def _inline(data: Any) -> Any:
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(data, dict):
        found: Any = CommentedMap((_scalar(key), _inline(entry)) for key, entry in data.items())
        found.fa.set_flow_style()
        return found
    if isinstance(data, list):
        found = CommentedSeq(_inline(entry) for entry in data)
        found.fa.set_flow_style()
        return found
    return _scalar(data)


def _is_entry(data: Any) -> bool:
    """Whether an item of a list stands in a line of its own."""
    return isinstance(data, dict) and len(data) > 1


def _fits(data: Any, depth: int) -> bool:
    """Whether a mapping or list fits in one line: what a value is and where it comes from always does."""
    if not data:
        return True
    if isinstance(data, dict) and {"value", "source"} <= data.keys():
        return True
    if isinstance(data, dict) and any(isinstance(entry, dict) and "source" in entry for entry in data.values()):
        return len(data) == 1 and len(str(data)) <= _LINE
    if isinstance(data, dict) and any(isinstance(entry, dict) and len(entry) > 1 for entry in data.values()):
        return len(str(data)) + 2 * depth <= _NESTED_LINE
    return len(str(data)) + 2 * depth <= _LINE


def _scalar(value: Any) -> Any:
    """The value as it is written: a text that looks like a date as a date, which is read as its text."""
    import datetime

    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    if not isinstance(value, str):
        return value
    if _DATE.fullmatch(value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            return value
    return DoubleQuotedScalarString(value) if _QUOTED.search(value) else value


def _folded(value: Any, depth: int) -> Any:
    """A long text over several lines, broken at single spaces only, so that it is read back as it was."""
    from ruamel.yaml.scalarstring import FoldedScalarString

    if not isinstance(value, str) or len(value) + 2 * depth <= _LINE or not _foldable(value):
        return _scalar(value)
    folded = FoldedScalarString(value)
    folded.fold_pos = _breaks(value)
    return folded


def _foldable(text: str) -> bool:
    return text == text.strip() and text.isprintable() and "  " not in text


def _breaks(text: str) -> list[int]:
    """Where lines of a folded text end."""
    found: list[int] = []
    start = 0
    while len(text) - start > _FOLD:
        space = text.rfind(" ", start, start + _FOLD)
        if space <= start:
            space = text.find(" ", start + _FOLD)
            if space < 0:
                break
        found.append(space)
        start = space + 1
    return found
