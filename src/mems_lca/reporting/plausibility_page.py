"""The page docs/plausibility.md: shipped lines and one published etch beside published figures per wafer area."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from mems_lca.analysis.gas import gas_footprint
from mems_lca.library.library import Library
from mems_lca.library.pages import escaped, joined, table
from mems_lca.reporting.assumptions_page import figure

# Published: gas, flow and time of a whole deep etch of a 100 mm wafer (simit-drie).
RECIPE = (("SF6", "400 sccm", "32.5 min"), ("c-C4F8", "275 sccm", "20 min"))
RECIPE_AREA = math.pi * 10.0**2 / 4
_CM2_PER_M2 = 1e4

_INTRODUCTION = (
    "Where a result lies among figures that others published, and why it does not lie elsewhere. The workbook of "
    "a study has the same on its sheet Plausibility, and `mems-lca screen` gives the estimates for a line without"
    " recipes."
)
_ETCH_REASON = (
    "They answer different questions. The recipe is one etch of 52 minutes through a wafer, without abatement. "
    "The threshold factor is set so that no plant is overlooked, and Tier 1 is an average of old circuit lines "
    "for the inventories of countries, whose gases are those of chamber cleans. The average of the survey is "
    "after abatement, over all products of large companies, most of which etch no silicon deeply, and has the "
    "electricity in it. A wafer that is etched deeply for a quarter of an hour stays below one kilogram on 200 "
    "mm; on 100 mm, with the same flows, it gives 2.6."
)
_LINE_REASON = (
    "The tools are added up from powers and times, of which most are assumptions; the facility comes from the "
    "average over companies that make circuits, given to each wafer by its area, and is the larger part of both "
    "lines: what is left to compare is the tools. A survey of fabs gives them more than one half of the energy. "
    "The accelerometer has few steps, and its glass cap one mask; the inertial sensor has some fifty steps, five "
    "masks, and a cap of three. Circuits of the published fabs take twenty and more masks, so that their tools "
    "work several times as long per area. Both lines lie below the averages for this reason. By mask layers or "
    "tool time they carry still less facility (`allocation: {facility: mask_layers}`). Claims of 1.8 to 2.3 "
    "kWh/cm2 for MEMS fabs of 200 mm would need three to five times as much, which only a small and lightly "
    "loaded fab may take."
)


def plausibility_markdown(library: Library, lines: Mapping[str, Mapping[str, Any]]) -> str:
    """The page; `lines` are what `plausibility` says of routes, by a title for readers."""
    return joined(
        [
            "<!-- Made by `make pages` from the library and its shipped studies: edit there, and make it again. -->",
            "# Beside published figures",
            _INTRODUCTION,
            "## One deep etch, per area of wafer",
            _etch_text(),
            table(("figure", "kg CO2e/cm2"), list(_etch_rows(library))),
            _ETCH_REASON,
            "## Electricity of a wafer line",
            "Per cm2 of all wafers processed: a bonded pair counts twice.",
            table(
                ("line", "tools at work", "tools idling", "facility", "total, kWh/cm2"),
                list(_electricity(library, lines)),
            ),
            _LINE_REASON,
            "## Without recipes",
            "Wafer fabrication without purchased materials, kg CO2e per finished wafer of 200 mm.",
            table(("line", "way", "gases", "electricity", "total", "over the recipes"), list(_screenings(lines))),
        ]
    )


def _footprint(destruction: float = 0.0) -> float:
    """kg CO2e of the published etch, where all of its exhaust is led to a unit that destroys this share."""
    found = (
        gas_footprint(gas, flow, time, treated=1.0, destruction=destruction, uptime=1.0) for gas, flow, time in RECIPE
    )
    return sum(footprint.climate_change or 0.0 for footprint in found)


def _etch_text() -> str:
    used = ", ".join(
        f"{1e3 * gas_footprint(gas, flow, time).used:.1f} g {gas} ({flow} for {time})" for gas, flow, time in RECIPE
    )
    left = _footprint(0.6)
    return (
        f"A published Bosch recipe on a wafer of 100 mm ([simit-drie](sources.md#simit-drie)) feeds {used}. "
        f"With Table I-5 and the warming potentials of AR6 that is {_footprint():.1f} kg CO2e unabated, "
        f"and {left:.1f} where 60 % is destroyed."
    )


def _etch_rows(library: Library) -> Iterator[tuple[str, str]]:
    yield "the recipe, unabated", figure(_footprint() / RECIPE_AREA)
    yield "the recipe, 60 % destroyed", figure(_footprint(0.6) / RECIPE_AREA)
    for name, title in (
        ("ipcc2006-tier1", "Tier 1, gases of a circuit line"),
        ("epa-i1-mems", "threshold factor for MEMS, Table I-1"),
    ):
        yield f"{title} (`{name}`)", figure(_per_area(library, name))
    for entry in library.benchmarks():
        if entry["measure"] == "climate_change":
            yield f"{_cited(entry)}, all sources", entry["value"]


def _cited(entry: Mapping[str, str]) -> str:
    """The name of a benchmark with a link to its source."""
    return f"{escaped(entry['name_en'])} ([{entry['source']}](sources.md#{entry['source']}))"


def _per_area(library: Library, name: str) -> float:
    """kg CO2e/cm2 of a set of emissions per area, with GWP-100 of AR6."""
    factors = library.factors
    found = ((factor.value, factors.gwp(gas, "ar6", 100)) for gas, factor in factors.per_area(name).items())
    return sum(rate * gwp.value for rate, gwp in found if gwp is not None) / _CM2_PER_M2


def _electricity(library: Library, lines: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    for title, record in lines.items():
        per_area = record["electricity"]["per_cm2"]
        yield (title, *(figure(per_area[use]) for use in ("process", "idle", "facility", "total")))
    for entry in library.benchmarks():
        if entry["measure"] == "electricity":
            text = f"{_cited(entry)}: {escaped(entry['note_en'])}"
            yield (text, "", "", "", entry["value"])


def _screenings(lines: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    for title, record in lines.items():
        found = record["screening"]
        yield (title, "recipes", *(figure(found["recipe"][part]) for part in ("gases", "electricity", "total")), "1")
        for entry in found["screenings"]:
            figures = (figure(entry[part]) for part in ("gases", "electricity", "total"))
            yield ("", f"`{entry['step']}`", *figures, f"{entry['over_recipe']:.2g}")
