"""Names of inputs for people: what it is, and where it stands."""

from __future__ import annotations

import re

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
