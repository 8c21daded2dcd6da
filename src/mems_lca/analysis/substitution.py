"""One process gas in place of another at a step of a study, at equal function, through the whole inventory."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mems_lca.analysis.assess import calculate
from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.substitution_break_even import BreakEven, break_evens
from mems_lca.analysis.substitution_figures import Figures, GasView, figures, gas_view
from mems_lca.analysis.substitution_request import Request, rows_of_both
from mems_lca.analysis.substitution_step import SPREAD
from mems_lca.analysis.substitution_variant import Variant, find, limits_passed
from mems_lca.errors import Finding
from mems_lca.inventory.build import build_inventory
from mems_lca.inventory.shop import read_method
from mems_lca.library.bound import BoundStudy
from mems_lca.library.carbon_prices import CarbonPrice, carbon_price
from mems_lca.library.concern import concerns, flags_of


@dataclass(frozen=True)
class Option:
    """One gas at the step: what the study comes to with it, per wafer, per device and per functional unit.

    Ratios are those to the old gas: of rates, of moles and of masses fed at the same moment. `rank` counts from 1, by
    climate change per declared unit. `concern` are the flags of the gas by list ("not assessed" without one).
    """

    gas: str
    rate_ratio: float
    flow_ratio: float
    mass_ratio: float
    fluorine_ratio: float | None
    figures: Mapping[str, Figures]
    view: GasView
    concern: Mapping[str, str]
    break_even: Mapping[str, BreakEven]
    findings: tuple[Finding, ...]
    rank: int = 0

    def to_dict(self) -> dict[str, Any]:
        """The option for JSON."""
        return {
            "gas": self.gas,
            "rank": self.rank,
            "rate_ratio": self.rate_ratio,
            "flow_ratio": {"mole": self.flow_ratio, "mass": self.mass_ratio, "fluorine": self.fluorine_ratio},
            **{f"per_{basis}": entry.to_dict() for basis, entry in self.figures.items()},
            "per_kg_of_gas": self.view.to_dict(),
            "concern": dict(self.concern),
            "break_even": {name: entry.to_dict() for name, entry in self.break_even.items()},
            "warnings": [finding.message for finding in self.findings],
        }


@dataclass(frozen=True)
class Substitution:
    """All options at a step, the old gas among them, the lowest climate change first; `basis` is the declared unit."""

    study: str
    route: str
    step: str
    process: str
    table: str
    gwp: str
    horizon: int
    basis: str
    functional_unit: str
    old: str
    options: tuple[Option, ...]
    pace: str
    abated: bool
    given_gwp: Mapping[str, float]
    carbon_price: CarbonPrice | None
    market_price: CarbonPrice
    findings: tuple[Finding, ...]

    def option(self, gas: str) -> Option:
        """The option of a gas."""
        return next(entry for entry in self.options if entry.gas == gas)

    @property
    def baseline(self) -> Option:
        """The gas that is there now."""
        return self.option(self.old)

    @property
    def new(self) -> tuple[Option, ...]:
        """The gases that are put in its place, ranked."""
        return tuple(entry for entry in self.options if entry.gas != self.old)

    def to_dict(self) -> dict[str, Any]:
        """The substitution for JSON; masses in kg, climate change in kg CO2e, water in m3, money in CNY."""
        return {
            "study": self.study,
            "route": self.route,
            "step": self.step,
            "process": self.process,
            "gas": self.old,
            "table": self.table,
            "gwp": {"set": self.gwp, "horizon": self.horizon, "given": dict(self.given_gwp)},
            "basis": self.basis,
            "functional_unit": self.functional_unit,
            "rate_ratio_acts_on": self.pace,
            "abated": self.abated,
            "carbon_price": {
                "given": None if self.carbon_price is None else self.carbon_price.to_dict(),
                "market": self.market_price.to_dict(),
            },
            "options": [entry.to_dict() for entry in self.options],
            "warnings": [finding.message for finding in self.findings],
        }


def substitute_gas(bound: BoundStudy, request: Request) -> Substitution:
    """The step with each gas in turn, calculated by the normal path, ranked by climate change per declared unit.

    Raises StudyError, before anything is calculated, for a route, step or gas that is not there, for a table that does
    not list all gases in the step's process, and for a rate ratio that the step cannot follow; then InventoryError or
    SolveError.
    """
    place = find(bound, request)
    table = bound.study.gas_table
    factors = bound.library.factors
    method = read_method(bound.study.method, factors.gwp_sets())
    rows = rows_of_both(factors, table, place.process, (request.gas, *request.others))
    if bound.overrides.items:
        build_inventory(bound)  # values given by a path that nothing has: the variants take them without asking
    variant = Variant(bound, request, place)
    before = calculate(variant.bound(request.gas))
    price = None if request.carbon_price is None else request.carbon_price.yuan
    base = figures(before, place, request.gas, price)
    flags = concerns(bound.library)
    options = []
    for gas in (request.gas, *request.others):
        after = before if gas == request.gas else calculate(variant.bound(gas))
        found = base if gas == request.gas else figures(after, place, gas, price)
        new = gas != request.gas
        view = gas_view(
            factors, gas, rows[gas], method.gwp_set, method.horizon, request.gwp, found[before.basis].emitted
        )
        even = break_evens(variant, gas, before, after, base, found, view) if new else {}
        news = (
            (*_news(before, after), *limits_passed(variant, before, gas), *_decides(variant, gas, even)) if new else ()
        )
        options.append(
            Option(
                gas=gas,
                rate_ratio=request.rate.get(gas, 1.0),
                flow_ratio=variant.flow_ratio(gas),
                mass_ratio=variant.flow_ratio(gas) * variant.mass_ratio(gas),
                fluorine_ratio=variant.fluorine_ratio(gas),
                figures=found,
                view=view,
                concern={name: flag.status for name, flag in flags_of(flags, gas).items()},
                break_even=even,
                findings=news,
            )
        )
    return Substitution(
        study=bound.name,
        route=place.root,
        step=place.step,
        process=place.process,
        table=table,
        gwp=method.gwp_set,
        horizon=method.horizon,
        basis=before.basis,
        functional_unit=before.inventory.functional_units["label"],
        old=request.gas,
        options=_ranked(options, before.basis),
        pace=place.pace.why_not or f"{place.pace.kind} {', '.join(place.pace.names)}",
        abated=variant.abated,
        given_gwp=dict(request.gwp),
        carbon_price=request.carbon_price,
        market_price=carbon_price(bound.library),
        findings=tuple(_notes(bound, request, variant, method.gwp_set, method.horizon)),
    )


def _ranked(options: list[Option], basis: str) -> tuple[Option, ...]:
    ordered = sorted(options, key=lambda entry: entry.figures[basis].climate_change)
    return tuple(replace(entry, rank=rank) for rank, entry in enumerate(ordered, 1))


def _news(before: Calculated, after: Calculated) -> Iterator[Finding]:
    """Warnings that the new gas brings."""
    known = {(finding.code, finding.place) for finding in before.inventory.findings}
    for finding in after.inventory.findings:
        if (finding.code, finding.place) not in known:
            yield finding


def _decides(variant: Variant, gas: str, found: Mapping[str, BreakEven]) -> Iterator[Finding]:
    """A warning where an assumed ratio breaks even within the range in which it is assumed to lie (95 %)."""
    assumed = {"rate_ratio": 1.0} if gas not in variant.request.rate else {}
    if gas not in variant.request.flow:
        assumed["flow_ratio"] = variant.flow_ratio(gas)
    for name, ratio in assumed.items():
        value = found[name].value
        if value is not None and abs(math.log(value / ratio)) <= 2 * math.log(SPREAD):
            low, high = ratio / SPREAD**2, ratio * SPREAD**2
            what = f"assumed {name.replace('_', ' ')} of {ratio:.3g}"
            message = f"{gas}: the {what} decides: even at {value:.3g}, and it may be {low:.2g} to {high:.2g}"
            yield Finding("warning", "assumption_decides", message)


def _notes(bound: BoundStudy, request: Request, variant: Variant, gwp_set: str, horizon: int) -> list[Finding]:
    found = []
    for gas, given in request.gwp.items():
        factor = bound.library.factors.gwp(gas, gwp_set, horizon)
        listed = "has none" if factor is None else f"has {factor.to('kg CO2e/kg'):,.6g}"
        if factor is None or abs(factor.to("kg CO2e/kg") / given - 1 if given else 1.0) > 1e-9:
            message = (
                f"the GWP of {given:,.6g} given for {gas} is not a value of the chosen set: {gwp_set} over {horizon} "
                f"years {listed}"
            )
            found.append(Finding("warning", "gwp_not_of_the_set", message))
    assumed = [gas for gas in request.others if gas not in request.rate and variant.place.pace.kind]
    if assumed:
        message = f"no rate ratio is given for {', '.join(assumed)}: the step is taken to run as fast (an assumption)"
        found.append(Finding("warning", "rate_assumed", message))
    if flows := [gas for gas in request.others if gas not in request.flow]:
        named = ", ".join(f"{gas} ({variant.flow_ratio(gas):.3g} moles per mole)" for gas in flows)
        message = f"no flow ratio is given for {named}: as much fluorine is fed as with {request.gas} (an assumption)"
        found.append(Finding("warning", "flow_assumed", message))
    return [*found, *variant.findings]
