"""The graph of a workbook's formulas: what each cell rests on, and whether any cell rests on itself."""

from __future__ import annotations

import re
from pathlib import Path

from end_to_end.workbook_files import Package, Place, block

REFERENCE = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[A-Za-z]+)!)?\$(?P<col>[A-Z]{1,3})\$(?P<row>[0-9]+)"
    r"(?::\$(?P<last_col>[A-Z]{1,3})\$(?P<last_row>[0-9]+))?"
)
TEXT = re.compile(r'"(?:[^"]|"")*"')


class Precedents:
    """The graph of a workbook's formulas."""

    def __init__(self, path: Path) -> None:
        package = Package(path)
        self.cells = {(sheet, place): cell for sheet in package.sheets for place, cell in package.cells(sheet).items()}
        self.inputs = {place for name, place in package.names.items() if name.startswith("p_")}
        self.headlines = {name: place for name, place in package.names.items() if name.startswith("r_")}
        self._direct: dict[Place, list[Place]] = {}

    def direct(self, place: Place) -> list[Place]:
        """Cells that the formula of a cell refers to."""
        if place not in self._direct:
            cell = self.cells.get(place)
            formula = TEXT.sub('""', cell.formula) if cell else ""
            self._direct[place] = [found for match in REFERENCE.finditer(formula) for found in _cells(match, place[0])]
        return self._direct[place]

    def reached(self, place: Place) -> set[Place]:
        """Every cell that a cell rests on."""
        seen: set[Place] = set()
        waiting = [place]
        while waiting:
            for other in self.direct(waiting.pop()):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return seen

    def circular(self) -> list[Place]:
        """Cells that rest on themselves (white, grey, black)."""
        state: dict[Place, int] = {}
        found = []
        for root in self.cells:
            work = [(root, iter(self.direct(root)))] if root not in state else []
            state.setdefault(root, 1)
            while work:
                place, following = work[-1]
                for other in following:
                    if state.get(other) == 1:
                        found.append(other)
                    elif other not in state:
                        state[other] = 1
                        work.append((other, iter(self.direct(other))))
                        break
                else:
                    state[place] = 2
                    work.pop()
        return found


def _cells(match: re.Match[str], own: str) -> list[Place]:
    sheet = (match["sheet"] or own).strip("'").replace("''", "'")
    if match["last_col"] is None:
        return [(sheet, f"{match['col']}{match['row']}")]
    corners = match["col"], match["row"], match["last_col"], match["last_row"]
    return [(sheet, place) for place in block(*corners)]
