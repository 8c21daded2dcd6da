"""What was measured over the period: by meter, by gas and group of tools, by chemical, by waste."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import fsum

from mems_lca.errors import Finding, Place, StudyError, UnitError, nearest
from mems_lca.study.measured import Meter
from mems_lca.study.records.kinds import Bottle, Manifest, Purchase, Reading
from mems_lca.units import convert

# How a carrier is counted in accounts, and in records.
CARRIER_UNITS: Mapping[str, tuple[str, str]] = {"electricity": ("kWh", "J"), "water": ("m3", "m3")}
# What each kind of entry adds to what was used of a chemical.
_SIGNS: Mapping[str, int] = {"purchase": 1, "stock at start": 1, "stock at end": -1, "return": -1}


def metered(readings: Iterable[Reading], meters: Mapping[str, Meter]) -> dict[str, float]:
    """What each meter counted, kWh or m3, its parts included; a meter without readings is left out."""
    counted: defaultdict[str, list[float]] = defaultdict(list)
    for reading in readings:
        counted[reading.meter].append(reading.amount)
    found = {}
    for name, meter in meters.items():
        if name in counted:
            unit, of_record = CARRIER_UNITS[meter.carrier]
            found[name] = convert(fsum(counted[name]), of_record, unit)
    return found


def own_totals(totals: Mapping[str, float], meters: Mapping[str, Meter]) -> dict[str, float]:
    """What each meter counted that no meter behind it counted again; all together are what the outermost counted.

    A part without readings hides nothing: what it would have counted stays with the nearest meter before it.
    """
    found = {name: [total] for name, total in totals.items()}
    for name in totals:
        before = outer(name, totals, meters)
        if before:
            found[before].append(-totals[name])
    return {name: fsum(parts) for name, parts in found.items()}


def outer(name: str, totals: Mapping[str, float], meters: Mapping[str, Meter]) -> str:
    """The nearest meter with readings that counts what this one counts again; "" for none.

    Raises StudyError where meters are parts of each other, or of one that does not exist or counts something else.
    """
    seen, meter = [name], meters[name]
    while meter.part_of:
        place = Place(path=f"measured.meters.{seen[-1]}.part_of")
        if meter.part_of not in meters:
            near = nearest(meter.part_of, meters)
            message, known = "there is no meter of this name", ", ".join(meters)
            raise StudyError.single(
                "unknown_meter", message, place=place, found=meter.part_of, expected=known, nearest=near
            )
        if meter.part_of in seen:
            message = f"meters are parts of each other: {' -> '.join((*seen, meter.part_of))}"
            raise StudyError.single("meter_cycle", message, place=place, found=meter.part_of)
        carrier, meter = meter.carrier, meters[meter.part_of]
        seen.append(next(key for key, entry in meters.items() if entry is meter))
        if meter.carrier != carrier:
            message = f"a meter of {carrier} cannot be part of one of {meter.carrier}"
            raise StudyError.single("meter_carrier", message, place=place, found=seen[-1])
        if seen[-1] in totals:
            return seen[-1]
    return ""


def gas_used(bottles: Iterable[Bottle]) -> dict[tuple[str, str], float]:
    """kg that went to the tools, by group and gas: weight at start less weight at end; a heel that goes back does not.

    What bottles hold at the ends of the period is in their weights then.
    """
    weights: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for bottle in bottles:
        weights[bottle.tool_group, bottle.gas] += [bottle.weight_start, -bottle.weight_end]
    return {key: fsum(found) for key, found in weights.items()}


def chemicals_used(
    purchases: Iterable[Purchase], products: Mapping[str, str], units: Mapping[str, str]
) -> dict[str, float]:
    """What was used by product, in its unit: bought and in stock at the start, less stock at the end and returns.

    `products` says which product each name on a bill means, `units` the unit of each. Raises StudyError with every
    amount whose unit does not fit.
    """
    amounts: defaultdict[str, list[float]] = defaultdict(list)
    errors: list[Finding] = []
    for purchase in purchases:
        product = products[purchase.material]
        try:
            amount = convert(purchase.amount, purchase.unit, units[product])
        except UnitError:
            message, expected = f"the unit of {product} does not fit", f"an amount such as 1 {units[product]}"
            errors.append(Finding("error", "dimension", message, purchase.place, purchase.unit, expected))
            continue
        amounts[product].append(_SIGNS[purchase.kind] * amount)
    if errors:
        raise StudyError(errors)
    return {product: fsum(found) for product, found in amounts.items()}


def wastes_handed_over(manifests: Iterable[Manifest], wastes: Mapping[str, str]) -> dict[str, float]:
    """Wet kg by waste; `wastes` says which waste of the library each name on a manifest means."""
    amounts: defaultdict[str, list[float]] = defaultdict(list)
    for manifest in manifests:
        amounts[wastes[manifest.waste]].append(manifest.wet)
    return {waste: fsum(found) for waste, found in amounts.items()}
