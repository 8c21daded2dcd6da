"""What the drop-down lists of the inventory workbook hold: the library's own names, each with a label for readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from mems_lca.errors import MemsLcaError
from mems_lca.inventory.grid import PROVINCIAL
from mems_lca.library.carbon_prices import carbon_prices
from mems_lca.library.library import Library
from mems_lca.library.sources import ASSUMPTION, MEASURED
from mems_lca.reporting.texts import Texts
from mems_lca.study.reading import load_yaml

_HORIZONS = (20, 100, 500)
# The key `name` of a file with what is indented below it.
_NAME_BLOCK = re.compile(r"^name:.*\n(?:[ \t]+.*\n)*", re.MULTILINE)
WASTE = "waste"


@dataclass(frozen=True)
class Listed:
    """One list: `entries` are (value, label), the value being what a file holds."""

    name: str
    entries: tuple[tuple[str, str], ...]

    @property
    def values(self) -> tuple[str, ...]:
        """What a drop-down offers."""
        return tuple(value for value, _ in self.entries)


def library_list(library: Library, name: str, texts: Texts) -> Listed | None:
    """The list of a name; None where the library has none of this name."""
    make = _LISTS.get(name)
    return None if make is None else Listed(name, tuple(make(library, texts)))


def library_lists() -> tuple[str, ...]:
    """Names of all lists that a column may take."""
    return tuple(_LISTS)


def choices(texts: Texts, name: str, values: Iterable[str]) -> Listed:
    """A list of fixed choices, labelled where the texts have a label for them."""
    return Listed(name, tuple((value, _label(texts, name, value)) for value in values))


Entries = Iterable[tuple[str, str]]


def _label(texts: Texts, kind: str, value: str) -> str:
    return texts.entries.get(f"choice.{kind}.{value}") or texts.entries.get(f"{kind}.{value}") or ""


def _in(texts: Texts, english: str, chinese: str) -> str:
    return chinese if texts.lang == "zh" and chinese else english


# ---------------------------------------------------------------- files of the library


def _named(library: Library, texts: Texts, kind: str) -> Entries:
    """Files of a kind with the names that they give themselves; one that cannot be read has none."""
    for name in library.names(kind):
        try:
            names = _names_in(library, kind, name)
        except (MemsLcaError, OSError, ValueError):
            names = {}
        yield name, _in(texts, str(names.get("en") or ""), str(names.get("zh") or ""))


def _names_in(library: Library, kind: str, name: str) -> Mapping[str, object]:
    """The names in a file. Of a YAML file only the key `name` is read: to read hundreds whole takes seconds."""
    file = library.file(kind, name)
    if file.suffix == ".yaml":
        block = _NAME_BLOCK.search(file.read_text(encoding="utf-8-sig"))
        names = load_yaml(file, text=block[0]).data.get("name") if block else None
    else:
        names = library.document(kind, name).data.get("name")
    return names if isinstance(names, Mapping) else {}


def _steps(library: Library, texts: Texts) -> Entries:
    return _named(library, texts, "steps")


def _routes(library: Library, texts: Texts) -> Entries:
    return _named(library, texts, "routes")


# ---------------------------------------------------------------- factor tables


def _gases(library: Library, texts: Texts) -> Entries:
    for name in sorted(library.factors.gas_names(), key=str.casefold):
        gas = library.factors.gas(name)
        yield name, _in(texts, gas.name_en, gas.name_zh)


def _products_of(library: Library, texts: Texts, *, only_wastes: bool) -> Entries:
    for name in sorted(library.factors.product_names()):
        product = library.factors.product(name)
        if product.category == WASTE or not only_wastes:
            yield name, f"{_in(texts, product.name_en, product.name_zh)} [{product.unit}]"


def _products(library: Library, texts: Texts) -> Entries:
    return _products_of(library, texts, only_wastes=False)


def _wastes(library: Library, texts: Texts) -> Entries:
    return _products_of(library, texts, only_wastes=True)


def _places(library: Library, texts: Texts) -> Entries:
    for code in sorted(library.factors.place_codes()):
        place = library.factors.places.get(code)
        yield code, _in(texts, place.name_en, place.name_zh)


def _presets(library: Library, texts: Texts) -> Entries:
    for name in library.factors.locations.names():
        preset = library.factors.locations.get(name)
        yield name, _in(texts, preset.name_en, preset.name_zh)


def _locations(library: Library, texts: Texts) -> Entries:
    yield from _presets(library, texts)
    yield from _places(library, texts)


def _indicators(library: Library, texts: Texts) -> Entries:
    for name, entry in library.characterisation.indicators.items():
        yield name, f"{_in(texts, entry.name_en, entry.name_zh)} [{entry.unit or '1'}]"


def _sources(library: Library, texts: Texts) -> Entries:
    yield MEASURED, texts("inventory.list.measured")
    yield ASSUMPTION, texts("inventory.list.assumption")
    for name in sorted(library.factors.source_ids() - {ASSUMPTION}):
        source = library.factors.source(name)
        yield name, f"{source.title}{f' ({source.year})' if source.year else ''}"


# ---------------------------------------------------------------- choices of a method


def _methods(library: Library, texts: Texts) -> Entries:
    for set_ in library.factors.gwp_sets():
        for horizon in _HORIZONS:
            if any(library.factors.gwp(gas, set_, horizon) for gas in ("SF6", "CO2", "CF4")):
                name = f"{'' if set_.startswith('epa') else 'ipcc_'}{set_.replace('-', '_')}_gwp{horizon}"
                yield name, _label(texts, "method", name) or f"GWP-{horizon}, {set_.upper().replace('-', ' ')}"


def _gas_tables(library: Library, texts: Texts) -> Entries:
    for name in library.factors.utilisation_tables():
        table = library.factors.utilisation_table(name)
        yield name, _label(texts, "gas_table", name) or (table.title if table else "")


def _destruction_sets(library: Library, texts: Texts) -> Entries:
    for name in library.factors.destruction_sets():
        option = library.factors.choice_option("destruction", name)
        yield name, _label(texts, "destruction", name) or (option.title if option else "")


def _scarcity(library: Library, texts: Texts) -> Entries:
    return ((name, _label(texts, "scarcity", name)) for name in library.factors.aware_versions())


def _grids(library: Library, texts: Texts) -> Entries:
    sets = (*library.factors.electricity_sets(), PROVINCIAL)
    return ((name, _label(texts, "grid", name)) for name in sets)


def _generation(library: Library, texts: Texts) -> Entries:
    return ((name, _label(texts, "generation", name)) for name in library.factors.generation_kinds())


def _carbon_prices(library: Library, texts: Texts) -> Entries:
    return ((name, _in(texts, *label)) for name, label in ((k, v.label) for k, v in carbon_prices(library).items()))


_LISTS: Mapping[str, Callable[[Library, Texts], Entries]] = {
    "steps": _steps,
    "routes": _routes,
    "locations": _locations,
    "places": _places,
    "gases": _gases,
    "products": _products,
    "wastes": _wastes,
    "indicators": _indicators,
    "sources": _sources,
    "methods": _methods,
    "gas_tables": _gas_tables,
    "destruction_sets": _destruction_sets,
    "scarcity_versions": _scarcity,
    "grids": _grids,
    "generation": _generation,
    "carbon_prices": _carbon_prices,
}
