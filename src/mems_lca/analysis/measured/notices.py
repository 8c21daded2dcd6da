"""What a reader should know of measured beside modelled amounts: large rests, and what only one side has."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from mems_lca.analysis.measured.modelled import Working
from mems_lca.errors import Finding, Place, nearest
from mems_lca.inventory.measured.scope import Model, drawn
from mems_lca.library.rests import AccountRest, Kind, RouteRests, Scope
from mems_lca.study.measured import Measured
from mems_lca.units import show

# Percent of what was measured above which a rest is told.
LARGE = 20.0
_WATCHED: tuple[tuple[Kind, str], ...] = (("electricity", "kWh"), ("water", "m3"))


def notices(at_work: Mapping[str, Working], site: str, routes: Mapping[str, RouteRests]) -> Iterator[Finding]:
    """Warnings over all routes that ran."""
    for root, found in routes.items():
        for account in found.accounts:
            yield from _of_account(root, account)
        yield from _not_measured(root, at_work[root], site, found)


def unknown_steps(measured: Measured, known: Collection[str]) -> Iterator[Finding]:
    """Steps that a meter or group of tools of a product of the study covers, and that no route and no library has."""
    covered = {f"meters.{name}": (meter.steps, meter.products) for name, meter in measured.meters.items()}
    covered |= {f"tool_groups.{name}": (group.steps, group.products) for name, group in measured.tool_groups.items()}
    for name, (steps, served) in covered.items():
        if served and set(served).isdisjoint(measured.products.values()):
            continue
        for step in steps:
            if step not in known:
                message = f"{name.partition('.')[2]}: no route that ran and no file of the library has this step"
                place = Place(path=f"measured.{name}.steps")
                yield Finding("warning", "unknown_step", message, place, step, "", nearest(step, known))


def _of_account(root: str, account: AccountRest) -> Iterator[Finding]:
    measured, modelled = _shown(account.per_wafer, account), _shown(account.modelled, account)
    said = f"{account.id}, route {root}: measured {measured}, modelled {modelled} per finished wafer"
    place = Place(path="measured")
    if account.scope.kind == "vented":
        message = f"{account.id}, route {root}: {measured} per finished wafer reached the air unused and unabated"
        yield Finding("warning", "heel_let_out", message, place)
    elif account.per_wafer > 0 and account.modelled == 0:
        message = f"{said}: nothing in the model answers to it, and all of it stands as unexplained"
        yield Finding("warning", "measured_without_model", message, place)
    elif account.rest < 0:
        much = "" if account.percent is None else f" by {-account.percent:.3g} % of what was measured"
        yield Finding("warning", "measured_below_model", f"{said}: the model says more{much}", place)
    elif account.percent is not None and account.percent > LARGE:
        message = f"{said}: {account.percent:.3g} % is not explained by the model"
        yield Finding("warning", "measured_rest", message, place)


def _not_measured(root: str, route: Working, site: str, found: RouteRests) -> Iterator[Finding]:
    """Electricity, water and gases that the model has at the site and no account measures."""
    for kind, unit in _WATCHED:
        missing = _uncovered(route, site, Scope(kind), found)
        if missing:
            yield _unmeasured(root, site, kind, missing, unit)
    gases = dict.fromkeys(
        record.gas for record in route.inventory.gases if route.inventory.processes[record.process].route == root
    )
    for gas in gases:
        missing = _uncovered(route, site, Scope("gas", gas), found)
        if missing:
            yield _unmeasured(root, site, gas, missing, "kg")


def _uncovered(route: Working, site: str, scope: Scope, found: RouteRests) -> float:
    """What the model has of a scope in processes that no account of it measures, per finished wafer."""
    inventory = route.inventory
    model = Model(inventory.processes, inventory.gases, inventory.wastes)
    mine = [entry.scope for entry in found.accounts if (entry.scope.kind, entry.scope.name) == (scope.kind, scope.name)]
    covered = {entry for one in mine for entry in drawn(model, route.route, site, one)}
    left = [entry for entry in drawn(model, route.route, site, scope) if entry not in covered]
    return sum(route.supply[entry.process] * entry.sign * inventory.values[entry.amount] for entry in left)


def _unmeasured(root: str, site: str, what: str, amount: float, unit: str) -> Finding:
    message = f"{what} at {site}, route {root}: {show(amount, unit)} per finished wafer is modelled and not measured"
    return Finding("warning", "not_measured", message, Place(path="measured"))


def _shown(amount: float, account: AccountRest) -> str:
    return show(amount, account.unit)
