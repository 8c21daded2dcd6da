"""Cells: every number of a study, either an input with a unit or a formula over other cells.

The same cells are evaluated here as arrays, written into the workbook as live formulas, and kept in the result as
the trace, so that the three cannot disagree.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from mems_lca.errors import Finding, Place
from mems_lca.library.overrides import Overrides, Path
from mems_lca.library.pedigree import Evidence, Pedigree
from mems_lca.study.formula import Expr, Num, Ref, evaluate, references
from mems_lca.study.paths import join
from mems_lca.study.step import Setting
from mems_lca.study.uncertainty import Uncertainty
from mems_lca.units import Quantity, conversion, describe

Group = Literal["parameter", "factor", "choice", "unit", "derived", "amount"]
Kind = Literal["", "share", "yield", "not_negative", "positive"]
Origin = Literal["default", "assumption", "given", "measure", "definition", "formula"]


_RANGES: dict[Kind, str] = {
    "share": "a share between 0 and 1",
    "yield": "a yield above 0 and at most 1",
    "not_negative": "zero or more",
    "positive": "a value above zero",
}
_IN_RANGE: dict[Kind, Callable[[float], bool]] = {
    "share": lambda value: 0 <= value <= 1,
    "yield": lambda value: 0 < value <= 1,
    "not_negative": lambda value: value >= 0,
    "positive": lambda value: value > 0,
}

_METHOD = Evidence("method")
NO_LIMITS = (-math.inf, math.inf)


@dataclass(frozen=True)
class Cell:
    """One number: `expr` is None for an input, whose `given` is the value as written.

    `unit` is the canonical (coherent) unit of the value; `path` is what `set:` and `--set` call it. `uncertainty` and
    `pedigree` are those stated with the value; `evidence` is what else is known of its quality. A `bounded` value is a
    share or yield; `limits` are the bounds of validity in the canonical unit, infinite where there is none. Inputs of
    one `fact` that hold the same value from the same source are one number used in several places; one that `repeats`
    its fact is drawn as the input that states it. `kind` says in which range a value must lie. `proof` names an
    entry of the study's evidence.
    """

    key: str
    label: str
    unit: str
    group: Group
    expr: Expr | None = None
    given: Quantity | None = None
    path: str = ""
    source: str = ""
    note: str = ""
    origin: Origin = "formula"
    uncertainty: Uncertainty | None = None
    published: Quantity | None = None
    evidence: Evidence = _METHOD
    pedigree: Pedigree | None = None
    bounded: bool = False
    limits: tuple[float, float] = NO_LIMITS
    fact: str = ""
    repeats: bool = False
    kind: Kind = ""
    proof: str = ""

    @property
    def is_input(self) -> bool:
        """Whether a user may change it."""
        return self.expr is None


@dataclass
class Ledger:
    """Collects cells while the inventory is built; every input passes through `enter`, which applies overrides."""

    overrides: Overrides
    cells: dict[str, Cell] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def enter(
        self,
        key: str,
        default: Quantity,
        *,
        label: str,
        group: Group = "parameter",
        paths: tuple[Path, ...] = (),
        source: str = "",
        note: str = "",
        origin: Origin = "default",
        uncertainty: Uncertainty | None = None,
        kind: Kind = "",
        evidence: Evidence | None = None,
        pedigree: Pedigree | None = None,
        bounded: bool = False,
        limits: tuple[float, float] = NO_LIMITS,
        fact: Path = (),
        repeats: bool = False,
        proof: str = "",
    ) -> Ref:
        """A reference to the input `key`, entered once; an override of one of its paths replaces the default.

        `fact` is the path that says of what the value is one; that of an override is the path under which it was
        written, else it is the widest of `paths`.

        An override of another dimension becomes a finding and leaves the default; so does a value
        outside the range of its `kind`.
        """
        if key in self.cells:
            return Ref(key)
        if source == "assumption" and origin == "default":
            origin = "assumption"
        value, published = default, None
        known_as = fact or (paths[-1] if paths else (key,))
        override = self.overrides.find(*paths) if paths else None
        if override is not None and self._fits(default, override.setting.value, override.place, paths[0]):
            setting = override.setting
            value, published, source, origin = _given(setting, override.origin, default)
            note = setting.note
            uncertainty, pedigree, known_as = setting.uncertainty, setting.pedigree, override.path
            repeats, proof = False, setting.evidence
        place = override.place if override is not None else Place(path=join(*paths[0]) if paths else key)
        self._check_range(value, kind, label, place)
        self.cells[key] = Cell(
            key=key,
            label=label,
            unit=conversion(value.unit).canonical_unit,
            group=group,
            given=value,
            path=join(*paths[0]) if paths else "",
            source=source,
            note=note,
            origin=origin,
            uncertainty=uncertainty,
            published=published,
            evidence=evidence or (_METHOD if group in ("choice", "unit") else Evidence()),
            pedigree=pedigree,
            bounded=bounded or kind in ("share", "yield"),
            limits=limits,
            fact=join(*known_as),
            repeats=repeats,
            kind=kind,
            proof=proof,
        )
        return Ref(key)

    def derive(self, key: str, expr: Expr, unit: str, label: str, group: Group = "derived") -> Ref:
        """A reference to the formula cell `key`, entered once. `unit` is that of the formula's value."""
        if key not in self.cells:
            self.cells[key] = Cell(key=key, label=label, unit=unit, group=group, expr=expr)
        return Ref(key)

    def unit(self, unit: str) -> Expr:
        """Coherent value of one `unit` (3.6e6 for kWh): divide by it to express an amount in that unit."""
        factor = conversion(unit).factor
        if factor == 1:
            return Num(1.0)
        return self.enter(
            f"unit:{unit}",
            Quantity(factor, ""),
            label=f"1 {unit}",
            group="unit",
            source="definition",
            origin="definition",
        )

    def _check_range(self, value: Quantity, kind: Kind, label: str, place: Place) -> None:
        found = out_of_range(value, kind, label, place)
        if found is not None:
            self.findings.append(found)

    def _fits(self, default: Quantity, found: Quantity, place: Place, path: Path) -> bool:
        if found.dimension == default.dimension:
            return True
        message = f"{join(*path)} has the wrong dimension"
        expected = f"{describe(default.dimension)}, such as {default}"
        self.findings.append(Finding("error", "dimension", message, place, str(found), expected))
        return False


def out_of_range(value: Quantity, kind: Kind, label: str, place: Place) -> Finding | None:
    """The finding on a value outside the range of its kind; None for one inside."""
    if not kind or _IN_RANGE[kind](value.canonical):
        return None
    return Finding("error", "range", f"{label}: out of range", place, str(value), _RANGES[kind])


def _given(setting: Setting, origin: str, default: Quantity) -> tuple[Quantity, Quantity, str, Origin]:
    kind: Origin = "given" if origin == "study" else "measure"
    if setting.source == "assumption":
        kind = "assumption"
    return setting.value, default, setting.source or f"given:{origin}", kind


def values(cells: Mapping[str, Cell], instead: Mapping[str, float] | None = None) -> dict[str, float]:
    """The value of every cell in its canonical unit, with other values for the inputs `instead`.

    Raises KeyError for a reference to nothing.
    """
    found: dict[str, float] = {}
    other = instead or {}
    for cell in in_order(cells):
        if cell.expr is None:
            assert cell.given is not None
            found[cell.key] = other.get(cell.key, cell.given.canonical)
        else:
            found[cell.key] = float(evaluate(cell.expr, found.__getitem__))
    return found


def in_order(cells: Mapping[str, Cell]) -> Iterator[Cell]:
    """Cells so that each stands after those that it refers to.

    The ledger enters cells after what they refer to; this holds it for cells read back from a file, too.
    """
    done: set[str] = set()
    for root in cells:
        stack = [root]
        while stack:
            key = stack[-1]
            if key in done:
                stack.pop()
                continue
            expr = cells[key].expr
            waiting = [other for other in (references(expr) if expr else ()) if other not in done]
            if waiting:
                stack.extend(waiting)
            else:
                done.add(key)
                stack.pop()
                yield cells[key]


def leaves(key: str, cells: Mapping[str, Cell], cache: dict[str, frozenset[str]] | None = None) -> frozenset[str]:
    """Keys of the inputs that a cell rests on."""
    memo = {} if cache is None else cache
    if key not in memo:
        expr = cells[key].expr
        if expr is None:
            memo[key] = frozenset({key})
        else:
            memo[key] = frozenset().union(*(leaves(other, cells, memo) for other in references(expr)))
    return memo[key]


def coherent(unit: str) -> str:
    """The canonical unit of a unit's dimension."""
    return conversion(unit).canonical_unit if unit else ""
