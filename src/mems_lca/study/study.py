"""A study as written in a file: goal, sites, device, functional unit, method choices and routes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, Tag, model_validator
from pydantic.types import Discriminator

from mems_lca.errors import MemsLcaError
from mems_lca.study.circular import Circular
from mems_lca.study.fields import (
    AnyQuantity,
    Area,
    Clustering,
    DefectDensity,
    Length,
    Mass,
    Model,
    Number,
    Yield,
    refused,
)
from mems_lca.study.measured import Evidence, Measured
from mems_lca.study.route import SupplyShare
from mems_lca.study.step import FacilityKey, SettingField
from mems_lca.study.vary import read_axis
from mems_lca.units import convert, dimension_of

# Values of a path in a `what_if`: a map of two such paths still fits on a page.
MOST_VARIED = 60

Control = Literal["own", "supplier", "customer"]
Perspective = Literal["idm", "foundry", "fabless", "osat"]


class Site(Model):
    """Where a part of the chain runs, who controls it, and how well its line is used.

    `location` is a location preset or the code of a place. `line_utilisation`, productive over powered hours, takes
    the place of what each step assumes for its tools. `claims` asks for values of the preset that are claims under
    test. A site whose control is `customer` is where the device is used and discarded.
    """

    location: str
    operator: str = ""
    control: Control | None = None
    line_utilisation: Yield | None = None
    claims: bool = False


class Product(Model):
    """What is sold."""

    name: str
    mass: Mass | None = None
    description: str = ""


class Die(Model):
    """Die size and the rule that counts gross dies on the wafer."""

    width: Length
    height: Length
    scribe: Length
    edge_exclusion: Length
    count: Literal["formula", "placement"] = "formula"


class YieldModel(Model):
    """A die yield from a defect density; only the negative binomial has a clustering parameter."""

    model: Literal["murphy", "poisson", "negative_binomial", "seeds", "exponential"]
    defect_density: DefectDensity
    clustering: Clustering | None = None

    @model_validator(mode="after")
    def _clustering_belongs_to_one_model(self) -> YieldModel:
        if (self.clustering is not None) != (self.model == "negative_binomial"):
            found = "no clustering" if self.clustering is None else f"clustering {self.clustering}"
            raise ValueError(f"found {found} with the model {self.model}, expected it with negative_binomial only")
        return self


class Asic(Model):
    """The companion circuit in the same package, after ACT's model with the figures of its node."""

    area: Area
    node: Length
    asic_yield: Yield = Field(alias="yield")


class Companion(Model):
    """Circuits that share the package."""

    asic: Asic


class Performance(Model):
    """A figure of merit by which the footprint may be divided; lower-is-better figures are inverted."""

    value: AnyQuantity
    unit: str
    better: Literal["higher", "lower"]

    @model_validator(mode="after")
    def _value_in_unit(self) -> Performance:
        if self.value.canonical <= 0:
            raise ValueError(f"found {self.value}, expected a value above zero")
        if self.value.unit and self.value.dimension != dimension_of(self.unit):
            raise ValueError(f"found {self.value}, expected an amount of {self.unit}")
        return self

    @property
    def amount(self) -> float:
        """The value in `unit`."""
        return convert(self.value.magnitude, self.value.unit, self.unit) if self.value.unit else self.value.magnitude


def _yield_kind(value: Any) -> str:
    return "model" if isinstance(value, dict | YieldModel) else "given"


DieYield = Annotated[Annotated[Yield, Tag("given")] | Annotated[YieldModel, Tag("model")], Discriminator(_yield_kind)]


class Device(Model):
    """Die, yield, companion circuits and performance of the device."""

    die: Die
    die_yield: DieYield = Field(alias="yield")
    companion: Companion | None = None
    performance: dict[str, Performance] = {}


class FunctionalUnit(Model):
    """The functional or declared unit: an amount of wafers or devices, or per unit of performance."""

    amount: AnyQuantity
    per: str = ""


class Period(Model):
    """The period for which the result is representative."""

    start: date
    end: date

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.end < self.start:
            raise ValueError(f"found an end {self.end} before the start {self.start}")
        return self


class Allocation(Model):
    """Allocation rules; the circular footprint formula, by material, stands beside the cut-off result."""

    recycling: Literal["cut_off"] = "cut_off"
    circular_footprint: dict[str, Circular] = {}
    facility: FacilityKey = "area"


def _varied(value: Any) -> Any:
    try:
        axis = read_axis(value)
    except MemsLcaError as error:
        raise refused(error) from None
    if axis.count is None or axis.count > MOST_VARIED:
        expected = f"expected LOW:HIGH:NUMBER or a list, of at most {MOST_VARIED} values"
        raise ValueError(f"found {value}, {expected}; `mems-lca sweep` takes more")
    return value


class WhatIf(Model):
    """Parameters to vary, by path: a list of values, or a range with their number."""

    vary: dict[str, Annotated[Any, AfterValidator(_varied)]] = {}


class Sampling(Model):
    """How many samples an uncertainty run draws (none: no uncertainty is calculated), by which method and seed.

    `shared` are parameters, by path without a route, whose values all routes draw as one.
    """

    samples: int = Field(default=8192, ge=0, le=10_000_000)
    seed: int = Field(default=1, ge=0, le=2**32 - 1)
    method: Literal["sobol", "lhs"] = "sobol"
    shared: tuple[str, ...] = ()


class Verification(Model):
    """Who checked the study."""

    status: Literal["none", "internal", "third_party_limited", "third_party_reasonable"] = "none"
    statement: str = ""
    materiality: Number | None = None


class Study(Model):
    """One study: everything that a result depends on, except the library."""

    schema_: Literal["mems-lca/study/1"] = Field(alias="schema")
    goal: str
    application: str = ""
    audience: str = ""
    commissioner: str = ""
    reporting_company: str = ""
    perspective: Perspective = "idm"
    sites: dict[str, Site]
    supply: dict[str, tuple[SupplyShare, ...]] = {}
    product: Product
    device: Device | None = None
    functional_unit: FunctionalUnit
    boundary: Literal["cradle_to_gate", "cradle_to_grave"] = "cradle_to_gate"
    period: Period
    method: str = "ipcc_ar6_gwp100"
    gas_table: str = "epa-i5"
    scarcity: str = "aware-2.0"
    accounting: Literal["location", "market"] = "location"
    grid: dict[str, str] = {}
    allocation: Allocation = Allocation()
    routes: dict[str, str] = Field(min_length=1)
    baseline: str = ""
    carbon_price: str = ""
    set: dict[str, SettingField] = {}
    factors: dict[str, dict[str, SettingField]] = {}
    what_if: WhatIf = WhatIf()
    uncertainty: Sampling = Sampling()
    verification: Verification = Verification()
    evidence: dict[str, Evidence] = {}
    measured: Measured | None = None

    @model_validator(mode="after")
    def _baseline_is_a_route(self) -> Study:
        if self.baseline and self.baseline not in self.routes:
            raise ValueError(f"baseline: found {self.baseline!r}, expected one of {', '.join(self.routes)}")
        return self
