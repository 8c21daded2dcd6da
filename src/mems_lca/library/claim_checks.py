"""Checks of a file of claims against the library: names, sources, and the dimension of every formula."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mems_lca.errors import Finding, FormulaError, MemsLcaError, Place, nearest
from mems_lca.library.claim_units import raw_unit, shown_unit
from mems_lca.library.sources import ASSUMPTION
from mems_lca.library.step_checks import unknown_source
from mems_lca.library.variants import Variants
from mems_lca.study.claims import Claim, Claims
from mems_lca.study.formula import Expr, dimension, references
from mems_lca.study.reading import Positions, place_in
from mems_lca.units import Dimension, describe, dimension_of

NAMED = re.compile(r"\{(\w+)(?::([^{}]*))?\}")


@dataclass
class _Checker:
    """A file of claims being checked, and what was found so far."""

    claims: Claims
    variants: Variants
    file: str
    positions: Positions
    findings: list[Finding] = field(default_factory=list)

    def place(self, *path: object) -> Place:
        """Where a key of the file stands."""
        return place_in(self.file, self.positions, path)

    def add(self, code: str, message: str, place: Place, **more: str) -> None:
        """Notes an error."""
        self.findings.append(Finding("error", code, message, place, **more))


def check_claims(claims: Claims, variants: Variants, file: str, positions: Positions) -> list[Finding]:
    """Every error of a file of claims."""
    checker = _Checker(claims, variants, file, positions)
    for name, claim in claims.claims.items():
        _check_sources(checker, name, claim)
        dimensions = _dimensions(checker, name, claim)
        _check_formulas(checker, name, claim, dimensions)
        _check_texts(checker, name, claim, dimensions)
    return list(dict.fromkeys(checker.findings))


def _check_sources(checker: _Checker, name: str, claim: Claim) -> None:
    library = checker.variants.library
    source = claim.source or checker.claims.source
    at = ("claims", name, "source") if claim.source else ("source",) if source else ("claims", name)
    if not source:
        checker.add("missing", "the claim has no source, and neither has the file", checker.place(*at))
    else:
        checker.findings.extend(unknown_source(source, checker.place(*at), library))
    for key, given in claim.given.items():
        place = checker.place("claims", name, "given", key)
        checker.findings.extend(unknown_source(given.source, place, library))
        if given.source == ASSUMPTION and not given.note:
            checker.add("assumption", "an assumption has its reasoning in `note`", place)


def _dimensions(checker: _Checker, name: str, claim: Claim) -> dict[str, Dimension | None]:
    """Of every quantity; None for what is wrong itself, so that formulas over it are not reported as well."""
    found: dict[str, Dimension | None] = {}
    for key, figure in claim.figures.items():
        found[key] = figure.value.dimension
    for key, given in claim.given.items():
        found[key] = given.value.dimension
    for key, value in claim.values.items():
        place = checker.place("claims", name, "values", key)
        try:
            found[key] = dimension_of(shown_unit(value, raw_unit(value, checker.variants)))
        except MemsLcaError as error:
            found[key] = None
            checker.findings.extend(_moved(error, place))
    found.update(dict.fromkeys(claim.derived))
    order, circle = derived_order(claim)
    if circle:
        message = f"derived quantities depend on each other in a circle: {' -> '.join(circle)}"
        checker.add("circle", message, checker.place("claims", name, "derived", circle[0]))
        return found
    for key in order:
        place = checker.place("claims", name, "derived", key)
        entry = claim.derived[key]
        found[key] = _dimension(checker, entry.formula, found, place)
        if entry.unit is not None:
            _check_unit(checker, entry.unit, found[key], place)
    return found


def _moved(error: MemsLcaError, place: Place) -> Iterator[Finding]:
    """What is wrong with a value, at its place in the file of claims; a file that is wrong itself keeps its place."""
    for entry in error.findings:
        own = entry.place.file and entry.place.line is not None and not entry.place.file.endswith(place.file)
        message = f"{entry.message} ({entry.place})" if own else entry.message
        yield Finding("error", entry.code, message, place, entry.found, entry.expected, entry.nearest)


def derived_order(claim: Claim) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Derived quantities so that each stands after those it refers to; and a circle, when there is one."""
    order: dict[str, None] = {}
    circle: list[str] = []

    def visit(key: str, trail: tuple[str, ...]) -> None:
        if key in order or circle:
            return
        if key in trail:
            circle.extend((*trail[trail.index(key) :], key))
            return
        for other in references(claim.derived[key].formula):
            if other in claim.derived:
                visit(other, (*trail, key))
        order[key] = None

    for key in claim.derived:
        visit(key, ())
    return tuple(order), tuple(circle)


def _dimension(
    checker: _Checker, formula: Expr, dimensions: Mapping[str, Dimension | None], place: Place
) -> Dimension | None:
    """The dimension of a formula; None where a name is unknown, or wrong itself."""
    wrong = False
    for key in references(formula):
        if key not in dimensions:
            near = nearest(key, dimensions)
            checker.add("unknown_name", "the claim has no quantity of this name", place, found=key, nearest=near)
        wrong = wrong or dimensions.get(key) is None
    if wrong:
        return None
    known: dict[str, Any] = dict(dimensions)
    try:
        return dimension(formula, known.__getitem__, place)
    except FormulaError as error:
        checker.findings.extend(error.findings)
        return None


def _check_unit(checker: _Checker, unit: str, found: Dimension | None, place: Place) -> None:
    if found is not None and dimension_of(unit) != found:
        expected = describe(found)
        checker.add("dimension", "the unit does not fit the formula", place, found=unit, expected=expected)


def _check_formulas(checker: _Checker, name: str, claim: Claim, dimensions: Mapping[str, Dimension | None]) -> None:
    """Each check compares quantities of one dimension."""
    for index, check in enumerate(claim.checks):
        common: Dimension | None = None
        for path, formula in check.formulas():
            place = checker.place("claims", name, "checks", index, *path)
            found = _dimension(checker, formula, dimensions, place)
            if found is None:
                continue
            if common is None:
                common = found
                if check.unit is not None:
                    _check_unit(checker, check.unit, found, place)
            elif found != common:
                message = "a check compares quantities of one dimension"
                checker.add("dimension", message, place, found=describe(found), expected=describe(common))


def _check_texts(checker: _Checker, name: str, claim: Claim, dimensions: Mapping[str, Dimension | None]) -> None:
    """Names in braces in the note, and their units."""
    texts = () if claim.note is None else (claim.note.en, claim.note.zh)
    for key, unit in (match.groups() for text in texts for match in NAMED.finditer(text)):
        place = checker.place("claims", name, "note")
        if key not in dimensions:
            near = nearest(key, dimensions)
            checker.add("unknown_name", "the claim has no quantity of this name", place, found=key, nearest=near)
        elif unit:
            try:
                _check_unit(checker, unit, dimensions[key], place)
            except MemsLcaError as error:
                checker.findings.extend(_moved(error, place))
