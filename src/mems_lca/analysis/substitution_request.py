"""What is asked of a gas substitution, as people write it, and whether one table lists both gases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mems_lca.errors import StudyError, nearest
from mems_lca.library.carbon_prices import CarbonPrice
from mems_lca.library.carbon_prices import carbon_price as read_carbon_price
from mems_lca.library.factors import FactorLibrary
from mems_lca.library.library import Library
from mems_lca.library.records import UtilisationRow
from mems_lca.units import Quantity, dimension_of, parse_quantity

PROCESSES = ("etch", "clean_in_situ", "clean_remote", "clean_thermal")
GWP_UNIT = "kg CO2e/kg"
_BY_MASS = ("kg/kg", "g/g")


@dataclass(frozen=True)
class Request:
    """A substitution at a step occurrence, in coherent units.

    `rate` and `flow` (moles per mole) by new gas, where given; `gwp` in kg CO2e/kg by gas in place of the values of
    the study's set; `prices` by gas.
    """

    step: str
    gas: str
    others: tuple[str, ...]
    route: str = ""
    rate: Mapping[str, float] = field(default_factory=dict)
    flow: Mapping[str, float] = field(default_factory=dict)
    gwp: Mapping[str, float] = field(default_factory=dict)
    prices: Mapping[str, Quantity] = field(default_factory=dict)
    carbon_price: CarbonPrice | None = None


def read_request(
    library: Library,
    step: str,
    gas: str,
    others: Sequence[str],
    *,
    route: str = "",
    rate_ratio: Mapping[str, str | float] | None = None,
    flow_ratio: Mapping[str, str | float] | None = None,
    gwp_values: Mapping[str, str | float] | None = None,
    prices: Mapping[str, str] | None = None,
    carbon_price: str | None = None,
) -> Request:
    """The request. Raises StudyError, UnitError and LibraryError for what cannot be read and for unknown gases."""
    factors = library.factors
    if not others:
        raise StudyError.single("usage", "a substitution needs a gas to put in place", expected="--with GAS,GAS")
    for name in (gas, *others):
        molar_mass = factors.gas(name).molar_mass
        if molar_mass is None:
            raise StudyError.single("molar_mass", "a mixture without molar mass cannot be swapped", found=name)
    new = tuple(dict.fromkeys(others))
    if gas in new:
        raise StudyError.single("usage", "a gas is not put in place of itself", found=gas)
    for option, pairs in (("rate ratio", rate_ratio), ("flow ratio", flow_ratio)):
        _among(pairs or {}, new, option)
    for option, given in (("GWP", gwp_values), ("price", prices)):
        for name in given or {}:
            factors.gas(name)
        if option == "price":
            _among(given or {}, (gas, *new), option)
    return Request(
        step=step,
        gas=gas,
        others=new,
        route=route,
        rate={name: _ratio(value, f"the rate ratio of {name}").canonical for name, value in (rate_ratio or {}).items()},
        flow={name: _flow(factors, gas, name, value) for name, value in (flow_ratio or {}).items()},
        gwp={name: _gwp(name, value) for name, value in (gwp_values or {}).items()},
        prices={name: _price(name, value) for name, value in (prices or {}).items()},
        carbon_price=None if carbon_price is None else read_carbon_price(library, carbon_price),
    )


def rows_of_both(factors: FactorLibrary, table: str, process: str, gases: Sequence[str]) -> dict[str, UtilisationRow]:
    """The row of each gas in a table for a process.

    Raises StudyError when the table lists only some of them, naming the tables and processes that list all.
    """
    rows = {gas: row for gas in gases if (row := factors.utilisation(table, process, gas)) is not None}
    lacking = [gas for gas in gases if gas not in rows]
    if not lacking:
        return rows
    old = gases[0]
    problems = []
    for new in gases[1:]:
        if old in rows and new in rows:
            continue
        where = listing(factors, old, new)
        problems.append(f"{old} with {new} in {where}" if where else f"no table has both {old} and {new}")
    message = (
        f"table {table} has no row for {' and '.join(lacking)} ({process}): what it would emit, and form, there is "
        "unknown, so that no equal comparison is possible"
    )
    raise StudyError.single("gas_not_in_table", message, found=", ".join(lacking), expected="; ".join(problems))


def listing(factors: FactorLibrary, old: str, new: str) -> str:
    """The tables that list both gases, with the processes; those for MEMS first."""
    texts: dict[bool, list[str]] = {True: [], False: []}
    for table in sorted(factors.utilisation_tables(), key=lambda name: (len(name), name)):
        found = [
            process for process in PROCESSES
            if all(factors.utilisation(table, process, gas) is not None for gas in (old, new))
        ]  # fmt: skip
        if found:
            kinds = "all processes" if len(found) == len(PROCESSES) else ", ".join(found)
            texts[table in factors.range_tables()].append(f"{table} ({kinds})")
    others = f"for other industries and wafers {', '.join(texts[False])}" if texts[False] else ""
    return "; ".join(part for part in (", ".join(texts[True]), others) if part)


def _among(given: Mapping[str, object], known: Sequence[str], what: str) -> None:
    for name in given:
        if name not in known:
            message = f"a {what} is given for a gas that is not swapped"
            near = nearest(name, known)
            raise StudyError.single("usage", message, found=name, expected=", ".join(known), nearest=near)


def _ratio(value: str | float, what: str) -> Quantity:
    quantity = parse_quantity(value)
    if quantity.dimension != dimension_of("") or quantity.canonical <= 0:
        raise StudyError.single("ratio", f"{what} is above zero", found=str(quantity), expected="such as 0.8 or 80 %")
    return quantity


def _flow(factors: FactorLibrary, old: str, new: str, value: str | float) -> float:
    """Moles per mole; "1.1 kg/kg" is a ratio of masses."""
    ratio = _ratio(value, f"the flow ratio of {new}")
    if ratio.unit not in _BY_MASS:
        return ratio.canonical
    return ratio.canonical / molar_mass_ratio(factors, old, new)


def molar_mass_ratio(factors: FactorLibrary, old: str, new: str) -> float:
    """Molar mass of the new gas over that of the old."""
    over, under = factors.gas(new).molar_mass, factors.gas(old).molar_mass
    assert over is not None
    assert under is not None
    return over / under


def _gwp(gas: str, value: str | float) -> float:
    quantity = parse_quantity(value)
    given = quantity.canonical
    if quantity.dimension not in (dimension_of(GWP_UNIT), dimension_of("")) or given < 0:
        raise StudyError.single(
            "gwp", f"this is no GWP of {gas}", found=str(quantity), expected=f"8700 or 8700 {GWP_UNIT}"
        )
    return given


def _price(gas: str, value: str) -> Quantity:
    quantity = parse_quantity(value)
    currencies = ("CNY", "USD", "EUR", "JPY", "GBP")
    if quantity.dimension not in {dimension_of(f"{name}/kg") for name in currencies} or quantity.canonical < 0:
        expected = "money per mass, such as 900 CNY/kg"
        raise StudyError.single("price", f"this is no price of {gas}", found=str(quantity), expected=expected)
    return quantity
