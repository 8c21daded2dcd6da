"""Checks of gas tables and balances: the table's sector, its fluorine, and fluorine enough for the silicon etched."""

from __future__ import annotations

from collections.abc import Mapping

from mems_lca.errors import InventoryError
from mems_lca.inventory.plasma import FLUORINE_PER_SILICON
from mems_lca.inventory.shop import Shop
from mems_lca.library.factors import UtilisationRow, half_digit
from mems_lca.study.formula import Expr
from mems_lca.units import Quantity

FLUORINE_MASS = 18.998403162
"""Standard atomic weight of fluorine, g/mol (IUPAC)."""

OTHER_SECTORS = {
    "lcd": "liquid-crystal displays",
    "pv": "photovoltaic cells",
    "semiconductor_300mm": "semiconductors on wafers of 300 mm and more",
}
"""Sectors whose tools are not those of MEMS, in words."""


def molar_mass(shop: Shop, flow: str) -> Expr:
    """kg per mol of a gas."""
    gas = shop.factors.gas(flow)
    return shop.ledger.enter(
        f"molar_mass:{flow}",
        Quantity(kilograms_per_mole(shop, flow) * 1e3, "g/mol"),
        label=f"Molar mass of {flow}",
        group="choice",
        source=gas.source,
    )


def kilograms_per_mole(shop: Shop, flow: str) -> float:
    """kg per mol. Raises InventoryError for a mixture, whose use can only be given as mass."""
    mass = shop.factors.gas(flow).molar_mass
    if mass is None:
        raise InventoryError.single("molar_mass", "the gas has no molar mass: give its use as mass", found=flow)
    return mass


def fluorine_share(shop: Shop, gas: str) -> float:
    """kg of fluorine per kg of a gas."""
    atoms = shop.factors.gas(gas).fluorine_atoms or 0
    return atoms * FLUORINE_MASS * 1e-3 / kilograms_per_mole(shop, gas) if atoms else 0.0


def fluorine_part(shop: Shop, gas: str) -> Expr | None:
    """kg of fluorine per kg of a gas, over cells; None for a gas without fluorine."""
    atoms = shop.factors.gas(gas).fluorine_atoms
    if not atoms:
        return None
    fluorine = shop.ledger.enter(
        "molar_mass:F",
        Quantity(FLUORINE_MASS, "g/mol"),
        label="Molar mass of fluorine",
        group="choice",
        source="iupac-atomic-weights-2021",
        origin="definition",
    )
    return fluorine * atoms / molar_mass(shop, gas)


def sector_of(shop: Shop, table: str) -> str:
    """The sector of an emission table; "" for a table of a pack that does not say."""
    known = shop.factors.utilisation_table(table)
    return known.sector if known is not None else ""


def check_sector(shop: Shop) -> None:
    """Warns when the study takes the emission table of a sector with other tools."""
    table = shop.factors.utilisation_table(shop.bound.study.gas_table)
    if table is not None and table.sector in OTHER_SECTORS:
        sector, usual = OTHER_SECTORS[table.sector], ", ".join(shop.factors.range_tables())
        shop.warn(
            "gas_table_sector",
            f"emission table {table.name} ({table.title}) is for {sector}, not for MEMS",
            "gas_table",
            found=table.name,
            expected=usual,
        )


def check_fluorine(shop: Shop, gas: str, process: str, row: UtilisationRow) -> None:
    """Warns when a table's emissions carry more fluorine than the gas, beyond half a unit of each last digit."""
    rates = {gas: row.one_minus_u, **row.byproducts}
    shares = {name: fluorine_share(shop, name) for name in rates}
    leaving = sum(rate.value * shares[name] for name, rate in rates.items())
    tolerance = sum(half_digit(rate.text) * shares[name] for name, rate in rates.items())
    if leaving > shares[gas] + tolerance:
        table = shop.bound.study.gas_table
        shop.warn(
            "fluorine_balance",
            f"table {table}, {gas} {process}: the emissions carry {leaving:.3f} kg of fluorine per kg of gas, "
            f"which has {shares[gas]:.3f} kg",
            gas,
        )


def check_silicon(shop: Shop, values: Mapping[str, float]) -> None:
    """Warns where the fluorine that the table leaves in the chamber cannot carry the silicon away as SiF4."""
    for record in shop.gases:
        if not record.silicon:
            continue
        silicon, used = values[record.silicon], values[record.used]
        emitted = sum(values[cell] * fluorine_share(shop, gas) for gas, cell in record.uncontrolled.items())
        available = used * fluorine_share(shop, record.gas) - emitted
        needed = silicon * FLUORINE_PER_SILICON
        if available < needed:
            shop.warn(
                "silicon_balance",
                f"{record.process}: etching {silicon * 1e3:.4g} g of silicon needs {needed * 1e3:.4g} g of fluorine; "
                f"of {used * 1e3:.4g} g {record.gas} the table leaves {available * 1e3:.4g} g",
                record.process,
            )
