"""What a location gives a site: factors, line utilisation, values of steps, and the ways between sites."""

from __future__ import annotations

from typing import Any

import pytest

from mems_lca.analysis.groups import scopes
from mems_lca.errors import MemsLcaError
from mems_lca.inventory.cells import Cell
from packs import Calculated, codes, device, route, run, shipped_factors, step, study, total

OWN = {"control": "own"}
POWER = step({"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh"})
CN, CN_RESIDUAL = 0.6205, 0.6096 + 0.6205 - 0.5306
WATER = "water_withdrawn"
SHARE = {"value": "0.5", "min": 0, "max": 1, "source": "assumption", "note": "made up"}


def cell(calculated: Calculated, key: str) -> Cell:
    return calculated.inventory.cells[key]


def value(calculated: Calculated, key: str) -> float:
    return calculated.inventory.values[key]


# ---------------------------------------------------------------- factors of the place


@pytest.mark.parametrize("name", shipped_factors().locations.names())
def test_preset_is_legal_where_a_code_is_and_means_its_place(name: str) -> None:
    preset = shipped_factors().locations.get(name)
    both = [
        run(
            steps={"etch": POWER},
            routes={"line": route("etch")},
            study=study(sites={"fab": {"location": location, **OWN}}),
        )
        for location in (name, preset.place)
    ]
    for accounting in ("location", "market"):
        found = [total(calculated, accounting=accounting) for calculated in both]
        assert found[0] == found[1] > 0.03
    assert both[0].inventory.processes["line.etch"].place == preset.place


def test_water_of_a_preset_takes_the_factor_of_its_place() -> None:
    evaporate = step({"emission": WATER, "amount": "w"}, parameters={"w": "1 m3"})
    for location, factor in (("western_china", 18.3), ("central_china", 0.557), ("CN-SN", 18.3)):
        calculated = run(
            steps={"etch": evaporate},
            routes={"line": route("etch")},
            study=study(sites={"fab": {"location": location, **OWN}}),
        )
        assert total(calculated, "water_scarcity") == pytest.approx(factor)


AT_SEA = {
    "factors/locations.csv": "location,name_en,name_zh,place,grid,scarcity_place,latitude,longitude,source,note\n"
    "at_sea,At sea,海上,CN-JS,cn-mee-2024,FR,,,assumption,made up\n",
    "factors/location_values.csv": "location,step,parameter,value,unit,low,high,kind,source,note\n"
    "at_sea,etch,share,20,%,0,50,assumption,assumption,made up\n"
    "at_sea,etch,power,3,kW,1,9,claim,assumption,made up\n"
    "at_sea,site,line_utilisation,0.4,,0.2,0.9,assumption,assumption,made up\n",
}


def at_sea(steps: dict[str, Any], given: dict[str, Any] | None = None, **more: Any) -> Calculated:
    line = more.pop("line", None) or route("etch")
    sites = {"fab": {"location": "at_sea", **OWN, **(given or {})}}
    return run(files=AT_SEA, steps=steps, routes={"line": line}, study=study(sites=sites, **more))


def test_preset_chooses_electricity_and_basin_and_the_study_chooses_otherwise() -> None:
    exchanges = ({"input": "electricity", "amount": "e"}, {"emission": WATER, "amount": "w"})
    given = {"e": "1 kWh", "w": "1 m3", "share": dict(SHARE), "power": "1 kW"}
    steps = {"etch": step(*exchanges, parameters=given)}
    assert total(at_sea(steps)) == pytest.approx(0.5777)
    assert total(at_sea(steps, grid={"fab": "cn-mee-2023"})) == pytest.approx(CN)
    assert total(at_sea(steps), "water_scarcity") == pytest.approx(4.99)
    doubled = {"water@at_sea": {"scarcity": "9.98 m3_world_eq/m3"}, "electricity@at_sea": {"direct": "0.1 kg CO2e/kWh"}}
    calculated = at_sea(steps, factors=doubled, grid={"fab": "cn-mee-2023"})
    assert total(calculated, "water_scarcity") == pytest.approx(9.98)
    assert scopes(calculated.rows, "wafer", "location")["2"] == pytest.approx(0.1)


# ---------------------------------------------------------------- values of steps

SHARED = step(
    {"emission": "CO2", "amount": "mass * share"}, parameters={"mass": "1 kg", "share": dict(SHARE), "power": "1 kW"}
)


def test_location_comes_after_the_default_and_before_route_measure_and_study() -> None:
    set_in_route = route({"step": "etch", "set": {"share": 0.3}})
    found = [
        at_sea({"etch": SHARED}),
        at_sea({"etch": SHARED}, line=set_in_route),
        at_sea({"etch": SHARED}, line=set_in_route, set={"etch.share": 0.4}),
    ]
    assert [total(entry) for entry in found] == pytest.approx([0.2, 0.3, 0.4])
    given = cell(found[0], "line.etch.share")
    assert (given.source, given.origin) == ("assumption", "assumption")
    assert given.note.startswith("at_sea: made up")
    assert given.uncertainty is not None
    assert given.uncertainty.triangular is not None
    assert given.uncertainty.triangular.max.canonical == 0.5


def test_measure_wins_over_the_location() -> None:
    line = {"schema": "mems-lca/route/1", "base": "grey", "measures": {"less": {"set": {"etch.share": 0.1}}}}
    given = study(sites={"fab": {"location": "at_sea", **OWN}})
    calculated = run(files=AT_SEA, steps={"etch": SHARED}, routes={"grey": route("etch"), "line": line}, study=given)
    assert total(calculated) == pytest.approx(0.1)


def test_claims_count_only_where_the_site_asks_for_them() -> None:
    assert value(at_sea({"etch": SHARED}), "line.etch.power") == 1000
    assert value(at_sea({"etch": SHARED}, {"claims": True}), "line.etch.power") == 3000


def test_line_utilisation_of_the_location_and_the_sites_own() -> None:
    given = {"m": "1 kg", "tool_utilisation": 0.8, "share": dict(SHARE), "power": "1 kW"}
    idle = step({"emission": "CO2", "amount": "m / tool_utilisation"}, parameters=given)
    assert total(at_sea({"etch": idle})) == pytest.approx(1 / 0.4)
    assert total(at_sea({"etch": idle}, {"line_utilisation": 0.5})) == pytest.approx(1 / 0.5)


@pytest.mark.parametrize(
    "parameters", [{"mass": "1 kg", "power": "1 kW"}, {"share": "1 m", "mass": "1 kg", "power": "1 kW"}]
)
def test_value_that_the_step_cannot_take_is_refused(parameters: dict[str, str]) -> None:
    with pytest.raises(MemsLcaError) as caught:
        at_sea({"etch": step({"emission": "CO2", "amount": "mass"}, parameters=parameters)})
    (found,) = caught.value.findings
    assert found.code == ("dimension" if "share" in parameters else "unknown_parameter")
    assert found.place.file.endswith("location_values.csv")


# ---------------------------------------------------------------- the customer

CUSTOMER = {"fab": {"location": "CN-JS", **OWN}, "customer": {"location": "DE", "control": "customer"}}
MASS = {"name": "Nothing", "mass": "30 mg"}


def used(*steps: Any, sites: dict[str, Any] | None = None, **more: Any) -> Calculated:
    given = study(device=device(), product=MASS, sites=sites or CUSTOMER, **{"boundary": "cradle_to_grave", **more})
    return run(steps={"nothing": step()}, routes={"line": route("nothing", *steps)}, study=given)


@pytest.mark.parametrize(
    ("place", "location", "market"),
    [("CN", CN, CN_RESIDUAL), ("yangtze_delta", CN, CN_RESIDUAL), ("germany", 0.38095, 0.38095)],
)
def test_use_phase_takes_the_grid_where_the_device_is_used(place: str, location: float, market: float) -> None:
    """1.2 mA at 1.8 V over 3 years of 8766 h, by a charger of 60 %: 0.0946728 kWh from the wall."""
    sites = {**CUSTOMER, "customer": {"location": place, "control": "customer"}}
    calculated = used({"step": "use_phase", "set": {"current": "1.2 mA/device"}}, sites=sites)
    kwh = 1.2e-3 * 1.8 * 3 * 8766 / 0.6 / 1000
    assert kwh == pytest.approx(0.0946728)
    assert total(calculated) == pytest.approx(kwh * location, rel=1e-9)
    assert total(calculated, accounting="market") == pytest.approx(kwh * market, rel=1e-9)
    for accounting, factor in (("location", location), ("market", market)):
        found = scopes(calculated.rows, "device", accounting)
        assert (found["1"], found["2"], found["3"]) == (0, 0, {"11": pytest.approx(kwh * factor)})


def test_use_phase_outside_duty_draws_the_standby_current() -> None:
    given = {"current": "100 uA/device", "standby_current": "4 uA/device", "duty": 0.25}
    calculated = used({"step": "use_phase", "set": given})
    assert value(calculated, "line.use_phase.mean_current") == pytest.approx(28e-6)


def test_customer_counts_in_no_indicator_of_own_sites() -> None:
    for control in ("customer", "own"):
        sites = {**CUSTOMER, "customer": {"location": "western_china", "control": control}}
        calculated = used("use_phase", "end_of_life", sites=sites)
        for name, indicator in calculated.indicators.items():
            if indicator.perimeter == "foreground":
                assert total(calculated, name) == 0, name
        assert "scope2_life_cycle" not in codes(calculated)


def test_end_of_life_takes_the_shares_of_the_place() -> None:
    for location, collected, landfill in (("germany", 0.4277, 0.0066), ("malaysia", 0.1562, 1.0), ("GLO", 0.223, 0.84)):
        sites = {**CUSTOMER, "customer": {"location": location, "control": "customer"}}
        calculated = used("end_of_life", sites=sites)
        shares = {name: value(calculated, f"line.end_of_life.{name}_share") for name in ("smelter", "landfill")}
        assert shares == pytest.approx({"smelter": collected * 0.8, "landfill": (1 - collected) * landfill})
        assert cell(calculated, "line.end_of_life.collected_share").source == "owid-ewaste"


def test_step_beyond_the_boundary_needs_no_site() -> None:
    only = {"fab": {"location": "CN-JS", **OWN}}
    used("distribution", "use_phase", "end_of_life", sites=only, boundary="cradle_to_gate")
    with pytest.raises(MemsLcaError) as caught:
        used("use_phase", sites=only)
    assert [(entry.code, entry.found) for entry in caught.value.findings] == [("unknown_site", "customer")]


def test_fab_step_cannot_run_at_the_customers() -> None:
    with pytest.raises(MemsLcaError) as caught:
        used({"step": "nothing", "id": "there", "site": "customer"})
    assert caught.value.findings[0].code == "customer_site"


# ---------------------------------------------------------------- ways between sites

CHAIN = {
    "fab": {"location": "yangtze_delta", "control": "own"},
    "cap_fab": {"location": "germany", "control": "own"},
    "assembly": {"location": "malaysia", "control": "supplier"},
    "test": {"location": "singapore", "control": "supplier"},
    "customer": {"location": "usa", "control": "customer"},
}
# Great circles in km: Stuttgart to Shanghai, Shanghai to Penang, Penang to Singapore, Singapore to Dallas.
WAYS = {
    "line.cap/transport_cap_fab_fab": 8909,
    "line.transport_fab_assembly": 3648,
    "line.transport_assembly_test": 602,
    "line.distribution": 15614,
}


def chain(sites: dict[str, Any] = CHAIN, **more: Any) -> Calculated:
    per_device = step(per="device", stage="packaging_test")
    return run(
        steps={"nothing": step(), "pack": per_device},
        routes={
            "cap": route({"step": "nothing", "site": "cap_fab"}),
            "line": route(
                "nothing",
                {"step": "nothing", "id": "bond", "with": "cap"},
                {"step": "pack", "site": "assembly"},
                {"step": "pack", "id": "test", "site": "test"},
                {"step": "distribution", "site": "test"},
                "use_phase",
            ),
        },
        study=study(device=device(), product=MASS, sites=sites, boundary="cradle_to_grave", **more),
    )


def test_chain_over_sites_draws_a_transport_for_each_hop_with_its_distance() -> None:
    calculated = chain()
    drawn = {name for name in calculated.inventory.processes if "transport" in name or "distribution" in name}
    assert drawn == set(WAYS)
    for name, kilometres in WAYS.items():
        assert value(calculated, f"{name}.distance") == pytest.approx(kilometres * 1000, abs=1500), name
        assert cell(calculated, f"{name}.distance").source == "ourairports"
        assert "Great circle" in cell(calculated, f"{name}.distance").note
    load = 0.05 * 5 * value(calculated, "line.transport_fab_assembly.distance") * 1.05
    assert value(calculated, "line.transport_fab_assembly.load") == pytest.approx(load)


def test_scope_of_a_transport_follows_who_runs_the_site_that_sends() -> None:
    calculated = chain()
    found = {row.step: row.scope for row in calculated.rows if row.indicator == "climate_change"}
    assert {name: found[name.removeprefix("line.")] for name in WAYS} == {
        "line.cap/transport_cap_fab_fab": "3.4",
        "line.transport_fab_assembly": "3.4",
        "line.transport_assembly_test": "3.1",
        "line.distribution": "3.9",
    }


def test_two_sites_of_one_location_are_a_lorry_apart() -> None:
    near = {**CHAIN, "assembly": {"location": "yangtze_delta", "control": "own"}}
    calculated = chain(near)
    assert value(calculated, "line.transport_fab_assembly.distance") == 50_000
    assert value(calculated, "line.transport_fab_assembly.share_air") == 0
    assert value(calculated, "line.distribution.share_air") == 0.9


def test_distance_is_the_steps_own_where_an_end_has_no_coordinates_and_the_study_has_the_last_word() -> None:
    coded = {**CHAIN, "assembly": {"location": "MY", "control": "supplier"}}
    calculated = chain(coded)
    assert value(calculated, "line.transport_fab_assembly.distance") == 3_650_000
    assert value(calculated, "line.transport_assembly_test.distance") == 3_650_000
    given = chain(set={"transport_fab_assembly.distance": "123 km", "inter_site_transport.routing": 2})
    assert value(given, "line.transport_fab_assembly.distance") == 123_000
    assert value(given, "line.transport_assembly_test.routing") == 2
