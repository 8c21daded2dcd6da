"""The records that tables of measurements hold, in canonical units, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from mems_lca.errors import Finding, Place

Kept = Literal["purchase", "stock at start", "stock at end", "return"]


@dataclass(frozen=True)
class Starts:
    """Wafers of a product started, and finished where the table says so, from `start` up to and with `end`.

    `diameter` in m and `tool_hours` in s are None where the table has no such column. `filled` is what a gap was given
    by interpolation; `lot` is that of the row, where rows are lots.
    """

    product: str
    start: date
    end: date
    started: float
    finished: float | None
    diameter: float | None
    tool_hours: float | None
    place: Place
    filled: bool = False
    lot: str = ""


@dataclass(frozen=True)
class Reading:
    """An amount that a meter counted from `start` up to but without `end`: J of electricity, m3 of water.

    `filled` is what a gap was given by interpolation.
    """

    meter: str
    start: datetime
    end: datetime
    amount: float
    place: Place
    filled: bool = False


@dataclass(frozen=True)
class Bottle:
    """A gas bottle on a group of tools: gross weights in kg when it came (or the period began) and went (or ended).

    `tare` in kg; `returned` when it went back to the supplier with its heel.
    """

    bottle: str
    gas: str
    tool_group: str
    start: date
    end: date
    weight_start: float
    weight_end: float
    tare: float
    returned: bool
    place: Place


@dataclass(frozen=True)
class RecipeUse:
    """What a wafer of a product uses of a gas in a group of tools by one of its recipes; those of one gas add up.

    `per_wafer` is in kg per wafer, or in mol per wafer (`unit`) where the recipe gives flow and time.
    """

    product: str
    tool_group: str
    gas: str
    per_wafer: float
    unit: Literal["kg", "mol"]
    place: Place
    recipe: str = ""


@dataclass(frozen=True)
class Purchase:
    """A chemical bought, in stock at an end of the period, or given back; `amount` in `unit`, a known unit.

    Package size, density and content of the row are in the amount. `day` of a stock is an end of the period where the
    table gives none.
    """

    material: str
    day: date
    kind: Kept
    amount: float
    unit: str
    place: Place


@dataclass(frozen=True)
class Manifest:
    """A waste that left the site: wet kg, its code and treatment as on the manifest."""

    number: str
    waste: str
    day: date
    wet: float
    code: str
    treatment: str
    place: Place


@dataclass(frozen=True)
class Uptime:
    """Seconds for which gas flowed through an abatement unit's tools, and those of them in which the unit ran."""

    unit: str
    start: datetime
    end: datetime
    running: float
    up: float
    place: Place
    filled: bool = False


@dataclass(frozen=True)
class DataFile:
    """A file (or one sheet of it) from which records were read: the table's kind, its sha256, size in bytes, rows."""

    kind: str
    path: str
    sheet: str
    sha256: str
    bytes: int
    rows: int
    evidence: str = ""


@dataclass(frozen=True)
class Records:
    """Everything measured over a study's period, and what was left out, dropped or filled on the way (warnings)."""

    starts: tuple[Starts, ...] = ()
    readings: tuple[Reading, ...] = ()
    bottles: tuple[Bottle, ...] = ()
    recipes: tuple[RecipeUse, ...] = ()
    purchases: tuple[Purchase, ...] = ()
    manifests: tuple[Manifest, ...] = ()
    uptime: tuple[Uptime, ...] = ()
    findings: tuple[Finding, ...] = ()
    files: tuple[DataFile, ...] = ()
