"""Which electricity factors the sites of a country may take."""

from __future__ import annotations

from collections.abc import Iterator

from mems_lca.analysis.envelope_options import MIXED, Apply, Choice, LeftOut, Option, own_option, with_study
from mems_lca.inventory.grid import PROVINCIAL
from mems_lca.library.bound import BoundStudy
from mems_lca.library.records import Electricity


def grid_choices(bound: BoundStudy) -> Iterator[Choice]:
    """For each country, the sets of factors that its sites may take, all of them the same."""
    factors = bound.library.factors
    by_country: dict[str, dict[str, str]] = {}
    for site, entry in bound.study.sites.items():
        place = factors.locations.place(entry.location)
        by_country.setdefault(factors.places.country(place), {})[site] = place
    for country, sites in by_country.items():
        own = {_own_grid(bound, site, place) for site, place in sites.items()}
        chosen = own.pop() if len(own) == 1 else MIXED
        choice, left_out, options = f"grid.{country}", [], [own_option(chosen)]
        for name in _grids(bound, sites):
            if name == chosen:
                continue
            reason = _no_footprint(bound, name, sites)
            if reason:
                left_out.append(LeftOut(choice, name, reason))
            else:
                options.append(Option(name, name, _on_grid(tuple(sites), name)))
        yield Choice(choice, tuple(options), tuple(left_out))


def _on_grid(sites: tuple[str, ...], name: str) -> Apply:
    return lambda bound: with_study(bound, grid={**bound.study.grid, **dict.fromkeys(sites, name)})


def _own_grid(bound: BoundStudy, site: str, place: str) -> str:
    """The set that a site takes: the study's, its location's, or the default of its place."""
    factors = bound.library.factors
    preset = factors.locations.find(bound.study.sites[site].location)
    named = bound.study.grid.get(site, "" if preset is None else preset.grid)
    return named or factors.electricity(place).set


def _grids(bound: BoundStudy, sites: dict[str, str]) -> list[str]:
    """The sets with factors for all of some places, and "provincial" where one of them has a direct factor of its own
    that is not its country's."""
    factors = bound.library.factors
    sets = [set(factors.electricity_sets(place)) for place in sites.values()]
    found = sorted(set.intersection(*sets))
    for place in sites.values():
        direct = factors.electricity(place).direct
        if place != factors.places.country(place) and direct is not None and direct.place == place:
            return [*found, PROVINCIAL]
    return found


def _no_footprint(bound: BoundStudy, name: str, sites: dict[str, str]) -> str:
    """Why a set gives no footprint of electricity: it publishes the emissions of power plants only."""
    factors = bound.library.factors
    for place in sites.values():
        found = factors.electricity(place, "" if name == PROVINCIAL else name)
        if not _whole(found):
            years = ", ".join(str(factor.year) for factor in found.parts.values())
            return f"direct emissions of power plants only ({years}): what fuels and grid losses add is not in it"
    return ""


def _whole(found: Electricity) -> bool:
    """Whether a footprint has more than what comes out of power plants."""
    return not set(found.footprint_parts) <= {"direct"}
