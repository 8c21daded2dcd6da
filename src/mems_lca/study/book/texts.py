"""Data as the text of one cell, and back: lists, pairs, spreads, scores, values to try, YAML in one line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from mems_lca.errors import StudyError, UnitError
from mems_lca.units import parse_quantity

# A cell of a workbook holds at most this many characters.
LONGEST = 32_000
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
_WHOLE = re.compile(r"[-+]?\d+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_SPREAD = re.compile(
    r"(?P<kind>[a-z]+)\s*[:(]?\s*(?P<numbers>[^)]*?)\s*\)?(?:[\s,]+covers\s+(?P<covers>.*))?", re.DOTALL
)
_ARGUMENTS: Mapping[str, tuple[int, ...]] = {"lognormal": (1,), "normal": (1,), "uniform": (2,), "triangular": (2, 3)}
_SPREAD_HINT = "lognormal 1.3; normal 2 um; uniform 0.1, 0.3; triangular 0.1, 0.2, 0.3"


class UnsayableError(Exception):
    """Data that a cell of this kind cannot hold."""


def parts_of(text: str) -> list[str]:
    """What stands between commas or line breaks outside parentheses, without the spaces around it."""
    found, depth, start = [], 0, 0
    for position, char in enumerate(text):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if char in ",\n;，；、" and depth <= 0:
            found.append(text[start:position].strip())
            start = position + 1
    last = text[start:].strip()
    return [*found, last] if last else found


def number_of(text: str) -> int | float | str:
    """A plain number, or the text."""
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text


def read_text(kind: str, text: Any) -> Any:
    """The data of a cell's text (or number). Raises StudyError."""
    return _READ[kind](text) if kind in _READ else text


def write_text(kind: str, data: Any) -> Any:
    """The cell's text of data. Raises UnsayableError."""
    written = _WRITE[kind](data)
    if isinstance(written, str) and (not written or written != written.strip() or len(written) > LONGEST):
        raise UnsayableError
    return written


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    found = parts_of(str(value))
    if not found or "" in found:
        raise _error("list", "an entry of a list is missing", value, "a, b, c")
    return list(found)


def _write_list(data: Any) -> str:
    if not isinstance(data, list) or not data or not all(isinstance(entry, str) and entry for entry in data):
        raise UnsayableError
    return _checked(", ".join(data), _listed, data)


def _pairs(value: Any, plain: Callable[[str], Any] = number_of) -> Any:
    found: dict[str, Any] = {}
    for part in parts_of(str(value)):
        name, mark, given = (entry.strip() for entry in part.replace("＝", "=").partition("="))
        if not mark or not name or not given:
            raise _error("pairs", "this is no pair of a name and a value", part, "SF6=0.9, CF4=0.5")
        if name in found:
            raise _error("pairs", "the name stands twice", name, "each name once")
        found[name] = plain(given)
    return found


def _pairs_or_name(value: Any) -> Any:
    return _pairs(value) if "=" in str(value) else str(value).strip()


def _words(value: Any) -> Any:
    return _pairs(value, str)


def _write_pairs(data: Any) -> str:
    if isinstance(data, str):
        return _checked(data, _pairs_or_name, data)
    return _checked(_joined(data), _pairs, data)


def _write_words(data: Any) -> str:
    return _checked(_joined(data), _words, data)


def _joined(data: Any) -> str:
    if not isinstance(data, dict) or not data:
        raise UnsayableError
    return ", ".join(f"{name}={_plain(entry)}" for name, entry in data.items())


def _spread(value: Any) -> Any:
    match = _SPREAD.fullmatch(str(value).strip())
    kind = match["kind"] if match else ""
    numbers = [number_of(part) for part in parts_of(match["numbers"])] if match else []
    if match is None or len(numbers) not in _ARGUMENTS.get(kind, ()):
        raise _error("spread", "this is no distribution", value, _SPREAD_HINT)
    found: dict[str, Any] = {kind: numbers[0]}
    if kind in ("uniform", "triangular"):
        names = ("min", "max") if len(numbers) == 2 else ("min", "mode", "max")
        found = {kind: dict(zip(names, numbers, strict=True))}
    if match["covers"] is not None:
        found["covers"] = [] if match["covers"].strip() == "nothing" else parts_of(match["covers"])
    return found


def _write_spread(data: Any) -> str:
    kinds = [kind for kind in _ARGUMENTS if kind in data] if isinstance(data, dict) else []
    if len(kinds) != 1 or set(data) - {*kinds, "covers"}:
        raise UnsayableError
    given = data[kinds[0]]
    if isinstance(given, dict):
        if set(given) - {"min", "mode", "max"}:
            raise UnsayableError
        numbers = [given[name] for name in ("min", "mode", "max") if name in given]
    else:
        numbers = [given]
    text = f"{kinds[0]} {', '.join(map(_plain, numbers))}"
    if "covers" in data:
        covers = data["covers"]
        if not isinstance(covers, list) or not all(isinstance(axis, str) for axis in covers):
            raise UnsayableError
        text += f" covers {', '.join(covers) or 'nothing'}"
    return _checked(text, _spread, data)


def _scores(value: Any) -> Any:
    found = [number_of(part) for part in parts_of(str(value))]
    if not found or not all(isinstance(score, int) for score in found):
        raise _error("scores", "scores are whole numbers", value, "1, 2, 1, 1, 1")
    return found


def _write_scores(data: Any) -> str:
    if not isinstance(data, list) or not all(type(score) is int for score in data):
        raise UnsayableError
    return _checked(", ".join(map(str, data)), _scores, data)


def _values(value: Any) -> Any:
    if not isinstance(value, str):
        return [value]
    if ":" in value and "," not in value:
        return value.strip()
    return [number_of(part) for part in parts_of(value)]


def _write_values(data: Any) -> Any:
    if isinstance(data, list):
        return _checked(", ".join(map(_plain, data)), _values, data)
    if isinstance(data, str) and ":" in data:
        return _checked(data, _values, data)
    raise UnsayableError


def _yaml(value: Any) -> Any:
    from mems_lca.study.yaml_text import read_yaml

    return read_yaml(str(value), "", {})


def _write_yaml(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False)
    try:
        return _checked(text, _yaml, data)
    except StudyError:
        raise UnsayableError from None


def _quantity(data: Any) -> Any:
    if isinstance(data, bool) or not isinstance(data, str | int | float):
        raise UnsayableError
    try:
        parse_quantity(data)
    except UnitError:
        raise UnsayableError from None
    return data.strip() if isinstance(data, str) else data


def _text(data: Any) -> str:
    if not isinstance(data, str) or not all(char.isprintable() or char == "\n" for char in data):
        raise UnsayableError
    return data


def _date(data: Any) -> str:
    if not _DATE.fullmatch(_text(data)):
        raise UnsayableError
    return str(data)


def _formula(data: Any) -> Any:
    return data if isinstance(data, int | float) and not isinstance(data, bool) else _text(data)


def _of_type(*kinds: type) -> Callable[[Any], Any]:
    def checked(data: Any) -> Any:
        if type(data) not in kinds:
            raise UnsayableError
        return data

    return checked


def _plain(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise UnsayableError
    return value if isinstance(value, str) else repr(value)


def _checked(text: str, read: Callable[[Any], Any], data: Any) -> str:
    """The text, where it is read back as the data."""
    from mems_lca.study.shapes import same

    try:
        back = read(text)
    except StudyError:
        raise UnsayableError from None
    if not same(back, data):
        raise UnsayableError
    return text


def _error(code: str, message: str, found: Any, expected: str) -> StudyError:
    return StudyError.single(code, message, found=str(found), expected=expected)


_READ: Mapping[str, Callable[[Any], Any]] = {
    "list": _listed,
    "pairs": _pairs_or_name,
    "words": _words,
    "spread": _spread,
    "scores": _scores,
    "values": _values,
    "yaml": _yaml,
}
_WRITE: Mapping[str, Callable[[Any], Any]] = {
    "list": _write_list,
    "pairs": _write_pairs,
    "words": _write_words,
    "spread": _write_spread,
    "scores": _write_scores,
    "values": _write_values,
    "yaml": _write_yaml,
    "quantity": _quantity,
    "number": _of_type(int, float),
    "whole": _of_type(int),
    "yes_no": _of_type(bool),
    "date": _date,
    "formula": _formula,
    "text": _text,
    "name": _text,
    "choice": _text,
}
