"""The command `gas`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mems_lca.cli.terminal import say, say_findings, say_items, say_table

if TYPE_CHECKING:
    from mems_lca.analysis.gas import GasFootprint

# Said in the table below, and in the JSON.
_PRINTED = "gas_table_range"


def run(
    gas: str,
    amount: str,
    time: str,
    *,
    process: str,
    table: str,
    gwp: str,
    treated: str | None,
    destruction: str | None,
    uptime: str | None,
    packs: Sequence[Path] | None,
    as_json: bool,
) -> None:
    """Prints the footprint of a gas. Raises MemsLcaError."""
    from mems_lca.analysis.gas import gas_footprint
    from mems_lca.library.library import open_library

    found = gas_footprint(
        gas,
        amount,
        time,
        process=process,
        table=table,
        gwp=gwp,
        treated=treated,
        destruction=destruction,
        uptime=uptime,
        library=open_library(packs or ()),
    )
    say_findings(finding for finding in found.findings if finding.code != _PRINTED)
    if as_json:
        import json

        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        _print(found)


def _print(found: GasFootprint) -> None:
    from mems_lca.analysis.summary import readable

    rows = [
        (name, readable(mass, "kg"), "unknown" if (value := found.by_gas[name]) is None else readable(value, "kg CO2e"))
        for name, mass in found.emitted.items()
    ]
    total = found.climate_change
    whole = "unknown" if total is None else readable(total, "kg CO2e")
    say(
        f"{readable(found.used, 'kg')} of {found.gas} used "
        f"({found.process}, table {found.table}, GWP-100 of {found.gwp})"
    )
    say()
    say_table(("emitted", "mass", "climate change"), [*rows, ("total", "", whole)], right=(1, 2))
    say()
    facts = []
    if found.fluorine_scrubbed is not None and found.fluorine_emitted:
        emitted, scrubbed = readable(found.fluorine_emitted, "kg"), readable(found.fluorine_scrubbed, "kg")
        facts.append(("fluorine", f"{emitted} emitted, {scrubbed} to the scrubber", ""))
    if len(found.by_table) > 1:
        facts.append(("by table", found.range, ""))
    facts += [(name.upper(), flag.status, flag.note_en) for name, flag in found.concern.items()]
    say_items(facts)
