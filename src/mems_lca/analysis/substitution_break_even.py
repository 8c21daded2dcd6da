"""At which destruction efficiency, rate ratio and carbon price a gas substitution comes out even."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from mems_lca.analysis.assess import calculate
from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.carbon import break_even
from mems_lca.analysis.groups import totals
from mems_lca.analysis.substitution_figures import Figures, GasView
from mems_lca.analysis.substitution_variant import Variant

# By the verdict on a carbon price where there is none at which both come out even.
_NO_PRICE = {
    "at_any_price": "none: better at any price, it is not dearer and emits less",
    "at_no_price": "at no price: it is not cheaper and does not emit less",
    "same": "none: both cost and emit the same",
}
_STEPS = 12
_EXACT = 1e-11
# Less than this share of the total between both ends of a range counts as no effect.
_FLAT = 1e-12


@dataclass(frozen=True)
class BreakEven:
    """The value at which old and new gas come out even; None with the reason when there is none.

    `gain` says on which side the new gas is the better one: "above" or "below".
    """

    value: float | None
    unit: str = ""
    gain: str = ""
    reason: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The value for JSON."""
        return asdict(self)


def break_evens(
    variant: Variant,
    gas: str,
    before: Calculated,
    after: Calculated,
    old: Mapping[str, Figures],
    new: Mapping[str, Figures],
    view: GasView,
) -> dict[str, BreakEven]:
    """Break-even values of one new gas, on climate change per declared unit.

    `destruction` is that of the new gas alone, `destruction_of_exhaust` that of all that leaves the tool with it, each
    while the old gas stays as it is; `flow_ratio` counts moles; `carbon_price` is in CNY/t CO2e.
    """
    basis = before.basis
    target = old[basis].climate_change

    def excess(calculated: Calculated) -> float:
        rows = calculated.of(variant.place.root)
        return totals(rows, basis, calculated.bound.study.accounting).get("climate_change", 0.0) - target

    return {
        "destruction": _destruction(variant, gas, excess, target, new[basis], view),
        "destruction_of_exhaust": _of_exhaust(variant, after, gas, old[basis], new[basis]),
        "rate_ratio": _rate(variant, gas, excess, excess(after), target),
        "flow_ratio": _flow(variant, gas, excess, excess(after), target),
        "carbon_price": _carbon_price(gas, variant.request.gas, old[basis], new[basis]),
    }


def _destruction(
    variant: Variant, gas: str, excess: Callable[[Calculated], float], target: float, new: Figures, view: GasView
) -> BreakEven:
    def at(share: float) -> float:
        return excess(calculate(variant.bound(gas, destruction=share)))

    none, whole = at(0.0), at(1.0)
    if none > 0 and whole > 0:
        formed = 1 - (view.per_kg_by_gas.get(gas) or 0.0) / view.per_kg if view.per_kg else 0.0
        why = f"more even at 1: {100 * formed:.3g} % of its CO2e is by-products"
        return BreakEven(None, reason=why)
    if none < 0 and whole < 0:
        return BreakEven(None, reason="less even at 0")
    if abs(whole - none) <= _FLAT * abs(target):
        return BreakEven(None, reason="its destruction changes nothing")
    return BreakEven(_root(at, 0.0, none, 1.0, whole, target), gain="above" if whole < none else "below")


def _of_exhaust(variant: Variant, after: Calculated, gas: str, old: Figures, new: Figures) -> BreakEven:
    """The share of the CO2e of the exhaust to be destroyed, by what the route's share treated and uptime leave.

    Emissions alone: what the unit itself takes, and fluoride that it makes, are as in the study.
    """
    if new.gas_emission_unabated <= 0:
        return BreakEven(None, reason="nothing leaves the tool that warms")
    rest = new.climate_change - new.gas_emission
    controlled = 1 - (old.climate_change - rest) / new.gas_emission_unabated
    reach = 1.0
    if variant.abated:
        cells = after.inventory.values
        owner = variant.place.owner
        prefix = f"{owner.root}.{owner.abatement_of.rstrip('/')}".rstrip(".")
        reach = cells[f"{prefix}.abatement.fraction_treated"] * cells[f"{prefix}.abatement.uptime"]
    if controlled <= 0:
        return BreakEven(None, reason="less even at 0")
    if controlled > reach:
        return BreakEven(None, reason="more even at 1" + ("" if reach == 1 else f", as {reach:.3g} of it is treated"))
    return BreakEven(controlled / reach, gain="above")


def _rate(variant: Variant, gas: str, excess: Callable[[Calculated], float], now: float, target: float) -> BreakEven:
    """By the time that the step takes, to which all that runs with it is proportional: 1 over the rate ratio."""
    if not variant.place.pace.kind:
        return BreakEven(None, reason=variant.place.pace.why_not)

    def at(time: float) -> float:
        return excess(calculate(variant.bound(gas, rate=1 / time)))

    found = _above_zero(at, 1 / variant.request.rate.get(gas, 1.0), now, target, "fast it were", "slow it were")
    if found.value is None:
        return found
    return BreakEven(1 / found.value, gain="above" if found.gain == "below" else "below")


def _flow(variant: Variant, gas: str, excess: Callable[[Calculated], float], now: float, target: float) -> BreakEven:
    def at(flow: float) -> float:
        return excess(calculate(variant.bound(gas, flow=flow)))

    return _above_zero(at, variant.flow_ratio(gas), now, target, "little of it were fed", "much of it were fed")


def _above_zero(
    at: Callable[[float], float], start: float, now: float, target: float, least: str, most: str
) -> BreakEven:
    """Where a function of a positive number, straight or nearly so, is zero."""
    twice = at(2 * start)
    if abs(twice - now) <= _FLAT * abs(target):
        return BreakEven(None, reason="it changes nothing")
    if start - now * start / (twice - now) <= 0:
        return BreakEven(None, reason=f"more however {least}" if now > 0 else f"less however {most}")
    return BreakEven(_root(at, start, now, 2 * start, twice, target), gain="below" if twice > now else "above")


def _root(
    function: Callable[[float], float], left: float, at_left: float, right: float, at_right: float, target: float
) -> float:
    """Where a nearly straight function is zero, by secants."""
    for _ in range(_STEPS):
        if abs(at_right) <= _EXACT * abs(target) or at_right == at_left:
            break
        left, right, at_left = right, right - at_right * (right - left) / (at_right - at_left), at_right
        at_right = function(right)
    return right


def _carbon_price(gas: str, before: str, old: Figures, new: Figures) -> BreakEven:
    lacking = [name for name, entry in ((before, old), (gas, new)) if not entry.gas_priced]
    if lacking:
        return BreakEven(None, "CNY/t CO2e", reason=f"not covered: no price of {' and '.join(lacking)}")
    dearer, cleaner = new.cost - old.cost, old.climate_change - new.climate_change
    even = break_even(dearer, cleaner)
    if even["break_even"] is None:
        return BreakEven(None, "CNY/t CO2e", reason=_NO_PRICE[even["verdict"]])
    return BreakEven(even["break_even"], "CNY/t CO2e", gain="above" if even["verdict"] == "even_at" else "below")
