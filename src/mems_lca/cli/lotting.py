"""The command `lots`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mems_lca.cli.files import staged
from mems_lca.cli.terminal import say, say_findings, say_table, working
from mems_lca.cli.values import asked, names
from mems_lca.errors import StudyError

if TYPE_CHECKING:
    from mems_lca.analysis.lots.factors import PublishedFactor, SiteElectricity
    from mems_lca.analysis.lots.footprint import LotFootprint, LotFootprints

MOST_PRINTED = 40
"""Lots of a table on a screen; all are in the files."""
_DIGITS = 4
_HEADS = (
    "lot", "date", "route", "in", "out", "kg CO2e/wafer", "by market", "direct", "electricity", "kWh/wafer", "water, L",
    "haz. waste, kg",
)  # fmt: skip


def run(
    source: str,
    table: Path,
    *,
    route: str,
    sheet: str,
    date_format: str,
    out: Path | None,
    formats: Sequence[str] | None,
    lang: str,
    packs: Sequence[Path] | None,
    values: Sequence[str] | None,
    moved: Sequence[str] | None,
    measures: str | None,
    as_json: bool,
) -> None:
    """Prints the footprints of lots, and writes them where a folder is named. Raises MemsLcaError."""
    from mems_lca import __version__
    from mems_lca.analysis.lots.report import record
    from mems_lca.face_lots import lot_footprints

    chosen = _formats(formats, out)
    if lang not in ("en", "zh"):
        raise StudyError.single("lang", "there is no such language", found=lang, expected="en, zh")
    question = asked(source, packs=packs, values=values, measures=measures, moved=moved)
    with working(f"{question.study.name}: {table.name}"):
        found = lot_footprints(
            question.study,
            table,
            route=route,
            sheet=sheet,
            date_format=date_format,
            values=question.values,
            measures=question.measures,
        )
        files = [] if out is None else _write(found, out, f"{table.stem}_footprint", chosen, lang)
    say_findings(found.findings)
    if as_json:
        print(json.dumps(record(found, __version__), ensure_ascii=False, indent=1))
        return
    _print(found)
    if files:
        say()
        say(f"Written: {', '.join(str(file) for file in files)}")


def _formats(given: Sequence[str] | None, out: Path | None) -> tuple[str, ...]:
    """Formats of the files. Raises StudyError for one that does not exist, and where no folder is named for them."""
    from mems_lca.reporting.lots_files import FORMATS

    chosen = tuple(dict.fromkeys(name for entry in given or () for name in names(entry) or ()))
    for name in chosen:
        if name not in FORMATS:
            message = "lots are not written in this format"
            raise StudyError.single("format", message, found=name, expected=" or ".join(FORMATS))
    if chosen and out is None:
        raise StudyError.single("usage", "--format needs a folder", expected="--out DIR")
    return chosen or FORMATS


def _write(found: LotFootprints, folder: Path, stem: str, formats: Sequence[str], lang: str) -> list[Path]:
    from mems_lca.face_lots import write_lots

    with staged(folder) as staging:
        files = [write_lots(found, staging / f"{stem}.{name}", lang=lang) for name in formats]
    return [folder / file.name for file in files]


# ------------------------------------------------------------ on a screen


def _print(found: LotFootprints) -> None:
    from mems_lca.units import show

    account = {"location": "location-based", "market": "market-based"}[found.accounting]
    say(f"{found.study}: {len(found.lots)} lots, {found.started:,} wafers in, {found.out:,} out; per wafer out")
    say("climate change by location and by market, its direct emissions and electricity, water withdrawn")
    rows = [_row(entry, found.accounting) for entry in found.lots[:MOST_PRINTED]]
    say_table(_HEADS, rows, right=range(3, len(_HEADS)))
    if len(found.lots) > MOST_PRINTED:
        say(f"… and {len(found.lots) - MOST_PRINTED} more")
    totals = {view: found.totals[f"climate_change_{view}"] for view in ("location", "market")}
    whole = ", ".join(f"{show(total, '', _DIGITS)} by {view}" for view, total in totals.items())
    share = f", {show(totals[found.accounting] / found.out, '', _DIGITS)} per wafer out" if found.out else ""
    say()
    say(f"All lots: {whole}, kg CO2e{share} ({account})")
    say()
    say("electricity of each site, kg CO2e/kWh")
    say_table(
        ("site", "route", "location", "market", "mix"),
        [
            [entry.site, entry.route, *(f"{entry.factors[view]:.4f}" for view in ("location", "market")), _mix(entry)]
            for entry in found.electricity
        ],
        right=(2, 3),
    )
    say()
    say("gases emitted by all lots")
    say_table(
        ("gas", "used, kg", "emitted, kg", "destroyed, kg", "GWP", "kg CO2e", "set"), _gases(found), right=range(1, 6)
    )


def _row(entry: LotFootprint, accounting: str) -> list[str]:
    from mems_lca.units import show

    lot, per_wafer = entry.lot, entry.per_wafer_out
    head = [lot.name, lot.day.isoformat(), lot.route, str(lot.started), str(lot.out)]
    if per_wafer is None:
        return [*head, *["–"] * (len(_HEADS) - len(head))]
    values = (
        per_wafer["climate_change_location"],
        per_wafer["climate_change_market"],
        entry.direct / lot.out,
        entry.energy[accounting] / lot.out,
        per_wafer["electricity"],
        1e3 * per_wafer["water_withdrawal"],
        per_wafer["hazardous_waste_generated"],
    )
    return [*head, *(show(value, "", _DIGITS) for value in values)]


def _mix(entry: SiteElectricity) -> str:
    return ", ".join(
        f"{100 * part.share:.4g} % {part.kind.replace('_', ' ')}{f' {part.generation}' if part.generation else ''}"
        f" ({_years(part.published)})"
        for part in entry.entries
    )


def _years(published: Sequence[PublishedFactor]) -> str:
    years = sorted({factor.year for factor in published if factor.year})
    return "–".join(str(year) for year in dict.fromkeys((years[0], years[-1]))) if years else "no year"


def _gases(found: LotFootprints) -> list[list[str]]:
    from mems_lca.units import show

    rows: list[tuple[float, list[str]]] = []
    for gas in found.gases:
        amounts = [entry.gases[gas.gas] for entry in found.lots if gas.gas in entry.gases]
        sums = [sum(getattr(entry, name) for entry in amounts) for name in ("used", "emitted", "destroyed")]
        co2e = sum(entry.climate_change for entry in amounts)
        shown = [show(value, "", _DIGITS) for value in (*sums, gas.value, co2e)]
        chosen = "given by the study" if gas.given else f"{gas.set}, {gas.horizon} years"
        # A formula reads as itself; what is added up as CO2e, or fossil, by its name.
        name = gas.label if {"_", "-"} & set(gas.gas) and "fossil" in gas.gas else gas.gas
        rows.append((co2e, [name, *shown, chosen]))
    return [row for _, row in sorted(rows, key=lambda entry: -entry[0])]
