"""What a device holds, what is recovered from it at its end, and that this touches nothing but its own line."""

from __future__ import annotations

from math import pi
from typing import Any

import pytest

from mems_lca.analysis.assess import assess_bound
from mems_lca.analysis.avoided import avoided
from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.result import Result
from mems_lca.errors import MemsLcaError
from mems_lca.face import bind_study
from mems_lca.inventory.element_balance import balances
from packs import device, read, route, run, step, study, total, write

FILM = {"film": "70 mg", "cap": "20 mg", "ball": "3 mg", "wire": "0.5 mg"}
WAFER_AREA, DIE_AREA = pi / 4 * 0.2**2, 1e-6
# Film on the wafer twice, two capping wafers each with one film, balls from the back end, wire twice.
ON_WAFER = 2 * 70e-6 + 2 * 20e-6 + 3e-6
IN_DEVICE = ON_WAFER * DIE_AREA / WAFER_AREA + 2 * 0.5e-6
COLLECTED, TO_SMELTER, RATE = 0.223, 0.8, 0.95
MINED, ELECTRONIC = 16000.0, 1000.0


def metal(name: str, **more: Any) -> dict[str, Any]:
    """A step that puts gold on what it works on."""
    inputs = {"input": "gold", "amount": name}
    return step(inputs, parameters={name: FILM[name]}, leaves={"Au": name}, **more)


PARTS: dict[str, Any] = {
    "steps": {
        "supply": step(stage="raw_materials"),
        "film": metal("film"),
        "cap": metal("cap"),
        "bond": step(),
        "ball": metal("ball", stage="packaging_test"),
        "wire": metal("wire", stage="packaging_test", per="device"),
    },
    "routes": {
        "line": route(
            "supply",
            {"step": "film", "repeat": 2},
            {"step": "bond", "with": "cover", "draws": 2},
            "ball",
            {"step": "wire", "repeat": 2},
            "distribution",
            "end_of_life",
        ),
        "cover": route("supply", "cap"),
    },
}


def grave(**more: Any) -> dict[str, Any]:
    """A study of one device to its end."""
    sites = {"fab": {"location": "CN-JS", "control": "own"}, "customer": {"location": "CN"}}
    product = {"name": "Nothing", "mass": "30 mg"}
    return study(**{
        "device": device(), "sites": sites, "product": product, "boundary": "cradle_to_grave", **more,
    })  # fmt: skip


@pytest.fixture(scope="module")
def to_grave() -> Calculated:
    return run(study=grave(), **PARTS)


@pytest.fixture(scope="module")
def unrecovered() -> Calculated:
    return run(study=grave(), values={"line.end_of_life.gold_recovery": "0"}, **PARTS)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    root = write(tmp_path_factory.mktemp("grave"), study=grave(), **PARTS)
    return assess_bound(bind_study(read(root)), "0.0.0")


# ---------------------------------------------------------------- what a device holds


def test_a_device_holds_its_share_of_wafers_and_what_assembly_adds(to_grave: Calculated) -> None:
    """Streets and rim are scrap: of a film, a die has its own area over that of the wafer."""
    assert to_grave.inventory.values["line.device/content/Au"] == pytest.approx(IN_DEVICE, rel=1e-12)


def test_what_no_step_leaves_is_zero(to_grave: Calculated) -> None:
    assert to_grave.inventory.values["line.device/content/Cu"] == 0.0


def test_content_follows_a_parameter_and_not_a_yield() -> None:
    """A lost die takes its gold along; a good one has no more of it."""
    given = grave(device=device(**{"yield": 0.5}), set={"line.film.film": "140 mg"})
    found = run(study=given, **PARTS).inventory.values["line.device/content/Au"]
    assert found == pytest.approx(IN_DEVICE + 2 * 70e-6 * DIE_AREA / WAFER_AREA, rel=1e-12)


def test_mass_of_the_product_is_shipped_and_discarded(to_grave: Calculated) -> None:
    """30 mg are discarded; 30 mg and 80 mg of packaging travel."""
    found = {e.input: to_grave.inventory.values[e.amount] for e in processes(to_grave, "line.end_of_life")}
    shares = (TO_SMELTER * COLLECTED, (1 - COLLECTED) * 0.84)
    assert found["weee_smelter"] == pytest.approx(30e-6 * shares[0])
    assert found["weee_landfill"] == pytest.approx(30e-6 * shares[1])
    assert found["weee_incineration"] == pytest.approx(30e-6 * (1 - sum(shares)))
    load = 110e-6 * distance(to_grave)
    assert to_grave.inventory.values["line.distribution.load"] == pytest.approx(load)


def distance(calculated: Calculated) -> float:
    values = calculated.inventory.values
    return values["line.distribution.distance"] * values["line.distribution.routing"]


def processes(calculated: Calculated, name: str) -> Any:
    return calculated.inventory.processes[name].exchanges


def test_a_step_that_needs_the_mass_of_the_product_says_so() -> None:
    with pytest.raises(MemsLcaError) as caught:
        run(study=grave(product={"name": "Nothing"}), **PARTS)
    assert [finding.code for finding in caught.value.findings] == ["product_mass"]
    assert "product.mass" in str(caught.value)


def test_mass_is_not_needed_where_nothing_leaves_the_gate() -> None:
    calculated = run(study=grave(product={"name": "Nothing"}, boundary="cradle_to_gate"), **PARTS)
    assert "line.end_of_life" not in calculated.inventory.processes


def test_mass_of_the_product_can_be_set() -> None:
    given = grave(set={"product.mass": "60 mg"})
    calculated = run(study=given, **PARTS)
    wastes = [record for record in calculated.inventory.wastes if record.name.startswith("weee_")]
    assert sum(calculated.inventory.values[waste.wet] for waste in wastes) == pytest.approx(60e-6)
    run(study=grave(set={"product.mass": "60 mg"}, boundary="cradle_to_gate"), **PARTS)


@pytest.mark.parametrize("stage", ["wafer_fabrication", "packaging_test"])
def test_contents_are_no_name_before_the_gate(stage: str) -> None:
    per = "wafer" if stage == "wafer_fabrication" else "device"
    early = step({"input": "gold", "amount": "device_Au"}, stage=stage, per=per)
    parts = {**PARTS, "steps": {**PARTS["steps"], "bond" if per == "wafer" else "wire": early}}
    with pytest.raises(MemsLcaError, match="neither a parameter nor derived"):
        run(study=grave(), **parts)


# ---------------------------------------------------------------- what is avoided


def test_recovery_changes_the_avoided_line_and_nothing_else(to_grave: Calculated, unrecovered: Calculated) -> None:
    recovered = IN_DEVICE * COLLECTED * TO_SMELTER * RATE
    change = total(to_grave, "avoided_climate_change") - total(unrecovered, "avoided_climate_change")
    assert change == pytest.approx(-recovered * (MINED - ELECTRONIC), rel=1e-12)
    assert total(unrecovered, "avoided_climate_change") == 0.0
    for indicator in to_grave.indicators:
        if indicator != "avoided_climate_change":
            assert total(to_grave, indicator) == total(unrecovered, indicator), indicator


def test_avoided_by_material(to_grave: Calculated) -> None:
    found = avoided(to_grave, "line")
    recovered = IN_DEVICE * COLLECTED * TO_SMELTER * RATE
    assert found["by_material"]["Au"] == pytest.approx(
        {"recovered_kg": recovered, "avoided": recovered * (ELECTRONIC - MINED)}, rel=1e-12
    )
    assert set(found["by_material"]) == {"Au", "Ag", "Pd", "Cu"}
    assert found["value"] == pytest.approx(total(to_grave, "avoided_climate_change"))


def test_recovered_gold_leaves_the_process(to_grave: Calculated) -> None:
    found = {
        entry.element: entry
        for entry in balances(to_grave.inventory.elements, to_grave.inventory.values)
        if entry.process == "line.end_of_life"
    }
    assert found["Au"].closed
    assert found["Au"].entering == pytest.approx(IN_DEVICE)
    assert found["Au"].ways["recovered"] == pytest.approx(IN_DEVICE * COLLECTED * TO_SMELTER * RATE)


def test_nothing_is_avoided_at_the_gate(tmp_path: Any) -> None:
    root = write(tmp_path, study=grave(boundary="cradle_to_gate"), **PARTS)
    found = assess_bound(bind_study(read(root)), "0.0.0")
    entry = found.route("line")["avoided"]
    assert entry["value"] is None
    assert "nothing reaches its end" in entry["reason"]
    assert found.route("line")["per_device"]["avoided_climate_change"]["value"] is None


def test_checks_of_the_result_hold_with_a_recovery(result: Result) -> None:
    assert [check["id"] for check in result.body["checks"] if check["status"] != "ok"] == []
    cell = result.route("line")["per_device"]["avoided_climate_change"]
    assert cell["value"] == pytest.approx(result.route("line")["avoided"]["value"])
    assert cell["perimeter"] == "avoided"
    assert cell["coverage"] == {"count": None, "mass": None, "cost": None, "missing": []}


def test_scopes_and_materials_leave_the_recovery_out(result: Result) -> None:
    """Of scope 3, category 12 has the ways to the three destinations only."""
    shares = {"weee_smelter": COLLECTED * TO_SMELTER, "weee_landfill": (1 - COLLECTED) * 0.84}
    shares["weee_incineration"] = 1 - sum(shares.values())
    factors = {"weee_smelter": 0.00468568, "weee_landfill": 0.00898311, "weee_incineration": 0.6}
    expected = sum(30e-6 * shares[name] * factors[name] for name in shares)
    assert result.route("line")["scopes"]["location"]["3"]["12"] == pytest.approx(expected)
    bought = result.route("line")["materials"]["gold"]["mg"]
    assert bought == pytest.approx(1e6 * (ON_WAFER / good_dies(result) + 2 * 0.5e-6))


def good_dies(result: Result) -> float:
    chain = {entry["label"]: entry["value"] for entry in result.route("line")["yield_chain"]}
    return float(chain["Good dies per wafer"])


def test_more_recovery_is_never_a_claim(tmp_path: Any) -> None:
    """A second route that recovers more has no claimable gain by it."""
    routes = {"line": "line", "better": "better"}
    better = {"schema": "mems-lca/route/1", "base": "line", "measures": {
        "pick": {"set": {"end_of_life.collected_share": 0.9}, "source": "assumption", "note": "made up"},
    }}  # fmt: skip
    parts = {**PARTS, "routes": {**PARTS["routes"], "better": better}}
    root = write(tmp_path, study=grave(routes=routes, baseline="line"), **parts)
    found = assess_bound(bind_study(read(root)), "0.0.0").body["comparison"]
    entry = found["better"]["avoided_climate_change"]
    assert entry["delta"] is None
    assert not entry["claimable"]
    assert entry["reason"] == "outside the total"
    assert "avoided_climate_change" not in found["burden_shift"]["better"]


# ---------------------------------------------------------------- the exchange in a file


def recovering(**exchange: Any) -> dict[str, Any]:
    entry = {"recovered": "gold_mined", "amount": "mass", **exchange}
    return step(entry, parameters={"mass": "1 mg"}, per="device", stage="end_of_life", site="customer")


def with_end(end: dict[str, Any]) -> dict[str, Any]:
    return {**PARTS, "steps": {**PARTS["steps"], "end_of_life": end}}


@pytest.mark.parametrize(
    ("exchange", "factor"),
    [
        ({}, 1000 - 16000),
        ({"recycling": "gold_recycled"}, 53 - 16000),
        ({"recovered": "silver_mined"}, 13 - 196),
        ({"recovered": "copper_mined"}, 3.1 - 3.81),
    ],
)
def test_the_recycling_is_named_or_follows_from_the_metal(exchange: dict[str, Any], factor: float) -> None:
    calculated = run(study=grave(), **with_end(recovering(**exchange)))
    assert total(calculated, "avoided_climate_change") == pytest.approx(1e-6 * factor)


@pytest.mark.parametrize(
    ("exchange", "code"),
    [
        ({"recovered": "gold"}, "no_factor"),
        ({"recovered": "goldd_mined"}, "unknown_product"),
        ({"recycling": "gold_recycledd"}, "unknown_product"),
        ({"recovered": "sulfuric_acid"}, "recycling_route"),
    ],
)
def test_what_cannot_be_credited_is_refused(exchange: dict[str, Any], code: str) -> None:
    with pytest.raises(MemsLcaError) as caught:
        run(study=grave(), **with_end(recovering(**exchange)))
    assert code in {finding.code for finding in caught.value.findings}


def test_a_factor_of_the_study_counts() -> None:
    given = grave(factors={"gold_mined": {"climate_change": "20000 kg CO2e/kg"}})
    calculated = run(study=given, **with_end(recovering()))
    assert total(calculated, "avoided_climate_change") == pytest.approx(-1e-6 * 19000)
