"""One route of a result: totals per wafer, device and functional unit, breakdowns, scopes and accounts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mems_lca.analysis import account
from mems_lca.analysis.avoided import avoided
from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.carbon import carbon_cost
from mems_lca.analysis.circular import circular_footprint
from mems_lca.analysis.concern import concern
from mems_lca.analysis.coverage import coverage, uncovered
from mems_lca.analysis.elements import element_accounts
from mems_lca.analysis.groups import Basis, breakdowns, climate_memo, climate_parts, qualities, scopes, totals
from mems_lca.analysis.water import water
from mems_lca.analysis.yield_chain import yield_chain
from mems_lca.inventory.processes import Inventory
from mems_lca.lca.contributions import Contribution
from mems_lca.lca.system import METHOD_ACCOUNTS
from mems_lca.library.characterisation import Indicator


def route_record(calculated: Calculated, route: str) -> dict[str, Any]:
    """Everything that the result says of a route (see method.md, the result in full)."""
    study, inventory = calculated.bound.study, calculated.inventory
    rows, basis = calculated.of(route), calculated.basis
    supply = calculated.supply(route, basis)
    covered = coverage(inventory, route, supply, calculated.indicators)
    scale = inventory.values[inventory.functional_units["scale"]]
    declared = _cells(calculated, rows, basis, study.accounting, covered)
    library = calculated.bound.library
    flows = account.elementary_flows(inventory, library, route, supply)
    fluorinated = account.gases(_of_route(inventory, route), route, supply)
    bound = calculated.bound.routes[route]
    return {
        "name": bound.name,
        "measures": list(bound.measures),
        "per_wafer": _cells(calculated, rows, "wafer", study.accounting, covered),
        **({"per_device": _cells(calculated, rows, "device", study.accounting, covered)} if study.device else {}),
        "per_functional_unit": {
            key: {**cell, "value": None if cell["value"] is None else cell["value"] * scale}
            for key, cell in declared.items()
        },
        "reference_flow": _reference_flow(calculated, route, scale),
        "yield_chain": yield_chain(calculated, route),
        "climate_change_parts": climate_parts(rows, basis, study.accounting),
        "climate_change_memo": climate_memo(rows, basis, study.accounting),
        **{f"climate_change_{view}": totals(rows, basis, view).get("climate_change", 0.0) for view in METHOD_ACCOUNTS},
        "scopes": {view: scopes(rows, basis, view) for view in METHOD_ACCOUNTS},
        **breakdowns(rows, basis, study.accounting),
        "elementary_flows": flows,
        "gases": fluorinated,
        "fgas_abatement_rate": account.abatement_rate(inventory, fluorinated),
        "energy": account.energy(inventory, route, supply),
        "water": water(inventory, route, supply),
        "waste": account.wastes(inventory, library, route, supply),
        "materials": account.metals(inventory, library, route, supply),
        "device_metals": account.device_metals(inventory, route),
        "concern": concern(inventory, library, route, supply),
        "balances": element_accounts(inventory, route, supply),
        "data_quality": qualities(rows, basis, study.accounting),
        "cut_off": _cut_off(calculated, route, supply),
        "avoided": avoided(calculated, route),
        "circular_footprint": circular_footprint(calculated, route),
        "carbon_cost": carbon_cost(calculated, route),
    }


def _of_route(inventory: Inventory, route: str) -> Inventory:
    records = tuple(entry for entry in inventory.gases if inventory.processes[entry.process].route == route)
    return replace(inventory, gases=records)


def _cells(
    calculated: Calculated, rows: list[Contribution], basis: Basis, accounting: str, covered: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    found = totals(rows, basis, accounting)
    return {
        name: {
            "value": _value(indicator, found, covered[name]),
            "unit": indicator.unit,
            "perimeter": indicator.perimeter,
            "coverage": covered[name],
        }
        for name, indicator in calculated.indicators.items()
    }


def _value(indicator: Indicator, found: dict[str, float], covered: dict[str, Any]) -> float | None:
    """The sum; None (not covered, which is not zero) where a factor is needed and nothing that was drawn has one, and
    where nothing is recovered that could replace anything.
    """
    if indicator.perimeter == "life_cycle" and indicator.name not in found and covered["count"] == 0:
        return None
    if indicator.perimeter == "avoided" and indicator.name not in found:
        return None
    return found.get(indicator.name, 0.0)


def _reference_flow(calculated: Calculated, route: str, scale: float) -> dict[str, Any]:
    inventory = calculated.inventory
    key = f"{route}.device/wafers"
    own, shared = calculated.bound.routes[route].mass, calculated.bound.study.product.mass
    mass = own[0] if own else shared
    return {
        "functional_unit": inventory.functional_units["label"],
        "declared_units": scale,
        "basis": calculated.basis,
        "finished_wafers_per_device": inventory.values.get(key),
        "product_mass_kg": mass.canonical if mass else None,
    }


def _cut_off(calculated: Calculated, route: str, supply: dict[str, float]) -> dict[str, Any]:
    """Inputs without a climate factor, and the classes that the boundary leaves out."""
    return {
        "inputs_without_factor": uncovered(calculated.inventory, route, supply, "climate_change"),
        "excluded": calculated.bound.library.exclusions(),
    }
