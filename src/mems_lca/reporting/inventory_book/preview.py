"""The live preview of a form: what one pass of a step takes with the values that are filled in, as formulas."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from mems_lca.errors import MemsLcaError
from mems_lca.library.library import Library
from mems_lca.library.packs import shipped_pack
from mems_lca.reporting.excel_formula import to_excel
from mems_lca.study.exchange import GasExchange
from mems_lca.study.formula import Expr, Num, dimension, evaluate, rename
from mems_lca.study.step import WAFER_NAMES, Step
from mems_lca.units import DIMENSIONLESS, Quantity, conversion, dimension_of

_FILE = "step_parameters.csv"
# Where a workbook has no route with a wafer.
USUAL_DIAMETER = Quantity(200.0, "mm")


@dataclass(frozen=True)
class Words:
    """What a parameter or a line of the preview is called, and what it means."""

    name: str
    about: str
    unit: str


@dataclass(frozen=True)
class Line:
    """A line of the preview: amount per pass in `unit`, as an expression over canonical values of parameters."""

    label: str
    unit: str
    expr: Expr
    factor: float

    def formula(self, cell: Callable[[str], str]) -> str:
        """The amount as a spreadsheet formula."""
        return f"{to_excel(self.expr, cell)}/{self.factor!r}"

    def value(self, values: Mapping[str, float]) -> float:
        """The amount for these canonical values of parameters."""
        return float(evaluate(self.expr, lambda key: values[key])) / self.factor


@cache
def step_words(step: str, lang: str) -> Mapping[tuple[str, str], Words]:
    """Names of a step's parameters and of the lines of its preview, by (kind, name), in their order."""
    file = shipped_pack().report_file(_FILE)
    if file is None:
        return {}
    with file.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["step"] == step]
    return {(row["kind"], row["name"]): Words(row[lang], row[f"about_{lang}"], row["unit"]) for row in rows}


def preview_lines(library: Library, name: str, step: Step, lang: str, diameter: Quantity) -> list[Line]:
    """The lines of a step's preview: derived quantities, and exchanges as `input:electricity` or `gas:SF6`.

    A line that the step no longer has is left out.
    """
    lines = []
    for (kind, key), words in step_words(name, lang).items():
        found = _expression(library, step, key) if kind == "preview" else None
        if found is None:
            continue
        expr, molar_mass = found
        whole = _inlined(step, expr, diameter)
        factor = conversion(words.unit).factor
        if molar_mass is not None and _dimension(step, whole) == dimension_of("mol"):
            factor /= molar_mass
        lines.append(Line(words.name, words.unit, whole, factor))
    return lines


def _expression(library: Library, step: Step, key: str) -> tuple[Expr, float | None] | None:
    """The formula behind a line, and the molar mass in kg/mol where it is a gas."""
    kind, _, name = key.rpartition(":")
    if not kind:
        return (step.derived[name], None) if name in step.derived else None
    for exchange in step.exchanges:
        if getattr(exchange, kind, "") == name:
            mass = library.factors.gas(name).molar_mass if isinstance(exchange, GasExchange) else None
            return exchange.amount, mass
    return None


def _inlined(step: Step, expr: Expr, diameter: Quantity) -> Expr:
    """The formula over parameters alone: derived quantities are written out, the wafer is the route's."""
    wafer = {
        "wafer_diameter": Num(diameter.canonical),
        "wafer_area": Num(math.pi / 4 * diameter.canonical**2),
    }

    def instead(key: str) -> Expr | str:
        if key in step.derived:
            return _inlined(step, step.derived[key], diameter)
        return wafer.get(key, key)

    return rename(expr, instead)


def _dimension(step: Step, expr: Expr) -> object:
    """The dimension of a formula; lengths of the wafer were replaced by numbers, which have none."""

    def of(key: str) -> object:
        return step.parameters[key].value.dimension if key in step.parameters else dimension_of(WAFER_NAMES[key])

    try:
        return dimension(expr, of)  # type: ignore[arg-type]
    except MemsLcaError:
        return DIMENSIONLESS
