"""Finds what was measured beyond the model, such that the model with it draws what was measured, to rounding.

A rest may draw others: gas that no recipe explains is abated with electricity, water is pumped. Rests r are therefore
the fixed point of r = M - A(r), M being what was measured per finished wafer and A what the model explains with the
rests in it; A hardly depends on r, so that a few rounds are enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import fsum
from typing import Any

from mems_lca.analysis.measured.modelled import Working, working
from mems_lca.analysis.measured.notices import notices, unknown_steps
from mems_lca.analysis.measured.plans import Plan, check_names, drained_share, keeps_of, make_plan
from mems_lca.analysis.measured.production import yield_finding
from mems_lca.analysis.measured.rest_step import Held, rest_steps
from mems_lca.analysis.measured.uptimes import route_uptime, unknown_units
from mems_lca.errors import Finding, SolveError, StudyError
from mems_lca.inventory.build import build_inventory
from mems_lca.inventory.cells import values
from mems_lca.inventory.measured.accounts import accounts_of, read_site
from mems_lca.inventory.measured.scope import called, step_names
from mems_lca.inventory.processes import Inventory
from mems_lca.library.bound import BoundStep, BoundStudy
from mems_lca.library.rests import EXCESS, REST, AccountRest, LineYield, Rests, RouteRests, Uptime, with_rests
from mems_lca.study.measured import Measured
from mems_lca.study.records.kinds import Records
from mems_lca.units import conversion

# The sum at the site equals what was measured to this, relative to the larger of measured and modelled.
EXACT = 1e-9
# Rests are found to this, and what is smaller counts as none.
NOTHING = 1e-13
_ROUNDS, _BUILDS = 40, 5


Amounts = dict[tuple[str, int], float]


def calibrate(bound: BoundStudy, tables: Records, files: Sequence[Mapping[str, Any]] = ()) -> Rests:
    """The rests of a study as written, all measures of the routes that ran applied; `bound` has no rests yet.

    Raises StudyError for names that mean nothing, amounts that do not fit and products that nobody started;
    InventoryError or SolveError where the study cannot be calculated.
    """
    measured = bound.study.measured
    if measured is None:
        raise StudyError.single("measured", "the study has no measurements", expected="a key `measured`")
    check_names(bound, measured, tables)
    ran = _only(bound, tuple(measured.products))
    diameters = {product: ran.routes[root].wafer.diameter.canonical for root, product in measured.products.items()}
    site = read_site(measured, tables, bound.library.factors, diameters, end=bound.study.period.end)
    uptimes = {
        root: route_uptime(measured, tables, ran.routes[root], product) for root, product in measured.products.items()
    }
    inventory = build_inventory(with_rests(ran, _holding(measured, uptimes, {})))
    at_work = working(inventory, ran.routes)
    plans: Mapping[str, Plan] = {
        root: make_plan(at_work[root], root, product, accounts_of(site, product), measured, tables, uptimes[root])
        for root, product in measured.products.items()
    }
    explained = _explained(plans, at_work, measured.site)
    found, explained, plans = _settled(ran, measured, plans, uptimes, explained)
    routes = {root: _route(bound, measured.site, plan, found, explained) for root, plan in plans.items()}
    warned = [
        *tables.findings,
        *site.findings,
        *unknown_units(measured, tables),
        *(entry for root, plan in plans.items() if (entry := yield_finding(root, plan.product, plan.line)) is not None),
        *unknown_steps(measured, _steps_known(bound, at_work)),
        *notices(at_work, measured.site, routes),
    ]
    placed = tuple(_placed(entry, bound.file) for entry in warned)
    keeps = keeps_of(bound, tuple(measured.products))
    return Rests(measured.site, routes, keeps, tuple(dict.fromkeys(placed)), tuple(files))


def _steps_known(bound: BoundStudy, at_work: Mapping[str, Working]) -> set[str]:
    """What steps may be called: by their files, and in the routes that ran."""
    found = set(bound.library.names("steps"))
    for entry in at_work.values():
        names = step_names(entry.route)
        found.update(*(called(process, names) for process in entry.inventory.processes.values()))
    return found


def _placed(finding: Finding, file: str) -> Finding:
    return finding if finding.place.file else replace(finding, place=replace(finding.place, file=file))


def _only(bound: BoundStudy, roots: Sequence[str]) -> BoundStudy:
    """The study with the routes that ran."""
    chosen = {root: bound.study.routes[root] for root in roots}
    study = bound.study.model_copy(update={"routes": chosen, "baseline": ""})
    routes = {root: bound.routes[root] for root in roots}
    return replace(bound, study=study, routes=routes, overrides=bound.overrides.lenient())


# ------------------------------------------------------------ the fixed point


def _settled(
    ran: BoundStudy,
    measured: Measured,
    plans: Mapping[str, Plan],
    uptimes: Mapping[str, Uptime | None],
    explained: Amounts,
) -> tuple[Amounts, Amounts, Mapping[str, Plan]]:
    """Rests, what the model explains with them, and the plans with the drains that it then has.

    Raises SolveError where they find no rest.
    """
    found = _differences(plans, explained)
    for _ in range(_BUILDS):
        steps = {root: _steps(ran, measured.site, plan, found) for root, plan in plans.items()}
        bound = with_rests(ran, _holding(measured, uptimes, steps))
        inventory = build_inventory(bound)
        signs = {key: _sign(rest) for key, rest in found.items()}
        found, explained, plans = _rounds(bound, inventory, measured.site, plans, found)
        if signs == {key: _sign(rest) for key, rest in found.items()}:
            break
    worst = max(
        (
            abs(plan.measured[index] - explained[root, index] - found[root, index])
            / max(abs(plan.measured[index]), abs(explained[root, index]), 1e-300)
            for root, plan in plans.items()
            for index in range(len(plan.accounts))
        ),
        default=0.0,
    )
    if worst > EXACT:
        message = "what was measured beyond the model cannot be found: the rests draw each other without end"
        raise SolveError.single("rests", message, found=f"{worst:.3g}", expected=f"at most {EXACT:g}, relative")
    return found, explained, plans


def _rounds(
    bound: BoundStudy, inventory: Inventory, site: str, plans: Mapping[str, Plan], found: Amounts
) -> tuple[Amounts, Amounts, Mapping[str, Plan]]:
    """Rounds of r = M - A(r) over the cells of an inventory, until nothing moves."""
    explained: Amounts = {}
    for _ in range(_ROUNDS):
        at = replace(inventory, values=values(inventory.cells, _instead(inventory, plans, found)))
        at_work = working(at, bound.routes)
        explained = _explained(plans, at_work, site)
        following = _differences(plans, explained)
        drained = {root: drained_share(at_work[root], site, plan, _water(plan, found)) for root, plan in plans.items()}
        moves = [abs(following[key] - found[key]) / _size(plans, key, explained) for key in found]
        moves += [abs(drained[root] - plan.drained) for root, plan in plans.items()]
        found = following
        plans = {root: replace(plan, drained=drained[root]) for root, plan in plans.items()}
        if max(moves, default=0.0) <= NOTHING:
            break
    return found, explained, plans


def _water(plan: Plan, found: Amounts) -> float:
    """Water that the rests of a route hold, m3 per finished wafer."""
    return fsum(found[plan.root, i] for i, account in enumerate(plan.accounts) if account.scope.kind == "water")


def _instead(inventory: Inventory, plans: Mapping[str, Plan], found: Amounts) -> dict[str, float]:
    """The canonical values of the parameters that hold the rests."""
    given: dict[str, float] = {}
    for (root, index), rest in found.items():
        plan = plans[root]
        for step, sign in ((REST, 1), (EXCESS, -1)):
            key = f"{root}.{step}.{plan.names[index]}"
            if key in inventory.cells:
                factor = conversion(f"{plan.accounts[index].unit}/wafer").factor
                given[key] = sign * rest / plan.times * factor
                if f"{key}_drained_share" in inventory.cells:
                    given[f"{key}_drained_share"] = plan.drained
    return given


def _explained(plans: Mapping[str, Plan], at_work: Mapping[str, Working], site: str) -> Amounts:
    return {
        (root, index): at_work[root].amount(site, account.scope)
        for root, plan in plans.items()
        for index, account in enumerate(plan.accounts)
    }


def _differences(plans: Mapping[str, Plan], explained: Amounts) -> Amounts:
    """Measured less explained; what is no more than rounding is none."""
    found: Amounts = {}
    for (root, index), amount in explained.items():
        rest = plans[root].measured[index] - amount
        found[root, index] = rest if abs(rest) > 1e-12 * _size(plans, (root, index), explained) else 0.0
    return found


def _size(plans: Mapping[str, Plan], key: tuple[str, int], explained: Amounts) -> float:
    return max(abs(plans[key[0]].measured[key[1]]), abs(explained[key]), 1e-300)


def _sign(rest: float) -> int:
    return (rest > 0) - (rest < 0)


# ------------------------------------------------------------ what comes of it


def _holding(
    measured: Measured, uptimes: Mapping[str, Uptime | None], steps: Mapping[str, tuple[BoundStep, ...]]
) -> Rests:
    """Rests to bind with on the way."""
    line = LineYield(0.0, 0.0, None, 1.0)
    routes = {
        root: RouteRests(product, (), steps.get(root, ()), line, uptimes[root])
        for root, product in measured.products.items()
    }
    return Rests(measured.site, routes)


def _steps(bound: BoundStudy, site: str, plan: Plan, found: Amounts) -> tuple[BoundStep, ...]:
    held = []
    for index, account in enumerate(plan.accounts):
        record, dry = (
            plan.wastes.get(account.scope.name, (None, None)) if account.scope.kind == "waste" else (None, None)
        )
        held.append(
            Held(
                account,
                plan.names[index],
                plan.measured[index],
                found[plan.root, index],
                plan.drained,
                record,
                dry,
            )
        )
    return rest_steps(site, held, bound.library.factors, plan.times)


def _route(bound: BoundStudy, site: str, plan: Plan, found: Amounts, explained: Amounts) -> RouteRests:
    accounts = tuple(
        AccountRest(
            id=account.id,
            scope=account.scope,
            unit=account.unit,
            allotments=account.allotments,
            per_wafer=plan.measured[index],
            modelled=explained[plan.root, index],
            rest=found[plan.root, index],
            parameter=plan.names[index] if found[plan.root, index] else "",
            evidence=account.evidence,
        )
        for index, account in enumerate(plan.accounts)
    )
    return RouteRests(plan.product, accounts, _steps(bound, site, plan, found), plan.line, plan.uptime)
