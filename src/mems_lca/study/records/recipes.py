"""Recipe use of gases: what one wafer of a product uses, as a mass, or as flow and time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from mems_lca.study.records.doubles import Doubles
from mems_lca.study.records.fields import Fields
from mems_lca.study.records.kinds import RecipeUse
from mems_lca.study.records.known import Names, Setting, counting_rows
from mems_lca.study.records.tables import Row
from mems_lca.units import describe, dimension_of, show


def read_recipes(tables: Sequence[Fields], setting: Setting, products: Collection[str]) -> tuple[RecipeUse, ...]:
    """The gas use of one wafer by product, tool group, gas and recipe; `products` are those of the wafer starts."""
    doubles = Doubles(setting.notes)
    names = Names("product", products)
    groups = Names("tool group", setting.measured.tool_groups)
    found: list[RecipeUse] = []
    for fields in tables:
        for row in counting_rows(fields, "product", names.plain):
            use = _use(fields, row, names, groups)
            if use is None:
                continue
            key = (use.product, use.tool_group, use.gas, use.recipe)
            says, shown = (use.per_wafer, use.unit), partial(show, use.per_wafer, use.unit, 6)
            if not doubles.again(key, says, use.place, fields.table.dataset, partial(_named, use), shown):
                found.append(use)
    return tuple(found)


def _named(use: RecipeUse) -> str:
    recipe = f", recipe `{use.recipe}`" if use.recipe else ""
    return f"{use.gas} of product `{use.product}` on `{use.tool_group}`{recipe}"


def _use(fields: Fields, row: Row, products: Names, groups: Names) -> RecipeUse | None:
    before = fields.notes.wrong
    product = fields.text(row, "product")
    # Without any starts there is another finding.
    product = products.find(product, fields, row, "product") if products else product
    group = groups.find(fields.text(row, "tool_group"), fields, row, "tool_group")
    gas, recipe = fields.text(row, "gas"), fields.text(row, "recipe")
    runs, wafers = _count(fields, row, "runs"), _count(fields, row, "wafers")
    if "per_wafer" in row.cells:
        per_wafer, unit, place = *_per_wafer(fields, row), fields.table.at(row.number, "per_wafer")
    else:
        flow, time = fields.amount(row, "flow", "sccm"), fields.amount(row, "time", "min")
        place, unit = fields.table.at(row.number, "flow"), "mol"
        if not {"flow", "time"} <= row.cells.keys():
            expected = "an amount per wafer, or flow and time"
            fields.notes.error("empty_cell", "the row tells no amount", place, expected=expected)
        per_wafer = None if flow is None or time is None else flow * time
    if fields.notes.wrong > before or per_wafer is None or not product or not group:
        return None
    return RecipeUse(product, group, gas, per_wafer * runs / wafers, "kg" if unit == "kg" else "mol", place, recipe)


def _per_wafer(fields: Fields, row: Row) -> tuple[float | None, str]:
    """An amount of gas, with or without "per wafer" in its unit, in kg or mol."""
    found = fields.measured(row, "per_wafer")
    if found is None:
        return None, ""
    number, measure = found
    for unit in ("kg", "mol"):
        if measure.dimension in (dimension_of(unit), dimension_of(f"{unit}/wafer")):
            return number * measure.factor, unit
    message = f"the unit measures {describe(measure.dimension)}, not a gas"
    fields.notes.error("dimension", message, fields.table.at(row.number, "per_wafer"), measure.unit, "such as g")
    return None, ""


def _count(fields: Fields, row: Row, name: str) -> float:
    """A number above zero; 1 where the cell is empty."""
    count = fields.number(row, name)
    if count == 0:
        fields.notes.error("cell", "this number is above zero", fields.table.at(row.number, name), "0")
    return count or 1.0
