"""The physical account of a route: gases, energy, wastes, metals, elementary flows, per declared unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from mems_lca.inventory.processes import Exchange, Inventory
from mems_lca.inventory.shop import FOREGROUND_STAGES
from mems_lca.library.library import Library
from mems_lca.library.metals import ORIGINS, metal_and_origin
from mems_lca.study.elements import METALS

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
    """Metals that own and contracted sites buy, net of in-fab reclaim: mg, the share that is recycled, and origins.

    What suppliers buy to make something else (tungsten of its hexafluoride) is not theirs.
    """
    found: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for process in inventory.processes.values():
        here = process.route == route and process.stage in FOREGROUND_STAGES
        amount = supply.get(process.id, 0.0) if here else 0.0
        for exchange in process.exchanges if amount else ():
            if _is_metal(library, exchange):
                mass = amount * exchange.sign * inventory.values[exchange.amount]
                for metal, origin, share in _origins(inventory, library, exchange):
                    found[metal][origin] += mass * share
    return {metal: _by_origin(masses) for metal, masses in found.items() if sum(masses.values())}


def device_metals(inventory: Inventory, route: str) -> dict[str, float]:
    """mg of each metal in one finished device, by what the steps leave on wafer and device; empty without a device."""
    prefix = f"{route}.device/content/"
    found = {key.removeprefix(prefix): value for key, value in inventory.values.items() if key.startswith(prefix)}
    return {element: 1e6 * mass for element, mass in sorted(found.items()) if element in METALS and mass}


def _is_metal(library: Library, exchange: Exchange) -> bool:
    bought = exchange.kind in ("process", "product") and exchange.input in library.factors.product_names()
    return bought and library.factors.product(exchange.input).category == "metal"


def _origins(
    inventory: Inventory, library: Library, exchange: Exchange, above: frozenset[str] = frozenset()
) -> list[tuple[str, str, float]]:
    """A metal with its origins and their shares: those that its supply step mixes, or the one that its name tells.

    An alloy is the metals that it is made of. A supply step that draws itself, through those in `above`, is not opened.
    """
    if exchange.kind == "product" or exchange.target in above:
        return [(*metal_and_origin(exchange.input), 1.0)]
    mixed = [entry for entry in inventory.processes[exchange.target].exchanges if _is_metal(library, entry)]
    return [
        (metal, origin, share * inventory.values[entry.amount])
        for entry in mixed
        for metal, origin, share in _origins(inventory, library, entry, above | {exchange.target})
    ]


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
