"""What a workbook must say, by the names of its cells: from a result's JSON, and from a calculation."""

from __future__ import annotations

from typing import Any

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.groups import climate_parts, group, scopes, totals
from mems_lca.analysis.result import Result

VIEWS = ("location", "market")
Headlines = dict[str, float]


def of_result(result: Result) -> Headlines:
    """Every headline that the JSON of a result holds, by defined name."""
    body = result.body
    declared = body["functional_unit"]["basis"]
    scale = body["routes"][next(iter(body["routes"]))]["reference_flow"]["declared_units"]
    found: Headlines = {}
    for route, record in body["routes"].items():
        for basis in ("wafer", "device", "functional_unit"):
            for indicator, entry in record.get(f"per_{basis}", {}).items():
                if entry["value"] is not None:
                    found[f"r_{route}_{indicator}_per_{basis}"] = entry["value"]
        for line, value in _declared(record).items():
            found[f"r_{route}_{line}_per_{declared}"] = value
            found[f"r_{route}_{line}_per_functional_unit"] = value * scale
    return found


def _declared(record: dict[str, Any]) -> Headlines:
    """Lines that the result gives on the declared basis only."""
    found = {f"climate_change_{view}": record[f"climate_change_{view}"] for view in VIEWS}
    found |= {f"part_{part}": value for part, value in record["climate_change_parts"].items()}
    for stage, entry in record["by_stage"].items():
        found |= {f"stage_{stage}_{indicator}": value for indicator, value in entry.items()}
    for view in VIEWS:
        found |= _scopes(view, record["scopes"][view])
    return found


def _scopes(view: str, entry: dict[str, Any]) -> Headlines:
    categories = {f"scope_{view}_3_{number}": value for number, value in entry["3"].items()}
    return {f"scope_{view}_1": entry["1"], f"scope_{view}_2": entry["2"], **categories}


def of_calculation(calculated: Calculated) -> Headlines:
    """The same headlines of a calculation, per wafer, per device and per functional unit."""
    accounting = calculated.bound.study.accounting
    scale = calculated.inventory.values[calculated.inventory.functional_units["scale"]]
    found: Headlines = {}
    for route in calculated.bound.routes:
        rows = calculated.of(route)
        for basis in ("wafer", "device"):
            foreground = [name for name, entry in calculated.indicators.items() if entry.perimeter == "foreground"]
            lines: Headlines = dict.fromkeys(foreground, 0.0) | totals(rows, basis, accounting)
            lines |= {f"part_{part}": value for part, value in climate_parts(rows, basis, accounting).items()}
            for view in VIEWS:
                lines[f"climate_change_{view}"] = totals(rows, basis, view).get("climate_change", 0.0)
                lines |= _scopes(view, scopes(rows, basis, view))
            for stage, entry in group(rows, lambda row: row.stage, basis, accounting).items():
                lines |= {f"stage_{stage}_{indicator}": value for indicator, value in entry.items()}
            for line, value in lines.items():
                found[f"r_{route}_{line}_per_{basis}"] = value
                if basis == calculated.basis:
                    found[f"r_{route}_{line}_per_functional_unit"] = value * scale
    return found


def deviation(found: object, expected: float) -> float:
    """Relative deviation; infinite for what is no number."""
    if not isinstance(found, int | float):
        return float("inf")
    size = max(abs(found), abs(expected))
    return abs(found - expected) / size if size > 1e-300 else 0.0
