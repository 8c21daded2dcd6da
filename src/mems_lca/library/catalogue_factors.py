"""Pages of what stands in factor tables: gases, products, sources, places, emission tables and units."""

from __future__ import annotations

from mems_lca.errors import LibraryError
from mems_lca.library.catalogue_pages import Item, Page, Section, both, factor_text, filled, sections
from mems_lca.library.concern import concerns, flags_of
from mems_lca.library.library import Library
from mems_lca.library.records import Gas, UtilisationRow, UtilisationTable
from mems_lca.units import conversion, describe, dimension_of, show

PROCESSES = ("etch", "clean_in_situ", "clean_remote", "clean_thermal")
HORIZONS = (20, 100, 500)


def gas_page(library: Library, name: str) -> Page:
    """A gas: its GWP in every set, what every table says of it, and how well it is destroyed."""
    gas = library.factors.gas(name)
    bought = f"gas_{name}"
    known = bought in library.factors.product_names()
    return Page(
        name,
        "gas",
        both(gas.name_en, gas.name_zh),
        gas.note,
        filled(
            ("formula", gas.formula),
            ("CAS", gas.cas),
            ("molar mass", show(gas.molar_mass * 1e3, "g/mol", 7) if gas.molar_mass else "of a mixture: none"),
            ("kind", gas.kind),
            ("in GWP lists", "yes" if gas.listed else "no: its direct effect is unknown, not zero"),
            ("composition", _composition(gas)),
            *_flags(library, name),
        ),
        sections(
            Section("Global warming potential in kg CO2e/kg", _gwps(library, name)),
            Section("What leaves the tool, kg per kg used", _rows_of_gas(library, name)),
            Section("Destruction in abatement", _destruction_of(library, name)),
            Section(f"Production of the gas, product {bought}", _product_factors(library, bought) if known else ()),
        ),
    )


def _flags(library: Library, name: str) -> tuple[tuple[str, str], ...]:
    """What lists of substances of concern say."""
    found = flags_of(concerns(library), name)
    return tuple((each.upper(), f"{flag.status}: {flag.note_en} [{flag.source}]") for each, flag in found.items())


def _composition(gas: Gas) -> str:
    return f"{gas.fluorine_atoms} fluorine atoms, molar mass from [{gas.source}]" if gas.fluorine_atoms else ""


def _gwps(library: Library, name: str) -> tuple[Item, ...]:
    items = []
    for set_ in library.factors.gwp_sets():
        found = {years: library.factors.gwp(name, set_, years) for years in HORIZONS}
        values = [f"{factor.text} ({years} years)" for years, factor in found.items() if factor is not None]
        known = [factor for factor in found.values() if factor is not None]
        if known:
            items.append(Item(set_, f"{', '.join(values)} [{known[0].source}]", known[0].note))
    return tuple(items)


def _rows_of_gas(library: Library, name: str) -> tuple[Item, ...]:
    items = []
    for table in library.factors.utilisation_tables():
        rows = {process: library.factors.utilisation(table, process, name) for process in PROCESSES}
        found = [row for row in rows.values() if row is not None]
        for row in dict.fromkeys(row.process for row in found):
            entry = next(item for item in found if item.process == row)
            items.append(Item(f"{table} {row}", _row_text(entry), entry.one_minus_u.note))
        missing = [process for process, row in rows.items() if row is None]
        if found and missing:
            items.append(Item(f"{table} {', '.join(missing)}", "no row: all of the gas counts as emitted"))
    return tuple(items)


def _row_text(row: UtilisationRow) -> str:
    formed = [f"{gas} {factor.text}" for gas, factor in row.byproducts.items()]
    by_products = f"; by-products {', '.join(formed)}" if formed else ""
    return f"1 - U = {row.one_minus_u.text}{by_products} [{row.one_minus_u.source}]"


def _destruction_of(library: Library, name: str) -> tuple[Item, ...]:
    found = ((set_, library.factors.destruction(set_, name)) for set_ in library.factors.destruction_sets())
    return tuple(
        Item(set_, factor_text(factor), factor.note) if factor is not None else Item(set_, "none of its own: d = 0")
        for set_, factor in found
    )


def product_page(library: Library, name: str) -> Page:
    """A product or waste that a step may name, with every factor that is known."""
    product = library.factors.product(name)
    made = f"the step {name} makes it at the site that draws it" if name in library.names("steps") else ""
    items = _product_factors(library, name)
    return Page(
        name,
        "product",
        both(product.name_en, product.name_zh),
        product.note,
        filled(
            ("unit", product.unit),
            ("category", product.category),
            ("CAS", product.cas),
            ("carbon", f"{product.carbon:g} kg/kg" if product.carbon is not None else ""),
            ("elements", _elements(library, name, product.unit)),
            *_flags(library, name),
            ("supply", made or ("" if items else "no factor: not covered, which is not zero")),
        ),
        sections(Section("Factors", items)),
    )


def _elements(library: Library, name: str, unit: str) -> str:
    """What a product brings of the elements that steps account for, or takes away as a treatment."""
    found = library.factors.composition(name) or {}
    shares = (f"{element} {abs(share):.7g} kg/{unit}" for element, share in found.items())
    return f"{', '.join(shares)}{', taken away' if any(share < 0 for share in found.values()) else ''}"


def _product_factors(library: Library, name: str) -> tuple[Item, ...]:
    return tuple(
        Item(f"{row.indicator}{f', {row.part}' if row.part else ''}", factor_text(row.factor), row.factor.note)
        for row in library.factors.product_factors(name)
    )


def source_page(library: Library, name: str) -> Page:
    """A source: the document, where it was read, and its terms."""
    source = library.factors.source(name)
    return Page(
        name,
        "source",
        source.title,
        source.note,
        filled(
            ("authors", source.authors),
            ("year", str(source.year or "")),
            ("where", source.where),
            ("licence", source.licence),
            ("redistribution", source.redistribution),
        ),
    )


def table_page(library: Library, name: str) -> Page:
    """An emission table: every gas in every process."""
    items = []
    for process in (*PROCESSES, "all"):
        for gas in sorted(library.factors.gas_names(), key=str.casefold):
            row = library.factors.utilisation(name, process, gas)
            if row is not None and row.process == process:
                items.append(Item(f"{gas} {process}", _row_text(row), row.one_minus_u.note))
    known = library.factors.utilisation_table(name)
    facts = () if known is None else _facts_of_table(known)
    found = sections(Section("kg per kg of gas used", tuple(items)))
    return Page(name, "emission table", name if known is None else known.title, facts=facts, sections=found)


def _facts_of_table(table: UtilisationTable) -> tuple[tuple[str, str], ...]:
    ranged = "yes" if table.in_range else "no"
    return filled(
        ("sector", table.sector),
        ("wafer", table.wafer),
        ("use", table.use),
        ("in the range shown for MEMS", ranged),
        ("source", table.source),
    )


def destruction_page(library: Library, name: str) -> Page:
    """A set of destruction efficiencies."""
    items = []
    for gas in sorted(library.factors.gas_names(), key=str.casefold):
        factor = library.factors.destruction(name, gas)
        if factor is not None:
            items.append(Item(gas, factor_text(factor), factor.note))
    return Page(name, "set of destruction efficiencies", name, sections=(Section("Share destroyed", tuple(items)),))


def location_page(library: Library, name: str) -> Page:
    """A location preset: its place with electricity and water, its coordinates, and its values of steps."""
    preset = library.factors.locations.get(name)
    known = preset.latitude is not None and preset.longitude is not None
    values = tuple(
        Item(
            f"{value.step}.{value.parameter}",
            f"{value.setting.value} ({value.kind}) [{value.setting.source}]",
            value.setting.note,
        )
        for value in preset.values
    )
    return Page(
        name,
        "location",
        both(preset.name_en, preset.name_zh),
        preset.note,
        filled(
            ("place", preset.place),
            ("electricity factors", preset.grid or f"{library.factors.electricity(preset.place).set}, the default"),
            ("water scarcity of", preset.scarcity_place),
            ("coordinates", f"{preset.latitude}, {preset.longitude} [{preset.source}]" if known else ""),
        ),
        sections(Section("Values of steps at this location", values), *place_page(library, preset.place).sections),
    )


def place_page(library: Library, code: str) -> Page:
    """A place: its electricity in every set, and its water scarcity."""
    factors = library.factors
    place = factors.places.get(code)
    default = factors.electricity_sets(place.code)
    sets = [_electricity(library, place.code, set_) for set_ in default]
    scarcity = [(version, factors.aware(code, version)) for version in factors.aware_versions()]
    return Page(
        code,
        "place",
        both(place.name_en, place.name_zh),
        facts=filled(("level", place.level), ("part of", " < ".join(factors.places.chain(code)[1:]))),
        sections=sections(
            *sets,
            Section(
                "Water scarcity, m3 world eq per m3 consumed",
                tuple(Item(version, factor_text(factor), factor.note) for version, factor in scarcity),
            ),
        ),
    )


def _electricity(library: Library, code: str, set_: str) -> Section:
    try:
        found = library.factors.electricity(code, set_)
    except LibraryError:
        return Section(set_, ())
    items = [Item(part, factor_text(factor), factor.boundary) for part, factor in found.parts.items()]
    items += [Item("note", finding.message) for finding in found.findings]
    default = ", the default" if library.factors.electricity(code).set == set_ else ""
    return Section(f"Electricity, set {set_}{default}", tuple(items))


def unit_page(name: str) -> Page:
    """A unit: what it measures and what it is in coherent units. Raises UnitError for what is none."""
    rule = conversion(name)
    offset = f" + {rule.offset:g}" if rule.offset else ""
    facts = filled(
        ("measures", describe(dimension_of(name))),
        (f"1 {name}", f"{show(rule.factor, rule.canonical_unit, 8)}{offset}"),
    )
    return Page(name, "unit", name, facts=facts)
