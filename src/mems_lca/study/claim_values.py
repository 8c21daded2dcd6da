"""Where a value that judges a claim comes from: a study, a step alone, or a factor table."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Tag
from pydantic.types import Discriminator

from mems_lca.study.fields import Model
from mems_lca.study.study import Perspective

Per = Literal["wafer", "device", "functional_unit"]
GasProperty = Literal["gwp", "footprint", "own", "by_products", "unreacted", "molar_mass", "destruction"]
PlaceProperty = Literal["scarcity", "electricity", "electricity_direct"]
Filter = dict[Literal["stage", "step", "site", "input", "flow", "scope", "part", "quality"], str | tuple[str, ...]]


class _Value(Model):
    """`unit` is that in which the value is shown; where nothing else says so, it is also what the number is in."""

    unit: str | None = None
    note: str = ""


class _Result(_Value):
    """What of a result: an indicator (or a part of it, by `where`), the amount drawn from a supply step, or a cell.

    A cell is a parameter or derived quantity (`release_etch.etch_time`), or the amount of an exchange by its number
    (`release_etch/0`); of a step alone `etch_time` or `/0`.
    """

    indicator: str = ""
    where: Filter = {}
    accounting: Literal["location", "market"] | None = None
    supply: str = ""
    cell: str = ""


class StudyValue(_Result):
    """A value of a study: of a route, with all measures or those named, with choices changed for it.

    `path` is a key of the route's record in the JSON of the result, such as `energy.electricity.kWh`.
    """

    study: str
    route: str
    per: Per = "device"
    path: str = ""
    measures: tuple[str, ...] | None = None
    set: dict[str, str | int | float] = {}
    sites: dict[str, str] = {}
    perspective: Perspective | None = None
    gwp: str = ""


class StepValue(_Result):
    """A value of one step alone, at its defaults or with some parameters set: per wafer, device or unit of product."""

    step: str
    set: dict[str, str | int | float] = {}
    place: str = ""


class ProductValue(_Value):
    """The factor of a product, all parts of it."""

    product: str
    indicator: str = "climate_change"


class GasValue(_Value):
    """A property of a process gas: its GWP, what a kilogram of it emits in a process by a table, or its molar mass.

    `footprint` is the sum of `own` (the gas that leaves unreacted) and `by_products`, per kg used; `destruction` is the
    share that abatement destroys by a set.
    """

    gas: str
    property: GasProperty = "gwp"
    process: str = "etch"
    table: str = "epa-i5"
    gwp: str = "ar6"
    destruction_set: str = ""


class PlaceValue(_Value):
    """A factor of a place: water scarcity, or its electricity (life cycle, or direct)."""

    place: str
    property: PlaceProperty
    version: str = "aware-2.0"
    electricity_set: str = ""


class PriceValue(_Value):
    """A price, of a place or of what contains it."""

    price: str
    place: str = "GLO"


class BenchmarkValue(_Value):
    """A published figure of fabs per wafer area, by its measure and its English name."""

    benchmark: str
    name: str


_KINDS: dict[str, type[_Value]] = {
    "study": StudyValue,
    "step": StepValue,
    "product": ProductValue,
    "gas": GasValue,
    "price": PriceValue,
    "benchmark": BenchmarkValue,
    "place": PlaceValue,
}


def _kind(value: Any) -> str | None:
    """The kind by its key. A step, and a price, may have a place."""
    if isinstance(value, dict):
        return next((kind for kind in _KINDS if kind in value), None)
    return next((kind for kind, model in _KINDS.items() if isinstance(value, model)), None)


AnyValue = StudyValue | StepValue | ProductValue | GasValue | PriceValue | BenchmarkValue | PlaceValue
ClaimValue = Annotated[
    Annotated[StudyValue, Tag("study")]
    | Annotated[StepValue, Tag("step")]
    | Annotated[ProductValue, Tag("product")]
    | Annotated[GasValue, Tag("gas")]
    | Annotated[PriceValue, Tag("price")]
    | Annotated[BenchmarkValue, Tag("benchmark")]
    | Annotated[PlaceValue, Tag("place")],
    Discriminator(
        _kind,
        custom_error_type="claim_value",
        custom_error_message="a value names a study, step, product, gas, price, benchmark or place",
    ),
]
