"""What measures cost to install, as a yearly payment shared by the wafers of a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mems_lca.errors import StudyError, UnitError
from mems_lca.library.bound import BoundStudy
from mems_lca.library.carbon_prices import exchange
from mems_lca.study.route import Investment, Measure
from mems_lca.units import Quantity, parse_quantity

# Assumption: what a manufacturer asks of its capital; between a bank's lending rate and a hurdle rate of industry.
INTEREST = 0.08
_YEAR = Quantity(1.0, "year").canonical


@dataclass(frozen=True)
class Annuity:
    """An investment as CNY per finished wafer, with what it follows from: CNY, years, wafers a year."""

    per_wafer: float
    value: float
    years: float
    wafers_per_year: float
    source: str
    note: str

    def to_dict(self) -> dict[str, Any]:
        """The annuity for JSON."""
        return {
            "per_wafer": self.per_wafer,
            "value": self.value,
            "years": self.years,
            "wafers_per_year": self.wafers_per_year,
            "source": self.source,
            "note": self.note,
        }


def capital_recovery(interest: float, years: float) -> float:
    """The yearly payment per unit of capital that pays it back with interest: i / (1 - (1 + i)^-n); 1/n without."""
    return interest / (1 - (1 + interest) ** -years) if interest else 1 / years


def read_interest(text: str | float) -> float:
    """An interest rate per year. Raises StudyError for what is no share of at most one."""
    expected = 'a share such as "8 %"'
    try:
        given = parse_quantity(text)
    except UnitError:
        raise StudyError.single("interest", "this is no interest rate", found=str(text), expected=expected) from None
    if given.dimension != Quantity(1.0).dimension or not 0 <= given.canonical <= 1:
        raise StudyError.single("interest", "this is no interest rate", found=str(given), expected=expected)
    return given.canonical


def annuities(bound: BoundStudy, route: str, interest: float = INTEREST) -> Mapping[str, Annuity]:
    """The annuity of each measure of a route that states an investment."""
    return {
        name: _annuity(bound, measure.investment, interest)
        for name, measure in measures_of(bound, route).items()
        if measure.investment is not None
    }


def measures_of(bound: BoundStudy, route: str) -> Mapping[str, Measure]:
    """The measures that a route has applied, as written, in the order of its file."""
    found: dict[str, Measure] = {}
    name = bound.routes[route].name
    while name:
        entry = bound.library.route(name)
        found = {**entry.measures, **found}
        name = entry.base
    return {name: found[name] for name in bound.routes[route].measures}


def _annuity(bound: BoundStudy, investment: Investment, interest: float) -> Annuity:
    rate = exchange(bound.library, investment.value)
    value = investment.value.canonical * (1.0 if rate is None else rate)
    years = investment.lifetime.canonical / _YEAR
    wafers = investment.wafers_per_year.canonical * _YEAR
    per_wafer = value * capital_recovery(interest, years) / wafers
    return Annuity(per_wafer, value, years, wafers, investment.source, investment.note)
