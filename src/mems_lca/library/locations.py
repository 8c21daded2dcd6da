"""Location presets: a place by a name of its own, with what else depends on where a site stands."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from mems_lca.errors import Finding, LibraryError, Place, nearest
from mems_lca.library.tables import Row
from mems_lca.study.step import Setting
from mems_lca.study.uncertainty import Triangle, Uncertainty
from mems_lca.units import Quantity

# In the table of values: every preset, and the site itself in place of a step.
EVERY = "*"
SITE = "site"
LINE_UTILISATION = "line_utilisation"
CLAIM = "claim"
# Mean radius of the Earth in km, R1 of the GRS 80 ellipsoid (Moritz, Geodetic Reference System 1980).
EARTH_RADIUS = 6371.0088


@dataclass(frozen=True)
class PresetValue:
    """A value that a step's parameter has at a place; `kind` is published, derived, assumption or claim."""

    step: str
    parameter: str
    setting: Setting
    kind: str
    place: Place


@dataclass(frozen=True)
class Preset:
    """A location: its place code, set of electricity factors ("" for the country's default), place of the water
    scarcity factor, coordinates in degrees (None where not given), and values of steps.
    """

    name: str
    name_en: str
    name_zh: str
    place: str
    grid: str
    scarcity_place: str
    latitude: float | None
    longitude: float | None
    source: str
    note: str
    values: tuple[PresetValue, ...]

    def of_step(self, step: str, *, claims: bool) -> tuple[PresetValue, ...]:
        """The values for a step; claims under test only where they are asked for."""
        return tuple(value for value in self.values if value.step == step and (claims or value.kind != CLAIM))


class Locations:
    """All presets by name."""

    def __init__(self, rows: Iterable[Row], values: Iterable[Row]) -> None:
        found: defaultdict[str, dict[tuple[str, str], PresetValue]] = defaultdict(dict)
        for row in values:
            found[row["location"]][row["step"], row["parameter"]] = _value(row)
        self._presets = {row["location"]: _preset(row, {**found[EVERY], **found[row["location"]]}) for row in rows}

    def names(self) -> tuple[str, ...]:
        """Names of all presets."""
        return tuple(sorted(self._presets))

    def get(self, name: str) -> Preset:
        """The preset of a name. Raises LibraryError with the nearest name."""
        if name in self._presets:
            return self._presets[name]
        message, near = "there is no location of this name", nearest(name, self._presets)
        raise LibraryError.single("unknown_location", message, found=name, nearest=near)

    def find(self, written: str) -> Preset | None:
        """The preset that a study's `location:` names; None for the code of a place."""
        return self._presets.get(written)

    def place(self, written: str) -> str:
        """The place code of a preset, or the code itself."""
        preset = self.find(written)
        return written if preset is None else preset.place


def great_circle(start: Preset, end: Preset) -> float | None:
    """Kilometres over the sphere between two presets, by the haversine formula (R. W. Sinnott, Sky and Telescope 68
    (1984) 159); None where one of them has no coordinates.
    """
    if start.latitude is None or start.longitude is None or end.latitude is None or end.longitude is None:
        return None
    south, north = math.radians(start.latitude), math.radians(end.latitude)
    across = math.radians(end.longitude - start.longitude)
    chord = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin(across / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(chord))


def wrong_values(rows: Iterable[Row], values: Iterable[Row], codes: Collection[str]) -> Iterator[Finding]:
    """What the tables of presets say that cannot be: the code of a place as a name, half a pair of coordinates, one
    of two limits, a value outside its limits.
    """
    for row in rows:
        if row["location"] in codes:
            yield Finding("error", "location_name", "a place has this code", row.at("location"), row["location"])
        if bool(row["latitude"]) != bool(row["longitude"]):
            yield Finding("error", "coordinates", "one coordinate of two is given", row.at("latitude"))
    for row in values:
        value, low, high = (row.number(name) for name in ("value", "low", "high"))
        if (low is None) != (high is None):
            yield Finding("error", "limits", "one limit of two is given", row.at("low"))
        elif value is not None and low is not None and high is not None and not low <= value <= high:
            yield Finding("error", "limits", "the value is outside its limits", row.at("value"), row["value"])
        if row["step"] == SITE and row["parameter"] != LINE_UTILISATION:
            message = "a site has no value of this name"
            place = row.at("parameter")
            yield Finding("error", "unknown_parameter", message, place, row["parameter"], LINE_UTILISATION)


def _preset(row: Row, values: Mapping[tuple[str, str], PresetValue]) -> Preset:
    return Preset(
        name=row["location"],
        name_en=row["name_en"],
        name_zh=row["name_zh"],
        place=row["place"],
        grid=row["grid"],
        scarcity_place=row["scarcity_place"] or row["place"],
        latitude=row.number("latitude"),
        longitude=row.number("longitude"),
        source=row["source"],
        note=row["note"],
        values=tuple(values.values()),
    )


def _value(row: Row) -> PresetValue:
    unit = row["unit"]
    value, low, high = row.number("value"), row.number("low"), row.number("high")
    assert value is not None
    spread = None
    if low is not None and high is not None:
        limits = Triangle(min=Quantity(low, unit), mode=Quantity(value, unit), max=Quantity(high, unit))
        spread = Uncertainty(triangular=limits)
    place = "" if row["location"] == EVERY else f"{row['location']}: "
    setting = Setting(
        value=Quantity(value, unit), source=row["source"], note=f"{place}{row['note']}", uncertainty=spread
    )
    return PresetValue(row["step"], row["parameter"], setting, row["kind"], row.at("value"))
