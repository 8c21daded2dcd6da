"""The command `claims`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mems_lca.cli.files import refuse_inventories, staged
from mems_lca.cli.terminal import say, say_paragraph, say_table, working
from mems_lca.cli.values import names

if TYPE_CHECKING:
    from mems_lca.analysis.claims import Entry, JudgedClaim, JudgedClaims

_DIGITS = 4
_COLUMNS = ("id", "claim", "claimed", "found", "verdict")


def run(
    source: str, *, only: str | None, out: Path | None, lang: str, packs: Sequence[Path] | None, as_json: bool
) -> None:
    """Prints the verdicts, and writes them with `out`. Raises MemsLcaError."""
    from mems_lca.face import judge
    from mems_lca.library.packs import find_packs

    if out is not None:
        refuse_inventories([out / f"{Path(source).stem}.xlsx"], find_packs(packs or ()))
    with working(f"Judging the claims of {source} …"):
        found = judge(source, packs=packs or (), only=names(only) or ())
    files = _written(found, out, lang) if out is not None else []
    if as_json:
        print(_json(found), end="")
        return
    say_table(_COLUMNS, list(_rows(found)))
    for entry in found.judged if only else ():
        _print(entry)
    say()
    say(_summary(found))
    if files:
        say(f"Report: {', '.join(map(str, files))}")


def _json(found: JudgedClaims) -> str:
    from mems_lca import __version__
    from mems_lca.analysis.claims_text import as_dict

    return json.dumps(as_dict(found, __version__), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _written(found: JudgedClaims, out: Path, lang: str) -> list[Path]:
    """The workbook and the JSON in a folder; their paths."""
    from mems_lca.face import write_claims

    name = Path(found.file).stem
    with staged(out) as folder:
        write_claims(found, folder / f"{name}.xlsx", lang=lang)
        (folder / f"{name}.json").write_text(_json(found), encoding="utf-8", newline="\n")
    return [out / f"{name}.xlsx", out / f"{name}.json"]


def _rows(found: JudgedClaims) -> Iterator[tuple[str, ...]]:
    """One row for each claim: its decisive check."""
    from mems_lca.analysis.claims_text import claim_text, claimed_text, found_text

    for entry in found.judged:
        check, reason = entry.decisive, entry.reason
        if check is None or reason is not None:
            why = "" if reason is None else reason.en
            yield entry.id, entry.claim.short.en, "", "", f"not computable: {why}"
        else:
            yield entry.id, entry.claim.short.en, claimed_text(check), found_text(check), claim_text(entry)


def _print(found: JudgedClaim) -> None:
    """A claim with its arithmetic."""
    from mems_lca.analysis.claims_text import claim_text, claimed_text, filled, found_text, verdict_text

    claim = found.claim
    say()
    say(f"{found.id}  {claim.short.en}: {claim_text(found)}")
    say_paragraph(f"{claim.text.en} [{found.source}]")
    if found.entries:
        say()
        say_table(("quantity", "value", "where from"), [_quantity(entry) for entry in found.entries])
    if found.checks:
        say()
        rows = [
            (
                verdict_text(check),
                claimed_text(check),
                found_text(check),
                f"{check.check.name.en} {check.reason}".strip(),
            )
            for check in found.checks
        ]
        say_table(("verdict", "claimed", "found", "check"), rows)
    for label, text in (("not computable", found.reason), ("not checked", claim.left_out), ("note", claim.note)):
        if text is not None:
            say()
            say_paragraph(f"{label}: {filled(text.en, found)}")


def _quantity(entry: Entry) -> tuple[str, str, str]:
    """A quantity with its value, formula, origin and source."""
    from mems_lca.analysis.claims_text import shown
    from mems_lca.study.formula import to_text

    value = "unknown" if entry.value is None else shown(entry.value, entry.unit, _DIGITS)
    parts = [f"= {to_text(entry.formula)}"] if entry.formula is not None else []
    parts += [entry.how, entry.reason, f"[{entry.source}]" if entry.source else ""]
    return entry.name, value, "; ".join(part for part in parts if part)


def _summary(found: JudgedClaims) -> str:
    """How many claims there are of each verdict."""
    from mems_lca.analysis.claims_text import WORDS

    verdicts = [entry.verdict for entry in found.judged]
    counts = (f"{word}: {verdicts.count(key)}" for key, word in WORDS.items() if key in verdicts)
    number = f"{len(verdicts)} {'claim' if len(verdicts) == 1 else 'claims'}"
    return f"Verdicts on {number}: {', '.join(counts)}. --only ID shows the arithmetic of a claim."
