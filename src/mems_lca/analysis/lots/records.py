"""What a table says of lots of wafers, and how often their wafers passed each step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from mems_lca.errors import Place


@dataclass(frozen=True)
class Written:
    """A row of the table as it is written: texts of steps are not yet looked up; `places` are those of its cells.

    None for what cannot be read, which is then an error of the table.
    """

    lot: str
    day: date | None
    route: str
    started: int | None
    steps: str
    rework: str
    scrap: str
    out: int | None
    places: Mapping[str, Place] = field(default_factory=dict)

    def place(self, column: str) -> Place:
        """Where a column of the row stands; where the row does, if the table has no such column."""
        return self.places.get(column) or self.places.get("lot", Place())


@dataclass(frozen=True)
class Scrapped:
    """Wafers taken out of a lot after they passed a step, for the `after`-th time where it is passed several times."""

    step: str
    wafers: int
    after: int


@dataclass(frozen=True)
class Lot:
    """A lot: wafers started and out, passes of a wafer by step in the order of the route, rework and scrap.

    `rework` are passes of single wafers in addition, by step. Steps are ids of the route.
    """

    name: str
    day: date
    route: str
    started: int
    out: int
    counts: Mapping[str, int]
    rework: Mapping[str, int]
    scrap: tuple[Scrapped, ...]
    place: Place = field(default_factory=Place)

    @property
    def scrapped(self) -> int:
        """Wafers scrapped."""
        return sum(entry.wafers for entry in self.scrap)

    @property
    def reworked(self) -> int:
        """Passes of single wafers that were done again."""
        return sum(self.rework.values())


@dataclass(frozen=True)
class Planned:
    """A step of a route as lots pass it: its id, the name of its file, and passes of a wafer.

    An `overhead` step is no pass: what it takes is shared out over the passes of the others.
    """

    id: str
    name: str
    label: str
    label_zh: str
    repeat: int
    overhead: bool = False


def wafer_passes(lot: Lot, plan: Sequence[Planned]) -> dict[str, int]:
    """Passes of single wafers by step: a scrapped wafer passes nothing after the pass that it was scrapped at."""
    lost: dict[tuple[str, int], int] = {}
    for entry in lot.scrap:
        lost[entry.step, entry.after] = lost.get((entry.step, entry.after), 0) + entry.wafers
    wafers, found = lot.started, {}
    for step in plan:
        passes = 0
        for number in range(1, lot.counts.get(step.id, 0) + 1):
            passes += wafers
            wafers -= lost.get((step.id, number), 0)
        if passes or step.id in lot.rework:
            found[step.id] = passes + lot.rework.get(step.id, 0)
    return found
