"""A result in a few lines for people: the main indicators by route, the change, and the largest contributors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mems_lca.analysis.result import Result
from mems_lca.analysis.summary_notes import notes
from mems_lca.units import convert, show

DIGITS = 3
LARGEST = 3

# From large to small: a value is shown in the first unit in which the largest of its row is at least one.
_LADDERS: Mapping[str, tuple[str, ...]] = {
    "kg CO2e": ("kg CO2e", "g CO2e", "mg CO2e"),
    "m3": ("m3", "L", "mL"),
    "kg": ("kg", "g", "mg", "ug"),
    "kWh": ("kWh", "Wh", "mWh"),
}
_INDICATORS = ("water_withdrawal", "water_consumption", "hazardous_waste_generated", "electricity")


@dataclass(frozen=True)
class Line:
    """One indicator: a value by route in a unit that suits all of them, and the change against the baseline."""

    label: str
    unit: str
    values: tuple[str, ...]
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Effects:
    """What each measure of a route does alone: its name, the change by location and by market, and what rises."""

    route: str
    unit: str
    rows: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class Summary:
    """What a reader wants to know first."""

    basis: str
    routes: tuple[str, ...]
    compared: tuple[str, ...]
    baseline: str
    lines: tuple[Line, ...]
    contributors: tuple[tuple[str, tuple[str, ...]], ...]
    measures: tuple[Effects, ...]
    notes: tuple[str, ...]


def summarise(result: Result) -> Summary:
    """The summary of a result, per device, or per wafer where the study declares no device."""
    body = result.body
    routes, baseline = body["routes"], body["comparison"]["baseline"]
    basis = body["functional_unit"]["basis"]
    compared = tuple(name for name in routes if name != baseline)
    return Summary(
        basis=basis,
        routes=tuple(routes),
        compared=compared,
        baseline=baseline,
        lines=tuple(_lines(body, basis, compared)),
        contributors=tuple((name, tuple(_largest(record, _supplies(body)))) for name, record in routes.items()),
        measures=tuple(_effects(body, name) for name in body["comparison"]["by_measure"]),
        notes=tuple(notes(body)),
    )


def _lines(body: Mapping[str, Any], basis: str, compared: tuple[str, ...]) -> Iterable[Line]:
    routes, baseline = body["routes"], body["comparison"]["baseline"]
    for view in ("location", "market"):
        values = {name: record[f"climate_change_{view}"] for name, record in routes.items()}
        yield _line(f"Climate change, {view}-based", "kg CO2e", values, baseline, compared)
    for indicator in _INDICATORS:
        values = {name: record[f"per_{basis}"][indicator]["value"] for name, record in routes.items()}
        entry = body["indicators"][indicator]
        own = " (sites)" if entry["perimeter"] == "foreground" else ""
        yield _line(f"{entry['name']}{own}", entry["unit"], values, baseline, compared)
    functional = body["functional_unit"]["label"]
    if functional != f"1 {basis}":
        values = {name: record["per_functional_unit"]["climate_change"]["value"] for name, record in routes.items()}
        yield _line(f"Climate change for {functional}", "kg CO2e", values, baseline, compared)


def _line(label: str, unit: str, values: Mapping[str, float | None], baseline: str, compared: tuple[str, ...]) -> Line:
    chosen = readable_unit([value for value in values.values() if value is not None], unit)
    texts = tuple("not covered" if value is None else _number(value, unit, chosen) for value in values.values())
    return Line(label, chosen, texts, tuple(_change(values[baseline], values[name]) for name in compared))


def readable_unit(values: Iterable[float], unit: str) -> str:
    """The unit in which the largest of some values has digits before its point, where there is such a unit."""
    ladder = _LADDERS.get(unit, (unit,))
    largest = max((abs(value) for value in values), default=0.0)
    if largest == 0:
        return unit
    return next((name for name in ladder if convert(largest, unit, name) >= 1), ladder[-1])


def readable(value: float, unit: str, digits: int = 4) -> str:
    """A value in the unit that suits it: "781.9 mg" for 7.819e-4 kg."""
    chosen = readable_unit([value], unit)
    return show(convert(value, unit, chosen), chosen, digits)


def _number(value: float, unit: str, chosen: str) -> str:
    return show(convert(value, unit, chosen), "", DIGITS)


def _change(before: float | None, after: float | None) -> str:
    if not before or after is None:
        return ""
    return f"{100 * (after / before - 1):+.1f} %"


def _supplies(body: Mapping[str, Any]) -> dict[str, str]:
    """What the supply steps of a site are called: nobody chose their ids."""
    return {entry["step"]: entry["label"] for entry in body["trace"]["processes"] if "@" in entry["step"]}


def _largest(record: Mapping[str, Any], names: Mapping[str, str]) -> Iterable[str]:
    """The steps with the largest share of climate change: "release_etch 12.5 g CO2e (26 %)"."""
    values = {step: entry.get("climate_change", 0.0) for step, entry in record["by_step"].items()}
    total = sum(values.values())
    unit = readable_unit(values.values(), "kg CO2e")
    for step in sorted(values, key=lambda name: -values[name])[:LARGEST]:
        share = f" ({100 * values[step] / total:.0f} %)" if total > 0 else ""
        yield f"{names.get(step, step)} {_number(values[step], 'kg CO2e', unit)} {unit}{share}"


def _effects(body: Mapping[str, Any], route: str) -> Effects:
    """The measures of a route with their changes of climate change, and the sum of what their interaction leaves."""
    found = body["comparison"]["by_measure"][route]
    views = ("climate_change_location", "climate_change_market")
    changes = {name: entry for name, entry in found["alone"].items() if entry}
    unit = readable_unit([entry[view] for entry in changes.values() for view in views], "kg CO2e")

    def signed(entry: Mapping[str, float]) -> tuple[str, str]:
        location, market = (show(convert(entry[view], "kg CO2e", unit), "", DIGITS) for view in views)
        return location, market

    rows = []
    for name in found["alone"]:
        rising = "; ".join(body["indicators"][each]["name"].lower() for each in found["rises"].get(name, []))
        effect = signed(changes[name]) if name in changes else ("cannot stand alone", "")
        rows.append((name, *effect, rising))
    if len(rows) > 1:
        rows.append(("interaction of all", *signed(found["interaction"]), ""))
        rows.append(("all together", *signed(found["together"]), ""))
    return Effects(route, unit, tuple(rows))
