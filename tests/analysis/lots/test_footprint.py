"""Footprints of lots by hand: scrap, rework, the mix of electricity, gases with their GWP, and the record."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from lot_line import BARE, DESTROYED, KWH, MONITORS, SF6
from mems_lca.analysis.lots.burdens import plan_of
from mems_lca.analysis.lots.footprint import LotFootprints, lot_footprints
from mems_lca.analysis.lots.records import Lot, Scrapped
from mems_lca.analysis.lots.report import columns, record, rows

NEAR = 1e-12
MIX = {"fab": [{"share": 0.75, "kind": "grid"}, {"share": 0.25, "kind": "certificate", "factor": "wind",
                "instrument": "GEC", "region": "CN", "vintage": 2025}]}  # fmt: skip
# CN-JS: life cycle of the national grid, residual mix, and wind, kg CO2e/kWh.
GRID, RESIDUAL, WIND = 0.6205, 0.6205 - 0.5306 + 0.6096, 0.0336


def lots(calculated: Any, *given: Lot) -> LotFootprints:
    return lot_footprints(calculated, given, {"file": "lots.csv"})


def lot(calculated: Any, name: str = "A", wafers: int = 20, **more: Any) -> Lot:
    counts = {step.id: step.repeat for step in plan_of(calculated.bound.routes["line"])}
    found = {"day": date(2025, 3, 1), "route": "line", "started": wafers, "out": wafers, "counts": counts}
    return Lot(name=name, **{**found, "rework": {}, "scrap": (), **more})


def test_scrap_and_rework_by_hand(calculated: Any) -> None:
    found = calculated()
    scrap = (Scrapped("coat", 4, 1), Scrapped("bond", 1, 1))
    (entry,) = lots(found, lot(found, out=15, rework={"coat": 6}, scrap=scrap)).lots
    coat, bond = 20 + 16 + 6, 16
    assert entry.passes == {"bare": 20, "coat": coat, "bond": bond}
    overhead = KWH["facility"] * (6 * coat + 12 * bond) / 24
    used = KWH["coat"] * coat * (1 + MONITORS / 2) + (KWH["bond"] + KWH["cap"]) * bond + overhead
    assert entry.totals["electricity"] == pytest.approx(used, rel=NEAR)
    assert entry.per_wafer_out is not None
    assert entry.per_wafer_out["electricity"] == pytest.approx(used / 15, rel=NEAR)
    climate = BARE * 20 * (1 + MONITORS / 2) + GRID * used
    assert entry.totals["climate_change_location"] == pytest.approx(climate, rel=NEAR)
    assert entry.energy["location"] == pytest.approx(GRID * used, rel=NEAR)
    assert (entry.direct, entry.rest) == (0.0, {"location": 0.0, "market": 0.0})


def test_a_lot_of_which_nothing_came_out(calculated: Any) -> None:
    found = calculated()
    all_lost = lot(found, out=0, scrap=(Scrapped("bond", 20, 1),))
    both = lots(found, all_lost, lot(found, "B"))
    assert both.lots[0].per_wafer_out is None
    assert both.lots[0].totals["electricity"] == both.lots[1].totals["electricity"]
    assert (both.started, both.out) == (40, 20)
    assert both.totals["electricity"] == pytest.approx(2 * both.lots[1].totals["electricity"], rel=NEAR)


def test_the_mix_of_a_site_in_both_accounts(calculated: Any) -> None:
    found = calculated(supply=MIX)
    result = lots(found, lot(found))
    (site,) = result.electricity
    assert (site.site, site.place, site.route) == ("fab", "CN-JS", "line")
    assert site.factors["location"] == pytest.approx(GRID, rel=NEAR)
    assert site.factors["market"] == pytest.approx(0.75 * RESIDUAL + 0.25 * WIND, rel=NEAR)
    assert site.renewable == 0.25
    grid, certificate = site.entries
    assert (grid.kind, grid.share, grid.factors["market"]) == ("grid", 0.75, pytest.approx(RESIDUAL))
    assert (certificate.kind, certificate.instrument, certificate.vintage) == ("certificate", "GEC", 2025)
    assert certificate.factors == {"location": pytest.approx(GRID), "market": pytest.approx(WIND)}
    assert {factor.year for factor in grid.published} == {2023}
    assert all(factor.set and factor.source for entry in site.entries for factor in entry.published)
    kwh = result.lots[0].electricity[site.id]
    assert kwh == pytest.approx(result.lots[0].totals["electricity"], rel=NEAR)
    for view in ("location", "market"):
        assert result.lots[0].energy[view] == pytest.approx(kwh * site.factors[view], rel=NEAR)


def test_gases_with_their_potentials(calculated: Any) -> None:
    found = calculated(etched=True, method="ipcc_ar5_gwp100")
    result = lots(found, lot(found))
    gas, gwp = result.lots[0].gases["SF6"], {entry.gas: entry for entry in result.gases}
    row = found.bound.library.factors.utilisation("epa-i5", "etch", "SF6")
    fed = 20 * SF6
    assert gas.used == pytest.approx(fed, rel=NEAR)
    assert gas.emitted == pytest.approx(fed * row.one_minus_u.value * (1 - DESTROYED), rel=NEAR)
    assert gas.destroyed == pytest.approx(fed * row.one_minus_u.value * DESTROYED, rel=NEAR)
    assert (gwp["SF6"].value, gwp["SF6"].set, gwp["SF6"].horizon) == (23500, "ar5", 100)
    assert gwp["SF6"].source == "ipcc-ar5-wg1-8-a-1"
    assert gas.climate_change == pytest.approx(gas.emitted * 23500, rel=NEAR)
    whole = sum(entry.climate_change for entry in result.lots[0].gases.values())
    assert result.lots[0].direct == pytest.approx(whole, rel=NEAR)


def test_a_potential_of_the_study_is_marked(calculated: Any) -> None:
    found = calculated(etched=True, factors={"SF6": {"gwp": 24000}})
    (given,) = (entry for entry in lots(found, lot(found)).gases if entry.given)
    assert (given.gas, given.value) == ("SF6", 24000)


def test_lots_outside_the_period_are_one_warning(calculated: Any) -> None:
    found = calculated()
    late = [lot(found, f"L{number}", day=date(2026, 1, number)) for number in range(1, 8)]
    (warning,) = (entry for entry in lots(found, *late, lot(found)).findings if entry.code == "lot_period")
    assert "L1 (2026-01-01)" in warning.message
    assert "and 2 more" in warning.message


def test_the_record_and_the_rows(calculated: Any) -> None:
    found = calculated(etched=True)
    result = lots(found, lot(found, out=19, scrap=(Scrapped("coat", 1, 2),)), lot(found, "B"))
    written = record(result, "0.0.0")
    assert written["schema"] == "mems-lca/lots/1"
    assert written["lots"][0]["scrap"] == [{"step": "coat", "wafers": 1, "after": 2}]
    assert written["lots"][0]["wafer_passes"] == {"bare": 20, "coat": 40, "etch": 19, "bond": 19}
    assert written["totals"]["started"] == 40
    assert json.dumps(written) == json.dumps(record(lots(found, *(entry.lot for entry in result.lots)), "0.0.0"))
    heads, table = columns(result), rows(result)
    assert {len(row) for row in table} == {len(heads)}
    first = dict(zip(heads, table[0], strict=True))
    assert (first["lot"], first["wafers_scrapped"], first["wafers_out"]) == ("A", 1, 19)
    assert first["SF6_used_kg"] == pytest.approx(19 * SF6, rel=NEAR)
    per_wafer = first["climate_change_location_kgCO2e"] / 19
    assert first["climate_change_location_kgCO2e_per_wafer_out"] == pytest.approx(per_wafer, rel=NEAR)


def test_a_lot_that_no_gas_is_fed_to_uses_none_to_rounding() -> None:
    """Wafers that stop before the etch of the shipped study: no c-C4F8, not 1e-19 kg of it, and none of its CF4."""
    from mems_lca.face import read_study
    from mems_lca.face_lots import lot_footprints as of_table

    found = of_table(read_study("accelerometer"), "accelerometer")
    early = next(entry for entry in found.lots if entry.lot.name == "A25-0501")
    assert not {"c-C4F8", "CF4", "C2F6"} & set(early.gases)
    assert all(amounts.used >= 0 and amounts.emitted >= 0 for entry in found.lots for amounts in entry.gases.values())
