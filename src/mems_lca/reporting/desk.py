"""What the sheets of one workbook share: the result, the texts, the sheets, and where each number stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from mems_lca.reporting.addresses import Address, area, literal
from mems_lca.reporting.book import Book, Sheet
from mems_lca.reporting.facts import Facts
from mems_lca.reporting.labels import Labels
from mems_lca.reporting.texts import Texts

# In the order in which they stand in the workbook.
SHEETS = (
    "summary", "parameters", "units", "factors", "inventory", "processes", "contributions", "results", "comparison",
    "abatement_curve", "envelope",
    "what_if", "uncertainty", "sensitivity", "charts", "yields", "gases", "water_waste", "elements", "end_of_life",
    "concern", "plausibility", "measured", "gas_ledger", "coverage", "quality", "sources", "evidence",
    "assumptions", "warnings", "checks", "about",
)  # fmt: skip

# Sheets that stand only in the workbook of a result that has their part.
OPTIONAL = frozenset({"abatement_curve", "envelope", "what_if", "evidence", "measured", "gas_ledger"})


def present(facts: Facts) -> list[str]:
    """The sheets of the workbook of a result, in their order."""
    return [sheet for sheet in SHEETS if sheet not in OPTIONAL or facts.body.get(sheet)]


@dataclass
class Desk:
    """One workbook in the making. `cells` says where each cell of the trace has its canonical value, `supply` where
    the supply of a process per basis stands, `results` where each line of the results stands by (route, line, basis),
    and `now` what it is (None: not covered). `balances` holds, by route and site, the formula of the share of the water
    of which the account does not say where it stays. `bars` says, by route, where the chart of its measures finds its
    columns. `ranked` holds names and labels of the lines that are ordered for
    charts.
    """

    book: Book
    facts: Facts
    texts: Texts
    labels: Labels
    sheets: dict[str, Sheet]
    cells: dict[str, Address] = field(default_factory=dict)
    values: dict[str, Address] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    supply: dict[tuple[str, str], Address] = field(default_factory=dict)
    contributions: dict[tuple[str, str], str] = field(default_factory=dict)
    results: dict[tuple[str, str, str], Address] = field(default_factory=dict)
    now: dict[tuple[str, str, str], float | None] = field(default_factory=dict)
    ranked: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)
    bars: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    verdicts: dict[str, Address] = field(default_factory=dict)
    balances: dict[tuple[str, str], str] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """The address of a cell of the trace, as a formula takes it."""
        return str(self.cells[key])

    @property
    def count(self) -> Address:
        """The live number of inputs that differ from what was shipped."""
        return self.sheets["checks"].address(4, 2)

    def title(self, sheet: str, *notes: str) -> int:
        """Writes the title of a sheet and notes below it; returns the next free row."""
        page = self.sheets[sheet]
        page.text(0, 0, self.texts(f"sheet.{sheet}"), "title")
        for index, note in enumerate(notes):
            page.text(1 + index, 0, note, "note")
        return 2 + len(notes)

    def stale(self, sheet: str, row: int, col: int) -> None:
        """A live cell that says STALE as soon as an input differs from its shipped value."""
        page = self.sheets[sheet]
        fresh, old = self.texts("state.current"), self.texts("state.stale")
        page.formula(row, col, f"IF({self.count}=0,{literal(fresh)},{literal(old)})", fresh, "state")
        page.states((row, col), (row, col), fresh, old)

    def snapshot(self, sheet: str, row: int, text: str) -> int:
        """The heading of a snapshot, and below it the live state and what a snapshot is; returns the next row."""
        page = self.sheets[sheet]
        page.text(row, 0, text, "section")
        self.stale(sheet, row + 1, 0)
        page.text(row + 1, 1, self.texts("state.snapshot"), "note")
        return row + 2

    def area(self, sheet: str, first: tuple[int, int], last: tuple[int, int]) -> str:
        """A rectangle of a sheet."""
        return area(self.sheets[sheet].name, first, last)

    def finish(self, sheet: str, last: tuple[int, int], *, head: int | None = None, filtered: bool = False,
               frozen_col: int = 0, large: bool = False, printed: int | None = None,
               parted: bool = False) -> None:  # fmt: skip
        """Page, panes and protection of a sheet whose column headings stand in row `head`; `printed` is the last column
        that goes to paper."""
        self.sheets[sheet].finish(
            last,
            printed=last[1] if printed is None else printed,
            repeat=head,
            frozen=None if head is None else (head + 1, frozen_col),
            filtered=(head, 0, *last) if filtered and head is not None else None,
            large=large,
            parted=parted,
            footer=f"{self.facts.body['study']} · {self.facts.hash[:12]}",
        )
