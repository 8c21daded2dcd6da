"""A study at many sets of values: what each scenario comes to, for every route and indicator asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mems_lca.analysis.sweep_axes import Resolved, resolve
from mems_lca.analysis.sweep_check import CHECKED, check
from mems_lca.analysis.sweep_design import Design
from mems_lca.analysis.sweep_shapes import CLIMATE, Row, Shapes, build_shapes
from mems_lca.errors import Finding, StudyError, nearest
from mems_lca.inventory.build import build_inventory
from mems_lca.inventory.processes import Inventory
from mems_lca.lca.brightway import demand_key, solve
from mems_lca.lca.system import METHOD_ACCOUNTS, build_system
from mems_lca.library.bound import BoundStudy
from mems_lca.study.paths import split
from mems_lca.units import conversion, show

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

# Scenarios that are calculated, and written, together.
BLOCK = 32_768
# Numbers of a sweep that are held at once: 0.8 GB.
LARGEST_RESULT = 100_000_000
NO_SOLUTION = "no solution"
SOLVED = "ok"
# Values of a path that differ by route, as far as they are named.
_MOST_STANDING = 3
# Told after each block: how many scenarios are done, and what is known so far.
Receive = Callable[["Sweep", int, int], None]


@dataclass(frozen=True)
class Sweep:
    """Scenarios of a study. `values` are rows (route and indicator) × scenarios per functional unit, in the unit of
    the row, NaN where a scenario has no solution; `reference` is the study as it stands.

    `finished` scenarios are done, fewer than the design has where the sweep was interrupted. `deviation` is the largest
    relative difference to Brightway at the `checked` scenarios that were calculated again on the full path.
    """

    study: str
    design: Design
    axes: tuple[Resolved, ...]
    rows: tuple[Row, ...]
    units: tuple[str, ...]
    per: str
    accounting: str
    baseline: str
    values: Array
    possible: NDArray[np.bool_]
    reference: Array
    standing: Mapping[str, str]
    deviation: float
    checked: int
    finished: int
    findings: tuple[Finding, ...] = ()

    @property
    def partial(self) -> bool:
        """Whether scenarios are missing because the sweep was interrupted."""
        return self.finished < self.design.count

    @property
    def routes(self) -> tuple[str, ...]:
        """The routes, in the order of the study."""
        return tuple(dict.fromkeys(row.route for row in self.rows))

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators, in the order in which they were asked for."""
        return tuple(dict.fromkeys(row.indicator for row in self.rows))

    def total(self, route: str, indicator: str = CLIMATE) -> Array:
        """The finished scenarios of one row."""
        found: Array = self.values[self.rows.index(Row(route, indicator)), : self.finished]
        return found

    def stands(self, route: str, indicator: str = CLIMATE) -> float:
        """The study as it stands."""
        return float(self.reference[self.rows.index(Row(route, indicator))])

    def unit(self, indicator: str) -> str:
        """The unit of an indicator's totals."""
        return self.units[next(number for number, row in enumerate(self.rows) if row.indicator == indicator)]

    def frame(self) -> pd.DataFrame:
        """A tidy table: scenario, a column for each path with its unit beside, route, indicator, value, unit, per,
        status."""
        import pandas as pd

        from mems_lca.analysis.sweep_table import columns

        return pd.DataFrame(columns(self, 0, self.finished))

    def to_dict(self) -> dict[str, Any]:
        """What was varied, what moved the result, and the lowest and highest scenarios; rows are in `frame`."""
        from mems_lca.analysis.sweep_effects import summary

        return summary(self)


@dataclass(frozen=True)
class Prepared:
    """A sweep that is known to be possible: nothing is left but to calculate."""

    bound: BoundStudy
    shapes: Shapes
    blank: Sweep

    def run(self, receive: Receive | None = None, *, block: int = BLOCK, again: int = CHECKED) -> Sweep:
        """Calculates in blocks; an interrupted sweep has the blocks that were done. `again` scenarios are checked.

        Raises SolveError when a scenario solved again on the full path differs.
        """
        design = self.blank.design
        deviation, checked = check(self.bound, self.shapes, design.seed, again)
        sweep = replace(self.blank, deviation=deviation, checked=checked)
        for start in range(0, design.count, block):
            stop = min(start + block, design.count)
            try:
                values, possible = self.shapes.evaluate(start, stop)
                sweep.values[:, start:stop] = values
                sweep.possible[start:stop] = possible
                done = replace(sweep, finished=stop)
                if receive is not None:
                    receive(done, start, stop)
            except KeyboardInterrupt:
                return sweep
            sweep = done
        return sweep


def prepare(
    bound: BoundStudy, design: Design, indicators: Sequence[str] = (CLIMATE,), *, inventory: Inventory | None = None,
    axes: Sequence[Resolved] | None = None,
) -> Prepared:  # fmt: skip
    """Everything that can be wrong is found here, before anything is calculated.

    `indicators` may be "all"; `inventory` and `axes` spare work where they are known. Raises StudyError with every
    finding, or what binding and building the study raises.
    """
    import numpy as np

    units = _units(bound)
    chosen = _indicators(units, indicators)
    stands = build_inventory(bound) if inventory is None else inventory
    found = resolve(bound, stands, design.axes) if axes is None else None
    resolved = tuple(axes or ()) if found is None else found.axes
    rows = tuple(Row(route, name) for name in chosen for route in bound.routes)
    if design.count * len(rows) > LARGEST_RESULT:
        message = "the totals of so many scenarios do not fit into memory"
        expected = f"at most {LARGEST_RESULT // len(rows):,} scenarios, or fewer indicators"
        raise StudyError.single("too_many", message, found=f"{design.count:,}", expected=expected)
    shapes = build_shapes(bound, stands, design, resolved, rows)
    blank = Sweep(
        study=bound.name,
        design=design,
        axes=resolved,
        rows=rows,
        units=tuple(units[row.indicator] for row in rows),
        per=stands.functional_units["label"],
        accounting=bound.study.accounting,
        baseline=bound.study.baseline or next(iter(bound.routes)),
        values=np.full((len(rows), design.count), np.nan),
        possible=np.zeros(design.count, dtype=np.bool_),
        reference=np.array(_reference(bound, stands, rows)),
        standing={axis.axis.path: _standing(bound, stands, axis) for axis in resolved},
        deviation=0.0,
        checked=0,
        finished=0,
        findings=() if found is None else found.findings,
    )
    return Prepared(bound, shapes, blank)


def _units(bound: BoundStudy) -> dict[str, str]:
    """Units by indicator, and of climate change by both accounts of electricity."""
    found: dict[str, str] = {}
    for name, entry in bound.library.characterisation.indicators.items():
        found[name] = entry.unit
        if name == CLIMATE:
            found |= dict.fromkeys((f"{CLIMATE}_{view}" for view in METHOD_ACCOUNTS), entry.unit)
    return found


def _indicators(units: Mapping[str, str], wanted: Sequence[str]) -> tuple[str, ...]:
    if "all" in wanted:
        return tuple(units)
    unknown = [name for name in wanted if name not in units]
    if unknown:
        message = "there is no such indicator"
        raise StudyError(
            Finding("error", "unknown_indicator", message, found=name, expected=f"all, {', '.join(units)}",
                    nearest=nearest(name, units))
            for name in unknown
        )  # fmt: skip
    return tuple(dict.fromkeys(wanted)) or (CLIMATE,)


def _reference(bound: BoundStudy, inventory: Inventory, rows: Sequence[Row]) -> list[float]:
    """The study as it stands, by Brightway."""
    scores = solve(build_system(inventory)).scores
    scale = inventory.values[inventory.functional_units["scale"]]
    basis = "wafer" if bound.study.functional_unit.amount.unit == "wafer" else "device"
    account = f"{CLIMATE}_{bound.study.accounting}"
    found = [scores[demand_key(row.route, basis)] for row in rows]
    names = [account if row.indicator == CLIMATE else row.indicator for row in rows]
    return [entry.get(name, float("nan")) * scale for entry, name in zip(found, names, strict=True)]


def _standing(bound: BoundStudy, inventory: Inventory, axis: Resolved) -> str:
    """What the study has at a path, in the unit in which it is varied; several values where its cells differ."""
    if axis.cells:
        rule = conversion(axis.axis.unit)
        values = dict.fromkeys((inventory.values[key] - rule.offset) / rule.factor for key in axis.cells)
        if len(values) <= _MOST_STANDING:
            return ", ".join(show(value, axis.axis.unit, 6) for value in values)
        return f"{len(values)} values"
    node: Any = {**bound.study.model_dump(include={"accounting", "method", "gas_table", "scarcity"}), **bound.raw}
    for part in split(axis.axis.path):
        node = node.get(part) if isinstance(node, Mapping) else None
    return str(node) if isinstance(node, str | int | float) else ""
