"""Indicators, and what one unit of an elementary flow counts in them beside global warming."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mems_lca.library.sources import Source
from mems_lca.library.tables import Row, Table, read_table

INDICATORS = Table(
    file="characterization/indicators.csv",
    columns=("indicator", "name_en", "name_zh", "unit", "perimeter", "source", "description"),
    key=("indicator",),
    required=("indicator", "name_en", "name_zh", "unit", "perimeter", "source"),
    numbers=(),
    choices={"perimeter": ("life_cycle", "foreground", "avoided")},
)
ELEMENTARY = Table(
    file="characterization/elementary.csv",
    columns=("flow", "indicator", "part", "value", "regional", "source", "note"),
    key=("flow", "indicator"),
    required=("flow", "indicator", "value", "regional", "source"),
    choices={"regional": ("yes", "no")},
)


@dataclass(frozen=True)
class Indicator:
    """An indicator: names, unit, and what it counts: the whole life cycle, own and contracted sites only, or what is
    avoided elsewhere, which stands outside of every total.
    """

    name: str
    name_en: str
    name_zh: str
    unit: str
    perimeter: str
    description: str


@dataclass(frozen=True)
class Characterised:
    """What one unit of a flow counts in an indicator; `regional` multiplies by the scarcity factor of the place."""

    indicator: str
    part: str
    value: float
    regional: bool


class Characterisation:
    """The two tables, read when first asked for."""

    def __init__(
        self, indicator_files: Sequence[Path], flow_files: Sequence[Path], sources: Mapping[str, Source]
    ) -> None:
        self._indicator_files = indicator_files
        self._flow_files = flow_files
        self._sources = sources

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """Indicators by name, in the order of the table."""
        rows = read_table(INDICATORS, self._indicator_files, self._sources)
        return {row["indicator"]: _indicator(row) for row in rows}

    @cached_property
    def _flows(self) -> Mapping[str, tuple[Characterised, ...]]:
        found: defaultdict[str, list[Characterised]] = defaultdict(list)
        for row in read_table(ELEMENTARY, self._flow_files, self._sources):
            value = row.number("value")
            assert value is not None
            found[row["flow"]].append(Characterised(row["indicator"], row["part"], value, row["regional"] == "yes"))
        return {flow: tuple(entries) for flow, entries in found.items()}

    def of(self, flow: str) -> tuple[Characterised, ...]:
        """What a flow counts; empty for one that counts only through its global warming potential."""
        return self._flows.get(flow, ())

    def is_regional(self, flow: str) -> bool:
        """Whether what a flow counts depends on its place."""
        return any(entry.regional for entry in self.of(flow))


def _indicator(row: Row) -> Indicator:
    return Indicator(
        row["indicator"], row["name_en"], row["name_zh"], row["unit"], row["perimeter"], row["description"]
    )
