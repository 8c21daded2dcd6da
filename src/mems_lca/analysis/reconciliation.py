"""A route beside published figures: the ratio to each, and what the device's own figure is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mems_lca.analysis.calculated import Calculated
from mems_lca.units import convert

# Published footprints of devices end at the gate: what comes after it is left out of the figure beside them.
GATE_STAGES = ("raw_materials", "wafer_fabrication", "packaging_test")
COMPANION = "companion_asic"
_PARTS = ("wafers", "companion", "back_end")


def reconciliation(calculated: Calculated, routes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """By route: this study's figure beside each published one with their ratio, and the parts of the device's figure.

    `routes` are the records of the result, with their plausibility. A measure that the study has no figure for (a
    device, where only wafers are declared) is left out.
    """
    published = calculated.bound.library.benchmarks()
    return {
        name: {
            "figures": _figures(_own(calculated, name, record), published),
            "device": _device(calculated, name, record),
        }
        for name, record in routes.items()
    }


def _figures(own: Mapping[str, tuple[float, str]], published: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    found = []
    for entry in published:
        if entry["measure"] in own:
            value, unit = own[entry["measure"]]
            other = convert(float(entry["value"]), entry["unit"], unit)
            found.append({"measure": entry["measure"], "name": entry["name_en"], "unit": unit, "value": value,
                          "published": other, "ratio": value / other})  # fmt: skip
    return found


def _own(calculated: Calculated, name: str, record: Mapping[str, Any]) -> dict[str, tuple[float, str]]:
    """The route's figures in the terms of the published ones: (value, unit) by measure."""
    plausibility = record["plausibility"]
    area = plausibility["electricity"]["processed_area_cm2"]
    water = record["per_wafer"]["water_withdrawal"]["value"]
    found = {
        "electricity": (plausibility["electricity"]["per_cm2"]["total"], "kWh/cm2"),
        "climate_change": (plausibility["screening"]["recipe"]["total"] / area, "kg CO2e/cm2"),
    }
    if water is not None:
        found["water_withdrawal"] = (convert(water, "m3", "L") / area, "L/cm2")
    if "per_device" in record:
        found["device"] = (1e3 * sum(_parts(calculated, name).values()), "g CO2e/device")
    return found


def _device(calculated: Calculated, name: str, record: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the device's figure at the gate is made of, and how much silicon is in it; None without a device."""
    if "per_device" not in record:
        return None
    values, area = calculated.inventory.values, calculated.inventory.values
    die = area.get(f"{name}.device.die.area", area.get("device.die.area", 0.0))
    circuit = next((amount for key, amount in values.items() if key == f"{name}.{COMPANION}.area"), None)
    return {
        "unit": "g CO2e",
        **{part: 1e3 * amount for part, amount in _parts(calculated, name).items()},
        "die_mm2": convert(die, "m**2", "mm**2"),
        "companion_mm2": None if circuit is None else convert(circuit, "m**2", "mm**2"),
        "good_dies_per_wafer": values.get(f"{name}.device/good_dies"),
    }


def _parts(calculated: Calculated, name: str) -> dict[str, float]:
    """kg CO2e per device up to the gate: its share of the wafers, the companion circuit, and packaging and test."""
    accounting = ("both", calculated.bound.study.accounting)
    front = {process.id for process in calculated.inventory.processes.values() if process.unit == "wafer"}
    first = calculated.bound.routes[name].steps[0].site
    found = dict.fromkeys(_PARTS, 0.0)
    for row in calculated.of(name):
        if row.indicator != "climate_change" or row.accounting not in accounting or row.stage not in GATE_STAGES:
            continue
        if row.step == COMPANION:
            part = "companion"
        elif row.stage != "packaging_test" and (row.process in front or row.site == first):
            part = "wafers"
        else:
            part = "back_end"
        found[part] += row.per_device
    return found
