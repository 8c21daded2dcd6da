"""The command `screen`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mems_lca.cli.terminal import say, say_paragraph, say_table, working

if TYPE_CHECKING:
    from mems_lca.analysis.screening import FabClimate
    from mems_lca.library.library import Library
    from mems_lca.units import Quantity

_NOTE = (
    "Wafer fabrication only, without abatement: neither the wafer nor chemicals are in it. The three lie far "
    "apart because each knows something else: the averages of a survey and of countries, a threshold that is "
    "meant to be high, your layers and etch minutes. A recipe tells more: mems-lca init NAME writes a study to "
    "start from."
)


def run(diameter: str, *, layers: float, etch: str, place: str, packs: Sequence[Path] | None, as_json: bool) -> None:
    """Prints what each screening gives for a line. Raises MemsLcaError."""
    from mems_lca.analysis.screening import LineSize, screen_line
    from mems_lca.errors import StudyError
    from mems_lca.library.library import open_library

    library = open_library(packs or ())
    width = _measure("DIAMETER", diameter, "m", "a length such as 200 mm")
    time = _measure("--etch", etch, "s", "a time such as 20 min")
    if not 0 <= layers <= 1000:
        raise StudyError.single(
            "usage", "--layers", found=str(layers), expected="a number of mask layers from 0 to 1000"
        )
    size = LineSize(layers, time.canonical)
    _known_place(library, place)
    with working("Screening"):
        found = screen_line(library, size, diameter=str(width), place=place)
    if as_json:
        import json

        print(json.dumps(_as_json(found, width, layers, time, place), ensure_ascii=False, indent=2))
    else:
        _print(library, found, f"Wafer of {width}, {layers:g} mask layers, {time} of deep etch, at {place}")


def _measure(name: str, text: str, unit: str, expected: str) -> Quantity:
    from mems_lca.errors import MemsLcaError, Place, StudyError
    from mems_lca.units import dimension_of, parse_quantity

    try:
        value = parse_quantity(text)
    except MemsLcaError as error:
        raise error.at(Place(path=name)) from None
    if value.dimension != dimension_of(unit) or value.canonical < 0 or (unit == "m" and value.canonical == 0):
        raise StudyError.single("usage", name, found=text, expected=expected)
    return value


def _known_place(library: Library, place: str) -> None:
    from mems_lca.errors import StudyError, nearest

    known = library.factors.place_codes() | frozenset(library.factors.locations.names())
    if place not in known:
        raise StudyError.single("unknown_place", "there is no such place", found=place, nearest=nearest(place, known))


def _as_json(
    found: dict[str, FabClimate], diameter: Quantity, layers: float, etch: Quantity, place: str
) -> dict[str, object]:
    return {
        "wafer_diameter": {"value": diameter.magnitude, "unit": diameter.unit},
        "mask_layers": layers,
        "etch_time": {"value": etch.magnitude, "unit": etch.unit},
        "place": place,
        "unit": "kg CO2e per wafer",
        "screenings": {name: entry.to_dict() for name, entry in found.items()},
    }


def _print(library: Library, found: dict[str, FabClimate], title: str) -> None:
    from mems_lca.analysis.summary import readable

    say(title)
    say()
    rows = [
        (
            library.step(name).name.en,
            *(readable(value, "kg CO2e") for value in (entry.gases, entry.electricity, entry.rest, entry.total)),
        )
        for name, entry in found.items()
    ]
    say_table(("screening, per wafer", "process gases", "electricity", "other", "total"), rows, right=(1, 2, 3, 4))
    say()
    say_paragraph(_NOTE)
