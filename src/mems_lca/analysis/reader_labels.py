"""Names for people: of inputs, routes and their measures, and of parts of a result; with ids where they are typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mems_lca.library.library import Library

# What parameters call substances and the terms of their authors, as readers write it.
_WRITTEN = {
    "asic": "ASIC", "bcl3": "BCl3", "c2f6": "C2F6", "c4f8": "C4F8", "caf2": "CaF2", "cf4": "CF4", "cl2": "Cl2",
    "co2": "CO2", "co2e": "CO2e", "epa": "EPA", "gpa": "GPA", "hf": "HF", "hfc23": "HFC-23", "hmds": "HMDS",
    "lpg": "LPG", "mpa": "MPA", "n2o": "N2O", "nf3": "NF3", "nh4f": "NH4F", "nmp": "NMP", "nox": "NOx",
    "pocl3": "POCl3", "sc1": "SC1", "sf6": "SF6", "teos": "TEOS", "voc": "VOC", "wf6": "WF6", "xef2": "XeF2",
}  # fmt: skip


def reader_label(label: str, path: str) -> str:
    """An input for readers, with the route and step of its path in brackets where it has them."""
    parts = path.replace("_", " ").split(".")[:-1]
    named = input_name(label)
    return f"{named} [{', '.join(parts)}]" if parts and parts[0] not in ("factors", "places") else named


def input_name(label: str) -> str:
    """The label of an input with a capital, and formulas and initials as they are written: "SF6 flow"."""
    name, comma, where = label.partition(",")
    words = re.sub(r"\w+", lambda found: _WRITTEN.get(found[0].lower(), found[0]), name)
    return f"{words[:1].upper()}{words[1:]}{comma}{where}"


def with_id(name: str, key: str) -> str:
    """A name with the id that is typed for it: "Single-wafer dry clean [dry_clean]"; the id alone where it says all."""
    return key if not name or name == key else f"{name} [{key}]"


def route_title(library: Library, route: str) -> str:
    """What the route of a file is called; "" where its file does not say."""
    name = library.route(route).name
    return name.en if name else ""


def measure_names(library: Library, route: str) -> dict[str, str]:
    """What the measures of the route of a file, and of the routes below it, are called; "" where nobody says."""
    found: dict[str, str] = {}
    while route:
        entry = library.route(route)
        own = {key: measure.name.en for key, measure in entry.measures.items() if measure.name}
        found = {key: found.get(key) or own.get(key, "") for key in (*entry.measures, *found)}
        route = entry.base
    return found


def part_names(body: Mapping[str, Any], part: str) -> dict[str, str]:
    """Names of the steps (by_step, with their ids) or flows (by_flow) in the body of a result; none of another part."""
    if part == "by_step":
        return {entry["step"]: with_id(entry["label"], entry["step"]) for entry in body["trace"]["processes"]}
    if part == "by_flow":
        return {entry["name"]: input_name(entry["label"]) for entry in body["trace"]["targets"] if entry["label"]}
    return {}
