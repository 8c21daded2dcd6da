"""Values put in place of defaults: which path wins, and that a misspelt path is found."""

from __future__ import annotations

from typing import Any

import pytest

from mems_lca.errors import InventoryError, MemsLcaError
from packs import UNPUBLISHED, codes, device, greener, parameter, route, run, step, study, total

STEPS = {"etch": step({"input": "electricity", "amount": "e"}, parameters={"e": parameter("1 kWh", max="10 kWh")})}
ROUTES = {"line": route("etch", {"step": "etch", "id": "second"})}
PATHS = ["line.second.e", "second.e", "line.etch.e", "etch.e"]


def kwh(**more: Any) -> float:
    return total(run(steps=STEPS, routes=ROUTES, study=study(set=more.pop("set", {})), **more), "electricity")


def test_route_and_occurrence_beat_the_step() -> None:
    """Of a path with route and one without, of an occurrence and of a step, the more specific one wins."""
    values = {path: f"{2 + n} kWh" for n, path in enumerate(PATHS)}
    # The occurrence `second` takes line.second.e; the first, whose name is the step's, takes line.etch.e.
    assert kwh(set=values) == pytest.approx(2 + 4)
    assert kwh(set={path: values[path] for path in PATHS[1:]}) == pytest.approx(3 + 4)
    assert kwh(set={path: values[path] for path in PATHS[2:]}) == pytest.approx(4 + 4)


def test_name_of_a_step_means_all_its_occurrences() -> None:
    assert kwh(set={"etch.e": "3 kWh"}) == pytest.approx(6)


def test_value_by_path_beats_the_file() -> None:
    assert kwh(set={"etch.e": "3 kWh"}, values={"etch.e": "4 kWh"}) == pytest.approx(8)


def test_other_unit_of_the_same_dimension() -> None:
    assert kwh(set={"etch.e": "3.6 MJ"}) == pytest.approx(2)


def test_other_dimension_is_refused() -> None:
    with pytest.raises(MemsLcaError) as caught:
        kwh(set={"etch.e": "3 kg"})
    (found,) = caught.value.findings
    assert (found.code, found.found) == ("dimension", "3 kg")
    assert found.place.line is not None


@pytest.mark.parametrize(
    ("path", "near"),
    [("etch.ee", "etch.e"), ("lin.etch.e", "line.etch.e"), ("line.second.x", "line.second.e"), ("ecth.e", "etch.e")],
)
def test_misspelt_path_is_found_with_the_nearest(path: str, near: str) -> None:
    with pytest.raises(InventoryError) as caught:
        kwh(set={path: "3 kWh"})
    (found,) = caught.value.findings
    assert (found.code, found.found, found.nearest) == ("unknown_path", path, near)
    assert found.place.line is not None


def test_every_misspelt_path_at_once() -> None:
    with pytest.raises(InventoryError) as caught:
        kwh(set={"a.b": 1, "c.d": 2})
    assert [finding.found for finding in caught.value.findings] == ["a.b", "c.d"]


def test_value_outside_its_limits_warns_wherever_it_was_written() -> None:
    in_route = run(steps=STEPS, routes={"line": route({"step": "etch", "set": {"e": "11 kWh"}})}, study=study())
    in_study = run(steps=STEPS, routes=ROUTES, study=study(set={"etch.e": "11 kWh"}))
    by_path = run(steps=STEPS, routes=ROUTES, study=study(), values={"line.second.e": "11 kWh"})
    within = run(steps=STEPS, routes=ROUTES, study=study(set={"etch.e": "10 kWh"}))
    assert [set(codes(found)) for found in (in_route, in_study, by_path, within)] == [{"limits"}] * 3 + [set()]


ABATED = route(
    "etch", abatement={"gases": ["SF6"], "fraction_treated": 1.0, "destruction": {"SF6": 0.9}, "uptime": 0.95}
)
GAS = {"etch": step({"gas": "SF6", "amount": "m"}, parameters={"m": "1 kg", "wafer_yield": 0.9})}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("line.abatement.uptime", 95),
        ("line.abatement.fraction_treated", -0.1),
        ("line.abatement.destruction_SF6", 1.01),
        ("line.wafer_yield", 1.5),
        ("line.wafer_yield", 0),
        ("etch.wafer_yield", 1.5),
        ("etch.wafer_yield", 0),
        ("line.gas_heel", 1),
        ("line.gas_heel", -0.5),
    ],
)
def test_share_or_yield_that_is_none_is_refused(path: str, value: float) -> None:
    with pytest.raises(MemsLcaError) as caught:
        run(steps=GAS, routes={"line": ABATED}, study=study(set={path: value}))
    assert all("loop" not in finding.message for finding in caught.value.findings)


@pytest.mark.parametrize(
    "factors",
    [
        {"photoresist": {"climate_change": "-5 kg CO2e/kg"}},
        {"unpublished_primer": {"climate_change": "-500 kg CO2e/kg"}},
        {"CO2": {"gwp": -1}},
        {"electricity@CN": {"life_cycle": "-1 kg CO2e/kWh"}},
        {"electricity@CN-JS": {"direct": "-1 kg CO2e/kWh"}},
        {"SF6": {"unreacted:etch": 1.7}},
    ],
)
def test_factor_that_would_be_an_offset_or_make_gas_is_refused(factors: dict[str, Any]) -> None:
    made = step(
        {"input": "photoresist", "amount": "m"},
        {"input": "unpublished_primer", "amount": "m"},
        {"emission": "CO2", "amount": "m"},
        {"gas": "SF6", "amount": "m"},
        {"input": "electricity", "amount": "e"},
        parameters={"m": "1 kg", "e": "1 kWh"},
    )
    with pytest.raises(MemsLcaError):
        run(steps={"etch": made}, routes={"line": route("etch")}, study=study(factors=factors), files=UNPUBLISHED)


def test_performance_by_path_is_above_zero() -> None:
    figure = {"value": 4, "unit": "LSB", "better": "higher"}
    given = study(
        device=device(performance={"range": figure}),
        functional_unit={"amount": "1 device", "per": "range"},
        set={"device.performance.range.value": -4},
    )
    with pytest.raises(MemsLcaError):
        run(steps=STEPS, routes=ROUTES, study=given)


def test_override_of_a_measure_is_overridden_by_the_study() -> None:
    routes = {**ROUTES, "green": greener("line", less={"set": {"second.e": "0.5 kWh"}})}
    calculated = run(steps=STEPS, routes=routes, study=study({"line": "line", "green": "green"}))
    assert total(calculated, "electricity", route="green") == pytest.approx(1.5)
    given = study({"line": "line", "green": "green"}, set={"green.second.e": "7 kWh"})
    calculated = run(steps=STEPS, routes=routes, study=given)
    assert total(calculated, "electricity", route="green") == pytest.approx(8)
    assert total(calculated, "electricity", route="line") == pytest.approx(2)


def test_value_of_a_step_outside_the_boundary_is_no_misspelling() -> None:
    use = step({"input": "electricity", "amount": "e"}, per="device", stage="use", parameters={"e": "1 kWh"})
    run(
        steps={**STEPS, "use": use},
        routes={"line": route("etch", "use")},
        study=study(device=device(), set={"use.e": "2 kWh"}),
    )
