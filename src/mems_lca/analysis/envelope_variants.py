"""Inventories of a study under other choices: each built once, refused where it is not defensible, and compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mems_lca.analysis.envelope_options import ACCOUNTING, Choice
from mems_lca.errors import Finding, MemsLcaError, Place
from mems_lca.inventory.build import build_inventory
from mems_lca.inventory.processes import Inventory
from mems_lca.inventory.shop import read_method
from mems_lca.lca.batch import Basis, compile_inventory, given
from mems_lca.library.bound import BoundStudy
from mems_lca.library.overrides import Override
from mems_lca.study.step import Setting
from mems_lca.units import Quantity

# A gas of which a choice says nothing would count whole, as not warming, or as not destroyed: no result of that choice.
_NOT_IN_TABLE, _NOT_LISTED, _NOT_DESTROYED = "gas_not_in_table", "gwp_not_listed", "no_destruction"
NEGLIGIBLE = 0.01
"""A gas below this share of the climate change of every route may take its warming potential from the study's set."""
# A number that is zero for all practical purposes beside the totals of a study.
_NOTHING = 1e-18

Changes = Mapping[str, str]
Key = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Built:
    """What came of a combination: its inventory, or why it is refused."""

    inventory: Inventory | None
    refusal: str = ""


@dataclass
class Variants:
    """Builds combinations of a bound study, each once; `changes` name options by choice, the others as chosen.

    `base` is the study as chosen, whose own doubts do not count against an option; `built` is told of each build.
    `stand_ins` has, by set of warming potentials and gas that it does not list, the largest share of the gas in climate
    change, where it is so small that the value of the study's own set stands in.
    """

    bound: BoundStudy
    choices: Sequence[Choice]
    base: Inventory
    built: Callable[[], None] = lambda: None
    known: dict[Key, Built] = field(default_factory=dict)
    stand_ins: dict[tuple[str, str], float] = field(default_factory=dict)

    def changed(self, changes: Changes) -> BoundStudy:
        """The bound study with these options."""
        found = self.bound
        for choice in self.choices:
            if choice.name in changes:
                option = next(option for option in choice.options if option.name == changes[choice.name])
                found = option.apply(found)
        return self.filled(found)

    def filled(self, bound: BoundStudy) -> BoundStudy:
        """The study with values of its own set of warming potentials for gases that another set does not list.

        What the study gives for numbers of its own choices answers to nothing elsewhere, and that is no error.
        """
        items = dict(bound.overrides.items)
        for gas, value in self._missing(bound).items():
            path = ("factors", gas, "gwp")
            origin = "stand-in"
            items.setdefault(path, Override(path, Setting(value=value), origin, Place()))
        return replace(bound, overrides=replace(bound.overrides, items=items).lenient())

    def _missing(self, bound: BoundStudy) -> dict[str, Quantity]:
        """Gases that the set of a study does not list, with their values in the study's own."""
        factors = bound.library.factors
        own, other = (read_method(study.method, factors.gwp_sets()) for study in (self.bound.study, bound.study))
        if other == own:
            return {}
        found = {gas: factors.gwp(gas, own.gwp_set, own.horizon) for gas in sorted(factors.gas_names())}
        return {
            gas: Quantity(value.value, value.unit)
            for gas, value in found.items()
            if value is not None and factors.gwp(gas, other.gwp_set, other.horizon) is None
        }

    def build(self, changes: Changes) -> Built:
        """The inventory with these options, or the reason why there is none."""
        own = {choice.name: choice.chosen for choice in self.choices}
        # How electricity is accounted for is read off the result, and not built.
        changes = {name: option for name, option in changes.items() if option != own[name] and name != ACCOUNTING}
        if not changes:
            return Built(self.base)
        key = frozenset(changes.items())
        if key not in self.known:
            self.known[key] = self._built(changes)
            self.built()
        return self.known[key]

    def _built(self, changes: Changes) -> Built:
        changed = self.changed(changes)
        try:
            inventory = build_inventory(changed)
        except MemsLcaError as error:
            return Built(None, "; ".join(dict.fromkeys(_reason(finding) for finding in error.findings)))
        known = {_mark(finding) for finding in self.base.findings}
        new = [finding for finding in inventory.findings if _mark(finding) not in known and self._refuses(finding)]
        reasons = [*(finding.message for finding in new), *self._unlisted(changes, changed, inventory)]
        return Built(None, "; ".join(reasons)) if reasons else Built(inventory)

    def _refuses(self, finding: Finding) -> bool:
        """Whether a doubt forbids an option: what abatement does to by-products without an efficiency does not, nor
        does a gas that no set lists."""
        if finding.code == _NOT_LISTED:
            return self.bound.library.factors.gas(finding.place.path).listed
        abated = {gas for route in self.bound.routes.values() if route.abatement for gas in route.abatement.gases}
        return finding.code == _NOT_IN_TABLE or (finding.code == _NOT_DESTROYED and finding.place.path in abated)

    def _unlisted(self, changes: Changes, changed: BoundStudy, inventory: Inventory) -> Iterator[str]:
        """Why a set of warming potentials cannot be taken: a gas that it does not list counts for something."""
        own = self.bound.overrides.items
        gases = [
            gas for gas in self._missing(changed) if f"gwp:{gas}" in inventory.cells
            and ("factors", gas, "gwp") not in own
        ]  # fmt: skip
        if not gases:
            return
        reference = self.build({name: option for name, option in changes.items() if name != "gwp"}).inventory
        for gas, share in ({} if reference is None else climate_shares(reference, gases)).items():
            if share > NEGLIGIBLE:
                yield f"{gas} has no value in {changes['gwp']} and is up to {100 * share:.3g} % of climate change"
            else:
                pair = changes["gwp"], gas
                self.stand_ins[pair] = max(share, self.stand_ins.get(pair, 0.0))


def climate_shares(inventory: Inventory, gases: Sequence[str]) -> dict[str, float]:
    """The largest share of each gas in the climate change of any route, by either account; 1 for an unknown one."""
    import numpy as np

    keys = [f"gwp:{gas}" for gas in gases if f"gwp:{gas}" in inventory.cells]
    columns = {key: np.full(len(keys) + 1, inventory.values[key]) for key in keys}
    for number, key in enumerate(keys, 1):
        columns[key][number] = 0.0
    bases: list[Basis] = list(dict.fromkeys(demand.basis for demand in inventory.demands))
    compiled = compile_inventory(inventory, {key: key for key in keys}, bases=bases)
    found = compiled.run(given(columns), len(keys) + 1).values
    rows = [n for n, output in enumerate(compiled.outputs) if output.view.startswith("climate_change")]
    shares = dict.fromkeys(gases, 1.0)
    for number, key in enumerate(keys, 1):
        parts = (abs(found[row, 0] - found[row, number]) / max(abs(found[row, 0]), _NOTHING) for row in rows)
        shares[key.removeprefix("gwp:")] = float(max(parts, default=0.0))
    return shares


def _mark(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.place.path


def _reason(finding: Finding) -> str:
    return f"{finding.message} ({finding.found})" if finding.found else finding.message


def same_structure(one: Inventory, other: Inventory) -> bool:
    """Whether two inventories are one but for the values of their inputs: the same formulas, processes and targets."""
    return (
        one.demands == other.demands
        and one.functional_units["scale"] == other.functional_units["scale"]
        and one.cells.keys() == other.cells.keys()
        and one.processes == other.processes
        and one.targets == other.targets
        and one.wastes == other.wastes
        and all(cell.expr == other.cells[key].expr for key, cell in one.cells.items())
    )


def differing(one: Inventory, other: Inventory) -> dict[str, float]:
    """The inputs of both that differ, with their values in `other` (canonical units)."""
    return {
        key: other.values[key]
        for key, cell in other.cells.items()
        if cell.expr is None and key in one.cells and one.values[key] != other.values[key]
    }


def touches(base: Inventory, structural: Inventory, changed: Mapping[str, float]) -> bool:
    """Whether inputs that a change of structure brings in may be of the kind that another option changes."""
    if structural.targets.keys() - base.targets.keys():
        return True
    new = {_family(key) for key, cell in structural.cells.items() if cell.expr is None and key not in base.cells}
    return not new.isdisjoint(_family(key) for key in changed)


def _family(key: str) -> str:
    """What the key of an input begins with: "gwp", "grid", or its route."""
    return re.split(r"[:./]", key, maxsplit=1)[0]
