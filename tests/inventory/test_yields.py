"""The yield chain and its draws, against numbers worked out by hand."""

from __future__ import annotations

from math import exp
from typing import Any

import pytest

from mems_lca.errors import MemsLcaError
from packs import DIE, Calculated, codes, device, parameter, route, run, step, study, supply_of, total


def worker(energy: str = "1 kWh", **more: Any) -> dict[str, Any]:
    """A step that takes 1 kWh, with the yields that are given."""
    given = {name: more.pop(name) for name in ("wafer_yield", "step_yield") if name in more}
    return step({"input": "electricity", "amount": "e"}, parameters={"e": energy, **given}, **more)


STEPS = {
    "supply": worker(stage="raw_materials"),
    "litho": worker(wafer_yield=0.95),
    "etch": worker(wafer_yield=0.9),
    "bond": worker(wafer_yield=0.8),
    "glass": worker(stage="raw_materials"),
    "saw": worker(stage="packaging_test", wafer_yield=0.98),
    "attach": worker(stage="packaging_test", per="device", step_yield=0.97),
    "mould": worker(stage="packaging_test", per="device"),
    "final": worker(stage="packaging_test", per="device", step_yield=0.99),
}


def drawn(*steps: Any, basis: str = "wafer", more: dict[str, Any] | None = None, **parts: Any) -> dict[str, float]:
    """Draws of the steps of a route, by name."""
    calculated = lined(*steps, more=more, **parts)
    found = calculated.supply("line", basis)  # type: ignore[arg-type]
    return {name.removeprefix("line."): value for name, value in found.items() if name.startswith("line.")}


def lined(*steps: Any, more: dict[str, Any] | None = None, **parts: Any) -> Calculated:
    given = parts.pop("study", study())
    others = parts.pop("routes", {})
    return run(steps=STEPS, routes={"line": route(*steps, **(more or {})), **others}, study=given, **parts)


# ---------------------------------------------------------------- wafers


def test_losses_are_paid_by_all_steps_before() -> None:
    """Three steps with yields 0.95, 0.9 and 0.8."""
    found = drawn("supply", "litho", "etch", "bond")
    assert found["bond"] == pytest.approx(1 / 0.8)
    assert found["etch"] == pytest.approx(1 / 0.8 / 0.9)
    assert found["litho"] == pytest.approx(1 / 0.8 / 0.9 / 0.95)
    assert found["supply"] == pytest.approx(1 / 0.8 / 0.9 / 0.95)


def test_yield_of_a_repeated_step_counts_each_time() -> None:
    """Litho three times, then etch: 1/0.9 wafers leave litho, so 1/0.9 x (1/0.95 + 1/0.95^2 + 1/0.95^3) passes."""
    found = drawn("supply", {"step": "litho", "repeat": 3}, "etch")
    assert found["litho"] == pytest.approx((1 / 0.95 + 1 / 0.95**2 + 1 / 0.95**3) / 0.9)
    assert found["supply"] == pytest.approx(1 / 0.9 / 0.95**3)


def test_line_yield_stands_beside_the_yields_of_steps() -> None:
    found = drawn("supply", "litho", more={"wafer_yield": 0.9})
    assert found["litho"] == pytest.approx(1 / 0.9 / 0.95)
    assert found["supply"] == pytest.approx(1 / 0.9 / 0.95)


def test_monitors() -> None:
    """0.06 monitors per start pass litho; a bare one serves four times. Starts are 1/(0.95 x 0.9)."""
    monitors = {"number": 0.06, "passes": ["litho"], "reuses": 3}
    found = drawn("supply", "litho", "etch", more={"monitors": monitors})
    starts = 1 / 0.95 / 0.9
    assert found["supply"] == pytest.approx(starts * (1 + 0.06 / 4))
    assert found["litho"] == pytest.approx(starts * (1 + 0.06))
    assert found["etch"] == pytest.approx(1 / 0.9)


def test_monitors_pass_every_occurrence_of_a_named_step() -> None:
    steps = ("supply", {"step": "litho", "id": "first"}, {"step": "litho", "id": "second"})
    monitors = {"number": 0.1, "passes": ["litho"], "reuses": 0}
    bare, found = drawn(*steps), drawn(*steps, more={"monitors": monitors})
    starts = bare["first"]
    assert found["second"] - bare["second"] == pytest.approx(0.1 * starts)
    assert found["first"] - bare["first"] == pytest.approx(0.1 * starts)


def test_monitor_of_a_step_that_is_not_there_warns() -> None:
    calculated = lined("supply", "litho", more={"monitors": {"number": 0.1, "passes": ["drie"], "reuses": 0}})
    assert "monitor_step" in codes(calculated)


def test_reuses_of_monitors_by_path() -> None:
    monitors = {"number": 0.1, "passes": [], "reuses": 0}
    given = study(set={"line.monitors.reuses": 4})
    assert drawn("supply", more={"monitors": monitors}, study=given)["supply"] == pytest.approx(1.02)


# ---------------------------------------------------------------- consumed wafers


def test_consumed_wafer_pays_for_its_own_and_for_later_losses() -> None:
    """Bond at 0.8, then etch at 0.9: 1/0.72 caps, each with its own litho at 0.95."""
    found = drawn(
        "supply", {"step": "bond", "with": "cap"}, "etch", routes={"cap": route("glass", "litho", wafer_yield=0.99)}
    )
    assert found["bond"] == pytest.approx(1 / 0.72)
    assert found["cap.wafer"] == pytest.approx(1 / 0.72)
    assert found["cap/glass"] == pytest.approx(1 / 0.72 / 0.99 / 0.95)


def test_draws_of_wafers_per_pass() -> None:
    found = drawn("supply", {"step": "bond", "with": "cap", "draws": 2}, routes={"cap": route("glass")})
    assert found["cap/glass"] == pytest.approx(2 / 0.8)
    given = study(set={"line.bond.draws": 3})
    found = drawn("supply", {"step": "bond", "with": "cap"}, routes={"cap": route("glass")}, study=given)
    assert found["cap/glass"] == pytest.approx(3 / 0.8)


def test_two_caps_of_one_route() -> None:
    """Lower bond: 1/0.64 passes; upper bond: 1/0.8."""
    entries = ({"step": "bond", "id": "low", "with": "cap"}, {"step": "bond", "id": "up", "with": "cap"})
    found = drawn("supply", *entries, routes={"cap": route("glass")})
    assert found["cap/glass"] == pytest.approx(1 / 0.64 + 1 / 0.8)


def test_different_numbers_of_one_cap() -> None:
    entries = (
        {"step": "glass", "id": "low", "with": "cap", "draws": 1},
        {"step": "glass", "id": "up", "with": "cap", "draws": 3},
    )
    assert drawn("supply", *entries, routes={"cap": route("litho")})["cap.wafer"] == pytest.approx(4)


def test_cap_within_a_cap() -> None:
    routes = {"cap": route("glass", {"step": "bond", "with": "lid"}), "lid": route("glass", "litho")}
    found = drawn("supply", {"step": "bond", "with": "cap"}, routes=routes)
    assert found["cap/lid.wafer"] == pytest.approx(1 / 0.8**2)
    assert found["cap/lid/litho"] == pytest.approx(1 / 0.8**2 / 0.95)


def test_parameters_of_a_consumed_route_have_their_own_path() -> None:
    routes = {"cap": route("glass", "litho")}
    given = study(set={"line.cap/litho.e": "10 kWh"})
    calculated = lined("supply", "litho", {"step": "glass", "id": "b", "with": "cap"}, routes=routes, study=given)
    # Supply and glass are suppliers' steps: their electricity is none of the own and contracted sites.
    assert total(calculated, "electricity") == pytest.approx((1 + 10) / 0.95)


# ---------------------------------------------------------------- devices


def test_die_yields_of_wafers_bonded_untested_multiply() -> None:
    calculated = lined(
        "supply",
        {"step": "bond", "with": "cap"},
        routes={
            "cap": route("glass", {"step": "bond", "with": "lid"}, die_yield=0.9),
            "lid": route("glass", die_yield=0.7),
        },
        study=study(device=device(**{"yield": 0.8})),
    )
    values = calculated.inventory.values
    assert values["line.device/good_dies"] == pytest.approx(values["line.device/gross_dies"] * 0.8 * 0.9 * 0.7)


def test_a_route_may_have_a_die_of_its_own() -> None:
    """2 mm in place of 1 mm of width doubles the area of this route's die, and of no other's."""
    small, large = route("supply"), route("supply", die={"width": "2 mm"})
    given = study(device=device(die={**DIE, "width": "1 mm", "height": "1 mm"}), routes={"line": "line", "big": "big"})
    values = run(steps=STEPS, routes={"line": small, "big": large}, study=given).inventory.values
    assert values["big.device.die.area"] == pytest.approx(2 * values["device.die.area"]) == pytest.approx(2e-6)
    assert 1.8 < values["line.device/gross_dies"] / values["big.device/gross_dies"] < 2.2


def test_a_modelled_yield_follows_the_die_of_the_route() -> None:
    """Poisson, 1 per cm2 on 1 and on 2 cm2."""
    die = {"width": "10 mm", "height": "10 mm", "scribe": "100 um", "edge_exclusion": "3 mm"}
    given = device(die=die, **{"yield": {"model": "poisson", "defect_density": "1 cm**-2"}})
    routes = {"line": route("supply"), "big": route("supply", die={"height": "20 mm"})}
    names = {"line": "line", "big": "big"}
    values = run(steps=STEPS, routes=routes, study=study(device=given, routes=names)).inventory.values
    assert (values["device.yield"], values["big.device.yield"]) == pytest.approx((exp(-1), exp(-2)))


def test_a_path_with_a_route_gives_that_route_a_die_of_its_own() -> None:
    routes, names = {"line": route("supply"), "big": route("supply")}, {"line": "line", "big": "big"}
    given = study(device=device(), routes=names, set={"big.device.die.width": "3 mm"})
    values = run(steps=STEPS, routes=routes, study=given).inventory.values
    assert values["big.device.die.width"] == pytest.approx(3e-3)
    assert values["device.die.width"] != pytest.approx(3e-3)


def test_die_yield_that_nothing_multiplies_is_said() -> None:
    calculated = lined("supply", more={"die_yield": 0.5}, study=study(device=device()))
    gross, good = (calculated.inventory.values[f"line.device/{key}"] for key in ("gross_dies", "good_dies"))
    assert good == pytest.approx(0.5 * gross) or any("die_yield" in entry for entry in codes(calculated))


def test_murphy_yield_of_a_study() -> None:
    """0.15 per cm2 on 1 cm2."""
    die = {"width": "10 mm", "height": "10 mm", "scribe": "100 um", "edge_exclusion": "3 mm"}
    given = device(die=die, **{"yield": {"model": "murphy", "defect_density": "0.15 cm**-2"}})
    calculated = lined("supply", study=study(device=given))
    assert calculated.inventory.values["device.yield"] == pytest.approx(0.8623, abs=5e-5)


def test_back_end_pays_for_the_dies_that_are_lost() -> None:
    """Attach 0.97, mould, final test 0.99: 1/0.99 units enter the test and the mould, 1/(0.99 x 0.97) are attached."""
    found = drawn("supply", "attach", "mould", "final", basis="device", study=study(device=device()))
    assert found["final"] == pytest.approx(1 / 0.99)
    assert found["mould"] == pytest.approx(1 / 0.99)
    assert found["attach"] == pytest.approx(1 / 0.99 / 0.97)


def test_order_of_steps_per_device_matters() -> None:
    found = drawn("supply", "final", "attach", "mould", basis="device", study=study(device=device()))
    assert found["mould"] == pytest.approx(1)
    assert found["attach"] == pytest.approx(1 / 0.97)
    assert found["final"] == pytest.approx(1 / 0.97 / 0.99)


def test_wafers_of_a_device() -> None:
    """Die of 1 mm² with 100 um scribe on 194 mm: floor(29,559.25/1.21 - 609.47/1.55563) = 24,037; 0.88 are good."""
    given = study(device=device(**{"yield": 0.88}))
    found = drawn("supply", "litho", "saw", "attach", "final", basis="device", study=given)
    assembled = 1 / 0.99 / 0.97
    assert found["saw"] == pytest.approx(assembled / (24_037 * 0.88) / 0.98)
    assert found["wafer"] == pytest.approx(assembled / (24_037 * 0.88) / 0.98)
    assert found["supply"] == pytest.approx(found["wafer"] / 0.95)


def test_repeated_back_end_step_counts_its_yield_each_time() -> None:
    given = study(device=device())
    found = drawn("supply", {"step": "saw", "repeat": 2}, basis="device", study=given)
    assert found["saw"] == pytest.approx((1 / 0.98 + 1 / 0.98**2) / 24_037)
    assert found["wafer"] == pytest.approx(1 / 0.98**2 / 24_037)
    found = drawn("supply", {"step": "attach", "repeat": 3}, basis="device", study=given)
    assert found["attach"] == pytest.approx(1 / 0.97 + 1 / 0.97**2 + 1 / 0.97**3)
    assert found["wafer"] == pytest.approx(1 / 0.97**3 / 24_037)


def test_wafer_alone_knows_no_back_end() -> None:
    given = study(device=device(), functional_unit={"amount": "1 wafer"})
    calculated = lined("supply", "litho", "saw", "attach", study=given)
    assert total(calculated, "electricity") == pytest.approx(1 / 0.95)
    assert calculated.basis == "wafer"


def test_use_and_end_of_life_belong_to_cradle_to_grave() -> None:
    steps = {**STEPS, "use": worker(stage="use", per="device")}
    for boundary, drawn_use in (("cradle_to_gate", False), ("cradle_to_grave", True)):
        calculated = run(
            steps=steps, routes={"line": route("supply", "use")}, study=study(device=device(), boundary=boundary)
        )
        assert ("line.use" in calculated.inventory.processes) is drawn_use


@pytest.mark.parametrize(
    "die",
    [
        {"width": "300 mm", "height": "300 mm"},
        {"width": "190 mm", "height": "190 mm"},
        {"edge_exclusion": "100 mm"},
        {"edge_exclusion": "150 mm"},
    ],
)
def test_wafer_without_a_whole_die_is_refused(die: dict[str, str]) -> None:
    with pytest.raises(MemsLcaError) as caught:
        lined("supply", study=study(device=device(die={**DIE, **die})))
    assert "no_dies" in [found.code for found in caught.value.findings]


def test_yield_chain_of_the_record() -> None:
    calculated = lined("supply", "litho", "attach", "final", study=study(device=device(**{"yield": 0.88})))
    values = {line.label: calculated.inventory.values[line.cell] for line in calculated.inventory.yields}
    assert values["Wafer starts per wafer out"] == pytest.approx(1 / 0.95)
    assert values["Gross dies per wafer"] == 24_037
    assert values["Good dies per wafer"] == pytest.approx(24_037 * 0.88)
    assert values["Dies assembled per device shipped"] == pytest.approx(1 / 0.99 / 0.97)


def test_supply_of_one_wafer_is_one() -> None:
    assert supply_of(lined("supply", "litho"), "line.wafer") == pytest.approx(1)


def test_parameter_of_yield_by_path() -> None:
    steps = {
        "etch": step({"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh", "wafer_yield": parameter(0.9)})
    }
    calculated = run(steps=steps, routes={"line": route("etch")}, study=study(set={"etch.wafer_yield": 0.5}))
    assert total(calculated, "electricity") == pytest.approx(2)
