"""The page docs/claims.md: every claim of the shipped file with its verdict and the arithmetic behind it."""

from __future__ import annotations

from collections.abc import Iterator

from mems_lca.analysis.claims import Entry, JudgedClaim, JudgedClaims
from mems_lca.analysis.claims_text import WORDS, claim_text, claimed_text, filled, found_text, shown, verdict_text
from mems_lca.library.library import Library
from mems_lca.library.pages import escaped, joined, made_from, source_link, table
from mems_lca.study.formula import to_text

FILE = "industry"
_DIGITS = 4
_KINDS = {"figures": "claimed", "given": "given", "values": "from the library", "derived": "derived"}
_RULES = {
    "all": "",
    "any": "The checks are readings of one sentence: the best of them counts.",
    "each": "The checks are cases: the verdict depends on the case unless they agree.",
}

_INTRODUCTION = (
    "`mems-lca claims` holds a file of claims against the library and prints a verdict on each; `--only C4` adds the "
    "arithmetic, `--out DIR` writes a workbook in which it is live. No verdict is typed: the file has the figures of "
    "the claim, figures that others published, values of studies, steps and factor tables, and formulas over them. "
    "How such a file is written stands in [study-files](study-files.md#claims)."
)
_RULE = """\
A check has a claimed number or range and one figure or several. The ratio of a figure is 1 inside the range, else the
figure over the nearer end; its distance is the ratio or its inverse, whichever is above 1.

- **holds**: every figure lies within the tolerance (10 % unless the check says otherwise);
- **contradicted**: every figure lies beyond the ratio that the check states (2 unless it says otherwise), or has the
  other sign;
- **doubtful**: anything between, where the figures are publications of others. They cannot refute what somebody says
  of other fabs, but make it less likely;
- **differs**: anything between, where this library calculated the figures;
- **not computable**: a number is missing, and the reason is given.

Over the checks of a claim the worst verdict counts. Where the checks are readings of one unclear sentence the best one
does; where they are cases (perspectives, products), the claim **depends** unless all agree. Tolerances and ratios are
choices, and stand beside each check in the workbook; the arithmetic is what counts. A verdict is on what can be
computed: what a claim says of markets, customers or rules is listed under *not checked*."""


def claims_markdown(library: Library, judged: JudgedClaims) -> str:
    """The page."""
    claims = judged.claims
    verdicts = [entry.verdict for entry in judged.judged]
    counts = ", ".join(f"{verdicts.count(key)} {word}" for key, word in WORDS.items() if key in verdicts)
    description = "" if claims.description is None else escaped(claims.description.en)
    blocks = [
        made_from(f"inventories/claims/{FILE}.yaml and a calculation"),
        "# Claims under test",
        description,
        _INTRODUCTION,
        "## How a verdict is made",
        _RULE,
        "## Verdicts",
        f"{len(verdicts)} claims of {_cited(library, claims.source)}: {counts}.",
        table(("claim", "", "claimed", "found", "verdict"), [_row(entry) for entry in judged.judged]),
    ]
    return joined([*blocks, *(block for entry in judged.judged for block in _claim(library, entry))])


def _row(entry: JudgedClaim) -> tuple[str, ...]:
    link = f"[{entry.id}](#{_anchor(entry)})"
    check = entry.decisive
    if check is None or entry.reason is not None:
        return link, escaped(entry.claim.short.en), "", "", WORDS["not_computable"]
    return (
        link,
        escaped(entry.claim.short.en),
        escaped(claimed_text(check)),
        escaped(found_text(check)),
        escaped(claim_text(entry)),
    )


def _heading(entry: JudgedClaim) -> str:
    return f"{entry.id}: {entry.claim.short.en}"


def _anchor(entry: JudgedClaim) -> str:
    """The anchor that a renderer gives the heading: lower case, words joined by hyphens, no other signs."""
    kept = "".join(sign for sign in _heading(entry).lower() if sign.isalnum() or sign in " -_")
    return kept.replace(" ", "-")


def _claim(library: Library, entry: JudgedClaim) -> Iterator[str]:
    claim = entry.claim
    yield f"## {_heading(entry)}"
    yield f"> {escaped(claim.text.en)} {_cited(library, entry.source)}"
    yield f"**{escaped(claim_text(entry))}**{'' if entry.reason is None else f': {escaped(entry.reason.en)}'}"
    if entry.checks:
        columns = ("check", "claimed", "found", "verdict")
        yield table(columns, [_check(index, entry) for index in range(len(entry.checks))])
        yield _RULES[claim.rule] if len(entry.checks) > 1 else ""
    if claim.note is not None:
        yield escaped(filled(claim.note.en, entry))
    if claim.left_out is not None:
        yield f"*Not checked:* {escaped(claim.left_out.en)}"
    if entry.entries:
        yield table(("quantity", "value", "kind", "where from"), [_quantity(library, found) for found in entry.entries])


def _check(index: int, entry: JudgedClaim) -> tuple[str, ...]:
    check = entry.checks[index]
    formulas = ", ".join(f"`{to_text(formula)}`" for formula in check.check.found)
    reason = f": {check.reason}" if check.reason else ""
    return (
        f"{escaped(check.check.name.en)} ({formulas})",
        escaped(claimed_text(check)),
        escaped(found_text(check)),
        escaped(f"{verdict_text(check)}{reason}"),
    )


def _quantity(library: Library, entry: Entry) -> tuple[str, ...]:
    value = WORDS["not_computable"] if entry.value is None else shown(entry.value, entry.unit, _DIGITS)
    where = [f"`{to_text(entry.formula)}`"] if entry.formula is not None else []
    where += [escaped(text) for text in (entry.how, entry.reason) if text]
    where += [_cited(library, name) for name in entry.source.split(", ") if name]
    return f"`{entry.name}`", escaped(value), _KINDS[entry.kind], "; ".join(where)


def _cited(library: Library, name: str) -> str:
    """A link to a source; what is no source, such as a calculation, as it is."""
    return source_link(name) if name in library.factors.source_ids() else escaped(name)
