"""Binding: names resolved, every finding collected, transports drawn in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mems_lca.errors import Finding, LibraryError, MemsLcaError, StudyError
from mems_lca.face import read_study
from packs import bound, codes, device, greener, parameter, route, run, step, study, supply, total

POWER = step({"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh"})
TWO_SITES = {
    "fab": {"location": "CN-JS", "control": "own"},
    "other": {"location": "CN-SH", "control": "supplier"},
}


def refused(**parts: Any) -> tuple[Finding, ...]:
    with pytest.raises(MemsLcaError) as caught:
        run(**{"steps": {"etch": POWER}, "routes": {"line": route("etch")}, "study": study()} | parts)
    return caught.value.findings


def code(**parts: Any) -> Finding:
    (found,) = refused(**parts)
    return found


@pytest.mark.parametrize(
    ("change", "expected", "near"),
    [
        ({"sites": {"fab": {"location": "CN-JX0"}}}, "unknown_place", "CN-JX"),
        ({"gas_table": "epa-I5"}, "unknown_gas_table", "epa-i5"),
        ({"scarcity": "aware-2"}, "unknown_version_of_AWARE", "aware-2.0"),
        ({"routes": {"line": "lin"}}, "unknown_route", "line"),
        ({"supply": {"fabb": [{"share": 1, "kind": "grid"}]}}, "unknown_site", "fab"),
        ({"grid": {"fabb": "provincial"}}, "unknown_site", "fab"),
        ({"method": "ipcc_ar6_gwp10"}, "unknown_method", "ipcc_ar6_gwp100"),
        ({"functional_unit": {"amount": "1 kg"}}, "functional_unit", ""),
        ({"functional_unit": {"amount": "1 device"}}, "functional_unit", ""),
        ({"functional_unit": {"amount": "0 wafer"}}, "functional_unit", ""),
        ({"functional_unit": {"amount": "1 wafer", "per": "range"}}, "unknown_performance", ""),
        ({"set": {"etch.e": {"value": "1 kWh", "source": "smith-1999"}}}, "unknown_source", ""),
    ],
)
def test_unknown_name_in_a_study(change: dict[str, Any], expected: str, near: str) -> None:
    found = code(study=study() | change)
    assert found.code == expected
    assert found.place.file.endswith("made_up.yaml") or expected == "unknown_method"
    if near:
        assert found.nearest == near


@pytest.mark.parametrize(
    ("entry", "expected", "near"),
    [
        ("ecth", "unknown_step", "etch"),
        ({"step": "etch", "site": "fba"}, "unknown_site", "fab"),
        ({"step": "etch", "with": "cup"}, "unknown_route", ""),
        ({"step": "etch", "set": {"ee": "1 kWh"}}, "unknown_parameter", "e"),
        ({"step": "etch", "set": {"e": "1 kg"}}, "dimension", ""),
        ({"step": "etch", "set": {"e": {"value": "1 kWh", "source": "nobody-2020"}}}, "unknown_source", ""),
    ],
)
def test_unknown_name_in_a_route(entry: Any, expected: str, near: str) -> None:
    found = code(routes={"line": route("lithography", entry)})
    assert (found.code, found.place.file.rsplit("/", 1)[-1]) == (expected, "line.yaml")
    assert found.place.line is not None
    assert found.nearest == near or not near


def test_every_finding_of_study_route_and_step_at_once() -> None:
    steps = {
        "etch": step({"input": "electricty", "amount": "e"}, {"gas": "SF7", "amount": "m"}, parameters={"e": "1 kWh"})
    }
    routes = {"line": route("etch", "ecth", {"step": "etch", "id": "b", "set": {"x": 1}})}
    found = refused(steps=steps, routes=routes, study=study(gas_table="epa", scarcity="aware"))
    assert {finding.code for finding in found} == {
        "unknown_gas_table",
        "unknown_version_of_AWARE",
        "unknown_step",
        "unknown_parameter",
        "unknown_product",
        "unknown_gas",
        "unknown_name",
    }
    assert len(set(found)) == len(found)


def test_step_that_occurs_twice_is_reported_once() -> None:
    wrong = step({"input": "electricty", "amount": "e"}, parameters={"e": "1 kWh"})
    assert code(steps={"etch": wrong}, routes={"line": route("etch", {"step": "etch", "id": "b"})})


def test_step_of_a_product_makes_it() -> None:
    drawn = step({"input": "copper", "amount": "m"}, parameters={"m": "1 kg"})
    wrong = supply("titanium", "kg", {"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh/kg"})
    assert code(steps={"etch": drawn, "copper": wrong}).code == "makes"


def test_routes_that_consume_each_other() -> None:
    routes = {"line": route({"step": "etch", "with": "cap"}), "cap": route({"step": "etch", "with": "line"})}
    assert code(routes=routes).code == "route_cycle"


def test_measure_that_does_not_exist() -> None:
    routes = {"line": route("etch"), "green": greener("line", less={"set": {"etch.e": "0.5 kWh"}})}
    given = study({"line": "line", "green": "green"})
    found = code(routes=routes, study=given, measures=("lss",))
    assert (found.code, found.nearest) == ("unknown_measure", "less")


def test_abatement_of_what_is_not_known() -> None:
    rule = {"gases": ["SF66"], "fraction_treated": 1.0, "destruction": "epa-i16-mem", "uptime": 1.0}
    found = refused(routes={"line": route("etch", abatement=rule)})
    assert {(entry.code, entry.nearest) for entry in found} == {
        ("unknown_gas", "SF6"),
        ("unknown_destruction", "epa-i16-mems"),
    }


def test_supply_of_an_unknown_site_in_a_measure() -> None:
    measure = {"supply": {"fabb": [{"share": 1, "kind": "onsite_pv"}]}}
    routes = {"line": route("etch"), "green": greener("line", power=measure)}
    assert code(routes=routes, study=study({"line": "line", "green": "green"})).code == "unknown_site"


@pytest.mark.parametrize("entry", ["ultrapure_water", "leave"])
def test_step_that_no_wafer_or_device_passes_is_not_dropped_in_silence(entry: str) -> None:
    leave = step({"input": "electricity", "amount": "e"}, stage="distribution", parameters={"e": "50 kWh"})
    parts = {"steps": {"etch": POWER, "leave": leave}, "routes": {"line": route("etch", entry)}}
    try:
        calculated = run(study=study(boundary="cradle_to_grave"), **parts)
    except StudyError:
        return
    assert total(calculated, "climate_change") > total(
        run(steps=parts["steps"], routes={"line": route("etch")}, study=study())
    )


@pytest.mark.parametrize("where", ["declared", "drawn"])
def test_companion_circuit_is_declared_and_drawn(where: str) -> None:
    asic = {"companion": {"asic": {"area": "1 mm**2", "node": "28 nm", "yield": 0.9}}}
    entries = ("etch",) if where == "declared" else ("etch", "companion_asic")
    given = device(**(asic if where == "declared" else {}))
    calculated = run(steps={"etch": POWER}, routes={"line": route(*entries)}, study=study(device=given))
    assert any("companion" in entry for entry in codes(calculated))


def test_companion_of_a_node_that_no_table_has() -> None:
    given = device(companion={"asic": {"area": "1 mm**2", "node": "65 nm", "yield": 0.9}})
    found = code(routes={"line": route("etch", "companion_asic")}, study=study(device=given))
    assert found.code == "unknown_node"
    assert "28 nm" in found.expected


def test_companion_of_another_node_with_figures_of_the_route() -> None:
    """2 mm2 at 1 kWh, 100 g and 300 g CO2e per cm2, half of the circuits good."""
    asic = {"asic": {"area": "2 mm**2", "node": "180 nm", "yield": 0.5}}
    given = {"epa": "1 kWh/cm2", "gpa": "100 g CO2e/cm2", "mpa": "300 g CO2e/cm2"}
    figures = {name: parameter(value) for name, value in given.items()}
    calculated = run(
        routes={"line": route("etch", {"step": "companion_asic", "set": figures})},
        steps={"etch": POWER},
        study=study(device=device(companion=asic)),
    )
    own = [row for row in calculated.rows if row.step == "companion_asic" and row.part.startswith("f")]
    of_gases = sum(row.per_device for row in own if row.flow.startswith("co2e"))
    assert of_gases == pytest.approx(0.04 * 0.4)
    assert "companion_default" not in codes(calculated)


# ---------------------------------------------------------------- transports


def test_transport_is_drawn_in_where_the_chain_moves(tmp_path: Path) -> None:
    found = bound(
        tmp_path,
        steps={"etch": POWER, "saw": POWER | {"stage": "packaging_test"}},
        routes={
            "line": route("etch", {"step": "saw", "site": "other"}, {"step": "saw", "id": "again", "site": "other"})
        },
        study=study(device=device(), sites=TWO_SITES),
    )
    assert [(entry.key, entry.site) for entry in found.routes["line"].steps] == [
        ("etch", "fab"),
        ("transport_fab_other", "fab"),
        ("saw", "other"),
        ("again", "other"),
    ]


def test_transport_of_wafers_between_fabs_counts_per_wafer() -> None:
    calculated = run(
        steps={"etch": POWER},
        routes={"line": route("etch", {"step": "etch", "id": "second", "site": "other"})},
        study=study(sites=TWO_SITES),
    )
    drawn = {row.input for row in calculated.rows}
    assert "air_freight" in drawn


def test_transport_of_a_consumed_wafer_made_elsewhere() -> None:
    calculated = run(
        steps={"etch": POWER},
        routes={
            "line": route({"step": "etch", "with": "cap"}),
            "cap": route({"step": "etch", "id": "c", "site": "other"}),
        },
        study=study(sites=TWO_SITES),
    )
    assert "air_freight" in {row.input for row in calculated.rows}


def test_transport_to_and_fro_pays_for_the_losses_between() -> None:
    """Half of the wafers are lost at the other site: two go there, one comes back, one goes there again."""
    half = step({"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh", "wafer_yield": 0.5})
    there, again = ({"step": name, "id": name[0], "site": "other"} for name in ("half", "etch"))
    calculated = run(
        steps={"etch": POWER, "half": half},
        routes={"line": route("etch", there, {"step": "etch", "id": "back"}, {**again, "id": "again"})},
        study=study(sites=TWO_SITES),
    )
    found = calculated.supply("line", "wafer")
    assert sum(value for name, value in found.items() if "transport_fab_other" in name) == pytest.approx(3)
    assert sum(value for name, value in found.items() if "transport_other_fab" in name) == pytest.approx(1)


def test_no_transport_within_a_site(tmp_path: Path) -> None:
    found = bound(
        tmp_path, steps={"etch": POWER}, routes={"line": route("etch", {"step": "etch", "id": "b"})}, study=study()
    )
    assert len(found.routes["line"].steps) == 2


def test_unknown_study_has_the_nearest_name() -> None:
    with pytest.raises(LibraryError) as caught:
        read_study("accelerometr")
    (found,) = caught.value.findings
    assert (found.code, found.nearest) == ("unknown_study", "accelerometer")


@pytest.mark.parametrize(
    ("path", "value", "warned"),
    [("etch.e", "3 kWh", True), ("etch.e", "2 kWh", False), ("better.etch.e", "3 kWh", False)],
)
def test_a_value_for_all_routes_that_takes_the_place_of_a_measure(
    path: str, value: str, warned: bool, tmp_path: Path
) -> None:
    found = bound(
        tmp_path,
        steps={"etch": POWER},
        routes={"line": route("etch"), "better": greener("line", less={"set": {"etch.e": "2 kWh"}})},
        study=study({"line": "line", "better": "better"}, set={path: value}),
    ).findings
    told = [entry for entry in found if entry.code == "measure_overruled"]
    assert [(entry.found, "line.etch.e" in entry.expected) for entry in told] == ([("2 kWh", True)] if warned else [])
