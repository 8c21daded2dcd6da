"""Options with a small language of their own, and the study that most commands ask with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mems_lca.errors import StudyError

if TYPE_CHECKING:
    from mems_lca.face import StudyFile

FORMATS = ("xlsx", "json")


@dataclass(frozen=True)
class Asked:
    """A study as the options of a command leave it, with the values and measures that are applied when it is bound."""

    study: StudyFile
    values: dict[str, str]
    measures: tuple[str, ...] | None


def asked(
    source: str,
    *,
    packs: Sequence[Path] | None,
    values: Sequence[str] | None,
    measures: str | None,
    moved: Sequence[str] | None = None,
) -> Asked:
    """The study of a file or name, with `--pack`, `--set`, `--measures` and `--site` as they were given.

    Options that cannot be read are refused before the study is. Raises StudyError or LibraryError.
    """
    from mems_lca.face import read_study, with_sites

    given, places = assignments(values), sites(moved)
    return Asked(with_sites(read_study(source, packs=packs or ()), places), given, names(measures))


def assignments(given: Sequence[str] | None) -> dict[str, str]:
    """Values by path from PATH=VALUE. Raises StudyError for a text that is none."""
    found: dict[str, str] = {}
    for text in given or ():
        path, sign, value = text.partition("=")
        if not sign or not path.strip():
            expected = 'PATH=VALUE, such as grey.release_etch.sf6_flow="250 sccm"'
            raise StudyError.single("usage", "--set needs a path and a value", found=text, expected=expected)
        found[path.strip()] = value.strip()
    return found


def sites(given: Sequence[str] | None) -> dict[str, str]:
    """Locations by site from SITE=LOCATION. Raises StudyError for a text that is none."""
    found: dict[str, str] = {}
    for text in given or ():
        site, sign, location = (part.strip() for part in text.partition("="))
        if not sign or not site or not location:
            expected = "SITE=LOCATION, such as fab=western_china"
            raise StudyError.single("usage", "--site needs a site and a location", found=text, expected=expected)
        if site in found:
            raise StudyError.single("usage", f"--site moves {site} twice", found=text, expected="each site once")
        if "=" in location:
            raise StudyError.single("usage", "--site moves one site: repeat it for another", found=text)
        found[site] = location
    return found


def names(given: str | None) -> tuple[str, ...] | None:
    """Names divided by commas; none for an empty text, None where nothing is given."""
    return None if given is None else tuple(name for part in given.split(",") if (name := part.strip()))


def known_formats(given: Sequence[str] | None) -> tuple[str, ...]:
    """Formats of a report. Raises StudyError for one that does not exist."""
    if not given:
        return FORMATS
    chosen = tuple(dict.fromkeys(name for entry in given for name in names(entry) or ()))
    for name in chosen:
        if name not in FORMATS:
            message = "a report in this format does not exist"
            raise StudyError.single("format", message, found=name, expected=" or ".join(FORMATS))
    return chosen
