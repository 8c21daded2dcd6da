"""A process step as written in a file: parameters, derived quantities and exchanges per wafer, device or product."""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, Tag, model_validator
from pydantic.types import Discriminator

from mems_lca.study.elements import Element
from mems_lca.study.fields import AnyQuantity, Formula, Model, Names
from mems_lca.study.formula import RESERVED, Expr
from mems_lca.units import Quantity

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
ROUTE_NAMES = frozenset({*WAFER_NAMES, *ROUTE_TALLIES, *ALLOCATION_NAMES, *DIE_NAMES})

Stage = Literal["raw_materials", "wafer_fabrication", "packaging_test", "distribution", "use", "end_of_life"]
STAGES: tuple[Stage, ...] = (
    "raw_materials",
    "wafer_fabrication",
    "packaging_test",
    "distribution",
    "use",
    "end_of_life",
)


class Bounds(Model):
    """Limits of a uniform distribution."""

    min: AnyQuantity
    max: AnyQuantity

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min.dimension != self.max.dimension or self.min.canonical > self.max.canonical:
            raise ValueError(f"found min {self.min} and max {self.max}, expected min up to max, of one dimension")
        return self


class Triangle(Bounds):
    """A triangular distribution; the mode is the parameter's value when it is not given."""

    mode: AnyQuantity | None = None

    @model_validator(mode="after")
    def _mode_between(self) -> Self:
        if self.mode is not None and not self.min.canonical <= self.mode.canonical <= self.max.canonical:
            raise ValueError(f"found mode {self.mode}, expected it between {self.min} and {self.max}")
        return self


class Uncertainty(Model):
    """One distribution: lognormal (geometric standard deviation), normal (sd), uniform or triangular."""

    lognormal: float | None = Field(default=None, ge=1, allow_inf_nan=False)
    normal: AnyQuantity | None = None
    uniform: Bounds | None = None
    triangular: Triangle | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Uncertainty:
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(given) != 1:
            expected = "expected one of lognormal, normal, uniform, triangular"
            raise ValueError(f"found {', '.join(given) or 'nothing'}, {expected}")
        if self.normal is not None and self.normal.canonical < 0:
            raise ValueError(f"normal: found {self.normal}, expected a standard deviation of zero or more")
        return self

    def quantities(self) -> tuple[Quantity, ...]:
        """All quantities of the distribution, which have the dimension of the value."""
        limits = self.uniform or self.triangular
        mode = self.triangular.mode if self.triangular else None
        found = (self.normal, limits.min if limits else None, limits.max if limits else None, mode)
        return tuple(entry for entry in found if entry is not None)


def _bare_value(value: Any) -> Any:
    """`flow: 300 sccm` is short for `flow: {value: 300 sccm}`."""
    return value if isinstance(value, dict | Parameter | Setting) else {"value": value}


class Setting(Model):
    """A value given by a route, a measure or a study in place of a default."""

    value: AnyQuantity
    source: str = ""
    note: str = ""
    uncertainty: Uncertainty | None = None

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


class _Exchange(Model):
    amount: Formula
    note: str = ""
    source: str = ""
    stage: Stage | None = None

    def formulas(self) -> Iterator[Expr]:
        """Every formula of the exchange."""
        for name in ("amount", "silicon", "polymer", "dry"):
            if (formula := getattr(self, name, None)) is not None:
                yield formula
        yield from getattr(self, "contains", {}).values()


class _Carrier(_Exchange):
    """`contains` is the mass of elements in the exchange, where the library's composition of it does not hold."""

    contains: dict[Element, Formula] = {}


class InputExchange(_Carrier):
    """Draws a product; `at` names the place of a background electricity."""

    input: str
    at: str = ""


class GasExchange(_Exchange):
    """Feeds a process gas (substance or mass); expands into emissions, by-products, abatement and supply.

    `silicon` is the mass of silicon that it carries to the scrubber, `polymer` the mass of its fluorine that does not
    get there, because it stays in polymer that another exchange of the step takes away.
    """

    gas: str
    process: Literal["etch", "clean_in_situ", "clean_remote", "clean_thermal"] = "etch"
    silicon: Formula | None = None
    polymer: Formula | None = None


class EmissionExchange(_Carrier):
    """An elementary flow to or from nature."""

    emission: str


class WasteCode(Model):
    """Codes of a waste in the lists of the European Union, China and the United States."""

    eu: str = ""
    cn: str = ""
    us: str = ""


class WasteExchange(_Carrier):
    """A waste as on the manifest (wet), with its dry fraction and its treatment."""

    waste: str
    hazardous: bool
    code: WasteCode = WasteCode()
    dry: Formula | None = None
    treatment: str = ""
    on_site: bool = False


class PerAreaExchange(_Carrier):
    """All gases of a published set per area of substrate, for lines without recipes; `amount` is the area."""

    per_area: str


class OutputExchange(_Carrier):
    """A product returned to the pool of the same product on this site (in-fab reclaim)."""

    output: str


_KINDS: dict[str, type[_Exchange]] = {
    "input": InputExchange,
    "gas": GasExchange,
    "emission": EmissionExchange,
    "waste": WasteExchange,
    "output": OutputExchange,
    "per_area": PerAreaExchange,
}


def _exchange_kind(value: Any) -> str | None:
    if isinstance(value, dict):
        found = [kind for kind in _KINDS if kind in value]
        return found[0] if len(found) == 1 else None
    return next((kind for kind, model in _KINDS.items() if isinstance(value, model)), None)


AnyExchange = InputExchange | GasExchange | EmissionExchange | WasteExchange | OutputExchange | PerAreaExchange
Exchange = Annotated[
    Annotated[InputExchange, Tag("input")]
    | Annotated[GasExchange, Tag("gas")]
    | Annotated[EmissionExchange, Tag("emission")]
    | Annotated[WasteExchange, Tag("waste")]
    | Annotated[OutputExchange, Tag("output")]
    | Annotated[PerAreaExchange, Tag("per_area")],
    Discriminator(
        _exchange_kind,
        custom_error_type="exchange_kind",
        custom_error_message="an exchange has exactly one of the keys input, gas, emission, waste, output, per_area",
    ),
]


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
