"""Factors: typed look-ups over the tables of all packs, each table read when it is first asked for."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from mems_lca.errors import Finding, LibraryError, nearest
from mems_lca.library import schemas
from mems_lca.library.compositions import Composition
from mems_lca.library.factor_tables import ANY_GAS, FactorTables
from mems_lca.library.locations import Locations
from mems_lca.library.packs import Pack
from mems_lca.library.pedigree import Scheme
from mems_lca.library.places import WORLD, Places
from mems_lca.library.records import (
    ChoiceOption,
    Electricity,
    Factor,
    Gas,
    OtherFlow,
    Product,
    ProductFactor,
    UtilisationRow,
    UtilisationTable,
    WasteCode,
    half_digit,
)
from mems_lca.library.sources import Source

__all__ = [
    "Electricity",
    "Factor",
    "FactorLibrary",
    "Gas",
    "OtherFlow",
    "Product",
    "ProductFactor",
    "UtilisationRow",
    "UtilisationTable",
    "WasteCode",
    "half_digit",
]

KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")


class FactorLibrary:
    """Look-ups by name.

    A name that no table knows raises LibraryError with the nearest one; None means that the table knows the
    name and publishes no number for it.
    """

    def __init__(self, packs: Sequence[Pack]) -> None:
        self._tables = FactorTables(packs)

    def check(self) -> tuple[Finding, ...]:
        """Every finding of every table, sources and references between tables included."""
        return self._tables.check()

    # ------------------------------------------------------------ sources and places

    def source(self, id_: str) -> Source:
        """The source of an id."""
        return _known(self._tables.sources, id_, "source")

    def replaced(self) -> tuple[str, ...]:
        """Rows of packs that took the place of others, of the tables read so far: file, line and cells."""
        rows = self._tables.replaced
        return tuple(f"{row.place}: {', '.join(cell for cell in row.cells.values() if cell)[:120]}" for row in rows)

    @property
    def sources(self) -> Mapping[str, Source]:
        """All sources by id."""
        return self._tables.sources

    def source_ids(self) -> frozenset[str]:
        """Ids of all sources."""
        return frozenset(self._tables.sources)

    @property
    def places(self) -> Places:
        """All places, with their codes in other tables."""
        return self._tables.places

    @property
    def locations(self) -> Locations:
        """All location presets."""
        return self._tables.locations

    def place_codes(self) -> frozenset[str]:
        """Every code of a place that a study may write."""
        return self._tables.places.codes()

    # ------------------------------------------------------------ elementary flows

    def gas(self, flow: str) -> Gas:
        """A gas: formula, CAS number, molar mass, and whether a GWP table lists it."""
        return _known(self._tables.gases, flow, "gas")

    def gas_names(self) -> frozenset[str]:
        """Names of all gases."""
        return frozenset(self._tables.gases)

    def emission(self, flow: str) -> Gas | OtherFlow:
        """An elementary flow of any kind."""
        flows: dict[str, Gas | OtherFlow] = {**self._tables.others, **self._tables.gases}
        return _known(flows, flow, "elementary_flow")

    def emission_names(self) -> frozenset[str]:
        """Names of all elementary flows: gases, and loads of water and air."""
        return frozenset(self._tables.gases) | frozenset(self._tables.others)

    def emission_unit(self, flow: str) -> str:
        """The unit in which an elementary flow is counted: kg for a gas."""
        found = self.emission(flow)
        return found.unit if isinstance(found, OtherFlow) else "kg"

    def gwp_sets(self) -> tuple[str, ...]:
        """Names of the GWP sets."""
        return tuple(name for name in schemas.GWP_SETS if any(key[1] == name for key in self._tables.gwp))

    def gwp(self, flow: str, set_: str, horizon: int = 100) -> Factor | None:
        """Kilograms of CO2e per kilogram; None where the set has none for this gas and horizon in years."""
        self.gas(flow)
        _choice(set_, self.gwp_sets(), "gwp_set")
        return self._tables.gwp.get((flow, set_, str(horizon)))

    def agwp(self, flow: str, horizon: int = 100) -> Factor | None:
        """Absolute GWP of the AR6 supplement in W*year/m2/kg, to recompute its GWPs; None where not given."""
        self.gas(flow)
        return self._tables.agwp.get((flow, f"agwp_{horizon}"))

    # ------------------------------------------------------------ process gases

    def utilisation_tables(self) -> tuple[str, ...]:
        """Names of the utilisation tables."""
        return tuple(sorted({key[0] for key in self._tables.utilisation}))

    def utilisation(self, table: str, process: str, gas: str) -> UtilisationRow | None:
        """What a table says of a gas in a process, else in all processes; None where it does not list it."""
        _choice(table, self.utilisation_tables(), "gas_table")
        _choice(process, schemas.PROCESSES, "process")
        self.gas(gas)
        return self._tables.utilisation.get((table, process, gas)) or self._tables.utilisation.get((table, "all", gas))

    def utilisation_table(self, name: str) -> UtilisationTable | None:
        """Where a utilisation table may be used; None for a table of a pack that does not say."""
        _choice(name, self.utilisation_tables(), "gas_table")
        return self._tables.described.get(name)

    def range_tables(self) -> tuple[str, ...]:
        """Names of the utilisation tables between which a MEMS study may choose."""
        return tuple(sorted(name for name, table in self._tables.described.items() if table.in_range))

    def per_area_sets(self) -> frozenset[str]:
        """Names of the sets of emissions per area of substrate; those of epa-i8 are per kg used, and not among them."""
        return frozenset(key[0] for key, factor in self._tables.per_area.items() if factor.unit == "kg/m2")

    def per_area(self, set_: str) -> Mapping[str, Factor]:
        """Emissions by gas: kg/m2 of substrate processed, or kg/kg used in the sets epa-i8 (N2O)."""
        _choice(set_, sorted({key[0] for key in self._tables.per_area}), "set_per_area")
        return {gas: entry for (name, gas), entry in self._tables.per_area.items() if name == set_}

    def destruction_sets(self) -> tuple[str, ...]:
        """Names of the sets of destruction efficiencies."""
        return tuple(sorted({key[0] for key in self._tables.destruction}))

    def destruction(self, set_: str, gas: str) -> Factor | None:
        """Share of a gas that abatement destroys; None where the set has none: nothing is destroyed."""
        _choice(set_, self.destruction_sets(), "destruction_set")
        own = self._tables.destruction.get((set_, gas))
        if own is None and self.gas(gas).kind == "fluorinated":
            return self._tables.destruction.get((set_, ANY_GAS))
        return own

    def choice_option(self, choice: str, name: str) -> ChoiceOption | None:
        """What is said of a set in a choice ("gwp", "destruction"): whether a MEMS study may take it; None: nothing."""
        return self._tables.choices.get((choice, name))

    def waste_code(self, jurisdiction: str, code: str) -> WasteCode:
        """A code of the waste list of EU, CN or US, withdrawn ones included."""
        known = {key[1]: entry for key, entry in self._tables.waste_codes.items() if key[0] == jurisdiction}
        if not known:
            _choice(jurisdiction, (key[0] for key in self._tables.waste_codes), "jurisdiction")
        return _known(known, code, "waste_code")

    def waste_codes(self, jurisdiction: str) -> tuple[WasteCode, ...]:
        """All codes of a jurisdiction that may be printed."""
        codes = (entry for key, entry in self._tables.waste_codes.items() if key[0] == jurisdiction)
        return tuple(entry for entry in codes if not entry.withdrawn)

    def companion_nodes(self) -> tuple[int, ...]:
        """Nodes of the companion die's table in nm, coarse to fine."""
        return tuple(sorted({int(node) for node, _ in self._tables.companion if node.isdigit()}, reverse=True))

    def companion(self, node: int) -> Mapping[str, Factor] | None:
        """Energy (epa), gases (gpa_95, gpa_97, gpa_99) and materials (mpa) per die area of a node in nm.

        None for a node that the table does not hold.
        """
        found = {parameter: entry for (at, parameter), entry in self._tables.companion.items() if at == str(node)}
        return found or None

    def companion_package(self) -> Factor:
        """The constant of one package, for reproducing the companion's model only."""
        return _known(self._tables.companion, ("any", "package"), "companion_parameter")

    # ------------------------------------------------------------ electricity, products, water, prices

    def electricity(self, place: str, set_: str = "") -> Electricity:
        """The factors of a place's electricity, from its default set or from the one named."""
        return self._tables.electricity.lookup(place, set_)

    def electricity_sets(self, place: str = "") -> tuple[str, ...]:
        """Names of the sets, or of those with a factor for a place."""
        return self._tables.electricity.sets(place)

    def generation_kinds(self) -> tuple[str, ...]:
        """Kinds of generation: onsite_pv, wind, …"""
        return tuple(sorted({kind for kind, _ in self._tables.generation}))

    def generation(self, kind: str) -> Mapping[str, Factor]:
        """The factors of a kind of generation by part."""
        _choice(kind, self.generation_kinds(), "kind_of_generation")
        return {part: entry for (name, part), entry in self._tables.generation.items() if name == kind}

    def product(self, name: str) -> Product:
        """A product that an exchange may name."""
        return _known(self._tables.products, name, "product")

    @property
    def pedigree(self) -> Scheme:
        """How scores are given, and what they add to a spread."""
        return self._tables.pedigree

    def product_names(self) -> frozenset[str]:
        """Names of all products."""
        return frozenset(self._tables.products)

    def composition(self, name: str) -> Composition | None:
        """kg of each element per unit of a product or elementary flow; None where nothing is said of it."""
        return self._tables.compositions.get(name)

    def product_factors(self, name: str) -> tuple[ProductFactor, ...]:
        """The factors of a product over indicators and parts; empty where nobody publishes one."""
        self.product(name)
        return self._tables.product_factors.get(name, ())

    def aware_versions(self) -> tuple[str, ...]:
        """Versions of AWARE."""
        return tuple(sorted({version for _, version in self._tables.aware}))

    def aware(self, place: str, version: str = "aware-2.0") -> Factor:
        """Scarcity of water consumed outside agriculture, in m3 world-eq/m3.

        Of the place, else of what contains it, else of the world; `place` of the Factor says of which.
        """
        _choice(version, self.aware_versions(), "version_of_aware")
        chain = self._tables.places.chain(place)
        found = (self._tables.aware.get((code, version)) for code in chain)
        used = next((entry for entry in found if entry is not None), None)
        if used is None:
            message = f"{version} has no factor for this place, nor for the world"
            raise LibraryError.single("no_aware", message, found=place)
        return used

    def price_items(self) -> tuple[str, ...]:
        """Items that have a price, exchange rates included."""
        return tuple(sorted({item for item, _ in self._tables.prices}))

    def price(self, item: str, place: str = WORLD, year: int | None = None) -> Factor | None:
        """Price of an item in a place, else in what contains it, of a year or the newest; None for none."""
        _choice(item, self.price_items(), "price")
        for code in self._tables.places.chain(place):
            found = [entry for entry in self._tables.prices.get((item, code), ()) if year in (None, entry.year)]
            if found:
                return max(found, key=lambda entry: entry.year or 0)
        return None


def _known(table: Mapping[KeyT, ValueT], name: KeyT, what: str) -> ValueT:
    try:
        return table[name]
    except KeyError:
        near = nearest(str(name), (str(key) for key in table))
        message = f"the library has no {what.replace('_', ' ')} of this name"
        raise LibraryError.single(f"unknown_{what}", message, found=str(name), nearest=near) from None


def _choice(name: str, known: Iterable[str], what: str) -> None:
    _known(dict.fromkeys(known, True), name, what)
