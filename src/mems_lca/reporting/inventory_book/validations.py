"""Drop-down lists, checks of what is typed, and the help that shows when a cell is selected."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from mems_lca.reporting.inventory_book.lists_sheet import Ranges
from mems_lca.reporting.texts import Texts
from mems_lca.study.book.layout import Column
from mems_lca.study.fields import Names

LONGEST_TITLE, LONGEST_HELP = 32, 255
_LARGEST = 1e300
YES_NO = "yes_no"
Span = tuple[int, int, int, int]


class Validations:
    """Writes validations of one workbook. `list_of` names the list of a column."""

    def __init__(self, texts: Texts, ranges: Ranges, list_of: Callable[[str, Column], str]) -> None:
        self.texts, self.ranges, self.list_of = texts, ranges, list_of

    def values(self, page: Any, sheet: str, column: Column, spans: Iterable[Span]) -> None:
        """The validation of the cells that hold a column's values."""
        rule = {**self._rule(sheet, column), **self._help(column)}
        if rule.get("validate", "any") != "any" or "input_message" in rule:
            _apply(page, spans, {"validate": "any", **rule})

    def units(self, page: Any, unit: str | None, spans: Iterable[Span]) -> None:
        """The drop-down of the units of a dimension; None offers all."""
        source = f"={self.ranges.of_units(unit)}"
        rule = {
            "validate": "list",
            "source": source,
            "error_type": "warning",
            "error_title": self.texts("inventory.error.unit_title")[:LONGEST_TITLE],
            "error_message": self.texts("inventory.error.unit")[:LONGEST_HELP],
        }
        _apply(page, spans, rule)

    def _rule(self, sheet: str, column: Column) -> dict[str, Any]:
        texts = self.texts
        name = self.list_of(sheet, column)
        if name and column.kind in ("choice", "name", "yes_no", "text"):
            return {
                "validate": "list",
                "source": f"={self.ranges.of(name)}",
                "error_type": "warning" if column.open else "stop",
                "error_title": texts("inventory.error.list_title")[:LONGEST_TITLE],
                "error_message": texts("inventory.error.open" if column.open else "inventory.error.closed"),
            }
        if column.kind in ("quantity", "number"):
            return self._number("decimal", "warning", -_LARGEST, _LARGEST, "number")
        if column.kind == "whole":
            return self._number("integer", "stop", 0, 10_000_000, "whole")
        if column.kind == "date":
            return self._number("date", "warning", date(1990, 1, 1), date(2100, 1, 1), "date")
        return {}

    def _number(self, kind: str, error: str, low: Any, high: Any, text: str) -> dict[str, Any]:
        return {
            "validate": kind,
            "criteria": "between",
            "minimum": low,
            "maximum": high,
            "error_type": error,
            "error_title": self.texts("inventory.error.number_title")[:LONGEST_TITLE],
            "error_message": self.texts(f"inventory.error.{text}")[:LONGEST_HELP],
        }

    def _help(self, column: Column) -> dict[str, Any]:
        """Title and text that show beside a selected cell: what belongs there, and an example."""
        parts = [said(column.help, self.texts.lang) if column.help else ""]
        if column.example not in ("", None):
            parts.append(self.texts("inventory.help.example", example=self.example(column)))
        if column.kind in ("list", "pairs") and column.list_:
            parts.append(self.texts("inventory.help.list"))
        message = " ".join(part for part in parts if part)
        if not message:
            return {}
        return {"input_title": said(column.head, self.texts.lang)[:LONGEST_TITLE], "input_message": _cut(message)}

    def example(self, column: Column) -> str:
        """The example of a column as a cell shows it."""
        if isinstance(column.example, bool):
            return self.texts("inventory.yes" if column.example else "inventory.no")
        return str(column.example)


def said(words: Names, lang: str) -> str:
    """Words in a language, in English where the other lacks."""
    return words.zh if lang == "zh" and words.zh else words.en


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_HELP else text[: LONGEST_HELP - 1] + "…"


def _apply(page: Any, spans: Iterable[Span], rule: dict[str, Any]) -> None:
    first, *others = spans
    shape = dict(rule)
    if others:
        shape["other_cells"] = [list(span) for span in others]
    page.data_validation(*first, shape)
