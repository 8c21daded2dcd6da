"""The command `locations`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mems_lca.cli.terminal import counting, say, say_paragraph, say_table
from mems_lca.cli.values import asked

if TYPE_CHECKING:
    from mems_lca.analysis.locations import AtLocation, Figure

_COLUMNS: Mapping[str, str] = {
    "climate_change_location": "climate change, location-based",
    "climate_change_market": "market-based",
    "water_scarcity": "water scarcity",
    "hazardous_waste_generated": "hazardous waste",
}
_DIGITS = 4
_NOTE = (
    "Provinces of China take the national life-cycle factor of electricity, so that their totals differ by line "
    "utilisation and transport alone; --set grid.SITE=provincial takes the province's own direct factor into it (an "
    "assumption). What the site buys has the same factors everywhere."
)


def run(
    source: str,
    *,
    site: str,
    packs: Sequence[Path] | None,
    values: Sequence[str] | None,
    measures: str | None,
    as_json: bool,
) -> None:
    """Prints a study at every location preset. Raises MemsLcaError."""
    from mems_lca.face import at_each_location, moved_site

    question = asked(source, packs=packs, values=values, measures=measures)
    study = question.study
    chosen = moved_site(study, site)
    number = 1 + len(study.library.factors.locations.names())
    runs = at_each_location(study, chosen, values=question.values, measures=question.measures)
    found = list(counting(runs, number, f"{study.name} at each location"))
    if as_json:
        print(json.dumps(_as_json(study.name, chosen, found), ensure_ascii=False, indent=2))
    else:
        _print(study.name, chosen, found)


def _as_json(name: str, site: str, found: Sequence[AtLocation]) -> dict[str, object]:
    return {
        "study": name,
        "site": site,
        "as_written": found[0].to_dict(),
        "locations": [entry.to_dict() for entry in found[1:]],
    }


def _print(name: str, site: str, found: Sequence[AtLocation]) -> None:
    for route in found[0].routes:
        units = _units(found, route)
        heads = [f"{label}, {units[key].replace('_', ' ')}" for key, label in _COLUMNS.items()]
        rows = [_row(entry, entry.routes[route], units, index) for index, entry in enumerate(found) if entry.routes]
        say(f"{name}, route {route}: site {site} at each location, per {found[0].basis}")
        say()
        say_table(("location", "place", *heads), rows, right=range(2, 2 + len(heads)))
        say()
    for entry in found:
        if entry.problem:
            say(f"{entry.location}: {entry.problem}")
    say_paragraph(_NOTE)


def _units(found: Sequence[AtLocation], route: str) -> dict[str, str]:
    """For each figure the unit that suits its largest value; one for both accounts of climate change."""
    from mems_lca.analysis.summary import readable_unit

    chosen = {}
    for key in _COLUMNS:
        figures = [entry.routes[route][key] for entry in found if entry.routes]
        values = [figure.value for figure in figures if figure.value is not None]
        chosen[key] = readable_unit(values, figures[0].unit)
    chosen["climate_change_market"] = chosen["climate_change_location"]
    return chosen


def _row(entry: AtLocation, figures: Mapping[str, Figure], units: Mapping[str, str], index: int) -> tuple[str, ...]:
    shown = tuple(_shown(figures[key], units[key]) for key in _COLUMNS)
    return (entry.location if index else f"{entry.location} (as written)", entry.place, *shown)


def _shown(figure: Figure, unit: str) -> str:
    from mems_lca.units import convert, show

    return "not covered" if figure.value is None else show(convert(figure.value, figure.unit, unit), "", _DIGITS)
