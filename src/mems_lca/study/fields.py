"""Field types that study files share: quantities with a dimension, formulas, names in two languages."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import PydanticCustomError

from mems_lca.errors import FormulaError, MemsLcaError, UnitError
from mems_lca.study.formula import Expr, parse
from mems_lca.units import Quantity, describe, dimension_of, parse_quantity


class Model(BaseModel):
    """Base of everything that is read from a file: frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, arbitrary_types_allowed=True)


def refused(error: MemsLcaError) -> PydanticCustomError:
    """The first finding of an error in the form in which pydantic passes it on."""
    finding = error.findings[0]
    context = {name: getattr(finding, name) for name in ("code", "message", "found", "expected", "nearest")}
    return PydanticCustomError("finding", "{message}", context)


def _quantity(value: Any) -> Quantity:
    if isinstance(value, Quantity):
        return value
    try:
        return parse_quantity(value)
    except UnitError as error:
        raise refused(error) from None


def _of_dimension(unit: str) -> AfterValidator:
    def check(quantity: Quantity) -> Quantity:
        if quantity.dimension != dimension_of(unit):
            found = describe(quantity.dimension)
            raise ValueError(f"found {quantity} ({found}), expected {describe(dimension_of(unit))}, such as 1 {unit}")
        return quantity

    return AfterValidator(check)


def _money(quantity: Quantity) -> Quantity:
    if quantity.dimension not in {dimension_of(currency) for currency in ("CNY", "USD", "EUR", "JPY")}:
        raise ValueError(f"found {quantity} ({describe(quantity.dimension)}), expected money, such as 2e6 CNY")
    return quantity


def _positive(quantity: Quantity) -> Quantity:
    if quantity.canonical <= 0:
        raise ValueError(f"found {quantity}, expected a value above zero")
    return quantity


def _not_negative(quantity: Quantity) -> Quantity:
    if quantity.canonical < 0:
        raise ValueError(f"found {quantity}, expected zero or more")
    return quantity


def _share(quantity: Quantity) -> Quantity:
    if not 0 <= quantity.canonical <= 1:
        raise ValueError(f"found {quantity}, expected a share between 0 and 1")
    return quantity


def _yield(quantity: Quantity) -> Quantity:
    if not 0 < quantity.canonical <= 1:
        raise ValueError(f"found {quantity}, expected a yield above 0 and at most 1")
    return quantity


def _formula(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"found {value!r}, expected a formula such as flow * time")
    try:
        return parse(str(value))
    except FormulaError as error:
        raise refused(error) from None


def _in_schema(description: str, *examples: str) -> WithJsonSchema:
    """A text or a plain number in the JSON Schema."""
    return WithJsonSchema({"type": ["string", "number"], "description": description, "examples": list(examples)})


_AS_TEXT = _in_schema("A number with its unit; a plain number is dimensionless.", "300 sccm", "12 %")

AnyQuantity = Annotated[Quantity, BeforeValidator(_quantity), _AS_TEXT]
Length = Annotated[AnyQuantity, _of_dimension("m"), AfterValidator(_positive)]
Mass = Annotated[AnyQuantity, _of_dimension("kg"), AfterValidator(_positive)]
Area = Annotated[AnyQuantity, _of_dimension("m**2"), AfterValidator(_positive)]
DefectDensity = Annotated[AnyQuantity, _of_dimension("m**-2"), AfterValidator(_positive)]
Clustering = Annotated[AnyQuantity, _of_dimension(""), AfterValidator(_positive)]
Share = Annotated[AnyQuantity, _of_dimension(""), AfterValidator(_share)]
Yield = Annotated[AnyQuantity, _of_dimension(""), AfterValidator(_yield)]
Number = Annotated[AnyQuantity, _of_dimension(""), AfterValidator(_not_negative)]
Money = Annotated[AnyQuantity, AfterValidator(_money), AfterValidator(_not_negative)]
Time = Annotated[AnyQuantity, _of_dimension("s"), AfterValidator(_positive)]
Output = Annotated[AnyQuantity, _of_dimension("wafer/year"), AfterValidator(_positive)]
Formula = Annotated[
    Expr, BeforeValidator(_formula), _in_schema("A formula over parameters and derived quantities.", "flow * time")
]


class Names(Model):
    """A name in English and in Chinese."""

    en: str
    zh: str = ""
