"""What is asked of the footprint of a gas: an amount, a time, and abatement, as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mems_lca.errors import LibraryError, StudyError, nearest
from mems_lca.inventory.plasma import passed_abatement
from mems_lca.library.factors import FactorLibrary
from mems_lca.units import Quantity, describe, dimension_of, parse_quantity


@dataclass(frozen=True)
class Abatement:
    """Shares, and the destruction efficiency as one number, by gas, or as the name of a set; None without abatement."""

    rule: float | Mapping[str, float] | str | None
    treated: float = 1.0
    uptime: float = 1.0

    def passed(self, factors: FactorLibrary, gas: str) -> float:
        """Share of a gas at the tool's exhaust that reaches the air."""
        return passed_abatement(self.treated, self.destruction(factors, gas) or 0.0, self.uptime)

    def destruction(self, factors: FactorLibrary, gas: str) -> float | None:
        """Destruction efficiency of a gas; None when it has none of its own."""
        if isinstance(self.rule, str):
            found = factors.destruction(self.rule, gas)
            return None if found is None else found.value
        if isinstance(self.rule, Mapping):
            return self.rule.get(gas)
        return self.rule


def used_mass(factors: FactorLibrary, gas: str, amount: str | Quantity, time: str | Quantity) -> float:
    """kg of gas in a mass, an amount of substance, or a flow for a time."""
    quantity = _positive(amount, "the amount")
    duration = _positive(time, "the time") if time else None
    per_time = dimension_of("s")
    dimension = quantity.dimension
    value = quantity.canonical
    if dimension in (dimension_of("kg/s"), dimension_of("mol/s")):
        if duration is None:
            raise StudyError.single(
                "no_time", "a flow needs a time", found=str(quantity), expected=f'"{quantity}" "1 min"'
            )
        if duration.dimension != per_time:
            found = f"{duration} ({describe(duration.dimension)})"
            raise StudyError.single("dimension", "this is not a time", found=found, expected="a time such as 1 min")
        value, dimension = value * duration.canonical, dimension * per_time
    elif duration is not None and dimension in (dimension_of("kg"), dimension_of("mol")):
        raise StudyError.single(
            "time", "a mass takes no time", found=f"{quantity} for {duration}", expected="a flow or no time"
        )
    if dimension == dimension_of("kg"):
        return value
    if dimension != dimension_of("mol"):
        found = f"{quantity} ({describe(quantity.dimension)})"
        expected = "a flow (120 sccm) with a time, or a mass (1 kg)"
        raise StudyError.single("dimension", "this is not an amount of gas", found=found, expected=expected)
    molar_mass = factors.gas(gas).molar_mass
    if molar_mass is None:
        raise StudyError.single("molar_mass", "the gas has no molar mass: give a mass", found=gas)
    return value * molar_mass


def _positive(given: str | Quantity, what: str) -> Quantity:
    quantity = given if isinstance(given, Quantity) else parse_quantity(given)
    if quantity.canonical < 0:
        raise StudyError.single("negative", f"{what} is negative", found=str(quantity), expected="zero or more")
    return quantity


def check_name(name: str, known: tuple[str, ...], what: str) -> None:
    """Raises LibraryError for a name that is not among the known ones."""
    if name not in known:
        code = f"unknown_{what.lower().replace(' ', '_')}"
        message, expected = f"there is no {what} of this name", ", ".join(known)
        raise LibraryError.single(code, message, found=name, expected=expected, nearest=nearest(name, known))


def read_abatement(
    factors: FactorLibrary,
    treated: str | float | None,
    destruction: str | float | Mapping[str, float] | None,
    uptime: str | float | None,
) -> Abatement:
    """Abatement from what was given; nothing at all is none. Raises StudyError and LibraryError."""
    if destruction is None:
        if treated is not None or uptime is not None:
            message = "abatement needs a destruction efficiency"
            raise StudyError.single("destruction", message, expected="a share such as 0.9, or the name of a set")
        return Abatement(None)
    return Abatement(
        _rule(factors, destruction),
        1.0 if treated is None else _share(treated, "the share of gas treated"),
        1.0 if uptime is None else _share(uptime, "the uptime"),
    )


def _rule(factors: FactorLibrary, given: str | float | Mapping[str, float]) -> float | Mapping[str, float] | str:
    if isinstance(given, str) and "=" in given:
        pairs = [part.partition("=") for part in given.split(",")]
        given = {gas.strip(): _share(share.strip(), f"the destruction of {gas.strip()}") for gas, _, share in pairs}
    if isinstance(given, Mapping):
        for gas in given:
            factors.gas(gas)
        return {gas: _share(share, f"the destruction of {gas}") for gas, share in given.items()}
    if isinstance(given, str) and given[:1].isalpha():
        check_name(given, factors.destruction_sets(), "set of destruction efficiencies")
        return given
    return _share(given, "the destruction efficiency")


def _share(given: str | float, what: str) -> float:
    quantity = parse_quantity(given)
    if quantity.dimension != dimension_of("") or not 0 <= quantity.canonical <= 1:
        raise StudyError.single("share", f"{what} is a share", found=str(quantity), expected="0 to 1, or 0 % to 100 %")
    return quantity.canonical
