"""The commands `assess` and `demo`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mems_lca.cli.files import refuse_inventories, staged
from mems_lca.cli.terminal import say, say_findings, say_items, say_table, working
from mems_lca.cli.values import assignments, known_formats, names, sites
from mems_lca.errors import Finding, Place, StudyError

if TYPE_CHECKING:
    from mems_lca.analysis.result import Result

LANGUAGES = ("en", "zh")


def run(
    source: str,
    *,
    out: Path,
    formats: Sequence[str] | None = None,
    lang: str = "en",
    packs: Sequence[Path] | None = None,
    values: Sequence[str] | None = None,
    measures: str | None = None,
    moved: Sequence[str] | None = None,
    parts: str | None = None,
    quiet: bool = False,
) -> None:
    """Assesses a study, writes the report, and prints a summary. Raises MemsLcaError."""
    from mems_lca.analysis.parts import known_parts
    from mems_lca.face import assess, read_study, with_sites

    chosen, besides = known_formats(formats), known_parts(names(parts) or ())
    if lang not in LANGUAGES:
        raise StudyError.single("lang", "there is no such language", found=lang, expected=" or ".join(LANGUAGES))
    given = assignments(values)
    study = with_sites(read_study(source, packs=packs or ()), sites(moved))
    refuse_inventories([out / f"{study.name}.{form}" for form in chosen], study.library.packs)
    with staged(out) as folder, working(f"Assessing {study.name} …", quiet=quiet):
        result = assess(study, values=given, measures=names(measures), parts=besides)
        files = _write(result, folder, study.name, chosen, lang)
    if not quiet:
        say_findings(_warnings(result))
        _summary(result, study.name)
        say()
        say(f"Report: {', '.join(str(out / file) for file in files)}")


def _write(result: Result, folder: Path, name: str, chosen: Sequence[str], lang: str) -> list[str]:
    """Writes the report's files; their names."""
    from mems_lca.face import write_report

    files = []
    for form in chosen:
        path = folder / f"{name}.{form}"
        if form == "json":
            path.write_text(result.to_json(), encoding="utf-8", newline="\n")
        else:
            write_report(result, path, lang=lang)
        files.append(path.name)
    return files


def _warnings(result: Result) -> list[Finding]:
    return [
        Finding("warning", entry["code"], entry["text"], Place(path=entry["place"]))
        for entry in result.body["warnings"]
    ]


def _summary(result: Result, name: str) -> None:
    from mems_lca.analysis.summary import summarise

    summary = summarise(result)
    columns = [
        f"{name}, per {summary.basis}",
        "unit",
        *summary.routes,
        *(f"{route} / {summary.baseline}" for route in summary.compared),
    ]
    rows = [(line.label, line.unit, *line.values, *line.changes) for line in summary.lines]
    say_table(columns, rows, right=range(2, len(columns)))
    say()
    say("Largest contributors to climate change")
    say_items((route, ", ".join(steps), "") for route, steps in summary.contributors)
    for effects in summary.measures:
        say()
        head = (f"Measures of {effects.route}, each alone", f"{effects.unit}, location", "market", "what rises with it")
        say_table(head, effects.rows, right=(1, 2))
    say()
    for note in summary.notes:
        say(note)
