"""The page docs/devices.md: every shipped device, what it emits by each route, and what its measures do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mems_lca.analysis.result import Result
from mems_lca.library.pages import escaped, joined, table
from mems_lca.reporting.assumptions_page import figure
from mems_lca.units import convert

# Shipped studies of devices, in the order of the page.
DEVICES = (
    "accelerometer",
    "gyroscope",
    "microphone",
    "pressure_sensor",
    "micromirror",
    "fbar_filter",
    "microfluidic_chip",
    "thermopile",
)

_INTRODUCTION = (
    "Devices as they are made today (grey) and with measures (green), each measure switchable alone with "
    "`--measures`. The lines are typical flows, not anybody's: they show what dominates and what a change does. "
    "Electricity counts by location, and beside it by market, that is with contracts and certificates."
)
_GAINS = {
    "both": "The gain holds by location and by market.",
    "market": "The gain holds by market only: it rests on contracts and certificates.",
    "location": "The gain holds by location only.",
    "none": "There is no gain.",
}


def devices_markdown(results: Mapping[str, Result]) -> str:
    """The page, from the result of each study by its name."""
    bodies = {name: result.body for name, result in results.items()}
    blocks = [
        "<!-- Made by `make pages` from the shipped studies: edit there, and make it again. -->",
        "# Devices",
        _INTRODUCTION,
        table(
            ("device", "route", "boundary", "location, g CO2e", "market, g CO2e", "against the baseline"),
            [row for name, body in bodies.items() for row in _totals(name, body)],
        ),
    ]
    for name, body in bodies.items():
        blocks += device_section(name, body)
    return joined(blocks)


def _grams(value: float) -> str:
    return figure(convert(value, "kg CO2e", "g CO2e"))


def _totals(name: str, body: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for route, record in body["routes"].items():
        change = body["comparison"]["by_accounting"].get(route)
        shown = f"{change['location']['percent']:+.0f} % / {change['market']['percent']:+.0f} %" if change else ""
        views = [_grams(record[f"climate_change_{view}"]) for view in ("location", "market")]
        boundary = str(body["functional_unit"]["boundary"]).replace("_", " ")
        yield (f"[{name}](#{name})", route, boundary, *views, shown)


def device_section(name: str, body: Mapping[str, Any]) -> Iterator[str]:
    """The blocks of one device: what it is, its measures, and whether and how it gains."""
    study = body["inputs"]["study"]
    yield f"## {name}"
    yield escaped(f"{study['product']['name']}. {study['goal']}".strip())
    for route, found in body["comparison"]["by_measure"].items():
        yield f"Measures of `{route}`, each alone, per {body['functional_unit']['label'].removeprefix('1 ')}:"
        yield table(
            ("measure", "location, g CO2e", "market, g CO2e", "what rises with it"), list(_measures(body, found))
        )
    for route, change in body["comparison"]["by_accounting"].items():
        rising = body["comparison"]["burden_shift"].get(route, [])
        names = "; ".join(body["indicators"][each]["name"].lower() for each in rising)
        shift = f" What rises while climate change falls: {names}." if rising else " Nothing that is counted rises."
        yield f"`{route}`: {_GAINS[change['gain']]}{shift}"


def _measures(body: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for key, effect in found["alone"].items():
        title = found["names"].get(key, {}).get("en", key)
        rising = "; ".join(body["indicators"][each]["name"].lower() for each in found["rises"].get(key, []))
        yield (f"{escaped(title)} (`{key}`)", *(_change(effect) if effect else ("not alone", "")), rising)
    if len(found["alone"]) > 1:
        yield ("interaction", *_change(found["interaction"]), "")
        yield ("all together", *_change(found["together"]), "")


def _change(effect: Mapping[str, float]) -> tuple[str, str]:
    location, market = (_grams(effect[f"climate_change_{view}"]) for view in ("location", "market"))
    return location, market
