"""Two results side by side, by stage, step and flow; only where they answer the same question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mems_lca.analysis.comparison import AVOIDED, LABEL
from mems_lca.analysis.result import Result
from mems_lca.errors import Finding, Place, StudyError, nearest

# What must be equal, and how it is called.
_QUESTION: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("functional unit", ("functional_unit", "label")),
    ("boundary", ("functional_unit", "boundary")),
    ("start of the period", ("inputs", "study", "period", "start")),
    ("end of the period", ("inputs", "study", "period", "end")),
    ("method", ("choices", "method")),
    ("emission table of gases", ("choices", "gas_table")),
    ("version of water scarcity", ("choices", "scarcity")),
    ("accounting of electricity", ("choices", "accounting")),
    ("allocation of recycling", ("choices", "allocation_recycling")),
    ("allocation of the facility", ("choices", "allocation_facility")),
)
# What a device is for: another one is compared only where somebody says that both serve the same.
_FUNCTION: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("product", ("inputs", "study", "product", "name")),
    ("performance", ("inputs", "study", "device", "performance")),
)
_PARTS = ("by_stage", "by_step", "by_flow")
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Compared:
    """Two routes of two results per functional unit: totals by indicator, and one indicator by stage, step and flow.

    Each row is (name, before, after); `notes` say what else differs and does not stand in the way.
    """

    studies: tuple[str, str]
    routes: tuple[str, str]
    functional_unit: str
    indicator: str
    units: Mapping[str, str]
    totals: tuple[tuple[str, float, float], ...]
    parts: Mapping[str, tuple[tuple[str, float, float], ...]]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The comparison for JSON."""

        def rows(listed: Sequence[tuple[str, float, float]]) -> dict[str, Any]:
            return {name: {"before": a, "after": b, "delta": b - a} for name, a, b in listed}

        return {
            "label": LABEL,
            "studies": list(self.studies),
            "routes": list(self.routes),
            "functional_unit": self.functional_unit,
            "indicator": self.indicator,
            "units": dict(self.units),
            "totals": rows(self.totals),
            **{name: rows(listed) for name, listed in self.parts.items()},
            "notes": list(self.notes),
        }


def compare_results(
    before: Result,
    after: Result,
    *,
    routes: Sequence[tuple[str, str]] = (),
    indicator: str = "climate_change",
    same_function: str = "",
) -> tuple[Compared, ...]:
    """Pairs of routes of two results; routes of one name where none is given.

    `same_function` says why two products, or two performances, serve the same; it is told with the comparison. Raises
    StudyError with every point in which the question differs (functional unit, boundary, method, period, product), for
    routes that are not there, and for an indicator that no result has.
    """
    one, other = before.body, after.body
    asked = _QUESTION if same_function else (*_QUESTION, *_FUNCTION)
    refused = [_refusal(what, path, one, other) for what, path in asked if _at(one, path) != _at(other, path)]
    if refused:
        raise StudyError(refused)
    if indicator not in one["indicators"] or indicator not in other["indicators"]:
        message, known = "there is no indicator of this name", list(one["indicators"])
        raise StudyError.single("unknown_indicator", message, found=indicator, nearest=nearest(indicator, known))
    pairs = tuple(routes) or tuple((name, name) for name in one["routes"] if name in other["routes"])
    if not pairs:
        message = "the results have no route of one name: say which to compare"
        found = f"{', '.join(one['routes'])} and {', '.join(other['routes'])}"
        raise StudyError.single("route", message, found=found, expected="--route A=B")
    for body, names in ((one, [a for a, _ in pairs]), (other, [b for _, b in pairs])):
        for name in names:
            if name not in body["routes"]:
                known = list(body["routes"])
                message = f"the result of {body['study']} has no such route"
                raise StudyError.single(
                    "route", message, found=name, expected=", ".join(known), nearest=nearest(name, known)
                )
    stated = (f"same function, as stated: {same_function}",) if same_function else ()
    return tuple(_pair(one, other, pair, indicator, stated) for pair in pairs)


def _at(body: Mapping[str, Any], path: Sequence[str]) -> Any:
    """The value at a path; a study that leaves a key to its default has None there."""
    found: Any = body
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _refusal(what: str, path: Sequence[str], one: Mapping[str, Any], other: Mapping[str, Any]) -> Finding:
    message = f"results of another {what} are not compared"
    return Finding(
        "error", "not_comparable", message, Place(path=".".join(path)), str(_at(other, path)), str(_at(one, path))
    )


def _pair(
    one: Mapping[str, Any],
    other: Mapping[str, Any],
    pair: tuple[str, str],
    indicator: str,
    stated: tuple[str, ...],
) -> Compared:
    records = (one["routes"][pair[0]], other["routes"][pair[1]])
    totals = []
    for name, entry in one["indicators"].items():
        if entry["perimeter"] != AVOIDED and name in other["indicators"]:
            before, after = (record["per_functional_unit"][name]["value"] for record in records)
            if before is not None and after is not None:
                totals.append((name, *_even(before, after, abs(before))))
    return Compared(
        studies=(one["study"], other["study"]),
        routes=pair,
        functional_unit=one["functional_unit"]["label"],
        indicator=indicator,
        units={name: entry["unit"] for name, entry in one["indicators"].items()},
        totals=tuple(totals),
        parts={part: _rows(records, part, indicator) for part in _PARTS},
        notes=(*stated, *_notes(one, other, pair)),
    )


def _rows(records: Sequence[Mapping[str, Any]], part: str, indicator: str) -> tuple[tuple[str, float, float], ...]:
    """Parts of an indicator per functional unit, those that differ most first, without parts that are in neither."""
    scales = [record["reference_flow"]["declared_units"] for record in records]
    names = dict.fromkeys(name for record in records for name in record[part])
    whole = abs(records[0]["per_functional_unit"][indicator]["value"] or 0.0)
    rows = []
    for name in names:
        a, b = (
            scale * record[part].get(name, {}).get(indicator, 0.0)
            for scale, record in zip(scales, records, strict=True)
        )
        if a or b:
            rows.append((name, *_even(a, b, whole)))
    return tuple(sorted(rows, key=lambda row: -abs(row[2] - row[1])))


def _even(before: float, after: float, whole: float) -> tuple[float, float]:
    """Both values; the same where they differ by rounding beside a whole."""
    return (before, before) if abs(after - before) <= _ROUNDING * whole else (before, after)


def _notes(one: Mapping[str, Any], other: Mapping[str, Any], pair: tuple[str, str]) -> tuple[str, ...]:
    """What differs and may be what is compared: software, grid sets, destruction, places."""
    found = []
    if one["software"]["mems_lca"] != other["software"]["mems_lca"]:
        found.append(
            f"calculated by different versions: {one['software']['mems_lca']} and {other['software']['mems_lca']}"
        )
    if one["choices"]["grid"] != other["choices"]["grid"]:
        found.append("electricity factors are of different sets")
    places = [{site: entry["place"] for site, entry in body["inputs"]["sites"].items()} for body in (one, other)]
    if places[0] != places[1]:
        found.append("sites stand in different places")
    destruction = [body["choices"]["destruction"][name] for body, name in zip((one, other), pair, strict=True)]
    if destruction[0] != destruction[1]:
        found.append(f"destruction of gases: {destruction[0]} and {destruction[1]}")
    return tuple(found)
