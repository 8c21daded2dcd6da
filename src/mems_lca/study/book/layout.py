"""How a workbook of an inventory is laid out: sheets, headings in both languages, kinds of values, drop-down lists.

The data is `reports/inventory_workbook.yaml`. The template is written from it, and workbooks are read by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from mems_lca.study.fields import Model, Names
from mems_lca.study.reading import read_model

Kind = Literal[
    "text", "name", "quantity", "number", "whole", "yes_no", "date", "list", "choice", "formula", "info",
    "pairs", "words", "spread", "scores", "values", "field", "yaml",
]  # fmt: skip
# Kinds that are written as text and taken apart here: "SF6=0.9, CF4=0.5", "lognormal 1.3", "1, 2, 1, 1, 1",
# "200 sccm, 300 sccm", YAML in one line.
TEXT_KINDS: frozenset[str] = frozenset({"list", "pairs", "words", "spread", "scores", "values", "yaml"})


class Column(Model):
    """A column of a sheet, or a field of one that has a row for each field.

    A `quantity` takes two columns: the value, and to the right of it its unit; `unit` is the one that the template
    fills in. `list` names a drop-down list of the library, `choices` holds a fixed one; with `open` other values are
    allowed. `key` is the path of the value in the document, below what the row is about (the column's id unless
    given). In a column that is `prefilled` the template writes; a row in which nothing else is filled in says nothing.
    """

    id: str
    head: Names
    kind: Kind
    required: bool = False
    help: Names | None = None
    example: str | bool | int | float = ""
    list_: str = Field(default="", alias="list")
    choices: tuple[str, ...] = ()
    open: bool = False
    unit: str = ""
    key: str = ""
    prefilled: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        """The keys that lead to the value below what the row is about."""
        return tuple((self.key or self.id).split("."))


class Sheet(Model):
    """A sheet: what it holds, its columns, and those that together say what a row is about (no two rows agree).

    A sheet with `fields` has a row for each of them, named in its column `key`; a `*` in a field stands for a name.
    """

    id: str
    name: Names
    about: Names
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()
    fields: tuple[Column, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Column]:
        """Its columns by id."""
        return {column.id: column for column in self.columns}

    def field(self, path: tuple[str, ...]) -> Column | None:
        """The field of a path."""
        return next((field for field in self.fields if _fits(field.path, path)), None)


class Form(Model):
    """A sheet ready for the parameters of one step, wherever it stands in the study: the study gives its values."""

    step: str
    name: Names
    about: Names


class OtherSheet(Model):
    """A sheet that holds no table of this layout: the first page, the lists, tables of measurements."""

    id: str
    name: Names


class Layout(Model):
    """The whole workbook. `data_sheets` are for tables of measurements, by the keys of `measured`."""

    schema_: Literal["mems-lca/inventory-workbook/1"] = Field(alias="schema")
    unit_head: Names
    sheets: tuple[Sheet, ...]
    forms: tuple[Form, ...] = ()
    pages: tuple[OtherSheet, ...] = ()
    data_sheets: tuple[OtherSheet, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Sheet]:
        """Its sheets by id."""
        return {sheet.id: sheet for sheet in self.sheets}

    @cached_property
    def form_sheets(self) -> dict[str, Sheet]:
        """The forms as sheets by the id `form:STEP`: each is a part of the sheet of values, with the same columns."""
        made = {f"form:{form.step}": form for form in self.forms}
        of_values = self.by_id["values"]
        return {
            name: of_values.model_copy(update={"id": name, "name": form.name, "about": form.about})
            for name, form in made.items()
        }

    def all_sheets(self) -> tuple[Sheet, ...]:
        """Every sheet that holds a table, forms included."""
        return (*self.sheets, *self.form_sheets.values())

    def named(self) -> Iterator[tuple[str, Sheet | None]]:
        """Every name that a sheet may have, with the sheet that it holds; None for other sheets."""
        for sheet in self.all_sheets():
            yield from ((name, sheet) for name in names_of(sheet.name))
        for other in (*self.pages, *self.data_sheets):
            yield from ((name, None) for name in names_of(other.name))

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = [name.casefold() for name, _ in self.named()]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"sheets share the names {', '.join(twice)}")
        for sheet in self.sheets:
            ids = [column.id for column in sheet.columns]
            if len(set(ids)) < len(ids) or not set(sheet.unique) <= set(ids):
                raise ValueError(f"sheet {sheet.id}: columns stand twice, or `unique` names others")
        return self


def names_of(words: Names) -> tuple[str, ...]:
    """A name in each of its languages, once."""
    return tuple(dict.fromkeys(word for word in (words.en, words.zh) if word))


def read_layout(path: Path) -> Layout:
    """The layout in a file. Raises StudyError with every finding."""
    return read_model(path, Layout)


def _fits(pattern: tuple[str, ...], path: tuple[str, ...]) -> bool:
    pairs = zip(pattern, path, strict=False)
    return len(pattern) == len(path) and all(part in ("*", given) for part, given in pairs)
