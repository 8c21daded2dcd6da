"""Changes of a study that must not change its result, or change it in a known way."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mems_lca.analysis.groups import totals
from packs import Calculated, Data, device, greener, parameter, route, run, step, study, supply, total

INDICATORS = ("climate_change", "electricity", "water_consumption", "hazardous_waste_generated", "voc")
SITES = {
    "fab": {"location": "CN-JS", "control": "own"},
    "other": {"location": "MY", "control": "supplier"},
}


def parts() -> dict[str, Any]:
    """A small line with everything in it."""
    etch = step(
        {"gas": "SF6", "amount": "flow * duty * time", "silicon": "depth * area_share * wafer_area * density"},
        {"input": "electricity", "amount": "power * time / efficiency"},
        {"input": "ultrapure_water", "amount": "rinse"},
        {"input": "nitrogen", "amount": "purge * time"},
        {"emission": "voc", "amount": "vapour"},
        {"waste": "spent_solvent", "amount": "solvent", "hazardous": True, "dry": "dryness"},
        parameters={
            "flow": "300 sccm",
            "duty": 0.7,
            "depth": "50 um",
            "rate": "5 um/min",
            "power": "2 kW",
            "efficiency": "70 %",
            "rinse": "5 L",
            "purge": "40 slm",
            "vapour": "3 g",
            "solvent": "20 g",
            "dryness": 0.1,
            "area_share": 0.2,
            "density": "2.329 g/cm3",
            "wafer_yield": 0.95,
        },
        derived={"time": "depth / rate"},
    )
    pack = step(
        {"input": "electricity", "amount": "power * time"},
        {"input": "gold_mined", "amount": "wire"},
        per="device",
        stage="packaging_test",
        parameters={"power": "1 kW", "time": "2 s/device", "wire": "0.1 mg/device", "step_yield": 0.97},
    )
    return {
        "steps": {"etch": etch, "pack": pack},
        "routes": {
            "line": route(
                "etch",
                {"step": "etch", "id": "second", "set": {"depth": "20 um"}},
                {"step": "pack", "site": "other"},
                abatement={"gases": ["SF6"], "fraction_treated": 0.6, "destruction": {"SF6": 0.9}, "uptime": 0.95},
                monitors={"number": 0.06, "passes": ["second"], "reuses": 3},
                wafer_yield=0.98,
            )
        },
        "study": study(device=device(**{"yield": 0.88}), sites=SITES),
    }


def results(calculated: Calculated, basis: Any = "device") -> dict[str, float]:
    return {
        f"{name}/{accounting}": totals(calculated.of("line"), basis, accounting).get(name, 0.0)
        for name in INDICATORS
        for accounting in ("location", "market")
    }


@pytest.fixture(scope="module")
def base() -> dict[str, float]:
    return results(run(**parts()))


def test_the_line_has_all_indicators(base: dict[str, float]) -> None:
    assert all(value > 0 for value in base.values())


# ---------------------------------------------------------------- units

SAME = {
    "flow": ("300 sccm", "0.3 slm", "0.018 Nm3/h", "223.07515 umol/s"),
    "depth": ("50 um", "0.05 mm", "5e-5 m", "50000 nm", "0.00196850394 inch"),
    "rate": ("5 um/min", "0.3 mm/h", "83.3333333333 nm/s"),
    "power": ("2 kW", "2000 W", "7.2 MJ/h", "2000 J/s"),
    "efficiency": ("70 %", 0.7, "0.7"),
    "rinse": ("5 L", "5000 mL", "0.005 m3", "5000 cm3"),
    "purge": ("40 slm", "40000 sccm", "2.4 Nm3/h"),
    "solvent": ("20 g", "0.02 kg", "20000 mg", "2e-5 t"),
    "density": ("2.329 g/cm3", "2329 kg/m3", "2.329 kg/L"),
}


@settings(max_examples=12)
@given(choice=st.fixed_dictionaries({name: st.integers(0, 10) for name in SAME}))
def test_unit_of_an_input_does_not_matter(choice: dict[str, int], base: dict[str, float]) -> None:
    changed = parts()
    for name, index in choice.items():
        values = SAME[name]
        changed["steps"]["etch"]["parameters"][name] = parameter(values[index % len(values)])
    assert results(run(**changed)) == pytest.approx(base, rel=1e-6)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("routes", "line", "wafer", "diameter"), "0.2 m"),
        (("routes", "line", "wafer", "diameter"), "7.87401574803 inch"),
        (("routes", "line", "abatement", "uptime"), "95 %"),
        (("routes", "line", "wafer_yield"), "98 %"),
        (("study", "device", "die", "width"), "1000 um"),
        (("study", "device", "die", "scribe"), "0.1 mm"),
        (("study", "device", "yield"), "88 %"),
        (("study", "functional_unit", "amount"), "1 piece"),
    ],
)
def test_unit_of_a_study_or_route_does_not_matter(path: tuple[str, ...], value: str, base: dict[str, float]) -> None:
    changed = parts()
    node: Any = changed
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    assert results(run(**changed)) == pytest.approx(base, rel=1e-9)


# ---------------------------------------------------------------- order and names


def shuffled(data: Any, generator: random.Random) -> Any:
    """Mappings in another order; lists stay."""
    if isinstance(data, dict):
        entries = list(data.items())
        generator.shuffle(entries)
        return {key: shuffled(value, generator) for key, value in entries}
    return [shuffled(value, generator) for value in data] if isinstance(data, list) else data


@settings(max_examples=8)
@given(seed=st.integers(0, 10_000))
def test_order_of_declaration_does_not_matter(seed: int, base: dict[str, float]) -> None:
    generator = random.Random(seed)
    changed = shuffled(parts(), generator)
    for made in changed["steps"].values():
        generator.shuffle(made["exchanges"])
    assert results(run(**changed)) == pytest.approx(base, rel=1e-12)


def test_names_do_not_matter(base: dict[str, float]) -> None:
    changed = parts()
    changed["steps"]["zz_etch"] = changed["steps"].pop("etch")
    changed["routes"]["line"]["steps"][0] = "zz_etch"
    changed["routes"]["line"]["steps"][1] |= {"step": "zz_etch", "id": "aa"}
    changed["routes"]["line"]["monitors"]["passes"] = ["aa"]
    changed["study"]["sites"] = {"penang": SITES["other"], "fab": SITES["fab"]}
    changed["routes"]["line"]["steps"][2]["site"] = "penang"
    assert results(run(**changed)) == pytest.approx(base, rel=1e-12)


def test_unused_files_do_not_matter(base: dict[str, float]) -> None:
    changed = parts()
    changed["steps"]["unused"] = step({"input": "electricity", "amount": "e"}, parameters={"e": "99 kWh"})
    changed["routes"]["unused"] = route("unused")
    assert results(run(**changed)) == pytest.approx(base, rel=1e-15)


def test_another_route_in_the_study_does_not_matter(base: dict[str, float]) -> None:
    changed = parts()
    changed["routes"]["other"] = greener("line", less={"set": {"etch.flow": "1 sccm"}})
    changed["study"]["routes"] = {"other": "other", "line": "line"}
    assert results(run(**changed)) == pytest.approx(base, rel=1e-12)


# ---------------------------------------------------------------- equivalent descriptions


@settings(max_examples=8)
@given(share=st.floats(0.01, 0.99))
def test_a_step_split_in_two(share: float) -> None:
    """Amounts x share and x (1 - share), with the yield on the second: a route of two parts."""
    whole = parts()["steps"]["etch"]
    first, second = copy.deepcopy(whole), copy.deepcopy(whole)
    for made, factor in ((first, share), (second, 1 - share)):
        made["parameters"]["part"] = parameter(factor)
        for exchange in made["exchanges"]:
            for key in {"amount", "silicon"} & set(exchange):
                exchange[key] = f"({exchange[key]}) * part"
    del first["parameters"]["wafer_yield"]
    one = run(steps={"etch": whole}, routes={"line": route("etch")}, study=study(sites=SITES))
    two = run(steps={"a": first, "b": second}, routes={"line": route("a", "b")}, study=study(sites=SITES))
    assert results(two, "wafer") == pytest.approx(results(one, "wafer"), rel=1e-9)


@settings(max_examples=6)
@given(repeat=st.integers(1, 8), step_yield=st.floats(0.5, 1))
def test_repeat_equals_copies_with_ids(repeat: int, step_yield: float) -> None:
    made = parts()["steps"]["etch"]
    made["parameters"]["wafer_yield"] = parameter(step_yield)
    copies = [{"step": "etch", "id": f"copy{number}"} for number in range(repeat)]
    found = [
        results(run(steps={"etch": made}, routes={"line": route(*entries)}, study=study(sites=SITES)), "wafer")
        for entries in ([{"step": "etch", "repeat": repeat}], copies)
    ]
    assert found[0] == pytest.approx(found[1], rel=1e-9)


@settings(max_examples=6)
@given(repeat=st.integers(1, 5), step_yield=st.floats(0.5, 1))
def test_repeat_per_device_equals_copies_with_ids(repeat: int, step_yield: float) -> None:
    changed = parts()
    changed["steps"]["pack"]["parameters"]["step_yield"] = parameter(step_yield)
    found = []
    for entries in (
        [{"step": "pack", "repeat": repeat, "site": "other"}],
        [{"step": "pack", "id": f"copy{number}", "site": "other"} for number in range(repeat)],
    ):
        changed["routes"]["line"]["steps"][2:] = entries
        found.append(results(run(**changed)))
    assert found[0] == pytest.approx(found[1], rel=1e-9)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("etch.flow", "300 sccm"),
        ("line.second.depth", "20 um"),
        ("line.wafer.diameter", "200 mm"),
        ("line.abatement.uptime", 0.95),
        ("line.monitors.number", 0.06),
        ("line.wafer_yield", 0.98),
        ("device.die.width", "1 mm"),
        ("device.yield", 0.88),
        ("gas_heel", 0.1),
        ("functional_unit.amount", "1 device"),
    ],
)
def test_a_value_set_to_its_default(path: str, value: Any, base: dict[str, float]) -> None:
    changed = parts()
    changed["study"]["set"] = {path: value}
    assert results(run(**changed)) == pytest.approx(base, rel=1e-15)


@pytest.mark.parametrize(
    "measure",
    [
        {"set": {"etch.flow": "300 sccm"}},
        {"replace": {"second": {"step": "etch", "set": {"depth": "20 um"}}}},
        {"supply": {"fab": [{"share": 1.0, "kind": "grid"}]}},
        {"supply": {"fab": [{"share": 0.5, "kind": "grid"}, {"share": 0.5, "kind": "grid"}]}},
        {"add": {"after": "etch", "steps": ["nothing"]}},
        {},
    ],
)
def test_a_measure_that_changes_nothing(measure: Data) -> None:
    changed = parts()
    changed["steps"]["nothing"] = step()
    changed["routes"]["green"] = greener("line", nothing=measure)
    changed["study"]["routes"] = {"line": "line", "green": "green"}
    calculated = run(**changed)
    for name in INDICATORS:
        assert total(calculated, name, route="green") == pytest.approx(total(calculated, name), rel=1e-12)


def test_a_measure_switched_off() -> None:
    changed = parts()
    changed["routes"]["green"] = greener("line", less={"set": {"etch.flow": "1 sccm"}})
    changed["study"]["routes"] = {"line": "line", "green": "green"}
    calculated = run(**changed, measures=())
    assert total(calculated, route="green") == pytest.approx(total(calculated), rel=1e-14)


# ---------------------------------------------------------------- scaling


@settings(max_examples=6)
@given(amount=st.floats(1e-3, 1e6))
def test_functional_unit_scales(amount: float) -> None:
    from mems_lca.analysis.record import route_record

    changed = parts()
    changed["study"]["functional_unit"] = {"amount": f"{amount!r} device"}
    record = route_record(run(**changed), "line")
    for name in INDICATORS:
        assert record["per_functional_unit"][name]["value"] == pytest.approx(
            amount * record["per_device"][name]["value"], rel=1e-12
        )


@settings(max_examples=6)
@given(factor=st.floats(0.01, 100))
def test_gas_and_its_emission_are_in_proportion(factor: float) -> None:
    def direct(scale: float) -> float:
        changed = parts()
        changed["steps"]["etch"]["exchanges"][0]["amount"] = f"flow * duty * time * {scale!r}"
        return sum(row.per_device for row in run(**changed).rows if row.flow == "SF6")

    assert direct(factor) == pytest.approx(factor * direct(1.0), rel=1e-9)


@settings(max_examples=6)
@given(uptimes=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_more_abatement_never_emits_more_gas(uptimes: tuple[float, float]) -> None:
    found = []
    for uptime in sorted(uptimes):
        changed = parts()
        changed["routes"]["line"]["abatement"]["uptime"] = uptime
        found.append(sum(row.per_device for row in run(**changed).rows if row.flow == "SF6"))
    assert found[1] <= found[0] * (1 + 1e-12)


def test_supply_step_equals_the_same_amounts_in_the_step() -> None:
    """A plant of 2 kWh/kg, drawn for 3 kg, is 6 kWh."""
    through = run(
        steps={
            "etch": step({"input": "copper", "amount": "m"}, parameters={"m": "3 kg"}),
            "copper": supply("copper", "kg", {"input": "electricity", "amount": "e"}, parameters={"e": "2 kWh/kg"}),
        },
        routes={"line": route("etch")},
        study=study(),
    )
    direct = run(
        steps={"etch": step({"input": "electricity", "amount": "e"}, parameters={"e": "6 kWh"})},
        routes={"line": route("etch")},
        study=study(),
    )
    assert results(through, "wafer") == pytest.approx(results(direct, "wafer"), rel=1e-12)
