"""What one pass of a wafer through a step comes to, for every step of a route that wafers pass.

The losses of the model's own line are left out: how often a step is passed is what a lot says. A pass holds the step
with all that its tools draw, the wafers that it consumes (with the losses of their own line), and the monitors that go
along. Overhead steps (the facility's, and the rest that meters found) are no pass: each pass carries their part, by
mask layers where the study gives overhead by them, else by tool time, else evenly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.lots.records import Planned
from mems_lca.errors import SolveError
from mems_lca.inventory.processes import Exchange, Inventory, UnitProcess
from mems_lca.inventory.shop import FOREGROUND_STAGES
from mems_lca.inventory.tallies import shares_facility
from mems_lca.inventory.wafers import WAFER_STAGES
from mems_lca.lca.brightway import demand_key
from mems_lca.lca.system import METHOD_ACCOUNTS, indicator_views
from mems_lca.library.bound import BoundRoute, BoundStep

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

CLIMATE = "climate_change"
# Totals of a lot besides climate change in both accounts of electricity.
TOTALS = (
    "electricity", "water_withdrawal", "water_consumption", "water_scarcity", "hazardous_waste_generated",
    "nonhazardous_waste_generated",
)  # fmt: skip
# Relative; the model's own figure must come out of the passes and losses of its own line.
TOLERANCE = 1e-9
# Of the largest figure of its kind.
ROUNDING = 1e-15

# A figure: ("total", view), ("direct", ""), ("energy", view), ("rest", view); ("used", gas), ("uncontrolled", gas),
# ("abated", gas: the same after abatement) and ("emitted", gas: all of a site) in kg; ("kwh", target) of its power.
Key = tuple[str, str]


@dataclass(frozen=True)
class RouteBurdens:
    """The steps of a route in order, and the figures (rows) of one pass of each (columns)."""

    route: str
    plan: tuple[Planned, ...]
    keys: tuple[Key, ...]
    matrix: Array

    def figures(self, passes: Mapping[str, float]) -> dict[Key, float]:
        """The figures of so many passes of single wafers by step."""
        import numpy as np

        counts = np.array([float(passes.get(step.id, 0)) for step in self.plan])
        return dict(zip(self.keys, (self.matrix @ counts).tolist(), strict=True))


def route_burdens(calculated: Calculated, route: str) -> RouteBurdens:
    """The burdens of the passes of a route.

    Raises SolveError where the model's figure of a finished wafer does not come out of them with the model's losses.
    """
    import numpy as np

    bound, inventory, system = calculated.bound.routes[route], calculated.inventory, calculated.system
    steps, beside = _wafer_steps(bound), [step for step in bound.steps if step.finished]
    keys, own = _own_figures(calculated, route)
    position = {node: number for number, node in enumerate(system.nodes)}
    demands = np.zeros((len(system.nodes), len(steps)))
    monitors = np.zeros_like(demands)
    rests = np.zeros((len(system.nodes), 1))
    for column, step in enumerate(steps):
        demands[position[bound.step_id(step.key)], column] += 1.0
        if step.consumes is not None:
            number = inventory.values[f"{bound.step_id(step.key)}.draws"]
            demands[position[f"{step.consumes.id}.wafer"], column] += number
        monitors[position[bound.step_id(step.key)], column] += _monitors(inventory, bound, step)
    for step in beside:
        rests[position[bound.step_id(step.key)], 0] += step.finished
    found = own @ np.linalg.solve(system.technosphere(), np.hstack([demands, monitors, rests]))
    # A step that has nothing of a figure has it to rounding: no gas is used where none is fed.
    found[np.abs(found) < ROUNDING * np.abs(found).max(axis=1, keepdims=True)] = 0.0
    passed, watched, rest = found[:, : len(steps)], found[:, len(steps) : -1], found[:, -1]
    line = _Line(calculated, bound, steps, keys, passed, watched, rest)
    line.check()
    return RouteBurdens(route, plan_of(bound), keys, line.shared_out())


def plan_of(route: BoundRoute) -> tuple[Planned, ...]:
    """The steps of a route that wafers pass, in order."""
    return tuple(_planned(step) for step in _wafer_steps(route))


def _wafer_steps(route: BoundRoute) -> list[BoundStep]:
    return [
        step
        for step in route.steps
        if step.step.per == "wafer" and step.step.stage in WAFER_STAGES and not step.finished
    ]


def _planned(step: BoundStep) -> Planned:
    names = step.step.name
    return Planned(step.key, step.name, names.en, names.zh or names.en, step.repeat, shares_facility(step.step))


def _monitors(inventory: Inventory, route: BoundRoute, step: BoundStep) -> float:
    """Monitor wafers through a step per wafer start, or the bare ones that are taken for them."""
    process, wafer = route.step_id(step.key), f"{route.id}.wafer"
    drawn = (
        inventory.values[exchange.amount]
        for exchange in inventory.processes[wafer].exchanges
        if exchange.target == process and exchange.amount.startswith(f"{wafer}/monitor/")
    )
    return sum(drawn) / inventory.values[f"{wafer}/starts"]


# ------------------------------------------------------------ figures of single processes


def _own_figures(calculated: Calculated, route: str) -> tuple[tuple[Key, ...], Array]:
    """Figures (rows) of one unit of each node (columns), without what other nodes bring in."""
    import numpy as np

    inventory, position = calculated.inventory, {node: n for n, node in enumerate(calculated.system.nodes)}
    found: dict[Key, dict[int, float]] = {("total", view): {} for view in _views()}
    for kind, names in (("direct", ("",)), ("energy", METHOD_ACCOUNTS), ("rest", METHOD_ACCOUNTS)):
        found |= {(kind, name): {} for name in names}
    gases = _gas_figures(inventory)
    for process in inventory.processes.values():
        if process.route == route:
            for key, amount in (*_figures_of(inventory, process), *gases[process.id]):
                node = position[process.id]
                row = found.setdefault(key, {})
                row[node] = row.get(node, 0.0) + amount
    matrix = np.zeros((len(found), len(position)))
    for number, row in enumerate(found.values()):
        matrix[number, list(row)] = list(row.values())
    return tuple(found), matrix


def _views() -> tuple[str, ...]:
    return (*(f"{CLIMATE}_{view}" for view in METHOD_ACCOUNTS), *TOTALS)


def _figures_of(inventory: Inventory, process: UnitProcess) -> list[tuple[Key, float]]:
    found: list[tuple[Key, float]] = []
    values = inventory.values
    for exchange in process.exchanges:
        target = inventory.targets.get(exchange.target)
        if target is None:
            continue
        amount = exchange.sign * values[exchange.amount]
        power = "electricity" in target.indicators
        if power:
            found.append((("kwh", target.id), amount))
        direct = is_direct(process, exchange)
        climate = False
        for impact in target.impacts:
            score = amount * values[impact.cell]
            for view in indicator_views(impact):
                if view in _views():
                    found.append((("total", view), score))
                if power and view.startswith(CLIMATE):
                    found.append((("energy", view.removeprefix(f"{CLIMATE}_")), score))
            if direct and impact.indicator == CLIMATE:
                found.append((("direct", ""), score))
                climate = True
        if climate:
            found.append((("emitted", exchange.flow), amount))
    return found


def _gas_figures(inventory: Inventory) -> defaultdict[str, list[tuple[Key, float]]]:
    """Process gases by process: kg used, and kg of each gas before and after abatement."""
    found: defaultdict[str, list[tuple[Key, float]]] = defaultdict(list)
    for record in inventory.gases:
        figures, values = found[record.process], inventory.values
        figures.append((("used", record.gas), values[record.used]))
        figures += [(("uncontrolled", gas), values[cell]) for gas, cell in record.uncontrolled.items()]
        figures += [(("abated", gas), values[cell]) for gas, cell in record.emitted.items()]
    return found


def is_direct(process: UnitProcess, exchange: Exchange) -> bool:
    """Whether an exchange is an emission of an own or contracted site itself."""
    return exchange.kind == "elementary" and (exchange.stage or process.stage) in FOREGROUND_STAGES


# ------------------------------------------------------------ overhead, and the check


@dataclass(frozen=True)
class _Line:
    """The steps of a route: figures of one pass (columns of `passed`), of the monitors of a wafer start (`watched`),
    and of what meters found beyond the model per finished wafer (`rest`)."""

    calculated: Calculated
    route: BoundRoute
    steps: list[BoundStep]
    keys: tuple[Key, ...]
    passed: Array
    watched: Array
    rest: Array

    def shared_out(self) -> Array:
        """Figures of one pass of each step with its part of the monitors, of overhead steps and of the measured rest.

        The facility's overhead belongs to a wafer that passes all steps once; the rest to a finished wafer of the
        model, with the passes that the model's losses ask for.
        """
        import numpy as np

        weights, repeats = self._weights(), np.array([float(step.repeat) for step in self.steps])
        found = self.passed + self.watched / repeats
        overhead = np.array([_planned(step).overhead for step in self.steps])
        facility = found[:, overhead] @ repeats[overhead]
        rest = self.rest.copy()
        for view in METHOD_ACCOUNTS:
            rest[self.keys.index(("rest", view))] = rest[self.keys.index(("total", f"{CLIMATE}_{view}"))]
        shared = np.where(overhead, 0.0, found)
        if weights.any():
            shared += np.outer(facility, weights / (weights @ repeats))
            shared += np.outer(rest, weights / (weights @ self._draws()))
        return shared

    def _weights(self) -> Array:
        """By what overhead goes to one pass of each step: mask layers or tool time, else 1; overhead carries none."""
        import numpy as np

        by_masks = self.calculated.bound.study.allocation.facility == "mask_layers"
        name, values = "mask_layers" if by_masks else "tool_time", self.calculated.inventory.values
        real = np.array([0.0 if _planned(step).overhead else 1.0 for step in self.steps])
        keys = [f"{self.route.step_id(step.key)}/tally/{name}" for step in self.steps]
        found = np.array([values.get(key, 0.0) for key in keys]) * real
        return found if found.any() else real

    def _draws(self) -> Array:
        """Passes of each step per finished wafer of the model."""
        import numpy as np

        values, wafer = self.calculated.inventory.values, f"{self.route.id}.wafer"
        return np.array([values[f"{wafer}/passes/{step.key}"] for step in self.steps])

    def check(self) -> None:
        """Raises SolveError where the model's own figure does not come out of its passes."""
        starts = self.calculated.inventory.values[f"{self.route.id}.wafer/starts"]
        model = self.passed @ self._draws() + self.watched.sum(axis=1) * starts + self.rest
        scores = self.calculated.solution.scores[demand_key(self.route.root, "wafer")]
        for number, (kind, view) in enumerate(self.keys):
            expected = scores.get(view, 0.0)
            if kind == "total" and abs(model[number] - expected) > TOLERANCE * max(abs(expected), 1e-30):
                name = self.route.name
                message = f"route {name}: the passes of its steps do not add up to its finished wafer ({view})"
                found = repr(float(model[number]))
                raise SolveError.single("lot_passes", message, found=found, expected=repr(expected))
