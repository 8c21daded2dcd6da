"""What a result says of measurements: measured beside modelled amounts of every route that ran."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.groups import Basis
from mems_lca.analysis.measured.modelled import Working
from mems_lca.errors import Finding
from mems_lca.library.evidence_checks import file_name
from mems_lca.library.rests import EXCESS, REST, AccountRest, LineYield, Rests, RouteRests
from mems_lca.units import conversion


def measured_record(calculated: Calculated) -> dict[str, Any] | None:
    """Plain data; None for a study without measurements. Amounts are in the unit of the account per finished wafer.

    `modelled` and `rest` are those of the study as written; `now` is what this calculation draws in all, which differs
    from `per_wafer` only where values or measures were changed.
    """
    rests, study = calculated.bound.rests, calculated.bound.study
    if rests is None:
        return None
    routes = {
        root: _route(calculated, root, rests.site, found)
        for root, found in rests.routes.items()
        if root in calculated.bound.routes
    }
    return {
        "site": rests.site,
        "period": {"start": study.period.start.isoformat(), "end": study.period.end.isoformat()},
        "routes": routes,
        "keeps": {root: other for root, other in rests.keeps.items() if root in calculated.bound.routes},
        "files": [dict(entry) for entry in rests.files],
        "findings": [
            {"code": finding.code, "text": finding.message, "place": place_shown(finding, rests)}
            for finding in rests.findings
        ],
    }


def place_shown(finding: Finding, rests: Rests | None) -> str:
    """The place of a finding in a result, which names no folders and no files of the study, but those of its data."""
    name = file_name(finding.place.file)
    if rests is not None and name and any(entry["file"] == name for entry in rests.files):
        return str(replace(finding.place, file=name))
    return str(replace(finding.place, file="", line=None))


def _route(calculated: Calculated, root: str, site: str, found: RouteRests) -> dict[str, Any]:
    at_work = _working(calculated, root)
    uptime = found.uptime
    return {
        "product": found.product,
        "accounts": [_account(account, at_work, root, site) for account in found.accounts],
        "line_yield": _line(found.line_yield),
        "uptime": None
        if uptime is None
        else {
            "value": uptime.value,
            "as_written": uptime.abatement.uptime.canonical,
            "groups": list(uptime.groups),
            "evidence": uptime.evidence,
        },
    }


def _account(account: AccountRest, at_work: Working, root: str, site: str) -> dict[str, Any]:
    return {
        "account": account.id,
        "kind": account.scope.kind,
        "name": account.scope.name or account.scope.kind,
        "steps": sorted(account.scope.steps or ()),
        "outside": sorted(account.scope.outside),
        "unit": account.unit,
        "meters": [entry.source for entry in account.allotments],
        "measured_total": account.total,
        "allocation": ", ".join(dict.fromkeys(entry.key for entry in account.allotments)),
        "share": account.share,
        "per_wafer": account.per_wafer,
        "modelled": account.modelled,
        "rest": account.rest,
        "rest_percent": account.percent,
        "now": at_work.amount(site, account.scope) + _held(at_work, root, account),
        "cell": _cell(root, account) if account.parameter else None,
        "evidence": account.evidence,
    }


def _cell(root: str, account: AccountRest) -> str:
    """The key of the input that holds the rest."""
    return f"{root}.{REST if account.rest > 0 else EXCESS}.{account.parameter}"


def _held(at_work: Working, root: str, account: AccountRest) -> float:
    """What the steps of the rests hold of an account in this calculation, in its unit per finished wafer."""
    if not account.parameter:
        return 0.0
    key = _cell(root, account)
    process = key.rpartition(".")[0]
    amount = at_work.inventory.values[key] / conversion(f"{account.unit}/wafer").factor
    return at_work.supply[process] * amount


def _line(line: LineYield) -> dict[str, Any]:
    return {
        "started": line.started,
        "finished": line.finished,
        "measured": line.measured,
        "modelled": line.modelled,
    }


def _working(calculated: Calculated, root: str) -> Working:
    """A route of a calculation at work, per finished wafer."""
    inventory = calculated.inventory
    basis: Basis = "device" if calculated.supply(root, "device") else "wafer"
    wafers = inventory.values[f"{root}.device/wafers"] if basis == "device" else 1.0
    supply = {name: amount / wafers for name, amount in calculated.supply(root, basis).items()}
    return Working(inventory, calculated.bound.routes[root], supply)
