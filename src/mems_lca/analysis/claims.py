"""Claims judged: every quantity with its value, unit and source, every check with its arithmetic and verdict."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mems_lca.analysis.claims_values import COMPUTED, Taken, Values
from mems_lca.analysis.claims_verdict import Verdict, overall, ratio, verdict_of
from mems_lca.errors import Finding, MemsLcaError, StudyError, nearest
from mems_lca.library.claim_checks import check_claims, derived_order
from mems_lca.library.claim_units import raw_unit, shown_unit
from mems_lca.library.library import Library
from mems_lca.library.sources import ASSUMPTION
from mems_lca.library.variants import Variants
from mems_lca.study.claim_values import BenchmarkValue
from mems_lca.study.claims import Check, Claim, Claims
from mems_lca.study.fields import Names
from mems_lca.study.formula import Expr, Ref, dimension, evaluate, references, to_text
from mems_lca.study.reading import Positions, place_in
from mems_lca.units import canonical_unit, dimension_of

Kind = Literal["figures", "given", "values", "derived"]


@dataclass(frozen=True)
class Entry:
    """A quantity of a claim: `value` in the coherent unit (None with the reason), `unit` to show it in.

    `kind` says whether the claim makes it (figures), others published it (given), it was taken from a calculation or
    a table (values), or follows by `formula` from the others (derived).
    """

    name: str
    kind: Kind
    value: float | None
    unit: str
    source: str
    how: str
    formula: Expr | None = None
    reason: str = ""
    published: bool = False


@dataclass(frozen=True)
class Judged:
    """A check: the claimed range and the figures in coherent units, the ratio of each figure to it, the verdict."""

    check: Check
    unit: str
    low: float | None
    high: float | None
    found: tuple[float | None, ...]
    ratios: tuple[float, ...]
    published: bool
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True)
class JudgedClaim:
    """A claim with the arithmetic of its verdict."""

    id: str
    claim: Claim
    source: str
    entries: tuple[Entry, ...]
    checks: tuple[Judged, ...]
    verdict: Verdict

    @property
    def decisive(self) -> Judged | None:
        """The first check with the verdict of the claim, else the first that could be computed, else the first."""
        same = [entry for entry in self.checks if entry.verdict == self.verdict]
        known = [entry for entry in self.checks if entry.verdict != "not_computable"]
        return next(iter([*same, *known, *self.checks]), None)

    @property
    def reason(self) -> Names | None:
        """Why nothing could be computed."""
        if self.verdict != "not_computable":
            return None
        if self.claim.not_computable is not None:
            return self.claim.not_computable
        return Names(en="; ".join(dict.fromkeys(entry.reason for entry in self.checks)))


@dataclass(frozen=True)
class JudgedClaims:
    """All claims of a file; `calculations` is the number of systems that were solved for them."""

    file: str
    claims: Claims
    judged: tuple[JudgedClaim, ...]
    calculations: int


def judge_claims(
    claims: Claims, library: Library, *, file: str = "", positions: Positions | None = None, only: Collection[str] = ()
) -> JudgedClaims:
    """The verdict on every claim, or on those of `only`. Raises StudyError with all errors of the file."""
    where = positions or {}
    _check_names(claims, only)
    chosen = {name: claim for name, claim in claims.claims.items() if not only or name in only}
    variants = Variants(library)
    picked = claims.model_copy(update={"claims": chosen})
    findings = check_claims(picked, variants, file, where)
    if findings:
        raise StudyError(findings)
    values = Values(variants)
    judged = tuple(_judge(name, claim, claims, values, file, where, findings) for name, claim in chosen.items())
    if findings:
        raise StudyError(dict.fromkeys(findings))
    return JudgedClaims(file, claims, judged, values.calculations)


def _check_names(claims: Claims, only: Collection[str]) -> None:
    known = tuple(claims.claims)
    unknown = [name for name in only if name not in known]
    if unknown:
        message = "the file has no claim of this id"
        raise StudyError(
            Finding("error", "unknown_claim", message, found=name, nearest=nearest(name, known)) for name in unknown
        )


def _judge(
    name: str,
    claim: Claim,
    claims: Claims,
    values: Values,
    file: str,
    positions: Positions,
    findings: list[Finding],
) -> JudgedClaim:
    source = claim.source or claims.source
    entries = {key: Entry(key, "figures", entry.value.canonical, entry.value.unit, source, entry.note) for key, entry in
               claim.figures.items()}  # fmt: skip
    for key, given in claim.given.items():
        published = given.source != ASSUMPTION
        entries[key] = Entry(
            key, "given", given.value.canonical, given.value.unit, given.source, given.note, published=published
        )
    for key, value in claim.values.items():
        try:
            taken = values.take(value)
        except MemsLcaError as error:
            place = place_in(file, positions, ("claims", name, "values", key))
            findings.extend(
                Finding("error", found.code, found.message, place, found.found, found.expected, found.nearest)
                for found in error.findings
            )
            taken = Taken(None, COMPUTED, "")
        unit = shown_unit(value, raw_unit(value, values.variants))
        how = f"{taken.how}; {value.note}" if value.note else taken.how
        published = isinstance(value, BenchmarkValue) and taken.source != ASSUMPTION
        entries[key] = Entry(key, "values", taken.value, unit, taken.source, how, None, taken.reason, published)
    for key in derived_order(claim)[0]:
        derived = claim.derived[key]
        number, reason = _evaluated(derived.formula, entries)
        unit = derived.unit or _unit(derived.formula, entries)
        published = _published(derived.formula, entries)
        entries[key] = Entry(key, "derived", number, unit, "", derived.note, derived.formula, reason, published)
    checks = tuple(_checked(check, entries) for check in claim.checks)
    verdict = overall([entry.verdict for entry in checks], claim.rule) if checks else "not_computable"
    return JudgedClaim(name, claim, source, tuple(entries.values()), checks, verdict)


def _evaluated(formula: Expr, entries: Mapping[str, Entry]) -> tuple[float | None, str]:
    """The value of a formula in its coherent unit, or why there is none."""
    used = [entries[key] for key in references(formula)]
    lacking = next((entry for entry in used if entry.value is None), None)
    if lacking is not None:
        return None, lacking.reason or f"{lacking.name} is missing"
    found = evaluate(formula, lambda key: entries[key].value or 0.0)
    number = float(found)
    if not math.isfinite(number):
        return None, f"{to_text(formula)} has no finite value"
    return number, ""


def _published(formula: Expr, entries: Mapping[str, Entry]) -> bool:
    """Whether a formula rests on what others published, and on nothing that was calculated or claimed."""
    used = references(formula)
    return bool(used) and all(entries[key].published for key in used)


def _unit(formula: Expr, entries: Mapping[str, Entry]) -> str:
    """The unit in which the value of a formula is shown: as its only quantity, else the coherent one."""
    if isinstance(formula, Ref):
        return entries[formula.key].unit
    return canonical_unit(dimension(formula, lambda key: dimension_of(entries[key].unit)))


def _checked(check: Check, entries: Mapping[str, Entry]) -> Judged:
    ends = (check.claimed.from_, check.claimed.to)
    (low, low_reason), (high, high_reason) = (_end(end, entries) for end in ends)
    found = [_evaluated(formula, entries) for formula in check.found]
    unit = check.unit if check.unit is not None else _unit(check.claimed_formulas[0], entries)
    published = all(_published(formula, entries) for formula in check.found)
    reasons = dict.fromkeys(reason for reason in (low_reason, high_reason, *(entry[1] for entry in found)) if reason)
    numbers = [number for number, _ in found if number is not None]
    if reasons or len(numbers) < len(found):
        return Judged(
            check, unit, low, high, tuple(number for number, _ in found), (), published, "not_computable",
            "; ".join(reasons),
        )  # fmt: skip
    if low is not None and high is not None and low > high:
        low, high = high, low
    ratios = tuple(ratio(number, low, high) for number in numbers)
    verdict = _verdict(ratios, check, published)
    return Judged(check, unit, low, high, tuple(numbers), ratios, published, verdict)


def _end(formula: Expr | None, entries: Mapping[str, Entry]) -> tuple[float | None, str]:
    return (None, "") if formula is None else _evaluated(formula, entries)


def _verdict(ratios: Sequence[float], check: Check, published: bool) -> Verdict:
    return verdict_of(
        ratios,
        tolerance=check.tolerance.canonical,
        beyond=check.contradicted_beyond.canonical,
        published=published,
    )
