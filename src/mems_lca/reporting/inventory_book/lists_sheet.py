"""The sheet that holds what every drop-down offers, and where each list stands on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mems_lca.errors import MemsLcaError
from mems_lca.reporting.addresses import area, cell
from mems_lca.reporting.inventory_book.cells import wide
from mems_lca.reporting.inventory_book.lists import Listed
from mems_lca.reporting.inventory_book.styles import Styles
from mems_lca.reporting.inventory_book.unit_list import UnitEntry
from mems_lca.reporting.texts import Texts
from mems_lca.units import Dimension, dimension_of

TITLES_ROW = 3
FIRST_ROW = 4
_UNIT_WIDTHS = (26, 16, 12, 10, 14)


@dataclass
class Ranges:
    """Where lists stand, as formulas take them (without "="). `live` are columns of other sheets of the workbook."""

    sheet: str
    lists: dict[str, str] = field(default_factory=dict)
    live: dict[str, str] = field(default_factory=dict)
    units: dict[Dimension, tuple[int, int]] = field(default_factory=dict)
    unit_col: int = 0
    next_col: int = 0

    def of(self, name: str) -> str:
        """The range of a list; "" where there is none."""
        return self.live.get(name) or self.lists.get(name, "")

    def of_units(self, unit: str | None, column: int = 0) -> str:
        """The range of the units of a unit's dimension: their names, or a later column (1 factor, 2 offset).

        None asks for all units; "" is that of a share.
        """
        if unit is None:
            rows = (min(first for first, _ in self.units.values()), max(last for _, last in self.units.values()))
        else:
            try:
                rows = self.units[dimension_of(unit)]
            except (MemsLcaError, KeyError):
                return self.of_units(None, column)
        col = self.unit_col + column
        return area(self.sheet, (rows[0], col), (rows[1], col))


def place_lists(sheet: str, lists: Mapping[str, Listed], units: tuple[UnitEntry, ...]) -> Ranges:
    """Where each list will stand: two columns and a gap for each, and the units behind them."""
    ranges = Ranges(sheet)
    for index, (name, listed) in enumerate(lists.items()):
        last = FIRST_ROW + max(1, len(listed.entries)) - 1
        ranges.lists[name] = area(sheet, (FIRST_ROW, 3 * index), (last, 3 * index))
    first = 3 * len(lists)
    ranges.unit_col = first + 1
    ranges.next_col = first + 6
    for index, unit in enumerate(units):
        row = FIRST_ROW + index
        start, _ = ranges.units.get(unit.dimension, (row, row))
        ranges.units[unit.dimension] = (start, row)
    return ranges


def write_lists(
    page: Any, styles: Styles, texts: Texts, lists: Mapping[str, Listed], units: tuple[UnitEntry, ...], ranges: Ranges
) -> None:
    """Writes the lists; nothing on the sheet is filled in."""
    page.write_string(0, 0, ranges.sheet, styles("title"))
    page.write_string(1, 0, texts("inventory.lists.about"), styles("about"))
    for index, (name, listed) in enumerate(lists.items()):
        col = 3 * index
        page.write_string(TITLES_ROW, col, title_of(texts, name), styles("head"))
        page.write_string(TITLES_ROW, col + 1, texts("inventory.lists.name"), styles("head_info"))
        for row, (value, label) in enumerate(listed.entries, FIRST_ROW):
            page.write_string(row, col, value, styles("list"))
            page.write_string(row, col + 1, label, styles("list_label"))
        page.set_column(col, col, _width((value for value, _ in listed.entries), 12, 34))
        page.set_column(col + 1, col + 1, _width((label for _, label in listed.entries), 16, 44))
        page.set_column(col + 2, col + 2, 2)
    _write_units(page, styles, texts, units, ranges)
    page.set_row(TITLES_ROW, 30)
    page.freeze_panes(FIRST_ROW, 0)
    page.protect("", {"format_columns": True, "autofilter": True})
    page.set_landscape()
    page.set_paper(9)
    page.hide_gridlines(2)


def title_of(texts: Texts, name: str) -> str:
    """What a list is called."""
    key = f"inventory.list.{name.rpartition('.')[2]}"
    return texts(key) if texts.has(key) else name


def _write_units(page: Any, styles: Styles, texts: Texts, units: tuple[UnitEntry, ...], ranges: Ranges) -> None:
    first = ranges.unit_col - 1
    for offset, key in enumerate(("measures", "unit", "factor", "offset", "canonical")):
        page.write_string(
            TITLES_ROW, first + offset, texts(f"inventory.units.{key}"), styles("head" if offset == 1 else "head_info")
        )
        page.set_column(first + offset, first + offset, _UNIT_WIDTHS[offset])
    for row, unit in enumerate(units, FIRST_ROW):
        page.write_string(row, first, measured(texts, unit), styles("list_label"))
        page.write_string(row, first + 1, unit.unit, styles("list"))
        page.write_number(row, first + 2, unit.factor, styles("list_number"))
        page.write_number(row, first + 3, unit.offset, styles("list_number"))
        page.write_string(row, first + 4, unit.canonical, styles("list_label"))


def measured(texts: Texts, unit: UnitEntry) -> str:
    """What a unit measures, in the language where there is a word for it, else its coherent unit."""
    key = f"dimension.{unit.measures.replace(' ', '_')}"
    if texts.has(key):
        return texts(key)
    return unit.measures if texts.lang == "en" else unit.canonical


def _width(words: Any, least: int, most: int) -> float:
    """A width in characters that most words fit in; Chinese characters are as wide as two."""
    sizes = sorted(wide(word) for word in words)
    return float(min(most, max([least, *sizes[int(0.95 * len(sizes)) :]], default=least) + 2))


def address(sheet_range: str, row: int, col: int) -> str:
    """The absolute address of a cell on the sheet of a range."""
    return f"{sheet_range.rpartition('!')[0]}!{cell(row, col)}"
