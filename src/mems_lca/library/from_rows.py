"""Checked rows of the factor tables, made into records."""

from __future__ import annotations

from collections.abc import Sequence

from mems_lca.library.pedigree import Scheme
from mems_lca.library.records import ChoiceOption, Factor, Gas, Product, UtilisationTable, WasteCode
from mems_lca.library.sources import ASSUMPTION
from mems_lca.library.tables import Row
from mems_lca.study.uncertainty import AXES
from mems_lca.units import convert


def factor_of(row: Row, gwp_set: str | None = None, kind: str | None = None) -> Factor:
    """The number in the row, with all that the row says of it."""
    value, year = row.number("value"), row.number("year")
    assert value is not None
    published = ASSUMPTION if row["source"] == ASSUMPTION else "published"
    return Factor(
        value=value,
        text=row["value"],
        unit=row["unit"],
        source=row["source"],
        note=row["note"],
        kind=(row["kind"] if kind is None else kind) or published,
        gsd=row.number("gsd"),
        place=row["place"],
        year=None if year is None else int(year),
        gwp_set=row["gwp_set"] if gwp_set is None else gwp_set,
        boundary=row["boundary"],
    )


def gas_of(row: Row) -> Gas:
    """The gas of a row of the flows."""
    mass, fluorine, silicon = (row.number(name) for name in ("molar_mass", "fluorine_atoms", "silicon_atoms"))
    return Gas(
        flow=row["flow"],
        name_en=row["name_en"],
        name_zh=row["name_zh"],
        formula=row["formula"],
        cas=row["cas"],
        molar_mass=None if mass is None else convert(mass, row["molar_mass_unit"], "kg/mol"),
        fluorine_atoms=None if fluorine is None else int(fluorine),
        silicon_atoms=None if silicon is None else int(silicon),
        kind=row["kind"],
        listed=row["listed"] == "yes",
        source=row["source"],
        note=row["note"],
    )


def utilisation_table_of(row: Row) -> UtilisationTable:
    """The use of the utilisation table of a row."""
    return UtilisationTable(
        name=row["table"],
        title=row["title"],
        sector=row["sector"],
        wafer=row["wafer"],
        use=row["use"],
        source=row["source"],
        in_range=row["in_range"] == "yes",
    )


def choice_option_of(row: Row) -> ChoiceOption:
    """The option of a method choice of a row."""
    return ChoiceOption(
        row["choice"], row["option"], row["title"], row["in_range"] == "yes", row["reason"], row["source"]
    )


def product_of(row: Row) -> Product:
    """The product of a row."""
    return Product(
        name=row["product"],
        name_en=row["name_en"],
        name_zh=row["name_zh"],
        unit=row["unit"],
        category=row["category"],
        cas=row["cas"],
        carbon=row.number("carbon_kg_per_kg"),
        note=row["note"],
    )


def waste_code_of(row: Row, known: set[tuple[str, str]]) -> WasteCode:
    """The code of a row; `known` are the codes of the list that may be printed, by jurisdiction."""
    withdrawn = row["withdrawn"] == "yes"
    # The codes of electronic components moved from prefix 397- to 398- when the Chinese list was renumbered.
    renumbered = "398-" + row["code"][4:] if row["code"].startswith("397-") else ""
    return WasteCode(
        jurisdiction=row["jurisdiction"],
        code=row["code"],
        description_en=row["description_en"],
        description_zh=row["description_zh"],
        stream=row["stream"],
        list_edition=row["list_edition"],
        withdrawn=withdrawn,
        source=row["source"],
        note=row["note"],
        replacement=renumbered if withdrawn and (row["jurisdiction"], renumbered) in known else "",
    )


def scheme_of(additional: Sequence[Row], basic: Sequence[Row], rules: Sequence[Row]) -> Scheme:
    """The pedigree scheme of its three tables."""
    axes = {str(axis): axis for axis in AXES}
    return Scheme(
        {(axes[row["axis"]], int(row["score"])): row.number("variance") or 0.0 for row in additional},
        {row["flow"]: row.number("variance") or 0.0 for row in basic},
        {(axes[row["axis"]], row["case"]): int(row["score"]) for row in rules},
    )
