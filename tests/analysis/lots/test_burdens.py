"""Burdens of single passes: by hand, and against the model's own wafer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lot_line import BARE, DESTROYED, KWH, MINUTES, MONITORS, REUSES, SF6, YIELDS
from mems_lca.analysis.assess import calculate
from mems_lca.analysis.lots import burdens as module
from mems_lca.analysis.lots.burdens import plan_of, route_burdens
from mems_lca.analysis.lots.footprint import lot_footprints
from mems_lca.analysis.lots.records import Lot
from mems_lca.errors import SolveError
from mems_lca.face import StudyFile, bind_study, with_values
from packs import shipped

NEAR = 1e-12


def whole_lot(calculated: Any, route: str, wafers: int = 25) -> Any:
    plan = plan_of(calculated.bound.routes[route])
    counts = {step.id: step.repeat for step in plan}
    lot = Lot("A", date(2025, 3, 1), route, wafers, wafers, counts, {}, ())
    return lot_footprints(calculated, [lot], {}).lots[0]


def kwh(calculated: Any, **passes: float) -> float:
    return route_burdens(calculated, "line").figures(passes)["total", "electricity"]


def carbon(calculated: Any, **passes: float) -> float:
    return route_burdens(calculated, "line").figures(passes)["total", "climate_change_location"]


def overhead(minutes: float) -> float:
    """kWh of the facility for so many minutes of tool time of a wafer: 6 + 6 + 12 are a whole one."""
    return KWH["facility"] * minutes / 24


def test_one_pass_of_each_step_by_hand(calculated: Any) -> None:
    found = calculated()
    bare = MONITORS / (1 + REUSES)
    assert carbon(found, bare=1) == pytest.approx(BARE * (1 + bare), rel=NEAR)
    with_monitor = KWH["coat"] * (1 + MONITORS / 2)
    assert kwh(found, coat=1) == pytest.approx(with_monitor + overhead(MINUTES["coat"]), rel=NEAR)
    assert kwh(found, bond=1) == pytest.approx(KWH["bond"] + KWH["cap"] + overhead(MINUTES["bond"]), rel=NEAR)
    assert kwh(found, facility=1) == 0
    assert kwh(found, coat=3, bond=2) == pytest.approx(3 * kwh(found, coat=1) + 2 * kwh(found, bond=1), rel=NEAR)


def test_the_losses_of_the_own_line_are_left_out_and_those_of_the_cap_are_not(calculated: Any) -> None:
    found = calculated(losses=True)
    assert carbon(found, bare=1) == pytest.approx(BARE * (1 + MONITORS / (1 + REUSES)), rel=NEAR)
    assert kwh(found, coat=1) == pytest.approx(KWH["coat"] * (1 + MONITORS / 2) + overhead(6), rel=NEAR)
    cap = KWH["cap"] / YIELDS["cap"]
    assert kwh(found, bond=1) == pytest.approx(KWH["bond"] + cap + overhead(12), rel=NEAR)


def test_overhead_goes_by_mask_layers_where_the_study_has_it_so(calculated: Any) -> None:
    found = calculated(facility="mask_layers")
    # The overhead of this step knows no mask layers, so that there is none to share out; the check still holds.
    assert kwh(found, bond=1) == pytest.approx(KWH["bond"] + KWH["cap"], rel=NEAR)


def test_gas_of_a_pass(calculated: Any) -> None:
    found = calculated(etched=True)
    figures = route_burdens(found, "line").figures({"etch": 3})
    row = found.bound.library.factors.utilisation("epa-i5", "etch", "SF6")
    assert figures["used", "SF6"] == pytest.approx(3 * SF6, rel=NEAR)
    assert figures["uncontrolled", "SF6"] == pytest.approx(3 * SF6 * row.one_minus_u.value, rel=NEAR)
    assert figures["emitted", "SF6"] == pytest.approx((1 - DESTROYED) * figures["uncontrolled", "SF6"], rel=NEAR)
    assert figures["abated", "SF6"] == figures["emitted", "SF6"]


def test_a_whole_lot_without_losses_is_the_wafer_of_the_model(calculated: Any) -> None:
    found = calculated()
    lot = whole_lot(found, "line")
    scores = found.solution.scores["line/wafer"]
    assert lot.totals == {view: pytest.approx(25 * scores.get(view, 0.0), rel=1e-9) for view in lot.totals}
    assert lot.per_wafer_out["electricity"] == pytest.approx(2 * 2 + 4 + 8 + 30 + MONITORS * 2, rel=NEAR)


@pytest.mark.parametrize("route", ["grey", "green"])
def test_a_whole_lot_of_the_shipped_study_with_all_yields_one(route: str) -> None:
    found = calculate(bind_study(without_losses(shipped(), route)))
    lot = whole_lot(found, route)
    scores = found.solution.scores[f"{route}/wafer"]
    assert lot.per_wafer_out == {view: pytest.approx(scores.get(view, 0.0), rel=1e-9) for view in lot.totals}


def without_losses(study: StudyFile, route: str) -> StudyFile:
    """The study with every yield of its wafers, and of those that they consume, put to one."""
    cells = calculate(bind_study(study)).inventory.cells.values()
    paths = {cell.path for cell in cells if cell.key.endswith("wafer_yield") and cell.path.startswith(f"{route}.")}
    assert len(paths) > 5
    return with_values(study, dict.fromkeys(sorted(paths), "1"))


def test_what_does_not_add_up_is_refused(calculated: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found = calculated()
    monkeypatch.setattr(module, "_monitors", lambda *_: 0.0)
    with pytest.raises(SolveError, match="do not add up to its finished wafer"):
        route_burdens(found, "line")


def test_the_measured_rest_is_shared_out_over_the_passes_of_the_model() -> None:
    found = calculate(bind_study(shipped("fab_year")))
    burdens = route_burdens(found, "line")
    values = found.inventory.values
    draws = {step.id: values[f"line.wafer/passes/{step.id}"] for step in burdens.plan if not step.overhead}
    (rest,) = (step.key for step in found.bound.routes["line"].steps if step.finished == 1)
    of_wafer = sum(
        row.per_wafer
        for row in found.rows
        if row.process == f"line.{rest}" and row.indicator == "climate_change" and row.accounting != "market"
    )
    assert of_wafer > 0
    whole = burdens.figures(draws)["rest", "location"]
    # The rest holds what its draws bring in upstream, too.
    assert whole > of_wafer * 0.99
    lot = whole_lot(found, "line")
    share = lot.rest["location"] / lot.totals["climate_change_location"]
    assert lot.rest_share("location") == share
    assert 0.05 < share < 0.15
