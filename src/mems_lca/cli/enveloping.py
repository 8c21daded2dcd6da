"""The command `envelope`."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mems_lca.cli.files import staged
from mems_lca.cli.terminal import say, say_items, say_paragraph, say_table, ticking
from mems_lca.cli.values import asked, names
from mems_lca.errors import StudyError, nearest

if TYPE_CHECKING:
    from mems_lca.analysis.envelope import Envelope
    from mems_lca.face import StudyFile

CLIMATE = "climate_change"
ALL = "all"
_STAGES = {"builds": "building options", "checks": "solving some whole", "samples": "sampling the data"}


def run(
    source: str,
    *,
    choices: str | None,
    indicator: str,
    samples: int | None,
    seed: int | None,
    as_json: bool,
    out: Path | None,
    packs: Sequence[Path] | None,
    values: Sequence[str] | None,
    moved: Sequence[str] | None,
    measures: str | None,
) -> None:
    """Prints the choice envelope of a study, and writes its combinations. Raises MemsLcaError."""
    from mems_lca.analysis.envelope_choices import known_families
    from mems_lca.face_whatif import envelope

    families = known_families(names(choices))
    question = asked(source, packs=packs, values=values, measures=measures, moved=moved)
    study = question.study
    wanted = _indicators(study, indicator)
    with ticking(study.name) as tick:
        found = envelope(
            study,
            choices=families,
            samples=samples,
            seed=seed,
            values=question.values,
            measures=question.measures,
            progress=lambda stage, done, of: tick(done, of, f"{study.name}: {_STAGES.get(stage, stage)}"),
        )
    files = [] if out is None else _write(found, out)
    if as_json:
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
        return
    _print(found, wanted)
    if files:
        say()
        say(f"Combinations: {', '.join(str(file) for file in files)}")


def _indicators(study: StudyFile, asked: str) -> tuple[str, ...]:
    """The indicators asked for. Raises StudyError for an unknown one."""
    known = study.library.characterisation.indicators
    wanted = tuple(known) if asked == ALL else names(asked) or ()
    for name in wanted:
        if name not in known:
            raise StudyError.single(
                "unknown_indicator", "there is no indicator of this name", found=name, nearest=nearest(name, known)
            )
    if not wanted:
        raise StudyError.single("unknown_indicator", "no indicator is named", expected=f"{CLIMATE}, or {ALL}")
    return wanted


def _write(found: Envelope, out: Path) -> list[Path]:
    """Writes the envelope as JSON, and every combination as a row of a table; returns their paths."""
    combinations = found.combinations
    keys = [key for key in combinations.totals if key[1] in found.units]
    heads = [f"{route} {indicator} [{found.units[indicator]}]" for route, indicator in keys]
    files = [f"{found.study}_envelope.json", f"{found.study}_envelope.csv"]
    with staged(out) as folder:
        text = json.dumps(found.to_dict(), ensure_ascii=False, indent=1) + "\n"
        (folder / files[0]).write_text(text, encoding="utf-8", newline="\n")
        with (folder / files[1]).open("w", encoding="utf-8", newline="") as stream:
            table = csv.writer(stream, lineterminator="\n")
            table.writerow([*(choice.name for choice in found.choices), *heads])
            for row in range(combinations.count):
                options = combinations.at(row).values()
                table.writerow([*options, *(repr(float(combinations.totals[key][row])) for key in keys)])
    return [out / file for file in files]


def _print(found: Envelope, indicators: Sequence[str]) -> None:
    from mems_lca.analysis.envelope_text import flip, moves, sentence

    number = found.combinations.count
    say(f"{found.study}, for {found.functional_unit}: {number:,} combinations of {len(found.choices)} choices")
    for indicator in indicators:
        say()
        if indicator not in found.units:
            say(f"{indicator.replace('_', ' ')}: zero or not covered")
            continue
        say(indicator.replace("_", " ").capitalize())
        routes = [route for route in found.routes if (route, indicator) in found.ranges]
        say_items((route, sentence(found, route, indicator), moves(found, route, indicator)) for route in routes)
        say_table(*_table(found, indicator, routes))
        for route in routes:
            if (route, indicator) in found.flips:
                say_paragraph(flip(found, route, indicator))
    _print_options(found)


def _table(found: Envelope, indicator: str, routes: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """Each choice alone: what the study has chosen, and between which totals its options lie."""
    from mems_lca.analysis.envelope_text import interval, label, unit_of

    unit = unit_of(found, indicator).replace("_", " ")
    alone = {route: {a.choice: a for a in found.ranges[route, indicator].by_choice} for route in routes}
    widest = {choice.name: max(alone[route][choice.name].width for route in routes) for choice in found.choices}
    rows = []
    for choice in sorted(found.choices, key=lambda choice: -widest[choice.name]):
        cells = []
        for entry in (alone[route][choice.name] for route in routes):
            (low_name, low), (high_name, high) = entry.low, entry.high
            same = interval(found, indicator, low, low) == interval(found, indicator, high, high)
            ends = (
                f"{interval(found, indicator, value, value)} ({name.replace('_', ' ')})"
                for name, value in ((low_name, low), (high_name, high))
            )
            cells.append("no effect" if not entry.width else interval(found, indicator, low, high))
            if entry.width and not same:
                cells[-1] = " to ".join(ends)
        rows.append([label(choice.name), choice.chosen.replace("_", " "), *cells])
    return ["each choice alone", "as chosen", *(f"{route}, {unit}" for route in routes)], rows


def _print_options(found: Envelope) -> None:
    """What was varied, what was not and why, and how it was calculated."""
    from mems_lca.analysis.envelope_text import label, refusals, stand_ins

    say()
    say("Varied, the study's own first")
    say_items(
        (label(choice.name), "; ".join(_option(option.name, option.title) for option in choice.options), "")
        for choice in found.choices
    )
    if found.fixed:
        say("No choice here")
        say_items((label(name), reason, "") for name, reason in found.fixed.items())
    left_out = list(refusals(found))
    if left_out:
        say("Left out")
        say_items((choice, f"{options}: {reason}", "") for choice, options, reason in left_out)
    for text in stand_ins(found):
        say_paragraph(text)
    if found.held:
        held = ", ".join(label(name) for name in found.held)
        say_paragraph(f"Too many combinations: varied alone only, as they move least: {held}.")
    worst = max((check.deviation for check in found.checks), default=0.0)
    by_data = f" By data: 95 % of {found.samples:,} samples of the study as chosen." if found.data else ""
    say_paragraph(
        f"{found.builds} inventories were built; {len(found.checks)} combinations solved again whole differ by "
        f"{worst:.0e} at most.{by_data}"
    )


def _option(name: str, title: str) -> str:
    shown = name.replace("_", " ")
    return shown if title in (name, shown) else f"{shown} ({title})"
