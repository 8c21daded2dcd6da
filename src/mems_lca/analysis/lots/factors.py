"""The factors that a lot's footprint rests on: the electricity mix of each site, and the GWP of each gas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mems_lca.analysis.calculated import Calculated
from mems_lca.inventory.cells import leaves
from mems_lca.inventory.processes import Impact, Inventory
from mems_lca.inventory.shop import read_method
from mems_lca.lca.system import METHOD_ACCOUNTS
from mems_lca.study.route import SupplyShare
from mems_lca.units import Quantity

CLIMATE = "climate_change"
_GRID_ONLY = (SupplyShare(share=Quantity(1.0, ""), kind="grid"),)


@dataclass(frozen=True)
class PublishedFactor:
    """A number of a table that a mix takes: kg CO2e/kWh as written, its set or kind, its year (else that of
    its document) and source."""

    label: str
    set: str
    year: int | None
    value: str
    source: str


@dataclass(frozen=True)
class MixEntry:
    """A part of a site's electricity: its kind and share, and kg CO2e/kWh in both accounts (share not applied)."""

    kind: str
    share: float
    generation: str
    instrument: str
    region: str
    vintage: int | None
    factors: Mapping[str, float | None]
    published: tuple[PublishedFactor, ...]


@dataclass(frozen=True)
class SiteElectricity:
    """The electricity of one site of a route; `factors` are kg CO2e/kWh of the whole mix by accounting."""

    id: str
    route: str
    site: str
    place: str
    entries: tuple[MixEntry, ...]
    factors: Mapping[str, float]
    renewable: float


@dataclass(frozen=True)
class Warming:
    """A gas: the cell of its GWP, kg CO2e/kg, the set and horizon that it is of, and its source.

    `given` says that the study gave a value of its own.
    """

    gas: str
    label: str
    label_zh: str
    value: float
    unit: str
    set: str
    horizon: int
    source: str
    note: str
    given: bool


def site_electricity(calculated: Calculated, target: str) -> SiteElectricity:
    """The mix behind a target such as "electricity:grey/fab"."""
    inventory, bound = calculated.inventory, calculated.bound
    found = inventory.targets[target]
    route, _, site = target.removeprefix("electricity:").partition("/")
    listed = bound.routes[route].supply.get(site) or bound.study.supply.get(site) or _GRID_ONLY
    climate = [impact for impact in found.impacts if impact.indicator == CLIMATE]
    entries = tuple(
        _entry(calculated, entry, inventory.values[f"supply:{route}/{site}/{index}"], target, index, climate)
        for index, entry in enumerate(listed)
    )
    return SiteElectricity(
        id=target,
        route=route,
        site=site,
        place=found.place,
        entries=entries,
        factors={view: _sum(inventory, climate, view) for view in METHOD_ACCOUNTS},
        renewable=inventory.values[found.renewable] if found.renewable else 0.0,
    )


def _entry(
    calculated: Calculated, entry: SupplyShare, share: float, target: str, index: int, climate: Iterable[Impact]
) -> MixEntry:
    inventory = calculated.inventory
    own = [impact for impact in climate if impact.cell.startswith(f"{target}/{index}/")]
    sums = {view: _sum(inventory, own, view) for view in METHOD_ACCOUNTS}
    cells = dict.fromkeys(leaf for impact in own for leaf in sorted(leaves(impact.cell, inventory.cells)))
    return MixEntry(
        kind=entry.kind,
        share=share,
        generation=entry.factor,
        instrument=entry.instrument,
        region=entry.region,
        vintage=entry.vintage,
        factors={view: total / share if share else None for view, total in sums.items()},
        published=tuple(_published(calculated, key) for key in cells if key.startswith(("grid:", "generation:"))),
    )


def _published(calculated: Calculated, key: str) -> PublishedFactor:
    cell, sources = calculated.inventory.cells[key], calculated.bound.library.factors.sources
    kind, _, rest = key.partition(":")
    name = rest.split("/")[1] if kind == "grid" else rest
    year = cell.evidence.year
    if year is None and cell.source in sources:
        year = sources[cell.source].year
    return PublishedFactor(cell.label, name, year, str(cell.given), cell.source)


def _sum(inventory: Inventory, impacts: Iterable[Impact], view: str) -> float:
    return sum(inventory.values[impact.cell] for impact in impacts if impact.accounting in ("both", view))


def warming(calculated: Calculated, gas: str) -> Warming:
    """What one kilogram of a gas counts in climate change, as the study has it."""
    inventory = calculated.inventory
    factors = calculated.bound.library.factors
    method = read_method(calculated.bound.study.method, factors.gwp_sets())
    target = next(
        target
        for target in inventory.targets.values()
        if target.kind == "elementary" and target.name == gas and CLIMATE in target.indicators
    )
    impacts = [impact for impact in target.impacts if impact.indicator == CLIMATE]
    cell = inventory.cells[impacts[0].cell]
    return Warming(
        gas=gas,
        label=target.label or gas,
        label_zh=target.label_zh or target.label or gas,
        value=sum(inventory.values[impact.cell] for impact in impacts),
        unit=f"kg CO2e/{target.unit}",
        set=method.gwp_set,
        horizon=method.horizon,
        source=cell.source,
        note=cell.note,
        given=cell.origin == "given",
    )
