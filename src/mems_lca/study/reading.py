"""YAML files to models: every finding of a file at once, each with its line, its key and the nearest match."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from mems_lca.errors import Finding, Place, StudyError, nearest
from mems_lca.study.yaml_text import read_yaml

MAX_BYTES = 2_000_000
# Parsed texts that are kept in memory.
_KEPT = 1000

ModelT = TypeVar("ModelT", bound=BaseModel)


@dataclass(frozen=True, order=True)
class CellSpot:
    """Where a key stands in a workbook."""

    sheet: str
    cell: str


# Where a key stands: the line of a text file, or a cell.
Spot = int | CellSpot
Positions = Mapping[tuple[Any, ...], Spot]


class Document(NamedTuple):
    """Plain data as written, and where each key stands."""

    data: dict[str, Any]
    positions: Positions


# Tags of unions that are keys, too: `input: …` is the kind of an exchange, and not what is wrong inside it.
_TAGS = frozenset(
    {
        "input", "gas", "emission", "waste", "output", "per_area", "recovered", "model", "study",
        "step", "product", "price", "benchmark", "place",
    }
)  # fmt: skip
OFFSET_KEYS = frozenset({"offset", "offsets", "carbon_credits", "credits", "compensation"})


def read_model(path: Path, model: type[ModelT], *, text: str | None = None) -> ModelT:
    """The model in a YAML file. Raises StudyError with every finding of the file."""
    data, positions = load_yaml(path, text=text)
    return validate(data, positions, model, str(path))


def load_yaml(path: Path, *, text: str | None = None) -> Document:
    """Plain data of a YAML 1.2 mapping and the line of each key; aliases and tags are refused.

    Raises StudyError for text that is not UTF-8, not YAML, too large, or has duplicate keys.
    """
    document = _parsed(_content(path) if text is None else text, str(path))
    return Document(copy.deepcopy(document.data), document.positions)


@lru_cache(maxsize=_KEPT)
def _parsed(content: str, file: str) -> Document:
    """The document of a text; kept, since libraries are opened again and again and parsing is most of that."""
    lines: dict[tuple[Any, ...], int] = {}
    document = read_yaml(content, file, lines)
    if not isinstance(document, dict):
        raise StudyError.single("yaml", "the file is not a mapping of keys", place=Place(file=file, line=1))
    return Document(document, lines)


def validate(data: Mapping[str, Any], positions: Positions, model: type[ModelT], file: str) -> ModelT:
    """The model of plain data. Raises StudyError with all findings."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise StudyError(findings_of(error, data, positions, model, file)) from None


def _content(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise StudyError.single(
            "file", f"cannot read the file: {error.strerror}", place=Place(file=str(path))
        ) from None
    if len(raw) > MAX_BYTES:
        message = f"the file has {len(raw)} bytes, at most {MAX_BYTES} are read"
        raise StudyError.single("file", message, place=Place(file=str(path)))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = "the file is not UTF-8 text"
        raise StudyError.single("encoding", message, place=Place(file=str(path), line=line)) from None


def findings_of(
    error: ValidationError, data: Mapping[str, Any], positions: Positions, model: type[BaseModel], file: str
) -> tuple[Finding, ...]:
    """What pydantic found, as findings with their places in the file."""
    found = []
    for item in error.errors():
        location = in_data(item["loc"], data)
        place = place_in(file, positions, location)
        found.append(_finding(item, location, place, model))
    misspelt = {_beside(entry.place.path, entry.nearest) for entry in found if entry.code == "unknown_key"}
    return tuple(entry for entry in found if not (entry.code == "missing" and entry.place.path in misspelt))


def _beside(path: str, key: str) -> str:
    """The path of another key of the same mapping."""
    return f"{path.rpartition('.')[0]}.{key}".lstrip(".")


def _finding(item: Any, location: tuple[Any, ...], place: Place, model: type[BaseModel]) -> Finding:
    kind, message = item["type"], item["msg"]
    key = str(location[-1]) if location else ""
    if kind == "extra_forbidden":
        if key.lower() in OFFSET_KEYS:
            message = "offsets are not accepted: they are never subtracted from a footprint"
            return Finding("error", "offset", message, place, found=key)
        known = sorted(_known_keys(model, location[:-1]))
        return Finding("error", "unknown_key", "unknown key", place, key, ", ".join(known), nearest(key, known))
    if kind == "finding":
        known_by = {name: item["ctx"][name] for name in ("found", "expected", "nearest")}
        return Finding("error", item["ctx"]["code"], message, place, **known_by)
    if kind == "missing":
        return Finding("error", "missing", f"`{key}` is missing", place)
    if kind == "value_error":
        return Finding("error", "value", message.removeprefix("Value error, "), place)
    if kind == "literal_error":
        choices = item["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        found = str(item["input"])
        return Finding(
            "error",
            "value",
            "not one of the choices",
            place,
            found,
            ", ".join(choices),
            nearest(found, choices),
        )
    return Finding("error", "value", message, place, found=_shown(item["input"]))


def _shown(value: Any) -> str:
    if isinstance(value, Mapping | list):
        return "a mapping" if isinstance(value, Mapping) else "a list"
    return repr(value)[:80]


def in_data(location: Sequence[Any], data: Any) -> tuple[Any, ...]:
    """The part of pydantic's location that exists in the file (it also names union members and the like)."""
    found: list[Any] = []
    node = data
    for position, part in enumerate(location):
        last = position == len(location) - 1
        is_tag = part in _TAGS and not last and isinstance(node, Mapping) and not isinstance(node.get(part), Mapping)
        if isinstance(node, Mapping) and not is_tag and (part in node or last):
            found.append(part)
            node = node.get(part)
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            found.append(part)
            node = node[part]
    return tuple(found)


def place_in(file: str, positions: Positions, path: Sequence[Any], otherwise: Spot | None = 1) -> Place:
    """Where a key of a file stands, or the nearest above it that is known."""
    steps = tuple(path)
    known = (positions[steps[:length]] for length in range(len(steps), -1, -1) if steps[:length] in positions)
    spot, name = next(known, otherwise), ".".join(str(part) for part in steps)
    if isinstance(spot, CellSpot):
        return Place(file=file, sheet=spot.sheet, cell=spot.cell, path=name)
    return Place(file=file, line=spot, path=name)


def _known_keys(model: type[BaseModel], location: Sequence[Any]) -> set[str]:
    """Keys that the model at this place of the file knows."""
    found = [model]
    for part in location:
        inner: list[type[BaseModel]] = []
        for candidate in found:
            for name, field in candidate.model_fields.items():
                if part in (name, field.alias):
                    inner.extend(_models_in(field.annotation))
        found = inner or found
    return {field.alias or name for candidate in found for name, field in candidate.model_fields.items()}


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _models_in(argument)
