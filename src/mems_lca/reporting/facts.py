"""What a result holds, looked up by key: the one place where its record is read for the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mems_lca.analysis.result import Result

Record = dict[str, Any]
BASES = ("wafer", "device")
VIEWS = ("location", "market")
CLIMATE = "climate_change"


@dataclass(frozen=True)
class Row:
    """One contribution, with the process, exchange and impact that it is the product of."""

    ids: Record
    process: Record
    exchange: Record
    target: Record
    impact: Record

    def value(self, basis: str) -> float:
        """The contribution per wafer or per device."""
        return float(self.ids[f"per_{basis}"])


@dataclass(frozen=True)
class Link:
    """A draw of one process from another: `amount` is the key of the cell, `sign` -1 returns it."""

    supplier: str
    consumer: str
    amount: str
    sign: int
    unit: str
    note: str


class Facts:
    """One result."""

    def __init__(self, result: Result) -> None:
        self.body: Record = result.body
        self.id, self.hash, self.created = result.id, result.hash, result.created
        trace: Record = self.body["trace"]
        self.trace = trace
        self.cells: list[Record] = trace["cells"]
        self.values: dict[str, float] = {cell["key"]: cell["value"] for cell in self.cells}
        self.cell: dict[str, Record] = {cell["key"]: cell for cell in self.cells}
        self.processes: list[Record] = trace["processes"]
        self.process: dict[str, Record] = {process["id"]: process for process in self.processes}
        self.target: dict[str, Record] = {target["id"]: target for target in trace["targets"]}
        self.routes: list[str] = list(self.body["routes"])
        self.indicators: Record = self.body["indicators"]
        self.study: Record = self.body["inputs"]["study"]
        self.choices: Record = self.body["choices"]
        self.comparison: Record = self.body["comparison"]

    @property
    def baseline(self) -> str:
        """The route that others are compared with."""
        return str(self.comparison["baseline"])

    @property
    def accounting(self) -> str:
        """Which accounting of electricity the study chose."""
        return str(self.choices["accounting"])

    @property
    def declared(self) -> str:
        """What the study declares: "wafer" or "device"."""
        return str(self.body["functional_unit"]["basis"])

    @cached_property
    def bases(self) -> tuple[str, ...]:
        """Bases for which something is demanded."""
        found = {demand["basis"] for demand in self.trace["demands"]}
        return tuple(basis for basis in BASES if basis in found)

    def route(self, name: str) -> Record:
        """The record of a route."""
        found: Record = self.body["routes"][name]
        return found

    def headline(self, route: str, basis: str, indicator: str) -> float | None:
        """The value of an indicator `per_wafer`, `per_device` or `per_functional_unit`; None when not covered."""
        found: float | None = self.route(route)[basis][indicator]["value"]
        return found

    def covered(self, route: str, indicator: str) -> bool:
        """Whether the result has a value: what nothing is known of is not covered, which is not zero."""
        return self.headline(route, "per_functional_unit", indicator) is not None

    def supply(self, process: str, basis: str) -> float:
        """Supply of a process for one wafer or device of its own route."""
        found = self.trace["supply"].get(f"{self.process[process]['route']}/{basis}", {})
        return float(found.get(process, 0.0))

    def demand(self, process: str, basis: str) -> float:
        """1 for the process that a route demands, else 0."""
        return float(any(d["process"] == process and d["basis"] == basis for d in self.trace["demands"]))

    @cached_property
    def scale(self) -> str:
        """Key of the cell that turns a result per declared unit into one per functional unit."""
        return str(self.trace["functional_unit"]["scale"])

    @cached_property
    def links(self) -> list[Link]:
        """Draws between processes."""
        return [
            Link(x["target"], process["id"], x["amount"], x["sign"], x["unit"], x["note"])
            for process in self.processes
            for x in process["exchanges"]
            if x["kind"] == "process"
        ]

    @cached_property
    def rows(self) -> list[Row]:
        """Contributions, those of a route together."""
        table = self.body["contributions"]
        found = []
        for values in table["rows"]:
            ids = dict(zip(table["columns"], values, strict=True))
            process = self.process[ids["process"]]
            exchange = process["exchanges"][ids["exchange"]]
            target = self.target[exchange["target"]]
            found.append(Row(ids, process, exchange, target, target["impacts"][ids["impact"]]))
        return sorted(found, key=lambda row: self.routes.index(row.ids["route"]))

    def rows_of(self, route: str) -> list[Row]:
        """Contributions of a route."""
        return [row for row in self.rows if row.ids["route"] == route]

    def rows_with(self, route: str, indicator: str) -> Sequence[Row]:
        """Contributions of a route to an indicator."""
        return self._by_indicator.get((route, indicator), ())

    @cached_property
    def _by_indicator(self) -> dict[tuple[str, str], list[Row]]:
        found: dict[tuple[str, str], list[Row]] = {}
        for row in self.rows:
            found.setdefault((row.ids["route"], row.ids["indicator"]), []).append(row)
        return found

    def elements_of(self, route: str) -> list[Record]:
        """Flows of elements over the bounds of a route's sites."""
        return [flow for flow in self.trace["elements"] if self.process[flow["process"]]["route"] == route]

    def inputs(self, *groups: str) -> Iterator[Record]:
        """Input cells of these groups."""
        return (cell for cell in self.cells if "formula" not in cell and cell["group"] in groups)

    def formulas(self) -> Iterator[Record]:
        """Formula cells."""
        return (cell for cell in self.cells if "formula" in cell)

    def stages(self) -> list[str]:
        """Stages in which something happens, from cradle to grave."""
        order = ("raw_materials", "wafer_fabrication", "packaging_test", "distribution", "use", "end_of_life")
        found = {row.ids["stage"] for row in self.rows}
        return [stage for stage in order if stage in found] + sorted(found - set(order))
