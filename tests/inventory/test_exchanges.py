"""Exchanges: wastes, returns, supply steps, stages and scopes."""

from __future__ import annotations

from typing import Any

import pytest

from mems_lca.analysis.groups import scopes
from mems_lca.errors import MemsLcaError, SolveError
from packs import Calculated, device, route, run, step, study, supply, supply_of, total

TWO = {"fab": {"location": "CN-JS", "control": "own"}, "other": {"location": "MY", "control": "supplier"}}
M = {"m": "1 kg", "e": "1 kWh", "v": "1 m3"}


def made(*exchanges: dict[str, Any], parameters: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return step(*exchanges, parameters={**M, **(parameters or {})}, **more)


def one(*exchanges: dict[str, Any], given: dict[str, Any] | None = None, **more: Any) -> Calculated:
    return run(steps={"etch": made(*exchanges, **more)}, routes={"line": route("etch")}, study=given or study())


def scoped(calculated: Calculated) -> dict[str, float]:
    found = scopes(calculated.rows, calculated.basis, "location")
    three = found["3"]
    assert isinstance(three, dict)
    every = {"1": found["1"], "2": found["2"], **{f"3.{key}": value for key, value in three.items()}}
    return {key: value for key, value in every.items() if value}  # type: ignore[misc]


# ---------------------------------------------------------------- wastes


def test_hazardous_waste_is_counted_wet_and_dry() -> None:
    calculated = one({"waste": "spent_acid", "amount": "m", "hazardous": True, "dry": 0.1})
    assert total(calculated, "hazardous_waste_generated") == pytest.approx(1)
    assert total(calculated, "hazardous_waste_generated_dry") == pytest.approx(0.1)
    assert total(calculated, "nonhazardous_waste_generated") == 0
    assert total(calculated) == pytest.approx(0.1)


def test_waste_without_a_dry_share_counts_wet() -> None:
    calculated = one({"waste": "spent_acid", "amount": "m", "hazardous": True})
    assert total(calculated, "hazardous_waste_generated_dry") == pytest.approx(1)


def test_other_waste() -> None:
    calculated = one({"waste": "plastic_waste", "amount": "m", "hazardous": False})
    assert total(calculated, "nonhazardous_waste_generated") == pytest.approx(1)
    assert total(calculated, "hazardous_waste_generated") == 0


def test_waste_treated_on_site_does_not_leave_it() -> None:
    calculated = one({"waste": "spent_acid", "amount": "m", "hazardous": True, "on_site": True})
    assert total(calculated, "hazardous_waste_generated") == 0
    assert total(calculated) == pytest.approx(0.1)
    assert calculated.inventory.wastes[0].on_site


@pytest.mark.parametrize(("stage", "counted"), [("wafer_fabrication", 1.0), ("raw_materials", 0.0)])
def test_waste_of_a_supplier_is_none_of_the_foreground(stage: str, counted: float) -> None:
    calculated = one({"waste": "spent_acid", "amount": "m", "hazardous": True}, stage=stage)
    assert total(calculated, "hazardous_waste_generated") == counted


def test_contracted_site_is_foreground() -> None:
    given = study(sites={"fab": {"location": "MY", "control": "supplier"}})
    calculated = one({"waste": "spent_acid", "amount": "m", "hazardous": True}, given=given)
    assert total(calculated, "hazardous_waste_generated") == 1


def test_dry_share_may_be_a_formula_but_not_above_one() -> None:
    waste = {"waste": "spent_acid", "amount": "m", "hazardous": True, "dry": "1 - wet"}
    calculated = one(waste, parameters={"wet": 0.6})
    assert total(calculated, "hazardous_waste_generated_dry") == pytest.approx(0.4)
    with pytest.raises(MemsLcaError):
        one(waste, parameters={"wet": -0.5})


# ---------------------------------------------------------------- products, water, stages and scopes


@pytest.mark.parametrize(
    ("exchange", "stage", "scope"),
    [
        ({"emission": "CO2", "amount": "m"}, "wafer_fabrication", "1"),
        ({"emission": "co2e_fluorinated", "amount": "c"}, "wafer_fabrication", "1"),
        ({"gas": "SF6", "amount": "m"}, "wafer_fabrication", "1"),
        ({"input": "photoresist", "amount": "m"}, "raw_materials", "3.1"),
        ({"input": "natural_gas", "amount": "v"}, "wafer_fabrication", "3.3"),
        ({"input": "road_freight", "amount": "t"}, "wafer_fabrication", "3.4"),
        ({"waste": "spent_acid", "amount": "m", "hazardous": True}, "wafer_fabrication", "3.5"),
        ({"input": "electricity", "amount": "e", "at": "CN"}, "wafer_fabrication", "3.1"),
        ({"emission": "CO2", "amount": "m", "stage": "raw_materials"}, "raw_materials", "3.1"),
    ],
)
@pytest.mark.parametrize("control", ["own", "supplier"])
def test_stage_and_scope(exchange: dict[str, Any], stage: str, scope: str, control: str) -> None:
    given = study(sites={"fab": {"location": "CN-JS", "control": control}})
    calculated = one(exchange, given=given, parameters={"c": "1 kg CO2e", "t": "1 tkm"})
    rows = [row for row in calculated.rows if row.indicator == "climate_change" and row.process == "line.etch"]
    direct = [row for row in rows if row.flow == "SF6"] if "gas" in exchange else rows
    assert {row.stage for row in direct} == {stage}
    assert {row.scope for row in direct} == {scope if control == "own" else "3.1"}


@pytest.mark.parametrize(
    ("stage", "scope"), [("distribution", "3.9"), ("use", "3.11"), ("end_of_life", "3.12"), ("raw_materials", "3.1")]
)
def test_stages_beyond_the_gate(stage: str, scope: str) -> None:
    calculated = run(
        steps={"etch": made({"emission": "CO2", "amount": "m"}, stage=stage, per="device")},
        routes={"line": route("lithography", "etch")},
        study=study(device=device(), boundary="cradle_to_grave"),
    )
    assert {row.scope for row in calculated.rows if row.process == "line.etch"} == {scope}


@pytest.mark.parametrize(
    ("perspective", "fab", "osat"),
    [("idm", "1", "1"), ("foundry", "1", "3.1"), ("osat", "3.1", "1"), ("fabless", "3.1", "3.1")],
)
def test_perspective_decides_where_control_is_not_declared(perspective: str, fab: str, osat: str) -> None:
    calculated = run(
        steps={
            "etch": made({"gas": "SF6", "amount": "m"}),
            "mould": made({"emission": "CO2", "amount": "m"}, per="device", stage="packaging_test"),
        },
        routes={"line": route("etch", {"step": "mould", "site": "other"})},
        study=study(
            device=device(), perspective=perspective, sites={"fab": {"location": "CN-JS"}, "other": {"location": "MY"}}
        ),
    )
    assert {row.scope for row in calculated.rows if row.flow == "SF6" and row.process == "line.etch"} == {fab}
    assert {row.scope for row in calculated.rows if row.process == "line.mould"} == {osat}


def test_sf6_of_a_contracted_foundry_is_scope_3_of_the_brand() -> None:
    given = study(perspective="idm", sites={"fab": {"location": "TW", "control": "supplier"}})
    assert set(scoped(one({"gas": "SF6", "amount": "m"}, given=given))) == {"3.1"}


def test_water_of_a_site() -> None:
    """CN-JS: 1 m3 in, 0.7 m3 back to the same basin; the scarcity factor of Jiangsu on 0.3 m3."""
    calculated = one(
        {"emission": "water_withdrawn_surface", "amount": "v"}, {"emission": "water_discharged", "amount": "v * 0.7"}
    )
    aware = calculated.bound.library.factors.aware("CN-JS", "aware-2.0").value
    assert total(calculated, "water_withdrawal") == pytest.approx(1)
    assert total(calculated, "water_consumption") == pytest.approx(0.3)
    assert total(calculated, "water_scarcity") == pytest.approx(0.3 * aware)


def test_scarcity_is_that_of_each_process() -> None:
    water = made({"emission": "water_withdrawn_ground", "amount": "v"})
    for version in ("aware-2.0", "aware-1.2c"):
        calculated = run(
            steps={"a": water},
            routes={"line": route("a", {"step": "a", "id": "b", "site": "other"})},
            study=study(sites=TWO, scarcity=version),
        )
        factors = calculated.bound.library.factors
        expected = factors.aware("CN-JS", version).value + factors.aware("MY", version).value
        assert total(calculated, "water_scarcity") == pytest.approx(expected)


def test_evaporation_is_consumed_water() -> None:
    calculated = one(
        {"emission": "water_withdrawn_surface", "amount": "v"}, {"emission": "water_evaporated", "amount": "v"}
    )
    assert total(calculated, "water_consumption") == pytest.approx(1)


# ---------------------------------------------------------------- supply steps and returns


def test_supply_step_is_run_at_the_site_of_the_consumer() -> None:
    steps = {"a": made({"input": "nitrogen", "amount": "v"}, parameters={"v": "1 Nm3"})}
    calculated = run(
        steps=steps, routes={"line": route("a", {"step": "a", "id": "b", "site": "other"})}, study=study(sites=TWO)
    )
    processes = calculated.inventory.processes
    assert processes["line.nitrogen@fab"].place == "CN-JS"
    assert processes["line.nitrogen@other"].place == "MY"
    assert supply_of(calculated, "line.nitrogen@fab") == pytest.approx(1)


def test_amount_is_in_the_unit_of_the_product() -> None:
    """5 L of ultrapure water are 0.005 of its step; 1 mol of nitrogen is 0.0224 Nm3."""
    calculated = one(
        {"input": "ultrapure_water", "amount": "w"},
        {"input": "nitrogen", "amount": "n"},
        parameters={"w": "5 L", "n": "1 mol"},
    )
    assert supply_of(calculated, "line.ultrapure_water@fab") == pytest.approx(0.005)
    assert supply_of(calculated, "line.nitrogen@fab") == pytest.approx(0.02241396954)


def test_amount_per_wafer_and_per_batch_agree() -> None:
    per = one({"input": "electricity", "amount": "e / batch"}, parameters={"e": "50 kWh", "batch": "25 wafer"})
    assert total(per, "electricity") == pytest.approx(2)


def test_supply_steps_that_draw_each_other() -> None:
    """Copper takes 0.5 titanium and 1 kWh, titanium 0.5 copper: 1/(1 - 0.25) of copper."""
    steps = {
        "a": made({"input": "copper", "amount": "m"}),
        "copper": supply(
            "copper",
            "kg",
            {"input": "titanium", "amount": "x"},
            {"input": "electricity", "amount": "e"},
            parameters={"x": 0.5, "e": "1 kWh/kg"},
        ),
        "titanium": supply("titanium", "kg", {"input": "copper", "amount": "x"}, parameters={"x": 0.5}),
    }
    calculated = run(steps=steps, routes={"line": route("a")}, study=study())
    assert supply_of(calculated, "line.copper@fab") == pytest.approx(4 / 3)
    assert supply_of(calculated, "line.titanium@fab") == pytest.approx(2 / 3)
    assert total(calculated, "electricity") == pytest.approx(4 / 3)


def test_return_lowers_what_is_bought() -> None:
    calculated = one({"input": "gold_mined", "amount": "m"}, {"output": "gold_mined", "amount": "0.4 * m"})
    assert supply_of(calculated, "product:gold_mined") == pytest.approx(0.6)
    assert total(calculated) == pytest.approx(0.6 * 16_000)


def test_all_of_it_may_come_back() -> None:
    calculated = one({"input": "gold_mined", "amount": "m"}, {"output": "gold_mined", "amount": "m"})
    assert total(calculated) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("share", [1.0001, 1.5])
def test_return_beyond_use_is_refused(share: float) -> None:
    with pytest.raises(SolveError):
        one(
            {"input": "gold_mined", "amount": "m"}, {"output": "gold_mined", "amount": "r * m"}, parameters={"r": share}
        )


def test_return_beyond_the_use_of_its_own_site_is_refused() -> None:
    """Other sites buy enough, but this fab's pool is empty."""
    with pytest.raises(SolveError) as caught:
        run(
            steps={
                "a": made({"input": "gold_mined", "amount": "m"}, {"output": "gold_mined", "amount": "1.5 * m"}),
                "b": made({"input": "gold_mined", "amount": "5 * m"}),
            },
            routes={"line": route("a", {"step": "b", "site": "other"})},
            study=study(sites=TWO),
        )
    assert "fab" in str(caught.value)


def test_return_to_a_supply_step() -> None:
    """A site that gives back 0.3 of the water it draws."""
    calculated = one({"input": "ultrapure_water", "amount": "v"}, {"output": "ultrapure_water", "amount": "0.3 * v"})
    assert supply_of(calculated, "line.ultrapure_water@fab") == pytest.approx(0.7)


# ---------------------------------------------------------------- what is no amount


@pytest.mark.parametrize(
    "exchange",
    [
        {"emission": "CO2", "amount": "0 - m"},
        {"emission": "co2e_fossil", "amount": "0 - c"},
        {"gas": "SF6", "amount": "0 - m"},
        {"input": "photoresist", "amount": "0 - m"},
        {"output": "gold_mined", "amount": "0 - m"},
        {"waste": "spent_acid", "amount": "0 - m", "hazardous": True},
        {"emission": "CO2", "amount": "m / x"},
        {"emission": "CO2", "amount": "m * log(x)"},
        {"input": "electricity", "amount": "e * sqrt(0 - 1)"},
    ],
)
def test_negative_or_infinite_amount_is_refused_and_named(exchange: dict[str, Any]) -> None:
    with pytest.raises(MemsLcaError) as caught:
        one(exchange, parameters={"x": 0, "c": "1 kg CO2e"})
    assert "line.etch/0" in str(caught.value)
    assert "loop" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"gold.scrap_share": 0.7, "gold.electronic_share": 0.6}, "gold add up to 1.3: scrap_share 0.7, electronic_"),
        ({"tap_water.surface_share": 0.8, "tap_water.ground_share": 0.4}, "tap_water add up to 1.2: surface_share 0.8"),
        ({"site_drainage.sea_share": 0.9, "site_drainage.surface_share": 0.9}, "site_drainage add up to 1.8: surface_"),
    ],
)
def test_shares_above_one_are_named_once(given: dict[str, float], text: str) -> None:
    with pytest.raises(MemsLcaError) as caught:
        one({"input": "gold", "amount": "m"}, {"input": "ultrapure_water", "amount": "v"}, given=study(set=given))
    (finding,) = caught.value.findings
    assert finding.code == "share_sum"
    assert text in finding.line()
    assert "expected at most 1" in finding.line()


def test_shares_that_are_not_the_reason_are_not_blamed() -> None:
    with pytest.raises(MemsLcaError) as caught:
        one({"input": "photoresist", "amount": "m * (a_share + b_share - 9)"}, parameters={"a_share": 1, "b_share": 1})
    assert [finding.code for finding in caught.value.findings] == ["negative_amount"]
