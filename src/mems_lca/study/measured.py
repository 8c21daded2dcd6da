"""What was measured at a site, and the evidence for it: data files, what their meters and tools cover, and the key
by which what products share is given to them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from mems_lca.study.fields import Model, Number, Share
from mems_lca.study.uncertainty import Uncertainty

# Keys by which an amount that several products share is given to them.
AllocationKey = Literal["wafer_starts", "area", "tool_hours"]
Carrier = Literal["electricity", "water"]
Process = Literal["etch", "clean_in_situ", "clean_remote", "clean_thermal"]


class Evidence(Model):
    """What proves a primary value: a file (its hash is taken), a meter, who answers for it, and who signed it off.

    `sha256` is the hash that the file had when it was signed off: another one is an error.
    """

    file: str = ""
    sha256: str = Field(default="", pattern="^([0-9a-fA-F]{64})?$")
    meter: str = ""
    owner: str = ""
    day: date | None = Field(default=None, alias="date")
    sign_off: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.file or self.meter):
            raise ValueError("evidence names a `file` or a `meter`")
        if self.sha256 and not self.file:
            raise ValueError("a hash is that of a `file`")
        return self


class Dataset(Model):
    """A table of measurements: a CSV file, or a sheet of a workbook (of the study's own, where `file` is empty).

    `file` is looked for beside the study and may lie below its folder; only an absolute path leads elsewhere. `columns`
    gives, by the name of our column, the heading that the table has for it. `unit` holds where neither cell, row nor
    heading tells one. What a messy table needs is said, or the table is refused: `decimal` mark, `date_format` (as in
    strptime, or `excel` for bare serial numbers), `duplicates` (refuse, or drop a later row that repeats an earlier
    one), `gaps` (refuse; accept, which measures the rest of the period alone and scales nothing; or interpolate, which
    gives a gap the mean rate of what is known), `edges` (rows partly outside the period: refuse, or count pro rata of
    time), `stamp` (a time alone: what it counts starts or ends there; a counter read on a day without a clock was read
    at its start or end), `ends` (whether the day of an end belongs to the row), `others` (rows of names that the study
    does not know: refuse, or leave out).
    """

    file: str = ""
    sheet: str = ""
    columns: dict[str, str] = {}
    unit: str = ""
    decimal: Literal[".", ","] | None = None
    date_format: str = ""
    duplicates: Literal["refuse", "drop"] = "refuse"
    gaps: Literal["refuse", "accept", "interpolate"] = "refuse"
    edges: Literal["refuse", "pro_rata"] = "refuse"
    stamp: Literal["start", "end"] = "start"
    ends: Literal["included", "excluded"] = "included"
    others: Literal["refuse", "leave"] = "refuse"
    evidence: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _lies_somewhere(self) -> Self:
        if not (self.file or self.sheet):
            raise ValueError("a table names its `file`, or a `sheet` of this workbook")
        return self


def _several(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


Datasets = Annotated[tuple[Dataset, ...], BeforeValidator(_several, json_schema_input_type=Dataset | list[Dataset])]


class Meter(Model):
    """What a meter measures: a carrier of the whole site, or of some steps; `reading` a count that runs on, or amounts.

    `part_of` names the meter that counts the same amounts again; `products` those that it serves (empty: all).
    `origin` is where metered water comes from.
    """

    carrier: Carrier
    reading: Literal["amount", "counter"] = "amount"
    steps: tuple[str, ...] = ()
    part_of: str = ""
    products: tuple[str, ...] = ()
    allocation: AllocationKey | None = None
    uncertainty: Uncertainty | None = None
    evidence: str = ""

    @model_validator(mode="after")
    def _parts_cover_steps(self) -> Self:
        if self.part_of and not self.steps:
            raise ValueError("a meter that is part of another says which `steps` it covers")
        return self


class ToolGroup(Model):
    """Tools that share gas bottles: the steps that run on them, the process their gas serves, and its abatement.

    `abated` is the share of the group's gas that passes an abatement unit; `units` are those of the uptime log.
    """

    steps: tuple[str, ...] = Field(min_length=1)
    process: Process = "etch"
    products: tuple[str, ...] = ()
    allocation: AllocationKey | None = None
    abated: Share | None = None
    units: tuple[str, ...] = ()
    certified: bool = False
    evidence: str = ""


class Measured(Model):
    """Measurements of one site over the study's period; where they exist they replace what the model says.

    `products` says which product of the wafer starts each route makes. Only routes named here ran: a route with
    measures on one of them keeps the difference that was found for its base.
    """

    site: str
    products: dict[str, str] = Field(min_length=1)
    allocation: AllocationKey = "wafer_starts"
    heel: Number | None = None
    meters: dict[str, Meter] = {}
    tool_groups: dict[str, ToolGroup] = {}
    materials: dict[str, str] = {}
    wastes: dict[str, str] = {}
    wafer_starts: Datasets
    readings: Datasets = ()
    bottles: Datasets = ()
    recipes: Datasets = ()
    purchases: Datasets = ()
    manifests: Datasets = ()
    uptime: Datasets = ()
