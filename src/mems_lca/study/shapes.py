"""Long and short forms of the same data, and the order of keys that people expect, by the models of the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from mems_lca.errors import UnitError
from mems_lca.study import measured, route, step
from mems_lca.study.exchange import _Exchange
from mems_lca.study.route import Route, RouteStep
from mems_lca.study.step import Parameter, Step
from mems_lca.study.study import Study
from mems_lca.study.uncertainty import Triangle
from mems_lca.units import parse_quantity

MODELS: Mapping[str, type[BaseModel]] = {"studies": Study, "routes": Route, "steps": Step}
Form = Literal["long", "short"]

# A plain value that is short for a mapping with this one key, by what the models do with it.
_BARE: Mapping[Any, str] = {step._bare_value: "value", route._bare_step: "step"}
# One entry that is short for a list of one.
_SEVERAL = (route._several, measured._several)
# Keys in another order than the model's: what a thing is stands before what is said of it.
_ORDERS: Mapping[type[BaseModel], tuple[str, ...]] = {
    Parameter: ("value", "min", "max", "source", "same_as", "note", "evidence", "uncertainty", "pedigree"),
    Triangle: ("min", "mode", "max"),
    RouteStep: ("step", "id", "repeat", "with", "draws", "site", "set"),
    _Exchange: (
        "input", "gas", "emission", "waste", "output", "recovered", "per_area", "amount", "at", "process", "silicon",
        "polymer", "hazardous", "code", "dry", "treatment", "on_site", "recycling", "contains", "stage", "source",
        "note", "pedigree",
    ),
}  # fmt: skip


def long_form(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a document with everything written out, keys in the order of its model.

    An empty text says what leaving the key out says, where that is the default of the model.
    """
    found: dict[str, Any] = _reshaped(data, MODELS[kind], (), "long")
    varied = found.get("what_if", {}).get("vary") if isinstance(found.get("what_if", {}), dict) else None
    if isinstance(varied, dict):
        found["what_if"] = {**found["what_if"], "vary": {path: _values(entry) for path, entry in varied.items()}}
    return found


def short_form(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a document as people write it: plain values and names where nothing else is said of them."""
    found: dict[str, Any] = _reshaped(long_form(kind, data), MODELS[kind], (), "short")
    return found


def same(one: Any, other: Any, *, ordered: bool = True) -> bool:
    """Whether data is the same: quantities by magnitude and unit, names in the same order except those of `set`."""
    if isinstance(one, dict) and isinstance(other, dict):
        if one.keys() != other.keys() or (ordered and list(one) != list(other)):
            return False
        return all(same(one[key], other[key], ordered=key != "set") for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if type(one) is type(other) and one == other:
        return True
    return _same_quantity(one, other)


def _same_quantity(one: Any, other: Any) -> bool:
    if any(isinstance(entry, bool) or not isinstance(entry, str | int | float) for entry in (one, other)):
        return False
    try:
        first, second = parse_quantity(one), parse_quantity(other)
    except UnitError:
        return False
    return (first.magnitude, first.unit) == (second.magnitude, second.unit)


def _reshaped(data: Any, annotation: Any, validators: tuple[Any, ...], form: Form) -> Any:
    """The data in one form, by the type that a model gives it."""
    annotation, validators = _plain(annotation, validators)
    bare = next((key for function, key in _BARE.items() if function in validators), "")
    several = any(function in validators for function in _SEVERAL)
    if form == "long":
        if several and not isinstance(data, list) and data is not None:
            data = [data]
        if bare and (isinstance(data, str) if bare == "step" else _is_plain(data)):
            data = {bare: data}
    inner = _inside(data, annotation, form)
    if form == "short":
        if bare and isinstance(inner, dict) and list(inner) == [bare] and _is_plain(inner[bare]):
            inner = inner[bare]
        if several and isinstance(inner, list) and len(inner) == 1 and not isinstance(inner[0], list):
            inner = inner[0]
    return inner


def _inside(data: Any, annotation: Any, form: Form) -> Any:
    if isinstance(data, list):
        item = _item(annotation)
        return [_reshaped(entry, item, (), form) for entry in data]
    if not isinstance(data, dict):
        return data
    value = next((get_args(kind)[1] for kind in _members(annotation) if get_origin(kind) is dict), None)
    model = _model(annotation, data)
    if model is None:
        return {key: _reshaped(entry, value, (), form) for key, entry in data.items()}
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    found = {key: data[key] for key in _order(model, fields) if key in data}
    return {
        key: _of_field(entry, fields[key], form) if key in fields else entry
        for key, entry in (found | data).items()
        if not (entry == "" and key in fields and fields[key].default == "")
    }


def _of_field(data: Any, field: FieldInfo, form: Form) -> Any:
    return _reshaped(data, field.annotation, _functions(field.metadata), form)


def _order(model: type[BaseModel], fields: Mapping[str, FieldInfo]) -> Iterator[str]:
    """The keys of a model in the order in which they are written."""
    order = next((keys for base, keys in _ORDERS.items() if issubclass(model, base)), ())
    yield from order
    yield from (key for key in fields if key not in order)


def _plain(annotation: Any, validators: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    """The type without what is annotated to it, and the functions that read short forms."""
    while get_origin(annotation) is Annotated:
        annotation, *metadata = get_args(annotation)
        validators = (*validators, *_functions(metadata))
    return annotation, validators


def _functions(metadata: Any) -> tuple[Any, ...]:
    return tuple(entry.func for entry in metadata if isinstance(entry, BeforeValidator))


def _members(annotation: Any) -> Iterator[Any]:
    """The types of a union, or the one type."""
    annotation, _ = _plain(annotation, ())
    if get_origin(annotation) in (Union, UnionType):
        for member in get_args(annotation):
            yield from _members(member)
    else:
        yield annotation


def _item(annotation: Any) -> Any:
    kinds = [kind for kind in _members(annotation) if get_origin(kind) in (tuple, list)]
    return get_args(kinds[0])[0] if kinds else None


def _model(annotation: Any, data: Mapping[str, Any]) -> type[BaseModel] | None:
    """The model of a mapping: of several, the one that knows most of its keys."""
    models = [kind for kind in _members(annotation) if isinstance(kind, type) and issubclass(kind, BaseModel)]

    def known(model: type[BaseModel]) -> int:
        keys = {field.alias or name for name, field in model.model_fields.items()}
        return len(keys & data.keys())

    return max(models, key=known, default=None)


def _values(entry: Any) -> Any:
    """A list of values to try, and a range as its text."""
    if isinstance(entry, str) and ("," in entry or ":" not in entry):
        return [part.strip() for part in entry.split(",")]
    return [entry] if isinstance(entry, int | float) and not isinstance(entry, bool) else entry


def _is_plain(data: Any) -> bool:
    return isinstance(data, str | int | float)
