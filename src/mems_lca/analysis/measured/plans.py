"""What is to be found for each route that ran: its accounts, and what the model knows of the site before any rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from mems_lca.analysis.measured.modelled import Working
from mems_lca.analysis.measured.production import production
from mems_lca.analysis.measured.rest_step import parameters
from mems_lca.analysis.water import water
from mems_lca.errors import Finding, Place, StudyError, nearest
from mems_lca.inventory.measured.accounts import Account
from mems_lca.inventory.processes import WasteRecord
from mems_lca.library.bound import BoundStudy
from mems_lca.library.rests import LineYield, Uptime
from mems_lca.study.measured import Measured
from mems_lca.study.records.kinds import Records

# m3 per finished wafer that are rounding.
NO_WATER = 1e-12


@dataclass(frozen=True)
class Plan:
    """One route that ran: its accounts, their parameters, and what was measured of each per finished wafer."""

    root: str
    product: str
    accounts: tuple[Account, ...]
    names: tuple[str, ...]
    measured: tuple[float, ...]
    line: LineYield
    uptime: Uptime | None
    drained: float
    wastes: Mapping[str, tuple[WasteRecord, float]]
    times: float


def check_names(bound: BoundStudy, measured: Measured, tables: Records) -> None:
    """The site, the routes and their products must be there."""
    started = tuple(dict.fromkeys(row.product for row in tables.starts))
    wrong = []
    if measured.site not in bound.study.sites:
        wrong.append(("site", measured.site, tuple(bound.study.sites), "measured.site"))
    for root, product in measured.products.items():
        if root not in bound.study.routes:
            wrong.append(("route", root, tuple(bound.study.routes), "measured.products"))
        if product not in started:
            wrong.append(("product", product, started, f"measured.products.{root}"))
    if wrong:
        raise StudyError(
            Finding(
                "error", f"unknown_{what}", _MISSING[what], Place(file=bound.file, path=path), found, ", ".join(known),
                nearest(found, known),
            )
            for what, found, known, path in wrong
        )  # fmt: skip


_MISSING = {
    "site": "the study declares no site of this name",
    "route": "the study has no route of this name",
    "product": "no wafers of this product were started",
}


def make_plan(
    route: Working,
    root: str,
    product: str,
    accounts: tuple[Account, ...],
    measured: Measured,
    tables: Records,
    uptime: Uptime | None,
) -> Plan:
    """The plan of a route at work, without rests. Raises StudyError where no wafer of its product was finished."""
    line = production(tables.starts, product, route.starts)
    if line.finished <= 0:
        place = Place(path=f"measured.products.{root}")
        raise StudyError.single("no_wafers", "no wafer of this product was finished", place=place, found=product)
    return Plan(
        root=root,
        product=product,
        accounts=accounts,
        names=parameters(accounts),
        measured=tuple(account.allotted / line.finished for account in accounts),
        line=line,
        uptime=uptime,
        drained=drained_share(route, measured.site),
        wastes=_wastes(route, measured.site),
        times=route.times,
    )


def drained_share(route: Working, site: str, plan: Plan | None = None, held: float = 0.0) -> float:
    """Share of the modelled water of the site that leaves by its drains; all where none is modelled.

    `held` is the water (m3 per finished wafer) that the rests of a plan hold in this calculation, which is left out.
    """
    account = water(route.inventory, route.route.root, route.supply)["sites"].get(site)
    if not account:
        return 1.0
    withdrawn = fsum([*account["withdrawal"].values(), -held])
    drained = fsum([*account["discharge"].values(), -held * (plan.drained if plan is not None else 0.0)])
    return min(1.0, max(0.0, drained / withdrawn)) if withdrawn > NO_WATER else 1.0


def _wastes(route: Working, site: str) -> dict[str, tuple[WasteRecord, float]]:
    """Wastes that leave the site by name: the largest record of each, and the share of dry matter over all."""
    masses: dict[str, list[tuple[float, float, WasteRecord]]] = {}
    for record in route.inventory.wastes:
        process = route.inventory.processes[record.process]
        amount = route.supply[record.process] if process.route == route.route.root else 0.0
        wet = amount * route.inventory.values[record.wet]
        if wet > 0 and process.site == site and not record.on_site:
            masses.setdefault(record.name, []).append((wet, amount * route.inventory.values[record.dry], record))
    return {
        name: (
            max(found, key=lambda entry: entry[0])[2],
            fsum(dry for _, dry, _ in found) / fsum(wet for wet, _, _ in found),
        )
        for name, found in masses.items()
    }


def keeps_of(bound: BoundStudy, ran: Sequence[str]) -> dict[str, str]:
    """Whose rests each other route has: of the same route, of its nearest base that ran, else of one with its base."""
    chains = {root: _chain(bound, name) for root, name in bound.study.routes.items()}
    found = {}
    for root, chain in chains.items():
        if root in ran:
            continue
        related = [(chain.index(name), other) for other in ran for name in chains[other] if name in chain]
        if related:
            found[root] = min(related, key=lambda entry: entry[0])[1]
    return found


def _chain(bound: BoundStudy, name: str) -> list[str]:
    """A route and its bases."""
    chain = [name]
    while base := bound.library.route(chain[-1]).base:
        chain.append(base)
    return chain
