"""The factor tables of all packs as mappings from keys to records, each read when it is first asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from mems_lca.errors import Finding, LibraryError, nearest
from mems_lca.library import schemas
from mems_lca.library.compositions import Composition, compositions, unit_by_name, wrong_shares
from mems_lca.library.electricity import ElectricityTable
from mems_lca.library.from_rows import (
    choice_option_of,
    factor_of,
    gas_of,
    product_of,
    scheme_of,
    utilisation_table_of,
    waste_code_of,
)
from mems_lca.library.locations import EVERY, Locations, wrong_values
from mems_lca.library.packs import Pack
from mems_lca.library.pedigree import Scheme
from mems_lca.library.places import Places
from mems_lca.library.records import (
    ChoiceOption,
    Factor,
    Gas,
    OtherFlow,
    Product,
    ProductFactor,
    UtilisationRow,
    UtilisationTable,
    WasteCode,
)
from mems_lca.library.sources import Source, read_sources
from mems_lca.library.tables import Row, Table, read_table
from mems_lca.units import convert, dimension_of

SOURCES_FILE = "sources.yaml"
ANY_GAS = "*"

_ALL = (
    "sources", "places", "gases", "others", "gwp", "agwp", "utilisation", "described", "per_area",
    "destruction", "choices", "electricity", "generation", "products", "compositions", "product_factors", "aware",
    "prices", "companion", "waste_codes", "pedigree", "locations",
)  # fmt: skip


class FactorTables:
    """One mapping per table. Each raises LibraryError with every finding of its table."""

    def __init__(self, packs: Sequence[Pack]) -> None:
        self._packs = tuple(packs)
        self.replaced: list[Row] = []

    def check(self) -> tuple[Finding, ...]:
        """Every finding of every table, references between tables included."""
        findings: dict[Finding, None] = {}
        for name in _ALL:
            try:
                getattr(self, name)
            except LibraryError as error:
                findings.update(dict.fromkeys(error.findings))
        return tuple(findings)

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Sources by id."""
        return read_sources([file for pack in self._packs if (file := pack.factor_file(SOURCES_FILE))])

    @cached_property
    def places(self) -> Places:
        """Places by code."""
        rows = self._rows(schemas.PLACES)
        _refuse_unknown(rows, parent=("", *(row["place"] for row in rows)))
        return Places(rows)

    @cached_property
    def locations(self) -> Locations:
        """Location presets by name, with the values that they give to steps."""
        rows, values = self._rows(schemas.LOCATIONS), self._rows(schemas.LOCATION_VALUES)
        codes = self.places.codes()
        _refuse_unknown(rows, place=codes, scarcity_place=(*codes, ""), grid=(*self.electricity.sets(), ""))
        _refuse_unknown(values, location=(*(row["location"] for row in rows), EVERY))
        _refuse(wrong_values(rows, values, codes))
        return Locations(rows, values)

    @cached_property
    def gases(self) -> dict[str, Gas]:
        """Gases by name."""
        return {row["flow"]: gas_of(row) for row in self._rows(schemas.FLOWS)}

    @cached_property
    def others(self) -> dict[str, OtherFlow]:
        """Elementary flows that are no gases, by name."""
        rows = self._rows(schemas.OTHER_FLOWS)
        return {
            row["flow"]: OtherFlow(
                row["flow"], row["name_en"], row["name_zh"], row["unit"], row["compartment"], row["note"]
            )
            for row in rows
        }

    @cached_property
    def gwp(self) -> dict[tuple[str, str, str], Factor]:
        """Global warming potentials by gas, set and horizon."""
        rows = self._rows(schemas.GWP)
        _refuse_unknown(rows, flow=self.gases)
        return {(row["flow"], row["set"], row["horizon"]): factor_of(row, gwp_set=row["set"]) for row in rows}

    @cached_property
    def agwp(self) -> dict[tuple[str, str], Factor]:
        """Physical metrics behind the AR6 values, by gas and parameter."""
        rows = self._rows(schemas.AGWP)
        _refuse_unknown(rows, flow=self.gases)
        return {(row["flow"], row["parameter"]): factor_of(row) for row in rows}

    @cached_property
    def utilisation(self) -> dict[tuple[str, str, str], UtilisationRow]:
        """Utilisation by table, process and gas."""
        rows = self._rows(schemas.UTILISATION)
        _refuse_unknown(rows, gas=self.gases, byproduct=(*self.gases, ""))
        return dict(_utilisation(rows))

    @cached_property
    def described(self) -> dict[str, UtilisationTable]:
        """Where each utilisation table may be used."""
        rows = self._rows(schemas.UTILISATION_TABLES)
        _refuse_unknown(rows, table={table for table, _, _ in self.utilisation})
        return {row["table"]: utilisation_table_of(row) for row in rows}

    @cached_property
    def choices(self) -> dict[tuple[str, str], ChoiceOption]:
        """Where sets of warming potentials and of destruction efficiencies may be used, by choice and set."""
        rows = self._rows(schemas.CHOICES)
        _refuse_unknown(rows, option=(*schemas.GWP_SETS, *(key[0] for key in self.destruction)))
        return {(row["choice"], row["option"]): choice_option_of(row) for row in rows}

    @cached_property
    def per_area(self) -> dict[tuple[str, str], Factor]:
        """Emissions by set and gas, per area of substrate; of N2O also per mass used."""
        rows = self._rows(schemas.PER_AREA)
        _refuse_unknown(rows, gas=self.gases)
        _refuse(_not_per_area(rows))
        return {(row["set"], row["gas"]): factor_of(row) for row in rows}

    @cached_property
    def destruction(self) -> dict[tuple[str, str], Factor]:
        """Destruction efficiencies by set and gas; the gas `*` stands for every fluorinated one."""
        rows = self._rows(schemas.DESTRUCTION)
        _refuse_unknown(rows, gas=(*self.gases, ANY_GAS))
        _refuse(_shares(rows))
        return {(row["set"], row["gas"]): factor_of(row) for row in rows}

    @cached_property
    def electricity(self) -> ElectricityTable:
        """Electricity by place, set and part."""
        rows = self._rows(schemas.ELECTRICITY)
        _refuse_unknown(rows, place=self.places.codes())
        factors = {(row["place"], row["set"], row["part"]): factor_of(row) for row in rows}
        return ElectricityTable(factors, self.places)

    @cached_property
    def generation(self) -> dict[tuple[str, str], Factor]:
        """Electricity by kind of generation and part."""
        return {(row["kind"], row["part"]): factor_of(row, kind="") for row in self._rows(schemas.GENERATION)}

    @cached_property
    def products(self) -> dict[str, Product]:
        """Products by name."""
        return {row["product"]: product_of(row) for row in self._rows(schemas.PRODUCTS)}

    @cached_property
    def compositions(self) -> dict[str, Composition]:
        """Elements by product and elementary flow."""
        rows = self._rows(schemas.COMPOSITIONS)
        units = unit_by_name(self.products, self.gases, self.others)
        _refuse_unknown(rows, name=units)
        _refuse(wrong_shares(rows, units))
        return compositions(rows, units, self.gases)

    @cached_property
    def product_factors(self) -> dict[str, tuple[ProductFactor, ...]]:
        """The factors of each product that has any."""
        rows = self._rows(schemas.PRODUCT_FACTORS)
        _refuse_unknown(rows, product=self.products, place=(*self.places.codes(), ""))
        _refuse(_wrong_units(rows, self.products))
        found: defaultdict[str, list[ProductFactor]] = defaultdict(list)
        for row in rows:
            entry = ProductFactor(row["product"], row["indicator"], row["part"], factor_of(row))
            found[row["product"]].append(entry)
        return {name: tuple(entries) for name, entries in found.items()}

    @cached_property
    def aware(self) -> dict[tuple[str, str], Factor]:
        """Water scarcity by place and version."""
        rows = self._rows(schemas.AWARE)
        _refuse_unknown(rows, place=self.places.codes())
        return {(row["place"], row["version"]): factor_of(row) for row in rows}

    @cached_property
    def prices(self) -> dict[tuple[str, str], tuple[Factor, ...]]:
        """Prices of all years by item and place."""
        rows = self._rows(schemas.PRICES)
        _refuse_unknown(rows, place=self.places.codes())
        found: defaultdict[tuple[str, str], list[Factor]] = defaultdict(list)
        for row in rows:
            found[row["item"], row["place"]].append(factor_of(row))
        return {key: tuple(entries) for key, entries in found.items()}

    @cached_property
    def companion(self) -> dict[tuple[str, str], Factor]:
        """The companion die's model by node and parameter."""
        return {(row["node"], row["parameter"]): factor_of(row) for row in self._rows(schemas.COMPANION)}

    @cached_property
    def waste_codes(self) -> dict[tuple[str, str], WasteCode]:
        """Waste codes by jurisdiction and code."""
        rows = self._rows(schemas.WASTE_CODES)
        known = {(row["jurisdiction"], row["code"]) for row in rows if row["withdrawn"] == "no"}
        return {(row["jurisdiction"], row["code"]): waste_code_of(row, known) for row in rows}

    @cached_property
    def pedigree(self) -> Scheme:
        """The scheme that turns scores into spreads, and the rule of the scores."""
        return scheme_of(*map(self._rows, (schemas.PEDIGREE, schemas.BASIC_UNCERTAINTY, schemas.PEDIGREE_RULES)))

    def _rows(self, table: Table) -> tuple[Row, ...]:
        files = [file for pack in self._packs if (file := pack.factor_file(table.file))]
        return read_table(table, files, self.sources, self.replaced)


def _utilisation(rows: Iterable[Row]) -> Iterator[tuple[tuple[str, str, str], UtilisationRow]]:
    """One record per table, process and gas. Raises LibraryError for by-products of a gas without its 1-U."""
    rates: dict[tuple[str, str, str], Factor] = {}
    byproducts: defaultdict[tuple[str, str, str], dict[str, Factor]] = defaultdict(dict)
    places: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        key = (row["table"], row["process"], row["gas"])
        places.setdefault(key, row)
        if row["parameter"] == "1-U":
            rates[key] = factor_of(row)
        else:
            byproducts[key][row["byproduct"]] = factor_of(row)
    _refuse(
        Finding("error", "utilisation", "by-products of a gas that has no 1-U", row.at("gas"), row["gas"])
        for key, row in places.items()
        if key not in rates
    )
    for key, rate in rates.items():
        yield key, UtilisationRow(*key, rate, byproducts[key])


def _shares(rows: Iterable[Row]) -> Iterator[Finding]:
    for row in rows:
        if not 0 <= convert(row.number("value") or 0.0, row["unit"], "1") <= 1:
            yield Finding("error", "share", "not a share between 0 and 1", row.at("value"), row["value"])


def _not_per_area(rows: Iterable[Row]) -> Iterator[Finding]:
    units = ("kg/m2", "kg/kg")
    for row in rows:
        if dimension_of(row["unit"]) not in map(dimension_of, units):
            message = "an emission is per area, or per mass used"
            yield Finding("error", "unit", message, row.at("unit"), row["unit"], " or ".join(units))


def _wrong_units(rows: Iterable[Row], products: Mapping[str, Product]) -> Iterator[Finding]:
    """A factor is the indicator's unit per unit of its product."""
    for row in rows:
        indicator, unit = schemas.INDICATORS[row["indicator"]], products[row["product"]].unit
        if indicator and dimension_of(row["unit"]) != dimension_of(indicator) / dimension_of(unit):
            expected = f"a unit such as {indicator}/{unit}"
            message = "the factor does not fit its product"
            yield Finding("error", "unit", message, row.at("unit"), row["unit"], expected)
        if (row["part"] == "") == (row["indicator"] == "climate_change"):
            message = "climate_change has a part, and no other indicator has one"
            yield Finding("error", "part", message, row.at("part"), row["part"])


def _refuse_unknown(rows: Sequence[Row], **references: Iterable[str]) -> None:
    """Refuse rows whose cell names something that another table does not have."""
    known = {column: frozenset(names) for column, names in references.items()}
    _refuse(
        Finding("error", "unknown_reference", f"unknown {column}", row.at(column), row[column], nearest=near)
        for row in rows
        for column, names in known.items()
        if row[column] not in names
        for near in (nearest(row[column], names),)
    )


def _refuse(findings: Iterable[Finding]) -> None:
    found = tuple(findings)
    if found:
        raise LibraryError(found)
