"""The columns of the tables of measurements: what each is called, also by exports, and what its cells hold."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from mems_lca.errors import UnitError
from mems_lca.study.fields import Model, Names
from mems_lca.study.reading import read_model
from mems_lca.units import dimension_of, parse_quantity

ColumnKind = Literal["text", "number", "amount", "share", "month", "date", "datetime", "yes_no", "choice", "unit"]
TableKind = Literal["wafer_starts", "readings", "bottles", "recipes", "purchases", "manifests", "uptime", "lots"]
Language = Literal["en", "zh"]
TABLE_KINDS: tuple[TableKind, ...] = (
    "wafer_starts", "readings", "bottles", "recipes", "purchases", "manifests", "uptime",
)  # fmt: skip


def plain(text: str) -> str:
    """A heading or word without case, width, spaces and signs: what is compared.

    A text of signs alone stays what it is.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum()) or folded.strip()


class Choice(Model):
    """One thing that a cell of a column of choices may say."""

    id: str
    name: Names
    aliases: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every text that says it."""
        return tuple(text for text in (self.id, self.name.en, self.name.zh, *self.aliases) if text)


class Column(Model):
    """A column: its headings, and what its cells hold.

    `unit` is the one a template proposes and whose dimension an amount must have; `units` are headings that tell a
    unit by themselves; `row_unit` says that the table's column of units holds for this one.
    """

    id: str
    head: Names
    aliases: tuple[str, ...] = ()
    kind: ColumnKind
    unit: str = ""
    units: dict[str, str] = {}
    row_unit: bool = False
    required: bool = False
    choices: tuple[Choice, ...] = ()
    help: Names
    example: str | float = ""

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError(f"column {self.id}: a column of choices, and no other, has `choices`")
        if (self.kind == "amount") > bool(self.unit):
            raise ValueError(f"column {self.id}: an amount has a `unit`")
        return self

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading under which it is found."""
        texts = (self.head.en, self.head.zh, self.id, *self.aliases, *self.units)
        return tuple(dict.fromkeys(text for text in texts if text))

    @cached_property
    def heading_units(self) -> Mapping[str, str]:
        """The unit that a heading tells without brackets, by plain heading."""
        return {plain(heading): unit for heading, unit in self.units.items()}

    def heading(self, language: Language) -> str:
        """What a template writes above the column: the unit in brackets where no column of units holds for it."""
        text = (self.head.zh if language == "zh" else "") or self.head.en
        return f"{text} ({self.unit})" if self.kind == "amount" and not self.row_unit else text


class Table(Model):
    """A kind of table: its name, its columns, and `either`: ways of saying a thing, of which a table has one."""

    name: Names
    about: Names
    either: tuple[tuple[str, ...], ...] = ()
    columns: tuple[Column, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_are_clear(self) -> Self:
        known = {column.id for column in self.columns}
        for name in (name for way in self.either for name in way if name not in known):
            raise ValueError(f"either: there is no column {name}")
        seen: dict[str, str] = {}
        for column in self.columns:
            for heading in {plain(text) for text in column.headings}:
                if heading in seen:
                    raise ValueError(f"the heading {heading!r} stands for {seen[heading]} and for {column.id}")
                seen[heading] = column.id
        return self

    @cached_property
    def by_id(self) -> Mapping[str, Column]:
        """Its columns by their id."""
        return {column.id: column for column in self.columns}

    @cached_property
    def by_heading(self) -> Mapping[str, Column]:
        """Its columns by every plain heading."""
        return {plain(text): column for column in self.columns for text in column.headings}

    @cached_property
    def unit_column(self) -> str:
        """The id of its column of units, or ""."""
        return next((column.id for column in self.columns if column.kind == "unit"), "")


class MeasuredColumns(Model):
    """The file `reports/measured_columns.yaml`."""

    schema_: Literal["mems-lca/measured-columns/1"] = Field(alias="schema")
    tables: dict[TableKind, Table]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    totals: tuple[str, ...]
    packages: tuple[str, ...]
    unit_names: dict[str, tuple[str, ...]]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        for kind in TABLE_KINDS:
            if kind not in self.tables:
                raise ValueError(f"tables: {kind} is missing")
        try:
            for unit in self.unit_names:
                _ = scaled_unit(unit)
            for table in self.tables.values():
                for unit in (unit for column in table.columns for unit in (column.unit, *column.units.values())):
                    dimension_of(unit)
        except UnitError as error:
            raise ValueError(str(error)) from None
        return self

    @cached_property
    def unit_spellings(self) -> Mapping[str, tuple[str, ...]]:
        """What exports call a unit, to what it may mean (which may begin with a number: `10 MWh`); case counts."""
        found: dict[str, tuple[str, ...]] = {}
        for unit, spellings in self.unit_names.items():
            for spelling in spellings:
                found[spelling] = (*found.get(spelling, ()), unit)
        return found

    @cached_property
    def answers(self) -> Mapping[str, bool]:
        """Yes and no in every spelling."""
        return {plain(text): True for text in self.yes} | {plain(text): False for text in self.no}

    @cached_property
    def package_words(self) -> frozenset[str]:
        """Plain names of packages."""
        return frozenset(plain(text) for text in self.packages)

    @cached_property
    def total_words(self) -> frozenset[str]:
        """Plain words that begin a row of totals."""
        return frozenset(plain(text) for text in self.totals)


def scaled_unit(text: str) -> tuple[float, str]:
    """A unit that may begin with a number, as the two: "10 MWh" -> (10, "MWh"). UnitError where it is not known."""
    if not text[:1].isdigit():
        dimension_of(text)
        return 1.0, text
    quantity = parse_quantity(text)
    return quantity.magnitude, quantity.unit


def read_columns(path: Path) -> MeasuredColumns:
    """The columns of `reports/measured_columns.yaml`. Raises StudyError with every finding."""
    return read_model(path, MeasuredColumns)
