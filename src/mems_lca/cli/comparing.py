"""The command `compare`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mems_lca.cli.figures import money, number, plain
from mems_lca.cli.terminal import say, say_items, say_paragraph, say_table
from mems_lca.errors import LibraryError, Place, StudyError

if TYPE_CHECKING:
    from mems_lca.analysis.compare_results import Compared
    from mems_lca.analysis.result import Result

# Changes below this share show in no digit that is printed.
_SMALL = 1e-5
# Rows of a table of parts; the others are told as one.
_LISTED = 12
_ROWS = Sequence[tuple[str, float, float]]
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
    results = (_read(before), _read(after))
    found = compare(*results, routes=pairs, indicator=indicator, same_function=same_function.strip())
    if as_json:
        print(json.dumps([entry.to_dict() for entry in found], ensure_ascii=False, indent=2))
        return
    for place, entry in enumerate(found):
        if place:
            say()
        _print(entry, (before, after), results)
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


def _print(found: Compared, files: tuple[Path, Path], results: tuple[Result, Result]) -> None:
    from mems_lca.analysis.reader_labels import with_id

    heads = zip(("first", "second"), files, results, found.routes, strict=True)
    say_items((place, f"{file}: {_title(result, route)}", "") for place, file, result, route in heads)
    say()
    entries = results[0].body["indicators"]
    names = {name: with_id(entry["name"], name) for name, entry in entries.items()}
    say(f"totals per {found.functional_unit}")
    _print_totals(found, names)
    for part, listed in found.parts.items():
        say()
        _print_part(found, part, listed, results, names[found.indicator])
    say()
    for note in found.notes:
        say_paragraph(f"Note: {note}.")


def _title(result: Result, route: str) -> str:
    """The study of a result, its product, and one of its routes with its file and measures."""
    body = result.body
    product, entry = body["inputs"]["study"]["product"]["name"], body["inputs"]["routes"][route]
    measures = f" with {', '.join(entry['measures'])}" if entry["measures"] else ""
    return f"{body['study']} ({product}), route {route} ({entry['route']}){measures}"


def _print_totals(found: Compared, names: Mapping[str, str]) -> None:
    """The totals that differ, and how many do not."""
    from mems_lca.analysis.summary import readable_unit
    from mems_lca.units import show

    differing = _differing(found.totals)
    rows = []
    for name, before, after in differing:
        values = (before, after, after - before)
        if found.units[name] == "CNY":
            priced = money(values[:2], found.functional_unit)
            unit, texts = priced.unit, [priced.number(value) for value in values]
        else:
            unit = readable_unit(values[:2], found.units[name])
            texts = [number(value, found.units[name], unit) for value in values]
        rows.append([names[name], show(1, unit).removeprefix("1 "), *texts, _change(before, after)])
    if rows:
        say_table(("indicator", "unit", "first", "second", "difference", "change"), rows, right=range(2, 6))
    _print_left_out(found.totals, differing, "indicator")


def _print_part(found: Compared, part: str, listed: _ROWS, results: Sequence[Result], indicator: str) -> None:
    """The stages, steps or flows that differ, the largest difference first, and how many do not."""
    from mems_lca.analysis.reader_labels import part_names
    from mems_lca.analysis.summary import readable_unit
    from mems_lca.reporting.texts import read_texts

    unit = found.units[found.indicator]
    shown = readable_unit([value for _, *values in listed for value in values], unit)
    texts = read_texts("en")
    names = {name: texts.label("stage", name) for name, _, _ in listed} if part == "by_stage" else {}
    names |= {**part_names(results[1].body, part), **part_names(results[0].body, part)}
    differing = _differing(listed, max((abs(value) for _, *values in listed for value in values), default=0.0))
    say(f"{indicator} by {_HEADS[part]}, {shown}, what differs most first")
    lines = [
        [names.get(name, name), *(number(value, unit, shown) for value in (a, b, b - a))]
        for name, a, b in (*differing[:_LISTED], *_rest(differing[_LISTED:]))
    ]
    if lines:
        say_table((_HEADS[part], "first", "second", "difference"), lines, right=range(1, 4))
    _print_left_out(listed, differing, _HEADS[part], " of the largest")


def _differing(listed: _ROWS, whole: float = 0.0) -> _ROWS:
    """Rows whose values differ by more than a small share of themselves, or of the whole that they are parts of."""
    return [(name, a, b) for name, a, b in listed if abs(b - a) > _SMALL * (whole or max(abs(a), abs(b)))]


def _print_left_out(listed: _ROWS, differing: _ROWS, what: str, of: str = "") -> None:
    """One line on the rows that are not printed: those that are equal, and those whose difference cannot be seen."""
    equal = sum(1 for _, a, b in listed if a == b)
    close = len(listed) - len(differing) - equal
    small = f"by less than {100 * _SMALL:g} %{of}"
    texts = [f"{_counted(equal, what)} that {'is' if equal == 1 else 'are'} equal"] if equal else []
    texts += [f"{_counted(close, what)} that {'differs' if close == 1 else 'differ'} {small}"] if close else []
    if texts:
        say_paragraph(f"Left out: {', '.join(texts)}.")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _rest(listed: _ROWS) -> _ROWS:
    return [(f"{len(listed)} more", sum(row[1] for row in listed), sum(row[2] for row in listed))] if listed else []


def _change(before: float, after: float) -> str:
    """The relative change in per cent, with more digits where one is not enough."""
    if not before:
        return ""
    percent = 100 * (after / before - 1)
    return (
        f"{percent:+.1f} %"
        if abs(percent) >= 0.05
        else f"{'+' if percent > 0 else ''}{plain(float(f'{percent:.1g}'))} %"
    )
