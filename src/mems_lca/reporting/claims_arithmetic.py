"""The sheet Arithmetic of judged claims: quantities, derived quantities and checks, as live formulas."""

from __future__ import annotations

from dataclasses import dataclass

from mems_lca.analysis.claims import Entry, Judged, JudgedClaim, JudgedClaims
from mems_lca.analysis.claims_text import in_unit
from mems_lca.analysis.claims_verdict import distance
from mems_lca.reporting.addresses import Address, literal
from mems_lca.reporting.book import Sheet
from mems_lca.reporting.excel_formula import to_excel
from mems_lca.reporting.texts import Texts
from mems_lca.study.fields import Names
from mems_lca.study.formula import Expr, to_text
from mems_lca.units import conversion

_QUANTITIES = ("quantity", "kind", "value", "unit", "coherent", "coherent_unit", "source", "how")
_CHECKS = ("check", "quantity", "from", "to", "found", "unit", "ratio", "distance", "tolerance", "beyond", "verdict")
_LAST = len(_CHECKS) - 1
_RATIO, _DISTANCE, _TOLERANCE, _BEYOND, _VERDICT = 6, 7, 8, 9, 10
# Stands for an infinite distance: a spreadsheet knows none.
_FAR = 1e300
_ORDER = ("holds", "doubtful", "differs", "contradicted")


@dataclass(frozen=True)
class CheckCells:
    """Live formulas, with their values of now, for the claimed ends and the smallest and largest figure found."""

    numbers: tuple[tuple[str, float] | None, ...]


@dataclass(frozen=True)
class Block:
    """Where a claim stands: its verdict (None when there is nothing to calculate), and its checks."""

    verdict: Address | None
    checks: tuple[CheckCells, ...]


def write_arithmetic(judged: JudgedClaims, page: Sheet, texts: Texts) -> dict[str, Block]:
    """Writes every claim; where each stands, by id."""
    page.text(0, 0, texts("claims.sheet.arithmetic"), "title")
    page.text(1, 0, texts("claims.note.arithmetic"), "note")
    page.text(2, 0, texts("claims.note.rule"), "note")
    row, blocks = 4, {}
    for entry in judged.judged:
        row, blocks[entry.id] = _write_claim(entry, page, row, texts)
        row += 2
    page.widths(32, 20, 15, 16, 17, 20, 24, 40, 11, 13, 18)
    page.finish((row, _LAST), printed=_LAST, large=True)
    return blocks


def _said(names: Names, texts: Texts) -> str:
    return (names.zh if texts.lang == "zh" else "") or names.en


def _write_claim(entry: JudgedClaim, page: Sheet, top: int, texts: Texts) -> tuple[int, Block]:
    """The quantities and checks of a claim from row `top` on; the last row, and where it stands."""
    page.text(top, 0, f"{entry.id}  {_said(entry.claim.short, texts)}", "section")
    page.merged(top + 1, 0, _LAST, _said(entry.claim.text, texts))
    row = top + 1
    if not entry.entries and not entry.checks:
        if entry.reason is not None:
            row += 1
            page.merged(row, 0, _LAST, _said(entry.reason, texts))
        return row, Block(None, ())
    row += 1
    page.head(row, [texts(f"claims.head.{name}") for name in _QUANTITIES])
    cells: dict[str, Address] = {}
    for quantity in entry.entries:
        row += 1
        cells[quantity.name] = _write_quantity(quantity, page, row, texts, cells)
    row += 1
    page.head(row, [texts(f"claims.head.{name}") for name in _CHECKS])
    checks = []
    first = row + 1
    for check in entry.checks:
        row, found = _write_check(check, page, row + 1, texts, cells)
        checks.append(found)
    verdict = _write_overall(entry, page, row + 1, (first, row), texts)
    return row + 1, Block(verdict, tuple(checks))


def _write_quantity(entry: Entry, page: Sheet, row: int, texts: Texts, cells: dict[str, Address]) -> Address:
    """One quantity; where its value in coherent units stands."""
    rule = conversion(entry.unit)
    page.text(row, 0, entry.name, "strong")
    page.text(row, 1, texts(f"claims.kind.{entry.kind}"))
    value = page.address(row, 2)
    coherent = page.address(row, 4)
    if entry.value is None:
        page.text(row, 2, texts("claims.verdict.not_computable"))
        page.text(row, 4, "")
    elif entry.formula is not None:
        live = to_excel(entry.formula, lambda key: str(cells[key]))
        page.formula(row, 4, live, entry.value)
        page.formula(row, 2, _shown(str(coherent), entry.unit), in_unit(entry.value, entry.unit))
    else:
        page.number(row, 2, in_unit(entry.value, entry.unit), "input")
        page.formula(row, 4, f"{value}*{rule.factor!r}+{rule.offset!r}", entry.value)
    page.text(row, 3, entry.unit)
    page.text(row, 5, rule.canonical_unit)
    page.text(row, 6, entry.source)
    formula = "" if entry.formula is None else f"= {to_text(entry.formula)}"
    page.merged(row, 7, _LAST, "; ".join(filter(None, (formula, entry.how, entry.reason))) or " ")
    return coherent


def _shown(coherent: str, unit: str) -> str:
    """A formula that brings a value in coherent units into a unit."""
    rule = conversion(unit)
    return f"({coherent}-{rule.offset!r})/{rule.factor!r}"


def _live(formula: Expr, unit: str, cells: dict[str, Address]) -> str:
    return _shown(to_excel(formula, lambda key: str(cells[key])), unit)


def _write_check(
    check: Judged, page: Sheet, top: int, texts: Texts, cells: dict[str, Address]
) -> tuple[int, CheckCells]:
    """A check, one row for each figure; the verdict stands in the first. Returns the last row."""
    ends = (check.check.claimed.from_, check.check.claimed.to)
    now = (check.low, check.high)
    last = top + len(check.found) - 1
    known = check.verdict != "not_computable"
    for row, (formula, value) in enumerate(zip(check.check.found, check.found, strict=True), top):
        page.text(row, 0, _said(check.check.name, texts) if row == top else "", "strong")
        page.text(row, 1, to_text(formula))
        page.text(row, 5, check.unit)
        for col, (end, number) in enumerate(zip(ends, now, strict=True), 2):
            if known and end is not None and number is not None:
                page.formula(row, col, _live(end, check.unit, cells), in_unit(number, check.unit))
            else:
                page.text(row, col, "")
        if not known or value is None:
            page.merged(row, 6, 9, check.reason)
            page.text(row, 4, "")
            continue
        page.formula(row, 4, _live(formula, check.unit, cells), in_unit(value, check.unit))
        ratio = min(check.ratios[row - top], _FAR)
        page.formula(row, _RATIO, _ratio(page, row, ends), ratio)
        here = page.address(row, _RATIO)
        page.formula(row, _DISTANCE, f"IF({here}>0,MAX({here},1/{here}),{_FAR!r})", min(distance(ratio), _FAR))
        # The verdict reads those of the first row.
        if row == top:
            page.number(row, _TOLERANCE, check.check.tolerance.canonical, "input")
            page.number(row, _BEYOND, check.check.contradicted_beyond.canonical, "input")
    word = texts(f"claims.verdict.{check.verdict}")
    if known:
        page.formula(top, _VERDICT, _verdict(check, page, top, last, texts), word, "state")
    else:
        page.text(top, _VERDICT, word, "state")
    return last, _cells(check, page, top, last, known)


def _ratio(page: Sheet, row: int, ends: tuple[Expr | None, Expr | None]) -> str:
    """1 inside the claimed range, else the figure over the nearer end. The range may stand either way round."""
    found = str(page.address(row, 4))
    low, high = (str(page.address(row, col)) for col in (2, 3))
    if ends[0] is None:
        return f"IF({found}>{high},IF({high}=0,{_FAR!r},{found}/{high}),1)"
    if ends[1] is None:
        return f"IF({found}<{low},IF({low}=0,{_FAR!r},{found}/{low}),1)"
    low, high = f"MIN({low},{high})", f"MAX({low},{high})"
    below = f"IF({low}=0,{_FAR!r},{found}/{low})"
    above = f"IF({high}=0,{_FAR!r},{found}/{high})"
    return f"IF({found}<{low},{below},IF({found}>{high},{above},1))"


def _verdict(check: Judged, page: Sheet, top: int, last: int, texts: Texts) -> str:
    distances = f"{page.address(top, _DISTANCE)}:{_own(page.address(last, _DISTANCE))}"
    tolerance, beyond = page.address(top, _TOLERANCE), page.address(top, _BEYOND)
    between = "doubtful" if check.published else "differs"
    holds, contradicted, other = (
        literal(texts(f"claims.verdict.{word}")) for word in ("holds", "contradicted", between)
    )
    inner = f"IF(MIN({distances})>{beyond},{contradicted},{other})"
    return f"IF(MAX({distances})<=(1+{tolerance})*(1+1E-12),{holds},{inner})"


def _own(address: Address) -> str:
    """The address of a cell without its sheet."""
    return str(address).rsplit("!", 1)[1]


def _cells(check: Judged, page: Sheet, top: int, last: int, known: bool) -> CheckCells:
    if not known:
        return CheckCells((None, None, None, None))
    ends = [
        None if number is None else (str(page.address(top, col)), in_unit(number, check.unit))
        for col, number in ((2, check.low), (3, check.high))
    ]
    figures = f"{page.address(top, 4)}:{_own(page.address(last, 4))}"
    found = [in_unit(value, check.unit) for value in check.found if value is not None]
    return CheckCells((*ends, (f"MIN({figures})", min(found)), (f"MAX({figures})", max(found))))


def _write_overall(entry: JudgedClaim, page: Sheet, row: int, rows: tuple[int, int], texts: Texts) -> Address | None:
    """The verdict of the claim by its rule; None when no check could be computed."""
    page.merged(row, 0, _BEYOND, texts(f"claims.rule.{entry.claim.rule}"), "note")
    words = {name: literal(texts(f"claims.verdict.{name}")) for name in (*_ORDER, "depends", "not_computable")}
    word = texts(f"claims.verdict.{entry.verdict}")
    first, last = page.address(rows[0], _VERDICT), page.address(rows[1], _VERDICT)
    area = f"{first}:{_own(last)}"
    if entry.verdict == "not_computable":
        page.text(row, _VERDICT, word, "state")
        return None
    if entry.claim.rule == "each":
        known = "+".join(f"COUNTIF({area},{words[name]})" for name in _ORDER)
        live = words["depends"]
        for name in _ORDER:
            live = f"IF(COUNTIF({area},{words[name]})={known},{words[name]},{live})"
    else:
        order = _ORDER if entry.claim.rule == "all" else tuple(reversed(_ORDER))
        live = words["not_computable"]
        for name in order:
            live = f"IF(COUNTIF({area},{words[name]})>0,{words[name]},{live})"
    return page.formula(row, _VERDICT, live, word, "state")
