"""What a fab measured against what its model says, every number worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fab import CLEAN, LINE, MAIN, Fab, bottle, bought, log, manifest, reading, starts, water
from mems_lca.analysis.assess import calculate
from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.groups import totals
from mems_lca.analysis.measured.record import measured_record
from mems_lca.errors import InventoryError, StudyError
from mems_lca.face import Calibration, bind_study
from mems_lca.library.again import bind_again
from mems_lca.library.bind import rebind
from mems_lca.study.records.kinds import Records
from packs import device, greener, route, step, supply_of, total

DRY = step({"input": "electricity", "amount": "power"}, parameters={"power": "10 kWh/wafer"})
ELECTRIC = {"carrier": "electricity"}
BAY = {**ELECTRIC, "part_of": "main", "steps": ["etching"]}
TOOLS = {"tool_groups": {"tools": {"steps": ["etching"], "units": ["POU-1"]}}}
PLAIN = {"steps": {"etching": DRY, "cleaning": CLEAN}}
ABATED = {
    "abatement": {"gases": ["SF6"], "fraction_treated": 1.0, "destruction": {"SF6": 0.9}, "uptime": 0.9},
}


def now(calculated: Calculated, root: str = "line") -> dict[str, tuple[float, float]]:
    """What each account has in a calculation, beside what was measured, per finished wafer."""
    record = measured_record(calculated)
    assert record is not None
    return {entry["account"]: (entry["now"], entry["per_wafer"]) for entry in record["routes"][root]["accounts"]}


def site_sums_are_measured(calculated: Calculated, root: str = "line") -> None:
    found = now(calculated, root)
    assert found
    for account, (drawn, measured) in found.items():
        assert drawn == pytest.approx(measured, rel=1e-9), account


def whole() -> Fab:
    """3000 kWh, of them 1500 in the etch bay; 200 m3; 60 kg of isopropanol less 10 in stock; 30 kg of waste."""
    records = Records(
        starts=(starts("A", 100, 80),),
        readings=(reading("main", 3000), reading("bay", 1500), water("w", 200)),
        purchases=(bought(60), bought(10, "stock at end")),
        manifests=(manifest(30),),
    )
    return Fab(records, {"meters": {**MAIN, "bay": BAY, "w": {"carrier": "water"}}}, **PLAIN)


@pytest.fixture(scope="module")
def fab() -> Fab:
    return whole()


def test_every_account_by_hand(fab: Fab) -> None:
    """80 finished wafers; a line yield of 0.8 makes 1.25 passes of each step."""
    by_hand = {
        # measured, modelled
        "electricity_main": (1500 / 80, 4 * 1.25),
        "electricity_bay": (1500 / 80, 10 * 1.25),
        "water_w": (200 / 80, 1 * 1.25),
        "chemical isopropanol, purchases": (50 / 80, 0.5 * 1.25),
        "waste_spent_solvent": (30 / 80, 0.4 * 1.25),
    }
    found = fab.accounts()
    assert {name: (entry.per_wafer, entry.modelled) for name, entry in found.items()} == {
        name: pytest.approx(pair, rel=1e-12) for name, pair in by_hand.items()
    }
    rests = {name: measured - modelled for name, (measured, modelled) in by_hand.items()}
    assert {name: entry.rest for name, entry in found.items()} == pytest.approx(rests, abs=1e-14)
    assert found["electricity_main"].percent == pytest.approx(100 * 13.75 / 18.75)
    assert found["chemical isopropanol, purchases"].rest == 0


def test_the_result_draws_what_was_measured(fab: Fab) -> None:
    """37.5 kWh, 2.5 m3 and 0.375 kg per finished wafer, as the result counts them itself."""
    calculated = fab.calculated()
    site_sums_are_measured(calculated)
    assert total(calculated, "electricity") == pytest.approx(3000 / 80, rel=1e-12)
    assert total(calculated, "water_withdrawal") == pytest.approx(200 / 80, rel=1e-12)
    assert total(calculated, "hazardous_waste_generated") == pytest.approx(30 / 80, rel=1e-12)
    # A quarter of it is dry matter, as of the modelled waste.
    assert total(calculated, "hazardous_waste_generated_dry") == pytest.approx(30 / 80 / 4, rel=1e-12)


def test_losses_of_the_line_do_not_multiply_the_rests(fab: Fab) -> None:
    """The steps that hold the rests are drawn once per finished wafer: +1 for what is added, -1 for what is taken."""
    calculated = fab.calculated()
    assert supply_of(calculated, "line.measured_rest") == pytest.approx(1.0, rel=1e-14)
    assert supply_of(calculated, "line.measured_excess") == pytest.approx(-1.0, rel=1e-14)
    assert supply_of(calculated, "line.etching") == pytest.approx(1.25)
    assert calculated.inventory.values["line.wafer/starts"] == pytest.approx(1.25)


def test_water_that_nothing_explains_drains_as_the_modelled_does(fab: Fab) -> None:
    """All modelled water drains here, so that nothing is consumed and the balance is closed."""
    calculated = fab.calculated()
    assert total(calculated, "water_consumption") == pytest.approx(0.0, abs=1e-12)
    assert fab.rests.routes["line"].steps[0].step.parameters["water_w_drained_share"].value.canonical == 1.0


def test_what_is_told(fab: Fab) -> None:
    """Rests of 73, 33 and 50 % of an account, a waste that the model overstates; nothing is left unmeasured."""
    assert fab.codes == ["measured_rest", "measured_rest", "measured_rest", "measured_below_model"]
    messages = [finding.message for finding in fab.rests.findings]
    assert "measured 18.75 kWh, modelled 5 kWh per finished wafer: 73.3 % is not explained" in messages[0]
    assert "the model says more by 33.3 % of what was measured" in messages[3]
    assert all(finding in fab.bound.findings for finding in fab.rests.findings)


def test_measured_amounts_are_primary(fab: Fab) -> None:
    """Their sum was measured, whatever the model took to share it among steps; made-up steps are assumed without."""
    from mems_lca.analysis.groups import qualities

    with_rests, without = fab.calculated(), calculate(fab.plain)
    found = qualities(with_rests.of("line"), "wafer", "location")
    plain = qualities(without.of("line"), "wafer", "location")
    for indicator in ("electricity", "hazardous_waste_generated"):
        assert plain[indicator]["assumed"] == pytest.approx(1.0)
        assert found[indicator]["primary"] == pytest.approx(1.0)
    # A factor of the grid is no measurement: electricity counts as secondary in climate change.
    assert found["climate_change"]["secondary"] > 0.9 > plain["climate_change"]["secondary"]


def test_two_products_share_by_area() -> None:
    """A: 100 wafers of 200 mm, B: 400 of 100 mm: half each. 2000 kWh: A 1000 / 80, B 1000 / 400 per finished wafer."""
    records = Records(
        starts=(starts("A", 100, 80, diameter=0.2), starts("B", 400, 400, diameter=0.1)),
        readings=(reading("main", 2000),),
    )
    given = {"products": {"line": "A", "other": "B"}, "allocation": "area", "meters": MAIN}
    routes = {"line": LINE, "other": route("cleaning")}
    found = Fab(records, given, names={"line": "line", "other": "other"}, routes=routes, **PLAIN)
    assert found.accounts()["electricity_main"].rest == pytest.approx(1000 / 80 - 17.5)
    assert found.accounts("other")["electricity_main"].rest == pytest.approx(1000 / 400 - 4)
    assert found.accounts()["electricity_main"].share == pytest.approx(0.5)
    calculated = found.calculated()
    for root in ("line", "other"):
        site_sums_are_measured(calculated, root)


def test_wafers_that_are_consumed_at_the_same_site_belong_to_it() -> None:
    """A cap wafer per wafer that enters the bonding: its cleaning is behind the same meter."""
    routes = {"line": route("etching", {"step": "cleaning", "with": "cap"}, wafer_yield=0.8), "cap": route("cleaning")}
    records = Records(starts=(starts("A", 100, 80),), readings=(reading("main", 2400),))
    found = Fab(records, {"meters": MAIN}, routes=routes, **PLAIN)
    assert found.accounts()["electricity_main"].modelled == pytest.approx((10 + 4 + 4) * 1.25)
    assert found.accounts()["electricity_main"].rest == pytest.approx(2400 / 80 - 22.5)
    site_sums_are_measured(found.calculated())


def test_a_step_of_a_consumed_route_has_a_meter() -> None:
    """Its id within the route that takes it is "cap/cleaning"."""
    routes = {"line": route("etching", {"step": "cleaning", "with": "cap"}), "cap": route("cleaning")}
    meters = {"m": {**ELECTRIC, "steps": ["cap/cleaning"]}}
    found = Fab(
        Records(starts=(starts("A", 10, 10),), readings=(reading("m", 50),)), {"meters": meters}, routes=routes, **PLAIN
    )
    assert found.accounts()["electricity_m"].modelled == pytest.approx(4.0)


def test_a_rest_of_gas_is_abated_and_draws_back() -> None:
    """Gas that no recipe explains is burned and scrubbed with electricity that the site's meter counts, too: the rest
    of electricity is less than what was measured less what the model had before."""
    records = Records(starts=(starts("A", 100, 80),), readings=(reading("main", 3000),), bottles=(bottle(12.0),))
    found = Fab(records, {"meters": MAIN, **TOOLS}, routes={"line": {**LINE, **ABATED}})
    before = total(calculate(found.plain), "electricity")
    account = found.accounts()["electricity_main"]
    assert account.modelled > before * 1.001
    assert account.rest == pytest.approx(3000 / 80 - account.modelled)
    assert found.accounts()["gas_SF6_tools"].rest == pytest.approx(12 / 80 - 0.025)
    calculated = found.calculated()
    site_sums_are_measured(calculated)
    assert total(calculated, "electricity") == pytest.approx(3000 / 80, rel=1e-9)
    # What the rest emits is abated, as all SF6 of the route: emissions grow with the gas used.
    plain = calculate(found.plain)
    assert emitted(calculated, "SF6") / emitted(plain, "SF6") == pytest.approx((12 / 80) / 0.025, rel=1e-9)


def emitted(calculated: Calculated, gas: str) -> float:
    """kg of a gas that the tools of the line emit per finished wafer."""
    values = calculated.inventory.values
    return sum(
        supply_of(calculated, record.process) * values[record.emitted[gas]]
        for record in calculated.inventory.gases
        if gas in record.emitted and record.gas == "SF6"
    )


def test_a_rest_below_zero() -> None:
    """1 kg of SF6 over 80 wafers is half of the recipe's 25 g: what is used, bought and emitted is halved."""
    records = Records(starts=(starts("A", 100, 80),), readings=(reading("main", 800),), bottles=(bottle(1.0),))
    found = Fab(records, {"meters": MAIN, **TOOLS})
    assert found.accounts()["gas_SF6_tools"].rest == pytest.approx(-0.0125)
    assert found.accounts()["electricity_main"].rest < 0
    calculated, plain = found.calculated(), calculate(found.plain)
    site_sums_are_measured(calculated)
    assert emitted(calculated, "SF6") == pytest.approx(emitted(plain, "SF6") / 2)
    by_step = {row.step for row in calculated.rows if row.step.startswith("measured")}
    assert by_step == {"measured_excess"}
    assert calculated.inventory.processes["line.measured_excess"].label == "Modelled beyond what was measured"
    assert found.codes.count("measured_below_model") == 2


def test_a_route_that_did_not_run_keeps_the_rests_of_its_base() -> None:
    """Saving 2 kWh a pass saves 2 x 1.25 kWh per finished wafer: the rest of the base stays."""
    routes = {"line": LINE, "green": greener("line", save={"set": {"etching.power": "8 kWh/wafer"}})}
    records = Records(starts=(starts("A", 100, 80),), readings=(reading("main", 3000),))
    names = {"line": "line", "green": "green"}
    found = Fab(records, {"meters": MAIN}, names=names, routes=routes, **PLAIN)
    assert found.rests.keeps == {"green": "line"}
    calculated = found.calculated()
    by_route = {name: totals(calculated.of(name), "wafer", "location")["electricity"] for name in names}
    assert by_route == pytest.approx({"line": 37.5, "green": 35.0})
    # One measure alone, or none: the same rest.
    bare = calculate(rebind(found.bound, routes=("green",), measures=()))
    assert totals(bare.of("green"), "wafer", "location")["electricity"] == pytest.approx(37.5)


def given_by_file(fab: Fab) -> Any:
    """The study as read, with what was found for it."""
    calibration = Calibration(fab.file)
    calibration.__dict__["rests"] = fab.rests
    return replace(fab.file, calibration=calibration)


def test_other_values_hold_the_rests(fab: Fab) -> None:
    """12 instead of 10 kWh a pass: 2.5 kWh more than were measured, because the rest was found as the study stood."""
    bound = bind_study(given_by_file(fab), values={"line.etching.power": "12 kWh/wafer"})
    calculated = calculate(bound)
    assert total(calculated, "electricity") == pytest.approx(37.5 + 2 * 1.25)
    drawn, measured = now(calculated)["electricity, bay"]
    assert drawn - measured == pytest.approx(2.5)


def test_a_rest_is_an_input_like_others(fab: Fab) -> None:
    bound = bind_study(given_by_file(fab), values={"line.measured_rest.electricity_main": "0 kWh/wafer"})
    assert total(calculate(bound), "electricity") == pytest.approx(37.5 - 13.75)
    with pytest.raises(InventoryError, match=r"line\.measured_rest\.electricity_main has the wrong dimension"):
        calculate(bind_study(given_by_file(fab), values={"line.measured_rest.electricity_main": "1 kg"}))


def test_what_sweeps_bind_again_holds_the_rests(fab: Fab) -> None:
    again = bind_again(fab.bound, {"etching.power": "12 kWh/wafer"})
    assert total(calculate(again), "electricity") == pytest.approx(40.0)


def test_packaging_behind_the_same_meter() -> None:
    """A device draws w wafers, and 1 kWh of its own at the same site: the meter counts 1 / w kWh per finished wafer."""
    pack = step({"input": "electricity", "amount": "power"}, per="device", stage="packaging_test",
                parameters={"power": "1 kWh/device"})  # fmt: skip
    records = Records(starts=(starts("A", 100, 80),), readings=(reading("main", 4_000_000),))
    more = {"device": device()}
    routes = {"line": route("etching", "cleaning", {"step": "packing", "site": "fab"}, wafer_yield=0.8)}
    found = Fab(records, {"meters": MAIN}, routes=routes, more=more, steps={**PLAIN["steps"], "packing": pack})
    calculated = found.calculated()
    wafers = calculated.inventory.values["line.device/wafers"]
    assert found.accounts()["electricity_main"].modelled == pytest.approx(17.5 + 1 / wafers)
    assert total(calculated, "electricity") == pytest.approx(50_000 * wafers, rel=1e-9)


def test_a_line_that_takes_its_own_wafers() -> None:
    """One wafer in ten is broken in tests: the rests still add up to what a wafer that leaves the line was measured."""
    own = {"step": "etching", "with": "line", "draws": 0.1}
    records = Records(starts=(starts("A", 100, 80),), readings=(reading("main", 3000),))
    found = Fab(records, {"meters": MAIN}, routes={"line": route("cleaning", own, wafer_yield=0.8)}, **PLAIN)
    calculated = found.calculated()
    site_sums_are_measured(calculated)
    assert total(calculated, "electricity") == pytest.approx(37.5, rel=1e-9)


def test_line_yields_that_differ_are_told() -> None:
    """70 of 100 finished, 80 by the model: what was measured is shared by 70."""
    found = Fab(Records(starts=(starts("A", 100, 70),), readings=(reading("main", 1400),)), {"meters": MAIN}, **PLAIN)
    assert "line_yield" in found.codes
    assert found.accounts()["electricity_main"].per_wafer == pytest.approx(20.0)
    line = found.rests.routes["line"].line_yield
    assert (line.measured, line.modelled) == pytest.approx((0.7, 0.8))


def test_wafers_that_nobody_counted_are_modelled() -> None:
    """100 started make 80 by the model's line yield."""
    found = Fab(Records(starts=(starts("A", 100, None),), readings=(reading("main", 1600),)), {"meters": MAIN}, **PLAIN)
    assert found.accounts()["electricity_main"].per_wafer == pytest.approx(20.0)
    assert found.rests.routes["line"].line_yield.measured is None


def test_the_logs_give_the_uptime() -> None:
    """9 kg passed a unit that ran 0.95 of the time, 3 kg one of 0.75: 0.9 by gas. Another value still wins."""
    groups = {
        "tools": {"steps": ["etching"], "units": ["POU-1"]},
        "others": {"steps": ["cleaning"], "units": ["POU-2"]},
    }
    records = Records(
        starts=(starts("A", 100, 80),),
        bottles=(bottle(9.0), bottle(3.0, group="others")),
        uptime=(log("POU-1", 1000, 950), log("POU-2", 100, 75), log("POU-3", 1, 1)),
    )
    abated = {**LINE, "abatement": {**ABATED["abatement"], "uptime": 0.5}}
    found = Fab(records, {"tool_groups": groups}, routes={"line": abated})
    inventory = found.calculated().inventory
    assert inventory.values["line.abatement.uptime"] == pytest.approx(0.9)
    assert inventory.cells["line.abatement.uptime"].origin == "given"
    assert "uptime_unit" in found.codes
    record = measured_record(found.calculated())
    assert record is not None
    assert record["routes"]["line"]["uptime"]["as_written"] == 0.5
    other = calculate(bind_study(given_by_file(found), values={"line.abatement.uptime": "0.7"}))
    assert other.inventory.values["line.abatement.uptime"] == 0.7


def test_what_only_one_side_has() -> None:
    """A meter of steps that the line does not have, and electricity, water and gas that no meter counts."""
    meters = {"far": {**ELECTRIC, "steps": ["plating"]}}
    found = Fab(Records(starts=(starts("A", 100, 80),), readings=(reading("far", 80),)), {"meters": meters})
    assert found.codes == ["unknown_step", "measured_without_model", "not_measured", "not_measured", "not_measured"]
    messages = [finding.message for finding in found.rests.findings[1:]]
    assert "nothing in the model answers to it" in messages[0]
    assert [message.split(" at fab")[0] for message in messages[1:]] == ["electricity", "water", "SF6"]
    assert found.accounts()["electricity_far"].rest == pytest.approx(1.0)


def test_a_meters_spread_is_that_of_the_rest() -> None:
    """A factor of 1.05 on 37.5 kWh is 1.83 kWh on whatever the rest is."""
    meters = {"main": {**ELECTRIC, "uncertainty": {"lognormal": 1.05}}}
    found = Fab(Records(starts=(starts(),), readings=(reading("main", 3000),)), {"meters": meters}, **PLAIN)
    cell = found.calculated().inventory.cells["line.measured_rest.electricity_main"]
    assert cell.uncertainty is not None
    assert cell.uncertainty.normal is not None
    assert cell.uncertainty.normal.magnitude == pytest.approx(37.5 * 0.04879016)
    assert (cell.source, cell.origin) == ("measured", "given")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"site": "fub"}, "the study declares no site of this name; found 'fub'"),
        ({"products": {"line": "AA"}}, "no wafers of this product were started; found 'AA'"),
        ({"products": {"lime": "A"}}, "the study has no route of this name; found 'lime'"),
    ],
)
def test_names_that_mean_nothing(given: dict[str, Any], message: str) -> None:
    with pytest.raises(StudyError, match=message):
        Fab(Records(starts=(starts(),)), given, **PLAIN)


def test_no_wafer_was_finished() -> None:
    with pytest.raises(StudyError, match="no wafer of this product was finished; found 'A'"):
        Fab(Records(starts=(starts("A", 100, 0),)), {}, **PLAIN)


def test_hardly_any_water_for_a_line_that_models_much() -> None:
    """What is taken off the modelled water drains in the proportion of what is left: never more than drains at all."""
    records = Records(starts=(starts("A", 100, 80),), readings=(water("w", 0.004),), bottles=(bottle(3.0),))
    found = Fab(records, {"meters": {"w": {"carrier": "water"}}, **TOOLS}, routes={"line": {**LINE, **ABATED}})
    calculated = found.calculated()
    assert total(calculated, "water_withdrawal") == pytest.approx(0.004 / 80, rel=1e-9)
    assert supply_of(calculated, "line.site_drainage@fab") >= 0


def test_a_step_that_nobody_knows_is_told_with_the_nearest() -> None:
    """A slip of the pen would leave all of the meter unexplained; steps of others' products need no file here."""
    bay = {**ELECTRIC, "part_of": "main", "products": ["B"], "steps": ["welding"]}
    meters = {**MAIN, "bay": {**BAY, "steps": ["etchign"]}, "others": bay}
    records = Records(
        starts=(starts("A", 100, 80), starts("B", 10, 10)), readings=(reading("main", 3000), reading("bay", 900))
    )
    found = Fab(records, {"meters": meters}, **PLAIN)
    (finding,) = (entry for entry in found.rests.findings if entry.code == "unknown_step")
    assert (finding.found, finding.nearest) == ("etchign", "etching")
    assert finding.place.path == "measured.meters.bay.steps"


def test_gas_let_out_of_a_bottle_reaches_the_air_as_it_is() -> None:
    """A bottle of 40 kg that came off in June with 38 kg, did not go back and is not seen again: 23 kg of SF6 over
    80 wafers, past every abatement, at 25,200 kg CO2e/kg (AR6). Gone back, the rest of it counts nothing."""
    here = bottle(2.0)
    gone = replace(here, end=date(2025, 6, 1), returned=False)
    found = [
        Fab(Records(starts=(starts("A", 100, 80),), bottles=(entry,)), TOOLS, routes={"line": {**LINE, **ABATED}})
        for entry in (replace(here, end=date(2025, 6, 1), returned=True), gone)
    ]
    back, vented = (total(fab.calculated(), "climate_change") for fab in found)
    assert vented - back == pytest.approx(23 / 80 * 25_200, rel=1e-9)
    (account,) = (entry for entry in found[1].rests.routes["line"].accounts if entry.scope.kind == "vented")
    assert (account.per_wafer, account.modelled, account.rest) == pytest.approx((23 / 80, 0, 23 / 80))
    assert found[1].codes.count("heel_let_out") == 1
    assert "measured_without_model" not in found[1].codes
