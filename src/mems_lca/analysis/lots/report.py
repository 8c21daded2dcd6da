"""Footprints of lots as plain data: a record for JSON, and one row for each lot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from mems_lca.analysis.lots.burdens import CLIMATE, TOTALS
from mems_lca.analysis.lots.footprint import LotFootprint, LotFootprints
from mems_lca.lca.system import METHOD_ACCOUNTS

SCHEMA = "mems-lca/lots/1"
# Columns of the tidy table before those of the gases, each with its unit in the heading.
COLUMNS = (
    "lot", "date", "route", "wafers_started", "wafers_scrapped", "wafer_passes_reworked", "wafers_out",
    "climate_change_location_kgCO2e", "climate_change_market_kgCO2e", "direct_kgCO2e", "electricity_location_kgCO2e",
    "electricity_market_kgCO2e", "measured_rest_share", "electricity_kWh", "water_withdrawal_m3",
    "water_consumption_m3", "water_scarcity_m3_world_eq", "hazardous_waste_kg", "nonhazardous_waste_kg",
    "climate_change_location_kgCO2e_per_wafer_out", "climate_change_market_kgCO2e_per_wafer_out",
    "electricity_kWh_per_wafer_out", "water_withdrawal_m3_per_wafer_out", "hazardous_waste_kg_per_wafer_out",
)  # fmt: skip
_PER_WAFER = (
    "climate_change_location", "climate_change_market", "electricity", "water_withdrawal", "hazardous_waste_generated",
)  # fmt: skip


def record(found: LotFootprints, version: str) -> dict[str, Any]:
    """Everything for JSON: the same bytes for the same study, table and version."""
    study = found.calculated.bound.study
    return {
        "schema": SCHEMA,
        "study": found.study,
        "software": {"mems_lca": version, **found.calculated.solution.software},
        "table": dict(found.file),
        "period": study.period.model_dump(mode="json"),
        "accounting": study.accounting,
        "method": study.method,
        "gas_table": study.gas_table,
        "units": {f"{CLIMATE}_{view}": "kg CO2e" for view in METHOD_ACCOUNTS}
        | {name: found.calculated.indicators[name].unit for name in TOTALS},
        "lots": [_lot(entry, found.accounting) for entry in found.lots],
        "totals": {
            "lots": len(found.lots),
            "started": found.started,
            "out": found.out,
            **_sums(found.totals, found.out),
        },
        "electricity": [asdict(entry) for entry in found.electricity],
        "gases": [asdict(entry) for entry in found.gases],
        "warnings": [{"code": entry.code, "text": entry.message} for entry in found.findings],
    }


def _lot(entry: LotFootprint, accounting: str) -> dict[str, Any]:
    lot = entry.lot
    return {
        "lot": lot.name,
        "date": lot.day.isoformat(),
        "route": lot.route,
        "started": lot.started,
        "out": lot.out,
        "rework": dict(lot.rework),
        "scrap": [asdict(scrapped) for scrapped in lot.scrap],
        "wafer_passes": dict(entry.passes),
        **_sums(entry.totals, lot.out),
        "direct": entry.direct,
        "energy": dict(entry.energy),
        "measured_rest": {"climate_change": dict(entry.rest), "share": entry.rest_share(accounting)},
        "gases": {gas: asdict(amounts) for gas, amounts in entry.gases.items()},
        "electricity_by_site": dict(entry.electricity),
    }


def _sums(totals: Mapping[str, float], out: int) -> dict[str, Any]:
    per_wafer = {name: value / out for name, value in totals.items()} if out else None
    return {"total": dict(totals), "per_wafer_out": per_wafer}


def gases_of(found: LotFootprints) -> list[str]:
    """Gases of any lot, in one order for all."""
    return list(dict.fromkeys(gas for entry in found.lots for gas in entry.gases))


def columns(found: LotFootprints) -> list[str]:
    """The headings of the tidy table."""
    of_gases = (
        f"{gas}_{what}" for gas in gases_of(found) for what in ("used_kg", "emitted_kg", "destroyed_kg", "kgCO2e")
    )
    return [*COLUMNS, *of_gases]


def rows(found: LotFootprints) -> list[list[Any]]:
    """The rows of the tidy table; what is not there is None."""
    gases = gases_of(found)
    return [[*_row(entry, found.accounting), *_gas_cells(entry, gases)] for entry in found.lots]


def _row(entry: LotFootprint, accounting: str) -> list[Any]:
    lot, totals, per_wafer = entry.lot, entry.totals, entry.per_wafer_out
    climate = [totals[f"{CLIMATE}_{view}"] for view in METHOD_ACCOUNTS]
    return [
        lot.name, lot.day.isoformat(), lot.route, lot.started, lot.scrapped, lot.reworked, lot.out,
        *climate, entry.direct, *(entry.energy[view] for view in METHOD_ACCOUNTS), entry.rest_share(accounting),
        *(totals[name] for name in TOTALS),
        *(None if per_wafer is None else per_wafer[name] for name in _PER_WAFER),
    ]  # fmt: skip


def _gas_cells(entry: LotFootprint, gases: list[str]) -> list[float]:
    cells: list[float] = []
    for gas in gases:
        found = entry.gases.get(gas)
        cells += [0.0] * 4 if found is None else [found.used, found.emitted, found.destroyed, found.climate_change]
    return cells
