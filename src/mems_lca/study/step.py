"""A process step as written in a file: parameters, derived quantities and exchanges per wafer, device or product."""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from mems_lca.study.elements import METALS, Element
from mems_lca.study.exchange import Exchange
from mems_lca.study.fields import AnyQuantity, Formula, Model, Names
from mems_lca.study.formula import RESERVED, Expr, references
from mems_lca.study.stages import Stage
from mems_lca.study.uncertainty import Scores, Uncertainty

# What the steps of a route are counted by, with the unit of each: facility overhead is shared out by them.
TALLIES: Mapping[str, str] = {"mask_layers": "", "tool_time": "s", "etch_time": "s"}
# Keys by which a site's facility overhead is given to its wafers.
FacilityKey = Literal["even", "area", "mask_layers", "tool_time"]
FACILITY_KEYS: tuple[FacilityKey, ...] = ("even", "area", "mask_layers", "tool_time")
# Names that formulas have from the route, the study's allocation and the device.
WAFER_NAMES: Mapping[str, str] = {"wafer_diameter": "m", "wafer_thickness": "m", "wafer_area": "m**2"}
ROUTE_TALLIES: Mapping[str, str] = {f"route_{name}": unit for name, unit in TALLIES.items()}
ALLOCATION_NAMES: Mapping[str, str] = {f"allocated_{key}": "" for key in FACILITY_KEYS}
DIE_NAMES: Mapping[str, str] = {"die_area": "m**2", "die_width": "m", "die_height": "m", "die_scribe": "m"}
PRODUCT_MASS = "product_mass"
PRODUCT_NAMES: Mapping[str, str] = {PRODUCT_MASS: "kg/device"}
# Mass of an element in one finished device, for the steps after the gate.
CONTENT_NAMES: Mapping[str, str] = {f"device_{element}": "kg/device" for element in METALS}
ROUTE_NAMES = frozenset({*WAFER_NAMES, *ROUTE_TALLIES, *ALLOCATION_NAMES, *DIE_NAMES, *PRODUCT_NAMES, *CONTENT_NAMES})


def _bare_value(value: Any) -> Any:
    """`flow: 300 sccm` is short for `flow: {value: 300 sccm}`."""
    return value if isinstance(value, dict | Parameter | Setting) else {"value": value}


class Setting(Model):
    """A value given by a route, a measure or a study in place of a default; `pedigree` are its scores, if stated.

    `same_as` names the parameter of another step or occurrence, "STEP.PARAMETER", that this one repeats: they are drawn
    as one. `evidence` names an entry of the study's evidence.
    """

    value: AnyQuantity
    source: str = ""
    note: str = ""
    evidence: str = ""
    same_as: str = ""
    uncertainty: Uncertainty | None = None
    pedigree: Scores | None = None

    @model_validator(mode="after")
    def _spread_of_same_dimension(self) -> Self:
        for entry in self.uncertainty.quantities() if self.uncertainty else ():
            if entry.dimension != self.value.dimension:
                raise ValueError(f"uncertainty {entry} has another dimension than the value {self.value}")
        return self


class Parameter(Setting):
    """A default of a step; `min` and `max` are limits of validity. A source is needed, `assumption` included."""

    source: str
    min: AnyQuantity | None = None
    max: AnyQuantity | None = None

    @model_validator(mode="after")
    def _assumption_has_reasoning(self) -> Parameter:
        if self.source == "assumption" and not self.note:
            raise ValueError("an assumption needs its reasoning in `note`")
        for limit in (self.min, self.max):
            if limit is not None and limit.dimension != self.value.dimension:
                raise ValueError(f"limit {limit} has another dimension than the value {self.value}")
        if self.min is not None and self.value.canonical < self.min.canonical:
            raise ValueError(f"found {self.value}, expected at least {self.min}")
        if self.max is not None and self.value.canonical > self.max.canonical:
            raise ValueError(f"found {self.value}, expected at most {self.max}")
        return self


# `json_schema_input_type` lets the JSON Schema allow the short form, too.
SettingField = Annotated[Setting, BeforeValidator(_bare_value, json_schema_input_type=Setting | AnyQuantity)]
ParameterField = Annotated[Parameter, BeforeValidator(_bare_value, json_schema_input_type=Parameter | AnyQuantity)]


class Makes(Model):
    """The product of a supply step and its unit."""

    product: str
    unit: str


class Step(Model):
    """A process step: what one wafer, one device or one unit of its product exchanges.

    `leaves` is the mass of elements that goes on with the wafer or device, or waits on site for a later step of the
    route; negative where the step takes it from there.
    """

    schema_: Literal["mems-lca/step/1"] = Field(alias="schema")
    name: Names
    stage: Stage
    per: str
    makes: Makes | None = None
    site: str = "fab"
    description: str = ""
    parameters: dict[str, ParameterField] = {}
    derived: dict[str, Formula] = {}
    tallies: dict[Literal["mask_layers", "tool_time", "etch_time"], Formula] = {}
    exchanges: tuple[Exchange, ...] = ()
    leaves: dict[Element, Formula] = {}

    @cached_property
    def named(self) -> frozenset[str]:
        """Every name that a formula of the step takes."""
        return frozenset(name for formula in self.formulas() for name in references(formula))

    def formulas(self) -> Iterator[Expr]:
        """Every formula of the step."""
        yield from self.derived.values()
        yield from self.tallies.values()
        yield from self.leaves.values()
        for exchange in self.exchanges:
            yield from exchange.formulas()

    @model_validator(mode="after")
    def _per_matches_product(self) -> Step:
        if self.makes is None and self.per not in ("wafer", "device"):
            raise ValueError(f"per: found {self.per!r}, expected wafer or device, or a `makes` product of that unit")
        for name in (*self.parameters, *self.derived):
            if not name.isidentifier() or keyword.iskeyword(name) or name in RESERVED or name in ROUTE_NAMES:
                raise ValueError(f"{name!r} cannot be the name of a parameter: it is reserved or not a plain word")
        clash = sorted(set(self.parameters) & set(self.derived))
        if clash:
            raise ValueError(f"{', '.join(clash)} stands both among parameters and derived")
        return self
