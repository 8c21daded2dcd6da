"""Judged claims in words and for JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from mems_lca.analysis.claims import Entry, Judged, JudgedClaim, JudgedClaims
from mems_lca.analysis.claims_verdict import Verdict, distance
from mems_lca.library.claim_checks import NAMED
from mems_lca.study.formula import to_text
from mems_lca.units import canonical_unit, conversion, convert, dimension_of, show

SCHEMA = "mems-lca/claims-result/1"
WORDS: Mapping[Verdict, str] = {
    "holds": "holds",
    "doubtful": "doubtful",
    "differs": "differs",
    "contradicted": "contradicted",
    "depends": "depends",
    "not_computable": "not computable",
}
_DIGITS = 3
# Ratios farther from 1 than this are said as multiples, nearer ones in percent.
_MULTIPLE = 2.0


def shown(value: float, unit: str, digits: int = _DIGITS) -> str:
    """A value in coherent units as people read it: "0.77 TWh"."""
    return show(in_unit(value, unit), unit, digits)


def in_unit(value: float, unit: str) -> float:
    """A value in coherent units expressed in `unit`."""
    return convert(value, canonical_unit(dimension_of(unit)), unit)


def claimed_text(check: Judged) -> str:
    """What is claimed: "1.8 to 2.3 kWh/cm2", "at least 65 %"."""
    if check.low is None and check.high is None:
        return "unknown"
    if check.low is None or check.high is None:
        word = "at most" if check.low is None else "at least"
        end = check.high if check.low is None else check.low
        return f"{word} {shown(end or 0.0, check.unit)}"
    return _span(check.low, check.high, check.unit)


def found_text(check: Judged) -> str:
    """What was found: one figure, or the range of several."""
    known = [value for value in check.found if value is not None]
    return _span(min(known), max(known), check.unit) if known else "unknown"


def _span(low: float, high: float, unit: str) -> str:
    first, last = shown(low, unit), shown(high, unit)
    if first == last:
        return last
    return f"{show(in_unit(low, unit), '', _DIGITS)} to {last}"


def verdict_text(check: Judged) -> str:
    """The verdict of a check with the distance: "differs by -23 %", "contradicted (×5.2)"."""
    if check.verdict == "differs":
        return f"differs by {ratio_text(check.ratios)}"
    if check.verdict in ("contradicted", "doubtful"):
        return f"{check.verdict} ({ratio_text(check.ratios)})"
    return WORDS[check.verdict]


def claim_text(found: JudgedClaim) -> str:
    """The verdict of a claim in a few words."""
    decisive = found.decisive
    if found.verdict == "depends":
        counts = [(word, sum(entry.verdict == key for entry in found.checks)) for key, word in WORDS.items()]
        return f"depends: {', '.join(f'{word} {number}' for word, number in counts if number)}"
    return WORDS["not_computable"] if decisive is None else verdict_text(decisive)


def ratio_text(ratios: Sequence[float]) -> str:
    """Ratios of what was found to what is claimed: "×0.37", "-23 %", "×3.1 to ×5"; "other sign" below zero."""
    low, high = min(ratios), max(ratios)
    if low <= 0 or math.isinf(high):
        return "other sign" if low < 0 else "zero"
    texts = dict.fromkeys(_one_ratio(value, percent=max(map(distance, ratios)) < _MULTIPLE) for value in (low, high))
    return " to ".join(texts)


def _one_ratio(value: float, *, percent: bool) -> str:
    return f"{100 * (value - 1):+.0f} %" if percent else f"×{show(value, '', 2)}"


def filled(text: str, found: JudgedClaim) -> str:
    """A note with its quantities in place of their names."""
    entries = {entry.name: entry for entry in found.entries}

    def put(match: Any) -> str:
        entry = entries[match[1]]
        return "?" if entry.value is None else shown(entry.value, match[2] or entry.unit)

    return NAMED.sub(put, text)


# ---------------------------------------------------------------- JSON


def as_dict(found: JudgedClaims, version: str) -> dict[str, Any]:
    """The result for JSON."""
    verdicts = [entry.verdict for entry in found.judged]
    return {
        "schema": SCHEMA,
        "software": {"mems_lca": version},
        "name": found.claims.name.model_dump(),
        "summary": {word: verdicts.count(word) for word in WORDS},
        "calculations": found.calculations,
        "claims": [_claim(entry) for entry in found.judged],
    }


def _claim(found: JudgedClaim) -> dict[str, Any]:
    claim, reason, decisive = found.claim, found.reason, found.decisive
    return {
        "id": found.id,
        "short": claim.short.model_dump(),
        "text": claim.text.model_dump(),
        "source": found.source,
        "verdict": found.verdict,
        "verdict_text": claim_text(found),
        "rule": claim.rule,
        "decisive_check": None if decisive is None else found.checks.index(decisive),
        "reason": None if reason is None else reason.model_dump(),
        "left_out": None if claim.left_out is None else claim.left_out.model_dump(),
        "note": None
        if claim.note is None
        else {"en": filled(claim.note.en, found), "zh": filled(claim.note.zh, found)},
        "quantities": [_entry(entry) for entry in found.entries],
        "checks": [_check(entry) for entry in found.checks],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "kind": entry.kind,
        "value": None if entry.value is None else in_unit(entry.value, entry.unit),
        "unit": entry.unit,
        "canonical": {"value": entry.value, "unit": conversion(entry.unit).canonical_unit},
        "source": entry.source,
        "how": entry.how,
        "formula": None if entry.formula is None else to_text(entry.formula),
        "published": entry.published,
        "reason": entry.reason,
    }


def _check(entry: Judged) -> dict[str, Any]:
    check = entry.check
    ends = {"from": check.claimed.from_, "to": check.claimed.to}
    numbers = {"from": entry.low, "to": entry.high}
    return {
        "name": check.name.model_dump(),
        "unit": entry.unit,
        "claimed": {
            key: None if formula is None else {"formula": to_text(formula), "value": _number(numbers[key], entry.unit)}
            for key, formula in ends.items()
        },
        "found": [
            {
                "formula": to_text(formula),
                "value": _number(value, entry.unit),
                "ratio": entry.ratios[index] if entry.ratios and math.isfinite(entry.ratios[index]) else None,
            }
            for index, (formula, value) in enumerate(zip(check.found, entry.found, strict=True))
        ],
        "tolerance": check.tolerance.canonical,
        "contradicted_beyond": check.contradicted_beyond.canonical,
        "published": entry.published,
        "verdict": entry.verdict,
        "verdict_text": verdict_text(entry),
        "reason": entry.reason,
    }


def _number(value: float | None, unit: str) -> float | None:
    return None if value is None else in_unit(value, unit)
