"""Field types: each accepts its dimension and range, and says what it expected otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from mems_lca.study import fields

ADAPTERS = {
    name: TypeAdapter(getattr(fields, name))
    for name in ("AnyQuantity", "Length", "Mass", "Area", "DefectDensity", "Share", "Yield", "Number", "Formula")
}


@pytest.mark.parametrize(
    ("field", "value", "canonical"),
    [
        ("Length", "200 mm", 0.2),
        ("Length", "8 inch", 0.2032),
        ("Mass", "30 mg", 3e-5),
        ("Area", "145 mm**2", 1.45e-4),
        ("DefectDensity", "0.15 cm**-2", 1500),
        ("Share", "12 %", 0.12),
        ("Share", 0, 0),
        ("Share", 1, 1),
        ("Yield", 1, 1),
        ("Yield", 0.001, 0.001),
        ("Number", 0, 0),
        ("Number", 7.5, 7.5),
        ("AnyQuantity", "300 sccm", 300 * 44.61503 / 60e6),
    ],
)
def test_value_in_canonical_units(field: str, value: Any, canonical: float) -> None:
    assert ADAPTERS[field].validate_python(value).canonical == pytest.approx(canonical, rel=1e-6)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("Length", 200, "expected length"),
        ("Length", "200 mm**2", "expected length"),
        ("Length", "0 mm", "above zero"),
        ("Length", "-1 mm", "above zero"),
        ("Mass", "30 mL", "expected mass"),
        ("Area", "145 mm", "expected area"),
        ("Share", 1.0001, "between 0 and 1"),
        ("Share", "-1 %", "between 0 and 1"),
        ("Share", "0.5 kg", "dimensionless"),
        ("Yield", 0, "above 0"),
        ("Yield", 1.2, "at most 1"),
        ("Number", -0.1, "zero or more"),
        ("AnyQuantity", float("nan"), "finite"),
        ("AnyQuantity", float("inf"), "finite"),
        ("AnyQuantity", True, ""),
        ("AnyQuantity", None, ""),
        ("AnyQuantity", "three mm", ""),
        ("AnyQuantity", ["1 mm"], ""),
        ("Formula", True, "formula"),
        ("Formula", None, "formula"),
        ("Formula", "__import__('os')", ""),
        ("Formula", "flow.time", ""),
        ("Formula", "", ""),
    ],
)
def test_refused(field: str, value: Any, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ADAPTERS[field].validate_python(value)
    assert said in str(caught.value)


def test_number_is_a_formula() -> None:
    assert ADAPTERS["Formula"].validate_python(2) == fields.parse("2")


def test_models_are_frozen() -> None:
    names = fields.Names(en="etch")
    with pytest.raises(ValidationError):
        names.en = "clean"  # type: ignore[misc]
