"""What the cells of a table hold: texts, days, amounts in canonical units, shares; each error has its place."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Final, TypeVar

from mems_lca.errors import nearest
from mems_lca.study.book.cell import Cell, Unreadable
from mems_lca.study.records.columns import plain
from mems_lca.study.records.dates import as_day, as_moment, as_month
from mems_lca.study.records.notes import Notes
from mems_lca.study.records.numbers import Mark, common_mark, take_apart, value_of
from mems_lca.study.records.tables import DataTable, Held, Row
from mems_lca.study.records.unit_names import Measure
from mems_lca.units import describe, dimension_of

T = TypeVar("T")
# What tables write where they have nothing.
_NOTHING: Final = frozenset({"-", "--", "---", "—", "/", "\\", "n/a", "na", "null", "none", "nil", "无"})
EXCEL_ERRORS: Final = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!")
_LONGEST_NAME: Final = 200
# Above this Excel shows a number with an exponent.
_LARGEST_CODE: Final = 1e15


class UnfitError(ValueError):
    """What a cell holds does not fit its column."""

    def __init__(self, message: str, found: str = "", expected: str = "", near: str = "", code: str = "cell") -> None:
        super().__init__(message)
        self.found, self.expected, self.near, self.code = found, expected, near, code


class Fields:
    """Reads the cells of a table; what cannot be read is noted and gives None."""

    def __init__(self, table: DataTable, notes: Notes) -> None:
        self.table = table
        self.notes = notes
        self._format = table.dataset.date_format
        self._moments: dict[object, tuple[datetime, bool] | str] = {}
        self._mark: Mark | None = table.dataset.decimal
        shown = self._mark is not None
        if self._mark is None:
            texts = (text for several in table.texts.values() for text in several)
            self._mark, shown = common_mark(texts)
        self._points = table.points and not shown
        self._check_unit()

    def text(self, row: Row, name: str) -> str:
        """A text; "" where the cell is empty. A number is taken as it is shown, where that is certain."""
        return self._read(row, name, self._text, texts=True) or ""

    def month(self, row: Row, name: str) -> tuple[date, date] | None:
        """The first and the last day of a month."""
        return self._read(row, name, lambda held: as_month(held, self._format))

    def day(self, row: Row, name: str) -> date | None:
        """A day."""
        return self._read(row, name, lambda held: as_day(held, self._format))

    def moment(self, row: Row, name: str) -> tuple[datetime, bool] | None:
        """A time, and whether its clock counts: systems write midnight beside a day that has none."""
        found = self._read(row, name, self._moment)
        return None if found is None else (found[0], found[1] and self._clocks)

    @cached_property
    def _clocks(self) -> bool:
        """Whether any time of the table is not midnight."""
        columns = [entry.id for entry in self.table.layout.columns if entry.kind == "datetime"]
        for row in self.table.rows:
            for held in (row.cells[name] for name in columns if name in row.cells):
                try:
                    moment, _ = self._moment(held)
                except ValueError:
                    continue
                if moment.time() != time(0) or (isinstance(held, str) and " 24:" in held):
                    return True
        return False

    def amount(self, row: Row, name: str, like: str) -> float | None:
        """An amount of zero or more in the coherent unit of its dimension, which must be that of `like`."""
        found = self.measured(row, name, like)
        return None if found is None else found[0] * found[1].factor

    def measured(self, row: Row, name: str, like: str = "") -> tuple[float, Measure] | None:
        """An amount of zero or more as written, and its unit: told by cell, row, heading or dataset."""
        return self._read(row, name, lambda held: self._measured(row, name, held, like))

    def number(self, row: Row, name: str) -> float | None:
        """A plain number of zero or more; a unit may stand behind it where the column counts something (wafers)."""
        return self._read(row, name, lambda held: self._number(name, held))

    def bare(self, row: Row, name: str) -> float | None:
        """A number of zero or more; what stands behind it (a kind of package) is left aside."""
        return self._read(row, name, self._bare)

    def share(self, row: Row, name: str) -> float | None:
        """A share between 0 and 1: "98 %", a percent cell, 0.98, or 98 below a heading with %."""
        held = row.cells.get(name)
        in_cell = isinstance(held, Cell) and held.percent
        return self._read(row, name, lambda held: self._share(name, held, in_cell), percent=True)

    def answer(self, row: Row, name: str) -> bool | None:
        """Yes or no; None where the cell is empty."""
        return self._read(row, name, self._answer)

    def choice(self, row: Row, name: str) -> str:
        """The id of a choice; "" where the cell is empty."""
        return self._read(row, name, lambda held: self._choice(name, held), texts=True) or ""

    def unit_of_row(self, row: Row) -> str:
        """What the table's column of units says in a row."""
        name = self.table.layout.unit_column
        return self.text(row, name) if name else ""

    def _read(
        self, row: Row, name: str, reader: Callable[[Held], T], *, percent: bool = False, texts: bool = False
    ) -> T | None:
        held = row.cells.get(name)
        if held is None or (isinstance(held, str) and not texts and held.casefold() in _NOTHING):
            column = self.table.layout.by_id[name]
            if column.required:
                place = self.table.at(row.number, name)
                self.notes.error("empty_cell", "the cell is empty", place, str(held or ""), column.help.en)
            return None
        value: Held = held
        try:
            if isinstance(held, Cell) and not texts:
                if held.percent and not percent:
                    raise UnfitError("the cell is formatted as a percentage")
                value = held.value
            inner = held.value if isinstance(held, Cell) else held
            if isinstance(inner, Unreadable):
                raise UnfitError(inner.message, inner.found, inner.expected, code=inner.code)
            if isinstance(inner, str) and inner.upper() in EXCEL_ERRORS:
                raise UnfitError("the cell holds an error of Excel")
            return reader(value)
        except UnfitError as error:
            place, found = self.table.at(row.number, name), error.found or _as_shown(held)
            self.notes.error(error.code, str(error), place, found, error.expected, error.near)
        except ValueError as error:
            self.notes.error("cell", str(error), self.table.at(row.number, name), _as_shown(held))
        return None

    def _text(self, held: Held) -> str:
        if isinstance(held, Cell):
            whole = isinstance(held.value, int) and held.leading_zeros
            held = str(held.value).zfill(held.leading_zeros) if whole else held.value
        if isinstance(held, float) and held == int(held) and abs(held) < _LARGEST_CODE:
            held = int(held)
        if isinstance(held, int) and not isinstance(held, bool) and abs(held) < _LARGEST_CODE:
            held = str(held)
        if not isinstance(held, str):
            raise UnfitError("this is not a text: format the column as text")
        if len(held) > _LONGEST_NAME:
            raise UnfitError(f"a name has at most {_LONGEST_NAME} characters")
        return " ".join(held.split())

    def _moment(self, held: Held) -> tuple[datetime, bool]:
        # Exports repeat the same few times for every meter.
        if held not in self._moments:
            try:
                self._moments[held] = as_moment(held, self._format)
            except ValueError as error:
                self._moments[held] = str(error)
        found = self._moments[held]
        if isinstance(found, str):
            raise UnfitError(found)
        return found

    def _written(self, held: Held) -> tuple[float, str]:
        """A number and what stands behind it."""
        if isinstance(held, bool):
            raise UnfitError("this is yes or no, not a number")
        if isinstance(held, int | float):
            if not math.isfinite(held):
                raise UnfitError("this is not a finite number")
            return float(held), ""
        if isinstance(held, timedelta):
            return held.total_seconds(), "s"
        if not isinstance(held, str):
            raise UnfitError("this is a date or a time: Excel may have made it of a number")
        written = take_apart(held)
        if written is None:
            raise UnfitError("this is not a number")
        return value_of(written, self._mark, points=self._points), written.behind

    def _measured(self, row: Row, name: str, held: Held, like: str) -> tuple[float, Measure]:
        number, own = self._written(held)
        measure = self._unit(row, name, own, like)
        if number < 0:
            raise UnfitError("an amount is not negative")
        return number, measure

    def _number(self, name: str, held: Held) -> float:
        column = self.table.layout.by_id[name]
        number, own = self._written(held)
        told = own or self.table.headings[name].unit
        measure = self.table.units.read(told, column.unit) if told and column.unit else None
        if told and (measure is None or measure.dimension != dimension_of(column.unit)):
            raise UnfitError("this unit has no place here", told, column.unit or "a plain number")
        if number < 0:
            raise UnfitError("a number that counts is not negative")
        return number * (measure.factor if measure else 1.0)

    def _bare(self, held: Held) -> float:
        number, _ = self._written(held)
        if number < 0:
            raise UnfitError("a number that counts is not negative")
        return number

    def _share(self, name: str, held: Held, percent_cell: bool) -> float:
        number, own = self._written(held)
        if own not in ("", "%"):
            raise UnfitError("a share has no unit", own, "0.98 or 98 %")
        told = bool(own) or percent_cell
        below_percent = self.table.headings[name].unit == "%" and not told
        if below_percent and 0 < number <= 1:
            raise UnfitError("this may be a share or a percentage: write the sign beside it", expected="98 %")
        share = number / 100 if own or below_percent else number
        if not 0 <= share <= 1:
            raise UnfitError("a share lies between 0 and 1", expected="0.98 or 98 %")
        return share

    def _answer(self, held: Held) -> bool:
        if isinstance(held, bool):
            return held
        answers = self.table.columns.answers
        text = str(int(held)) if isinstance(held, float) and held in (0.0, 1.0) else str(held)
        if plain(text) not in answers:
            raise UnfitError("this is neither yes nor no")
        return answers[plain(text)]

    def _choice(self, name: str, held: Held) -> str:
        text = self._text(held)
        choices = self.table.layout.by_id[name].choices
        known = {plain(spelling): choice.id for choice in choices for spelling in choice.spellings}
        if plain(text) not in known:
            spellings = [spelling for choice in choices for spelling in choice.spellings]
            names = ", ".join(choice.name.en for choice in choices)
            raise UnfitError("not one of the choices", text, names, nearest(text, spellings), "choice")
        return known[plain(text)]

    def _unit(self, row: Row, name: str, own: str, like: str) -> Measure:
        """The unit of an amount: those that cell, row and heading tell must agree; else that of the dataset."""
        column = self.table.layout.by_id[name]
        in_row = self.unit_of_row(row) if column.row_unit else ""
        told = [text for text in (own, in_row, self.table.headings[name].unit) if text]
        if not told and self._takes_unit_of_dataset(name, like):
            told = [self.table.dataset.unit]
        if not told:
            expected = "a column of units, a heading such as 'Amount (kWh)', or `unit` in the study"
            raise UnfitError("the amount has no unit", "", expected, code="no_unit")
        measures = []
        for text in told:
            measure = self.table.units.read(text, like)
            if measure is None:
                raise UnfitError(
                    "this unit is not known", text, like and f"such as {like}", self._near_unit(text), "unit"
                )
            measures.append(measure)
        if any(measure.factor != measures[0].factor for measure in measures):
            raise UnfitError("two units are told for one amount", ", ".join(told), "one", code="unit")
        if like and measures[0].dimension != dimension_of(like):
            kind, wanted = describe(measures[0].dimension), describe(dimension_of(like))
            message = f"the unit measures {kind}, not {wanted}"
            raise UnfitError(message, told[0], f"such as {like}", code="dimension")
        return measures[0]

    def _takes_unit_of_dataset(self, name: str, like: str) -> bool:
        """Whether the dataset's unit can be that of this column: a table of starts has amounts of several kinds."""
        unit, column = self.table.dataset.unit, self.table.layout.by_id[name]
        if not unit or column.row_unit:
            return bool(unit)
        measure = self.table.units.read(unit, like or column.unit)
        return measure is not None and measure.dimension == dimension_of(like or column.unit)

    def _near_unit(self, text: str) -> str:
        spellings = self.table.columns.unit_spellings
        return nearest(text, [*spellings, *self.table.columns.unit_names])

    def _check_unit(self) -> None:
        unit = self.table.dataset.unit
        if unit and self.table.units.read(unit) is None:
            message, near = "`unit` of the table is not known", self._near_unit(unit)
            self.notes.error("unit", message, self.table.place, unit, nearest=near)


def _as_shown(held: Held | None) -> str:
    value = held.value if isinstance(held, Cell) else held
    return "" if value is None or isinstance(value, Unreadable) else str(value)
