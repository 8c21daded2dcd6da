"""A route as written in a file: the wafer, its steps in order, abatement, monitors, and named measures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, Tag, model_validator
from pydantic.types import Discriminator

from mems_lca.study.fields import Length, Mass, Model, Money, Names, Number, Output, Share, Time, Yield
from mems_lca.study.step import SettingField
from mems_lca.units import Quantity


class Wafer(Model):
    """Diameter and thickness of the wafer that the route processes."""

    diameter: Length
    thickness: Length


class RouteStep(Model):
    """One occurrence of a step; `with_` names a route whose finished wafer is consumed, `draws` how many."""

    step: str
    id: str = ""
    repeat: int = Field(default=1, ge=1, le=200)
    set: dict[str, SettingField] = {}
    with_: str = Field(default="", alias="with")
    draws: Number | None = None
    site: str = ""

    @property
    def key(self) -> str:
        """The name by which paths speak of this occurrence."""
        return self.id or self.step


def _bare_step(value: Any) -> Any:
    return {"step": value} if isinstance(value, str) else value


RouteStepField = Annotated[RouteStep, BeforeValidator(_bare_step, json_schema_input_type=RouteStep | str)]


def _destruction_kind(value: Any) -> str:
    return "set" if isinstance(value, str) else "map"


# The name of a set of the library, or a share by gas.
Destruction = Annotated[
    Annotated[str, Tag("set")] | Annotated[dict[str, Share], Tag("map")], Discriminator(_destruction_kind)
]


# The supply step that holds the utilities of an abatement unit, by what heats it.
BURNERS: Mapping[str, str] = {"fuel": "exhaust_abatement", "electric": "exhaust_abatement_electric"}


class Abatement(Model):
    """Point-of-use abatement: treated gases, share of the gas that passes it, destruction set or map, uptime.

    `burner` says what heats it: a hydrocarbon flame forms CF4 anew from F2 and NF3, an electric unit does not.
    """

    gases: tuple[str, ...]
    fraction_treated: Share
    destruction: Destruction
    uptime: Share
    burner: Literal["fuel", "electric"] = "fuel"
    dilution: SettingField | None = None
    source: str = ""
    note: str = ""


class Monitors(Model):
    """Monitor wafers per product wafer start, the steps they pass, and how often each is used again."""

    number: Number
    passes: tuple[str, ...]
    reuses: Number


class SupplyShare(Model):
    """One part of a site's electricity."""

    share: Share
    kind: Literal["grid", "onsite_pv", "direct_ppa", "certificate"]
    instrument: str = ""
    vintage: int | None = None
    region: str = ""
    factor: str = ""
    attributes_sold: bool = False


class AddSteps(Model):
    """Steps put after a named one."""

    after: str
    steps: tuple[RouteStepField, ...]


class RouteDie(Model):
    """Another size of die for one route, in place of the study's."""

    width: Length | None = None
    height: Length | None = None

    @property
    def sizes(self) -> dict[str, Quantity]:
        """The sizes that are given, by name."""
        return {name: size for name in type(self).model_fields if (size := getattr(self, name)) is not None}


class RouteProduct(Model):
    """Another mass of the product for one route, in place of the study's."""

    mass: Mass | None = None


def _several(value: Any) -> Any:
    """One entry is short for a list of one."""
    return value if isinstance(value, list | tuple) else [value]


# What takes a step's place: one step, or several in order.
Replacement = Annotated[
    tuple[RouteStepField, ...],
    BeforeValidator(_several, json_schema_input_type=RouteStep | str | list[RouteStep | str]),
    Field(min_length=1),
]
Additions = Annotated[tuple[AddSteps, ...], BeforeValidator(_several, json_schema_input_type=AddSteps | list[AddSteps])]


class Investment(Model):
    """What a measure costs to install, how long it serves, and the finished wafers a year that share it."""

    value: Money
    lifetime: Time
    wafers_per_year: Output
    source: str = ""
    note: str = ""


class Measure(Model):
    """A named change that turns a grey route greener; each can be switched alone."""

    name: Names | None = None
    set: dict[str, SettingField] = {}
    replace: dict[str, Replacement] = {}
    remove: tuple[str, ...] = ()
    add: Additions = ()
    die: RouteDie = RouteDie()
    product: RouteProduct = RouteProduct()
    abatement: Abatement | None = None
    monitors: Monitors | None = None
    wafer_yield: Yield | None = None
    supply: dict[str, tuple[SupplyShare, ...]] = {}
    investment: Investment | None = None
    source: str = ""
    note: str = ""


class Route(Model):
    """A process route: either a whole one, or a base with measures."""

    schema_: Literal["mems-lca/route/1"] = Field(alias="schema")
    name: Names | None = None
    description: str = ""
    base: str = ""
    wafer: Wafer | None = None
    steps: tuple[RouteStepField, ...] = ()
    abatement: Abatement | None = None
    monitors: Monitors | None = None
    wafer_yield: Yield | None = None
    die_yield: Yield | None = None
    die: RouteDie = RouteDie()
    product: RouteProduct = RouteProduct()
    measures: dict[str, Measure] = {}

    @model_validator(mode="after")
    def _whole_or_based(self) -> Route:
        if self.base and (self.steps or self.wafer):
            raise ValueError("a route with a `base` takes its wafer and steps from there: use measures")
        if not self.base and (not self.steps or self.wafer is None):
            raise ValueError("a route needs `wafer` and `steps`, or a `base`")
        return self
