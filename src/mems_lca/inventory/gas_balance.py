"""What leaves a tool per kilogram of a process gas, and what that is worth in CO2e by each utilisation table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mems_lca.inventory.plasma import by_product_emission, unreacted_emission
from mems_lca.library.factors import FactorLibrary, UtilisationRow


def emitted(used: float, gas: str, row: UtilisationRow | None, passed: Callable[[str], float]) -> dict[str, float]:
    """kg emitted by gas for `used` kg of `gas`; without a row of a table, all of it (U = 0, B = 0).

    `passed` gives the share of each gas at the tool's exhaust that reaches the air.
    """
    if row is None:
        return {gas: unreacted_emission(used, 1.0, passed(gas))}
    found = {gas: unreacted_emission(used, row.one_minus_u.value, passed(gas))}
    for name, formation in row.byproducts.items():
        found[name] = by_product_emission(used, formation.value, passed(name))
    return found


def co2e(
    masses: Mapping[str, float], factors: FactorLibrary, gwp_set: str, horizon: int = 100
) -> dict[str, float | None]:
    """kg CO2e by gas; None for a gas that the set gives no value (unknown, not zero)."""
    found: dict[str, float | None] = {}
    for gas, mass in masses.items():
        factor = factors.gwp(gas, gwp_set, horizon)
        found[gas] = None if factor is None else mass * factor.to("kg CO2e/kg")
    return found


def by_table(
    factors: FactorLibrary,
    gas: str,
    process: str,
    gwp_set: str,
    *,
    horizon: int = 100,
    used: float = 1.0,
    passed: Callable[[str], float] = lambda _: 1.0,
) -> dict[str, float]:
    """kg CO2e for `used` kg by each utilisation table for MEMS that lists the gas in this process."""
    found: dict[str, float] = {}
    for table in sorted(factors.range_tables(), key=_natural):
        row = factors.utilisation(table, process, gas)
        if row is not None:
            values = co2e(emitted(used, gas, row, passed), factors, gwp_set, horizon).values()
            found[table] = sum(value for value in values if value is not None)
    return found


def range_text(found: Mapping[str, float]) -> str:
    """What each table gives, for people: "epa-i5 5,040, epa-i11 16,831 kg CO2e"."""
    values = (f"{table} {value:,.0f}" if value >= 1000 else f"{table} {value:.4g}" for table, value in found.items())
    return f"{', '.join(values)} kg CO2e"


def _natural(name: str) -> tuple[int, str]:
    """epa-i5 before epa-i11."""
    return len(name), name
