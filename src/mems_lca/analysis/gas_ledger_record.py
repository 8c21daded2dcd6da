"""The ledger of gases as plain data: what JSON, the workbook and the terminal show; masses in kg, times in h."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import fsum
from typing import Any

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.gas_ledger import GasLedger, GroupAbatement, build_ledger
from mems_lca.analysis.gas_ledger_model import ledger_records
from mems_lca.inventory.measured.ledger_kinds import Fate, Fluorine, Leaving, LedgerRow
from mems_lca.inventory.measured.ledger_views import View

SCHEMA = "mems-lca/gas-ledger/1"
FATES: Mapping[Fate, str] = {"returned": "returned", "on tool": "on_tool", "moved": "moved", "vented": "vented"}
_HOUR = 3600.0


def ledger_record(ledger: GasLedger) -> dict[str, Any]:
    """The whole ledger for JSON, and for the result of a study."""
    return {
        "schema": SCHEMA,
        "study": ledger.study,
        "site": ledger.site,
        "period": {"start": ledger.start.isoformat(), "end": ledger.end.isoformat()},
        "gas_table": ledger.table,
        "gwp": {"set": ledger.gwp_set, "horizon": ledger.horizon, "values": dict(ledger.warming)},
        "fluorine_shares": dict(ledger.fluorine_shares),
        "total": _total(ledger),
        "gases": _gases(ledger),
        "rows": [_row(ledger, row) for row in ledger.rows],
        "abatement": [_abatement(ledger, group) for group in ledger.abatement.values()],
        "supplies": [
            {"gas": entry.gas, "bought": entry.bought, "stored": entry.stored, "mounted": entry.mounted,
             "missing": entry.missing}
            for entry in ledger.supplies
        ],
        "views": [_view(ledger, view) for view in ledger.views],
        "heel": ledger.heel,
        "heel_source": ledger.heel_source,
        "findings": [
            {"severity": entry.severity, "code": entry.code, "message": entry.message, "place": str(entry.place)}
            for entry in ledger.findings
        ],
    }  # fmt: skip


def ledger_part(calculated: Calculated) -> dict[str, Any]:
    """What the result of a study says of its fab's gases; nothing where no bottles were weighed.

    Raises StudyError with every finding of the tables.
    """
    measured = calculated.bound.study.measured
    if measured is None or not measured.bottles:
        return {}
    return {"gas_ledger": ledger_record(build_ledger(calculated, *ledger_records(calculated.bound)))}


def _total(ledger: GasLedger) -> dict[str, Any]:
    """kg CO2e of the whole ledger before and after abatement, and the rate between them."""
    return {
        "uncontrolled": ledger.co2e(ledger.sums("uncontrolled")),
        "emitted": ledger.co2e(ledger.sums("emitted")),
        "abatement_rate": ledger.rate(ledger.rows),
        "unit": "kg CO2e",
    }


def _gases(ledger: GasLedger) -> list[dict[str, Any]]:
    """Each gas that was fed or leaves, over all groups of tools."""
    emitted, uncontrolled = ledger.sums("emitted"), ledger.sums("uncontrolled")
    fed = {row.gas for row in ledger.rows}
    found = []
    for gas in sorted(emitted, key=lambda name: (name not in fed, name)):
        rows = [row for row in ledger.rows if row.gas == gas]
        leaving = [entry for row in ledger.rows for entry in row.leaving if entry.gas == gas]
        gwp = ledger.warming.get(gas)
        found.append(
            {
                "gas": gas,
                **_masses(rows),
                "uncontrolled": uncontrolled[gas],
                "destroyed": fsum(entry.destroyed for entry in leaving),
                "formed": fsum(entry.formed for entry in leaving),
                "emitted": emitted[gas],
                "gwp": gwp,
                "co2e": None if gwp is None else gwp * emitted[gas],
            }
        )
    return found


def _masses(rows: Iterable[LedgerRow]) -> dict[str, float]:
    """What bottles and recipes say of some rows together."""
    chosen = list(rows)
    return {
        "content": fsum(row.content for row in chosen),
        "used": fsum(row.used for row in chosen),
        **{name: fsum(row.rest(fate) for row in chosen) for fate, name in FATES.items()},
        "recipe": fsum(row.recipe for row in chosen),
        "unexplained": fsum(row.unexplained for row in chosen),
    }


def _row(ledger: GasLedger, row: LedgerRow) -> dict[str, Any]:
    return {
        "tool_group": row.tool_group,
        "gas": row.gas,
        "process": row.process,
        **_masses([row]),
        "unexplained_percent": 100 * row.unexplained / row.used if row.used else None,
        "heel": row.heel,
        "co2e": ledger.co2e(row.emitted),
        "abatement_rate": ledger.rate([row]),
        "leaving": [_leaving(ledger, entry) for entry in row.leaving],
        "fluorine": None if row.fluorine is None else _fluorine(row.fluorine),
        "recipes": [
            {"product": line.product, "started": line.started, "per_wafer": line.per_wafer, "origin": line.origin,
             "use": line.use}
            for line in row.recipes
        ],
        "bottles": [
            {"bottle": line.bottle, "start": line.start, "end": line.end, "weight_start": line.weight_start,
             "weight_end": line.weight_end, "tare": line.tare, "used": line.used, "rest": line.rest,
             "fate": FATES[line.fate], "place": line.place}
            for line in row.bottles
        ],
    }  # fmt: skip


def _leaving(ledger: GasLedger, entry: Leaving) -> dict[str, Any]:
    gwp = ledger.warming.get(entry.gas)
    return {
        "gas": entry.gas,
        "rate": entry.rate,
        "uncontrolled": entry.uncontrolled,
        "destruction": entry.destruction,
        "destroyed": entry.destroyed,
        "formed": entry.formed,
        "emitted": entry.emitted,
        "gwp": gwp,
        "co2e": None if gwp is None else gwp * entry.emitted,
    }


def _fluorine(found: Fluorine) -> dict[str, float]:
    return {
        "fed": found.fed,
        "excess": found.excess,
        "emitted": found.emitted,
        "polymer": found.polymer,
        "scrubbed": found.scrubbed,
        "converted": found.converted,
        "destroyed": found.destroyed,
        "formed": found.formed,
        "open": found.open,
    }


def _abatement(ledger: GasLedger, group: GroupAbatement) -> dict[str, Any]:
    """One group of tools: how much is abated, by which proof, and what that comes to."""
    log = group.log
    return {
        "tool_group": group.tool_group,
        "treated": group.abated.treated,
        "uptime": group.abated.uptime,
        "log": None
        if log is None
        else {"units": list(log.units), "running": log.running / _HOUR, "up": log.up / _HOUR, "unit": "h"},
        "destruction": dict(group.abated.destruction or {}),
        "certified": group.abated.certified,
        "evidence": group.evidence,
        "source": group.source,
        "burner": group.burner,
        "rate": ledger.rate(row for row in ledger.rows if row.tool_group == group.tool_group),
    }


def _view(ledger: GasLedger, view: View) -> dict[str, Any]:
    """One reading: what it takes for each row, and why it differs from the ledger."""
    return {
        "name": view.name,
        "co2e": view.co2e,
        "emitted": dict(view.emitted),
        "differences": [{"reason": entry.reason, "co2e": entry.co2e} for entry in view.differences],
        "rows": [
            {
                "tool_group": line.tool_group,
                "gas": line.gas,
                "process": line.process,
                "fed": line.kg,
                "vented": line.vented,
                "table": line.table,
                "treated": line.abated.treated,
                "uptime": line.abated.uptime,
                "leaving": [_leaving(ledger, entry) for entry in leaves],
            }
            for line, leaves in zip(view.rows, view.leaving, strict=True)
        ],
    }
