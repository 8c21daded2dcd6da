"""What was measured at a site beyond what the model explains, found once and held by every calculation of a study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from mems_lca.errors import Finding, Place
from mems_lca.library.overrides import Override
from mems_lca.library.sources import MEASURED
from mems_lca.study.route import Abatement
from mems_lca.study.step import Setting
from mems_lca.units import Quantity

if TYPE_CHECKING:
    from mems_lca.library.bound import BoundRoute, BoundStep, BoundStudy

# `vented` is gas let out of bottles, which no model has.
Kind = Literal["electricity", "water", "gas", "vented", "chemical", "waste"]

# The steps of the difference: what the model does not explain, and what it says beyond the measurement.
REST, EXCESS = "measured_rest", "measured_excess"


@dataclass(frozen=True)
class Scope:
    """The part of the model that an account measures: `name` is the gas, product or waste, "" for a carrier.

    `steps` are ids or names of steps (None: the whole site), `outside` those that another account measures.
    """

    kind: Kind
    name: str = ""
    steps: frozenset[str] | None = None
    outside: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Allotment:
    """What one meter, group of tools or table counted over the period, and the share of it that a product gets."""

    source: str
    total: float
    key: str
    share: float


@dataclass(frozen=True)
class AccountRest:
    """One account of a route: amounts in `unit` per finished wafer, totals over the period.

    `rest` is what was measured less what is modelled, below zero where the model says more. `parameter` is what the
    rest is called in the step that holds it, "" where there is none.
    """

    id: str
    scope: Scope
    unit: str
    allotments: tuple[Allotment, ...]
    per_wafer: float
    modelled: float
    rest: float
    parameter: str = ""
    evidence: str = ""

    @property
    def total(self) -> float:
        """What was measured of all products together."""
        return sum(entry.total for entry in self.allotments)

    @property
    def share(self) -> float | None:
        """The share of it that the route's product gets; None of nothing."""
        total = self.total
        return sum(entry.total * entry.share for entry in self.allotments) / total if total else None

    @property
    def percent(self) -> float | None:
        """The rest in percent of what was measured; None where nothing was."""
        return 100 * self.rest / self.per_wafer if self.per_wafer else None


@dataclass(frozen=True)
class LineYield:
    """Finished wafers per wafer started: by the data (None: the table does not say) and by the model."""

    started: float
    finished: float
    measured: float | None
    modelled: float


@dataclass(frozen=True)
class Uptime:
    """The uptime of the abatement of a route, by the logs of its units."""

    abatement: Abatement
    value: float
    groups: tuple[str, ...]
    evidence: str = ""


@dataclass(frozen=True)
class RouteRests:
    """A route that ran: its product, its accounts, and the steps that hold their rests."""

    product: str
    accounts: tuple[AccountRest, ...]
    steps: tuple[BoundStep, ...]
    line_yield: LineYield
    uptime: Uptime | None = None


@dataclass(frozen=True)
class Rests:
    """What was found for the routes that ran; `keeps` says whose rests each other route has.

    `files` are the data files as plain records.
    """

    site: str
    routes: Mapping[str, RouteRests]
    keeps: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    files: tuple[Mapping[str, Any], ...] = ()

    def of(self, root: str) -> RouteRests | None:
        """What holds for a route of the study; None where nothing was measured of it."""
        return self.routes.get(self.keeps.get(root, root))


def with_rests(bound: BoundStudy, rests: Rests | None) -> BoundStudy:
    """The bound study with the rests of its routes, and with the uptimes of the logs where abatement is as it ran."""
    if rests is None:
        return bound
    routes = {root: _with_steps(route, rests.of(root)) for root, route in bound.routes.items()}
    items = dict(bound.overrides.items)
    optional = set(bound.overrides.optional)
    for root, route in routes.items():
        found = rests.of(root)
        if found is None or found.uptime is None or route.abatement != found.uptime.abatement:
            continue
        paths = route.key_paths("abatement", "uptime")
        if not any(path in items for path in paths):
            items[paths[0]] = Override(paths[0], _uptime(found.uptime), "study", Place(file=bound.file))
            optional.add(paths[0])
    overrides = replace(bound.overrides, items=items, optional=frozenset(optional))
    findings = tuple(dict.fromkeys((*bound.findings, *rests.findings)))
    return replace(bound, routes=routes, overrides=overrides, findings=findings, rests=rests)


def _with_steps(route: BoundRoute, found: RouteRests | None) -> BoundRoute:
    kept = tuple(step for step in route.steps if not step.finished)
    return replace(route, steps=(*kept, *(found.steps if found is not None else ())))


def _uptime(found: Uptime) -> Setting:
    groups = ", ".join(found.groups)
    note = f"Hours up over hours in which gas flowed, by the logs{f' of {groups}' if groups else ''}."
    source = found.evidence or MEASURED
    return Setting(value=Quantity(found.value, ""), source=source, note=note, evidence=found.evidence)
