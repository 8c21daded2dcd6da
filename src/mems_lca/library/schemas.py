"""The shape of each factor table: columns, keys, units and the texts that a column may hold."""

from __future__ import annotations

from mems_lca.library.tables import Table
from mems_lca.study.elements import ELEMENTS
from mems_lca.study.uncertainty import AXES

GWP_SETS = ("ar6", "ar5", "ar5-ccf", "ar4", "tar", "sar", "epa-2025", "epa-2024")
PROCESSES = ("etch", "clean_in_situ", "clean_remote", "clean_thermal", "all")
TABLE_SECTORS = ("mems", "semiconductor_200mm", "semiconductor_300mm", "lcd", "pv", "semiconductor")
ELECTRICITY_PARTS = (
    "direct", "upstream", "grid_losses", "upstream_of_losses", "generation_life_cycle", "life_cycle",
)  # fmt: skip
CLIMATE_PARTS = ("fossil", "biogenic_emissions", "biogenic_removals", "dluc")

# Indicators that a product may have a factor for, each with its unit; a cost is in any currency.
INDICATORS = {
    "climate_change": "kg CO2e",
    "water_withdrawal": "m3",
    "water_consumption": "m3",
    "water_scarcity": "m3_world_eq",
    "hazardous_waste_generated": "kg",
    "nonhazardous_waste_generated": "kg",
    "electricity": "kWh",
    "primary_energy": "MJ",
    "cod": "kg",
    "fluoride_to_water": "kg",
    "voc": "kg",
    "cost": "",
}

_VALUE = ("value", "unit", "source")
_YES_NO = ("yes", "no")
_SCORES = ("1", "2", "3", "4", "5")

FLOWS = Table(
    file="characterization/flows.csv",
    columns=(
        "flow", "name_en", "name_zh", "formula", "cas", "molar_mass", "molar_mass_unit", "fluorine_atoms",
        "silicon_atoms", "kind", "listed", "source", "note",
    ),
    key=("flow",),
    required=("flow", "name_en", "name_zh", "kind", "listed", "source"),
    numbers=("molar_mass", "fluorine_atoms", "silicon_atoms"),
    units={"molar_mass_unit": "g/mol"},
    choices={"kind": ("fluorinated", "fossil", "biogenic", "none"), "listed": _YES_NO},
)  # fmt: skip

OTHER_FLOWS = Table(
    file="characterization/other_flows.csv",
    columns=("flow", "name_en", "name_zh", "unit", "compartment", "source", "note"),
    key=("flow",),
    required=("flow", "name_en", "name_zh", "unit", "compartment", "source"),
    numbers=(),
    units={"unit": ""},
    choices={"compartment": ("air", "water", "resource", "technosphere")},
)

GWP = Table(
    file="characterization/gwp.csv",
    columns=("flow", "set", "horizon", "value", "unit", "source", "note"),
    key=("flow", "set", "horizon"),
    required=("flow", "set", "horizon", *_VALUE),
    units={"unit": "kg CO2e/kg"},
    choices={"set": GWP_SETS, "horizon": ("20", "100", "500")},
)

AGWP = Table(
    file="characterization/agwp.csv",
    columns=("flow", "parameter", "value", "unit", "source", "note"),
    key=("flow", "parameter"),
    required=("flow", "parameter", *_VALUE),
    units={"unit": ""},
    choices={"parameter": ("agwp_20", "agwp_100", "agwp_500", "lifetime", "radiative_efficiency")},
)

UTILISATION = Table(
    file="emissions/utilisation.csv",
    columns=("table", "process", "gas", "parameter", "byproduct", "value", "unit", "source", "note"),
    key=("table", "process", "gas", "parameter", "byproduct"),
    required=("table", "process", "gas", "parameter", *_VALUE),
    units={"unit": "kg/kg"},
    choices={"process": PROCESSES, "parameter": ("1-U", "B")},
)

UTILISATION_TABLES = Table(
    file="emissions/utilisation_tables.csv",
    columns=("table", "title", "sector", "wafer", "use", "source", "in_range"),
    key=("table",),
    required=("table", "title", "sector", "wafer", "use", "source", "in_range"),
    numbers=(),
    choices={"sector": TABLE_SECTORS, "in_range": _YES_NO},
)

CHOICES = Table(
    file="choices.csv",
    columns=("choice", "option", "title", "in_range", "reason", "source"),
    key=("choice", "option"),
    required=("choice", "option", "title", "in_range", "reason", "source"),
    numbers=(),
    choices={"choice": ("gwp", "destruction"), "in_range": _YES_NO},
)

PER_AREA = Table(
    file="emissions/per_area.csv",
    columns=("set", "sector", "gas", "value", "unit", "source", "note"),
    key=("set", "gas"),
    required=("set", "sector", "gas", *_VALUE),
    units={"unit": ""},
    choices={"sector": ("semiconductor", "mems", "any")},
)

DESTRUCTION = Table(
    file="emissions/destruction.csv",
    columns=("set", "gas", "value", "unit", "source", "note"),
    key=("set", "gas"),
    required=("set", "gas", *_VALUE),
    units={"unit": "kg/kg"},
)

WASTE_CODES = Table(
    file="emissions/waste_codes.csv",
    columns=(
        "jurisdiction", "code", "description_en", "description_zh", "stream", "list_edition", "withdrawn",
        "source", "note",
    ),
    key=("jurisdiction", "code"),
    required=("jurisdiction", "code", "description_en", "list_edition", "withdrawn", "source"),
    numbers=(),
    choices={"withdrawn": _YES_NO},
)  # fmt: skip

COMPANION = Table(
    file="emissions/companion_act.csv",
    columns=("node", "parameter", "value", "unit", "source", "note"),
    key=("node", "parameter"),
    required=("node", "parameter", *_VALUE),
    units={"unit": ""},
    choices={"parameter": ("epa", "gpa_95", "gpa_97", "gpa_99", "mpa", "package")},
)

ELECTRICITY = Table(
    file="background/electricity.csv",
    columns=("place", "year", "set", "part", "value", "unit", "gwp_set", "boundary", "source", "note"),
    key=("place", "set", "part"),
    required=("place", "year", "set", "part", "boundary", *_VALUE),
    numbers=("value", "year"),
    units={"unit": "kg CO2e/kWh"},
    choices={"part": ELECTRICITY_PARTS, "gwp_set": (*GWP_SETS, "co2-only")},
)

GENERATION = Table(
    file="background/generation.csv",
    columns=("kind", "part", "value", "unit", "source", "note"),
    key=("kind", "part"),
    required=("kind", "part", *_VALUE),
    units={"unit": "kg CO2e/kWh"},
    choices={"part": ELECTRICITY_PARTS},
)

PRODUCTS = Table(
    file="background/products.csv",
    columns=("product", "name_en", "name_zh", "unit", "category", "cas", "carbon_kg_per_kg", "note"),
    key=("product",),
    required=("product", "name_en", "name_zh", "unit", "category"),
    may_lack=("carbon_kg_per_kg",),
    numbers=("carbon_kg_per_kg",),
    units={"unit": ""},
    choices={
        "category": (
            "gas", "chemical", "metal", "material", "utility", "fuel", "transport", "waste", "component",
        )
    },
)  # fmt: skip

# Said of a product that has none of the elements which are accounted for.
NO_ELEMENT = "none"

COMPOSITIONS = Table(
    file="background/compositions.csv",
    columns=("name", "element", "share", "unit", "source", "note"),
    key=("name", "element"),
    required=("name", "element", "share", "unit", "source"),
    numbers=("share",),
    units={"unit": ""},
    choices={"element": (*ELEMENTS, NO_ELEMENT)},
)

PRODUCT_FACTORS = Table(
    file="background/factors.csv",
    columns=(
        "product", "indicator", "part", "value", "unit", "gwp_set", "kind", "gsd", "place", "year",
        "source", "note",
    ),
    key=("product", "indicator", "part"),
    required=("product", "indicator", "kind", *_VALUE),
    numbers=("value", "gsd", "year"),
    units={"unit": ""},
    choices={
        "indicator": tuple(INDICATORS),
        "part": CLIMATE_PARTS,
        "kind": ("published", "derived", "assumption"),
    },
)  # fmt: skip

AWARE = Table(
    file="scarcity/aware.csv",
    columns=("place", "version", "value", "unit", "source", "note"),
    key=("place", "version"),
    required=("place", "version", *_VALUE),
    units={"unit": "m3_world_eq/m3"},
)

PRICES = Table(
    file="prices/prices.csv",
    columns=("item", "value", "unit", "place", "year", "kind", "gsd", "source", "note"),
    key=("item", "place", "year"),
    required=("item", "place", "year", *_VALUE),
    may_lack=("kind", "gsd"),
    numbers=("value", "year", "gsd"),
    units={"unit": ""},
    choices={"kind": ("published", "derived", "assumption")},
)

PLACES = Table(
    file="places.csv",
    columns=("place", "name_en", "name_zh", "level", "parent", "ember", "mee", "egrid", "aware2"),
    key=("place",),
    required=("place", "name_en", "name_zh", "level"),
    numbers=(),
    choices={"level": ("world", "region", "country", "province", "grid", "state")},
)

PEDIGREE = Table(
    file="uncertainty/pedigree.csv",
    columns=("axis", "score", "variance", "gsd_squared", "meaning", "source", "note"),
    key=("axis", "score"),
    required=("axis", "score", "variance", "meaning", "source"),
    numbers=("variance", "gsd_squared"),
    choices={"axis": AXES, "score": _SCORES},
)

BASIC_UNCERTAINTY = Table(
    file="uncertainty/basic.csv",
    columns=("flow", "variance", "gsd_squared", "source", "note"),
    key=("flow",),
    required=("flow", "variance", "source", "note"),
    numbers=("variance", "gsd_squared"),
)

PEDIGREE_RULES = Table(
    file="uncertainty/pedigree_rules.csv",
    columns=("axis", "case", "score", "source", "note"),
    key=("axis", "case"),
    required=("axis", "case", "score", "source", "note"),
    numbers=(),
    choices={"axis": AXES, "score": _SCORES},
)

LOCATIONS = Table(
    file="locations.csv",
    columns=(
        "location", "name_en", "name_zh", "place", "grid", "scarcity_place", "latitude", "longitude", "source", "note",
    ),
    key=("location",),
    required=("location", "name_en", "name_zh", "place", "source"),
    numbers=("latitude", "longitude"),
)  # fmt: skip

# Values of steps that depend on the place; `low` and `high` are the limits of a triangular spread around the value.
LOCATION_VALUES = Table(
    file="location_values.csv",
    columns=("location", "step", "parameter", "value", "unit", "low", "high", "kind", "source", "note"),
    key=("location", "step", "parameter"),
    required=("location", "step", "parameter", "value", "kind", "source"),
    numbers=("value", "low", "high"),
    units={"unit": ""},
    choices={"kind": ("published", "derived", "assumption", "claim")},
)
