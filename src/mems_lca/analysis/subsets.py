"""Totals of a route with any subset of its measures.

A measure that only gives inputs another value leaves the structure of the inventory as it is: all combinations of such
measures are parameter sets of one program. What each measure is, is not told from how it is written but from the
inventory that it leads to. Measures that change the structure take an inventory for each of their combinations.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mems_lca.analysis.comparison import AVOIDED
from mems_lca.errors import InventoryError, SolveError, StudyError, nearest
from mems_lca.inventory.build import build_inventory
from mems_lca.inventory.processes import Inventory
from mems_lca.lca.batch import compile_inventory, given
from mems_lca.lca.system import METHOD_ACCOUNTS
from mems_lca.library.bind import rebind
from mems_lca.library.bound import BoundStudy

if TYPE_CHECKING:
    from mems_lca.analysis.groups import Basis

Subset = frozenset[str]
Totals = Mapping[str, float]
CLIMATE = "climate_change"
COST = "cost"
# Finished wafers per functional unit, beside the indicators.
WAFERS = "finished_wafers"
# Measures that are evaluated together as parameter sets: 4,096 of them.
_TOGETHER = 12
TOLERANCE = 1e-9
_NOTHING = 1e-18
_EMPTY: Subset = frozenset()


@dataclass(frozen=True)
class _Family:
    """Totals by subset of the measures that only give values, for one combination of the others; or why none."""

    totals: Mapping[Subset, Totals]
    why: str = ""


def measured_route(bound: BoundStudy, name: str = "") -> str:
    """The route of a name, or the only one with measures. Raises StudyError for a route without."""
    having = [route for route, entry in bound.routes.items() if entry.measures]
    if name in having:
        return name
    if not name and len(having) == 1:
        return having[0]
    known = name in bound.routes or not name
    message = "there is no route of this name" if not known else "name a route that has measures"
    raise StudyError.single(
        "route",
        message,
        found=name,
        expected=", ".join(having) or "a route with measures",
        nearest=nearest(name, having),
    )


class Subsets:
    """The totals of one route per functional unit; each family of subsets is calculated once, when it is asked for.

    `measures` are those of the route in the order of its file; views are all indicators within the perimeter, climate
    change being there by the study's accounting, by location and by market, and `finished_wafers`.
    """

    def __init__(self, bound: BoundStudy, route: str) -> None:
        self.bound, self.route = bound, route
        self.measures: tuple[str, ...] = bound.routes[route].measures
        self.built = 0
        self.basis: Basis = "wafer" if bound.study.functional_unit.amount.unit == "wafer" else "device"
        self._families: dict[Subset, _Family] = {}
        self._inventories: dict[Subset, Inventory | str] = {}
        self._changed = self._values_changed()

    @property
    def label(self) -> str:
        """The functional unit."""
        found = self._inventory(_EMPTY)
        return found.functional_units["label"] if isinstance(found, Inventory) else ""

    @property
    def scale(self) -> float:
        """Wafers or devices per functional unit."""
        found = self._inventory(_EMPTY)
        return found.values[found.functional_units["scale"]] if isinstance(found, Inventory) else 1.0

    @property
    def valued(self) -> tuple[str, ...]:
        """Measures that only give inputs another value."""
        return tuple(self._changed)

    @property
    def structural(self) -> tuple[str, ...]:
        """Measures that change steps, abatement or supply."""
        return tuple(measure for measure in self.measures if measure not in self._changed)

    def every(self) -> Iterable[Subset]:
        """All subsets, the smaller first, in the order of the file."""
        for size in range(len(self.measures) + 1):
            yield from self.of_size(size)

    def of_size(self, size: int) -> Iterable[Subset]:
        """All subsets of a size, in the order of the file."""
        return map(frozenset, itertools.combinations(self.measures, size))

    def of(self, chosen: Iterable[str]) -> Totals | None:
        """Totals with these measures; None where they cannot stand without another, or cannot be calculated."""
        subset = frozenset(chosen)
        return self._family(subset - set(self._changed)).totals.get(subset & frozenset(self._changed))

    def why(self, chosen: Iterable[str]) -> str:
        """Why a subset has no totals: one line; "" where it has."""
        if self.of(chosen) is not None:
            return ""
        found = self._inventory(frozenset(chosen))
        return found if isinstance(found, str) else "a supply or an amount would be below zero"

    def unit(self, view: str) -> str:
        """The unit of a view."""
        if view == WAFERS:
            return "wafer"
        name = CLIMATE if view.startswith(f"{CLIMATE}_") else view
        return self.bound.library.characterisation.indicators[name].unit

    def deviation(self, seed: int, number: int = 3) -> float:
        """The largest relative difference to bw2calc over some subsets, drawn by seed; the whole route is one of them.

        Raises SolveError above 1e-9.
        """
        import numpy as np

        generator = np.random.default_rng(seed)
        picked = [frozenset(self.measures)]
        for row in generator.integers(0, 2, size=(number, len(self.measures))):
            picked.append(frozenset(itertools.compress(self.measures, row.tolist())))
        largest = 0.0
        for subset in dict.fromkeys(picked):
            totals = self.of(subset)
            if totals is not None:
                largest = max(largest, self._deviation(subset, totals))
        if largest > TOLERANCE:
            message = "totals of a subset of measures differ from those of bw2calc"
            raise SolveError.single("deviation", message, found=f"{largest:.3g}", expected=f"{TOLERANCE:g} at most")
        return largest

    def _deviation(self, subset: Subset, totals: Totals) -> float:
        from mems_lca.lca.brightway import demand_key, solve
        from mems_lca.lca.system import build_system

        inventory = self._inventory(subset)
        assert isinstance(inventory, Inventory)
        scale = inventory.values[inventory.functional_units["scale"]]
        scores = solve(build_system(inventory)).scores[demand_key(self.route, self.basis)]
        found = ((totals[view] / scale, score) for view, score in scores.items() if view in totals)
        return max(abs(ours - theirs) / max(abs(theirs), _NOTHING) for ours, theirs in found)

    # ------------------------------------------------------------ families

    def _family(self, structural: Subset) -> _Family:
        if structural not in self._families:
            self._families[structural] = self._calculated(structural)
        return self._families[structural]

    def _calculated(self, structural: Subset) -> _Family:
        """Totals of every combination of values on top of some structural measures."""
        base = self._inventory(structural)
        if isinstance(base, str):
            return _Family({}, base)
        standing = tuple(name for name in self._changed if self._binds(structural | {name}))
        together = self._inventory(structural | frozenset(standing))
        if isinstance(together, str) or not _same_structure(base, together):
            return _Family(self._one_by_one(structural, standing))
        cells = _differing(base, together)
        owners = {key: [name for name in standing if key in self._changed[name]] for key in cells}
        if any(len(names) != 1 for names in owners.values()):
            return _Family(self._one_by_one(structural, standing))
        return _Family(self._at_once(base, together, standing, {key: names[0] for key, names in owners.items()}))

    def _one_by_one(self, structural: Subset, valued: Sequence[str]) -> dict[Subset, Totals]:
        """An inventory for each combination: where values and structure depend on each other."""
        found: dict[Subset, Totals] = {}
        for size in range(len(valued) + 1):
            for chosen in map(frozenset, itertools.combinations(valued, size)):
                inventory = self._inventory(structural | chosen)
                if isinstance(inventory, Inventory):
                    found |= self._at_once(inventory, inventory, (), {}, chosen)
        return found

    def _at_once(
        self,
        base: Inventory,
        together: Inventory,
        valued: Sequence[str],
        owners: Mapping[str, str],
        fixed: Subset = _EMPTY,
    ) -> dict[Subset, Totals]:
        """Totals of all combinations of `valued` by one program; `owners` has the measure of each input that varies."""
        import numpy as np

        scale, wafers = base.functional_units["scale"], f"{self.route}.device/wafers"
        # A study of wafers that has a device knows the wafers of a device, too: they are not what it declares.
        per_device = self.basis == "device" and wafers in base.cells
        cells = [scale, *([wafers] if per_device else [])]
        compiled = compile_inventory(base, {key: key for key in owners}, bases=(self.basis,), cells=cells)
        rows = np.array(list(itertools.product((False, True), repeat=len(valued))), dtype=np.bool_)
        column = {name: index for index, name in enumerate(valued)}
        leaves = {
            key: np.where(rows[:, column[name]], together.values[key], base.values[key]) for key, name in owners.items()
        }
        evaluated = compiled.run(given(leaves), len(rows))
        units = evaluated.cell(scale)
        kept = [(output.view, evaluated.values[row] * units) for row, output in enumerate(compiled.outputs)]
        per_unit = evaluated.cell(wafers) * units if per_device else units
        found: dict[Subset, Totals] = {}
        for index, row in enumerate(rows.tolist()):
            if evaluated.possible[index]:
                totals = {view: float(values[index]) for view, values in kept if self._counts(view)}
                totals = dict.fromkeys(self._views(), 0.0) | totals
                totals[CLIMATE] = totals[f"{CLIMATE}_{self.bound.study.accounting}"]
                found[fixed | frozenset(itertools.compress(valued, row))] = {**totals, WAFERS: float(per_unit[index])}
        return found

    def _views(self) -> list[str]:
        names = [name for name in self.bound.library.characterisation.indicators if self._counts(name)]
        return [*names, *(f"{CLIMATE}_{account}" for account in METHOD_ACCOUNTS)]

    def _counts(self, view: str) -> bool:
        entry = self.bound.library.characterisation.indicators.get(view)
        return entry is None or entry.perimeter != AVOIDED

    # ------------------------------------------------------------ inventories

    def _values_changed(self) -> dict[str, frozenset[str]]:
        """The inputs that each measure changes, of measures that change nothing else; no input belongs to two."""
        base = self._inventory(_EMPTY)
        if isinstance(base, str):
            return {}
        found: dict[str, frozenset[str]] = {}
        taken: set[str] = set()
        for measure in self.measures:
            alone = self._inventory(frozenset((measure,)))
            if isinstance(alone, str) or not _same_structure(base, alone) or len(found) == _TOGETHER:
                continue
            changed = _differing(base, alone)
            if changed and not changed & taken:
                found[measure] = changed
                taken |= changed
        return found

    def _binds(self, subset: Subset) -> bool:
        try:
            rebind(self.bound, routes=(self.route,), measures=self._in_order(subset))
        except StudyError:
            return False
        return True

    def _inventory(self, subset: Subset) -> Inventory | str:
        """The inventory with these measures, or why there is none; that of none and of each alone is kept."""
        if subset in self._inventories:
            return self._inventories[subset]
        found: Inventory | str
        try:
            found = build_inventory(rebind(self.bound, routes=(self.route,), measures=self._in_order(subset)))
            self.built += 1
        except (StudyError, InventoryError) as error:
            found = error.findings[0].message
        if len(subset) < 2 or isinstance(found, str):
            self._inventories[subset] = found
        return found

    def _in_order(self, subset: Subset) -> tuple[str, ...]:
        return tuple(measure for measure in self.measures if measure in subset)


def _same_structure(one: Inventory, other: Inventory) -> bool:
    """Whether two inventories have the same processes, targets and formulas, so that they differ in inputs alone."""
    if one.cells.keys() != other.cells.keys() or one.functional_units != other.functional_units:
        return False
    if one.processes != other.processes or one.targets != other.targets or one.demands != other.demands:
        return False
    return all(cell.expr == other.cells[key].expr for key, cell in one.cells.items())


def _differing(one: Inventory, other: Inventory) -> frozenset[str]:
    """The inputs in which two inventories of one structure differ."""
    return frozenset(
        key for key, cell in one.cells.items() if cell.expr is None and one.values[key] != other.values[key]
    )
