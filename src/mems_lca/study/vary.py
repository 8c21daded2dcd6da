"""What is varied, as people write it: a list of values, or a range with a number of values, for each path."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from mems_lca.errors import Finding, MemsLcaError, Place, StudyError, UnitError
from mems_lca.study.paths import join, split
from mems_lca.units import Quantity, describe, parse_quantity

Scale = Literal["linear", "log"]

# Digits that keep a value of a range readable: 0.85, not 0.8500000000000001.
_DIGITS = 12
_LIST = "values with commas, such as 200 sccm, 300 sccm, 400 sccm"
_RANGE = "LOW:HIGH:NUMBER, such as 200 sccm : 400 sccm : 5, with :log for equal ratios"
_RANGE_PARTS = 3


@dataclass(frozen=True)
class Span:
    """A range: both ends in one unit; `count` values with their ends, None where points are drawn from it."""

    low: float
    high: float
    unit: str
    count: int | None
    scale: Scale = "linear"

    def at(self, share: Any) -> Any:
        """The value at a share of the way, a number or an array of numbers between 0 and 1; in `unit`."""
        if self.scale == "linear":
            return self.low + share * (self.high - self.low)
        return self.low * (self.high / self.low) ** share

    def values(self) -> Iterator[float]:
        """The values of the range, in `unit`."""
        count = self.count or 0
        for number in range(count):
            ends = {0: self.low, count - 1: self.high}
            yield ends[number] if number in ends else float(f"{self.at(number / (count - 1)):.{_DIGITS}g}")


@dataclass(frozen=True)
class Axis:
    """What one path is varied over: the listed `texts`, or a range. `place` is where it was written."""

    path: str
    texts: tuple[str, ...] = ()
    span: Span | None = None
    place: Place = field(default_factory=Place)

    @property
    def count(self) -> int | None:
        """How many values it has; None for a range without a number."""
        return len(self.texts) if self.span is None else self.span.count

    @property
    def numeric(self) -> bool:
        """Whether its values are quantities, not names."""
        return self.span is not None or _quantity(self.texts[0]) is not None

    @property
    def unit(self) -> str:
        """The unit of its values: as written, that of the first in a list; "" for names."""
        if self.span is not None:
            return self.span.unit
        first = _quantity(self.texts[0])
        return "" if first is None else first.unit

    def magnitudes(self) -> tuple[float, ...]:
        """The values in `unit`, of quantities only."""
        if self.span is not None:
            return tuple(self.span.values())
        unit = self.unit
        found = [parse_quantity(text) for text in self.texts]
        return tuple(entry.magnitude if entry.unit == unit else entry.to(unit) for entry in found)

    def quantities(self) -> tuple[Quantity, ...]:
        """The values as written, of quantities only."""
        if self.span is not None:
            return tuple(Quantity(value, self.span.unit) for value in self.span.values())
        return tuple(parse_quantity(text) for text in self.texts)

    def ends(self) -> tuple[str, ...]:
        """The values at the ends of a range, or all of a list, as `--set` takes them."""
        if self.span is None:
            return self.texts
        return str(Quantity(self.span.low, self.span.unit)), str(Quantity(self.span.high, self.span.unit))

    def written(self) -> tuple[str, ...]:
        """All values, as `--set` takes them."""
        return self.texts if self.span is None else tuple(map(str, self.quantities()))


def read_axes(vary: Mapping[str, Any], *, place: str = "") -> tuple[Axis, ...]:
    """What each path is varied over; `place` stands before each path in errors.

    Raises StudyError with every path that is none, given twice, or has no values that can be read.
    """
    found: list[Axis] = []
    findings: list[Finding] = []
    if not vary:
        message = "a sweep needs something to vary"
        raise StudyError.single("vary", message, expected='PATH=VALUES, such as device.yield="0.7:0.9:5"')
    for path, values in vary.items():
        where = Place(path=f"{place}{path}")
        try:
            axis = replace(read_axis(values), path=join(*split(path)), place=where)
        except MemsLcaError as error:
            findings += error.at(where).findings
            continue
        if axis.path in (other.path for other in found):
            findings.append(Finding("error", "vary", "the path is varied twice", where, found=path))
        found.append(axis)
    if findings:
        raise StudyError(findings)
    return tuple(found)


def read_axis(values: Any) -> Axis:
    """A list of values, or a text of a list or range; the path is not known here. Raises StudyError or UnitError."""
    if isinstance(values, str) and "," not in values and ":" in values:
        return Axis("", span=_span(values))
    parts = values.split(",") if isinstance(values, str) else values
    if isinstance(parts, bool) or not isinstance(parts, Sequence | int | float):
        raise StudyError.single("vary", "values are a list or a range", found=_shown(values), expected=_LIST)
    texts = tuple(_text(part) for part in (parts if isinstance(parts, Sequence) else [parts]))
    if not texts or not any(texts):
        raise StudyError.single("vary", "there is no value to try", found=_shown(values), expected=_LIST)
    if "" in texts:
        raise StudyError.single("vary", "a value is missing", found=_shown(values), expected=_LIST)
    if len(texts) > 1 and any(":" in text for text in texts):
        message = "a list holds values, not ranges"
        raise StudyError.single("vary", message, found=_shown(values), expected=f"{_LIST}; or {_RANGE}")
    if len(texts) == 1 and ":" in texts[0]:
        return Axis("", span=_span(texts[0]))
    _check_list(texts)
    return Axis("", texts=texts)


def _check_list(texts: tuple[str, ...]) -> None:
    """Refuses lists of names and numbers, of several dimensions, and with a value that stands twice."""
    found = [_quantity(text) for text in texts]
    quantities = [entry for entry in found if entry is not None]
    if quantities and len(quantities) < len(texts):
        parse_quantity(texts[found.index(None)])
    for entry in quantities:
        if entry.dimension != quantities[0].dimension:
            expected = f"{describe(quantities[0].dimension)}, such as {quantities[0]}"
            message = "the values of a list have one dimension"
            raise StudyError.single("dimension", message, found=str(entry), expected=expected)
    seen: list[str | float] = []
    for text, read in zip(texts, found, strict=True):
        value: str | float = text if read is None else read.canonical
        if value in seen:
            raise StudyError.single("vary", "a value stands twice", found=text, expected="each value once")
        seen.append(value)


def _span(text: str) -> Span:
    """A range of the form LOW:HIGH:NUMBER[:log]; LOW:HIGH without a number is for points that are drawn."""
    parts = [part.strip() for part in text.split(":")]
    scale: Scale = "linear"
    if parts[-1].lower() in ("log", "linear"):
        scale = "log" if parts.pop().lower() == "log" else "linear"
    if len(parts) not in (2, _RANGE_PARTS) or "" in parts:
        raise StudyError.single("vary", "this is no range", found=text, expected=_RANGE)
    low, high = _in_one_unit(parse_quantity(parts[0]), parse_quantity(parts[1]), text)
    count = _count(parts[2], text) if len(parts) == _RANGE_PARTS else None
    span = Span(low.magnitude, high.to(low.unit), low.unit, count, scale)
    if span.low > span.high:
        turned = ":".join([parts[1], parts[0], *parts[2:]])
        raise StudyError.single("vary", "the range runs backwards", found=text, expected=turned)
    if span.low == span.high and count != 1:
        raise StudyError.single("vary", "the range goes from a value to itself", found=text, expected=_RANGE)
    if count == 1 and span.low != span.high:
        message = "one value cannot be both ends of a range"
        raise StudyError.single("vary", message, found=text, expected="2 values or more")
    if scale == "log" and span.low <= 0:
        raise StudyError.single("vary", "a range of equal ratios lies above zero", found=text, expected=_RANGE)
    return span


def _in_one_unit(low: Quantity, high: Quantity, text: str) -> tuple[Quantity, Quantity]:
    """Both ends; a bare number takes the unit of the other end, unless that is a number, too, such as a percentage."""
    if low.dimension != high.dimension and not low.unit:
        low = Quantity(low.magnitude, high.unit)
    if low.dimension != high.dimension and not high.unit:
        high = Quantity(high.magnitude, low.unit)
    if low.dimension != high.dimension:
        expected = f"{describe(low.dimension)}, such as {low}"
        raise StudyError.single("dimension", "the ends of a range have one dimension", found=text, expected=expected)
    return (low, high) if low.unit or not high.unit else (Quantity(low.to(high.unit), high.unit), high)


def _count(text: str, whole: str) -> int:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not value.is_integer():
        raise StudyError.single("vary", "the number of values is a whole number", found=whole, expected=_RANGE)
    if value < 1:
        raise StudyError.single("vary", "the range is empty", found=whole, expected="2 values or more")
    return int(value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise StudyError.single("vary", "this is no value", found=_shown(value), expected=_LIST)
    return str(parse_quantity(value))


def _quantity(text: str) -> Quantity | None:
    try:
        return parse_quantity(text)
    except UnitError:
        return None


def _shown(value: Any) -> str:
    return str(value) if isinstance(value, str | list | tuple | int | float) else type(value).__name__
