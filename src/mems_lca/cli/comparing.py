"""The command `compare`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mems_lca.cli.terminal import say, say_paragraph, say_table
from mems_lca.errors import LibraryError, Place, StudyError

if TYPE_CHECKING:
    from mems_lca.analysis.compare_results import Compared
    from mems_lca.analysis.result import Result

_DIGITS = 4
# Rows of a table of parts; the others are told as one.
_LISTED = 12
_HEADS = {"by_stage": "stage", "by_step": "step", "by_flow": "flow"}


def run(
    before: Path,
    after: Path,
    *,
    routes: Sequence[str] | None,
    indicator: str,
    same_function: str = "",
    as_json: bool,
) -> None:
    """Prints two results side by side. Raises MemsLcaError."""
    from mems_lca.face_whatif import compare

    pairs = [_pair(text) for text in routes or ()]
    found = compare(_read(before), _read(after), routes=pairs, indicator=indicator, same_function=same_function.strip())
    if as_json:
        print(json.dumps([entry.to_dict() for entry in found], ensure_ascii=False, indent=2))
        return
    for number, entry in enumerate(found):
        if number:
            say()
        _print(entry)
    from mems_lca.analysis.comparison import LABEL

    say_paragraph(LABEL)


def _pair(text: str) -> tuple[str, str]:
    one, sign, other = (part.strip() for part in text.partition("="))
    if not one or (sign and not other):
        raise StudyError.single("usage", "--route needs one route or two", found=text, expected="green or grey=green")
    return one, other or one


def _read(path: Path) -> Result:
    from mems_lca.analysis.result import Result
    from mems_lca.errors import ReportError

    try:
        return Result.from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        message = "the result cannot be read"
        raise LibraryError.single("file", message, place=Place(file=str(path)), found=str(error)) from None
    except ReportError as error:
        raise error.at(Place(file=str(path))) from None


def _print(found: Compared) -> None:
    from mems_lca.analysis.summary import readable_unit
    from mems_lca.units import convert, show

    one, other = (f"{study}, {route}" for study, route in zip(found.studies, found.routes, strict=True))
    say(f"{one} against {other}, per {found.functional_unit}")
    rows = []
    for name, before, after in found.totals:
        unit = readable_unit([before, after], found.units[name])
        values = (convert(value, found.units[name], unit) for value in (before, after, after - before))
        rows.append([name, unit, *(show(value, "", _DIGITS) for value in values), _change(before, after)])
    say_table(("indicator", "unit", "first", "second", "difference", "change"), rows, right=range(2, 6))
    for part, listed in found.parts.items():
        unit = readable_unit([value for _, *values in listed for value in values], found.units[found.indicator])
        say()
        say(f"{found.indicator} by {_HEADS[part]}, {unit}, what differs most first")
        shown = [*listed[:_LISTED], *_rest(listed[_LISTED:])]
        lines = [
            [name, *(show(convert(value, found.units[found.indicator], unit), "", _DIGITS) for value in (a, b, b - a))]
            for name, a, b in shown
        ]
        say_table((_HEADS[part], "first", "second", "difference"), lines, right=range(1, 4))
    say()
    for note in found.notes:
        say_paragraph(f"Note: {note}.")


def _rest(listed: Sequence[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    if not listed:
        return []
    return [(f"{len(listed)} more", sum(row[1] for row in listed), sum(row[2] for row in listed))]


def _change(before: float, after: float) -> str:
    return f"{100 * (after / before - 1):+.1f} %" if before else ""
