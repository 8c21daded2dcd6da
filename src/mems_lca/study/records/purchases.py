"""Chemicals bought, in stock at the ends of the study's period, and given back."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final

from mems_lca.study.records.columns import plain
from mems_lca.study.records.dates import beginning, next_day
from mems_lca.study.records.doubles import Doubles
from mems_lca.study.records.fields import Fields
from mems_lca.study.records.kinds import Kept, Purchase
from mems_lca.study.records.known import Names, Setting, counting_rows
from mems_lca.study.records.spans import Span, Told, inside
from mems_lca.study.records.tables import Row
from mems_lca.study.records.unit_names import Measure
from mems_lca.units import dimension_of, show

_DAY: Final = timedelta(days=1)
# How far from an end of the period a stock may be counted.
_LATEST_COUNT: Final = 31
_KINDS: Final[dict[str, Kept]] = {
    "": "purchase",
    "purchase": "purchase",
    "stock at start": "stock at start",
    "stock at end": "stock at end",
    "return": "return",
}


def read_purchases(tables: Sequence[Fields], setting: Setting) -> tuple[Purchase, ...]:
    """Purchases, stocks and returns in the order of the tables; names are those that the study has for materials."""
    doubles = Doubles(setting.notes)
    materials = setting.measured.materials
    names = Names("material", {*materials, *materials.values()})
    found: list[Purchase] = []
    for fields in tables:
        for row in counting_rows(fields, "material", names.plain):
            entry = _purchase(fields, row, names, setting)
            if entry is None:
                continue
            purchase, key, says = entry
            shown = partial(show, purchase.amount, purchase.unit, 6)
            if not doubles.again(key, says, purchase.place, fields.table.dataset, partial(_named, purchase), shown):
                found.append(purchase)
    return tuple(found)


def _named(purchase: Purchase) -> str:
    return f"{purchase.kind} of `{purchase.material}` on {purchase.day}"


def _purchase(fields: Fields, row: Row, names: Names, setting: Setting) -> tuple[Purchase, Hashable, Hashable] | None:
    before = fields.notes.wrong
    material = fields.text(row, "material")
    if names:
        material = names.find(material, fields, row, "material")
        if not material:
            return None
    kind = _KINDS[fields.choice(row, "kind")]
    amount, document, line = _amount(fields, row), fields.text(row, "document"), fields.text(row, "line")
    if fields.notes.wrong > before or amount is None:
        return None
    dated = _day(fields, row, kind, amount[0], setting)
    if dated is None:
        return None
    day, counted = dated
    place = fields.table.at(row.number, "amount")
    # A line of a document is itself whatever it says; without one, only equal amounts make a row the same as another.
    told = (material, kind, day, document, line)
    key = told if document and line else (*told, amount)
    return Purchase(material, day, kind, counted, amount[1], place), key, amount


def _amount(fields: Fields, row: Row) -> tuple[float, str] | None:
    """The amount with package size, density and content in it, and its unit."""
    found = _packages(fields, row) if "pack" in row.cells else fields.measured(row, "amount")
    density = fields.amount(row, "density", "kg/L")
    content = fields.share(row, "content") if "content" in row.cells else 1.0
    if found is None or content is None:
        return None
    number, measure = found
    if density is not None and measure.dimension == dimension_of("m3"):
        return number * measure.factor * density * content, "kg"
    return number * measure.scale * content, measure.unit


def _packages(fields: Fields, row: Row) -> tuple[float, Measure] | None:
    """Packages times their size, unless the row's unit is one of mass or volume: then the amount is that already."""
    pack = fields.measured(row, "pack")
    if pack is None:
        return None
    told = fields.unit_of_row(row)
    unit = fields.table.units.read(told, "wafer")
    if unit is not None and unit.dimension != dimension_of("wafer"):
        return fields.measured(row, "amount")
    if told and unit is None and plain(told) not in fields.table.columns.package_words:
        message, place = "this is neither a unit nor a kind of package", fields.table.at(row.number, "unit")
        fields.notes.error("unit", message, place, told, "kg, L, EA, drum …")
        return None
    count = fields.bare(row, "amount")
    return None if count is None else (count * pack[0], pack[1])


def _day(fields: Fields, row: Row, kind: Kept, amount: float, setting: Setting) -> tuple[date, float] | None:
    """The day of a row and the amount that falls into the period; None where it is left out or refused."""
    window, notes = setting.window, setting.notes
    first, last = window.start.date(), (window.end - _DAY).date()
    if kind in ("stock at start", "stock at end"):
        edge = first if kind == "stock at start" else last
        return _stock_day(fields, row, edge, amount)
    place = fields.table.at(row.number, "date" if "date" in row.cells else "month")
    if "date" in row.cells:
        day = fields.day(row, "date")
        if day is not None and not first <= day <= last:
            notes.warn("outside", "the row lies outside the study's period and was left out", place)
            return None
        return None if day is None else (day, amount)
    if "month" not in row.cells:
        notes.error("time", "the row tells no time", fields.table.at(row.number), expected="a day or a month")
        return None
    month = fields.month(row, "month")
    if month is None:
        return None
    name = fields.text(row, "material")
    span = Span(name, beginning(month[0]), next_day(month[1]), (amount,), place, fields.table.dataset)
    kept = inside([span], window, Told("material", lambda cut: show(cut.amounts[0] or 0.0, "", 6)), notes)
    return (kept[0].start.date(), kept[0].amounts[0] or 0.0) if kept else None


def _stock_day(fields: Fields, row: Row, edge: date, amount: float) -> tuple[date, float] | None:
    """A stock is that of an end of the period, also where it was counted some days from it."""
    day = edge
    if "date" in row.cells:
        found = fields.day(row, "date")
        if found is None:
            return None
        day = found
    away = abs((day - edge).days)
    place = fields.table.at(row.number, "date")
    if away > _LATEST_COUNT:
        message = f"the stock was counted {away} days from the end of the period for which it stands"
        fields.notes.error("stock", message, place, str(day), f"at most {_LATEST_COUNT} days from {edge}")
        return None
    if away > 1:
        message = f"the stock was counted {away} days from the end of the period for which it stands"
        fields.notes.warn("stock", message, place, str(day), str(edge))
    return day, amount
