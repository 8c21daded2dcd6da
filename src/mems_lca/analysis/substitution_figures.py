"""What a study comes to with one gas at a step, and what a kilogram of that gas emits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.groups import Basis, totals
from mems_lca.analysis.substitution_variant import Spot
from mems_lca.inventory.gas_balance import co2e, emitted
from mems_lca.library.factors import FactorLibrary, UtilisationRow

HORIZONS = (20, 100, 500)
FUNCTIONAL_UNIT = "functional_unit"


@dataclass(frozen=True)
class Figures:
    """Totals of the route with one gas at the step, per wafer, per device or per functional unit.

    Climate change in kg CO2e (by the study's account of electricity), water in m3, waste in kg, electricity in kWh,
    money in CNY. `gas_emission` is what the gas and its by-products from this step add to climate change, and
    `gas_emission_unabated` the same without abatement; `fed` and `emitted` (by gas) are their masses in kg.
    `cost` holds what is priced; `gas_priced` tells whether the gas itself is.
    """

    climate_change: float
    gas_emission: float
    gas_emission_unabated: float
    water_consumption: float
    hazardous_waste: float
    electricity: float
    cost: float
    gas_priced: bool
    carbon_cost: float | None
    fed: float
    emitted: Mapping[str, float]

    def to_dict(self) -> dict[str, Any]:
        """The figures for JSON; the cost is null where the price of the gas is not covered."""
        found = {**asdict(self), "emitted": dict(self.emitted)}
        priced, cost = found.pop("gas_priced"), found.pop("cost")
        return {**found, "cost": cost if priced else None, "cost_without_the_gas": None if priced else cost}


@dataclass(frozen=True)
class GasView:
    """What the gas alone does, in kg CO2e.

    `per_kg` is per kilogram fed and before abatement, with the GWPs of the study and those given in their place;
    `by_set` per kilogram and `by_set_per_unit` per declared unit of the study (after abatement) by set and horizon,
    None where a set has no value for one of the gases that leave the tool.
    """

    per_kg: float | None
    per_kg_by_gas: Mapping[str, float | None]
    by_set: Mapping[tuple[str, int], float | None]
    by_set_per_unit: Mapping[tuple[str, int], float | None]

    def to_dict(self) -> dict[str, Any]:
        """The view for JSON."""
        return {
            "climate_change": self.per_kg,
            "climate_change_by_gas": dict(self.per_kg_by_gas),
            "by_gwp": [
                {"set": name, "horizon": horizon, "per_kg": value, "per_unit": self.by_set_per_unit[name, horizon]}
                for (name, horizon), value in self.by_set.items()
            ],
        }


def figures(calculated: Calculated, spot: Spot, gas: str, carbon_price: float | None) -> dict[str, Figures]:
    """Figures per wafer, per device (where the study has one) and per functional unit."""
    bases: tuple[Basis, ...] = ("wafer", "device") if calculated.bound.study.device is not None else ("wafer",)
    scale = calculated.inventory.values[calculated.inventory.functional_units["scale"]]
    found: dict[str, Figures] = {basis: _figures(calculated, spot, gas, basis, 1.0, carbon_price) for basis in bases}
    found[FUNCTIONAL_UNIT] = _figures(calculated, spot, gas, calculated.basis, scale, carbon_price)
    return found


def _figures(
    calculated: Calculated, spot: Spot, gas: str, basis: Basis, scale: float, carbon_price: float | None
) -> Figures:
    rows = calculated.of(spot.root)
    total = totals(rows, basis, calculated.bound.study.accounting)
    inventory, values = calculated.inventory, calculated.inventory.values
    supply = calculated.supply(spot.root, basis).get(spot.node, 0.0) * scale
    fed, released, before = 0.0, dict[str, float](), dict[str, float]()
    for record in inventory.gases:
        if record.process == spot.node and record.gas == gas:
            fed += supply * values[record.used]
            for name, cell in record.emitted.items():
                released[name] = released.get(name, 0.0) + supply * values[cell]
                before[name] = before.get(name, 0.0) + supply * values[record.uncontrolled[name]]
    climate = scale * total.get("climate_change", 0.0)
    return Figures(
        climate_change=climate,
        gas_emission=_climate(values, released),
        gas_emission_unabated=_climate(values, before),
        water_consumption=scale * total.get("water_consumption", 0.0),
        hazardous_waste=scale * total.get("hazardous_waste_generated", 0.0),
        electricity=scale * total.get("electricity", 0.0),
        cost=scale * total.get("cost", 0.0),
        gas_priced=any(row.indicator == "cost" and row.input == f"gas_{gas}" for row in rows),
        carbon_cost=None if carbon_price is None else climate * carbon_price,
        fed=fed,
        emitted=released,
    )


def _climate(values: Mapping[str, float], masses: Mapping[str, float]) -> float:
    return sum(mass * values.get(f"gwp:{name}", 0.0) for name, mass in masses.items())


def gas_view(
    factors: FactorLibrary,
    gas: str,
    row: UtilisationRow,
    gwp_set: str,
    horizon: int,
    given: Mapping[str, float],
    per_unit: Mapping[str, float],
) -> GasView:
    """What a gas alone does by each set and horizon of the library; `given` stand in place of the study's values only.

    Per kilogram fed it is what `gas_footprint` gives: C (1-U) and C B by 40 CFR 98.93(a), before abatement.
    """
    masses = emitted(1.0, gas, row, lambda _: 1.0)
    own = {
        name: masses[name] * given[name] if name in given else value
        for name, value in co2e(masses, factors, gwp_set, horizon).items()
    }
    known = [value for value in own.values() if value is not None]
    choices = [(name, years) for name in factors.gwp_sets() for years in HORIZONS]
    return GasView(
        per_kg=sum(known) if known else None,
        per_kg_by_gas=own,
        by_set={choice: _whole(masses, factors, *choice) for choice in choices},
        by_set_per_unit={choice: _whole(per_unit, factors, *choice) for choice in choices},
    )


def _whole(masses: Mapping[str, float], factors: FactorLibrary, gwp_set: str, horizon: int) -> float | None:
    """kg CO2e of masses; None when one gas has no value."""
    total = 0.0
    for value in co2e(masses, factors, gwp_set, horizon).values():
        if value is None:
            return None
        total += value
    return total
