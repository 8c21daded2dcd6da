"""What the library says of itself: lists of its entries, and all that is known of one name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mems_lca.errors import LibraryError, MemsLcaError, nearest
from mems_lca.library.catalogue_factors import (
    destruction_page,
    gas_page,
    location_page,
    place_page,
    product_page,
    source_page,
    table_page,
    unit_page,
)
from mems_lca.library.catalogue_files import claims_page, route_page, study_page
from mems_lca.library.catalogue_pages import Page
from mems_lca.library.catalogue_steps import step_page
from mems_lca.library.library import Library
from mems_lca.library.records import Factor
from mems_lca.study.claims import Claims
from mems_lca.study.route import Route
from mems_lca.study.step import Step
from mems_lca.study.study import Study
from mems_lca.units import conversion, known_units, show


@dataclass(frozen=True)
class Listing:
    """Entries of a kind: the first column is the name by which they are called."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def to_records(self) -> list[dict[str, str]]:
        """The rows for JSON."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def listing(library: Library, kind: str) -> Listing:
    """The entries of a kind. Raises LibraryError for a kind that is none."""
    if kind not in _LISTS:
        message = "there is no kind of this name"
        expected = ", ".join(_LISTS)
        raise LibraryError.single("unknown_kind", message, found=kind, expected=expected, nearest=nearest(kind, _LISTS))
    return _LISTS[kind](library)


def pages(library: Library, name: str) -> list[Page]:
    """All that the library knows under a name, which a step and a product may share.

    Raises LibraryError for a name that nothing has.
    """
    factors = library.factors
    found: list[Page] = []
    for names, page in _subjects(library):
        if name in names:
            found.append(page(library, name))
    if not found and name in factors.place_codes():
        found.append(place_page(library, name))
    if not found:
        try:
            return [unit_page(name)]
        except MemsLcaError:
            pass
        known = {entry for names, _ in _subjects(library) for entry in names} | factors.place_codes()
        message = "the library knows nothing of this name"
        raise LibraryError.single("unknown_name", message, found=name, nearest=nearest(name, known))
    return found


def _subjects(library: Library) -> list[tuple[frozenset[str], Callable[[Library, str], Page]]]:
    factors = library.factors
    return [
        (frozenset(library.names("steps")), step_page),
        (frozenset(library.names("routes")), route_page),
        (frozenset(library.names("studies")), study_page),
        (frozenset(library.names("claims")), claims_page),
        (factors.gas_names(), gas_page),
        (factors.product_names(), product_page),
        (factors.source_ids(), source_page),
        (frozenset(factors.utilisation_tables()), table_page),
        (frozenset(factors.destruction_sets()), destruction_page),
        (frozenset(factors.locations.names()), location_page),
    ]


# ---------------------------------------------------------------- lists


def _steps(library: Library) -> Listing:
    def row(name: str) -> tuple[str, ...]:
        step: Step = library.step(name)
        return name, step.name.en, step.stage, step.per

    return Listing(("name", "title", "stage", "per"), _rows(library, "steps", row, 4))


def _routes(library: Library) -> Listing:
    def row(name: str) -> tuple[str, ...]:
        route: Route = library.route(name)
        made = f"{len(route.measures)} measures on {route.base}" if route.base else f"{len(route.steps)} steps"
        return name, route.name.en if route.name else "", made

    return Listing(("name", "title", "made of"), _rows(library, "routes", row, 3))


def _studies(library: Library) -> Listing:
    def row(name: str) -> tuple[str, ...]:
        study: Study = library.study(name)
        return name, study.product.name, ", ".join(study.routes), str(study.functional_unit.amount)

    return Listing(("name", "product", "routes", "functional unit"), _rows(library, "studies", row, 4))


def _claims(library: Library) -> Listing:
    def row(name: str) -> tuple[str, ...]:
        claims: Claims = library.claims(name)
        return name, claims.name.en, str(len(claims.claims)), claims.source

    return Listing(("name", "title", "claims", "source"), _rows(library, "claims", row, 4))


def _rows(
    library: Library, kind: str, row: Callable[[str], tuple[str, ...]], width: int
) -> tuple[tuple[str, ...], ...]:
    """One row per file; a file that cannot be read is listed as such."""
    found = []
    for name in library.names(kind):
        try:
            found.append(row(name))
        except MemsLcaError:
            found.append((name, f"cannot be read: mems-lca check {library.file(kind, name)}", *[""] * (width - 2)))
    return tuple(found)


def _devices(library: Library) -> Listing:
    """Studies that declare a device: what is made, on which die, by which routes."""

    def row(name: str) -> tuple[str, ...]:
        study: Study = library.study(name)
        die = study.device.die if study.device else None
        size = f"{die.width} × {die.height}" if die else ""
        return name, study.product.name, size, ", ".join(study.routes)

    rows = _rows(library, "studies", row, 4)
    return Listing(("name", "device", "die", "routes"), tuple(entry for entry in rows if entry[2]))


def _factors(library: Library) -> Listing:
    rows = []
    for name in sorted(library.factors.product_names()):
        product = library.factors.product(name)
        climate = [row.factor for row in library.factors.product_factors(name) if row.indicator == "climate_change"]
        made = "made by the step of this name" if name in library.names("steps") else "no factor"
        rows.append(
            (
                name,
                product.name_en,
                product.category,
                " + ".join(f"{entry.text} {entry.unit}" for entry in climate) or made,
                ", ".join(dict.fromkeys(entry.source for entry in climate)),
            )
        )
    return Listing(("name", "title", "category", "climate change", "source"), tuple(rows))


def _gases(library: Library) -> Listing:
    factors = library.factors
    rows = []
    for name in sorted(factors.gas_names(), key=str.casefold):
        gas = factors.gas(name)
        values = [_value(factors.gwp(name, set_)) for set_ in ("ar6", "ar5", "epa-2025")]
        listed = [table for table in factors.utilisation_tables() if _in_table(library, table, name)]
        rows.append((name, gas.name_en, gas.cas, *values, ", ".join(listed)))
    columns = ("name", "title", "CAS", "GWP-100 ar6", "ar5", "epa-2025", "emission tables")
    return Listing(columns, tuple(rows))


def _in_table(library: Library, table: str, gas: str) -> bool:
    kinds = ("etch", "clean_in_situ", "clean_remote", "clean_thermal")
    return any(library.factors.utilisation(table, kind, gas) is not None for kind in kinds)


def _value(factor: Factor | None) -> str:
    return "" if factor is None else factor.text


def _sources(library: Library) -> Listing:
    entries = [library.factors.source(name) for name in sorted(library.factors.source_ids())]
    rows = tuple((entry.id, entry.title, str(entry.year or ""), entry.redistribution) for entry in entries)
    return Listing(("name", "title", "year", "redistribution"), rows)


def _units(_: Library) -> Listing:
    rows = []
    for unit, spellings, measures in known_units():
        rule = conversion(unit)
        offset = f" + {rule.offset:g}" if rule.offset else ""
        value = show(rule.factor, rule.canonical_unit, 6) + offset
        rows.append((unit, measures, value, ", ".join(spellings)))
    return Listing(("name", "measures", "is", "also written"), tuple(rows))


def _locations(library: Library) -> Listing:
    found = library.factors.locations
    rows = []
    for name in found.names():
        preset = found.get(name)
        rows.append((name, preset.name_en, preset.name_zh, preset.place, preset.scarcity_place))
    return Listing(("name", "title", "名称", "place", "water scarcity of"), tuple(rows))


def _places(library: Library) -> Listing:
    places = library.factors.places
    rows = []
    for code in sorted(library.factors.place_codes()):
        place = places.get(code)
        rows.append((code, place.name_en, place.name_zh, place.level, place.parent))
    return Listing(("name", "title", "名称", "level", "part of"), tuple(rows))


_LISTS: Mapping[str, Callable[[Library], Listing]] = {
    "steps": _steps,
    "routes": _routes,
    "devices": _devices,
    "studies": _studies,
    "claims": _claims,
    "factors": _factors,
    "gases": _gases,
    "sources": _sources,
    "units": _units,
    "locations": _locations,
    "places": _places,
}
KINDS = tuple(_LISTS)
