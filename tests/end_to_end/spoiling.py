"""A small study as an inventory workbook, and ways of spoiling it as people, spreadsheet programs and attackers do."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from mems_lca.reporting.inventory_book.write import write_inventory_book
from packs import Data, device, greener, parameter, route, shipped_library, step, study
from study.book.broken import patched

NAME = "ours"
_KEPT = frozenset(
    {"Study", "Sites", "Routes", "Electricity", "Steps", "Values", "Measures", "Changes", "Abatement"}
    | {"Company factors", "Own steps", "Step parameters", "Step formulas", "Step exchanges", "Further keys"}
)
# Rows that stay below what is filled in: they hold units, and nothing else.
_BLANK = 3
_DEEPEST = 20


def documents() -> dict[tuple[str, str], Data]:
    """A study with two routes of two own steps: every table that most studies fill in has a row or two."""
    etching = step(
        {"input": "electricity", "amount": "power * time"},
        {"gas": "SF6", "amount": "flow * time", "process": "etch"},
        parameters={
            "power": parameter("3 kW/wafer", min="1 kW/wafer", max="9 kW/wafer"),
            "time": "10 min",
            "flow": "300 sccm/wafer",
        },
    )
    cleaning = step(
        {"input": "electricity", "amount": "power"},
        {"input": "isopropanol", "amount": "solvent"},
        parameters={"power": "4 kWh/wafer", "solvent": "0.5 kg/wafer"},
    )
    flow = parameter("310 sccm/wafer")
    factor = {"value": "2 kg CO2e/kg", "source": "assumption", "note": "made up for a test"}
    line = route(
        {"step": "etching", "id": "release_etch", "set": {"flow": flow}},
        "cleaning",
        abatement={"gases": ["SF6"], "fraction_treated": "60 %", "destruction": {"SF6": 0.9}, "uptime": "95 %"},
    )
    ours = study(
        {"grey": "our_line", "green": "our_greener"},
        goal="To see what a broken workbook gives.",
        device=device(**{"yield": 0.88}),
        supply={"fab": [{"share": 0.7, "kind": "grid"}, {"share": 0.3, "kind": "onsite_pv"}]},
        set={"grey.release_etch.time": "12 min"},
        factors={"isopropanol": {"climate_change": factor}},
        uncertainty={"samples": 0},
    )
    return {
        ("studies", NAME): ours,
        ("routes", "our_line"): line,
        ("routes", "our_greener"): greener("our_line", less_gas={"set": {"release_etch.flow": "200 sccm/wafer"}}),
        ("steps", "etching"): etching,
        ("steps", "cleaning"): cleaning,
    }


def written(folder: Path, lang: str = "en") -> Path:
    """The study as a workbook with every sheet of the template."""
    return write_inventory_book(documents(), shipped_library(), folder / f"{NAME}.xlsx", lang=lang)


def lightened(path: Path) -> Path:
    """The workbook without the sheets that it does not fill in, drop-downs, and most of the blank rows."""
    book = openpyxl.load_workbook(path)
    for page in list(book):
        if page.title not in _KEPT:
            del book[page.title]
            continue
        page.data_validations.dataValidation = []
        page.conditional_formatting = type(page.conditional_formatting)()
        last = max(cell.row for row in page.iter_rows(max_col=5) for cell in row if _typed(cell))
        page.delete_rows(last + _BLANK, page.max_row)
    book.defined_names.clear()
    book.save(path)
    return path


def _typed(cell: Cell) -> bool:
    """Whether a cell holds more than a unit that the template fills in."""
    return cell.value is not None and _heading(cell) != "Unit" and (cell.value not in ("%", "mm", "um"))


def _heading(cell: Cell) -> Any:
    return cell.parent.cell(head_row(cell.parent), cell.column).value


def head_row(page: Worksheet) -> int:
    """The row of headings: below the grey line of examples, which has a line to itself that says so."""
    marked = [row for row in range(1, _DEEPEST) if str(page.cell(row, 1).value).startswith("Example")]
    return marked[0] + 2 if marked else next(row for row in range(1, _DEEPEST) if page.cell(row, 1).value == "Field")


@dataclass
class Spoilt:
    """The workbook while it is spoilt; `after` changes the saved file, where openpyxl would mend what it writes."""

    path: Path
    book: openpyxl.Workbook
    after: list[Callable[[Path], object]] = field(default_factory=list)

    def head(self, sheet: str, heading: str) -> Cell:
        """The cell of a heading."""
        page = self.book[sheet]
        return next(cell for cell in page[head_row(page)] if cell.value == heading)

    def at(self, sheet: str, heading: str, row: str) -> Cell:
        """The cell below a heading in the first row below the headings that holds a text."""
        page, head = self.book[sheet], self.head(sheet, heading)
        return next(
            page.cell(cells[0].row, head.column)
            for cells in page.iter_rows(min_row=head.row + 1)
            if row in [cell.value for cell in cells]
        )

    def unit(self, sheet: str, heading: str, row: str) -> Cell:
        """The cell of the unit beside it."""
        return self.at(sheet, heading, row).offset(0, 1)

    def add(self, sheet: str, **values: Any) -> dict[str, Cell]:
        """Fills the first blank row; headings are written with _ for blanks, and Unit holds for the value before."""
        page, row = self.book[sheet], self.free(sheet)
        found = {}
        for name, value in values.items():
            head = self.head(sheet, name.removesuffix("_Unit").replace("_", " "))
            cell = page.cell(row, head.column + name.endswith("_Unit"))
            cell.value = value
            found[name] = cell
        return found

    def free(self, sheet: str) -> int:
        """The first row without anything but units and texts of the template."""
        page = self.book[sheet]
        first = head_row(page)
        filled = [row[0].row for row in page.iter_rows(min_row=first, max_col=4) if any(map(_typed, row))]
        return max(filled) + 1

    def raw(self, cell: Cell, xml: str) -> None:
        """Puts XML in place of a cell, once the file is saved."""
        part = f"xl/worksheets/sheet{self.book.index(cell.parent) + 1}.xml"
        old = re.compile(rf'<c r="{cell.coordinate}"(?: [^>]*)?(?:/>|>.*?</c>)', re.DOTALL)

        def change(content: bytes) -> bytes:
            text, number = old.subn(lambda _: xml, content.decode(), count=1)
            assert number == 1, f"{cell.coordinate} is not in the part"
            return text.encode()

        self.after.append(lambda path: patched(path, {part: change, "xl/workbook.xml": _calculated}))

    def saved(self) -> Path:
        """The spoilt file."""
        self.book.save(self.path)
        for change in self.after:
            change(self.path)
        return self.path


def opened(base: Path, folder: Path) -> Spoilt:
    """The workbook, to be spoilt and saved in another folder under its name."""
    return Spoilt(folder / base.name, openpyxl.load_workbook(base))


def _calculated(content: bytes) -> bytes:
    """Without the mark by which a program asks Excel to calculate all formulas."""
    return content.replace(b' fullCalcOnLoad="1"', b"")
