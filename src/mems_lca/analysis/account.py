"""The physical account of a route: gases, energy, wastes, metals, elementary flows, per declared unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from mems_lca.inventory.processes import Inventory
from mems_lca.library.library import Library
from mems_lca.library.metals import ORIGINS, metal_and_origin

Supply = dict[str, float]


def gases(inventory: Inventory, route: str, supply: Supply) -> dict[str, dict[str, float]]:
    """By gas: kg used, emitted (as a by-product, too), emitted had nothing been abated, and destroyed by abatement."""
    found: defaultdict[str, dict[str, float]] = defaultdict(
        lambda: {"used": 0.0, "emitted": 0.0, "uncontrolled": 0.0, "destroyed": 0.0}
    )
    values = inventory.values
    for record in inventory.gases:
        amount = supply.get(record.process, 0.0)
        if not amount:
            continue
        found[record.gas]["used"] += amount * values[record.used]
        for gas, cell in record.uncontrolled.items():
            uncontrolled, emitted = amount * values[cell], amount * values[record.emitted[gas]]
            found[gas]["uncontrolled"] += uncontrolled
            found[gas]["emitted"] += emitted
            found[gas]["destroyed"] += uncontrolled - emitted
    return dict(found)


def abatement_rate(inventory: Inventory, found: dict[str, dict[str, float]]) -> float | None:
    """Share of the uncontrolled fluorinated emission, in CO2e, that abatement destroys; None without such gases."""
    weights = {gas: inventory.values.get(f"gwp:{gas}", 0.0) for gas in found}
    uncontrolled = sum(weights[gas] * entry["uncontrolled"] for gas, entry in found.items())
    emitted = sum(weights[gas] * entry["emitted"] for gas, entry in found.items())
    return 1 - emitted / uncontrolled if uncontrolled > 0 else None


def elementary_flows(inventory: Inventory, library: Library, route: str, supply: Supply) -> list[dict[str, Any]]:
    """Elementary flows by step, with CAS number and compartment."""
    found: defaultdict[tuple[str, str], float] = defaultdict(float)
    units: dict[str, str] = {}
    for process in inventory.processes.values():
        amount = supply.get(process.id, 0.0) if process.route == route else 0.0
        for exchange in process.exchanges if amount else ():
            if exchange.kind == "elementary":
                found[exchange.flow, process.step] += amount * exchange.sign * inventory.values[exchange.amount]
                units[exchange.flow] = exchange.unit
    gas_names = library.factors.gas_names()
    records = []
    for (flow, step), amount in found.items():
        entry = library.factors.emission(flow)
        compartment = "air" if flow in gas_names else getattr(entry, "compartment", "")
        records.append(
            {
                "flow": flow,
                "cas": getattr(entry, "cas", ""),
                "compartment": compartment,
                "amount": amount,
                "unit": units[flow],
                "step": step,
            }
        )
    return records


def wastes(inventory: Inventory, library: Library, route: str, supply: Supply) -> list[dict[str, Any]]:
    """Waste records, one for each step and waste."""
    records = []
    for record in inventory.wastes:
        process = inventory.processes[record.process]
        amount = supply.get(record.process, 0.0) if process.route == route else 0.0
        if not amount:
            continue
        wet, dry = inventory.values[record.wet], inventory.values[record.dry]
        jurisdiction = _jurisdiction(library, process.place)
        records.append(
            {
                "step": process.step,
                "site": process.site,
                "name": record.name,
                "label": library.factors.product(record.name).name_en,
                "label_zh": library.factors.product(record.name).name_zh,
                "hazardous": record.hazardous,
                "codes": dict(record.codes),
                "jurisdiction": jurisdiction,
                "list_editions": {
                    name: library.factors.waste_code(name.upper(), code).list_edition
                    for name, code in record.codes.items()
                },
                "wet_kg": amount * wet,
                "dry_kg": amount * dry,
                "dry_fraction": dry / wet if wet else None,
                "treatment": record.treatment,
                "on_site": record.on_site,
                "licence_holder": None,
            }
        )
    return records


def _jurisdiction(library: Library, place: str) -> str:
    """Whose waste list holds at a place: cn, us, eu, or the country's code where the library has no list of it."""
    country = library.factors.places.country(place)
    if "EU" in library.factors.places.chain(place):
        return "eu"
    return country.lower()


def metals(inventory: Inventory, library: Library, route: str, supply: Supply) -> dict[str, dict[str, Any]]:
    """Metals bought, net of in-fab reclaim: mg, the share that is recycled, and shares by origin."""
    found: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    known = library.factors.product_names()
    for process in inventory.processes.values():
        amount = supply.get(process.id, 0.0) if process.route == route else 0.0
        for exchange in process.exchanges if amount else ():
            name = exchange.input
            if exchange.kind == "product" and name in known and library.factors.product(name).category == "metal":
                metal, origin = metal_and_origin(name)
                found[metal][origin] += amount * exchange.sign * inventory.values[exchange.amount]
    return {metal: _by_origin(masses) for metal, masses in found.items() if sum(masses.values())}


def _by_origin(masses: Mapping[str, float]) -> dict[str, Any]:
    """A metal in mg; the shares are None where no product name tells the origin of all of it."""
    total = sum(masses.values())
    if masses.get(""):
        return {"mg": total * 1e6, "recycled": None, "origin": None}
    origin = {name: masses.get(name, 0.0) / total for name in dict.fromkeys(ORIGINS.values())}
    return {"mg": total * 1e6, "recycled": origin["scrap"] + origin["electronic"], "origin": origin}


def energy(inventory: Inventory, route: str, supply: Supply) -> dict[str, dict[str, float | None]]:
    """Electricity of own and contracted sites in kWh, with the share that instruments or on-site plants renew."""
    total = renewable = 0.0
    for process in inventory.processes.values():
        amount = supply.get(process.id, 0.0) if process.route == route else 0.0
        for exchange in process.exchanges if amount else ():
            target = inventory.targets.get(exchange.target)
            if target is not None and "electricity" in target.indicators:
                used = amount * inventory.values[exchange.amount]
                total += used
                renewable += used * inventory.values[target.renewable]
    return {"electricity": {"kWh": total, "renewable": renewable / total if total else None}}
