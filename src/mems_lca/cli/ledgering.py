"""The command `ledger`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mems_lca.cli.figures import plain
from mems_lca.cli.files import staged
from mems_lca.cli.terminal import say, say_findings, say_items, say_table, working
from mems_lca.cli.values import asked, known_formats
from mems_lca.errors import StudyError

if TYPE_CHECKING:
    from mems_lca.analysis.gas_ledger import GasLedger

Record = Mapping[str, Any]
_READINGS = {"epa": "US rules", "ipcc": "IPCC 2006", "recipe": "by recipe"}
_REASONS = {
    "vented": "gas let out of bottles is not asked for",
    "vented_as_fed": "gas let out of bottles counts as fed to tools",
    "bought_not_weighed": "gas bought that no bottle shows",
    "factors": "emission factors of its table",
    "uncertified_abatement": "abatement that is not certified does not count",
    "heel": "default heel in place of the weighed one",
    "flame": "CF4 formed in flames is not asked for",
    "uptime": "uptime is not asked for",
    "destruction": "destruction by its defaults",
    "unexplained_use": "unexplained use does not count",
}
# Rounding, kg CO2e over those of the ledger.
_NOTHING = 1e-12


def run(
    source: str,
    *,
    out: Path | None,
    formats: Sequence[str] | None,
    lang: str,
    packs: Sequence[Path] | None,
    values: Sequence[str] | None,
    measures: str | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Prints the ledger of a study's gases, and writes it where `--out` or `--format` ask for files.

    Raises MemsLcaError before anything is calculated for whatever is wrong.
    """
    from mems_lca.analysis.gas_ledger_record import ledger_record
    from mems_lca.face_measured import gas_ledger

    if lang not in ("en", "zh"):
        raise StudyError.single("lang", "there is no such language", found=lang, expected="en or zh")
    chosen = known_formats(formats) if out is not None or formats else ()
    question = asked(source, packs=packs, values=values, measures=measures)
    with working(f"Reconciling the gases of {question.study.name} …", quiet=quiet or as_json):
        ledger = gas_ledger(question.study, values=question.values, measures=question.measures)
    record = ledger_record(ledger)
    files = _written(ledger, record, out or Path("out"), chosen, lang) if chosen else []
    if not quiet:
        say_findings(ledger.findings)
    if as_json:
        print(json.dumps(record, ensure_ascii=False, indent=2))
    elif not quiet:
        _print(record)
        if files:
            say()
            say(f"Files: {', '.join(map(str, files))}")


def _written(ledger: GasLedger, record: Record, folder: Path, formats: Sequence[str], lang: str) -> list[Path]:
    from mems_lca.face_measured import write_ledger

    name = f"{ledger.study}_gas_ledger"
    with staged(folder) as inside:
        if "xlsx" in formats:
            write_ledger(ledger, inside / f"{name}.xlsx", lang=lang)
        if "json" in formats:
            text = json.dumps(record, ensure_ascii=False, indent=1)
            (inside / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
    return [folder / f"{name}.{form}" for form in formats]


def _print(record: Record) -> None:
    period, gwp = record["period"], record["gwp"]
    say(f"Gas ledger of {record['study']}, site {record['site']}, {period['start']} to {period['end']}")
    say(f"Emission table {record['gas_table']}, GWP-{gwp['horizon']} of {gwp['set']}; masses in kg")
    say()
    heads: tuple[str, ...] = ("tools", "gas", "bottles", "used", "heel", "on tools", "let out", "recipe", "unexplained")
    say_table(heads, [_balance(row) for row in record["rows"]], right=range(2, 9))
    say()
    heads = ("gas", "before", "destroyed", "emitted", "t CO2e")
    say_table(heads, [_emitted(entry) for entry in record["gases"]], right=range(1, 5))
    say()
    heads = ("fluorine of", "fed", "emitted", "polymer", "scrubbed", "open")
    say_table(heads, [_fluorine(row) for row in record["rows"] if row["fluorine"] is not None], right=range(1, 6))
    if record["supplies"]:
        say()
        say_items(_supply(entry) for entry in record["supplies"])
    say()
    say_items(_abatement(entry) for entry in record["abatement"])
    total = record["total"]
    say()
    say(
        f"{_tonnes(total['emitted'])} t CO2e emitted of {_tonnes(total['uncontrolled'])} before abatement"
        f"{_rate(total['abatement_rate'])}"
    )
    say()
    say_items(_reading(view, total["emitted"]) for view in record["views"])


def _balance(row: Record) -> tuple[str, ...]:
    percent = row["unexplained_percent"]
    share = "" if percent is None else f" ({percent:.1f} %)"
    masses = (row[name] for name in ("used", "returned", "on_tool", "vented", "recipe"))
    unexplained = f"{plain(row['unexplained'])}{share}"
    return (row["tool_group"], row["gas"], str(len(row["bottles"])), *map(plain, masses), unexplained)


def _emitted(entry: Record) -> tuple[str, ...]:
    co2e = "unknown" if entry["co2e"] is None else _tonnes(entry["co2e"])
    masses = (entry[name] for name in ("uncontrolled", "destroyed", "emitted"))
    return (entry["gas"], *map(plain, masses), co2e)


def _fluorine(row: Record) -> tuple[str, ...]:
    found = row["fluorine"]
    masses = (found[name] for name in ("fed", "emitted", "polymer", "scrubbed"))
    # What is left of a balance that closes is rounding.
    left = 0.0 if abs(found["open"]) <= 1e-9 * found["fed"] else found["open"]
    return (f"{row['gas']} on {row['tool_group']}", *map(plain, masses), plain(left))


def _supply(entry: Record) -> tuple[str, str, str]:
    """From the store to the tools; what no bottle shows is rounding below a millionth of what was bought."""
    missing = entry["missing"] if abs(entry["missing"]) > 1e-6 * abs(entry["bought"]) else 0.0
    bought, stored, mounted = (plain(entry[name]) for name in ("bought", "stored", "mounted"))
    text = (
        f"{bought} kg bought, {stored} into the store, {mounted} onto tools: {plain(missing)} kg that no bottle shows"
    )
    return entry["gas"], text, ""


def _abatement(entry: Record) -> tuple[str, str, str]:
    log = entry["log"]
    came = "by the route" if log is None else f"by the log of {', '.join(log['units'])}"
    rate = "nothing to abate" if entry["rate"] is None else f"rate {100 * entry['rate']:.1f} %"
    proof = f"certified, evidence {entry['evidence'] or 'not named'}" if entry["certified"] else "not certified"
    text = f"{rate}; {100 * entry['treated']:.4g} % treated, uptime {100 * entry['uptime']:.2f} % {came}; {proof}"
    return entry["tool_group"], text, ""


def _reading(view: Record, ledger: float) -> tuple[str, str, str]:
    """A reading with every reason that changes anything."""
    told = [
        f"{entry['co2e'] / 1000:+,.3f}  {_REASONS[entry['reason']]}"
        for entry in view["differences"]
        if abs(entry["co2e"]) > _NOTHING * abs(ledger)
    ]
    return _READINGS[view["name"]], f"{_tonnes(view['co2e'])} t CO2e", "\n".join(told)


def _tonnes(co2e: float) -> str:
    return f"{co2e / 1000:,.3f}"


def _rate(rate: float | None) -> str:
    return "" if rate is None else f": abatement rate {100 * rate:.2f} %"
