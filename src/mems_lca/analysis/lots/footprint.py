"""Footprints of lots: what the passes of their wafers come to, per lot, per wafer out, and over all lots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.lots.burdens import CLIMATE, TOTALS, Key, RouteBurdens, route_burdens
from mems_lca.analysis.lots.factors import SiteElectricity, Warming, site_electricity, warming
from mems_lca.analysis.lots.records import Lot, wafer_passes
from mems_lca.errors import Finding
from mems_lca.lca.system import METHOD_ACCOUNTS

_NAMED = 5


@dataclass(frozen=True)
class GasOfLot:
    """A gas in kg: fed to tools, emitted by sites, destroyed by abatement; and what is emitted in kg CO2e.

    A gas that burners form has less than nothing destroyed.
    """

    used: float
    emitted: float
    destroyed: float
    climate_change: float


@dataclass(frozen=True)
class LotFootprint:
    """A lot with its totals: indicators by view (kg CO2e, kWh, m3, kg), gases, kWh by site, passes by step.

    `direct` are emissions of sites, `energy` their electricity by accounting, `rest` what a measured rest adds; all in
    kg CO2e and inside the total. `per_wafer_out` divides the totals; None for a lot of which no wafer came out.
    """

    lot: Lot
    passes: Mapping[str, int]
    totals: Mapping[str, float]
    direct: float
    energy: Mapping[str, float]
    rest: Mapping[str, float]
    gases: Mapping[str, GasOfLot]
    electricity: Mapping[str, float]

    @property
    def per_wafer_out(self) -> Mapping[str, float] | None:
        """Totals per wafer out."""
        return {name: value / self.lot.out for name, value in self.totals.items()} if self.lot.out else None

    def rest_share(self, accounting: str) -> float:
        """Part of climate change that the measured rest makes."""
        total = self.totals[f"{CLIMATE}_{accounting}"]
        return self.rest[accounting] / total if total else 0.0


@dataclass(frozen=True)
class LotFootprints:
    """All lots with the factors that they rest on."""

    study: str
    calculated: Calculated
    lots: tuple[LotFootprint, ...]
    burdens: Mapping[str, RouteBurdens]
    electricity: tuple[SiteElectricity, ...]
    gases: tuple[Warming, ...]
    findings: tuple[Finding, ...]
    file: Mapping[str, Any]

    @property
    def accounting(self) -> str:
        """The account of electricity that the study chose."""
        return self.calculated.bound.study.accounting

    @property
    def started(self) -> int:
        """Wafers started in all lots."""
        return sum(entry.lot.started for entry in self.lots)

    @property
    def out(self) -> int:
        """Wafers out of all lots."""
        return sum(entry.lot.out for entry in self.lots)

    @property
    def totals(self) -> dict[str, float]:
        """Totals over all lots."""
        return added(entry.totals for entry in self.lots)


def added(parts: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Sums by key."""
    found: dict[str, float] = {}
    for part in parts:
        for key, value in part.items():
            found[key] = found.get(key, 0.0) + value
    return found


def lot_footprints(
    calculated: Calculated, lots: Sequence[Lot], file: Mapping[str, Any], findings: Sequence[Finding] = ()
) -> LotFootprints:
    """The footprints of lots whose steps are those of the study's routes; `file` says where they came from, and
    `findings` are the warnings of its table.

    Raises SolveError where a route's own figure does not come out of the passes of its steps.
    """
    burdens = {route: route_burdens(calculated, route) for route in dict.fromkeys(lot.route for lot in lots)}
    potentials = {
        gas: warming(calculated, gas)
        for gas in dict.fromkeys(name for entry in burdens.values() for kind, name in entry.keys if kind == "emitted")
    }
    found = tuple(_footprint(lot, burdens[lot.route], potentials) for lot in lots)
    drawn = dict.fromkeys(target for entry in found for target in entry.electricity)
    emitted = {gas for entry in found for gas, amounts in entry.gases.items() if amounts.emitted or amounts.used}
    return LotFootprints(
        study=calculated.bound.name,
        calculated=calculated,
        lots=found,
        burdens=burdens,
        electricity=tuple(site_electricity(calculated, target) for target in drawn),
        gases=tuple(entry for gas, entry in potentials.items() if gas in emitted),
        findings=(*findings, *_outside(calculated, lots), *calculated.inventory.findings),
        file=file,
    )


def _footprint(lot: Lot, burdens: RouteBurdens, potentials: Mapping[str, Warming]) -> LotFootprint:
    passes = wafer_passes(lot, burdens.plan)
    figures = burdens.figures(passes)
    overhead = {step.id for step in burdens.plan if step.overhead}
    return LotFootprint(
        lot=lot,
        passes={step: number for step, number in passes.items() if step not in overhead},
        totals={view: figures["total", view] for view in (*(f"{CLIMATE}_{a}" for a in METHOD_ACCOUNTS), *TOTALS)},
        direct=figures["direct", ""],
        energy={view: figures["energy", view] for view in METHOD_ACCOUNTS},
        rest={view: figures["rest", view] for view in METHOD_ACCOUNTS},
        gases=_gases(figures, potentials),
        electricity={name: amount for (kind, name), amount in figures.items() if kind == "kwh" and amount},
    )


def _gases(figures: Mapping[Key, float], potentials: Mapping[str, Warming]) -> dict[str, GasOfLot]:
    names = dict.fromkeys(name for kind, name in figures if kind in ("used", "emitted", "uncontrolled"))
    found = {}
    for gas in names:
        used, emitted = figures.get(("used", gas), 0.0), figures.get(("emitted", gas), 0.0)
        destroyed = figures.get(("uncontrolled", gas), 0.0) - figures.get(("abated", gas), 0.0)
        if used or emitted or destroyed:
            factor = potentials[gas].value if gas in potentials else 0.0
            found[gas] = GasOfLot(used, emitted, destroyed, emitted * factor)
    return found


def _outside(calculated: Calculated, lots: Sequence[Lot]) -> tuple[Finding, ...]:
    """A warning where lots are older or newer than the period for which the study's factors were chosen."""
    period = calculated.bound.study.period
    outside = [lot for lot in lots if not period.start <= lot.day <= period.end]
    if not outside:
        return ()
    named = ", ".join(f"{lot.name} ({lot.day})" for lot in outside[:_NAMED])
    more = f" and {len(outside) - _NAMED} more" if len(outside) > _NAMED else ""
    message = f"lots outside the period of the study, {period.start} to {period.end}, whose factors they take"
    return (Finding("warning", "lot_period", f"{message}: {named}{more}", outside[0].place),)
